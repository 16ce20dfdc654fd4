"""Grading for a teacher who never opens a terminal: a form, a bar that fills, and tables.

`notebooks/instructor/grade.ipynb` is its one user. With an empty form it grades a small class made
up for trying out, and writes nothing that stays.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython.display import display

from course_lib.classroom import gradebook, marking, marks, report, tables, template
from course_lib.classroom.grade import Grading, Paper, grade
from course_lib.classroom.sample import COLUMN, TABLE, write_class
from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError
from course_lib.exercises import assignments
from course_lib.lesson import live
from course_lib.lesson.texts import without_maths

RESULTS = Path("results")  # beside the notebook, a folder for each assignment and class
MARKS, SHEET, REPORTS = "marks.csv", "to_mark.csv", "reports"


@dataclass(frozen=True)
class Place:
    """Where a class comes from and its results go."""

    handed_in: Path
    results: Path


class Desk:
    """The form. Its fields can be filled in before or between the other cells."""

    def __init__(self) -> None:
        self.handed_in = _field("handed_in")
        self.assignment = widgets.Dropdown(
            options=assignments.NAMES, description=phrase("desk.assignment"), style=_STYLE
        )
        self.group = _field("group")
        self.template = _field("template")
        self.column = _field("column")
        self._sample: Path | None = None  # the folder of the made-up class

    def _ipython_display_(self) -> None:
        fields = [self.handed_in, self.assignment, self.group, self.template, self.column]
        live.show(widgets.VBox(fields), live.paragraphs(phrase("desk.form")))

    def grade(self) -> None:
        """Grade the class, show its totals, and write the marks, the pages and the sheet."""
        _saying(self._grade)

    def fill(self) -> None:
        """Fill the platform's table with the totals, and say what was and was not filled."""
        _saying(self._fill)

    def _grade(self) -> None:
        bar = widgets.IntProgress(description=phrase("desk.progress"), style=_STYLE)
        notes = widgets.HTML()  # what held the code differs from machine to machine: never stored
        live.show(widgets.VBox([bar, notes]), live.paragraphs(phrase("desk.running")))

        def progress(done: int, total: int) -> None:
            bar.max, bar.value = total, done

        place, sheet = self._place(), self._place().results / SHEET
        name, group = str(self.assignment.value), self.group.value.strip()
        graded = grade(place.handed_in, name, group=group, progress=progress)
        if _has_marks(sheet):
            graded = marking.enter(graded, marking.load(sheet, _most(graded)))
        else:
            marking.save(sheet, graded)
        marks.save(place.results / MARKS, marks.rows(graded))
        report.write(graded, place.results / REPORTS)
        notes.value = "".join(f"<p>{escape(note)}</p>" for note in graded.notes)
        _show(totals(graded))
        key = "desk.sample" if self._sample else "desk.written"
        _show(live.paragraphs(phrase(key, folder=place.results.name)))

    def _fill(self) -> None:
        place = self._place()
        rows = marks.load(place.results / MARKS)
        sheet = place.results / SHEET
        if _has_marks(sheet):
            most = {row.task: row.max_points for row in rows}
            rows = marking.enter_in(rows, marking.load(sheet, most))
        given = Path(self.template.value.strip()) if not self._sample else place.results / TABLE
        column = self.column.value.strip() or (COLUMN if self._sample else "")
        filled = gradebook.fill(template.load(given), rows, column)
        tables.store(place.results / f"filled_{given.name}", filled.data)
        _show(live.paragraphs(*gradebook.told(filled)))

    def _place(self) -> Place:
        chosen = self.handed_in.value.strip()
        if chosen:
            self._sample = None
            name = "_".join(filter(None, [str(self.assignment.value), self.group.value.strip()]))
            return Place(Path(chosen).expanduser(), RESULTS / "".join(map(_safe, name)))
        if self._sample is None:
            self._sample = Path(tempfile.mkdtemp(prefix="sample-"))
            weakref.finalize(self, shutil.rmtree, self._sample, ignore_errors=True)
            write_class(self._sample, str(self.assignment.value))
        return Place(self._sample / "class", self._sample)


def totals(graded: Grading) -> dict[str, Any]:
    """The points of a class as a table, for JupyterLab and as text."""
    names = [*graded.tasks, *(written.name for written in graded.written)]
    head = [phrase("overview.student"), *names, phrase("overview.points")]
    lines = [head, *(_line(paper, names) for paper in graded.papers)]
    html = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line)}</tr>" for line in lines
    )
    text = "\n".join(" | ".join(line) for line in lines)
    return {"text/html": without_maths(f"<table>{html}</table>"), "text/plain": text}


_STYLE = {"description_width": "12em"}


def _line(paper: Paper, names: list[str]) -> list[str]:
    earned = {name: float(judged.points) for name, judged in paper.judgements.items()}
    earned |= paper.marked
    cells = [f"{earned[name]:g}" if name in earned else _waiting(paper, name) for name in names]
    return [paper.student, *cells, f"{paper.points:g}"]


def _waiting(paper: Paper, name: str) -> str:
    return phrase("desk.waits") if paper.answers.get(name) else phrase("desk.none")


def _field(name: str) -> widgets.Text:
    return widgets.Text(
        description=phrase(f"desk.{name}"),
        placeholder=phrase(f"desk.{name}_example"),
        style=_STYLE,
        layout=widgets.Layout(width="44em", max_width="100%"),
    )


def _saying(step: Callable[[], None]) -> None:
    """Do a step; what a teacher has to mend is a sentence, not a traceback."""
    try:
        step()
    except CourseError as error:
        _show(live.paragraphs(str(error)))


def _show(bundle: dict[str, Any]) -> None:
    display(bundle, raw=True)


def _safe(sign: str) -> str:
    return sign if sign.isalnum() or sign in "-_" else "-"


def _most(graded: Grading) -> dict[str, float]:
    return {written.name: float(written.points) for written in graded.written}


def _has_marks(sheet: Path) -> bool:
    if not sheet.exists():
        return False
    return any(row["points"].strip() for row in tables.load(sheet, marking.COLUMNS))
