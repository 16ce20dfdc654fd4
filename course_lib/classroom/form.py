"""Grading for a teacher who never opens a terminal: a form, a bar that fills, and tables.

`notebooks/instructor/grade.ipynb` is its one user. With an empty form it grades a small class made
up for trying out (`data/sample`), and writes nothing that stays. A cell that is run again does not
empty a form that was filled in, and what is typed is kept at once.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import ipywidgets as widgets
from IPython.display import display

from course_lib import data, look
from course_lib.classroom import platforms, results, sandbox, submissions
from course_lib.classroom.grading import Grading
from course_lib.errors import CourseError, require
from course_lib.exercises import assignments
from course_lib.lesson import live
from course_lib.lesson.tables import Note, reading

MARKS, SHEET, REPORTS = "marks.csv", "to_mark.csv", "reports"
SAMPLE = sandbox.HERE / "data" / "sample"  # Ani is right, Budi not quite, Dewi's file is damaged
_MADE_UP = {"handed_in": SAMPLE, "template": SAMPLE / "canvas.csv", "column": "Assignment"}
_MADE_UP |= {"assignment": assignments.NAMES[0], "group": ""}
FIELDS = ["handed_in", "assignment", "group", "code_light", "template", "column", "without_room"]
_LOOK: dict[str, Any] = {"style": {"description_width": "13em"}}
_LOOK["layout"] = {"width": "46em", "max_width": "100%"}
_kept: dict[str, Any] = {}  # what stands in the fields
_phrase = data.phrases("classroom")


@contextmanager
def _saying() -> Iterator[None]:
    """What a teacher has to mend is a sentence, not a traceback."""
    try:
        yield
    except (CourseError, OSError, KeyboardInterrupt) as error:  # by Kernel > Interrupt
        live.tell(results.refused(error))


class Form:
    """The form. Its fields can be filled in before or between the other cells.

    >>> Form().fields["handed_in"].description
    'Zip or folder'
    """

    def __init__(self) -> None:
        self._next = widgets.HTML()
        self._sample = tempfile.TemporaryDirectory(prefix="sample-")  # results of the made-up class
        self.fields = {name: _field(name) for name in FIELDS}
        _kept.pop("without_room", None)  # the yes to no room is said anew each time
        for name, field in self.fields.items():
            field.value = _kept.setdefault(name, field.value)
            live.listen(field, self._next, partial(self._keep, name))
        self._next.value = live.status(_told())

    def _ipython_display_(self) -> None:
        form = widgets.VBox([*self.fields.values(), self._next])
        live.show(form, live.paragraphs(_phrase("form.form")))

    def _keep(self, name: str, change: Any) -> Note:
        _kept[name] = change["new"]
        return _told()

    @_saying()
    def grade(self) -> None:
        """Grade the class, show its totals, and write the marks, the pages and the sheet."""
        bar = widgets.IntProgress(description=_phrase("form.progress"), **_LOOK)
        notes = widgets.HTML()  # what held the code differs from machine to machine: never stored
        live.show(widgets.VBox([bar, notes]), live.paragraphs(_phrase("form.running")))

        def progress(done: int, total: int) -> None:
            bar.max, bar.value = total, done

        folder, place = self._folder(), Path(_asked("handed_in")).expanduser()
        how: dict[str, Any] = {"group": _asked("group"), "code_light": _kept["code_light"]}
        how |= {"marks": folder / MARKS, "sheet": folder / SHEET, "pages": folder / REPORTS}
        how["without_room"] = _asked("without_room").casefold() == _phrase("form.yes")
        graded = results.grade_class(place, _asked("assignment"), progress=progress, **how)
        notes.value = live.status(*map(Note, graded.notes))
        if graded.warnings:
            lines = Note("\n".join(graded.warnings))
            marked = data.template("classroom", "warned.html")  # so that nobody misses them
            html = marked.render(colour=look.ORANGE, lines=lines._repr_html_())
            display(Note(lines.text, html=html))
        display(totals(graded))
        live.tell(_phrase("form.sample" if _made_up() else "form.written", folder=folder.name))

    @_saying()
    def fill(self) -> None:
        """Fill the platform's table with the totals, and say what was and was not filled.

        Where there are no marks yet, and for a table that cannot be filled, it says that.
        """
        marks, table = self._folder() / MARKS, Path(_asked("template")).expanduser()
        require(marks.exists(), "classroom.form_marks", _phrase("form.no_marks"))
        require(table.name, "classroom.form_table", _phrase("form.no_table"))
        filled = marks.with_name(f"filled_{table.name}")
        live.tell("\n".join(platforms.fill_table(table, marks, _asked("column"), filled)))

    def _folder(self) -> Path:
        """Beside the notebook: no two classes share a folder, whatever their names."""
        if _made_up():
            return Path(self._sample.name)
        named = "_".join(filter(None, [_asked("assignment"), _asked("group")]))
        return Path("results") / re.sub(r"[^\w -]", lambda sign: quote(sign[0], safe=""), named)


def _told() -> Note:
    """Whom the next cell grades, and which table the last one fills."""
    if _made_up():
        return Note(_phrase("form.next_sample"))
    told = {name: _asked(name) for name in FIELDS} | {"asked": submissions.named(_asked("group"))}
    table = _phrase("form.next_table", **told) if told["template"] else ""
    return Note(_phrase("form.next", **told) + table)


def totals(graded: Grading) -> Note:
    """The points of a class as a table. A long name breaks.

    >>> totals(Grading(assignments.load("secrets"), {}, [], []))
    Student | Points | notice
    """
    names = [*graded.tasks, *(written.name for written in graded.assignment.written)]
    head = (_phrase("overview.student"), _phrase("overview.points"), *names)
    rows = [
        (each.student, each.shown, *(m.shown if each.graded else "" for m in each.marks.values()))
        for each in graded.papers
    ]
    return reading(head, rows, cell="overflow-wrap: anywhere; text-align: left")


def _field(name: str) -> Any:
    told = {"description": _phrase(f"form.{name}"), **_LOOK}
    if name == "assignment":  # a list is disarmed by JupyterLab's own keys
        return widgets.RadioButtons(options=assignments.NAMES, **told)
    if name == "code_light":
        return widgets.Checkbox(**told)
    told["continuous_update"] = False  # the page tells what is typed: on two roads it could mix
    return widgets.Text(placeholder=_phrase(f"form.{name}_example"), **told)


def _made_up() -> bool:
    return not _kept["handed_in"].strip()


def _asked(name: str) -> str:
    """What stands in a field; where no class was handed in, what is true of the made-up one."""
    return str((_MADE_UP if _made_up() else {}).get(name, _kept[name])).strip()
