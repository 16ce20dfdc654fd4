"""Runs the notebook of a student who may want anything, and brings back plain values.

What is trusted: this process. It alone holds the right answers, the random inputs and the marks. It
never runs, compiles, unpickles or imports anything of a student: a notebook is text to it.

What crosses. In: one job on standard input (the cells, the numbers of the class, the inputs of each
task). Out: lines of JSON on one pipe, of which `crossing` believes the shape and nothing else, and
at most `Limits.said` bytes are read. A student's code may forge every line. It gains nothing: a
line can only claim a value, and a value earns points only by being right. It knows no right answer,
because none is in its process, in its files or in anything it can reach: the library is there
without exercises (`stage`), and judging happens here after the process has ended.

What is contained, in bubblewrap's room: the network (there is none), files (shared libraries,
Python and its packages, all read-only; no home, no course, no other submission; 64 MB in a /tmp of
its own), processes (a process space of its own, no /proc; when its first process dies, all die),
and time, memory, output and numbers of processes, which this process watches. What would hold
memory unseen, or build another room within, the kernel refuses (`syscalls`). Where the teacher
is the administrator, the code always runs as a user that owns nothing. Without bubblewrap the
limits hold and the room does not: `Containment.notes` says so in every report.

What is not contained: a hole in Linux, in bubblewrap or in Python's reading of JSON; some gigabytes
that the kernel needs for open sockets and for millions of empty files. A class that the machine can
hardly run may lose an answer to the clock. What a student says about an error stands in the report
in the student's words. And a student may still hand in another person's right answer.

A process that dies or hangs is started again without the cell or the task it was at, so a notebook
loses what is broken in it and nothing else.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_lib.classroom import crossing
from course_lib.classroom.containment import Containment
from course_lib.classroom.process import Limits, Process
from course_lib.lesson.trial import Outcome

Inputs = Mapping[str, list[tuple[Any, ...]] | None]  # None: the answer is a value


@dataclass
class Run:
    """What came back: the outcomes of each task case by case, and what each cell stopped with.

    `lost` says for a task why its next case has no outcome: a word of `crossing.LOSSES`, or of
    `Process.killed`. A task in neither had no answer, or, unless `finished`, was not reached.
    """

    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    finished: bool = False

    def ended(self, name: str, cases: int) -> bool:
        """Whether nothing more can be learned about a task that has so many cases."""
        came = self.outcomes.get(name, [])
        return name in self.lost or len(came) == cases or any(o.trouble for o in came)


@dataclass(frozen=True)
class Runner:
    """Runs notebooks in one way; `stage` is a folder that `stage.stage` has filled."""

    way: Containment
    stage: Path
    limits: Limits = field(default_factory=Limits)

    def works(self) -> bool:
        """Whether a harmless notebook comes through, which needs Python's files and packages."""
        run = self.run(["import colorsys, jinja2\nanswer = 1"], {"answer": None}, {})
        came = [outcome.value for outcome in run.outcomes.get("answer", [])]
        return came == [1] and not run.errors

    def run(self, cells: list[str], inputs: Inputs, given: Mapping[str, Any]) -> Run:
        """Run `cells`, then try each task's answer on its `inputs`.

        Nothing that stands in `cells` makes it raise, or
        take much longer than `limits.whole`.
        """
        run, skipped = Run(), set[int]()
        end = time.monotonic() + self.limits.whole
        for _ in range(self.limits.starts):
            job = {
                "cells": [(n, s) for n, s in enumerate(cells, start=1) if n not in skipped],
                "tasks": {
                    name: None if cases is None else [pickle.dumps(case) for case in cases]
                    for name, cases in inputs.items()
                    if not run.ended(name, _cases(cases))
                },
                "given": dict(given),
                "limits": self._told(),
            }
            kind, which, reason = self._once(run, job, inputs, end)
            if kind == "cell":
                skipped.add(which)
                run.errors[which] = reason
            elif kind == "task":
                run.lost[which] = reason
            if run.finished or kind == "start" or time.monotonic() > end:
                break
        return run

    def _once(
        self, run: Run, job: dict[str, Any], inputs: Inputs, end: float
    ) -> tuple[str, Any, str]:
        """One start. What it was at when it ended too early, and why; ("", 0, "") if it did not."""
        at: tuple[str, Any] = ("start", 0)
        with Process(self.way, self.stage, self.limits).start(job) as process:
            for message in process.messages(end):
                if message.get("done") is True:
                    run.finished = True
                    return "", 0, ""
                place = _place(message, job)
                if place:
                    at = place
                    process.progress()
                else:
                    _take(run, message, inputs)
            return *at, process.killed or "died"

    def _told(self) -> dict[str, float]:
        limits = self.limits
        return {
            "cell": limits.cell,
            "cells": limits.cells,
            "call": limits.call,
            "grace": limits.grace,
            "value": limits.value,
            "parts": crossing.MOST_PARTS,
            "text": crossing.LONGEST_TEXT,
        }


def _cases(cases: list[tuple[Any, ...]] | None) -> int:
    return 1 if cases is None else len(cases)


def _place(message: dict[str, Any], job: dict[str, Any]) -> tuple[str, Any] | None:
    """The cell or task a message says it begins with, if there is such a one."""
    match message.get("at"):
        case ["cell", int(number)] if any(number == n for n, _ in job["cells"]):
            return "cell", number
        case ["task", str(name)] if name in job["tasks"]:
            return "task", name
    return None


def _take(run: Run, message: dict[str, Any], inputs: Inputs) -> None:
    """Keep what a message says, if it is the next thing that can be said."""
    match message:
        case {"cell": int(number), "error": str(error)}:
            if len(run.errors) < 1000:
                run.errors.setdefault(number, crossing.text(error))
        case {"task": str(name), "case": int(case)} if name in inputs:
            came = run.outcomes.setdefault(name, [])
            if case != len(came) or run.ended(name, _cases(inputs[name])):
                return
            if message.get("lost") in crossing.LOSSES:
                run.lost[name] = message["lost"]
                return
            try:
                came.append(crossing.outcome(message))
            except (ValueError, TypeError):
                run.lost[name] = "unread"
