"""An assignment for a school whose hub grades with nbgrader: its source, and its hidden tests.

From the student edition of an assignment `source` makes what nbgrader calls the instructor version:
nbgrader's metadata, ### BEGIN SOLUTION and ### BEGIN HIDDEN TESTS. `nbgrader generate_assignment`
cuts both out again, and what is left is the student edition. nbgrader runs a student's code and the
hidden test in one process, so a student who patches this module gets full marks there;
`course-classroom grade` keeps the two apart.
"""

import contextlib
import copy
import io
from typing import Any

from nbformat import NotebookNode

from course_lib import data
from course_lib.errors import require
from course_lib.exercises import assignments, handouts

VERSION = "0.9.6"  # of nbgrader, for which this is made


def course_folder(choice: handouts.Choice) -> dict[str, str]:
    """The files of a course folder of nbgrader: path below it and text. It holds the solutions."""
    works = handouts.of_class(choice)
    files = {f"source/{w.name}/{w.name}.ipynb": handouts.text_of(source(nb, w)) for w, nb in works}
    told = data.toml("classroom", "nbgrader")
    readme = told["teacher"].format(version=VERSION, example=choice.names[0])
    return files | {"nbgrader_config.py": told["nbgrader_config"], "README.md": readme}


def source(edition: NotebookNode, work: assignments.Assignment) -> NotebookNode:
    """nbgrader's source of an assignment, cell for cell the student edition `edition`."""
    made = copy.deepcopy(edition)
    cells = {cell.id: cell for cell in made.cells}
    _mark(cells[handouts.CLASS], locked=True)  # or a class could take another class's numbers
    asked = work.fingerprints()
    for name, place in handouts.places(made, work).items():
        if place.check is None:
            written = getattr(work, name)
            _mark(place.answer, grade=True, solution=True, points=written.points)
            rubric = [f"# {level}: {' '.join(e.split())}" for level, e in written.levels.items()]
            place.answer.source += _region("SOLUTION", "\n".join(rubric))
            continue
        exercise = work.tasks[name].exercise
        _mark(place.answer, solution=True)
        place.answer.source += _region("SOLUTION", handouts.solution(exercise))
        _mark(place.check, grade=True, locked=True, points=exercise.points)
        call = f"hub.judge({work.name!r}, {work.group!r}, {name!r}, {name}, {asked[name]!r})"
        test = f"from course_lib.classroom import hub\n\n{call}"
        place.check.source += _region("HIDDEN TESTS", test)
    return made


def judge(name: str, group: str, task: str, answer: Any, asked: str) -> None:
    """Raise AssertionError, with what a student is told, unless `answer` is right in every case.

    Answers are compared as plain data, so an object that equals everything gains nothing. `asked`
    is the fingerprint of the task, made with the assignment: CourseError if the course here asks
    something else.

    >>> judge("secrets", "", "holds", "e", "2c61a2e37a9f")
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected the course with which this assignment was made. ...
    """
    work = assignments.load(name, group)
    exercise = work.tasks[task].exercise
    require(asked == work.fingerprints()[task], "classroom.other_course", exercise.id)
    # nbgrader takes all points from a cell that writes a warning.
    with contextlib.redirect_stderr(io.StringIO()):
        verdict = exercise.judge(answer)
    if not verdict.ok:
        raise AssertionError(verdict)


def _mark(cell: NotebookNode, **marks: Any) -> None:
    every = dict.fromkeys(("grade", "locked", "solution", "task"), False)
    cell.metadata["nbgrader"] = every | {"grade_id": cell.id, "schema_version": 3} | marks


def _region(name: str, lines: str) -> str:
    return f"\n### BEGIN {name}\n{lines}\n### END {name}"
