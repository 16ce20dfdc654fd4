"""The student's side: runs the cells of one notebook and tries its answers.

`runner` starts a copy of this file in a process of its own, with the job on standard input. What it
says on standard output is one JSON object a line. Nobody trusts it: by then a student's code may
have changed every function here, and could still only say values.

Every clock is the runner's: what works or waits too long is ended with this process. Then it is
started again, and the cell ends at the last step that it has come to. After each cell and each call
only this process goes on: what was left running is ended, and waited for.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import contextlib
import ctypes
import linecache
import os
import pickle
import random
import re
import resource
import signal
import sys
import threading
import time
from collections.abc import Iterable
from json import dumps
from types import FunctionType, ModuleType
from typing import IO, Any
from unittest.mock import MagicMock

from course_lib.answers import plain, trial

SAID = 128 + os.urandom(1)[0] % 127  # how a call's process ends that has said what came
_OPTIONS = {"time": "", "timeit": "nrpv", "prun": "DlsT", "capture": ""}  # that take a value
_ADOPT, _NO_NEW_PRIVILEGES = 36, 38  # of prctl
_STEP = ast.parse("__step__()").body[0]
_STEPS = 10_000  # of a cell are said, so that a loop without end takes no longer each time


class Steps(ast.NodeTransformer):
    """Puts a step behind each statement on top of a cell, and within it behind those with a task.

    >>> ast.unparse(Steps({"fee"}).visit(ast.parse("for n in ():\\n    fee = n")))
    'for n in ():\\n    fee = n\\n    __step__()\\n__step__()'
    """

    def __init__(self, tasks: Iterable[str]) -> None:
        self.tasks = {*tasks}

    def visit(self, node: ast.AST) -> Any:
        """The node, or a list of it and a step. What a function does when called is no step."""
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.expr)):
            self.generic_visit(node)
        if not isinstance(node, ast.stmt):
            return node
        names = {getattr(node, "name", ""), *(n.id for n in ast.walk(node) if type(n) is ast.Name)}
        return [node, _STEP] if not node.col_offset or names & self.tasks else node


class Session:
    """One run of a notebook: its names, and the last answer each task had."""

    def __init__(self, job: dict[str, Any], out: IO[str]) -> None:
        self.out, self.alone = out, job["alone"]
        self.cells: dict[int, tuple[str, int]] = job["cell"]  # the source, the step to end at
        self.tasks: dict[str, list[Any]] = job["task"]  # each case: arguments, or None for a value
        self.answers: dict[str, tuple[Any, int]] = {}  # and the number of the cell with it
        self.checks = MagicMock(given=job["given"])  # the tasks: they remember what was checked,
        # also where a cell has `tasks.fee = 50`
        self.checked = {name: getattr(self.checks, name).check for name in self.tasks}
        self.process, self.flags = os.getpid(), ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        # So that what a cell defines is found where it says it is.
        main = sys.modules["__main__"] = ModuleType("__main__")
        self.names = main.__dict__
        mute = MagicMock()
        mute.run_cell_magic = mute.run_line_magic = self.magic
        vars(builtins).update(display=mute, help=mute, get_ipython=lambda: mute, __step__=self.step)
        vars(builtins).update(exit=sys.exit, quit=sys.exit)  # which only `site` would bring

    def say(self, **message: Any) -> None:
        """One message. The line break before it ends what a killed process left half said."""
        print("", dumps(message), sep="\n", file=self.out, flush=True)

    def run_cells(self) -> None:
        """Every cell in order; then again those that missed a name a later cell has made."""
        waiting = [number for number, (_, end) in self.cells.items() if end]
        errors = dict[int, str]()
        while waiting:
            errors |= {number: self._run(number) for number in waiting}
            again = [number for number in waiting if errors[number].startswith("NameError")]
            waiting = again if again != waiting else []
        for number, told in errors.items():
            if told:
                self.say(cell=number, error=told)

    def execute(self, source: str, name: str) -> None:
        """Run source of a notebook, with its magics if it has any."""
        parsed = self.flags | ast.PyCF_ONLY_AST
        try:
            tree = compile(source, name, "exec", parsed, dont_inherit=True)
        except SyntaxError:
            from IPython.core.inputtransformer2 import TransformerManager

            source = TransformerManager().transform_cell(source)
            tree = compile(source, name, "exec", parsed, dont_inherit=True)
            self.names.pop("get_ipython", None)  # IPython's own has no shell
        with contextlib.suppress(RecursionError):  # hundreds of branches have fewer steps
            Steps(self.tasks).visit(tree)
        # Nothing may stand before an import of a future, not even a step.
        tree.body.sort(key=lambda node: getattr(node, "module", "") != "__future__")
        code = compile(tree, name, "exec", self.flags, dont_inherit=True)
        # The future of annotations holds for the cells below, too, as in Jupyter.
        self.flags |= code.co_flags & annotations.compiler_flag
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        # What comes of it is what it awaits on top.
        if (running := eval(code, self.names)) is not None:  # noqa: S307  (it is the task)
            asyncio.run(running)

    def magic(self, name: str, line: str, cell: str | None = None) -> None:
        """Of `%%name line` above a cell, or `%name line`, run what it only times."""
        if name in _OPTIONS:
            code = without_options(line, _OPTIONS[name]) if cell is None else cell
            self.execute(code, f"<%{name}>")

    def step(self) -> None:
        """The cell has come so far. In a new start it ends here if disaster followed."""
        if self.steps > _STEPS or os.getpid() != self.process:
            return
        self.steps += 1
        if self.steps == self.end:
            raise SystemExit
        self.say(at=["cell", self.number, self.steps])

    def try_answers(self) -> None:
        """Each task's answer, each case in a process of its own, up to the first that is lost."""
        for name, cases in self.tasks.items():
            for arguments in cases if name in self.answers else ():
                self.say(at=["task", name, 0])
                ended = 0
                with contextlib.suppress(OSError):  # what cells have left behind leaves no room
                    if (process := os.fork()) == 0:
                        self._call(name, arguments)
                    ended = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
                self._end_others()
                if ended != SAID:
                    self.say(task=name, lost="died")
                    break

    def _run(self, number: int) -> str:
        """Run a cell, and tell the error that it has stopped with, "" for none."""
        self.number, self.steps = number, 0
        source, self.end = self.cells[number]
        self.say(at=["cell", number, 0])
        error = None
        try:
            try:
                self.execute(source, f"<cell {number}>")
            finally:
                self._note_answers(number)
        except BaseException as raised:  # also of an alarm that the cell has set
            error = raised
        for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
            signal.setitimer(timer, 0)
        self._end_others()
        return "" if error is None else _told(error)

    def _end_others(self) -> None:
        """A copy of this process ends here; in the one that goes on, everything else is ended."""
        if os.getpid() != self.process:
            os._exit(0)
        with contextlib.suppress(ChildProcessError):  # when there is none left
            while True:
                if not os.waitpid(-1, os.WNOHANG)[0]:
                    for process in [-1] if self.alone else _children():  # -1: all there are in a
                        with contextlib.suppress(OSError):  # room, or of a user with nothing else
                            os.kill(process, signal.SIGKILL)
                    time.sleep(0.001)
        _end_busy_threads()

    def _note_answers(self, number: int) -> None:
        for name, cases in self.tasks.items():
            value, (before, cell) = self.names.get(name, ...), self.answers.get(name, (..., 0))
            if _is_open(value) and (checked := self.checked[name].call_args):
                value = (*checked.args, ...)[0]  # it was written into the check alone
            result = before is not ... and cases != [None] and not callable(value)
            if value is before or result or _is_open(value):
                continue  # a result of the function may have its name
            if number < cell:  # it is run again, and a later one has answered
                self.names[name] = before
            else:
                self.answers[name] = value, number

    def _call(self, name: str, arguments: tuple[Any, ...] | None) -> None:
        ended, own = 1, os.getpid()
        try:
            answer, _ = self.answers[name]
            if arguments is None:
                came = trial.Outcome(plain.plain(answer), made=plain.made(answer))
            else:
                came = trial.attempt(answer, arguments, limited=False)
            if os.getpid() == own:
                self.say(task=name, **vars(came))
                # What has filled the memory once would fill it for every other case.
                ended = 1 if came.cause == "MemoryError" else SAID
        finally:
            os._exit(ended)


def without_options(line: str, takes: str) -> str:
    """The code in the line of a magic: its options are none; those in `takes` have a value.

    >>> without_options("-n 10 -r3 --quiet fee = 2", "nr")
    'fee = 2'
    """
    one = rf"(?:--[a-z-]+|-[{takes} ]\s+\S+|-[A-Za-z]\S*)"
    return re.sub(rf"^(?:\s*{one}\s)*\s*", "", line)


def _children() -> list[int]:
    import psutil

    return [child.pid for child in psutil.Process().children(recursive=True)]


def _end_busy_threads() -> None:
    """End threads that use the processor, on which later cells would be charged for them."""
    for _ in range(20):
        others, before = set(sys._current_frames()) - {threading.get_ident()}, time.process_time()
        if others:
            time.sleep(0.02)
        if time.process_time() - before < 0.005:
            return  # those that wait cost nothing, and may be wanted again
        for thread in others:
            set_error = ctypes.pythonapi.PyThreadState_SetAsyncExc
            set_error(ctypes.c_ulong(thread), ctypes.py_object(SystemExit))


def _is_open(value: Any, depth: int = 5) -> bool:
    """Whether three dots still stand in an answer. It asks no object of a student anything."""
    if depth and type(value) in (list, tuple, dict):
        inner = value.values() if type(value) is dict else value
        return any(_is_open(item, depth - 1) for item in inner)
    empty = value is ... or issubclass(type(value), MagicMock)  # that is what every check gives
    return empty or (type(value) is FunctionType and trial.is_stub(value))


def _told(error: BaseException) -> str:
    name = type(error).__name__
    with contextlib.suppress(BaseException):  # a student's own error may say anything, or fail
        return f"{name}: {error}".removesuffix(": ")[:200]
    return name


def leave_out(exercises: list[str], tasks: MagicMock) -> None:
    """What takes every call and says nothing stands for each: no right answer is within reach."""
    quiet = MagicMock(**{"assignments.load.return_value": tasks})
    for name in exercises:
        sys.modules[f"course_lib.exercises.{name}"] = getattr(quiet, name)
    sys.modules["course_lib.exercises"] = quiet


def confine(job: dict[str, Any]) -> None:
    """Give up what is not needed: rights, then resources, then the teacher's screen."""
    if not os.geteuid():
        sys.exit("setpriv has not taken the administrator's rights away")
    if sys.platform == "linux":
        for option in (_ADOPT, _NO_NEW_PRIVILEGES):  # what its children leave becomes its own child
            ctypes.CDLL(None).prctl(option, 1, 0, 0, 0)
    for name, soft_and_hard in job["resources"].items():
        with contextlib.suppress(ValueError):  # the system's own limit is lower
            resource.setrlimit(getattr(resource, name), soft_and_hard)
    threading.stack_size(1 << 20)  # bytes of a thread
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def main() -> None:
    """Run the job on standard input, and end without waiting for anything the student left."""
    out = os.fdopen(os.dup(1), "w")  # no program that a student starts is given it
    job = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  (from the runner)
    confine(job)
    random.seed(0)  # a guess is the same guess each time the class is graded
    session = Session(job, out)
    leave_out(job["exercises"], session.checks)
    session.run_cells()
    # What cells have left takes no call's place.
    most = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
    session.try_answers()
    session.say(done=True)
    os._exit(0)


if __name__ == "__main__":
    main()
