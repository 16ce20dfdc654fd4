"""Grading for a teacher who never opens a terminal: a form, a bar that fills, and tables.

`notebooks/instructor/grade.ipynb` is its one user. With an empty form it grades a small class made
up for trying out, and writes nothing that stays. A filled form is kept in a file, so no cell that
is run again, nor a kernel that is started again, empties it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython.display import display
from traitlets import TraitError

from course_lib import data, look
from course_lib.classroom import session, tables
from course_lib.classroom.grading import Grading, Paper
from course_lib.classroom.session import Options
from course_lib.errors import CourseError, refuse
from course_lib.exercises import assignments
from course_lib.lesson import live, store
from course_lib.lesson.tables import without_maths

RESULTS = Path("results")  # beside the notebook, a folder for each assignment and class
MARKS, SHEET, REPORTS = "marks.csv", "to_mark.csv", "reports"
_LOOK: dict[str, Any] = {
    "style": {"description_width": "13em"},
    "layout": {"width": "46em", "max_width": "100%"},
}
_TEXTS = ("handed_in", "group", "template", "column", "without_room")
_phrase = data.phrases("classroom")


class Form:
    """The form. Its fields can be filled in before or between the other cells.

    >>> form = Form()
    >>> form.handed_in.description
    'Zip or folder'
    """

    def __init__(self) -> None:
        self.handed_in, self.group, self.template, self.column, self.without_room = map(
            _text, _TEXTS
        )
        self.assignment = widgets.RadioButtons(  # a list is disarmed by JupyterLab's own keys
            options=assignments.NAMES, description=_phrase("form.assignment"), **_LOOK
        )
        self.code_light = widgets.Checkbox(description=_phrase("form.code_light"), **_LOOK)
        self._next = widgets.HTML()
        self._sample: Path | None = None  # the folder of the made-up class
        self._recall()
        for field in self._fields.values():
            field.observe(self._keep, "value")

    def _ipython_display_(self) -> None:
        form = widgets.VBox([*self._fields.values(), self._next])
        live.show(form, live.paragraphs(_phrase("form.form")))

    def grade(self) -> None:
        """Grade the class, show its totals, and write the marks, the pages and the sheet."""
        _saying(self._grade)

    def fill(self) -> None:
        """Fill the platform's table with the totals, and say what was and was not filled."""
        _saying(self._fill)

    @property
    def _fields(self) -> dict[str, Any]:
        names = ("handed_in", "assignment", "group", "code_light", "template", "column")
        return {name: getattr(self, name) for name in (*names, "without_room")}

    def _recall(self) -> None:
        """Put into the fields what stood there last; a damaged file is as good as none."""
        with suppress(OSError, ValueError, AttributeError):
            for name, value in json.loads(_kept().read_text(encoding="utf-8")).items():
                with suppress(KeyError, TraitError):
                    self._fields[name].value = value
        self._say_next()

    def _keep(self, _: object) -> None:
        kept = {name: field.value for name, field in self._fields.items()}
        kept.pop("without_room")  # said anew each time
        with suppress(OSError):  # a folder that cannot be written to: the form forgets, no more
            tables.store(_kept(), json.dumps(kept, ensure_ascii=False, indent=1).encode())
        self._say_next()

    def _say_next(self) -> None:
        """Below the fields: whom the next cell will grade."""
        given, group = self.handed_in.value.strip(), self.group.value.strip()
        asked = _phrase("origin.group", group=group) if group else _phrase("origin.public")
        said = _phrase("form.next_sample")
        if given:
            said = _phrase("form.next", given=given, assignment=self.assignment.value, asked=asked)
        self._next.value = f"<p><strong>{escape(said)}</strong></p>"

    def _grade(self) -> None:
        bar = widgets.IntProgress(description=_phrase("form.progress"), **_LOOK)
        notes = widgets.HTML()  # what held the code differs from machine to machine: never stored
        live.show(widgets.VBox([bar, notes]), live.paragraphs(_phrase("form.running")))

        def progress(done: int, total: int) -> None:
            bar.max, bar.value = total, done

        handed_in, results = self._places()
        yes = self.without_room.value.strip().casefold() == _phrase("form.yes")
        options = Options(
            place=handed_in,
            assignment=str(self.assignment.value),
            marks=results / MARKS,
            group=self.group.value.strip(),
            code_light=bool(self.code_light.value),
            without_room=yes,
            sheet=results / SHEET,
            reports=results / REPORTS,
        )
        graded = session.grade_class(options, progress)
        notes.value = "".join(f"<p>{escape(note)}</p>" for note in graded.notes)
        if graded.warnings:
            _show(_warned(graded.warnings))
        _show(totals(graded))
        key = "form.sample" if self._sample else "form.written"
        _show(live.paragraphs(_phrase(key, folder=results.name)))

    def _fill(self) -> None:
        _, results = self._places()
        if not (results / MARKS).exists():
            raise refuse("classroom.form_marks", _phrase("form.no_marks"))
        if not (self._sample or self.template.value.strip()):
            raise refuse("classroom.form_table", _phrase("form.no_table"))
        own = Path(self.template.value.strip()).expanduser()
        given = results / session.TABLE if self._sample else own
        column = self.column.value.strip() or (session.COLUMN if self._sample else "")
        sheet = results / SHEET if (results / SHEET).exists() else None
        out = results / f"filled_{given.name}"
        said = session.fill_table(given, results / MARKS, column, out, sheet)
        _show(live.paragraphs(*said))

    def _places(self) -> tuple[Path, Path]:
        """Where the class comes from, and where its results go."""
        chosen = self.handed_in.value.strip()
        if chosen:
            self._sample = None
            folder = _folder(str(self.assignment.value), self.group.value.strip())
            return Path(chosen).expanduser(), RESULTS / folder
        if self._sample is None:
            self._sample = Path(tempfile.mkdtemp(prefix="sample-"))
            weakref.finalize(self, shutil.rmtree, self._sample, ignore_errors=True)
            session.write_sample(self._sample, str(self.assignment.value))
        return self._sample / "class", self._sample


def totals(graded: Grading) -> dict[str, Any]:
    """The points of a class as a table, for JupyterLab and as text.

    >>> totals(Grading(assignments.load("secrets"), {}, [], [], seed=1))["text/plain"]
    'Student | Points | notice'
    """
    names = [*graded.tasks, *(written.name for written in graded.written)]
    head = [_phrase("overview.student"), _phrase("overview.points"), *names]
    lines = [head, *(_line(paper, names) for paper in graded.papers)]
    html = data.template("classroom", "totals.html").render(lines=lines)
    text = "\n".join(" | ".join(line) for line in lines)
    return {"text/html": without_maths(html), "text/plain": text}


def _line(paper: Paper, names: list[str]) -> list[str]:
    ungraded, none = _phrase("overview.ungraded"), _phrase("form.none")
    if not paper.graded:
        return [paper.student, ungraded, *("" for _ in names)]
    cells = {name: _phrase("form.waits") for name, text in paper.answers.items() if text}
    for name, judged in paper.judgements.items():
        cells[name] = f"{judged.points:g}" if judged.graded else ungraded
    cells |= {name: f"{points:g}" for name, points in paper.marked.items()}
    whole = f"{paper.points:g}" if paper.whole else ungraded
    return [paper.student, whole, *(cells.get(name, none) for name in names)]


def _kept() -> Path:
    """What was filled in last, kept where `my_course.json` is: not beside a notebook under test."""
    return store.path().parent / RESULTS / "form.json"


def _text(name: str) -> widgets.Text:
    example = _phrase(f"form.{name}_example")
    return widgets.Text(description=_phrase(f"form.{name}"), placeholder=example, **_LOOK)


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


def _folder(assignment: str, group: str) -> str:
    """The results of a class: no two classes share one, whatever signs are in their names."""
    plain = "_".join(filter(None, [assignment, group]))
    safe = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in plain)
    other = hashlib.sha256(plain.encode()).hexdigest()[:6]
    return safe if safe == plain else f"{safe}-{other}"
