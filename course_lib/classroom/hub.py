"""An assignment for a school whose hub grades with nbgrader: its source, and its hidden tests.

From the student edition of an assignment `source` makes what nbgrader calls the instructor version:
nbgrader's metadata, ### BEGIN SOLUTION and ### BEGIN HIDDEN TESTS. `nbgrader generate_assignment`
cuts both out again, and what is left is the student edition. nbgrader runs a student's code and the
hidden test in one process, so a student who patches this module gets full marks there;
`python -m course_lib.classroom grade` keeps the two apart.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from course_lib import data
from course_lib.classroom import release
from course_lib.errors import refuse
from course_lib.exercises import assignments
from course_lib.exercises.assignments import Assignment, Written, forms
from course_lib.lesson.comparison import Comparison
from course_lib.lesson.exercise import Exercise

VERSION = "0.9.6"  # of nbgrader, for which this is made
SCHEMA = 3


def course_folder(choice: release.Choice, notebooks: Path = release.NOTEBOOKS) -> dict[str, str]:
    """The files of a course folder of nbgrader: path below it and text. It holds the solutions."""
    works = release.chosen_assignments(choice, notebooks)
    files = {
        f"source/{name}/{name}.ipynb": release.text_of(
            source(edition, work, code_light=choice.code_light)
        )
        for name, (work, edition) in works.items()
    }
    told = data.toml("classroom", "readmes")
    readme = told["teacher"].format(version=VERSION, example=choice.names[0]).lstrip()
    return files | {"nbgrader_config.py": told["nbgrader_config"], "README.md": readme}


def source(edition: NotebookNode, work: Assignment, *, code_light: bool = False) -> NotebookNode:
    """nbgrader's source of an assignment, cell for cell the student edition `edition`.

    Raises CourseError for a task whose answer cannot be written as code.
    """
    made = copy.deepcopy(edition)
    for cell in made.cells:
        if "assignments.load(" in cell.source:
            _mark(cell, locked=True)  # or a class could grade itself with another class's numbers
    found = release.places(made, work, code_light=code_light)
    for name, task in work.tasks.items():
        if name in found:
            answer, (check,) = found[name].answer, found[name].checks
            _mark(answer, solution=True)
            answer.source += _region("SOLUTION", solution(task.exercise))
            _mark(check, grade=True, locked=True, points=task.exercise.points)
            check.source += _region("HIDDEN TESTS", hidden_test(task.exercise, work))
    for written in work.written:
        answer = found[written.name].answer
        _mark(answer, grade=True, solution=True, points=written.points)
        answer.source += _region("SOLUTION", _rubric(written))
    return made


def solution(exercise: Exercise) -> str:
    """A right answer as the code of a cell that gives a value to the task's name.

    It stands in the task's TOML file, or is the answer itself as Python writes it. CourseError if
    that is not the same value read again.

    >>> from course_lib.lesson.exercise import Words
    >>> from course_lib.lesson.kinds import Complete
    >>> solution(Complete(Words("secrets.bits", "How many?", "Eight a byte."), 96, wrongs={}))
    'bits = 96'
    """
    code = exercise.words.solution.strip() or f"{exercise.name} = {exercise.answer!r}"
    made: dict[str, Any] = {}
    if not exercise.words.solution:
        with contextlib.suppress(SyntaxError, NameError):
            exec(code, made)  # noqa: S102  (our own literal)
        if made.get(exercise.name, ...) != exercise.answer:
            raise refuse("classroom.solution", repr(exercise.answer)[:80])
    return code


def hidden_test(exercise: Exercise, work: Assignment) -> str:
    """The lines that judge one answer in nbgrader, with the right values as fixed plain data."""
    cases = exercise.cases(assignments.seed_of(work.group))
    expected = [exercise.outcome(exercise.answer, case).value for case in cases]
    where = f"{work.name!r}, {work.group!r}, {exercise.name!r}"
    judged = f"hub.judge({where}, {exercise.name}, {json.dumps(expected)!r})"
    return f"from course_lib.classroom import hub\n\n{judged}"


def judge(name: str, group: str, task: str, answer: Any, expected: str) -> None:
    """Raise AssertionError, with what a student is told, unless `answer` is right in every case.

    `expected` is JSON: the right value of each case, made with the assignment. Answers are compared
    as plain data, so an object that equals everything gains nothing. CourseError if the course here
    has other right values than those.

    >>> judge("secrets", "", "holds", "e", '["c"]')
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected the course with which this assignment was made. ...
    """
    exercise = assignments.load(name, group).tasks[task].exercise
    cases, values = exercise.cases(assignments.seed_of(group)), json.loads(expected)
    right = [exercise.outcome(exercise.answer, case).value for case in cases]
    if not Comparison().same(values, right):
        raise refuse("classroom.other_course", exercise.id)
    for case in cases:
        # nbgrader takes all points from a cell that writes a warning.
        with contextlib.redirect_stderr(io.StringIO()):
            outcome = exercise.outcome(answer, case)
        if said := exercise.feedback(case, forms.asked_outcome(exercise, outcome)):
            raise AssertionError(said)


def _mark(cell: NotebookNode, *, points: int | None = None, **marks: bool) -> None:
    every = dict.fromkeys(("grade", "locked", "solution", "task"), False)
    named = {"grade_id": cell.id, "schema_version": SCHEMA}
    cell.metadata["nbgrader"] = (
        every | named | marks | ({} if points is None else {"points": points})
    )


def _region(name: str, lines: str) -> str:
    return f"\n### BEGIN {name}\n{lines.strip()}\n### END {name}"


def _rubric(written: Written) -> str:
    lines = [f"# {level}: {' '.join(told.split())}" for level, told in written.levels.items()]
    return "\n".join(lines)
