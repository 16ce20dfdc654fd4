"""An option cannot be picked by its length or its letter."""

from collections import Counter

from course_lib.lesson import exercise


def single_choices():
    """Options and right letter of each question with one right answer."""
    for path in sorted(exercise.FOLDER.glob("*.toml")):
        for table in exercise.tables(path.stem).values():
            for asked in table if isinstance(table, list) else [table]:
                if asked.get("right") in asked.get("options", {}):
                    yield asked["options"], asked["right"]


def test_the_right_option_is_the_longest_in_about_a_third():
    longest = [
        len(options[right]) > max(len(text) for key, text in options.items() if key != right)
        for options, right in single_choices()
    ]
    assert len(longest) > 80
    assert 0.25 <= sum(longest) / len(longest) <= 0.40


def test_no_letter_is_right_too_often():
    letters = Counter(right for _, right in single_choices())
    assert max(letters.values()) <= 0.35 * letters.total()
