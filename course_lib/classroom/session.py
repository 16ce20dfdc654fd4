"""A class graded from what was handed in to the files a teacher works with, in one way for all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from course_lib import data, words
from course_lib.classroom import grading, platforms, reports, tables
from course_lib.classroom.grading import Grading
from course_lib.exercises import assignments

_phrase = data.phrases("classroom")


def grade_class(
    place: Path,
    name: str,
    marks: Path,
    *,
    group: str = "",
    sheet: Path | None = None,
    pages: Path | None = None,
    **how: Any,
) -> Grading:
    """Grade the class, bring in the points a person gave, and write every file asked for.

    The points stand on `sheet`, which is written again with them. It is read before anything is
    run. `how` is as for `grading.grade`. Raises CourseError as that and `tables.load_sheet` do, and
    then writes nothing.
    """
    marked: tables.Sheet = {}
    if sheet and sheet.exists():
        written = assignments.load(name, group).written
        marked = tables.load_sheet(sheet, {each.name: float(each.points) for each in written})
    graded = tables.enter(grading.grade(place, name, group=group, **how), marked)
    tables.save_marks(marks, tables.rows(graded))
    if sheet:
        tables.save_sheet(sheet, graded)
    if pages:
        reports.write(graded, pages)
    return graded


def fill_table(template: Path, marks: Path, column: str, out: Path) -> list[str]:
    """Write to `out` the platform's table with the totals of `marks`, and say what to know of it.

    Raises CourseError as `platforms.fill` and `tables.load_marks` do, and then writes nothing.
    """
    filled, told = platforms.fill(platforms.load(template), tables.load_marks(marks), column)
    tables.store(out, filled)
    return told


def told(graded: Grading) -> list[str]:
    """What a teacher reads when a class is graded, a sentence or two an entry.

    >>> told(Grading(assignments.load("secrets"), {}, [], ["Held by a room."]))
    ['0 students graded.', 'Held by a room.']
    """
    waiting = sum(paper.waiting for paper in graded.papers)
    sheet = [_phrase("done.sheet", answers=words.count(waiting, "answer"))] if waiting else []
    return [*reports.summary(graded), *graded.warnings, *sheet, *graded.notes]
