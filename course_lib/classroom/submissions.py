"""What a class handed in: the notebooks of a folder or of a platform's zip, and whose they are.

A zip is read in memory, one notebook at a time, and never unpacked: where its names point does not
matter. Moodle puts `Sari Dewi_12345_assignsubmission_file_` before a file, Canvas names it
`dewisari_LATE_4821_99812_homework.ipynb`; elsewhere the folder, or else the file, says whose it is.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError

LARGEST = 64 << 20  # bytes of one notebook
MOST = 20_000  # entries looked at
_MOODLE = re.compile(r"(?P<name>[^/]+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?")
_CANVAS = re.compile(r"(?P<name>[^/_]+)_(?:LATE_)?(?P<id>\d+)_\d+_.+")
_IGNORED = re.compile(r"\.|__MACOSX$")  # checkpoints, hidden files, what macOS adds


@dataclass(frozen=True)
class Submission:
    """One notebook somebody handed in. `id` is the platform's number of the student, "" elsewhere.

    `read` gives its bytes, or raises CourseError saying why it cannot.
    """

    student: str
    id: str
    file: str
    read: Callable[[], bytes]


def find(place: Path) -> list[Submission]:
    """Every notebook handed in below the folder or zip file `place`, by student and file.

    Raises CourseError if it is neither, or holds no notebook.
    """
    files = _in_folder(place) if place.is_dir() else _in_zip(place)
    if not files:
        raise CourseError(
            expected=phrase("submissions.expected"), got=place.name, do=phrase("submissions.do")
        )
    top = _shared([PurePosixPath(name) for name in files])
    found = [
        Submission(*whose(PurePosixPath(*PurePosixPath(name).parts[top:])), name, read)
        for name, read in files.items()
    ]
    return sorted(
        found, key=lambda each: (each.student.casefold(), each.student, each.id, each.file)
    )


def whose(path: PurePosixPath) -> tuple[str, str]:
    """The student's name and the platform's number ("" if there is none) in a path.

    >>> whose(PurePosixPath("Sari Dewi_12345_assignsubmission_file_/x.ipynb"))
    ('Sari Dewi', '12345')
    >>> whose(PurePosixPath("dewisari_LATE_4821_99812_x.ipynb"))
    ('dewisari', '4821')
    >>> whose(PurePosixPath("sari/x.ipynb")), whose(PurePosixPath("sari.ipynb"))
    (('sari', ''), ('sari', ''))
    """
    for part in path.parts:
        if found := _MOODLE.match(part):
            return found["name"], found["id"]
    if found := _CANVAS.fullmatch(path.name):
        return found["name"], found["id"]
    return "/".join(path.parts[:-1]) or path.stem, ""


def _shared(paths: list[PurePosixPath]) -> int:
    """How many outer folders all paths share: a wrapper, and nobody's name."""
    if len(paths) == 1:
        return max(0, len(paths[0].parts) - 2)
    folders = [path.parts[:-1] for path in paths]
    shared = 0
    while all(len(parts) > shared for parts in folders) and len({p[shared] for p in folders}) == 1:
        if _MOODLE.match(folders[0][shared]):
            break
        shared += 1
    return shared


def _in_folder(place: Path) -> dict[str, Callable[[], bytes]]:
    found: dict[str, Callable[[], bytes]] = {}
    for folder, folders, names in os.walk(place):  # which does not follow links to folders
        folders[:] = sorted(name for name in folders if not _IGNORED.match(name))
        for name in sorted(names):
            if len(found) < MOST and _is_notebook(name) and not _IGNORED.match(name):
                path = Path(folder) / name
                found[path.relative_to(place).as_posix()] = _reader(path)
    return found


def _reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        state = path.lstat()
        if not stat.S_ISREG(state.st_mode):  # a link could show another student's work
            raise _refused("submissions.link", path.name)
        if state.st_size > LARGEST:
            raise _refused("submissions.large", path.name)
        return path.read_bytes()

    return read


def _in_zip(place: Path) -> dict[str, Callable[[], bytes]]:
    try:
        with zipfile.ZipFile(place) as archive:
            members = archive.infolist()[:MOST]
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        raise CourseError(
            expected=phrase("submissions.place"), got=place.name, do=phrase("submissions.do")
        ) from None
    found: dict[str, Callable[[], bytes]] = {}
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        hidden = any(_IGNORED.match(part) and part != ".." for part in path.parts)
        if not member.is_dir() and not hidden and _is_notebook(path.name):
            found[member.filename] = _member_reader(place, member)
    return found


def _member_reader(place: Path, member: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if ".." in path.parts or path.is_absolute() or ":" in path.parts[0]:
            raise _refused("submissions.outside", path.name)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise _refused("submissions.link", path.name)
        try:
            with zipfile.ZipFile(place) as archive, archive.open(member) as file:
                raw = file.read(LARGEST + 1)  # what the list of contents says may be a lie
        except (
            OSError,
            zipfile.BadZipFile,
            EOFError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ):
            raise _refused("submissions.damaged", path.name) from None
        if len(raw) > LARGEST:
            raise _refused("submissions.large", path.name)
        return raw

    return read


def _is_notebook(name: str) -> bool:
    return name.casefold().endswith(".ipynb")


def _refused(why: str, name: str) -> CourseError:
    return CourseError(
        expected=phrase("submissions.notebook"),
        got=f"{name}: {phrase(why)}",
        do=phrase("submissions.again"),
    )
