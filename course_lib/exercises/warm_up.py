"""Exercises of the warm-up, on a log of ten invented messages."""

from __future__ import annotations

import altair as alt
import pandas as pd
from numpy.random import Generator

from course_lib.lesson import comparison
from course_lib.lesson.exercise import load
from course_lib.lesson.kinds import Complete, Write

_words = load(__file__)


def log() -> pd.DataFrame:
    """Ten messages: when, who to whom, how many bytes.

    >>> log().shape
    (10, 4)
    """
    rows = [
        ("07:42", "Sari", "Budi", 96),
        ("07:43", "Budi", "Sari", 80),
        ("07:43", "Sari", "Budi", 112),
        ("08:10", "Nusa Bus", "Sari", 304),
        ("08:12", "Sari", "Nusa Bus", 80),
        ("12:30", "Sari", "Budi", 48_240),
        ("12:31", "Budi", "Sari", 80),
        ("17:05", "Nusa Bus", "Budi", 320),
        ("21:15", "Budi", "Sari", 144),
        ("23:58", "Sari", "Budi", 96),
    ]
    return pd.DataFrame(rows, columns=["clock", "sender", "recipient", "size"])


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _some_time(random: Generator) -> tuple[str]:
    return (f"{random.integers(24):02d}:{random.integers(60):02d}",)


_log = log()

minutes = Write(
    _words["minutes"],
    _minutes,
    named={"morning": ("07:42",), "midnight": ("00:00",), "last_minute": ("23:59",)},
    random=_some_time,
    wrongs={
        "text": lambda clock: clock.split(":")[0] * 60 + clock.split(":")[1],
        "hundred": lambda clock: int(clock.replace(":", "")),
        "hours": lambda clock: int(clock[:2]) * 60,
    },
)
large = Complete(
    _words["large"],
    _log[_log["size"] > 300],
    wrongs={
        "condition": _log["size"] > 300,
        "small": _log[_log["size"] <= 300],
        "budi": _log[(_log["size"] > 300) & (_log["sender"] == "Nusa Bus")],
    },
    compare=comparison.ANY_ORDER,
)
totals = Complete(
    _words["totals"],
    _log.groupby("sender")["size"].sum(),
    wrongs={
        "count": _log.groupby("sender")["size"].count(),
        "all": _log["size"].sum(),
        "received": _log.groupby("recipient")["size"].sum(),
    },
)
chart = Complete(
    _words["chart"],
    comparison.chart("bar", x="size", y="recipient"),
    wrongs={
        "swapped": alt.Chart(_log).mark_bar().encode(x="recipient:N", y="size:Q"),
        "sender": alt.Chart(_log).mark_bar().encode(x="size:Q", y="sender:N"),
        "points": alt.Chart(_log).mark_point().encode(x="size:Q", y="recipient:N"),
    },
)
