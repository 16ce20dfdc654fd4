"""An assignment for a school whose hub grades with nbgrader: its source, and its hidden tests.

From the student edition of an assignment `source` makes what nbgrader calls the instructor version:
nbgrader's metadata, ### BEGIN SOLUTION and ### BEGIN HIDDEN TESTS. `nbgrader generate_assignment`
cuts both out again, and what is left is the student edition. nbgrader runs a student's code and the
hidden test in one process, so a student who patches this module gets full marks there;
`python -m course_lib.classroom grade` keeps the two apart.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import json
from typing import Any

from nbformat import NotebookNode

from course_lib.classroom import sources
from course_lib.classroom.editions import places
from course_lib.errors import CourseError
from course_lib.exercises import assignments
from course_lib.exercises.assignments import Assignment, Written
from course_lib.lesson.comparison import Comparison
from course_lib.lesson.exercise import Exercise
from course_lib.lesson.kinds import Write

VERSION = "0.9.6"  # of nbgrader, for which this is made
SCHEMA = 3
# An empty stub: what a student is to replace, the three dots, stands above the cut already.
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "how_whatsapp_makes_money"
c.ClearSolutions.code_stub = {"python": ""}
"""


def source(edition: NotebookNode, work: Assignment, *, code_light: bool = False) -> NotebookNode:
    """nbgrader's source of an assignment, cell for cell the student edition `edition`.

    Raises CourseError for a task whose answer cannot be written as code.
    """
    made = copy.deepcopy(edition)
    for cell in made.cells:
        if "assignments.load(" in cell.source:
            _mark(cell, locked=True)  # or a class could grade itself with another class's numbers
    found = places(made, work, code_light=code_light)
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

    >>> from course_lib.lesson.exercise import Words
    >>> from course_lib.lesson.kinds import Complete
    >>> solution(Complete(Words("secrets.bits", "How many?", "Eight a byte."), 96, wrongs={}))
    'bits = 96'
    """
    if code := exercise.words.solution:
        return _assigning(code, exercise.name)
    if isinstance(exercise, Write):
        return sources.function(exercise.answer, exercise.name)
    return f"{exercise.name} = {sources.literal(exercise.answer)}"


def hidden_test(exercise: Exercise, work: Assignment) -> str:
    """The lines that judge one answer in nbgrader, with the right values as fixed plain data."""
    cases = exercise.cases(assignments.seed_of(work.group))
    expected = [exercise.outcome(exercise.answer, case).value for case in cases]
    where = f"{work.name!r}, {work.group!r}, {exercise.name!r}"
    return (
        "from course_lib.classroom import hub\n\n"
        f"hub.judge({where}, {exercise.name}, {json.dumps(expected)!r})"
    )


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
        raise CourseError(
            expected="the course with which this assignment was made",
            got=f"other right values for {exercise.id}",
            do="Make the assignment again with this course, or install the older one.",
        )
    for case in cases:
        # nbgrader takes all points from a cell that writes a warning.
        with contextlib.redirect_stderr(io.StringIO()):
            outcome = exercise.outcome(answer, case)
        if said := exercise.feedback(case, outcome):
            raise AssertionError(said)


def _mark(
    cell: NotebookNode,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: int | None = None,
) -> None:
    marks = {
        "grade": grade,
        "grade_id": cell.id,
        "locked": locked,
        "schema_version": SCHEMA,
        "solution": solution,
        "task": False,
    }
    cell.metadata["nbgrader"] = marks | ({} if points is None else {"points": points})


def _region(name: str, lines: str) -> str:
    return f"\n### BEGIN {name}\n{lines.strip()}\n### END {name}"


def _assigning(code: str, name: str) -> str:
    """`code` so that its last line, if it is an expression, becomes the value of `name`."""
    last = ast.parse(code).body[-1]
    if not isinstance(last, ast.Expr):
        return code
    lines = code.splitlines()
    lines[last.lineno - 1] = f"{name} = {lines[last.lineno - 1]}"
    return "\n".join(lines)


def _rubric(written: Written) -> str:
    lines = [f"# {level}: {' '.join(told.split())}" for level, told in written.levels.items()]
    return "\n".join(lines)
