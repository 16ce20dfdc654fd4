"""A student's function, called so that whatever it does becomes a sentence and the kernel lives."""

import builtins
import contextlib
import copy
import dis
import inspect
import io
import re
import signal
import threading
import traceback
from dataclasses import dataclass
from typing import Any

from course_lib import checks, data, words
from course_lib.answers import phrase
from course_lib.answers.plain import Plain, described, made, plain

SECONDS = 3.0  # for one call
LONGEST_ERROR = 200  # characters of an error's own text
_wake = getattr(signal, "pthread_kill", lambda _, number: signal.raise_signal(number))
_EMPTY = (lambda: None).__code__.co_code[::2]


@dataclass(frozen=True)
class Outcome:
    """What one call gave: a plain value, or the trouble that kept it from giving one.

    `cause` names the trouble, an error with the types it speaks of. All are plain data, so that an
    outcome can come from a student's own process.
    """

    value: Plain = None
    trouble: str = ""
    cause: str = ""
    made: str = ""  # what a student calls the value, where its plain form has another name


class StoppedError(Exception):
    """A call was stopped: it "never_ends", or "asks", and is tried without anybody there."""


class _Interrupted(KeyboardInterrupt):
    """Kernel > Interrupt, Ctrl-C or the end of the time: a signal, which no function raises."""


def _interrupt(*_: object) -> None:
    raise _Interrupted


def attempt(function: Any, arguments: tuple[Any, ...], *, limited: bool = True) -> Outcome:
    """`function(*arguments)` on copies of the arguments, with a limit of `SECONDS`.

    Raises CourseError outside the main thread, where a notebook runs its cells. Nothing a student
    writes escapes as an exception, not even a KeyboardInterrupt that it raises itself; their own
    Kernel > Interrupt, which comes as a signal, does. What waits (a sleep, a lock, a socket, a
    program) is woken and stopped, too. Two things cannot be stopped: a loop that catches every
    exception (`except:`), and a long call inside compiled code. A process that somebody else ends
    is not `limited`.

    >>> attempt(lambda a, b: a / b, (1, 0)).trouble.split(":")[0]
    'Your function stopped with ZeroDivisionError'
    """
    if unfit := _unfit(function, arguments):
        return unfit
    checks.one_of(threading.current_thread().name, [threading.main_thread().name], "answers.thread")
    given = copy.deepcopy(arguments)
    printed, asks = io.StringIO(), builtins.input
    before = signal.signal(signal.SIGINT, _interrupt)
    try:
        builtins.input = _asks  # or its box would stay on the page
        with contextlib.redirect_stdout(printed):
            result = _limited(function, given) if limited else function(*given)
            value = plain(result)
    except StoppedError as stopped:
        return _trouble(str(stopped), seconds=words.number(SECONDS))
    except _Interrupted:
        raise KeyboardInterrupt from None
    except BaseException as error:
        return Outcome(trouble=_raised(function, error), cause=_cause(error))
    finally:
        builtins.input = asks
        signal.signal(signal.SIGINT, before)
    if plain(given) != plain(arguments):
        return _trouble("changed_input")
    if value is None and printed.getvalue():
        return _trouble("printed")
    return Outcome(value=value, made=made(result))


def is_stub(function: Any) -> bool:
    """Whether three dots still stand in the function, alone or within an expression.

    >>> def flip(bits): ...
    >>> def documented(bits):
    ...     "What to do."
    ...     ...
    >>> def empty(bits):
    ...     pass
    >>> is_stub(flip), is_stub(documented), is_stub(empty), is_stub(len)
    (True, True, True, False)
    """
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    # A body of `...` alone leaves no trace but a function that returns None and does nothing.
    steps = bytes(step for step in code.co_code[::2] if step != dis.opmap["NOP"])
    empty = steps == _EMPTY and set(code.co_consts) <= {None, function.__doc__}
    return empty or any(constant is ... for constant in code.co_consts)


def slip(function: Any) -> str:
    """What in a loop of `function` ends it early, or makes it begin anew; "" if nothing does.

    >>> def first(sizes):
    ...     for size in sizes:
    ...         return size
    >>> slip(first)[:37], slip(len)
    ('A `return` stands inside your loop, s', '')
    """
    with contextlib.suppress(OSError, TypeError):  # a function that was not written here
        return _known("slips", inspect.getsource(function))
    return ""


def _cause(error: BaseException) -> str:
    """The name of `error`, and of the types in its text: two with equal names can differ much."""
    known = {*dir(builtins), "NoneType"}
    kinds = [word for word in re.findall(r"'(\w+)'", str(error)) if word in known]
    return " ".join([type(error).__name__, *kinds])


def _trouble(cause: str, **values: object) -> Outcome:
    return Outcome(trouble=phrase(f"trial.{cause}", **values), cause=cause)


def _unfit(function: Any, arguments: tuple[Any, ...]) -> Outcome | None:
    if not callable(function):
        return _trouble("not_function", came=described(plain(function)))
    try:
        inspect.signature(function).bind(*arguments)
    except ValueError:  # some built-in functions have none to show
        return None
    except TypeError:
        named = list(inspect.signature(function).parameters)
        names = words.listed(named) or phrase("trial.no_parameters")
        return _trouble("parameters", expected=words.number(len(arguments)), came=names)
    return None


def _asks(*_: object) -> str:
    raise StoppedError("asks")


def _limited(function: Any, arguments: tuple[Any, ...]) -> Any:
    """`function(*arguments)`, interrupted as if by Ctrl-C once `SECONDS` are over.

    Then it raises StoppedError. The thread is woken from waiting, too. Windows has no signal for
    one thread. There it is raised beside it, which sets the event that a sleep waits for; this was
    not yet tried on Windows.
    """
    late, caller = threading.Event(), threading.get_ident()

    def stop() -> None:
        late.set()
        _wake(caller, signal.SIGINT)

    timer = threading.Timer(SECONDS, stop)
    timer.daemon = True
    with contextlib.suppress(RuntimeError):  # a Python in the browser has no threads: no limit
        timer.start()
    try:
        try:
            result = function(*arguments)
        finally:
            timer.cancel()
            if timer.ident is not None:
                timer.join()  # an interruption on its way arrives here, not in a later cell
    except KeyboardInterrupt:
        if not late.is_set():
            raise  # the student's own interruption
    if late.is_set():  # even if it swallowed the interruption, and ended by itself later
        raise StoppedError("never_ends")
    return result


def _raised(function: Any, error: BaseException) -> str:
    """The error, and the last line of the student's own code it passed through."""
    said = ": ".join(filter(None, [type(error).__name__, str(error)[:LONGEST_ERROR]]))
    file = getattr(getattr(inspect.unwrap(function), "__code__", None), "co_filename", "")
    steps = traceback.extract_tb(error.__traceback__)
    lines = [step for step in steps if step.filename == file and step.line]
    where = {"line": lines[-1].lineno, "code": lines[-1].line} if lines else {}
    sentence = phrase("trial.raised_line" if lines else "trial.raised", error=said, **where)
    return f"{sentence} {_known('met', said)}".strip()


def _known(kind: str, text: str) -> str:
    """What is said of the first mistake of a `kind` that is found in `text`."""
    mistakes = data.toml("answers", "exceptions")[kind]
    return next((one["says"] for one in mistakes if re.search(one["found"], text)), "")
