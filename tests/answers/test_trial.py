"""A student's function is tried and stopped; sample/stays_usable.ipynb does it in a kernel."""

import contextlib
import signal
import sys
import threading
import time

import pytest

from course_lib.answers import trial
from course_lib.answers.trial import attempt


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(trial, "SECONDS", 0.2)


def test_a_good_call(capsys):
    items = [2, 1]
    outcome = attempt(lambda a, b: print("noise") or (a, b), (items, b"x"))
    assert (outcome.value, outcome.trouble) == ([[2, 1], {"kind": "bytes", "of": "78"}], "")
    assert capsys.readouterr().out == "", "what it prints stays out of the way"
    attempt(sorts, (items,))
    assert items == [2, 1], "the input of the caller is safe"


def divides(a):
    return a / 0


def exits():
    sys.exit(3)


def recurses():
    return recurses()


def sorts(items):
    items.sort()
    return items


@pytest.mark.parametrize(
    ("function", "arguments", "says"),
    [
        (divides, (1,), "ZeroDivisionError: division by zero, in line LINE: `return a / 0`."),
        (exits, (), "stopped with SystemExit: 3, in line LINE: `sys.exit(3)`"),
        (recurses, (), "RecursionError"),
        (lambda: int("x"), (), "ValueError"),
        (lambda a: print(a), (1,), "prints but does not return"),
        (sorts, ([2, 1],), "changed the input"),
        (divides, (1, 2), "this number of inputs: 2. Yours has these: a."),
        (exits, (1,), "Yours has these: none."),
        (5, (), "Expected your function, and the number 5 came."),
        (None, (), "nothing (None) came"),
    ],
)
def test_what_goes_wrong_is_said(function, arguments, says):
    outcome = attempt(function, arguments)
    line = str(function.__code__.co_firstlineno + 1) if callable(function) else ""
    assert says.replace("LINE", line) in outcome.trouble
    assert outcome.cause
    assert outcome.value is None


def endless():
    while True:
        pass


def stubborn():
    end = time.monotonic() + 0.8
    while time.monotonic() < end:
        with contextlib.suppress(BaseException):
            time.sleep(0.01)
    return 1


@pytest.mark.parametrize("function", [endless, stubborn])
@pytest.mark.parametrize("ignored", [False, True])
def test_a_function_that_never_ends_is_stopped(quick, function, ignored):
    """One that swallows the stop is late all the same; so it is where interruptions are ignored."""
    threads, before = threading.active_count(), signal.getsignal(signal.SIGINT)
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN if ignored else before)
        outcome = attempt(function, ())
    finally:
        signal.signal(signal.SIGINT, before)
    assert outcome.cause == "never_ends"
    assert "Kernel > Restart Kernel" in outcome.trouble
    assert threading.active_count() == threads
    assert attempt(lambda: 1, ()).value == 1  # no interruption is left over


def test_the_students_own_interruption_is_theirs():
    def interrupted():
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        attempt(interrupted, ())


def test_without_threads_there_is_no_limit(monkeypatch):
    def refuse(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert attempt(lambda: 1, ()).value == 1


WAITS = {
    "sleep": "time.sleep(20)",
    "lock": "lock = threading.Lock()\n    lock.acquire()\n    lock.acquire()",
    "socket": "socket.create_server(('127.0.0.1', 0)).accept()",
    "program": "subprocess.run([sys.executable, '-c', 'import time; time.sleep(20)'])",
    "event": "threading.Event().wait()",
    "queue": "queue.Queue().get()",
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # left open
@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="not yet tried on Windows")
@pytest.mark.parametrize("name", WAITS)
def test_what_waits_is_woken_and_stopped(quick, name):
    """`Stopped after 3 seconds` is true: an interruption that nobody wakes for is none."""
    made = {}
    start = "import queue, socket, subprocess, sys, threading, time\n"
    exec(f"{start}def waits():\n    {WAITS[name]}", made)
    began = time.monotonic()
    outcome = attempt(made["waits"], ())
    assert outcome.cause == "never_ends"
    assert time.monotonic() - began < 3


def test_a_function_that_asks_leaves_no_box_on_the_page(quick):
    before = input
    outcome = attempt(lambda: input("How many?"), ())
    assert outcome.cause == "asks"
    assert "asks with `input()`" in outcome.trouble
    assert input is before


def test_a_process_of_its_own_has_its_own_limit_and_no_thread(monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", lambda self: pytest.fail("a thread"))
    assert attempt(lambda: 1, (), limited=False).value == 1
