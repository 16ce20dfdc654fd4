"""The room's defaults: facts with their ids and confidence, or labelled assumptions with a reason.

The numbers live in `inputs.toml`, so that each is written once.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from course_lib import facts, words
from course_lib.errors import CourseError

_FILE = Path(__file__).with_name("inputs.toml")
_WEAKEST_LAST = ("A", "B", "B1", "D", "C", "assumption", "yours")


class Range(NamedTuple):
    """The low end, the best single guess and the high end of one amount.

    >>> Range(0.02, 0.05, 0.1).mid
    0.05
    """

    low: float
    mid: float
    high: float

    def in_words(self) -> str:
        """US dollars with their range, in cents below one dollar: no more digits than it deserves.

        >>> Range(0.0589, 0.2104, 0.8768).in_words()
        '21 cents (5.9 to 88)'
        >>> Range(565, 3231, 21_210).in_words()
        '3,200 dollars (560 to 21,000)'
        """
        cents = self.mid < 1
        say = words.significant if self.mid < 1e6 else words.large
        low, mid, high = (say(end * (100 if cents else 1)) for end in self)
        return f"{mid} {'cents' if cents else 'dollars'} ({low} to {high})"


@dataclass(frozen=True)
class Input:
    """One default. `ids` are the facts it rests on; none, and it is an assumption throughout."""

    name: str
    low: float
    mid: float
    high: float
    unit: str
    ids: tuple[str, ...]
    confidence: str
    reason: str

    @property
    def range(self) -> Range:
        """Low, mid and high together."""
        return Range(self.low, self.mid, self.high)


@cache
def default(name: str) -> Input:
    """The default called `name`. Raises `CourseError` for a name that does not exist.

    >>> default("bytes_per_text").mid, default("bytes_per_text").confidence
    (1000.0, 'assumption')
    """
    rows = _rows()
    if name not in rows:
        raise CourseError(
            expected="the name of an input", got=repr(name), do="inputs.table() lists them all."
        )
    row = rows[name]
    ends = {end: evaluate(row[end]) for end in Range._fields if end in row}
    if "spread" in row:
        ends |= {"low": ends["mid"] / row["spread"], "high": ends["mid"] * row["spread"]}
    ends.setdefault("mid", sqrt(ends["low"] * ends["high"]))
    ids, confidence = evidence(*(row[end] for end in Range._fields if end in row))
    return Input(
        name, ends["low"], ends["mid"], ends["high"], row["unit"], ids, confidence, row["reason"]
    )


def table() -> pd.DataFrame:
    """All defaults: columns name, low, mid, high, unit, facts, confidence, reason.

    >>> table().loc[lambda rows: rows["confidence"] == "assumption", "facts"].iloc[0]
    ''
    """
    rows = [vars(default(name)) | {"facts": ", ".join(default(name).ids)} for name in _rows()]
    columns = ["name", "low", "mid", "high", "unit", "facts", "confidence", "reason"]
    return pd.DataFrame(rows, columns=columns)


def weakest(confidences: list[str]) -> str:
    """The weakest of several confidence words: a chain holds no better than that.

    >>> weakest(["A", "D", "B"])
    'D'
    """
    return max(confidences, key=_WEAKEST_LAST.index)


def evaluate(amount: str | float) -> float:
    """A number, or numbers and fact ids joined by * and /, from left to right.

    `S6:low` and `S6:high` are the ends of a fact, `S6:mid` is their geometric mean.

    >>> evaluate("12e6 * E8.bill / E8.users")
    0.02
    """
    first, *rest = str(amount).split()
    value = _operand(first)
    for sign, each in zip(rest[::2], rest[1::2], strict=True):
        value = value * _operand(each) if sign == "*" else value / _operand(each)
    return value


def evidence(*amounts: str | float) -> tuple[tuple[str, ...], str]:
    """The fact ids in `amounts` and the weakest confidence; a plain number is an assumption.

    >>> evidence("12e6 * E8.bill / E8.users")
    (('E8.bill', 'E8.users'), 'D')
    """
    used: list[str] = []
    confidences = []
    for amount in amounts:
        ids = [word.partition(":")[0] for word in str(amount).split() if word[0].isupper()]
        confidences += [facts.fact(each).confidence for each in ids]
        confidences += ["D"] if len(ids) > 1 else []  # worked out from several facts
        confidences += [] if ids else ["assumption"]
        used += ids
    return tuple(dict.fromkeys(used)), weakest(confidences)


def _operand(word: str) -> float:
    if not word[0].isupper():
        return float(word)
    each, _, end = word.partition(":")
    fact = facts.fact(each)
    known = {"": fact.value, "low": fact.low, "high": fact.high}
    if end == "mid":
        return sqrt(_operand(f"{each}:low") * _operand(f"{each}:high"))
    amount = known[end]
    if amount is None:
        raise CourseError(
            expected=f"a number for {word}",
            got="none in the register of facts",
            do=f"A fact known as a range is written {each}:low, {each}:mid or {each}:high.",
        )
    return amount


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
