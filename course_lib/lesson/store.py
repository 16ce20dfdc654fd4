"""`my_course.json`: what a student guessed, answered and was sure of, carried between lessons.

The file lies beside the notebooks (where the kernel runs), or where the environment variable
`COURSE_STORE` says. It is plain JSON: {"version": 1, "predictions": {...}, "verdicts": {...}, ...}
with an object for each of `KINDS`. Entries and kinds this version does not know are kept.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets as widgets
from IPython.display import display

from course_lib import data, words
from course_lib.errors import CourseError, refuse
from course_lib.lesson import live
from course_lib.lesson.verdict import Note

phrase = data.phrases("lesson")

VERSION = 1
NAME = "my_course.json"
KINDS = (
    "predictions",
    "confidence",
    "questions",  # what a prediction or a confidence was asked about
    "answers",  # what a prediction was compared with
    "verdicts",
    "before",  # the quiz of lesson 0
    "article",  # the words chosen for each claim, and one's own sentences
)

Course = dict[str, Any]
_links: list[widgets.HTML] = []  # of panels on screen: a download holds the newest answers


class Entry(NamedTuple):
    """A stored value, or the course's own in its place."""

    value: Any
    yours: bool

    @property
    def label(self) -> str:
        """ "" for the student's own, else the words that say it is not."""
        return "" if self.yours else phrase("store.not_yours")


def path() -> Path:
    """The course file of this student."""
    return Path(os.environ.get("COURSE_STORE") or NAME)


def load() -> Course:
    """Everything stored so far; an empty course where there is no file or an empty one.

    A file that cannot be read is kept under another name, and a note says which.
    """
    try:
        text = path().read_text(encoding="utf-8")
        return _read(text) if text.strip() else _empty()
    except FileNotFoundError:
        return _empty()
    except (UnicodeDecodeError, OSError):
        return _set_aside(phrase("store.reason_broken"))
    except CourseError as error:
        return _set_aside(error.got)


def record(kind: str, key: str, value: Any) -> None:
    """Keep `value` (anything JSON can hold) as entry `key` of a kind in `KINDS`, at once.

    Where the folder cannot be written a note says so, and the lesson goes on.
    """
    if kind not in KINDS:
        raise refuse("lesson.kind", repr(kind), names=KINDS)
    course = load()
    course[kind][key] = value
    _save(course)


def get(kind: str, key: str, default: Any) -> Entry:
    """The student's entry, or the course's own `default`, labelled as not theirs.

    >>> get("predictions", "an unknown key", 2.0).label
    "not yours: the course's own example"
    """
    entries = load()[kind]
    return Entry(entries[key], True) if key in entries else Entry(default, False)


def merge(text: str) -> Note:
    """Add the entries of an uploaded file's `text`; what is already here stays as it is."""
    try:
        uploaded = _read(text)
    except CourseError as error:
        return Note(phrase("store.refused", reason=error.got))
    course, added = load(), 0
    for kind in KINDS:
        added += len(uploaded[kind].keys() - course[kind].keys())
        course[kind] = uploaded[kind] | course[kind]
    _save(uploaded | course)
    return Note(phrase("store.merged", added=words.number(added)))


def save_panel() -> None:
    """Show a link that downloads the course file, and a button that uploads one.

    The link holds the file itself, so it works without a server and without a network.
    """
    link, said = widgets.HTML(_link()), widgets.HTML()
    upload = widgets.FileUpload(
        accept=".json",
        description=phrase("store.upload", name=NAME),
        tooltip=phrase("store.upload", name=NAME),
        layout={"width": "max-content"},
    )

    def read(change: Any) -> None:
        for file in change["new"]:
            said.value = merge(bytes(file["content"]).decode("utf-8", "replace"))._repr_html_()

    upload.observe(read, names="value")
    _links[:] = [link]
    still = {"text/plain": phrase("store.download_why", name=NAME), "text/html": _link()}
    live.show(widgets.VBox([link, upload, said]), still)


def _empty() -> Course:
    return {"version": VERSION} | {kind: {} for kind in KINDS}


def _read(text: str) -> Course:
    """The course in `text`; raises CourseError whose `got` is the reason in words."""
    try:
        course = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise _unreadable("broken") from None
    if not isinstance(course, dict) or "version" not in course:
        raise _unreadable("shape")
    if course["version"] != VERSION:
        raise _unreadable("version")
    if not all(isinstance(course.get(kind, {}), dict) for kind in KINDS):
        raise _unreadable("shape")
    return _empty() | course


def _unreadable(reason: str) -> CourseError:
    return refuse("lesson.course_file", phrase(f"store.reason_{reason}"))


def _set_aside(reason: str) -> Course:
    file, number = path(), 1
    while (aside := file.with_name(f"{file.stem}.kept-{number}{file.suffix}")).exists():
        number += 1
    with contextlib.suppress(OSError):  # a folder that cannot be written keeps the file as it is
        file.replace(aside)
    display(Note(phrase("store.aside", name=file.name, aside=aside.name, reason=reason)))
    return _empty()


def replace(file: Path, text: str) -> None:
    """Write a new file and put it in the place of `file`: never half a file, whatever happens.

    Raises OSError where the folder cannot be written; nothing is left behind.
    """
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise


def _save(course: Course) -> None:
    file = path()
    text = json.dumps(course, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    try:
        replace(file, text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        display(Note(phrase("store.unwritable", name=file.name, error=reason)))
    for link in _links:
        link.value = _link()


def _link() -> str:
    """The download link, with the whole file inside."""
    course = load()
    stored = any(course[kind] for kind in KINDS)
    nothing = "" if stored else f"<p>{escape(phrase('store.empty'))}</p>"
    raw = json.dumps(course, indent=1, ensure_ascii=False).encode()
    data = f"data:application/json;base64,{base64.b64encode(raw).decode()}"
    label = escape(phrase("store.download", name=NAME))
    why = escape(phrase("store.download_why", name=NAME))
    return f'{nothing}<p>{why}</p><p><a download="{NAME}" href="{data}">{label}</a></p>'
