"""Ways to keep a student's process in: a room of bubblewrap's, or the limits every system has.

`choose` tries them in order on a harmless notebook and takes the first that works here: a machine
may have bubblewrap and forbid its use.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from course_lib.classroom import watch
from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError

DISK = 64 << 20  # bytes of files a student's process may write in all
_INSIDE = Path("/course")  # where the stage is in the room
_USERS = range(64_000, 65_500)  # nobody's: the code of one notebook runs as one of them
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
_turns = count()
_SYSTEM = [Path(name) for name in (*_LIBRARIES, "/usr/share/zoneinfo")]
WORKPLACE = "/room"  # where the code may write, inside a room
_DEVICES = [Path("/dev") / name for name in ("null", "zero", "random", "urandom")]
_RIGHTS = ("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")


@dataclass(frozen=True)
class Containment:
    """One way. `room` is whether bubblewrap builds a room. `rights` are whose the code has.

    "own" are the teacher's. An administrator's code always becomes another user: "other" has no
    rights at all, and "reading" may in addition read every file, where Python itself is in a folder
    that is closed to others.
    """

    room: bool
    rights: Literal["own", "other", "reading"]

    @property
    def apart(self) -> bool:
        """Whether one notebook's processes cannot use up what another's may have."""
        return self.room or self.rights != "own"

    @property
    def notes(self) -> list[str]:
        """What the report must say: what held the students' code, and what did not."""
        if self.room:
            return [phrase("contained.room")]
        macos = [phrase("contained.macos")] if sys.platform == "darwin" else []
        return [phrase("contained.limits"), *macos, phrase(f"contained.{self.rights}")]

    def user(self) -> tuple[int | None, socket.socket | None]:
        """The user the next process runs as, None for the teacher's own, and what reserves it.

        Each gets another one: what the system counts for a user is then of this process alone. Two
        graders on one machine never share one, or one would end the other's processes: it is taken
        until the socket is closed.
        """
        if self.rights == "own":
            return None, None
        for _ in _USERS:
            user = _USERS[(os.getpid() * 64 + next(_turns)) % len(_USERS)]
            held = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            with contextlib.suppress(OSError):
                held.bind(f"\0notebook-user-{user}")  # a name of the system's, and no file
                break
            held.close()
        return user, held  # the last one, where none can be reserved

    def command(self, stage: Path, out: int) -> list[str]:
        """What to start: the child on the `stage`, saying its results on the descriptor `out`."""
        python = [str(Path(sys.executable).resolve()), "-s", "-S", "-P", "-X", "utf8"]
        run = [*python, str((_INSIDE if self.room else stage) / "child.py"), str(out)]
        return [*self._bubblewrap(stage), *run] if self.room else run

    def import_path(self, stage: Path) -> str:
        """Where the child's Python looks besides itself: the stage first, no folder of a teacher's.

        It starts without `site`, so that no file of the packages can add another place.
        """
        return os.pathsep.join([str(_INSIDE if self.room else stage), *map(str, packages())])

    def _bubblewrap(self, stage: Path) -> list[str]:
        arguments = [shutil.which("bwrap") or "bwrap", "--die-with-parent", "--new-session"]
        arguments += [f"--unshare-{name}" for name in ("net", "pid", "ipc", "uts", "cgroup-try")]
        arguments += ["--perms", "1777", "--size", str(DISK), "--tmpfs", WORKPLACE]
        mounts = _mounts()
        for folder in _folders_above([*mounts, *_DEVICES]):
            arguments += ["--perms", "0755", "--dir", str(folder)]
        for path in mounts:
            if path.is_symlink():
                arguments += ["--symlink", str(path.readlink()), str(path)]
            else:
                arguments += ["--ro-bind", str(path), str(path)]
        for path in packages():
            if (path / "course_lib").is_dir():  # the installed course has the answers
                arguments += ["--tmpfs", str(path / "course_lib")]
        for device in _DEVICES:
            arguments += ["--dev-bind", str(device), str(device)]
        arguments += ["--ro-bind", str(stage), str(_INSIDE), "--remount-ro", "/"]
        arguments += ["--chdir", WORKPLACE]
        return [*arguments, *(_RIGHTS if self.rights == "other" else []), "--"]


def choose(works: Callable[[Containment], bool]) -> Containment:
    """The first way that `works` here, the strictest first.

    Raises CourseError on a system without processes to limit, and where no way works.
    """
    if not hasattr(os, "fork") or not hasattr(os, "setsid"):
        raise CourseError(
            expected=phrase("system.expected"), got=sys.platform, do=phrase("system.do")
        )
    for way in ways():
        if works(way):
            return way
    raise CourseError(
        expected=phrase("system.start"), got=phrase("system.none"), do=phrase("system.do")
    )


def ways() -> list[Containment]:
    """Every way this system might offer, the strictest first.

    >>> [way.room for way in ways()][-1]
    False
    """
    if os.geteuid() != 0:
        limits = [Containment(room=False, rights="own")]
        room = Containment(room=True, rights="own")
    else:
        limits = [
            Containment(room=False, rights="other"),
            Containment(room=False, rights="reading"),
        ]
        room = Containment(room=True, rights="other")
    return [room, *limits] if _bubblewrap_knows_sizes() else limits


def packages() -> list[Path]:
    """The folders of installed packages on this Python's path.

    >>> {path.name for path in packages()} <= {"site-packages", "dist-packages"}
    True
    """
    return [Path(entry) for entry in sys.path if Path(entry).name.endswith("-packages")]


def _mounts() -> list[Path]:
    """What Python needs of this system: shared libraries, itself, its packages. No more."""
    python = Path(sys.executable).resolve()
    own = [python, python.parents[1] / "lib", Path(sys.base_prefix) / "lib", *packages()]
    wanted = [*_SYSTEM, *own]
    return _without_nested(path for path in wanted if path.exists())


def _without_nested(paths: Iterable[Path]) -> list[Path]:
    kept: list[Path] = []
    for path in sorted(set(paths), key=lambda path: len(path.parts)):
        if not any(path.is_relative_to(outer) and not outer.is_symlink() for outer in kept):
            kept.append(path)
    return kept


def _folders_above(paths: Iterable[Path]) -> list[Path]:
    """Every folder above `paths`, outer ones first: bubblewrap would close them to another user."""
    above = {folder for path in paths for folder in path.parents[:-1]}
    return sorted(above, key=lambda folder: len(folder.parts))


def _bubblewrap_knows_sizes() -> bool:
    """Whether bubblewrap is here and not older than 0.7, which could not bound what is written."""
    program = shutil.which("bwrap")
    if program is None:
        return False
    said = subprocess.run([program, "--help"], capture_output=True, text=True, check=False)  # noqa: S603
    return "--size " in said.stdout + said.stderr


def most_threads(user: int | None, processes: int) -> int:
    """The system's limit on threads, above the `processes` at which the runner steps in.

    The system counts all that a user runs, so a teacher's own programs are added.
    """
    return 4 * processes + (watch.threads(os.getuid()) if user is None else 0)


def workplace(user: int | None) -> TemporaryDirectory[str]:
    """A folder for one run, which `user` may write to."""
    folder: TemporaryDirectory[str] = TemporaryDirectory(prefix="notebook-")
    if user is not None:
        os.chown(folder.name, user, user)
    return folder
