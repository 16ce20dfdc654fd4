"""Grading for a teacher who never opens a terminal: a form, a bar that fills, and tables.

`notebooks/instructor/grade.ipynb` is its one user. With an empty form it grades a small class made
up for trying out, and writes nothing that stays. A filled form is kept in a file, so no cell that
is run again, nor a kernel that is started again, empties it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython.display import display
from traitlets import TraitError

from course_lib.classroom import gradebook, marking, marks, report, tables, template
from course_lib.classroom.grade import Grading, Paper, grade
from course_lib.classroom.sample import COLUMN, TABLE, write_class
from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError
from course_lib.exercises import assignments
from course_lib.lesson import live, store
from course_lib.lesson.tables import without_maths

RESULTS = Path("results")  # beside the notebook, a folder for each assignment and class
MARKS, SHEET, REPORTS = "marks.csv", "to_mark.csv", "reports"


@dataclass(frozen=True)
class Place:
    """Where a class comes from and its results go."""

    handed_in: Path
    results: Path


class Desk:
    """The form. Its fields can be filled in before or between the other cells.

    >>> desk = Desk()
    >>> desk.handed_in.description
    'Zip or folder'
    """

    def __init__(self) -> None:
        self.handed_in = _text("handed_in")
        self.assignment = widgets.Dropdown(
            options=assignments.NAMES, description=phrase("desk.assignment"), **_LOOK
        )
        self.group = _text("group")
        self.code_light = widgets.Checkbox(description=phrase("desk.code_light"), **_LOOK)
        self.template = _text("template")
        self.column = _text("column")
        self._next = widgets.HTML()
        self._sample: Path | None = None  # the folder of the made-up class
        self._recall()
        for field in self._fields.values():
            field.observe(self._keep, "value")

    def _ipython_display_(self) -> None:
        form = widgets.VBox([*self._fields.values(), self._next])
        live.show(form, live.paragraphs(phrase("desk.form")))

    def grade(self) -> None:
        """Grade the class, show its totals, and write the marks, the pages and the sheet."""
        _saying(self._grade)

    def fill(self) -> None:
        """Fill the platform's table with the totals, and say what was and was not filled."""
        _saying(self._fill)

    @property
    def _fields(self) -> dict[str, Any]:
        names = ("handed_in", "assignment", "group", "code_light", "template", "column")
        return {name: getattr(self, name) for name in names}

    def _recall(self) -> None:
        """Put into the fields what stood there last; a damaged file is as good as none."""
        with suppress(OSError, ValueError, AttributeError):
            for name, value in json.loads(_form().read_text(encoding="utf-8")).items():
                with suppress(KeyError, TraitError):
                    self._fields[name].value = value
        self._say_next()

    def _keep(self, _: object) -> None:
        kept = {name: field.value for name, field in self._fields.items()}
        with suppress(OSError):  # a folder that cannot be written to: the form forgets, no more
            tables.store(_form(), json.dumps(kept, ensure_ascii=False, indent=1).encode())
        self._say_next()

    def _say_next(self) -> None:
        """Below the fields: whom the next cell will grade."""
        given, group = self.handed_in.value.strip(), self.group.value.strip()
        asked = phrase("origin.group", group=group) if group else phrase("origin.public")
        said = phrase("desk.next_sample")
        if given:
            said = phrase("desk.next", given=given, assignment=self.assignment.value, asked=asked)
        self._next.value = f"<p><strong>{escape(said)}</strong></p>"

    def _grade(self) -> None:
        bar = widgets.IntProgress(description=phrase("desk.progress"), **_LOOK)
        notes = widgets.HTML()  # what held the code differs from machine to machine: never stored
        live.show(widgets.VBox([bar, notes]), live.paragraphs(phrase("desk.running")))

        def progress(done: int, total: int) -> None:
            bar.max, bar.value = total, done

        place, sheet = self._place(), self._place().results / SHEET
        name, group = str(self.assignment.value), self.group.value.strip()
        light = bool(self.code_light.value)
        graded = grade(place.handed_in, name, group=group, code_light=light, progress=progress)
        if _has_marks(sheet):
            graded = marking.enter(graded, marking.load(sheet, _most(graded)))
        else:
            marking.save(sheet, graded)
        marks.save(place.results / MARKS, marks.rows(graded))
        report.write(graded, place.results / REPORTS)
        notes.value = "".join(f"<p>{escape(note)}</p>" for note in graded.notes)
        if graded.warnings:
            _show(_warned(graded.warnings))
        _show(totals(graded))
        key = "desk.sample" if self._sample else "desk.written"
        _show(live.paragraphs(phrase(key, folder=place.results.name)))

    def _fill(self) -> None:
        place = self._place()
        sheet = place.results / SHEET
        if not (place.results / MARKS).exists():
            raise _missing("marks")
        if not (self._sample or self.template.value.strip()):
            raise _missing("table")
        rows = marks.load(place.results / MARKS)
        if _has_marks(sheet):
            most = {row.task: row.max_points for row in rows}
            rows = marking.enter_in(rows, marking.load(sheet, most))
        own = Path(self.template.value.strip()).expanduser()
        given = place.results / TABLE if self._sample else own
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
    """The points of a class as a table, for JupyterLab and as text.

    >>> totals(Grading(assignments.load("secrets"), {}, [], [], seed=1))["text/plain"]
    'Student | Points | notice'
    """
    names = [*graded.tasks, *(written.name for written in graded.written)]
    head = [phrase("overview.student"), phrase("overview.points"), *names]
    lines = [head, *(_line(paper, names) for paper in graded.papers)]
    html = "".join(map(_row, lines))
    text = "\n".join(" | ".join(line) for line in lines)
    return {"text/html": without_maths(f"<table>{html}</table>"), "text/plain": text}


_LOOK: dict[str, Any] = {
    "style": {"description_width": "13em"},
    "layout": {"width": "46em", "max_width": "100%"},
}


def _line(paper: Paper, names: list[str]) -> list[str]:
    if not paper.graded:
        return [paper.student, phrase("overview.ungraded"), *("" for _ in names)]
    earned = {name: float(judged.points) for name, judged in paper.judgements.items()}
    earned |= paper.marked
    cells = [f"{earned[name]:g}" if name in earned else _waiting(paper, name) for name in names]
    return [paper.student, f"{paper.points:g}", *cells]


def _row(line: list[str]) -> str:
    """A row of the table, in which a long name breaks and pushes no column out of sight."""
    first = f'<th style="overflow-wrap: anywhere; text-align: left">{escape(line[0])}</th>'
    return f"<tr>{first}{''.join(f'<td>{escape(cell)}</td>' for cell in line[1:])}</tr>"


def _waiting(paper: Paper, name: str) -> str:
    return phrase("desk.waits") if paper.answers.get(name) else phrase("desk.none")


def _form() -> Path:
    """What was filled in last, kept where `my_course.json` is: not beside a notebook under test."""
    return store.path().parent / RESULTS / "form.json"


def _text(name: str) -> widgets.Text:
    example = phrase(f"desk.{name}_example")
    return widgets.Text(description=phrase(f"desk.{name}"), placeholder=example, **_LOOK)


def _warned(lines: list[str]) -> dict[str, str]:
    """The lines so that nobody misses them, and the same as text."""
    bundle = live.paragraphs(*lines)
    style = "border-left: 4px solid #d55e00; padding-left: 1em; font-weight: bold"
    return bundle | {"text/html": f'<div style="{style}">{bundle["text/html"]}</div>'}


def _missing(key: str) -> CourseError:
    """What cell 3 needs and does not find: the marks, or the name of the table."""
    return CourseError(**{part: phrase(f"desk.{key}_{part}") for part in ("expected", "got", "do")})


def _saying(step: Callable[[], None]) -> None:
    """Do a step; what a teacher has to mend is a sentence, not a traceback."""
    try:
        step()
    except (CourseError, OSError) as error:
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
