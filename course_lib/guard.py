"""What a function's annotations promise, kept: other values get a sentence and change nothing."""

import struct
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import is_dataclass
from functools import wraps
from itertools import repeat
from numbers import Integral, Real
from types import FunctionType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from course_lib import data
from course_lib.errors import CourseError, refuse

_phrase = data.phrases(data.GROUND)
_SLIPS = TypeError, AttributeError, LookupError, ValueError, ArithmeticError, struct.error


def guard(module: str, *tools: str, error: type[CourseError] = CourseError) -> None:
    """Makes the public functions of `module`, but `tools`, refuse what their annotations exclude.

    To be called on a module's last line. What is said stands in the room's refusals under the name
    of the kind, such as `[bytes]`; it is raised as `error`.

    A student's hand, or a network, may bring anything. Values are looked at from outside before the
    work begins, and into them only if it fails, so that nobody waits for that. An error while all
    of them fit is our own, and stays what it is. Where something is not found, a table is at fault.

    >>> from course_lib.encryption import sealing
    >>> sealing.seal(bytes(32), "Seven?")
    Traceback (most recent call last):
    course_lib.encryption.keys.Refused: Expected bytes. Got str. Turn text into bytes first: ...
    """
    home = sys.modules[module]
    classes = [one for one in vars(home).values() if isinstance(one, type)]
    for holder in (home, *(one for one in classes if one.__module__ == module)):
        for name, value in list(vars(holder).items()):
            inner = getattr(value, "__func__", value)  # of a class method, the function
            public = name == "__init__" or not name.startswith("_")
            own = isinstance(inner, FunctionType) and inner.__module__ == module
            if own and public and name not in tools:
                mine = None if holder is home or inner is not value else holder
                guarded = _guarded(inner, error, None if name == "__init__" else mine)
                setattr(holder, name, guarded if inner is value else type(value)(guarded))


def _guarded(function: FunctionType, refusal: type[CourseError], holder: Any) -> Callable[..., Any]:
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    kinds: dict[str, Any] = {"self": holder or Any} | get_type_hints(function)
    outside = [_outside(kinds.get(name, Any)) for name in names]

    def misfits(fits: Callable[[Any, Any], bool], given: Any, named: Any) -> list[Any]:
        values = [*zip(names, given, strict=False), *named.items()]
        pairs = [(value, kinds.get(name, Any)) for name, value in values]
        return [pair for pair in pairs if not fits(*pair)]

    def strange(value: object, kind: Any) -> CourseError:
        said = _strange(function.__module__.split(".")[1], value, kind)
        return refusal(expected=said.expected, got=said.got, do=said.do)

    @wraps(function)
    def call(*given: Any, **named: Any) -> Any:
        error = None
        try:
            quick = not named and all(map(isinstance, given, outside))
            if quick or not misfits(_looks, given, named):
                return function(*given, **named)
        except CourseError:
            raise
        except _SLIPS as slip:
            error = slip
        for value, kind in misfits(_looks, given, named) or misfits(_fits, given, named):
            raise strange(value, kind)
        if isinstance(error, AttributeError | LookupError):
            for value, kind in misfits(lambda value, _: not hasattr(value, "dtypes"), given, named):
                raise strange(value, kind)
        raise error or TypeError(names)

    return call


def _outside(kind: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        return tuple(map(_outside, get_args(kind)))
    if kind in (int, float):  # a table's whole numbers are numbers, too
        return (int, Integral) if kind is int else (float, int, Real)
    return object if kind is Any else get_origin(kind) or kind


def _looks(value: Any, kind: Any) -> bool:
    return isinstance(value, _outside(kind))


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value and all that is in it are what `kind` says."""
    if get_origin(kind) in (Union, UnionType):
        return any(_fits(value, one) for one in get_args(kind))
    if not _looks(value, kind):
        return False
    if get_origin(kind) is type:
        return issubclass(value, get_args(kind))
    if isinstance(value, str):
        whole = value.encode(errors="ignore").decode() == value  # no half of a letter
        return whole and get_args(kind) in ((), (str,))
    return all(_fits(*one) for one in _inside(value, get_args(kind)))


def _inside(value: Any, kinds: tuple[Any, ...]) -> Iterable[tuple[Any, Any]]:
    """What is in a value, each with the kind that it should be."""
    if not kinds and (is_dataclass(value) or hasattr(value, "_fields")):
        return [(getattr(value, name), kind) for name, kind in get_type_hints(type(value)).items()]
    if isinstance(value, Mapping) and kinds:
        return [pair for item in value.items() for pair in zip(item, kinds, strict=True)]
    if isinstance(value, Collection) and kinds:
        alike = kinds[-1] is Ellipsis or not isinstance(value, tuple)
        return zip(value, repeat(kinds[0]) if alike else kinds, strict=False)
    return []


def _strange(room: str, value: object, kind: Any) -> CourseError:
    first = get_args(kind)[0] if get_origin(kind) in (Union, UnionType) else kind
    outer, name = type(value).__name__, (get_origin(first) or first).__name__
    if first in (int, float) and isinstance(value, Real):
        outer = repr(value)
    got = _phrase("guard.inside", kind=outer) if _looks(value, kind) else outer
    known = name in data.toml(room, "refusals")
    return refuse(f"{room}.{name}" if known else "ground.kind", got, name=name)
