"""What an input may be, and the refusal for one that may not. Arrays are checked whole.

`key` ("room.name") names an entry of the room's `data/refusals.toml`: for an amount `what` it is
and what to `do`; for a choice what is `expected`, with {names}, and what to `do`. `values` fill
further {places} of the entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from course_lib import data
from course_lib.errors import CourseError, refuse

if TYPE_CHECKING:
    import numpy as np

_phrase = data.phrases(data.GROUND)


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
