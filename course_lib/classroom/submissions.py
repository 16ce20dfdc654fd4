"""What a class handed in: the notebooks of a folder or of a platform's zip, and whose they are.

A zip is read in memory, one notebook at a time, and never unpacked: where its names point does not
matter. Moodle puts `Sari Dewi_12345_assignsubmission_file_` before a file, Canvas names it
`dewisari_LATE_4821_99812_homework.ipynb`; elsewhere the folder, or else the file, says whose it is.
Who has no notebook in a platform's folder has a row all the same: what is there cannot be read.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError

LARGEST = 64 << 20  # bytes of one notebook
MOST = 20  # files of one student looked at
_MOODLE = re.compile(r"(?P<name>[^/]+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?")
_CANVAS = re.compile(r"(?P<name>[^/_A-Z]+)_(?:LATE_)?(?P<id>\d+)_\d+_.+")
_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json| ?\(\d+\))?$", re.IGNORECASE)  # as browsers save it
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
    notebooks = [name for name in sorted(files) if _NOTEBOOK.search(name)]
    if not notebooks:
        raise CourseError(
            expected=phrase("submissions.expected"), got=place.name, do=phrase("submissions.do")
        )
    top = _shared([PurePosixPath(name) for name in notebooks])
    paths = {name: PurePosixPath(*PurePosixPath(name).parts[top:]) for name in files}
    canvas = _from_canvas(paths.values())
    owners = {name: whose(path, canvas=path in canvas) for name, path in paths.items()}
    served = {owners[name] for name in notebooks}
    others = [name for name in sorted(files) if owners[name][1] and owners[name] not in served]
    seen = Counter[tuple[str, str]]()
    found = []
    for name in [*notebooks, *others]:
        seen[owners[name]] += 1
        if seen[owners[name]] <= MOST:
            found.append(Submission(*owners[name], name, files[name]))
    return sorted(
        found, key=lambda each: (each.student.casefold(), each.student, each.id, each.file)
    )


def whose(path: PurePosixPath, *, canvas: bool = True) -> tuple[str, str]:
    """The student's name and the platform's number ("" if there is none) in a path.

    Without `canvas` a name that looks like one of Canvas's is read as any other.

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
    if canvas and (found := _CANVAS.fullmatch(path.name)):
        return found["name"], found["id"]
    return "/".join(path.parts[:-1]) or _NOTEBOOK.sub("", path.name), ""


def _from_canvas(paths: Collection[PurePosixPath]) -> set[PurePosixPath]:
    """The paths that Canvas has named.

    A class may call its files `tugas_10_7_ani.ipynb` itself, or a student a file in a folder of
    their own: so the files of a folder must be of several students, or there is one file alone.
    """
    like = [path for path in paths if _CANVAS.fullmatch(path.name)]
    owners: dict[PurePosixPath, set[tuple[str, str]]] = {}
    for path in like:
        owners.setdefault(path.parent, set()).add(whose(path))
    alone = len(like) == 1 and (len(like[0].parts) == 1 or len(paths) == 1)
    return {path for path in like if alone or len(owners[path.parent]) > 1}


def _shared(paths: list[PurePosixPath]) -> int:
    """How many outer folders all paths share: a wrapper, and nobody's name."""
    folders = [path.parts[:-1] for path in paths]
    most = min(map(len, folders)) - (len(paths) == 1)  # the folder of one file is a student's
    shared = 0
    while shared < most and len({parts[shared] for parts in folders}) == 1:
        if _MOODLE.match(folders[0][shared]):
            break
        shared += 1
    return shared


def _in_folder(place: Path) -> dict[str, Callable[[], bytes]]:
    found: dict[str, Callable[[], bytes]] = {}
    for folder, folders, names in os.walk(place):  # which does not follow links to folders
        folders[:] = sorted(name for name in folders if not _IGNORED.match(name))
        for name in sorted(names):
            if not _IGNORED.match(name):
                path = Path(folder) / name
                found[_shown(path.relative_to(place).as_posix())] = _reader(path)
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
            members = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        raise CourseError(
            expected=phrase("submissions.place"), got=place.name, do=phrase("submissions.do")
        ) from None
    found: dict[str, Callable[[], bytes]] = {}
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        hidden = any(_IGNORED.match(part) and part != ".." for part in path.parts)
        if not member.is_dir() and not hidden:
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


def _shown(name: str) -> str:
    """A file's name as text that can be stored: its bytes may be of no encoding."""
    return name.encode("utf-8", "backslashreplace").decode()


def _refused(why: str, name: str) -> CourseError:
    return CourseError(
        expected=phrase("submissions.notebook"),
        got=f"{_shown(name)}: {phrase(why)}",
        do=phrase("submissions.again"),
    )
