"""What a class handed in: the notebooks of a folder or of a platform's zip, whose, and of what.

A zip is read in memory, one notebook at a time, and never unpacked: where its names point does not
matter. Moodle puts `Sari Dewi_12345_assignsubmission_file_` before a file, Blackboard
`Secrets_sdewi_attempt_2026-11-20-10-30-45_`, Canvas names it
`dewisari_LATE_4821_99812_homework.ipynb`; elsewhere the folder, or else the file, says whose it is.
Who has no notebook in a platform's folder has a row all the same: what is there cannot be read.

What a notebook says it is of, a student can edit. So it chooses no numbers: the teacher's class
does. It warns, for a class that is graded with another class's numbers has low marks and no error;
and a class whose tasks were drawn by another edition of the course is refused at once.
"""

import json
import posixpath
import re
import stat
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from course_lib import data, words
from course_lib.errors import CourseError, refuse, require
from course_lib.exercises import assignments, handouts

LARGEST = 64 << 20  # bytes of one notebook
FILES_EACH, MOST = 5, 20  # of one student: files that count, and that are named
LONGEST = 4 << 20  # characters of code in one notebook
MOST_CELLS = 2_000  # with code in them
_PARTS = 5_000_000  # lists and objects in the file: each takes many times its size to read
_OWN = "_assignsubmission_"  # what stands behind it is a student's of Moodle's
_MOODLE = re.compile(rf"(?P<name>[^/]+)_(?P<id>\d+){_OWN}(?:file|onlinetext)_?")
_BLACKBOARD = re.compile(r"[^/_]+_(?P<name>[^/]+)_attempt_\d{4}(?:-\d\d){5}[_.](?P<id>)")
_CANVAS = re.compile(r"(?P<name>[^/_A-Z]+)_(?P<late>LATE_|late_)?(?P<id>\d+)_\d+_.+")
_NOTEBOOK = re.compile(r"\.ipynb[^/]*$", re.IGNORECASE)  # browsers and copies add to the name
# What belongs to nobody where it lies in no student's folder: it may be the teacher's.
_TEACHERS = re.compile(r"\.(txt|md|csv|tsv|xlsx?|ods)$", re.IGNORECASE)
# What programs leave.
_HIDDEN = re.compile(r"(^|[/\\])(\.(?!\.?[/\\])|~\$|(__MACOSX|\$RECYCLE\.BIN)[/\\])")
UNSTAMPED = "1.0.0"  # the last edition of the course that wrote no stamp
_SHOWN, _NAMED = 60, 5  # signs of a class's name, and students named in a line
# Every repetition is bounded or ends at a sign of its own: a stranger's text costs linear time.
_GAP = r"\s{0,99}"
_TEXT = rf"""("(?:[^"\\\n]|\\.){{0,200}}"|'(?:[^'\\\n]|\\.){{0,200}}'){_GAP}"""
_CALL = rf"\bassignments\.load\({_GAP}{_TEXT}(?:,{_GAP}(?:group=)?{_TEXT})?(?:,{_GAP})?\)"
_LOAD = re.compile(rf"^[^#\n]*{_CALL}", re.M)
_LESSON = re.compile(r"^[^#\n]*\bfrom course_lib\.exercises import (lesson_\d\d|warm_up)\b", re.M)
_DAMAGED = (OSError, zipfile.BadZipFile, EOFError, ValueError, RuntimeError, NotImplementedError)
_phrase = data.phrases("classroom")


@dataclass(frozen=True)
class Origin:
    """What a notebook says it is of: an assignment and a class, or a lesson, or nothing ("").

    `name` is that of the assignment, or "lesson 4". `edition` and `tasks` (a fingerprint each) are
    what `assignment` wrote into it, "" and none where a program has lost it; but what is older than
    that, and has other tasks, is known by a line in it.
    """

    name: str = ""
    group: str = ""
    edition: str = ""
    tasks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """One file somebody handed in: the sources of its code cells, or `why` it is no notebook.

    `id` is the platform's number of the student, "" elsewhere.
    """

    student: str
    id: str
    file: str
    late: bool = False
    cells: list[str] = field(default_factory=list)
    origin: Origin = field(default_factory=Origin)
    why: str = ""


def find(place: Path, assignment: str = "") -> list[Submission]:
    """Every notebook handed in below the folder or zip file `place`, by student and file.

    Of one student `FILES_EACH` count, those of the `assignment` if there are any, and `MOST` are
    named; what a program left stands for a student of Moodle's who has nothing else. Raises
    CourseError if `place` is neither, or holds no notebook.
    """
    files = {n: f for n, f in _files(place).items() if not _HIDDEN.search(n.split(_OWN)[0])}
    seen = {name: file for name, file in files.items() if not _HIDDEN.search(name)}
    notebooks = [name for name in seen if _NOTEBOOK.search(name)]
    require(notebooks, "classroom.no_notebooks", place.name)
    owners, late = _owners([*files], notebooks)
    # What lies in a student's folder is theirs, however deep.
    theirs = {n: f"{id_}/{who}/" for n, (who, id_) in owners.items() if not _TEACHERS.search(who)}
    served, busy = (tuple({theirs[n] for n in some if n in theirs}) for some in (notebooks, seen))
    more = [n for n in theirs if not theirs[n].startswith(served if n in seen else busy)]
    found = defaultdict[tuple[str, str], list[Submission]](list)
    for name in [*sorted(notebooks), *sorted(more)]:
        student, number = owner = owners[name]
        if len(found[owner]) < MOST:
            made = Submission(shown(student), number, shown(name), name in late)
            found[owner].append(_read(made, name, *files[name]))
    every = [each for of_one in found.values() for each in _few(of_one, assignment)]
    return sorted(every, key=lambda one: (one.student.casefold(), one.student, one.id, one.file))


def _files(place: Path) -> dict[str, tuple[int, Callable[[], Any]]]:
    """By name the kind of each file, as the system has it, and what opens it."""
    if place.is_dir():
        paths = {p.relative_to(place).as_posix(): p for p in place.rglob("*") if not p.is_dir()}
        return {name: (p.lstat().st_mode, partial(p.open, "rb")) for name, p in paths.items()}
    for encoding in ("utf-8", None):  # macOS writes names in the first, and does not say so
        with suppress(*_DAMAGED):
            archive = zipfile.ZipFile(place, metadata_encoding=encoding)
            break
    else:
        raise refuse("classroom.place", place.name)
    # Old programs of Windows write a sign of their own between folders.
    members = {m.filename.replace("\\", "/"): m for m in archive.infolist() if not m.is_dir()}
    return {n: (m.external_attr >> 16, partial(archive.open, m)) for n, m in members.items()}


def _read(made: Submission, name: str, mode: int, opened: Callable[[], Any]) -> Submission:
    """The submission with what is in its file, or with the reason why that is no notebook."""
    path = PureWindowsPath(name)
    try:
        _check(not path.anchor and ".." not in path.parts, "outside")
        # A link could show another student's work.
        _check(stat.S_IFMT(mode) in (0, stat.S_IFREG), "link")
        cells, origin = notebook(_bytes(opened))
    except CourseError as error:
        return replace(made, why=str(error))
    except Exception as error:  # a fault of ours must not stop the class
        return replace(made, why=_phrase("paper.fault", error=repr(error)))
    return replace(made, cells=cells, origin=origin)


def _bytes(opened: Callable[[], Any]) -> bytes:
    try:
        with opened() as file:
            return bytes(file.read(LARGEST + 1))  # what a zip's list of contents says may be a lie
    except _DAMAGED:
        raise refuse("classroom.notebook", _phrase("cells.damaged")) from None


def _few(of_one: list[Submission], assignment: str) -> list[Submission]:
    """What one student handed in, of which few count: those of what was asked for, if any are."""
    few = ([x for x in of_one if x.origin.name == assignment] or of_one)[:FILES_EACH]
    many = refuse("classroom.one_too_many", _phrase("paper.many"), most=words.number(FILES_EACH))
    return [x if x in few or x.why else replace(x, cells=[], why=str(many)) for x in of_one]


def _owners(files: list[str], notebooks: list[str]) -> tuple[dict[str, tuple[str, str]], set[str]]:
    """The student and the platform's number of each file, and which files were handed in late."""
    # macOS writes an accent as a sign of its own.
    paths = {name: PurePosixPath(unicodedata.normalize("NFC", name.lstrip("/"))) for name in files}
    folders = [paths[name].parts[:-1] for name in notebooks]
    # What all share is a wrapper, and nobody's name; but the folder of one file is a student's.
    top = len(posixpath.commonprefix(folders if folders[1:] else [folders[0][:-1]]))
    depth = _depth([folder[top:] for folder in folders])
    canvas = _from_canvas(paths, top)
    owners = {name: whose(path, top, depth, canvas=name in canvas) for name, path in paths.items()}
    return owners, {name for name in canvas if _CANVAS.sub(r"\g<late>", paths[name].name)}


def whose(
    path: PurePosixPath, top: int = 0, depth: int = 99, *, canvas: bool = True
) -> tuple[str, str]:
    """The student's name and the platform's number ("" if there is none) in a path.

    `depth` folders at most name a student, below the `top` ones. Without `canvas` a name that looks
    like one of Canvas's is read as any other.

    >>> whose(PurePosixPath("Sari Dewi_12345_assignsubmission_file_/x.ipynb"))
    ('Sari Dewi', '12345')
    >>> whose(PurePosixPath("dewisari_LATE_4821_99812_x.ipynb"))
    ('dewisari', '4821')
    >>> whose(PurePosixPath("sari/x.ipynb")), whose(PurePosixPath("sari.ipynb"))
    (('sari', ''), ('sari', ''))
    """
    marked = [each.match(part) for part in path.parts for each in (_MOODLE, _BLACKBOARD)]
    marked += [_CANVAS.fullmatch(path.name)] if canvas else []
    for found in filter(None, marked):
        return found["name"], found["id"]
    return "/".join(path.parts[top:-1][:depth]) or _NOTEBOOK.sub("", path.name), ""


def _from_canvas(paths: Mapping[str, PurePosixPath], top: int) -> set[str]:
    """The files that Canvas has named.

    A class may call its files `tugas_10_7_ani.ipynb` itself, or a student a file in a folder of
    their own: so the files of a folder must be of several students, or there is one file alone.
    """
    like = {n: p for n, p in paths.items() if _CANVAS.fullmatch(p.name) and not _MOODLE.search(n)}
    students = Counter(place for place, _ in {(path.parent, whose(path)) for path in like.values()})
    alone = len(like) == 1 and (len(paths) == 1 or len(min(like.values()).parts) == top + 1)
    return {name for name, path in like.items() if alone or students[path.parent] > 1}


def _depth(folders: list[tuple[str, ...]]) -> int:
    """How many folders name a student: what all have inside their own, as a release, is no name.

    Folders below it must not tell more people apart, as in `10A/homework/sari`. Where the first
    folders have one path each in them, however deep, they are the students.
    """
    deepest = {folder[0]: folder for folder in sorted(filter(None, folders), key=len)}
    if all(deepest[folder[0]][: len(folder)] == folder for folder in folders if folder):
        return 1
    for depth in range(1, max(map(len, folders))):
        inside = {folder[: depth + 2] for folder in folders if len(folder) > depth}
        below = Counter(folder[depth + 1] for folder in inside if len(folder) > depth + 1)
        if len({folder[depth] for folder in inside}) == 1 and max(below.values(), default=2) > 1:
            return depth
    return 99


def shown(name: str) -> str:
    """A name that can be stored, and that does nothing to a terminal it is printed on.

    >>> shown("Sari\\x1b[2J")
    'Sari\\\\x1b[2J'
    """
    name = name.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


def notebook(raw: bytes) -> tuple[list[str], Origin]:
    """The code cells of a notebook file of format 4, and what it says it is of.

    >>> notebook(b'{"cells": [{"cell_type": "code", "source": ["seats = 4"]}]}')[0]
    ['seats = 4']

    Raises CourseError for bytes that are no notebook, and for more code than a person writes.
    """
    _check(len(raw) <= LARGEST, "large")
    _check(raw.count(b"[") + raw.count(b"{") <= _PARTS, "too_much")
    try:
        made = json.loads(raw)  # in UTF-16, too, as a terminal of Windows writes
    except (ValueError, RecursionError, MemoryError):
        raise refuse("classroom.notebook", _phrase("cells.no_json")) from None
    _check(isinstance(made, dict) and isinstance(made.get("cells"), list), "no_notebook")
    cells = [cell for cell in made["cells"] if isinstance(cell, dict)]
    sources = [_source(cell) for cell in cells if cell.get("cell_type") == "code"]
    _check(sum(bool(s.strip()) for s in sources) <= MOST_CELLS, "too_much")
    _check(sum(map(len, sources)) <= LONGEST, "too_much")
    return sources, origin_of(sources, made.get("metadata"))


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    # A lone half of a character pair is legal in JSON, and in no Python source.
    return "".join(x for x in lines if isinstance(x, str)).encode("utf-8", "replace").decode()


def _check(sound: bool, why: str) -> None:
    require(sound, "classroom.notebook", _phrase(f"cells.{why}"))


def origin_of(sources: Iterable[str], metadata: Any = None) -> Origin:
    """The origin in the code cells of a notebook. Of several calls the last counts, as in a run.

    >>> origin_of(['tasks = assignments.load("secrets", "10B")']).group
    '10B'
    >>> origin_of(["from course_lib.exercises import lesson_04 as ex"]).name
    'lesson 4'
    """
    text, name, group = "\n".join(sources), "", ""
    if calls := _LOAD.findall(text):
        name, group = (_cut(re.sub(r"\\(.)", r"\1", quoted[1:-1])) for quoted in calls[-1])
    elif lesson := _LESSON.search(text):
        name = lesson[1].replace("_0", " ").replace("_", "-")
    match metadata:
        case {handouts.STAMP: {"tasks": dict(tasks), **more}}:
            return Origin(name, group, _cut(str(more.get("edition", ""))), tasks)
    line = data.toml("classroom", "unstamped").get(name.casefold())
    return Origin(name, group, *((UNSTAMPED, {line: ""}) if line and line in text else ()))


def _cut(text: str) -> str:
    return shown(" ".join(text[: 4 * _SHOWN].split()))[:_SHOWN]


def differs(origin: Origin, work: assignments.Assignment) -> str:
    """In what it is not `work`: "group", "assignment", "lesson", "unknown", "edition", or "".

    >>> work = assignments.load("money", "10B")
    >>> differs(Origin("Money", "10 b"), work), differs(Origin("money"), work)
    ('', 'group')
    """
    if not origin.name:
        return "unknown"
    if origin.name.casefold() != work.name:
        return "lesson" if origin.name.startswith(("lesson ", "warm-up")) else "assignment"
    if assignments.seed_of(origin.group) != assignments.seed_of(work.group):
        return "group"
    return "edition" if origin.tasks and origin.tasks != work.fingerprints() else ""


def refuse_other_edition(origins: list[Origin], work: assignments.Assignment) -> None:
    """Raise CourseError if most notebooks of this class have tasks that the course has changed."""
    kinds = [differs(each, work) for each in origins]
    other = [each for each, kind in zip(origins, kinds, strict=True) if kind == "edition"]
    if len(other) > kinds.count(""):
        edition = Counter(each.edition or UNSTAMPED for each in other).most_common(1)[0][0]
        some, all_ = words.number(len(other)), words.number(len(origins))
        got = _phrase("origin.edition", some=some, all=all_, edition=edition)
        raise refuse("classroom.edition", got, here=handouts.EDITION, edition=edition)


def said(where: str, origin: Origin, work: assignments.Assignment) -> str:
    """What a note to one student, or a line on the class, says: "" of what was asked for.

    >>> said("note", Origin("money"), assignments.load("secrets"))
    'This is the notebook of the assignment "money". Hand in the one of "secrets".'
    """
    kind, edition = differs(origin, work), origin.edition or UNSTAMPED
    told = {"group": named(origin.group), "asked": named(work.group), "edition": edition}
    return _phrase(f"origin.{where}_{kind}", origin=origin, work=work, **told) if kind else ""


def named(group: str) -> str:
    """A class as a sentence names it.

    >>> named("10B")
    'the class "10B"'
    """
    return _phrase("origin.group", group=group) if group.strip() else _phrase("origin.public")


def warnings(lines: list[tuple[str, str]], notebooks: int) -> list[str]:
    """For the teacher each line that is said of some of the notebooks, common ones first.

    `lines` are students with what there is to say of their work, "" for nothing.

    >>> warnings([("Sari", "of a lesson."), ("Budi", "")], 2)
    ['1 of 2 notebooks: of a lesson. Handed in by: Sari.']
    """
    told, all_ = [], words.number(notebooks)
    for line, some in Counter(line for _, line in lines if line).most_common():
        names = "; ".join(student for student, each in lines if each == line)
        key = "origin.named" if some <= _NAMED else "origin.some"
        told.append(_phrase(key, some=words.number(some), all=all_, line=line, names=names))
    return told
