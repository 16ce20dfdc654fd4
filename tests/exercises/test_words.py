"""The words of all exercises: no option is picked by its length or letter, no diagnosis is lost.

`diagnoses.toml` holds those once written; one that was replaced is named there under `gone`, with
the one in its place.
"""

import tomllib
from collections import Counter
from pathlib import Path

from course_lib.exercises import assignments
from course_lib.lesson.exercise import FOLDER

RECORDED = tomllib.loads(Path(__file__).with_name("diagnoses.toml").read_text(encoding="utf-8"))
WORDS_AT_LEAST = 4  # "Not right" is no diagnosis


def asked(paths):
    """The table of each exercise and question, by its id."""
    for path in sorted(paths):
        for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for one in table if isinstance(table, list) else [table]:
                if isinstance(one, dict):
                    yield f"{path.stem}.{name}" + (f".{one['id']}" if "id" in one else ""), one


SAID = {name: one["wrongs"] for name, one in asked(FOLDER.glob("*.toml")) if "wrongs" in one}
CHOICES = [  # options and right letter of each question with one right answer
    (one["options"], one["right"])
    for name, one in asked(FOLDER.glob("*.toml"))
    if name.partition(".")[0] not in assignments.NAMES
    and one.get("right") in one.get("options", {})
]


def test_every_recorded_diagnosis_is_still_there():
    lost = {}
    for name, keys in RECORDED["diagnoses"].items():
        if name in RECORDED["gone"]:
            assert RECORDED["gone"][name] in SAID, f"{name}: what is in its place?"
        elif isinstance(keys, int):  # options: their letters may move
            if len(SAID.get(name, {})) < keys:
                lost[name] = f"{keys} options were answered"
        elif missing := set(keys) - set(SAID.get(name, {})):
            lost[name] = sorted(missing)
    assert not lost


def test_a_diagnosis_is_a_sentence():
    short = [
        f"{name}.{key}: {said}"
        for name, wrongs in SAID.items()
        for key, said in wrongs.items()
        if len(said.split()) < WORDS_AT_LEAST
    ]
    assert not short


def test_the_right_option_is_the_longest_in_about_a_third():
    longest = [
        len(options[right]) > max(len(text) for key, text in options.items() if key != right)
        for options, right in CHOICES
    ]
    assert len(longest) > 80
    assert 0.25 <= sum(longest) / len(longest) <= 0.40


def test_no_letter_is_right_too_often():
    letters = Counter(right for _, right in CHOICES)
    assert max(letters.values()) <= 0.35 * letters.total()
