from pathlib import Path

import ipywidgets as widgets
import pytest

from course_lib.lesson import exercise, quiz, store


@pytest.fixture
def asked(monkeypatch, shown):
    monkeypatch.setattr(exercise, "FOLDER", Path(__file__).with_name("sample"))
    quiz.ask("lesson_91")
    return shown[-1]


def choose(cell, option, at=0):
    cell.parts(widgets.RadioButtons)[at].value = option


def answer(cell, letter, at=0):
    """What is said once `letter` is chosen for a question and its button pressed."""
    choose(cell, letter, at)
    cell.press("Check my answer", at)
    return cell.said


def test_each_wrong_option_gets_its_own_feedback(asked):
    assert "&lt;read&gt;" in asked.html
    assert "A postman" in answer(asked, "b")
    assert "Keys do not" in answer(asked, "c")
    assert "Right.</strong> It has" in answer(asked, "a")
    assert store.get("verdicts", "lesson_91.quiz.forwards", None).value == {"ok": True, "tries": 3}
    choose(asked, "b")
    assert "Right." not in asked.said, "beside another option"


@pytest.mark.parametrize("at", [0, 1])
def test_nothing_is_marked_before_an_answer(asked, file, at):
    assert (asked.parts(widgets.RadioButtons)[at].value, asked.said) == (None, "")
    assert "Choose one of the options" in answer(asked, None, at)
    assert not file.exists()


def test_before_the_lessons_a_choice_is_kept_and_nothing_is_told(asked, shown):
    quiz.ask_before("lesson_91")
    before = shown[-1]
    for at, agrees in enumerate(["no", "unsure"]):
        choose(before, agrees, at)
        assert f"Kept: {at + 1} of 2." in before.said
    assert "postman" not in before.said
    assert store.get("before", "lesson_91.quiz.forwards", None).value == "no"
    assert not store.get("verdicts", "lesson_91.quiz.forwards", None).yours
    assert before.still.startswith("1. Can the relay <read> them?\n2. What does")
    assert "Nothing is told yet" in before.still
    quiz.ask_before("lesson_91")
    assert shown[-1].part(widgets.RadioButtons).value == "no", "what was answered is chosen"


def test_what_cannot_be_kept_never_says_kept(asked, shown, nowhere):
    quiz.ask_before("lesson_91")
    choose(shown[-1], "yes")
    assert "Held, but not saved: 1 of 2." in shown[-1].said
    assert "Kept" not in shown[-1].said
    told = answer(asked, "a")
    assert "Right." in told
    assert "could not be written here" in told


def test_before_and_now_stand_side_by_side(asked):
    heads, *nothing = repr(quiz.changed("lesson_91")).splitlines()
    assert heads == "Statement | Before | Now | What holds"
    assert [line.split(" | ")[1:] for line in nothing] == [["not answered", "not answered", ""]] * 2
    store.record("before", "lesson_91.quiz.forwards", "yes")
    store.record("before", "lesson_91.quiz.padlock", "a word that is none")
    answer(asked, "a")
    answer(asked, "c", at=1)
    _, forwards, padlock = repr(quiz.changed("lesson_91")).splitlines()
    assert forwards == "Can the relay <read> them? | I think so | right | No"
    assert padlock == "What does the padlock say? | not answered | not yet | It is sealed"
    assert "&lt;read&gt;" in quiz.changed("lesson_91")._repr_html_()


@pytest.mark.usefixtures("asked")
def test_a_course_file_edited_by_hand_stops_nothing():
    store.record("before", "lesson_91.quiz.forwards", ["b"])
    store.record("verdicts", "lesson_91.quiz.forwards", "right")
    assert "them? | not answered | not answered | \n" in repr(quiz.changed("lesson_91"))
