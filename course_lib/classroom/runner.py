"""Runs the notebook of a student who may want anything, and brings back plain values.

What is trusted: this process. It alone holds the right answers, the random inputs and the marks. It
never runs, compiles, unpickles or imports anything of a student: a notebook is text to it.

What crosses. In: one job on standard input (the cells, the numbers of the class, the inputs of each
task). Out: lines of JSON on standard output, of which at most `Limits.said` bytes are read. Size,
depth and numbers of a line are checked once, in `sandbox`, and its shape in `_take`. A student's
code may forge every line. It gains nothing: a line can only claim a value, and a value earns points
only by being right. It knows no right answer, because none is in its process, in its files or in
anything it can reach (`sandbox`), and judging happens here after the process has ended.

What is limited: processor time, memory, processes, files and what is said. Every clock counts what
the student's own processes have worked, so a busy machine takes nothing away. A wall clock is only
a far backstop: it tells waiting (no process of the notebook wants the processor) from a machine
that gives none. A loss to any clock is run once more, alone, before it counts (`again`).

A process that dies or hangs is started again without the task it was at, or without what follows
the last step of its cell: so a notebook loses what is broken in it and nothing else. What is not
contained: a hole in Linux, in bubblewrap or in Python's reading of JSON; memory that belongs to no
process (open sockets, empty files, shared memory), for which the kernel ends the notebook first
when the machine has none left.
"""

import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from course_lib.answers.trial import Outcome
from course_lib.classroom import sandbox
from course_lib.classroom.sandbox import Limits, Sandbox
from course_lib.errors import refuse

Inputs = Mapping[str, Sequence[tuple[Any, ...] | None]]  # None: the answer itself is wanted
Place = tuple[str, Any, int]  # what a process is at: ("cell", 3, step), ("task", "fee", case)

CLOCKS = ("processor", "waiting", "machine")  # what may end a turn, and is tried again
_OURS = (*CLOCKS, "died", "memory", "processes", "said")  # what it may not say of a cell
_LOOK = 0.2  # seconds between two looks
_VOUCHED = 2 * _LOOK  # seconds; more between two looks, and the machine slept or was busy
_PATIENCE = 0.25  # seconds that each turn may wait, however much was waited before
_WHOLE = -1  # the step at which a cell ends that has not yet ended in disaster
_PARTS = 50_000  # commas in a line: an answer has fewer, and judging it must stay quick


class Clock:
    """The one deadline of a run: what was worked, waited and starved, by turn and in all."""

    def __init__(self, limits: Limits, now: Callable[[], float] = time.monotonic) -> None:
        self.limits, self.now, self._looked = limits, now, now()
        self.all = dict.fromkeys(CLOCKS, 0.0)
        self.over = False  # whether the run has used up all the work that it may
        self.start()

    def start(self) -> None:
        """A new process begins, which has used nothing yet. What it waits is not the student's."""
        self.used = 0.0
        self.turn(self.limits.cell)
        self._may["waiting"] = self.limits.wait

    def turn(self, may: float) -> None:
        """A cell, or a call, begins that may work for so many seconds.

        Who has waited long already may wait less, in the end hardly at all: so all waiting has an
        end, and the answers are tried all the same.
        """
        left = (self.limits.waits - self.all["waiting"]) / 2
        wait = min(self.limits.wait, max(_PATIENCE, left))
        self._may = {"processor": may, "waiting": wait, "machine": self.limits.starved}
        self._turn = dict.fromkeys(CLOCKS, 0.0)

    def look(self, used: float, *, busy: bool) -> str:
        """The clock that ends the turn, "" if none does.

        `used` is what the processes have worked since the start, `busy` whether one wants to work.
        """
        now = self.now()
        passed, worked = min(now - self._looked, _VOUCHED), max(0.0, used - self.used)
        self._looked, self.used = now, max(used, self.used)
        rest = "machine" if busy else "waiting"
        for kind, seconds in (("processor", worked), (rest, max(0.0, passed - worked))):
            self._turn[kind] += seconds
            self.all[kind] += seconds
        self.over = self.all["processor"] > self.limits.work
        late = (kind for kind in CLOCKS if self._turn[kind] > self._may[kind])
        return "processor" if self.over else next(late, "")


@dataclass
class Run:
    """What came back: the outcomes of each task case by case, and what each cell stopped with.

    `lost` says for a task why its next case has no outcome: a word of `CLOCKS`, or "died",
    "memory", "processes", "said". A task in neither had no answer, or, unless `finished`, was not
    reached. `stalled` says why a start came to nothing, and `words` is what the system last said.
    """

    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    finished: bool = False
    stalled: str = ""
    words: str = ""

    def came(self, name: str, cases: int) -> bool:
        """Whether a task has an outcome for each of so many cases, or one that decides."""
        came = self.outcomes.get(name, [])
        return len(came) == cases or any(each.trouble for each in came)

    @property
    def doubtful(self) -> bool:
        """Whether a clock or the machine took something away, so that it is to be run again."""
        ended = {*self.lost.values(), *self.errors.values()}
        return bool(self.stalled or not self.finished or ended.intersection(CLOCKS))


class Process(contextlib.AbstractContextManager["Process"]):
    """A student's process as a context: on leaving it, nothing of it runs any more."""

    def __init__(self, box: Sandbox, clock: Clock, job: dict[str, Any]) -> None:
        # Why it was killed: a word of `CLOCKS`, "memory", "processes" or "said".
        self.box, self.limits, self.clock, self.killed = box, clock.limits, clock, ""
        user = self._user = box.user()
        job |= {"alone": box.room or user is not None, "resources": self.limits.resources(user)}
        self._folder = tempfile.TemporaryDirectory(prefix="notebook-", ignore_cleanup_errors=True)
        os.chown(self._folder.name, user or -1, user or -1)
        with tempfile.TemporaryFile() as file:
            file.write(pickle.dumps(job))
            file.seek(0)
            self._root = psutil.Popen(
                box.command(user),
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,  # as long as it is not yet confined
                cwd=self._folder.name,
                env=box.environment(self._folder.name),
                start_new_session=True,
            )
        with contextlib.suppress(OSError):  # if memory runs out, the kernel takes this process
            Path(f"/proc/{self._root.pid}/oom_score_adj").write_text("1000")
        clock.start()

    def __exit__(self, *_: object) -> None:
        family, late = self._family(), time.monotonic() + 10
        _try(self._root.kill)  # with the process that built it, a room falls
        if self._user is not None:  # all at once: what multiplies cannot outrun that
            kill = ["/bin/sh", "-c", "kill -9 -1"]  # its own: not each machine has a program for it
            subprocess.run(kill, user=self._user, group=self._user, check=False)  # noqa: S603
        elif not self.box.room:
            _try(os.killpg, self._root.pid, signal.SIGKILL)
        for each in family:
            _try(each.kill)
        gone = (None, psutil.STATUS_ZOMBIE)  # which nobody may fetch for a while
        while any(_try(each.status) not in gone for each in family) and time.monotonic() < late:
            time.sleep(0.002)
        self._root.wait()
        self._root.stdout.close()
        self._folder.cleanup()

    def messages(self) -> Iterator[dict[str, Any]]:
        """Every line it says that can be read, until it ends or is past a limit (see `killed`)."""
        pipe, rest, said, looked = self._root.stdout, b"", 0, time.monotonic()
        while not self.killed:
            ready = select.select([pipe], [], [], _LOOK)[0]
            block = os.read(pipe.fileno(), 1 << 16) if ready else b""
            # A process left behind can hold the pipe open: the end is when the first one has ended.
            if not block and (ready or self._root.poll() is not None):
                return
            said += len(block)
            *lines, rest = parts = (rest + block).split(b"\n")
            wide = any(len(part) > self.limits.value or part.count(b",") > _PARTS for part in parts)
            if wide or said > self.limits.said:
                self.killed = "said"
                return
            yield from map(sandbox.message_of, filter(None, lines))
            if time.monotonic() > looked + _LOOK:
                self.killed, looked = self._over(), time.monotonic()

    def _over(self) -> str:
        family = self._family()
        if len(family) > self.limits.processes:
            return "processes"
        if sum(map(_memory, family)) > self.limits.memory:
            return "memory"
        return self.clock.look(sum(map(_worked, family)), busy=any(map(_busy, family)))

    def _family(self) -> list[psutil.Process]:
        return [self._root, *(_try(lambda: self._root.children(recursive=True)) or [])]


@dataclass(frozen=True)
class Runner:
    """Runs notebooks in one way."""

    box: Sandbox
    limits: Limits = field(default_factory=Limits)

    def run(self, cells: list[str], inputs: Inputs, given: Mapping[str, Any]) -> Run:
        """Run `cells`, then try each task's answer on its `inputs`.

        Nothing that stands in `cells` makes it raise, or take longer than the limits say.
        """
        run, clock = Run(), Clock(self.limits)
        sources = {n: (source, _WHOLE) for n, source in enumerate(cells, start=1)}
        job: dict[str, Any] = {"cell": sources, "task": dict(inputs), "given": dict(given)}
        job["exercises"] = sandbox.exercises()
        for _ in range(self.limits.starts):
            self._start(run, job, clock)
            if run.finished or run.stalled or clock.over:
                break
            for begun in run.outcomes.keys() | run.lost:
                job["task"].pop(begun, None)
        return run

    def again(self, first: Run, cells: list[str], inputs: Inputs, given: Mapping[str, Any]) -> Run:
        """The run once more. What came through either time counts, what was lost twice is lost."""
        run = self.run(cells, inputs, given)
        if first.finished and not run.finished:
            first, run = run, first
        for name, cases in inputs.items():
            if first.came(name, len(cases)) and not run.came(name, len(cases)):
                run.outcomes[name] = first.outcomes[name]
                run.lost.pop(name, None)
        return run

    def refusal(self) -> str:
        """Why a harmless notebook does not come through here, "" if it does.

        Raises CourseError where nothing answers: a machine that is busy has refused nothing.
        """
        trial = ["import colorsys, jinja2\nanswer = 1"], {"answer": [None]}, dict[str, Any]()
        for _ in range(2):
            run = self.run(*trial)
            if run.came("answer", 1):
                return ""
            if run.stalled == "died" or not run.doubtful:
                return run.words or str(run.errors)
        raise refuse("classroom.busy", run.stalled or run.errors)

    def _start(self, run: Run, job: dict[str, Any], clock: Clock) -> None:
        """One start: up to its end, or what ends it, which is noted."""
        at: Place = ("start", 0, 0)
        with Process(self.box, clock, job) as process:
            for message in process.messages():
                if place := _take(run, message, job):
                    if place[:2] != at[:2]:
                        clock.turn(self.limits.cell if place[0] == "cell" else self.limits.call)
                    at = place
                if run.finished:
                    return
        (kind, which, step), reason = at, process.killed or "died"
        if kind == "cell":  # the next start ends it at that step, or leaves it out
            source, end = job["cell"][which]
            run.errors.setdefault(which, reason)
            job["cell"][which] = source, step if end == _WHOLE else 0
        elif kind == "task":
            run.lost[which] = reason
        else:
            run.stalled = reason


def _take(run: Run, message: dict[str, Any], job: dict[str, Any]) -> Place | None:
    """Keep what a message says, if it is the next thing that can be said, or tell what begins."""
    match message:
        case {"at": ["cell" | "task" as kind, int() | str() as at, int(step)]} if at in job[kind]:
            return kind, at, step
        case {"done": True}:
            run.finished = True
        case {"words": str(words)}:
            run.words = words
        case {"cell": int(number), "error": str(error)} if number in job["cell"]:
            run.errors.setdefault(number, "died" if error in _OURS else sandbox.text_of(error))
        case {"task": str(name), "lost": _} if name in job["task"]:
            run.lost[name] = "died"
        case {"task": str(name), "value": value, "trouble": str(why), "cause": str(cause), **more}:
            if name in job["task"] and name not in run.lost:
                texts = map(sandbox.text_of, (why, cause, str(more.get("made", ""))))
                run.outcomes.setdefault(name, []).append(Outcome(value, *texts))
    return None


def _try(call: Callable[..., Any], *arguments: Any) -> Any:
    """What psutil says of a process, None if the process has just ended or is not ours to see."""
    with contextlib.suppress(psutil.Error, OSError):
        return call(*arguments)


def _worked(process: psutil.Process) -> float:
    """Processor seconds of a process, with its children that have ended."""
    return sum((_try(process.cpu_times) or (0,) * 4)[:4])


def _busy(process: psutil.Process) -> bool:
    """Whether any of its threads wants the processor (only Linux numbers them as processes)."""
    threads = _try(process.threads) if sys.platform == "linux" else ()
    ids = [process.pid, *(thread.id for thread in threads or ())]
    states = {_try(lambda one: psutil.Process(one).status(), each) for each in ids}
    return bool({psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP} & states)


def _memory(process: psutil.Process) -> int:
    """Bytes a process holds. What several share is counted once, where the system tells."""
    full = _try(process.memory_full_info)
    return int(getattr(full, "pss", 0) or getattr(full, "uss", 0))
