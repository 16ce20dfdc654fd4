"""What an input may be, and the refusal for one that may not: by its value, and by its kind.

Arrays are checked whole. `key` ("room.name") names an entry of the room's `data/refusals.toml`: for
an amount `what` it is and what to `do`; for a choice what is `expected`, with {names}, and what to
`do`. `values` fill further {places} of the entry.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import is_dataclass
from functools import cache, wraps
from itertools import repeat
from numbers import Integral, Real
from types import FunctionType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from course_lib import data
from course_lib.errors import CourseError, refuse

if TYPE_CHECKING:
    import numpy as np

_phrase = data.phrases(data.GROUND)
_SLIPS = TypeError, AttributeError, LookupError, ValueError, ArithmeticError, struct.error


def one_of(value: Any, names: Iterable[Any], key: str = "ground.one_of", join: str = ", ") -> None:
    """Pass one of `names`, else raise `CourseError`. `join` stands between the last two of them.

    >>> one_of("vcg", ["first_price", "vcg"])
    >>> one_of("c", ["a", "b"], join=" or ")
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected one of a or b. Got 'c'. Choose one of them.
    """
    names = list(names)
    if value not in names:
        ends = [", ".join(map(str, names[:-1])), *map(str, names[-1:])]
        raise refuse(key, repr(value), names=join.join(filter(None, ends)))


def not_negative(value: Any, key: str, **values: object) -> None:
    """Pass finite amounts of zero or more, else raise `CourseError`.

    >>> not_negative(0, "ground.amount")
    """
    _require(value, key, values, "not_negative", lambda amounts: amounts >= 0)


def positive(value: Any, key: str, **values: object) -> None:
    """Pass finite amounts above zero, else raise `CourseError`.

    >>> positive(12, "ground.amount")
    """
    _require(value, key, values, "above", lambda amounts: amounts > 0)


def share(value: Any, key: str, **values: object) -> None:
    """Pass shares from 0 to 1, else raise `CourseError`.

    >>> share(0.05, "ground.amount")
    """
    _require(value, key, values, "share", lambda amounts: (amounts >= 0) & (amounts <= 1))


def whole(value: Any, key: str, **values: object) -> None:
    """Pass one whole number of 1 or more, else raise `CourseError`.

    >>> whole(10, "ground.amount")
    """
    import numpy as np

    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise _refusal(key, values, "whole", repr(value))


def _require(value: Any, key: str, values: dict[str, object], rule: str, holds: Any) -> None:
    import numpy as np

    try:
        amounts: np.ndarray[Any, np.dtype[np.float64]] = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise _refusal(key, values, "a_number", repr(value)) from None
    good = np.atleast_1d(holds(amounts) & np.isfinite(amounts))
    if not good.all():
        worst = float(np.atleast_1d(amounts)[~good][0])
        raise _refusal(key, values, rule, str(worst).removesuffix(".0"))


def _refusal(key: str, values: dict[str, object], rule: str, got: str) -> CourseError:
    room, name = key.split(".")
    said = data.toml(room, "refusals")[name]
    what, do = said["what"].format(**values), said["do"].format(**values)
    return CourseError(expected=_phrase(f"amount.{rule}", what=what), got=got, do=do)


# --- what a function's annotations promise, kept: other values get a sentence and change nothing


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
                method = holder is not home and inner is value and name != "__init__"
                guarded = _guarded(inner, error, holder if method else Any)
                setattr(holder, name, guarded if inner is value else type(value)(guarded))


def _guarded(function: FunctionType, error: type[CourseError], holder: Any) -> Callable[..., Any]:
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    kinds: dict[str, Any] = {"self": holder} | get_type_hints(function)
    outside = [_outside(kinds.get(name, Any)) for name in names]

    def pairs(given: Any, named: Any) -> list[tuple[Any, Any]]:
        values = [*zip(names, given, strict=False), *named.items()]
        return [(value, kinds.get(name, Any)) for name, value in values]

    @wraps(function)
    def call(*given: Any, **named: Any) -> Any:
        strange: list[tuple[Any, Any]] = []
        if named or not all(map(isinstance, given, outside)):  # a quick look, in most calls enough
            strange = [pair for pair in pairs(given, named) if not _looks(*pair)]
        slip: Exception | None = None
        if not strange:
            try:
                return function(*given, **named)
            except CourseError:
                raise
            except _SLIPS as found:
                slip = found
            strange = [pair for pair in pairs(given, named) if not _fits(*pair)]
            if isinstance(slip, AttributeError | LookupError):
                strange += [pair for pair in pairs(given, named) if hasattr(pair[0], "dtypes")]
        for value, kind in strange:
            said = _strange(function.__module__.split(".")[1], value, kind)
            raise error(expected=said.expected, got=said.got, do=said.do)
        raise slip or TypeError(names)

    return call


@cache
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
