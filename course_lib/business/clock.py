"""Virtual time: whole seconds since 1970 (UTC) that only move when you move them.

Windows, reviews, pauses, limits and price lists are all about time, so this is where a day passes
in one line. Nothing here reads the clock of the computer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

from course_lib.errors import refuse

MINUTE, HOUR, DAY = 60, 3600, 86_400
_UNITS = {"s": 1, "m": MINUTE, "min": MINUTE, "h": HOUR, "d": DAY}
_PIECE = re.compile(r"\s*(\d{1,9})\s*(min|s|m|h|d)")


def seconds(duration: str | int) -> int:
    """A duration such as "25h", "24h 1s" or "3d" in seconds; whole numbers are seconds already.

    Raises CourseError for anything else, and for a negative number.

    >>> seconds("24h 1s"), seconds("90m"), seconds(5)
    (86401, 5400, 5)
    """
    if isinstance(duration, int) and duration >= 0:
        return duration
    pieces = _PIECE.findall(str(duration))
    if not pieces or _PIECE.sub("", str(duration)).strip():
        raise refuse("business.duration", repr(duration))
    return sum(int(number) * _UNITS[unit] for number, unit in pieces)


def moment(when: str | int | dt.datetime | dt.date) -> int:
    """A point in time as seconds since 1970; a text without a time zone is read as UTC.

    Raises CourseError for what is no date, and for a year that no calendar here has.

    >>> moment("2026-07-15T09:00:00Z"), moment("2026-10-01")
    (1784106000, 1790812800)
    """
    try:
        if not isinstance(when, int):
            day = dt.datetime.fromisoformat(when if isinstance(when, str) else when.isoformat())
            when = int((day if day.tzinfo else day.replace(tzinfo=dt.UTC)).timestamp())
        utc(when + 99 * DAY)  # what begins now must have its end
    except (ValueError, AttributeError, OverflowError, OSError):
        raise refuse("business.moment", f"{when!r:.40}") from None
    return when


def utc(at: int) -> dt.datetime:
    """Seconds since 1970 as a date and time.

    >>> utc(1784106000).isoformat()
    '2026-07-15T09:00:00+00:00'
    """
    return dt.datetime.fromtimestamp(at, dt.UTC)


class Clock:
    """The time, and what is due later; what is due in the same second runs in the order it was set.

    >>> clock = Clock("2026-10-01")
    >>> clock.after("24h", print, "a day has passed")
    >>> clock.at("2026-10-03")
    a day has passed
    """

    def __init__(self, start: str | int | dt.datetime = "2026-07-15T09:00:00Z") -> None:
        self.now = moment(start)
        self._due = defaultdict[int, deque[tuple[Callable[..., None], tuple[Any, ...]]]](deque)

    def after(self, delay: str | int, act: Callable[..., None], *args: Any) -> None:
        """Have `act(*args)` run once `delay` has passed."""
        self._due[self.now + seconds(delay)].append((act, args))

    def at(self, when: str | int, then: Callable[[], None] = lambda: None) -> None:
        """Move on to a point in time; what falls due runs at its own moment, and `then` after it.

        Raises CourseError if it lies in the past.
        """
        until = moment(when)
        if until < self.now:
            raise refuse("business.past", when, now=f"{utc(self.now):%Y-%m-%d %H:%M:%S}")
        while self._due and (due := min(self._due)) <= until:
            self.now = due
            while todo := self._due[due]:
                act, args = todo.popleft()
                act(*args)
            del self._due[due]
            then()
        self.now = max(self.now, until)  # unless `then` has moved on already
        then()
