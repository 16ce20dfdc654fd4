"""What a person typed, read as a letter, as several letters, or as a number."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from numbers import Real
from typing import Any

import babel.numbers

from course_lib.data import edition


def letter(said: Any, options: Mapping[str, str]) -> str:
    """The letter of the option meant by `said`: itself, in brackets or quotes, or its text.

    "" where no option is meant.

    >>> options = {"a": "the relay", "b": "nobody"}
    >>> [letter(said, options) for said in ("(B)", "'a'", "Nobody.", "b) nobody", "c", 2)]
    ['b', 'a', 'b', 'b', '', '']
    """
    if isinstance(said, list) and len(said) == 1:
        said = said[0]
    if not isinstance(said, str):
        return ""
    text = _bare(said)
    if text in options:
        return text
    named = {_bare(option): key for key, option in options.items()}
    headed = re.fullmatch(r"(\w)\W+(.*)", text, re.DOTALL)
    if headed and named.get(_bare(headed[2])) == headed[1]:
        return headed[1]
    return named.get(text, "")


def letters(said: Any, options: Mapping[str, str]) -> list[str]:
    """The letters of `said`, a text or a list of letters or options, in their order.

    >>> options = {"a": "wake up", "b": "get up", "c": "go"}
    >>> letters("b, a", options), letters("(c)ba", options), letters("b then a", options)
    (['b', 'a'], ['c', 'b', 'a'], ['b', 'a'])
    >>> letters(["Get up.", "a"], options), letters(3, options)
    (['b', 'a'], [])
    """
    if isinstance(said, list):
        said = " ".join(letter(item, options) or str(item) for item in said)
    words = re.findall(r"[a-z]+", said.casefold()) if isinstance(said, str) else []
    meant = [word for word in words if len(word) == 1 or set(word) <= options.keys()]
    return list("".join(meant if len(words) > 1 else words))


def number(said: Any) -> int | float | None:
    """The finite number meant by `said`, written as the course writes numbers; else None.

    >>> number("1,200"), number(" 0.5 "), number("0,24"), number(True)
    (1200, 0.5, None, None)
    """
    if isinstance(said, str):
        try:
            said = babel.numbers.parse_decimal(said.strip(), locale=edition.locale(), strict=True)
        except babel.numbers.NumberFormatError:
            return None
    if isinstance(said, bool) or not isinstance(said, Real | Decimal):
        return None
    try:
        value = float(said)
    except (OverflowError, ValueError):  # a whole number longer than a float
        return None
    return (int(value) if value.is_integer() else value) if math.isfinite(value) else None


def _bare(said: str) -> str:
    return " ".join(said.split()).strip(" .,:()[]'\"`“”‘’").casefold()
