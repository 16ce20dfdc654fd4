"""Processes as Linux lists them: whose they are, what they hold, how to end them."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
_PATIENCE = 5.0  # seconds


def below(root: int) -> list[int]:
    """The process `root` and all its descendants; in a process space of its own, none is missed.

    >>> os.getpid() in below(os.getpid())
    True
    """
    children: dict[int, list[int]] = {}
    for process, parent in _parents():
        children.setdefault(parent, []).append(process)
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def memory(processes: Iterable[int]) -> int:
    """Bytes these processes hold. What several share is counted once, where the system tells."""
    return sum(_proportional(process) for process in processes)


def of(user: int) -> list[int]:
    """The processes of a user."""
    found = []
    for process in _listed():
        with contextlib.suppress(OSError, ValueError, StopIteration):
            found += [process] if _user(process) == user else []
    return found


def threads(user: int) -> int:
    """How many threads the user runs now, which is what the system's limit counts."""
    found = 0
    for process in of(user):
        with contextlib.suppress(OSError):
            found += len(list((PROC / str(process) / "task").iterdir()))
    return found


def end(*, user: int | None = None, mark: str = "") -> None:
    """Kill every process of `user`, or with `mark` in its environment, until none is left.

    They are stopped first, so that a process that multiplies cannot outrun the sweep.
    """
    late = time.monotonic() + _PATIENCE
    while time.monotonic() < late:
        left = [process for process in _listed() if _belongs(process, user, mark)]
        if not left:
            return
        for signal_ in (signal.SIGSTOP, signal.SIGKILL):
            for process in left:
                with contextlib.suppress(OSError):
                    os.kill(process, signal_)
        time.sleep(0.005)  # to die takes a moment


def _belongs(process: int, user: int | None, mark: str) -> bool:
    folder = PROC / str(process)
    try:
        if (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[0] in "ZX":
            return False
        if user is not None:
            return _user(process) == user
        return bool(mark) and mark.encode() in (folder / "environ").read_bytes()
    except (OSError, ValueError, StopIteration):  # it has just ended
        return False


def _user(process: int) -> int:
    # Not the owner of the folder: that is root for a process that has changed its user.
    lines = (PROC / str(process) / "status").read_text(errors="replace").splitlines()
    return int(next(line for line in lines if line.startswith("Uid:")).split()[1])


def _listed() -> list[int]:
    try:
        return [int(path.name) for path in PROC.iterdir() if path.name.isdigit()]
    except OSError:  # no Linux
        return []


def _parents() -> Iterable[tuple[int, int]]:
    for process in _listed():
        with contextlib.suppress(OSError):
            line = (PROC / str(process) / "stat").read_text(errors="replace")
            yield process, int(line.rpartition(")")[2].split()[1])


def _proportional(process: int) -> int:
    folder = PROC / str(process)
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = (folder / "smaps_rollup").read_text().splitlines()
        return 1024 * int(next(line for line in lines if line.startswith("Pss:")).split()[1])
    with contextlib.suppress(OSError, ValueError):
        return 4096 * int((folder / "statm").read_text().split()[1])
    return 0
