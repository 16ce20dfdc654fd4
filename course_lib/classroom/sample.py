"""A small class made up to try the grader on: its notebooks, and a table as Canvas writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat

from course_lib.classroom import editions, hub
from course_lib.classroom.release import NOTEBOOKS
from course_lib.classroom.texts import phrase
from course_lib.exercises import assignments
from course_lib.lesson.exercise import Exercise
from course_lib.lesson.kinds import Choose

TABLE, COLUMN = "canvas.csv", "Assignment"
_NUMBERS = {"ani": 4821, "budi": 4822, "citra": 4823, "dewi": 4824, "eko": 4825}


def write_class(folder: Path, name: str) -> None:
    """Write what five people handed in for the assignment `name` to `folder`/class.

    Ani has everything right, Budi a wrong letter or two, Citra nothing, Dewi's file is damaged, and
    Eko handed in none. `TABLE` beside it lists all five.
    """
    _hand_in(folder, "ani", _notebook(name, _right))
    _hand_in(folder, "budi", _notebook(name, _with_mistakes))
    _hand_in(folder, "citra", _notebook(name, _nothing))
    _hand_in(folder, "dewi", "damaged on its way")
    head = f"Student,ID,SIS User ID,SIS Login ID,Section,{COLUMN} (901)"
    rows = [f'"Example, {who.title()}",{n},,{who},10B,' for who, n in _NUMBERS.items()]
    work = assignments.load(name)
    possible = work.points + sum(written.points for written in work.written)
    lines = [head, f"    Points Possible,,,,,{possible:.2f}", *rows]
    (folder / TABLE).write_bytes("".join(f"{line}\r\n" for line in lines).encode())


def _hand_in(folder: Path, who: str, text: str) -> None:
    path = folder / "class" / f"example{who}_{_NUMBERS[who]}_7_homework.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _notebook(name: str, answer: Callable[[Exercise], str]) -> str:
    """The assignment's notebook with the answers that `answer` writes, "" for none."""
    made = nbformat.read(NOTEBOOKS / "assignments" / f"{name}.ipynb", as_version=4)
    work = assignments.load(name)
    places = editions.places(made, work)
    for key, task in work.tasks.items():
        places[key].answer.source = answer(task.exercise) or places[key].answer.source
    if answer is not _nothing:
        for written in work.written:
            places[written.name].answer.source = f"{written.name} = {phrase('desk.paragraph')!r}"
    return nbformat.writes(made)


def _nothing(exercise: Exercise) -> str:  # noqa: ARG001
    return ""


def _right(exercise: Exercise) -> str:
    return hub.solution(exercise)


def _with_mistakes(exercise: Exercise) -> str:
    """A typical mistake where the answer is a letter, the solution elsewhere."""
    if isinstance(exercise, Choose):
        return f"{exercise.name} = {exercise.wrongs[0].answer!r}"
    return hub.solution(exercise)
