"""One start of a student's process: what it says until it ends, or is ended."""

from __future__ import annotations

import contextlib
import os
import pickle
import secrets
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from course_lib.classroom import containment, crossing, syscalls, watch
from course_lib.classroom.containment import Containment

_LOOK = 0.2  # seconds from one look at the processes to the next
_BLOCK = 1 << 16
_MARK = "COURSE_RUN"  # in the environment, to find what left its group
_LIBRARIES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")


@dataclass(frozen=True)
class Limits:
    """What one notebook may use. Times in seconds, sizes in bytes."""

    cell: float = 10.0  # one cell
    cells: float = 60.0  # all cells
    call: float = 3.0  # one call of a function
    grace: float = 2.0  # for what does not stop when it is told to
    whole: float = 180.0  # everything, with all new starts
    starts: int = 12
    memory: int = 2 << 30  # one process, and all together
    file: int = 32 << 20  # one file
    value: int = 1 << 20  # one answer
    said: int = 32 << 20  # all that a process says
    processes: int = 64

    def resources(self, user: int | None) -> dict[str, int]:
        """The system's own limits, by the name of the resource."""
        memory = {} if sys.platform == "darwin" else {"RLIMIT_AS": self.memory}  # it has no such
        return {
            **memory,
            "RLIMIT_FSIZE": self.file,
            "RLIMIT_NPROC": containment.most_threads(user, self.processes),
            "RLIMIT_NOFILE": 256,
            "RLIMIT_CPU": int(self.whole),
            "RLIMIT_CORE": 0,
        }


class Process:
    """A student's process as a context: on leaving it, nothing of it runs any more."""

    def __init__(self, way: Containment, stage: Path, limits: Limits) -> None:
        self.way, self.stage, self.limits = way, stage, limits
        self.user, self._held = way.user()
        self.killed = ""  # why it was ended: "time", "memory", "processes", "said"
        self._mark = secrets.token_hex(16)
        self._quiet_since = self._looked = time.monotonic()

    def start(self, job: dict[str, Any]) -> Process:
        """Start it with `job`, whose limits on resources are filled in here."""
        self._folder = containment.workplace(self.user)
        self._from, out = os.pipe()
        whole = {
            **job,
            "uid": self.user,
            "reads": self.way.rights == "reading",
            "no_new_privileges": not self.way.room and sys.platform == "linux",  # or bubblewrap's
            "resources": self.limits.resources(self.user),
            "refused": syscalls.program(),
        }
        with tempfile.TemporaryFile() as file:
            file.write(pickle.dumps(whole))
            file.seek(0)
            try:
                self._process = subprocess.Popen(  # noqa: S603  (our own command)
                    self.way.command(self.stage, out),
                    stdin=file,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=(out,),
                    cwd=self._folder.name,
                    env=self._environment(),
                    start_new_session=True,
                )
            finally:
                os.close(out)
        return self

    def __enter__(self) -> Process:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self.way.room:
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()  # a room falls with the process that built it
        self._process.wait()
        watch.end(user=self.user, mark=f"{_MARK}={self._mark}")
        if self._held:
            self._held.close()
        os.close(self._from)
        with contextlib.suppress(OSError):
            self._folder.cleanup()

    def messages(self, end: float) -> Iterator[dict[str, Any]]:
        """Every line it says that can be read, until it ends or is past a limit (see `killed`).

        It may be quiet for `patience` seconds, and run until the clock shows `end`.
        """
        rest, said = b"", 0
        while not self.killed:
            block = self._read()
            if block == b"":
                return
            if block:
                said += len(block)
                *lines, rest = (rest + block).split(b"\n")
                for line in lines:
                    if line:
                        with contextlib.suppress(ValueError):
                            yield crossing.read(line)
            self.killed = self._over(said, len(rest), end)

    def progress(self) -> None:
        """It has begun something new, so the time to be quiet begins again."""
        self._quiet_since = time.monotonic()

    @property
    def patience(self) -> float:
        """How long one step may take: then the limits within the process have not held."""
        return max(self.limits.cell, self.limits.call) + 2 * self.limits.grace

    def _read(self) -> bytes | None:
        """What is there to read, b"" at the end, None if nothing came for a while."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._from, selectors.EVENT_READ)
            if selector.select(_LOOK):
                return os.read(self._from, _BLOCK)
        # A process left behind can hold the pipe open: the end is when the first one has ended.
        return None if self._process.poll() is None else b""

    def _over(self, said: int, rest: int, end: float) -> str:
        now = time.monotonic()
        if said > self.limits.said or rest > 2 * self.limits.value:
            return "said"
        if now > end or now > self._quiet_since + self.patience:
            return "time"
        if now < self._looked + _LOOK:
            return ""
        self._looked = now
        root = self._process.pid
        processes = watch.below(root) if self.user is None else watch.of(self.user)
        if len(processes) > self.limits.processes:
            return "processes"
        return "memory" if watch.memory(processes) > self.limits.memory else ""

    def _environment(self) -> dict[str, str]:
        home = containment.WORKPLACE if self.way.room else self._folder.name
        return {
            "PYTHONPATH": self.way.import_path(self.stage),
            "HOME": home,
            "TMPDIR": home,
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONHASHSEED": "0",  # or the order of a set, and a mark with it, could change
            _MARK: self._mark,
            **dict.fromkeys(_LIBRARIES, "1"),
        }
