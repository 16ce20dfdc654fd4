"""How an answer is compared with the right one, and what the first difference is called.

Both sides are plain values (`lesson.plain`), so the same comparison serves the instant check and a
grader that received nothing but JSON.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from itertools import count
from typing import Any

from course_lib import data, words
from course_lib.errors import refuse
from course_lib.lesson.plain import Plain, described, kind, shown, sort_key

phrase = data.phrases("lesson")

_ROUNDING = 1e-9  # what arithmetic in binary may lose, never the student's fault
_UNITS = {100: "cents", 0.01: "dollars", 1e3: "thousands", 1e-3: "thousandths"}
_UNITS |= {1e6: "millions", 1e-6: "millionths"}
_UNIT_SLACK = 0.015  # a number in another unit was often rounded as well
_NOTHING = 1e-12  # the same where the right number is zero
_NUMBERS = (int, float)
# What JSON of another shape than `plain` makes raises, or a number that is too large.
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


@dataclass(frozen=True)
class Comparison:
    """What counts as equal. Numbers, text and order can be taken less strictly, at any depth.

    `within` is a share of the right number (0.01 is one percent), `loose` ignores capitals and
    spaces in text, `ordered=False` ignores the order of a list or of a table's rows.

    >>> Comparison(within=0.01).gap(200, 201), Comparison().gap([1, 2], [1, 3])
    ('', 'At item 2: Expected 2, and 3 came.')
    >>> Comparison(within=0.01).rule
    'Within 1% of the right number counts as right.'
    """

    within: float = 0.0
    loose: bool = False
    ordered: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.within < 1:
            raise refuse("lesson.tolerance", self.within)

    @property
    def rule(self) -> str:
        """The tolerances in words, "" if there are none: a student sees every rule."""
        share = words.percent(self.within, 0 if (self.within * 100).is_integer() else 1)
        rules = [
            phrase("rule.within", share=share) if self.within else "",
            phrase("rule.loose") if self.loose else "",
            "" if self.ordered else phrase("rule.unordered"),
        ]
        return " ".join(filter(None, rules))

    def same(self, expected: Plain, came: Plain) -> bool:
        """Whether `came` counts as equal to `expected`.

        >>> Comparison(ordered=False).same([1, 2], [2, 1])
        True
        """
        return not self.gap(expected, came)

    def as_asked(self, expected: Any, came: Any) -> Any:
        """`came` in the form that is asked: a set is a list where no order counts.

        >>> Comparison(ordered=False).gap([1, 2], {"kind": "set", "of": [1, 2]})
        ''
        """
        if not self.ordered and isinstance(expected, list) and kind(came) == "set":
            return came["of"]
        return came

    def gap(
        self,
        expected: Plain,
        came: Plain,
        *,
        reveal: bool = True,
        names: tuple[str, str] = ("", ""),
    ) -> str:
        """The first difference as a sentence, "" if there is none.

        With `reveal=False` the right value is not named: only its kind and size, and the side on
        which a number lies. `names` are what a student calls both sides (`plain.made`).
        """
        try:
            return self._gap(expected, self.as_asked(expected, came), reveal, *names)
        except UNREADABLE:
            return phrase("gap.unreadable")

    def _gap(self, expected: Any, came: Any, reveal: bool, *names: str) -> str:
        name = kind(expected)
        if kind(came) != name:
            return _other_kind(expected, came, *names)
        if name in ("other", "function", "generator", "open", "set"):
            return phrase("gap.unreadable")  # nothing asks for one: mostly only the type is known
        if name == "number":
            return self._number(expected, came, reveal)
        if name == "list":
            return self._list(expected, came, reveal)
        if name in ("dict", "table"):
            compare = getattr(self, f"_{name}")
            return str(compare(expected["of"], came["of"], reveal))
        if name == "bytes":
            return self._bytes(bytes.fromhex(expected["of"]), bytes.fromhex(came["of"]), reveal)
        same = _bare(expected) == _bare(came) if self.loose else expected == came
        return "" if same else self._value(expected, came, reveal)

    def _value(self, expected: Plain, came: Plain, reveal: bool) -> str:
        key = "gap.value" if reveal else "gap.hidden"
        return phrase(key, expected=shown(expected), came=shown(came))

    def _number(self, expected: Any, came: Any, reveal: bool) -> str:
        if type(expected) is int and type(came) is int and not self.within:
            same = expected == came
        else:
            same = self._close(_float(expected), _float(came))
        if same:
            return ""
        if reveal or math.isnan(_float(expected)) or math.isnan(_float(came)):
            return self._value(expected, came, reveal)
        side = "high" if _float(came) > _float(expected) else "low"
        return phrase(f"gap.too_{side}", came=shown(came))

    def _close(self, right: float, given: float) -> bool:
        if not (math.isfinite(right) and math.isfinite(given)):
            return str(right) == str(given)
        tolerance = max(self.within, _ROUNDING) * abs(right)
        return abs(given - right) <= max(tolerance, _NOTHING)

    def _bytes(self, expected: bytes, came: bytes, reveal: bool) -> str:
        if len(expected) != len(came):
            return _sizes("gap.byte_length", expected, came)
        for place, (right, given) in enumerate(zip(expected, came, strict=True)):
            if right != given:
                return _at(phrase("gap.byte", place=place), self._value(right, given, reveal))
        return ""

    def _list(self, expected: list[Any], came: list[Any], reveal: bool) -> str:
        if len(expected) != len(came):
            return _sizes("gap.length", expected, came)
        if not self.ordered:
            expected, came = sorted(expected, key=sort_key), sorted(came, key=sort_key)
        places = (phrase("gap.item", number=number) for number in count(1))
        return self._first(zip(places, expected, came, strict=False), reveal)

    def _dict(self, expected: list[Any], came: list[Any], reveal: bool) -> str:
        right, given = ({sort_key(k): (k, v) for k, v in side} for side in (expected, came))
        missing = [right[key][0] for key in right if key not in given]
        extra = [given[key][0] for key in given if key not in right]
        pairs = (
            (phrase("gap.key", key=shown(name)), value, given[key][1])
            for key, (name, value) in right.items()
        )
        return _membership(missing, extra) or self._first(pairs, reveal)

    def _table(self, expected: list[Any], came: list[Any], reveal: bool) -> str:
        (names, rows), (given_names, given_rows) = expected, came
        missing = [name for name in names if name not in given_names]
        if gap := _membership(missing, [name for name in given_names if name not in names]):
            return gap
        if len(rows) != len(given_rows):
            return _sizes("gap.rows", rows, given_rows)
        given_rows = [[row[given_names.index(name)] for name in names] for row in given_rows]
        if not self.ordered:
            rows, given_rows = sorted(rows, key=sort_key), sorted(given_rows, key=sort_key)
        cells = (
            (phrase("gap.cell", column=column, row=number), one, other)
            for number, (right, given) in enumerate(zip(rows, given_rows, strict=True), start=1)
            for column, one, other in zip(names, right, given, strict=True)
        )
        return self._first(cells, reveal)

    def _first(self, pairs: Iterable[tuple[str, Any, Any]], reveal: bool) -> str:
        """The first gap between two values, with its place."""
        gaps = ((place, self._gap(right, given, reveal)) for place, right, given in pairs)
        return next((_at(place, gap) for place, gap in gaps if gap), "")


EXACT = Comparison()


def unit(expected: Plain, came: Plain) -> str:
    """What right numbers in another unit are told, "" for any other answer.

    In a list or a dictionary all numbers that are not right differ in one way.

    >>> unit(2.59, 259)[:30], unit([1, 2], [100, 200]) == unit(1, 100)
    ('That is a hundred times as muc', True)
    """
    try:
        ways = [
            _ways(right, given)
            for right, given in parts(expected, came)
            if type(right) in _NUMBERS and type(given) in _NUMBERS and not EXACT.same(right, given)
        ]
    except UNREADABLE:
        return ""
    shared = [way for way in ways[0] if all(way in other for other in ways)] if ways else []
    return phrase(f"unit.{shared[0]}") if shared else ""


def _ways(right: float, given: float) -> list[str]:
    """How a number differs from the right one: rounded, or in another unit."""
    if not right:
        return []
    rounded = [near for n in (1, 2, 3) for near in (round(right, n), float(f"{right:.{n + 1}g}"))]
    if given and given in rounded:
        return ["rounded"]
    times = given / right
    return [n for by, n in _UNITS.items() if math.isclose(times, by, rel_tol=_UNIT_SLACK)]


def parts(expected: Any, came: Any) -> Iterator[tuple[Any, Any]]:
    """The parts of two plain values that stand in the same place; themselves, if they have none.

    >>> list(parts([1, 2], [3, 4])), list(parts(1, [3]))
    ([(1, 3), (2, 4)], [(1, [3])])
    """
    if isinstance(expected, list) and isinstance(came, list):
        yield from zip(expected, came, strict=False)
    elif kind(expected) == kind(came) == "dict":
        given = {sort_key(key): value for key, value in came["of"]}
        found = ((value, sort_key(key)) for key, value in expected["of"])
        yield from ((value, given[key]) for value, key in found if key in given)
    elif kind(expected) == kind(came) == "table":
        for one, other in zip(_rows(expected), _rows(came), strict=False):
            yield from zip(one, other, strict=False)
    else:
        yield expected, came


def _rows(table: Any) -> list[list[Any]]:
    """The rows of a plain table in the order of their texts: that of a student may be another."""
    return sorted(table["of"][1], key=lambda row: [cell for cell in row if isinstance(cell, str)])


def _other_kind(expected: Plain, came: Plain, expects: str = "", brought: str = "") -> str:
    expects = expects.partition(", of ")[0] or phrase(f"kind.{kind(expected)}")
    said = phrase("gap.kind", expected=expects, came=brought or described(came))
    if isinstance(came, dict) and kind(came) == "table" and came["of"][0]:
        return f"{said} {phrase('gap.take', column=came['of'][0][-1])}"
    if kind(expected) == "number" and isinstance(came, str) and re.search(r"\d", came):
        return f"{said} {phrase('gap.bare')}"
    if isinstance(came, list) and len(came) == 1 and kind(came[0]) == kind(expected):
        return f"{said} {phrase('gap.inside')}"
    return said


def _float(value: Any) -> float:
    return float(value["of"] if isinstance(value, dict) else value)


def _bare(value: Any) -> Any:
    return "".join(value.split()).casefold() if isinstance(value, str) else value


def _sizes(key: str, expected: Sized, came: Sized) -> str:
    return phrase(key, expected=words.number(len(expected)), came=words.number(len(came)))


def _at(place: str, gap: str) -> str:
    return phrase("gap.at", place=place, gap=gap)


def _membership(missing: list[Any], extra: list[Any]) -> str:
    told = [
        phrase(f"gap.{name}", items=words.listed([shown(item) for item in items]))
        for name, items in (("missing", missing), ("extra", extra))
        if items
    ]
    return " ".join(told)
