"""What holds a student's process in, and what is let out of it.

It is held by bubblewrap's room or, if the teacher says so, by the system's limits alone.

The room has no network, no process but its own, and no file but shared libraries, Python, its
packages (all read-only) and 64 MB to write to. Both ways run on a stage: the course's library
without exercises, grader and answers. An administrator's code becomes a user who owns nothing, for
the system counts nobody's processes but a user's.
"""

import compileall
import json
import os
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import psutil

from course_lib import data
from course_lib.exercises import assignments

HERE = Path(__file__).parent
LIBRARY = HERE.parent
LONGEST_TEXT = 2_000  # characters of a message about an error
_INSIDE, _HOME = Path("/course"), "/room"  # the stage and the place to write, in a room
_FIRST_USER, _USERS = 1_000_000, 50_000_000  # numbers that no account has
_FOUND = data.toml("classroom", "room")
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
        ways = ["room"] if self.room else ["limits", "own" if os.geteuid() else "other"]
        return [_phrase(f"contained.{way}") for way in ways]

    @staticmethod
    def user() -> int | None:
        """Another user for each start of an administrator's: the system counts what each runs."""
        return None if os.geteuid() else _FIRST_USER + (os.getpid() * 1000 + next(_starts)) % _USERS

    def command(self, user: int | None) -> list[str]:
        """What to start: the worker as `user`."""
        become = () if user is None else _FOUND["become"]["room" if self.room else "outside"]
        python = [str(Path(sys.executable).resolve()), "-s", "-S", "-P", "-X", "utf8"]
        room = self._bubblewrap() if self.room else []
        other = [part.format(user=user) for part in become]
        return [*room, *other, *python, f"{self._place}/worker.py"]

    def environment(self, folder: str) -> dict[str, str]:
        """All that the process finds there. Python looks at the stage first, and runs no `site`."""
        home = _HOME if self.room else folder
        path = os.pathsep.join(map(str, [self._place, *packages(), home]))
        return {"PYTHONPATH": path, "HOME": home, "TMPDIR": home, **_FOUND["environment"]}

    @property
    def _place(self) -> Path:
        return _INSIDE if self.room else self.stage

    def _bubblewrap(self) -> list[str]:
        options, mounts = _FOUND["bubblewrap"], _mounts()
        made = [shutil.which("bwrap") or "bwrap", *options["before"]]
        above = {folder for path in mounts for folder in path.parents[:-1]}
        for folder in sorted(above):  # bubblewrap would close them to another user
            made += ["--perms", "0755", "--dir", str(folder)]
        for path in mounts:
            how, of = ("--symlink", path.readlink()) if path.is_symlink() else ("--ro-bind", path)
            made += [how, str(of), str(path)]
        for path in packages():
            if (path / "course_lib").is_dir():  # the installed course has the answers
                made += ["--size", "4096", "--tmpfs", str(path / "course_lib")]
        made += ["--ro-bind", str(self.stage), str(_INSIDE), *options["after"]]
        return [*made, *(() if os.geteuid() else options["administrator"]), "--"]


@dataclass(frozen=True)
class Limits:
    """What one notebook may use. Times in seconds, of the processor unless said; sizes in bytes."""

    cell: float = 10.0  # one cell, with every process it has started
    call: float = 3.0  # one call of a function
    work: float = 120.0  # a whole run of a notebook, with all new starts
    wait: float = 10.0  # by the clock on the wall: one cell or call without any work
    waits: float = 20.0  # by the clock on the wall: after so much a run, hardly any more
    starved: float = 240.0  # by the clock on the wall: one that wants to work and may not
    starts: int = 24
    memory: int = 2 << 30  # one process, and all together
    file: int = 32 << 20  # one file
    value: int = 1 << 20  # one answer
    said: int = 32 << 20  # all that a process says
    processes: int = 64

    def resources(self, user: int | None) -> dict[str, tuple[int, int]]:
        """The system's own limits, soft and hard, by the name of the resource."""
        alive = psutil.process_iter(["num_threads"]) if user is None else ()
        others = sum(each.info["num_threads"] or 0 for each in alive)  # the teacher's own as well
        memory = {} if sys.platform == "darwin" else {"RLIMIT_DATA": (self.memory, self.memory)}
        return {
            **memory,  # what is written to, not addresses: stacks and arenas are only reserved
            "RLIMIT_FSIZE": (self.file, self.file),
            "RLIMIT_NPROC": (others + 4 * self.processes, others + 5 * self.processes),
            "RLIMIT_NOFILE": (256, 256),
            "RLIMIT_CPU": (int(self.work), int(self.work) + 1),
            "RLIMIT_CORE": (0, 0),
        }


def stage(folder: Path) -> Path:
    """Copy the library without answers, and the worker, into `folder`, which is returned.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as empty:
    ...     (stage(Path(empty)) / "course_lib" / "classroom").exists()
    False
    """
    left_out = shutil.ignore_patterns(*_FOUND["left_out"])
    shutil.copytree(LIBRARY, folder / "course_lib", ignore=left_out)
    shutil.copy2(HERE / "worker.py", folder)
    compileall.compile_dir(folder, quiet=2)  # the student's process cannot store what it compiles
    for package in _FOUND["imported"]:
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


def _mounts() -> list[Path]:
    """What Python needs of this system: shared libraries, itself, its packages. No more."""
    python = Path(sys.executable).resolve()
    own = [python, python.parents[1] / "lib", Path(sys.base_prefix) / "lib", *packages()]
    kept: list[Path] = []
    for path in sorted({*map(Path, _FOUND["mounted"]), *own}, key=lambda path: len(path.parts)):
        if path.exists() and not any(path.is_relative_to(o) and not o.is_symlink() for o in kept):
            kept.append(path)
    return kept


def exercises() -> list[str]:
    """The modules that notebooks import their exercises from. The stage does not have them.

    >>> "lesson_04" in exercises(), "money" in exercises()
    (True, False)
    """
    return sorted({p.stem for p in LIBRARY.glob("exercises/[a-z]*.py")} - {*assignments.NAMES})


def message_of(line: bytes) -> dict[str, Any]:
    """One line as a message. One that is none, however deep, long or broken, is `words`.

    >>> message_of(b'{"done": true}'), message_of(b"bwrap: No permission")
    ({'done': True}, {'words': 'bwrap: No permission'})
    """
    with suppress(ValueError, RecursionError, MemoryError):  # a wrong encoding is a ValueError too
        message = json.loads(line)
        json.dumps(message, allow_nan=False)  # no answer is NaN or endless: `answers.plain`
        if isinstance(message, dict):
            return message
    return {"words": text_of(line[:LONGEST_TEXT].decode(errors="replace"))}


def text_of(value: str) -> str:
    """A text to show to the teacher: cut, and without signs that cannot be shown.

    >>> text_of("NameError")
    'NameError'
    """
    return "".join(c for c in value[:LONGEST_TEXT] if c.isprintable() or c in "\n\t")
