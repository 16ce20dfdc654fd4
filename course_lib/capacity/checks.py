"""What an amount may be, and the sentence for one that may not. Arrays are checked whole."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.errors import CourseError


def not_negative(value: Any, what: str, do: str) -> None:
    """Pass a finite amount of zero or more, else raise `CourseError` with `do`.

    >>> not_negative(0, "messages a day", "Count what is sent.")
    """
    amounts = _numbers(value, what, do)
    _require((amounts >= 0) & np.isfinite(amounts), f"{what} of zero or more", amounts, do)


def positive(value: Any, what: str, do: str) -> None:
    """Pass a finite amount above zero, else raise `CourseError` with `do`.

    >>> positive(12, "servers", "Use at least one.")
    """
    amounts = _numbers(value, what, do)
    _require((amounts > 0) & np.isfinite(amounts), f"{what} above zero", amounts, do)


def share(value: Any, what: str, do: str = "Write 5 % as 0.05.") -> None:
    """Pass a share from 0 to 1, else raise `CourseError` with `do`.

    >>> share(0.05, "share of payers")
    """
    amounts = _numbers(value, what, do)
    _require((amounts >= 0) & (amounts <= 1), f"{what} from 0 to 1", amounts, do)


def whole(value: Any, what: str, do: str) -> None:
    """Pass one whole number of 1 or more, else raise `CourseError` with `do`.

    >>> whole(10, "servers", "Use 1, 2, 3 ...")
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise CourseError(expected=f"a whole number of {what}, 1 or more", got=repr(value), do=do)


def _numbers(value: Any, what: str, do: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise CourseError(expected=f"a number for {what}", got=repr(value), do=do) from None


def _require(good: Any, expected: str, amounts: Any, do: str) -> None:
    if not np.all(good):
        worst = float(np.atleast_1d(amounts)[~np.atleast_1d(good)][0])
        raise CourseError(expected=expected, got=str(worst).removesuffix(".0"), do=do)
