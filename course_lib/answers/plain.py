"""Answers as plain JSON values, so that no object of a student takes part in its own grading.

None, True, numbers and text stay themselves, and a sequence becomes a list. Everything else becomes
`{"kind": ..., "of": ...}`. Two answers are equal when their plain values are, so an object that
calls itself equal to everything gains nothing, and a value can cross from another process as text.

What a person typed is read here as well: as a letter, as several letters, or as a number.
"""

import inspect
import json
import math
import re
import unicodedata
from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import Any

from babel.numbers import parse_decimal

from course_lib import data, words
from course_lib.answers import phrase

Plain = None | bool | int | float | str | list[Any] | dict[str, Any]
LONGEST = 60  # characters of an answer quoted back in a message
_SHORT_BYTES = 16  # shown whole, so that a failing call can be tried again
_LONG = 100_000  # steps of a range that is still a list
_LISTS = (list, tuple, range, KeysView, ValuesView, ItemsView)
# By class; read at once, because a student's code may stand in the way of files later.
_MADE: dict[str, str] = data.toml("answers", "words")["made"]
_HUGE = 10_000  # bits: Python itself refuses to print whole numbers much longer
_TYPED = data.toml("answers", "typed")
_SIGNS, _LETTERS = (str.maketrans(_TYPED[name]) for name in ("signs", "letters"))


def plain(value: object) -> Plain:
    """`value` as plain JSON data.

    >>> plain((1, b"\\x00"))
    [1, {'kind': 'bytes', 'of': '00'}]
    """
    try:
        return _plain(value)
    except RecursionError:
        return _tag("other", phrase("came.nested"))
    except (ArithmeticError, ValueError):  # a long Fraction, a NaN that signals
        return _tag("other", phrase("came.odd_number"))


def kind(value: Plain) -> str:
    """The name of the kind of a plain value, as `words.toml` lists them.

    >>> kind(2), kind(True), kind([])
    ('number', 'truth', 'list')
    """
    if isinstance(value, dict):
        return str(value["kind"])
    names = {bool: "truth", int: "number", float: "number", str: "text", list: "list"}
    return names.get(type(value), "none")


def made(value: object) -> str:
    """What a student calls `value` where the plain form has another name, "" elsewhere.

    >>> made((1, 2)), made([1, 2])
    ('a tuple', '')
    """
    names = [each.__name__ for each in type(value).__mro__]
    return next((_MADE[name] for name in names if name in _MADE), "")


def described(value: Plain) -> str:
    """A plain value in words: its kind and its size, or itself if it is short.

    >>> described([]), described("40"), described([1, 2])
    ('an empty list', "the text '40'", 'a list of length 2')
    """
    try:
        return _described(value)
    except (TypeError, KeyError, ValueError, IndexError):
        return phrase("came.unreadable")  # JSON of another shape than `plain` makes


def shown(value: Plain) -> str:
    """A plain value as Python writes it, cut to one line; many bytes as eight hex digits.

    >>> shown(plain([b"seat", bytes(32)]))
    "[b'seat', 00000000...]"
    """
    text = _written(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def sort_key(value: Plain) -> str:
    """A text that puts plain values of any kind in one fixed order.

    >>> sorted([2, "a", 1], key=sort_key)
    ['a', 1, 2]
    """
    return json.dumps(value, sort_keys=True)


def is_open(value: Plain) -> bool:
    """Whether three dots are still somewhere in the answer.

    >>> is_open(plain([1, ...]))
    True
    """
    if isinstance(value, list):
        return any(is_open(item) for item in value)
    return isinstance(value, dict) and (value.get("kind") == "open" or is_open(value.get("of")))


def letter(said: Any, options: Mapping[str, str]) -> str:
    """The letter of the option meant by `said`: itself, in brackets or quotes, or its text.

    Its text up to the first comma or colon is enough, if no other option begins so. "" for none.

    >>> options = {"a": "the relay", "b": "nobody"}
    >>> [letter(said, options) for said in ("(B)", "'a'", "Nobody.", "b) nobody", "c", 2)]
    ['b', 'a', 'b', 'b', '', '']
    >>> letter(30, {"a": "3, because he sent three", "b": "30, because 3 of 10 is 0.3"})
    'b'
    """
    said = said[0] if isinstance(said, list) and len(said) == 1 else said
    text = _bare(str(plain(said))) if type(said) in (str, int, float) else ""
    text = re.sub(_TYPED["letter"], r"\1", text)
    named = {_bare(option): key for key, option in options.items()}
    heads = {option: re.split(r"[,:;](?!\d)", option)[0] for option in named}
    named |= {head: named[one] for one, head in heads.items() if [*heads.values()].count(head) == 1}
    headed = re.fullmatch(r"(\w)(?:\W+ |[^\w-]+)(.*)", text, re.DOTALL)
    first = headed and named.get(_bare(headed[2])) == headed[1] and headed[1]
    return first or (text if text in options else named.get(text, ""))


def letters(said: Any, options: Mapping[str, str]) -> list[str]:
    """The letters of `said`, a text or a list of letters or options, in their order.

    Each may have its place beside it; places that are not 1, 2, 3 and so on are no order.

    >>> options = {"a": "wake up", "b": "get up", "c": "go"}
    >>> letters("b, a", options), letters("(c)ba", options), letters("b then a", options)
    (['b', 'a'], ['c', 'b', 'a'], ['b', 'a'])
    >>> letters(["Get up.", "a"], options), letters(3, options), letters("a2 b1", options)
    (['b', 'a'], [], ['b', 'a'])
    """
    if isinstance(said, list):
        said = " ".join(letter(item, options) or str(item) for item in said)
    text = _bare(said) if isinstance(said, str) else ""
    found = re.findall(r"[a-z]+", text)
    told = "".join(one for one in found if 1 in (len(found), len(one)) or {*one} <= options.keys())
    counted = [*range(1, len(told) + 1)]
    places = [*map(int, re.findall(r"\d+", text))] or counted
    return [told[places.index(place)] for place in counted] if sorted(places) == counted else []


def number(said: Any, unit: str = "") -> int | float | None:
    """The number meant by `said`, written as the course writes numbers; None if it is none.

    In a text its `unit` may stand beside it, and what `typed.toml` lists. What the
    course would not write is read as in other places. A point in front of three zeros stands
    between thousands, and so does any in rupiah, which have no cents.

    >>> number("1,200"), number(" 0.5 "), number("0,24"), number(True), number("5-6")
    (1200, 0.5, 0.24, None, None)
    >>> number("about 1 200 months", "months"), number("12%", "percent"), number("12%", "months")
    (1200, 12, None)
    >>> number("20.000"), number("Rp 1.500", "rupiah"), number("1.500"), number("5 juta")
    (20000, 1500, 1.5, 5000000)
    """
    try:
        said = _typed(said, unit) if isinstance(said, str) else said
        value = float(said) if isinstance(said, Real | Decimal) else math.nan
    except (ArithmeticError, ValueError):  # no number, or one with too many digits
        return None
    if isinstance(said, bool) or (value and not 1e-15 < abs(value) < 1e24):  # too many digits
        return None
    return int(value) if value.is_integer() else value


def is_unsure(said: str, value: object) -> bool:
    """Whether `said`, read as `value`, has three decimals, which can be thousands elsewhere.

    >>> [is_unsure(said, number(said)) for said in ("1.500", "1.5", "0.125", "20.000", "1,500")]
    [True, False, False, False, False]
    """
    return isinstance(value, float) and bool(re.search(_TYPED["thousands"], said.translate(_SIGNS)))


def _typed(said: str, unit: str) -> Decimal | Fraction:
    """The number in `said`, without its unit and a word such as "about"; else ValueError."""
    around, text = _TYPED["around"], said.translate(_SIGNS)
    beside = rf"(?:{around['any']}|{around.get(unit, re.escape(unit))}|\s)+"
    text = re.sub(rf"^{beside}|{beside}$", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\d", lambda digit: str(int(digit[0])), text)
    for found, stands_for in _TYPED["written"].items():
        text = re.sub(found, stands_for, text, flags=re.IGNORECASE)
    if unit != "percent" and re.fullmatch(r"(\d+ )?\d+/\d+", text):  # of which 1/4 may be 25
        return sum(map(Fraction, text.split()), Fraction())
    read = []
    for place in (data.language, *_TYPED["places"]):
        with suppress(ValueError):
            read.append(parse_decimal(text, locale=place, strict=True))
    parted = read and read[0] % 1 and unit not in _TYPED["whole"]
    return read[0] if parted else max(read, key=abs)


def _described(value: Plain) -> str:
    name = kind(value)
    of: Any = value["of"] if isinstance(value, dict) else value
    if name in ("text", "list", "set", "dict") and not of:
        return phrase(f"came.empty_{name}")
    if name in ("text", "number", "truth"):
        return phrase(f"came.{name}", of=shown(value))
    if name in ("list", "set", "dict", "bytes"):
        return phrase(f"came.{name}", of=words.number(len(of) // (2 if name == "bytes" else 1)))
    if name == "table":
        return phrase("came.table", columns=len(of[0]), rows=words.number(len(of[1])))
    return phrase("came.other", of=of) if name == "other" else phrase(f"kind.{name}")


def _tag(name: str, of: Any) -> dict[str, Any]:
    return {"kind": name, "of": of}


def _plain(value: Any) -> Plain:
    if value is ...:
        return _tag("open", "")
    if value is None or type(value) is bool:
        return value
    if isinstance(value, int):
        whole = int(value)
        return whole if whole.bit_length() < _HUGE else _tag("other", phrase("came.huge"))
    if isinstance(value, float | Decimal | Fraction):
        number = float(value)
        return number if math.isfinite(number) else _tag("number", str(number))
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes | bytearray):
        return _tag("bytes", bytes(value).hex())
    return _collection(value) if not isinstance(value, type) else _tag("function", value.__name__)


def _collection(value: Any) -> Plain:
    if isinstance(value, _LISTS) and not (isinstance(value, range) and len(value) > _LONG):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return _tag("set", sorted((_plain(item) for item in value), key=sort_key))
    if isinstance(value, Mapping):
        return _tag("dict", [[_plain(key), _plain(item)] for key, item in value.items()])
    if isinstance(value, Iterator):
        return _tag("generator", "")
    if inspect.isroutine(value) and hasattr(value, "__name__"):  # since 3.14 a partial one has none
        return _tag("function", str(value.__name__))
    return _from_library(value)


def _from_library(value: Any) -> Plain:
    """What numpy and pandas make, known by their names: nothing heavy is imported here."""
    homes = {each.__module__.partition(".")[0] for each in type(value).__mro__}
    if "numpy" in homes and hasattr(value, "tolist"):
        return _plain(value.tolist())
    if "pandas" in homes and hasattr(value, "columns"):
        flat = (value.reset_index() if any(value.index.names) else value).to_dict("split")
        rows = [[_cell(item) for item in row] for row in flat["data"]]
        return _tag("table", [[str(name) for name in flat["columns"]], rows])
    if "pandas" in homes and hasattr(value, "tolist"):
        items, index = [_cell(item) for item in value.tolist()], getattr(value, "index", None)
        if index is None or type(index).__name__ == "RangeIndex":
            return items
        return _tag("dict", [[_plain(key), item] for key, item in zip(index, items, strict=True)])
    missing = type(value).__name__ in ("NAType", "NaTType")
    return None if missing else _tag("other", type(value).__name__)


def _cell(value: object) -> Plain:
    return None if isinstance(value, float) and math.isnan(value) else _plain(value)


def _written(value: Plain) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_written(item) for item in value[:LONGEST])}]"
    if not isinstance(value, dict):
        return repr(value)
    name, of = value["kind"], value["of"]
    if name == "bytes":
        raw = bytes.fromhex(of)
        return repr(raw) if len(raw) <= _SHORT_BYTES else f"{words.hex8(raw)}..."
    if name == "dict":
        return "{" + ", ".join(f"{_written(k)}: {_written(v)}" for k, v in of[:LONGEST]) + "}"
    if name == "set":
        return "{" + _written(of)[1:-1] + "}"
    return str(of) if name == "number" else described(value)


def _bare(said: str) -> str:
    text = unicodedata.normalize("NFKC", said.translate(_LETTERS))
    return " ".join(text.split()).strip(_TYPED["strip"]).casefold()
