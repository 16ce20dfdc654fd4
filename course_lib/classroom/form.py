"""Grading for a teacher who never opens a terminal: a form, a bar that fills, and tables.

`notebooks/instructor/grade.ipynb` is its one user. With an empty form it grades a small class made
up for trying out (`data/sample`), and writes nothing that stays. A cell that is run again does not
empty a form that was filled in, and what is typed is kept at once.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import ipywidgets as widgets
from IPython.display import display

from course_lib import data, look
from course_lib.classroom import sandbox, session
from course_lib.classroom.grading import Grading
from course_lib.errors import CourseError, refuse
from course_lib.exercises import assignments
from course_lib.lesson import live
from course_lib.lesson.tables import Note, table, without_maths

RESULTS = Path("results")  # beside the notebook, a folder for each assignment and class
MARKS, SHEET, REPORTS = "marks.csv", "to_mark.csv", "reports"
SAMPLE = sandbox.HERE / "data" / "sample"  # Ani is right, Budi not quite, Dewi's file is damaged
TABLE, COLUMN = "canvas.csv", "Assignment"  # of the made-up class
_LOOK: dict[str, Any] = {
    "style": {"description_width": "13em"},
    "layout": {"width": "46em", "max_width": "100%"},
}
_kept: dict[str, Any] = {}  # what stands in the fields
_phrase = data.phrases("classroom")


class Form:
    """The form. Its fields can be filled in before or between the other cells.

    >>> Form().handed_in.description
    'Zip or folder'
    """

    def __init__(self) -> None:
        self.handed_in, self.group = _text("handed_in"), _text("group")
        self.assignment = widgets.RadioButtons(  # a list is disarmed by JupyterLab's own keys
            options=assignments.NAMES, description=_phrase("form.assignment"), **_LOOK
        )
        self.code_light = widgets.Checkbox(description=_phrase("form.code_light"), **_LOOK)
        self.template, self.column = _text("template"), _text("column")
        self.without_room = _text("without_room")
        self._next = widgets.HTML()
        self._sample: tempfile.TemporaryDirectory[str] | None = None  # its results
        names = ("handed_in", "assignment", "group", "code_light", "template", "column")
        self._fields = {name: getattr(self, name) for name in (*names, "without_room")}
        _kept.pop("without_room", None)  # the yes to no room is said anew each time
        for name, field in self._fields.items():
            field.value = _kept.setdefault(name, field.value)
            live.listen(field, self._next, partial(self._keep, name))
        self._next.value = live.status(self._told())

    def _ipython_display_(self) -> None:
        form = widgets.VBox([*self._fields.values(), self._next])
        live.show(form, live.paragraphs(_phrase("form.form")))

    def grade(self) -> None:
        """Grade the class, show its totals, and write the marks, the pages and the sheet."""
        _saying(self._grade)

    def fill(self) -> None:
        """Fill the platform's table with the totals, and say what was and was not filled."""
        _saying(self._fill)

    def _keep(self, name: str, change: Any) -> Note:
        _kept[name] = change["new"]
        return self._told()

    def _told(self) -> Note:
        """Whom the next cell grades, and which table the last one fills."""
        given, group, table = map(_text_of, ("handed_in", "group", "template"))
        asked = _phrase("origin.group", group=group) if group else _phrase("origin.public")
        told = {"given": given, "assignment": _kept["assignment"], "asked": asked}
        said = _phrase("form.next" if given else "form.next_sample", **told)
        said += _phrase("form.next_table", table=table) if given and table else ""
        return Note(said)

    def _grade(self) -> None:
        bar = widgets.IntProgress(description=_phrase("form.progress"), **_LOOK)
        notes = widgets.HTML()  # what held the code differs from machine to machine: never stored
        live.show(widgets.VBox([bar, notes]), live.paragraphs(_phrase("form.running")))

        def progress(done: int, total: int) -> None:
            bar.max, bar.value = total, done

        results, given = self._results(), _text_of("handed_in")
        graded = session.grade_class(
            Path(given).expanduser() if given else SAMPLE,
            _text_of("assignment") if given else assignments.NAMES[0],
            results / MARKS,
            group=_text_of("group") if given else "",
            sheet=results / SHEET,
            pages=results / REPORTS,
            code_light=bool(_kept["code_light"]),
            without_room=_text_of("without_room").casefold() == _phrase("form.yes"),
            progress=progress,
        )
        notes.value = "".join(f"<p>{escape(note)}</p>" for note in graded.notes)
        if graded.warnings:
            _show(_warned(graded.warnings))
        _show(totals(graded))
        key = "form.written" if given else "form.sample"
        _show(live.paragraphs(_phrase(key, folder=results.name)))

    def _fill(self) -> None:
        results, sample = self._results(), not _text_of("handed_in")
        if not (results / MARKS).exists():
            raise refuse("classroom.form_marks", _phrase("form.no_marks"))
        if not (sample or _text_of("template")):
            raise refuse("classroom.form_table", _phrase("form.no_table"))
        given = SAMPLE / TABLE if sample else Path(_text_of("template")).expanduser()
        column = COLUMN if sample else _text_of("column")
        filled = results / f"filled_{given.name}"
        _show(live.paragraphs(*session.fill_table(given, results / MARKS, column, filled)))

    def _results(self) -> Path:
        """Where the results go: no two classes share a folder, whatever their names."""
        if not _text_of("handed_in"):
            self._sample = self._sample or tempfile.TemporaryDirectory(prefix="sample-")
            return Path(self._sample.name)
        named = "_".join(filter(None, [_text_of("assignment"), _text_of("group")]))
        return RESULTS / re.sub(r"[^\w -]", lambda sign: quote(sign[0], safe=""), named)


def totals(graded: Grading) -> dict[str, str]:
    """The points of a class as a table, for JupyterLab and as text. A long name breaks.

    >>> totals(Grading(assignments.load("secrets"), {}, [], []))["text/plain"]
    'Student | Points | notice'
    """
    names = [*graded.tasks, *(written.name for written in graded.assignment.written)]
    head = (_phrase("overview.student"), _phrase("overview.points"), *names)
    rows = [
        (each.student, each.shown, *(m.shown if each.graded else "" for m in each.marks.values()))
        for each in graded.papers
    ]
    html = without_maths(table(head, rows, cell="overflow-wrap: anywhere; text-align: left"))
    return {"text/plain": "\n".join(map(" | ".join, [head, *rows])), "text/html": html}


def _text(name: str) -> widgets.Text:
    example = _phrase(f"form.{name}_example")
    return widgets.Text(description=_phrase(f"form.{name}"), placeholder=example, **_LOOK)


def _text_of(name: str) -> str:
    return str(_kept[name]).strip()


def _warned(lines: list[str]) -> dict[str, str]:
    """The lines so that nobody misses them, and the same as text."""
    bundle = live.paragraphs(*lines)
    marked = data.template("classroom", "warned.html")
    html = marked.render(colour=look.ORANGE, lines=bundle["text/html"])
    return bundle | {"text/html": html}


def _saying(step: Callable[[], None]) -> None:
    """Do a step; what a teacher has to mend is a sentence, not a traceback."""
    try:
        step()
    except (CourseError, OSError) as error:
        _show(live.paragraphs(str(error)))


def _show(bundle: dict[str, Any]) -> None:
    display(bundle, raw=True)
