"""A quiz in which every wrong option belongs to a misconception, and answers it.

The questions are lists in the lesson's TOML file: `quiz`, and `look_back`, which asks again what
earlier lessons taught. A question is an exercise to choose in.
"""

from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from course_lib.errors import refuse
from course_lib.lesson import exercise, live, phrase, store
from course_lib.lesson.exercise import Choose, lettered, worded
from course_lib.lesson.predictions import said_once
from course_lib.lesson.tables import Note, Verdict, marked_up, reading

AGREE = ("yes", "no", "unsure")  # what a student says of a statement before the lessons


def questions(lesson: str, part: str = "quiz") -> list[Choose]:
    """The questions of `lesson` ("lesson_01"), in order, with the id "lesson_01.quiz.<name>".

    Raises CourseError for a lesson without any.
    """
    try:
        tables = map(dict, exercise.tables(lesson)[part])
    except (OSError, LookupError, TypeError, ValueError):
        raise refuse("lesson.questions", repr(lesson)) from None
    return [Choose(worded(f"{lesson}.{part}.{table.pop('id')}", table)) for table in tables]


def ask(lesson: str, part: str = "quiz") -> None:
    """Show the quiz of `lesson`. Nothing is marked before a button is pressed.

    Where no kernel runs, the questions and options stay, without the answers.
    """
    asked = questions(lesson, part)
    lines = [line for question in asked for line in question.task.splitlines()]
    _show([_checked(question) for question in asked], [*lines, phrase("quiz.still")], asked[0].id)


def look_back(lesson: str) -> None:
    """Show the two questions with which `lesson` asks again what earlier lessons taught."""
    ask(lesson, "look_back")


def ask_before(lesson: str) -> None:
    """Show the statements of `lesson` before it was taught, as one list: does the student agree?

    Each answer is kept at once and counted. Nothing is told: a later lesson asks again and has
    them from the course file, under "before".
    """
    asked, said = questions(lesson), widgets.HTML()
    lines = [f"{n}. {question.words.task}" for n, question in enumerate(asked, start=1)]
    rows = [_agreed(question, asked, said) for question in asked]
    _show([*rows, said], [*lines, phrase("quiz.still_before")], lesson)


def changed(lesson: str) -> Note:
    """Each question of `lesson`, what was chosen before, and what came when it was asked again.

    The right option is named only for questions that were answered again. A choice that was never
    made is said to be missing.
    """
    heads = [phrase(f"quiz.head_{head}") for head in ("statement", "before", "now", "right")]
    return reading(heads, [_before_and_now(question) for question in questions(lesson)])


def _before_and_now(question: Choose) -> tuple[str, ...]:
    before, now = (store.get(kind, question.id, "").value for kind in ("before", "verdicts"))
    agreed = phrase(f"quiz.{before if before in AGREE else 'never'}")
    if not isinstance(now, dict):
        return question.words.task, agreed, phrase("quiz.never"), ""
    word = phrase("quiz.now_right" if now.get("ok") is True else "quiz.now_wrong")
    return question.words.task, agreed, word, question.words.options[question.words.right]


def _show(rows: list[widgets.Widget], lines: list[str], place: str) -> None:
    if keys := said_once("quiz.keys", place):
        rows = [widgets.HTML(keys), *rows]
    live.show(widgets.VBox(rows), live.paragraphs(*lines))


def _checked(question: Choose) -> widgets.VBox:
    """Nothing is marked before the button is pressed."""
    head = widgets.HTML(f"<p><strong>{marked_up(question.words.task)}</strong></p>")
    radio, said = live.radio(lettered(question.words.options)), widgets.HTML()
    radio.observe(lambda _: setattr(said, "value", ""), "value")  # of another choice

    def check(_: Any) -> Note | Verdict:
        if not radio.value:
            return Note(phrase("quiz.pick"))
        return replace(question.check(radio.value), task="")

    return widgets.VBox([head, radio, live.button(phrase("quiz.check"), said, check), said])


def _agreed(question: Choose, asked: list[Choose], said: widgets.HTML) -> widgets.HBox:
    """An answer is kept at once; what was answered before is chosen."""
    answers = {each: phrase(f"quiz.{each}") for each in AGREE}
    radio = live.radio(answers, store.get("before", question.id, None).value)
    radio.add_class("course-choice")  # side by side

    def keep(change: Any) -> Note:
        saved = store.record("before", question.id, change["new"])
        count = sum(store.get("before", each.id, None).yours for each in asked)
        return Note(phrase("quiz.counted" if saved else "quiz.held", count=count, all=len(asked)))

    live.listen(radio, said, keep)
    statement = widgets.HTML(marked_up(question.words.task), layout={"flex": "1 1 26em"})
    return widgets.HBox([statement, radio], layout={"flex_flow": "row wrap", "width": "100%"})
