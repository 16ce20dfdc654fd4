"""What holds a student's process in: bubblewrap's room, or, if the teacher says so, limits alone.

The room has no network, no process but its own, and no file but shared libraries, Python, its
packages (all read-only) and 64 MB to write to. Both ways run on a stage: the course's library
without exercises, grader and answers. An administrator's code becomes a user who owns nothing.
"""

from __future__ import annotations

import compileall
import os
import platform
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from errno import ENOSYS, EPERM
from importlib import import_module
from itertools import count
from pathlib import Path

from course_lib import data

HERE = Path(__file__).parent
LIBRARY = HERE.parent
DISK = 64 << 20  # bytes of files a student's process may write in all
_INSIDE, _HOME = Path("/course"), "/room"  # the stage and the place to write, in a room
_LEFT_OUT = ("exercises", "classroom", "authoring.py")
_USUAL = ("pandas", "altair", "ipywidgets", "IPython.display", "networkx")  # what notebooks import
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo")
_DEVICES = [Path("/dev") / name for name in ("null", "zero", "random", "urandom")]
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
_FIRST_USER, _USERS = 1_000_000, 50_000_000  # numbers that no account has
_starts = count()
_phrase = data.phrases("classroom")


@dataclass(frozen=True)
class Sandbox:
    """One way to start a student's process on the folder `stage`; `room` is bubblewrap's."""

    stage: Path
    room: bool

    @property
    def notes(self) -> list[str]:
        """What the report must say: what held the students' code, and what did not."""
        if self.room:
            return [_phrase("contained.room")]
        macos = [_phrase("contained.macos")] if sys.platform == "darwin" else []
        rights = "own" if os.geteuid() else "reading" if self.reads else "other"
        return [_phrase("contained.limits"), *macos, _phrase(f"contained.{rights}")]

    @property
    def reads(self) -> bool:
        """Whether the other user must be let into a folder in which Python lies, closed to all."""
        python = Path(sys.executable).resolve()
        return not self.room and any(not p.stat().st_mode & 1 for p in python.parents)

    @staticmethod
    def user() -> int | None:
        """Another user for each start of an administrator's: the system counts what each runs."""
        if os.geteuid():
            return None
        return _FIRST_USER + (os.getpid() * 1000 + next(_starts)) % _USERS

    def command(self, out: int) -> list[str]:
        """What to start: the worker, saying its results on the descriptor `out`."""
        python = [str(Path(sys.executable).resolve()), "-s", "-S", "-P", "-X", "utf8"]
        place = _INSIDE if self.room else self.stage
        return [*(self._bubblewrap() if self.room else []), *python, f"{place}/worker.py", str(out)]

    def environment(self, folder: str) -> dict[str, str]:
        """All that the process finds there. Python looks at the stage first, and runs no `site`."""
        home = _HOME if self.room else folder
        path = [str(_INSIDE if self.room else self.stage), *map(str, packages())]
        return {
            "PYTHONPATH": os.pathsep.join(path),
            "HOME": home,
            "TMPDIR": home,
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONHASHSEED": "0",  # or the order of a set, and a mark with it, could change
            "MALLOC_ARENA_MAX": "2",  # or memory would depend on the number of processors
            **dict.fromkeys(_THREADS, "1"),
        }

    def _bubblewrap(self) -> list[str]:
        made = [shutil.which("bwrap") or "bwrap", "--die-with-parent", "--new-session"]
        made += [f"--unshare-{name}" for name in ("net", "pid", "ipc", "uts", "cgroup-try")]
        made += ["--perms", "1777", "--size", str(DISK), "--tmpfs", _HOME]
        mounts = _mounts()
        for folder in _folders_above([*mounts, *_DEVICES]):
            made += ["--perms", "0755", "--dir", str(folder)]
        for path in mounts:
            link = path.is_symlink()
            made += ["--symlink" if link else "--ro-bind", str(path.readlink() if link else path)]
            made += [str(path)]
        for path in packages():
            if (path / "course_lib").is_dir():  # the installed course has the answers
                made += ["--tmpfs", str(path / "course_lib")]
        for device in _DEVICES:
            made += ["--dev-bind", str(device), str(device)]
        made += ["--ro-bind", str(self.stage), str(_INSIDE), "--remount-ro", "/", "--chdir", _HOME]
        if os.geteuid() == 0:
            made += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        return [*made, "--"]


def missing() -> str:
    """Why there can be no room here, "" if bubblewrap is here and new enough to bound a disk."""
    program = shutil.which("bwrap")
    if program is None:
        return _phrase("room.absent")
    said = subprocess.run([program, "--help"], capture_output=True, text=True, check=False)  # noqa: S603
    return "" if "--size " in said.stdout + said.stderr else _phrase("room.old")


def stage(folder: Path) -> Path:
    """Copy the library without answers, and the worker, into `folder`, which is returned.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as empty:
    ...     (stage(Path(empty)) / "course_lib" / "classroom").exists()
    False
    """
    shutil.copytree(LIBRARY, folder / "course_lib", ignore=_hidden)
    shutil.copy2(HERE / "worker.py", folder)
    compileall.compile_dir(folder, quiet=2)  # the student's process cannot store what it compiles
    for package in _USUAL:
        import_module(package)  # and here Python stores it, where an installer did not
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def packages() -> list[Path]:
    """The folders of installed packages on this Python's path.

    >>> {path.name for path in packages()} <= {"site-packages", "dist-packages"}
    True
    """
    return [Path(entry) for entry in sys.path if Path(entry).name.endswith("-packages")]


def _hidden(folder: str, names: list[str]) -> set[str]:
    return set(_LEFT_OUT) & set(names) if Path(folder) == LIBRARY else set()


def _mounts() -> list[Path]:
    """What Python needs of this system: shared libraries, itself, its packages. No more."""
    python = Path(sys.executable).resolve()
    own = [python, python.parents[1] / "lib", Path(sys.base_prefix) / "lib", *packages()]
    kept: list[Path] = []
    for path in sorted({*map(Path, _LIBRARIES), *own}, key=lambda path: len(path.parts)):
        if path.exists() and not any(path.is_relative_to(o) and not o.is_symlink() for o in kept):
            kept.append(path)
    return kept


def _folders_above(paths: Iterable[Path]) -> list[Path]:
    """Every folder above `paths`, outer ones first: bubblewrap would close them to another user."""
    above = {folder for path in paths for folder in path.parents[:-1]}
    return sorted(above, key=lambda folder: len(folder.parts))


# What the kernel is to refuse, because no limit sees it: files in memory, shared memory without a
# name, a room within the room, a keyring. By machine: its name in the kernel's audit, then numbers
# of its calls: clone; shmget semget msgget add_key request_key keyctl unshare perf_event_open setns
# memfd_create bpf userfaultfd.
_MACHINES = {
    "x86_64": (0xC000003E, 56, (29, 64, 68, 248, 249, 250, 272, 298, 308, 319, 321, 323)),
    "aarch64": (0xC00000B7, 220, (194, 190, 186, 217, 218, 219, 97, 241, 268, 279, 280, 282)),
}
_EVERYWHERE = (425, 447)  # io_uring_setup, memfd_secret
_CLONE3 = 435  # its flags cannot be seen; the C library takes clone where it is missing
_NEW_SPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_OTHER_NUMBERS = 0x40000000  # of a second set of calls on x86_64
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # where they are in what the kernel shows
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000


def kernel_filter() -> bytes:
    """The instructions of the filter (seccomp) for this machine, b"" if it is of another kind.

    >>> len(kernel_filter()) % 8
    0
    """
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return b""
    audit, clone, refused = _MACHINES[platform.machine()]
    made = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 1, 0, audit),
        (_RETURN, 0, 0, _ERROR | EPERM),
        (_LOAD, 0, 0, _NUMBER),
        *_refusal(_AT_LEAST, [_OTHER_NUMBERS], EPERM),
        *_refusal(_EQUAL, (*refused, *_EVERYWHERE), EPERM),
        *_refusal(_EQUAL, [_CLONE3], ENOSYS),
        (_EQUAL, 1, 0, clone),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        *_refusal(_ANY_BIT, [_NEW_SPACES], EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in made)


def _refusal(test: int, values: Iterable[int], error: int) -> list[tuple[int, int, int, int]]:
    """For each value: if the test holds, return the error, or else go on."""
    steps = ((test, 0, 1, value) for value in values)
    return [part for step in steps for part in (step, (_RETURN, 0, 0, _ERROR | error))]
