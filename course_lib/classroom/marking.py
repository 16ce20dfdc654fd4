"""Written answers: a sheet on which a person marks them level by level, and its way back.

The sheet has a row for each student, question and level of the rubric. A level earns an equal share
of the question's points. What is left empty is not marked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from course_lib.classroom import marks, tables
from course_lib.classroom.grade import Grading
from course_lib.classroom.marks import Mark
from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError
from course_lib.exercises.assignments import LEVELS

COLUMNS = ["student", "task", "answer", "level", "earns", "max_points", "points"]

Marked = dict[tuple[str, str], float]  # points by student and task


def save(path: Path, grading: Grading) -> int:
    """Write the sheet for every answer that was handed in, and return how many there are.

    >>> from tempfile import TemporaryDirectory
    >>> from course_lib.exercises import assignments
    >>> with TemporaryDirectory() as folder:
    ...     save(Path(folder, "to_mark.csv"), Grading(assignments.load("secrets"), {}, [], [], 1))
    0

    Raises CourseError if marks have been entered in a sheet of that name: they are not overwritten.
    """
    if path.exists() and any(row["points"].strip() for row in tables.load(path, COLUMNS)):
        raise CourseError(
            expected=phrase("marking.no_marks"), got=path.name, do=phrase("marking.other_name")
        )
    rows = [
        {
            "student": paper.student,
            "task": written.name,
            "answer": paper.answers[written.name],
            "level": level,
            "earns": written.levels[level],
            "max_points": f"{written.points / len(LEVELS):g}",
            "points": "",
        }
        for paper in grading.papers
        for written in grading.written
        if paper.answers.get(written.name)
        for level in LEVELS
    ]
    tables.save(path, COLUMNS, rows)
    return len(rows) // len(LEVELS)


def load(path: Path, most: Mapping[str, float]) -> Marked:
    """The points entered on a sheet; `most` says for each task what it can earn in all.

    An answer none of whose levels has points is left out. Raises CourseError for a task or level
    that is not known, a level twice or without points, and points that are none or too many.
    """
    found: dict[tuple[str, str], dict[str, float | None]] = defaultdict(dict)
    for row in tables.load(path, COLUMNS):
        student, task, level = row["student"], row["task"], row["level"].strip().casefold()
        who = f"{student}, {task}, {level}"
        if task not in most or level not in LEVELS or level in found[student, task]:
            raise _refused("marking.place", who)
        points = marks.number(row["points"], path) if row["points"].strip() else None
        if points is not None and points > most[task] / len(LEVELS) + 1e-9:
            raise _refused("marking.too_many", f"{who}: {points:g}")
        found[student, task][level] = points
    marked: Marked = {}
    for (student, task), levels in found.items():
        given = [points for points in levels.values() if points is not None]
        if 0 < len(given) < len(LEVELS):
            raise _refused("marking.every_level", f"{student}, {task}")
        if given:
            marked[student, task] = sum(given)
    return marked


def enter(grading: Grading, marked: Marked) -> Grading:
    """The class with the points a person gave.

    Raises CourseError for a student who handed in no such answer.
    """
    known = {(p.student, task) for p in grading.papers for task in p.answers if p.answers[task]}
    _refuse_strangers(set(marked) - known)
    papers = [
        replace(
            paper,
            marked={task: points for (who, task), points in marked.items() if who == paper.student},
        )
        for paper in grading.papers
    ]
    return replace(grading, papers=papers)


def enter_in(rows: list[Mark], marked: Marked) -> list[Mark]:
    """The rows of a file of marks with the points a person gave; raises as `enter` does.

    >>> rows = [Mark("Sari", "x.ipynb", "notice", None, 6, "A person marks this answer.")]
    >>> enter_in(rows, {("Sari", "notice"): 4.5})[0].points
    4.5
    """
    _refuse_strangers(set(marked) - {(row.student, row.task) for row in rows})
    return [
        replace(row, points=marked[row.student, row.task], message=phrase("written.marked"))
        if (row.student, row.task) in marked
        else row
        for row in rows
    ]


def _refuse_strangers(strangers: set[tuple[str, str]]) -> None:
    if strangers:
        raise _refused("marking.known", ", ".join(sorted(strangers)[0]))


def _refused(expected: str, got: str) -> CourseError:
    return CourseError(expected=phrase(expected), got=got, do=phrase("marking.do"))
