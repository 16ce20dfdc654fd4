"""What an input may be, and the refusal for one that may not: by its value, and by its kind.

Arrays are checked whole. `key` ("room.name") names an entry of the room's `data/refusals.toml`: for
an amount `what` it is and what to `do`; for a choice what is `expected`, with {names}, and what to
`do`. `values` fill further {places} of the entry.
"""

import struct
import sys
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache, wraps
from inspect import getfullargspec, unwrap
from numbers import Integral, Real
from types import FunctionType, SimpleNamespace, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from course_lib import data, words
from course_lib.errors import CourseError, refuse, require

_phrase = data.phrases(data.GROUND)
_SLIPS = TypeError, AttributeError, LookupError, ValueError, ArithmeticError, struct.error
_LATER = {"pd": SimpleNamespace(DataFrame=object, Series=object)}  # not loaded yet


def one_of(value: Any, names: Collection[Any], key: str = "ground.one_of") -> None:
    """Pass one of `names`, else raise `CourseError`.

    >>> one_of("vcg", ["first_price", "vcg"])
    >>> one_of("c", ["a", "b"])
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected one of a or b. Got 'c'. Choose one of them.
    """
    if not isinstance(value, Hashable) or value not in names:  # an array equals no name
        raise refuse(key, repr(value), names=words.listed([*map(str, names)], "or"))


def not_negative(value: Any, key: str, **values: object) -> None:
    """Pass finite amounts of zero or more, else raise `CourseError`.

    >>> not_negative(0, "ground.amount")
    """
    _amount(value, key, values, "not_negative", lambda amounts: amounts >= 0)


def positive(value: Any, key: str, **values: object) -> None:
    """Pass finite amounts above zero, else raise `CourseError`.

    >>> positive(12, "ground.amount")
    """
    _amount(value, key, values, "above", lambda amounts: amounts > 0)


def share(value: Any, key: str, **values: object) -> None:
    """Pass shares from 0 to 1, else raise `CourseError`.

    >>> share(0.05, "ground.amount")
    """
    _amount(value, key, values, "share", lambda amounts: (amounts >= 0) & (amounts <= 1))


def whole(value: Any, key: str, most: int = 10_000_000, **values: object) -> None:
    """Pass one whole number from 1 to `most` (more takes too long), else raise `CourseError`.

    >>> whole(10, "ground.amount")
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or not 1 <= int(value) <= most:
        raise refuse(key, repr(value), "whole", most=words.number(most), **values)


def numbers(value: Any, key: str, **values: object) -> Any:
    """`value` as an array of floats, which may be NaN or infinite; else raise `CourseError`.

    Text is no number, even that of one, nor are a complex number and a length of time.

    >>> numbers([1, True, 0.5], "ground.amount").tolist()
    [1.0, 1.0, 0.5]
    """
    import numpy as np

    try:
        np.floor(given := np.asarray(value))  # what has no floor is no amount
        return np.asarray(given, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise refuse(key, repr(value), "a_number", **values) from None


def generator(seed: int) -> Any:
    """A numpy Generator: the same seed, the same draws. Raises `CourseError` for any other seed.

    >>> int(generator(7).integers(10)) == int(generator(7).integers(10))
    True
    """
    from numpy.random import default_rng

    require(isinstance(seed, Integral) and seed >= 0, "ground.seed", repr(seed))
    return default_rng(seed)


def _amount(value: Any, key: str, values: dict[str, object], rule: str, holds: Any) -> None:
    amounts = numbers(value, key, **values)
    good = holds(amounts) & (amounts < float("inf"))
    if not good.all():
        raise refuse(key, str(float(amounts[~good][0])).removesuffix(".0"), rule, **values)


# --- what a function's annotations promise, kept: other values get a sentence and change nothing


def guard(module: str, *tools: str, error: type[CourseError] | None = CourseError) -> None:
    """Makes the public functions of `module`, but `tools`, refuse what their annotations exclude.

    To be called on a module's last line. What is said stands in the room's refusals under the name
    of the kind, such as `[bytes]`; it is raised as `error`.

    A student's hand, or a network, may bring anything. Values are looked at from outside before the
    work begins, and into them only if it fails, so that nobody waits for that. With no `error`, for
    a room that checks amounts itself, that is so for single numbers only, and all else is looked at
    if the work fails; where the room has better words for such a number, they are said: the work is
    asked for them, on copies. An error while all values fit is our own, and stays what it is, but
    where there is a table or a dict: then what stands in it is at fault.

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
            own = isinstance(unwrap(inner), FunctionType) and inner.__module__ == module  # or kept
            if own and (name == "__init__" or name[0] != "_") and name not in tools:
                method = holder is not home and inner is value and name != "__init__"
                guarded = _guarded(inner, error, holder if method else Any)
                setattr(holder, name, guarded if inner is value else type(value)(guarded))


def _guarded(function: Callable[..., Any], error: Any, holder: Any) -> Callable[..., Any]:
    names, rest, more, *_ = getfullargspec(unwrap(function))  # more: names that only a call tells
    names += [rest] * 99 if rest else []
    hints = {"self": holder} | get_type_hints(function, _LATER | unwrap(function).__globals__)
    kinds = {name: kind for name, kind in hints.items() if get_origin(kind) is not Literal}
    # Rooms that check amounts themselves take one table for another, but no list for one number.
    firm = {name: kind for name, kind in kinds.items() if error or kind in (int, float)}
    # Empty, and then nothing is looked at before the work, where nothing is firm.
    outside = [_outside(firm.get(name, Any)) for name in names if firm.keys() - {"return"}]

    def strange(good: Any, given: Any, how: Any, kinds: Any = kinds) -> Iterator[CourseError]:
        for name, value in (*zip(names, given, strict=False), *how.items()):
            if not good(value, kind := kinds.get(name if name in hints else more, Any)):
                said = _strange(function.__module__.split(".")[1], value, kind)
                yield (error or CourseError)(expected=said.expected, got=said.got, do=said.do)

    @wraps(function)
    def call(*given: Any, **how: Any) -> Any:
        try:
            if not how and all(map(isinstance, given, outside)):  # mostly
                return function(*given)
            if not (wrong := next(strange(_looks, given, how, firm), None)):
                return function(*given, **how)
            if not error:
                function(*deepcopy(given), **how)  # only for its own refusal
        except CourseError:
            raise
        except _SLIPS:
            wrong = next(strange(_fits, given, how), None)
            wrong = wrong or next(strange(lambda it, _: not hasattr(it, "items"), given, how), None)
            if not wrong:
                raise
        raise wrong

    return call


@cache
def _outside(kind: Any) -> Any:
    kind = getattr(kind, "__value__", kind)  # of an alias, such as those of numpy since 2.5
    if get_origin(kind) in (Union, UnionType):
        return tuple(map(_outside, get_args(kind)))
    # A table's numbers are numbers, too.
    wider = {int: (int, Integral), float: (float, int, Real), Any: object}
    return wider.get(kind) or get_origin(kind) or kind


def _looks(value: Any, kind: Any) -> bool:
    return isinstance(value, _outside(kind))


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value and all that is in it are what `kind` says."""
    if get_origin(kind) in (Union, UnionType):
        return any(_fits(value, one) for one in get_args(kind))
    halved = isinstance(value, str) and value.encode(errors="ignore").decode() != value
    endless = _looks(value, float) and not abs(value) < 1e28
    if halved or endless or not _looks(value, kind):  # half of a letter; more than can be written
        return False
    if get_origin(kind) is type:
        return issubclass(value, get_args(kind))
    return kind is Any or all(_fits(*one) for one in _inside(value, get_args(kind)))


def _inside(value: Any, kinds: tuple[Any, ...]) -> Iterable[tuple[Any, Any]]:
    """What is in a value, each with the kind that it should be."""
    made = getattr(value, "__dataclass_params__", None)  # what can change may hold itself
    if not kinds and ((made and made.frozen) or hasattr(value, "_fields")):
        return [(getattr(value, name), kind) for name, kind in get_type_hints(type(value)).items()]
    if isinstance(value, Mapping) and len(kinds) == 2:
        return [pair for item in value.items() for pair in zip(item, kinds, strict=True)]
    if isinstance(value, Collection) and kinds and getattr(value, "shape", True):  # () is no list
        alike = kinds[-1] is Ellipsis or not isinstance(value, tuple)
        return zip(value, kinds[:1] * len(value) if alike else kinds, strict=False)
    return []


def _strange(room: str, value: object, kind: Any) -> CourseError:
    first = get_args(kind)[0] if get_origin(kind) in (Union, UnionType) else kind
    name = (get_origin(first) or first).__name__
    amount = first in (int, float) and isinstance(value, Real)
    outer = repr(value) if amount else type(value).__name__
    inside = _looks(value, kind)  # from outside it is right: only in what it holds it is not
    got = _phrase("guard.inside", kind=outer) if inside and not amount else outer
    key = f"{room}.{name}" if name in data.toml(room, "refusals") else "ground.kind"
    return refuse("ground.finite" if inside and amount else key, got, name=name)


guard(words.__name__, "speak")  # which imports nothing that could guard it
