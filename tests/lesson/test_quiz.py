from pathlib import Path

import pytest

from course_lib.lesson import exercise, quiz, store


@pytest.fixture
def asked(monkeypatch, shown):
    monkeypatch.setattr(exercise, "FOLDER", Path(__file__).with_name("sample"))
    quiz.ask("lesson_91")
    return shown[0]


def boxes(asked):
    """What each question is made of, below the line about keys."""
    return [box.children for box in asked[0].children[-2:]]


def answer(box, letter):
    """What is said once `letter` is chosen and the button pressed."""
    _, radio, button, said = box
    radio.value = letter
    button.click()
    return said.value


def test_each_wrong_option_gets_its_own_feedback(asked):
    first, _ = boxes(asked)
    assert "&lt;read&gt;" in first[0].value
    for letter, text in {
        "b": "A postman",
        "c": "Keys do not",
        "a": "Right.</strong> It has",
    }.items():
        assert text in answer(first, letter)
    assert store.get("verdicts", "lesson_91.quiz.forwards", None).value == {"ok": True, "tries": 3}


def test_nothing_is_marked_before_an_answer(asked, file):
    for box in boxes(asked):
        assert (box[1].value, box[3].value) == (None, "")
        assert "Choose one of the options" in answer(box, None)
    assert not file.exists()


def test_the_still_twin_has_no_answers(asked):
    still = asked[1]
    assert "a) No" in still["text/plain"]
    assert "c) It is true" in still["text/plain"]
    for secret in ("no key", "postman", "Sealed, no", "provider"):
        assert secret not in still["text/plain"] + still["text/html"]
    assert "&lt;read&gt;" in still["text/html"]


def test_a_question_is_an_exercise(asked):
    forwards, padlock = quiz.questions("lesson_91")
    assert forwards.id == "lesson_91.quiz.forwards"
    assert padlock.judge("b").ok
    assert padlock.judge("c").message == "A sealed lie is a lie."
    assert padlock.words.misconceptions["a"] == "the padlock vouches"


def test_before_the_lessons_a_choice_is_kept_and_nothing_is_told(asked, shown):
    quiz.ask_before("lesson_91")
    first, second, said = shown[1][0].children[-3:]
    for count, (row, agrees) in enumerate([(first, "no"), (second, "unsure")], 1):
        row.children[1].value = agrees
        assert f"Kept: {count} of 2." in said.value
    assert "postman" not in said.value
    assert store.get("before", "lesson_91.quiz.forwards", None).value == "no"
    assert not store.get("verdicts", "lesson_91.quiz.forwards", None).yours
    assert shown[1][1]["text/plain"].startswith("1. Can the relay <read> them?\n2. What does")
    assert "Nothing is told yet" in shown[1][1]["text/plain"]
    quiz.ask_before("lesson_91")
    again = shown[2][0].children[-3]
    assert again.children[1].value == "no", "what was answered is chosen"


def test_what_cannot_be_kept_never_says_kept(asked, shown, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "nowhere" / "my_course.json"))
    quiz.ask_before("lesson_91")
    first, _, said = shown[1][0].children[-3:]
    first.children[1].value = "yes"
    assert "Held, but not saved: 1 of 2." in said.value
    assert "Kept" not in said.value
    told = answer(boxes(asked)[0], "a")
    assert "Right." in told
    assert "could not be written here" in told


def test_before_and_now_stand_side_by_side(asked):
    heads, *nothing = repr(quiz.changed("lesson_91")).splitlines()
    assert heads == "Statement | Before | Now | What holds"
    assert [line.split(" | ")[1:] for line in nothing] == [["not answered", "not answered", ""]] * 2
    store.record("before", "lesson_91.quiz.forwards", "yes")
    store.record("before", "lesson_91.quiz.padlock", "a word that is none")
    for box, letter in zip(boxes(asked), "ac", strict=True):
        answer(box, letter)
    _, forwards, padlock = repr(quiz.changed("lesson_91")).splitlines()
    assert forwards == "Can the relay <read> them? | I think so | right | No"
    assert padlock == "What does the padlock say? | not answered | not yet | It is sealed"
    assert "&lt;read&gt;" in quiz.changed("lesson_91")._repr_html_()


@pytest.mark.usefixtures("asked")
def test_a_course_file_edited_by_hand_stops_nothing():
    store.record("before", "lesson_91.quiz.forwards", ["b"])
    store.record("verdicts", "lesson_91.quiz.forwards", "right")
    assert "them? | not answered | not answered | \n" in repr(quiz.changed("lesson_91"))
