"""A quiz in which every wrong option belongs to a misconception, and answers it.

The questions are the list `quiz` in the lesson's TOML file. A question is an exercise to choose in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import ipywidgets as widgets

from course_lib import data
from course_lib.errors import refuse
from course_lib.lesson import exercise, live, store
from course_lib.lesson.exercise import worded
from course_lib.lesson.kinds import Choose
from course_lib.lesson.tables import Reading, marked_up
from course_lib.lesson.verdict import Note, Verdict

phrase = data.phrases("lesson")

Answer = Callable[[Choose, str], Note | Verdict]


def questions(lesson: str) -> list[Choose]:
    """The questions of `lesson` ("lesson_01"), in order, with the id "lesson_01.quiz.<name>".

    Raises CourseError where a wrong option names no misconception.
    """
    tables = [dict(table) for table in exercise.tables(lesson)["quiz"]]
    made = [Choose(worded(f"{lesson}.quiz.{table.pop('id')}", table)) for table in tables]
    for question in made:
        if set(question.words.misconceptions) != set(question.words.wrongs):
            named = sorted(question.words.misconceptions)
            raise refuse("lesson.misconceptions", f"{question.id}: {named}")
    return made


def ask(lesson: str) -> None:
    """Show the quiz of `lesson`. Nothing is marked before a button is pressed.

    Where no kernel runs, the questions and options stay, without the answers.
    """
    _show(questions(lesson), phrase("quiz.check"), _told, phrase("quiz.still"))


def ask_before(lesson: str) -> None:
    """Show the quiz of `lesson` before it was taught: choices are kept, and nothing is told yet.

    A later lesson asks again and has them from the course file, under "before".
    """
    _show(questions(lesson), phrase("quiz.keep"), _kept, phrase("quiz.still_before"))


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


def _told(question: Choose, letter: str) -> Note | Verdict:
    return replace(question.check(letter), task="")


def _kept(question: Choose, letter: str) -> Note | Verdict:
    store.record("before", question.id, letter)
    return Note(phrase("quiz.kept", letter=letter))


def _show(asked: list[Choose], button: str, answer: Answer, below: str) -> None:
    lines = [line for question in asked for line in question.task.splitlines()]
    # JupyterLab takes the arrow keys for itself, so the keys that work are written down.
    keys = widgets.HTML(phrase("quiz.keys"))
    boxes = [_box(question, button, answer) for question in asked]
    live.show(widgets.VBox([keys, *boxes]), live.paragraphs(*lines, below))


def _box(question: Choose, press: str, answer: Answer) -> widgets.VBox:
    options = [
        (phrase("exercise.option", letter=letter, text=text), letter)
        for letter, text in question.words.options.items()
    ]
    radio = widgets.RadioButtons(options=options, value=None, layout={"width": "max-content"})
    button = widgets.Button(description=press, layout={"width": "max-content"})
    said = widgets.HTML()

    def on_press(_: widgets.Button) -> None:
        reply = answer(question, radio.value) if radio.value else Note(phrase("quiz.pick"))
        said.value = reply._repr_html_()

    button.on_click(on_press)
    asked = widgets.HTML(f"<p><strong>{marked_up(question.words.task)}</strong></p>")
    return widgets.VBox([asked, radio, button, said])
