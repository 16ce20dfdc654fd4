"""A quiz in which every wrong option belongs to a misconception, and answers it.

The questions are lists in the lesson's TOML file: `quiz`, and `look_back`, which asks again what
earlier lessons taught. A question is an exercise to choose in.
"""

from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from course_lib import data
from course_lib.errors import refuse
from course_lib.lesson import exercise, live, store
from course_lib.lesson.exercise import lettered, worded
from course_lib.lesson.kinds import Choose
from course_lib.lesson.predictions import said_once
from course_lib.lesson.tables import Note, Reading, Verdict, marked_up

phrase = data.phrases("lesson")

AGREE = ("yes", "no", "unsure")  # what a student says of a statement before the lessons


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
    _show(questions(lesson))


def look_back(lesson: str) -> None:
    """Show the two questions with which `lesson` asks again what earlier lessons taught."""
    _show(questions(lesson, "look_back"))


def ask_before(lesson: str) -> None:
    """Show the statements of `lesson` before it was taught, as one list: does the student agree?

    Each answer is kept at once; the button counts them. Nothing is told: a later lesson asks again
    and has them from the course file, under "before".
    """
    asked, said = questions(lesson), widgets.HTML()
    button = live.button(phrase("quiz.done"), said, lambda _: _counted(asked, "quiz.counted"))
    rows = [_agreed(question, asked, said) for question in asked]
    keys = [widgets.HTML(told)] if (told := said_once("quiz.keys", lesson)) else []
    lines = [f"{n}. {question.words.task}" for n, question in enumerate(asked, start=1)]
    still = live.paragraphs(*lines, phrase("quiz.still_before"))
    live.show(widgets.VBox([*keys, *rows, button, said]), still)


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
    kept = str(store.get("before", question.id, "").value)
    return phrase(f"quiz.{kept if kept in AGREE else 'never'}")


def _again(question: Choose) -> tuple[str, str]:
    verdict = store.get("verdicts", question.id, None).value
    if not isinstance(verdict, dict):
        return phrase("quiz.never"), ""
    word = phrase("quiz.now_right" if verdict.get("ok") is True else "quiz.now_wrong")
    return word, question.words.options[question.words.right]


def _told(question: Choose, letter: str | None) -> Note | Verdict:
    if not letter:
        return Note(phrase("quiz.pick"))
    return replace(question.check(letter), task="")


def _counted(asked: list[Choose], key: str) -> Note:
    count = sum(store.get("before", question.id, None).yours for question in asked)
    return Note(phrase(key, count=count, all=len(asked)))


def _show(asked: list[Choose]) -> None:
    lines = [line for question in asked for line in question.task.splitlines()]
    keys = [widgets.HTML(said)] if (said := said_once("quiz.keys", asked[0].id)) else []
    still = live.paragraphs(*lines, phrase("quiz.still"))
    live.show(widgets.VBox([*keys, *map(_checked, asked)]), still)


def _checked(question: Choose) -> widgets.VBox:
    """Nothing is marked before the button is pressed."""
    head = widgets.HTML(f"<p><strong>{marked_up(question.words.task)}</strong></p>")
    options = zip(lettered(question.words.options), question.words.options, strict=True)
    radio, said = live.radio(list(options)), widgets.HTML()
    button = live.button(phrase("quiz.check"), said, lambda _: _told(question, radio.value))
    return widgets.VBox([head, radio, button, said])


def _agreed(question: Choose, asked: list[Choose], said: widgets.HTML) -> widgets.HBox:
    """An answer is kept at once; what was answered before is chosen."""
    kept = store.get("before", question.id, None).value
    words = [(phrase(f"quiz.{each}"), each) for each in AGREE]
    radio = live.radio(words, kept if kept in AGREE else None)
    radio.add_class("course-choice")  # side by side

    def keep(change: Any) -> Note:
        saved = store.record("before", question.id, change["new"])
        return _counted(asked, "quiz.counted" if saved else "quiz.held")

    live.listen(radio, said, keep)
    statement = widgets.HTML(marked_up(question.words.task), layout={"flex": "1 1 26em"})
    return widgets.HBox([statement, radio], layout={"flex_flow": "row wrap", "width": "100%"})
