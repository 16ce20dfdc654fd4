"""`my_course.json`: what a student guessed, answered and was sure of, carried between lessons.

The file lies beside the notebooks (where the kernel runs), or where the environment variable
`COURSE_STORE` says. It is plain JSON: {"version": 1, "predictions": {...}, "verdicts": {...}, ...}
with an object for each of `KINDS`. Entries and kinds this version does not know are kept.
"""

import contextlib
import hashlib
import itertools
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets as widgets

from course_lib import checks, words
from course_lib.lesson import live, phrase
from course_lib.lesson.tables import Note

VERSION = 1
NAME = "my_course.json"
MOST_BYTES = 5_000_000  # of an upload: a course file has some thousands
PATIENCE = 10.0  # seconds for others that write the same file, on a busy machine, too

Course = dict[str, Any]
_links: list[widgets.HTML] = []  # of panels on screen: a download holds the newest answers
_held: dict[Path, Course] = {}  # what could not be written, for as long as this kernel runs


# "questions" has what a guess or a confidence was asked about, "answers" what it was compared with,
# "before" the quiz of lesson 0, "article" words and sentences for each claim.
KINDS = ("predictions", "confidence", "questions", "answers", "verdicts", "before", "article")


class Entry(NamedTuple):
    """A stored value, or the course's own in its place."""

    value: Any
    yours: bool

    @property
    def label(self) -> str:
        """ "" for the student's own, else the words that say it is not."""
        return "" if self.yours else phrase("store.not_yours")


def path() -> Path:
    """The course file of this student; of a folder that is named, the one in it."""
    named = os.path.expanduser(os.environ.get("COURSE_STORE") or NAME)  # noqa: PTH111 (no error)
    return Path(named, NAME) if os.path.isdir(named) else Path(named)  # noqa: PTH112 (no error)


def load() -> Course:
    """Everything kept so far; an empty course where there is no file or an empty one.

    A file that cannot be read is kept under another name, and a note says which.

    >>> from unittest.mock import patch
    >>> with patch.dict("os.environ", COURSE_STORE="x" * 300):  # longer than a name may be
    ...     load()["predictions"]  # doctest: +ELLIPSIS
    xxx... could not be read (this computer does not open it: it may be another person's, ...
    {}
    """
    course, held = _from_file(), _held.get(path(), {})
    return course | {kind: course[kind] | entries for kind, entries in held.items()}


def record(kind: str, key: str, value: Any) -> bool:
    """Keep `value` (anything JSON can hold) as entry `key` of a kind in `KINDS`, as `add` does.

    Raises CourseError for another kind.
    """
    checks.one_of(kind, KINDS, "lesson.kind")
    return add({kind: {key: value}})


def add(added: Course) -> bool:
    """Keep entries of each kind at once, in the file as it is now.

    False where the folder cannot be written: then a note says so, and they are held until the
    kernel stops.
    """
    file, saved = path(), True
    with _alone(file):
        course = load()
        course |= {k: course[k] | new if k in KINDS else new for k, new in added.items()}
        text = json.dumps(course, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        fresh = file.with_name(f"{file.name}.{os.getpid()}.new")  # never half a file
        try:
            fresh.write_text(text, encoding="utf-8", errors="replace")  # half a character
            fresh.replace(file)
            _held.pop(file, None)
        except OSError as error:
            saved, reason = False, error.strerror or type(error).__name__
            _held[file] = {kind: course[kind] for kind in KINDS}
            live.tell(phrase("store.unwritable", name=file.name, error=reason))
        finally:
            with contextlib.suppress(OSError):
                fresh.unlink()
    for link in _links:
        link.value = _link()
    return saved


def get(kind: str, key: str, default: Any) -> Entry:
    """The student's entry, or the course's own `default`, labelled as not theirs.

    >>> get("predictions", "an unknown key", 2.0).label
    "not yours: the course's own example"
    """
    checks.one_of(kind, KINDS, "lesson.kind")
    entries = load()[kind]
    return Entry(entries[key], True) if key in entries else Entry(default, False)


def merge(raw: bytes) -> Note:
    """Add the entries of the uploaded file `raw`; what is already here stays as it is."""
    uploaded, course = _read(raw) if len(raw) <= MOST_BYTES else "large", load()
    if isinstance(uploaded, str):
        return Note(phrase("store.refused", reason=phrase(f"store.reason_{uploaded}")))
    added = {name: kept for name, kept in uploaded.items() if name not in course}
    new = {k: {key: it for key, it in uploaded[k].items() if key not in course[k]} for k in KINDS}
    add(added | new)
    return Note(phrase("store.merged", added=words.number(sum(map(len, new.values())))))


def save_panel() -> None:
    """Show a link that downloads the course file, and a button that uploads one.

    The link holds the file itself, so it works without a server and without a network.
    """
    link, said = widgets.HTML(_link()), widgets.HTML()
    name = phrase("store.upload", name=NAME)
    upload = widgets.FileUpload(accept=".json", description=name, tooltip=name)
    upload.layout.width = "max-content"

    def read(change: Any) -> Note:
        return Note("\n".join(merge(bytes(file["content"])).text for file in change["new"]))

    live.listen(upload, said, read)
    _links.append(link)
    still = live.paragraphs(phrase("store.download_why", name=NAME), phrase("store.still"))
    live.show(widgets.VBox([link, upload, said]), still)


def _empty() -> Course:
    return {"version": VERSION} | {kind: {} for kind in KINDS}


def _from_file() -> Course:
    file = path()
    try:
        raw = file.read_bytes()
        found = _read(raw) if raw.strip() else _empty()
    except FileNotFoundError:
        return _empty()
    except OSError:
        found = "closed"
    if not isinstance(found, str):
        return found
    why = phrase(f"store.reason_{found}")
    names = (file.with_name(f"{file.stem}.kept-{n}{file.suffix}") for n in itertools.count(1))
    try:
        file.replace(aside := next(name for name in names if not name.exists()))
        note = phrase("store.aside", name=file.name, aside=aside.name, reason=why)
    except OSError:  # a folder that cannot be written keeps the file as it is
        note = phrase("store.unread", name=file.name, reason=why)
    live.tell(note)
    return _empty()


def _read(raw: bytes) -> Course | str:
    """The course in the file `raw`, or the reason why there is none."""
    try:
        course = json.loads(raw)  # in the encoding it begins with
        json.dumps(course, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # no text, no JSON, a number that is none or endless
        return "broken" if raw.strip() else "empty"
    if not isinstance(course, dict) or "version" not in course:
        return "shape"
    if not all(isinstance(course.get(kind, {}), dict) for kind in KINDS):
        return "shape"
    return _empty() | course if repr(course["version"]) == str(VERSION) else "version"


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Nobody else on this machine adds to `file` meanwhile; after `PATIENCE` it is tried anyway.

    The lock is that of an empty SQLite file, which waits and is freed alike on every system.
    """
    mark = hashlib.sha256(str(file.absolute()).encode()).hexdigest()[:16]
    lock = Path(tempfile.gettempdir()) / f"course-{mark}.sqlite"
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(sqlite3.Error):  # without a folder for locks there is no lock
            held = sqlite3.connect(lock, timeout=PATIENCE)
            stack.enter_context(contextlib.closing(held)).execute("BEGIN EXCLUSIVE")
        yield


def _link() -> str:
    """The download link, with the whole file inside."""
    course, why = load(), phrase("store.download_why", name=NAME)
    lines = [why] if any(course[kind] for kind in KINDS) else [phrase("store.empty"), why]
    raw = json.dumps(course, indent=1, ensure_ascii=False).encode()
    return live.paragraphs(*lines)["text/html"] + live.download(NAME, raw)
