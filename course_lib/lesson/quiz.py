"""A quiz in which every wrong option belongs to a misconception, and answers it.

The questions are lists in the lesson's TOML file: `quiz`, and `look_back`, which asks again what
earlier lessons taught. A question is an exercise to choose in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import ipywidgets as widgets

from course_lib import data
from course_lib.errors import refuse
from course_lib.lesson import exercise, live, store
from course_lib.lesson.exercise import lettered, worded
from course_lib.lesson.kinds import Choose
from course_lib.lesson.predictions import said_once
from course_lib.lesson.tables import Note, Reading, Verdict, marked_up

phrase = data.phrases("lesson")


def questions(lesson: str, part: str = "quiz") -> list[Choose]:
    """The questions of `lesson` ("lesson_01"), in order, with the id "lesson_01.quiz.<name>".

    Raises CourseError where a wrong option names no misconception.
    """
    tables = [dict(table) for table in exercise.tables(lesson).get(part, [])]
    made = [Choose(worded(f"{lesson}.{part}.{table.pop('id')}", table)) for table in tables]
    for question in made:
        if set(question.words.misconceptions) != set(question.words.wrongs):
            named = sorted(question.words.misconceptions)
            raise refuse("lesson.misconceptions", f"{question.id}: {named}")
    return made


def ask(lesson: str) -> None:
    """Show the quiz of `lesson`. Nothing is marked before a button is pressed.

    Where no kernel runs, the questions and options stay, without the answers.
    """
    _show(questions(lesson), _checked, "still")


def look_back(lesson: str) -> None:
    """Show the two questions with which `lesson` asks again what earlier lessons taught."""
    _show(questions(lesson, "look_back"), _checked, "still")


def ask_before(lesson: str) -> None:
    """Show the quiz of `lesson` before it was taught: choices are kept, and nothing is told yet.

    A later lesson asks again and has them from the course file, under "before".
    """
    _show(questions(lesson), _chosen, "still_before")


def changed(lesson: str) -> Reading:
    """Each question of `lesson`, what was chosen before, and what came when it was asked again.

    The right option is named only for questions that were answered again. A choice that was never
    made is said to be missing.
    """
    rows = [
        (question.words.task, _before(question), *_again(question))
        for question in questions(lesson)
    ]
    heads = ("statement", "before", "now", "right")
    return Reading(tuple(phrase(f"quiz.head_{head}") for head in heads), tuple(rows))


def _before(question: Choose) -> str:
    letter = store.get("before", question.id, "").value
    return question.words.options.get(str(letter), phrase("quiz.never"))


def _again(question: Choose) -> tuple[str, str]:
    verdict = store.get("verdicts", question.id, None).value
    if not isinstance(verdict, dict):
        return phrase("quiz.never"), ""
    word = phrase("quiz.now_right" if verdict.get("ok") is True else "quiz.now_wrong")
    return word, question.words.options[question.words.right]


def _told(question: Choose, letter: str | None) -> Note | Verdict:
    if not letter:
        return Note(phrase("quiz.pick"))
    return replace(question.check(letter), task="", above="")


def _kept(question: Choose, letter: str) -> Note:
    saved = store.record("before", question.id, letter)
    kept = phrase("quiz.kept" if saved else "quiz.held", letter=letter)
    return Note("\n".join(filter(None, [kept, store.told()])))


def _show(asked: list[Choose], box: Callable[[Choose], list[widgets.Widget]], below: str) -> None:
    boxes = []
    for question in asked:
        head = widgets.HTML(f"<p><strong>{marked_up(question.words.task)}</strong></p>")
        boxes.append(widgets.VBox([head, *box(question)]))
    lines = [line for question in asked for line in question.task.splitlines()]
    keys = [widgets.HTML(said)] if (said := said_once("quiz.keys", asked[0].id)) else []
    still = live.paragraphs(*lines, phrase(f"quiz.{below}"))
    live.show(widgets.VBox([*keys, *boxes]), still)


def _checked(question: Choose) -> list[widgets.Widget]:
    """Nothing is marked before the button is pressed."""
    radio, said = live.radio(_options(question)), widgets.HTML()
    button = widgets.Button(description=phrase("quiz.check"), layout={"width": "max-content"})
    button.on_click(live.speaking(said, lambda _: _told(question, radio.value)))
    return [radio, button, said]


def _chosen(question: Choose) -> list[widgets.Widget]:
    """A choice is kept at once."""
    radio, said = live.radio(_options(question)), widgets.HTML()
    radio.observe(live.speaking(said, lambda change: _kept(question, change["new"])), "value")
    return [radio, said]


def _options(question: Choose) -> list[tuple[str, str]]:
    return list(zip(lettered(question.words.options), question.words.options, strict=True))
