"""The student's side: runs the cells of one notebook and tries its answers.

`runner` starts a copy of this file in a process of its own: `python child.py FD`, the job on
standard input. What it says on FD is one JSON object a line. Nobody trusts it: by then a student's
code may have changed every function here, and could still only say values.
"""

from __future__ import annotations

import ast
import ctypes
import importlib
import inspect
import linecache
import os
import pickle
import random
import resource
import signal
import struct
import sys
import time
from json import dumps
from types import FrameType, FunctionType, ModuleType
from typing import Any

from course_lib.lesson import plain, trial

RIGHT, TROUBLE = 10, 11  # how a call's process ends: with a value, or with a trouble
_RUNS_ITS_BODY = {"time", "timeit", "capture", "prun"}  # magics whose text is the student's code
_NO_NEW_PRIVILEGES, _KEEP_CAPABILITIES, _FILTER = 38, 8, 22  # PR_SET_NO_NEW_PRIVS and others
_CAPABILITIES_VERSION, _READ_ALL = 0x20080522, 1 << 2  # CAP_DAC_READ_SEARCH
_ANNOTATIONS = annotations.compiler_flag  # the import above has this name


class OverTime(BaseException):
    """A cell took longer than it may. No `except Exception` of its own catches this."""


class Quiet:
    """What a notebook's own helpers are here: they take every call and say nothing."""

    def __getattr__(self, name: str) -> Quiet:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: object, **__: object) -> None:
        return None


class Shell(Quiet):
    """`get_ipython()`: magics do nothing, but those that only time a piece of code run it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def run_line_magic(self, name: str, line: str, *_: object, **__: object) -> None:
        """`%name line`."""
        if name in _RUNS_ITS_BODY:
            self._session.execute(line, f"<%{name}>")

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:  # noqa: ARG002
        """`%%name line` with the rest of the cell below it."""
        if name in _RUNS_ITS_BODY:
            self._session.execute(cell, f"<%%{name}>")

    def getoutput(self, *_: object, **__: object) -> list[str]:
        """`name = !command`."""
        return []


class Session:
    """One run of a notebook: its names, and the last answer each task had."""

    def __init__(self, job: dict[str, Any], out: int) -> None:
        self.limits, self.out = job["limits"], out
        self.cells: list[tuple[int, str]] = job["cells"]
        self.tasks: dict[str, list[bytes] | None] = job["tasks"]
        self.answers: dict[str, Any] = {}
        self.from_cell = dict[str, int]()
        self.flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self.helpers = {"display": Quiet(), "help": Quiet(), "get_ipython": lambda: Shell(self)}
        main = ModuleType("__main__")  # so that what a cell defines is found where it says it is
        sys.modules["__main__"] = main
        self.names = main.__dict__
        self.names.update(self.helpers)

    def say(self, **message: Any) -> None:
        """One message. The line break before it ends what a killed process left half said."""
        data = b"\n" + dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(self.out, data) :]

    def run_cells(self) -> None:
        """Every cell in order; then again those that missed a name a later cell has made."""
        waiting, errors = self.cells, dict[int, str]()
        end = time.monotonic() + self.limits["cells"]
        while waiting:
            again = []
            for number, source in waiting:
                if time.monotonic() > end:
                    errors[number] = "no_time"
                    continue
                self.say(at=["cell", number])
                error = self._run(number, source)
                if isinstance(error, NameError):
                    again.append((number, source))
                errors.pop(number, None)
                if error is not None:
                    errors[number] = _told(error)
            if len(again) == len(waiting):
                break
            waiting = again
        for number, error_text in errors.items():
            self.say(cell=number, error=error_text)

    def execute(self, source: str, name: str) -> None:
        """Run source of a notebook, with its magics if it has any."""
        try:
            code = compile(source, name, "exec", self.flags, dont_inherit=True)
        except SyntaxError:
            source = _without_magics(source)
            code = compile(source, name, "exec", self.flags, dont_inherit=True)
            self.names["get_ipython"] = self.helpers["get_ipython"]  # IPython's own has no shell
        self.flags |= code.co_flags & _ANNOTATIONS  # as in Jupyter, for the cells below too
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        if code.co_flags & inspect.CO_COROUTINE:
            import asyncio

            asyncio.run(eval(code, self.names))  # noqa: S307  (running it is the task)
        else:
            exec(code, self.names)  # noqa: S102

    def try_answers(self) -> None:
        """Each task's answer, each case in a process of its own, so that none can spoil another."""
        for name, cases in self.tasks.items():
            if name not in self.answers:
                continue
            for index, arguments in enumerate([None] if cases is None else cases):
                self.say(at=["task", name])
                if not self._try(name, index, arguments):
                    break

    def _run(self, number: int, source: str) -> BaseException | None:
        error = None
        try:
            signal.signal(signal.SIGALRM, _over_time)
            signal.setitimer(signal.ITIMER_REAL, self.limits["cell"], 1.0)
            try:
                self.execute(source, f"<cell {number}>")
            except BaseException as raised:
                error = raised
            self._note_answers(number)
        except BaseException as raised:
            error = raised
        signal.setitimer(signal.ITIMER_REAL, 0)
        return error

    def _note_answers(self, number: int) -> None:
        for name, cases in self.tasks.items():
            value, before = self.names.get(name, ...), self.answers.get(name, ...)
            result = before is not ... and cases is not None and not callable(value)
            if value is before or result or _is_open(value):
                continue  # a result of the function may have its name
            if number < self.from_cell.get(name, 0):
                self.names[name] = before  # the cell is run again, and a later one has answered
                continue
            self.answers[name], self.from_cell[name] = value, number

    def _try(self, name: str, index: int, arguments: bytes | None) -> bool:
        """Whether one case gave a value, which is then said already."""
        try:
            process = os.fork()
        except OSError:
            self.say(task=name, case=index, lost="died")
            return False
        if process == 0:
            self._call(name, index, arguments)
        end = time.monotonic() + self.limits["call"] + self.limits["grace"]
        pause = 0.0005
        while time.monotonic() < end:
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                code = os.waitstatus_to_exitcode(status)
                if code not in (RIGHT, TROUBLE):
                    self.say(task=name, case=index, lost="died")
                return code == RIGHT
            time.sleep(pause)
            pause = min(2 * pause, 0.05)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        self.say(task=name, case=index, lost="time")
        return False

    def _call(self, name: str, index: int, arguments: bytes | None) -> None:
        ended = 1
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # how `trial` stops a call
            trial.SECONDS = self.limits["call"]
            answer = self.answers[name]
            if arguments is None:
                outcome = trial.Outcome(plain.plain(answer))
            else:
                outcome = trial.attempt(answer, pickle.loads(arguments))  # noqa: S301  (from us)
            message = {
                "value": outcome.value,
                "trouble": str(outcome.trouble)[: self.limits["text"]],
                "cause": outcome.cause,
            }
            said = dumps(message)
            if len(said) > self.limits["value"] or said.count(",") > self.limits["parts"]:
                self.say(task=name, case=index, lost="size")
                ended = TROUBLE
            else:
                self.say(task=name, case=index, **message)
                ended = TROUBLE if outcome.trouble else RIGHT
        finally:
            os._exit(ended)


def _over_time(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise OverTime


def _is_open(value: Any, depth: int = 5) -> bool:
    """Whether three dots still stand in an answer. It asks no object of a student anything."""
    if depth and type(value) in (list, tuple, dict):
        inner = value.values() if type(value) is dict else value
        return any(_is_open(item, depth - 1) for item in inner)
    return value is ... or (type(value) is FunctionType and trial.is_stub(value))


def _told(error: BaseException) -> str:
    name = "over_time" if isinstance(error, OverTime) else type(error).__name__
    try:
        said = str(error)
    except BaseException:
        said = ""
    return f"{name}: {said}"[:200] if said else name


def _without_magics(source: str) -> str:
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager().transform_cell(source)


def confine(job: dict[str, Any]) -> None:
    """Give up what is not needed: rights, then resources, then the teacher's screen."""
    if job["uid"] is not None:
        _become(job["uid"], reads=job["reads"])
    system = ctypes.CDLL(None)
    if job["no_new_privileges"]:
        system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if rules := job["refused"]:
        program = ctypes.addressof(buffer := ctypes.create_string_buffer(rules))
        system.prctl(_FILTER, 2, struct.pack("HP", len(buffer) // 8, program), 0, 0)
    for name, most in job["resources"].items():
        limit = getattr(resource, name)
        hard = resource.getrlimit(limit)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, most))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def _become(user: int, *, reads: bool) -> None:
    """Be `user`, who owns nothing; with `reads` one of an administrator's rights stays."""
    system = ctypes.CDLL(None, use_errno=True)
    if reads:
        system.prctl(_KEEP_CAPABILITIES, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    if reads:
        header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
        kept = (ctypes.c_uint32 * 6)(_READ_ALL, _READ_ALL, 0, 0, 0, 0)  # effective, permitted
        if system.capset(header, kept) != 0:
            raise OSError(ctypes.get_errno(), "capset")


def main() -> None:
    """Run the job on standard input, and end without waiting for anything the student left."""
    out = int(sys.argv[1])
    job = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  (from the runner)
    confine(job)
    assignments = importlib.import_module("course_lib.exercises.assignments")
    assignments.GIVEN.update(job["given"])
    random.seed(0)  # a guess is the same guess each time the class is graded
    session = Session(job, out)
    session.run_cells()
    session.try_answers()
    session.say(done=True)
    os._exit(0)


if __name__ == "__main__":
    main()
