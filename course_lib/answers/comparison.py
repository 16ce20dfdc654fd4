"""How an answer is compared with the right one, what the first difference is, and how far a guess.

Both sides are plain values (`plain`), so the same comparison serves the instant check and a
grader that received nothing but JSON.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from course_lib import words
from course_lib.answers import phrase
from course_lib.answers.plain import Plain, described, kind, made, number, shown, sort_key

_CLOSE, _FAR = (0.8, 1.25), 10  # a guess over its answer
_ROUNDING = 1e-9  # what arithmetic in binary may lose, never the student's fault
_UNITS = {100: "cents", 0.01: "dollars", 1e3: "thousands", 1e-3: "thousandths"}
_UNITS |= {1e6: "millions", 1e-6: "millionths"}
_UNIT_SLACK = 0.015  # a number in another unit was often rounded as well
_NOTHING = 1e-12  # the same where the right number is zero
# What no answer can be asked for: mostly only its type is known.
_WITHOUT_VALUE = ("other", "function", "generator", "open", "set")
_WITH_PARTS = ("list", "dict", "table", "bytes")
# What JSON of another shape than `plain` makes raises, or a number that is too large.
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


@dataclass(frozen=True)
class Comparison:
    """What counts as equal. Numbers, text and order can be taken less strictly, at any depth.

    `within` is a share of the right number (0.01 is one percent), `loose` ignores capitals and
    spaces in text, `ordered=False` ignores the order of a list or of a table's rows.

    >>> Comparison(within=0.01).difference(200, 201), Comparison().difference([1, 2], [1, 3])
    ('', 'At item 2: Expected 2, and 3 came.')
    >>> Comparison(within=0.01).rule
    'Within 1% of the right number counts as right.'
    """

    within: float = 0.0
    loose: bool = False
    ordered: bool = True

    @property
    def rule(self) -> str:
        """The tolerances in words, "" if there are none: a student sees every rule."""
        share = words.percent(self.within, 0 if (self.within * 100).is_integer() else 1)
        rules = {"within": self.within, "loose": self.loose, "unordered": not self.ordered}
        return " ".join(phrase(f"rule.{name}", share=share) for name in rules if rules[name])

    def same(self, expected: Plain, came: Plain) -> bool:
        """Whether `came` counts as equal to `expected`.

        >>> Comparison(ordered=False).same([1, 2], [2, 1])
        True
        """
        return not self.difference(expected, came)

    def as_asked(self, expected: Any, came: Any) -> Any:
        """`came` in the form that is asked: a set is a list where no order counts.

        >>> Comparison(ordered=False).difference([1, 2], {"kind": "set", "of": [1, 2]})
        ''
        """
        if not self.ordered and isinstance(expected, list) and kind(came) == "set":
            return came["of"]
        return came

    def difference(
        self, expected: Plain, came: Plain, *, reveal: bool = True, names: Sequence[str] = ("", "")
    ) -> str:
        """The first difference as a sentence, "" if there is none.

        With `reveal=False` the right value is not named: only its kind and size, and the side on
        which a number lies. `names` are what a student calls both sides (`plain.made`).
        """
        try:
            return self._difference(expected, self.as_asked(expected, came), reveal, *names)
        except UNREADABLE:
            return phrase("difference.unreadable")

    def _difference(self, expected: Any, came: Any, reveal: bool, *names: str) -> str:
        name = kind(expected)
        if kind(came) != name:
            return _other_kind(expected, came, *names)
        if name in _WITHOUT_VALUE:
            return phrase("difference.unreadable")
        if name == "number":
            return self._number(expected, came, reveal)
        if name not in _WITH_PARTS:
            same = _bare(expected) == _bare(came) if self.loose else expected == came
            return "" if same else self._value(expected, came, reveal)
        if said := _other_shape(name, expected, came):
            return said
        within = EXACT if name == "bytes" else self
        given = _parts(came, self.ordered)
        for place, part in _parts(expected, self.ordered).items():
            if said := within._difference(part, given[place], reveal):
                if name == "list" and replace(self, ordered=False).same(expected, came):
                    return phrase("difference.other_order")
                if name == "list" and not self.ordered and kind(part) == kind(given[place]):
                    return phrase("difference.not_all")
                at = shown(json.loads(place)) if name == "dict" else place
                return phrase("difference.at", place=phrase(f"place.{name}", at=at), said=said)
        return ""

    def _value(self, expected: Plain, came: Plain, reveal: bool) -> str:
        key = "difference.value" if reveal else "difference.hidden"
        return phrase(key, expected=shown(expected), came=shown(came))

    def _number(self, expected: Any, came: Any, reveal: bool) -> str:
        right, given = (float(n["of"] if isinstance(n, dict) else n) for n in (expected, came))
        tolerance = max(max(self.within, _ROUNDING) * abs(right), _NOTHING)
        near = math.isfinite(right) and abs(given - right) <= tolerance
        whole = type(expected) is type(came) is int and not self.within
        if (expected == came) if whole else (near or str(right) == str(given)):
            return ""
        if reveal or math.isnan(right) or math.isnan(given):
            return self._value(expected, came, reveal)
        side = "high" if given > right else "low"
        return phrase(f"difference.too_{side}", came=shown(came))


EXACT = Comparison()


def other_unit(expected: Plain, came: Plain, compare: Comparison = EXACT) -> str:
    """What right numbers in another unit are told, "" for any other answer.

    In a list or a dictionary all numbers that are not right by `compare` differ in one way.

    >>> other_unit(2.59, 259)[:30], other_unit([1, 2], [100, 200]) == other_unit(1, 100)
    ('That is a hundred times as muc', True)
    """
    try:
        ways = [
            _ways(right, given)
            for right, given in parts(expected, came)
            if {type(right), type(given)} <= {int, float} and not compare.same(right, given)
        ]
    except UNREADABLE:
        return ""
    shared = [way for way in ways[0] if all(way in other for other in ways)] if ways else []
    return phrase(f"unit.{shared[0]}") if shared else ""


def factor(guess: object, answer: float | str) -> float | None:
    """How many times the answer a guess is; a right choice is once the answer.

    None for a wrong choice, and 0 for what has no factor: no number, zero, another sign.

    >>> factor(40, 20), factor(-1, 2), factor("Sari", "Sari"), factor("Budi", "Sari")
    (2.0, 0.0, 1.0, None)
    """
    if isinstance(answer, str):
        return 1.0 if guess == answer else None
    given = 0 if isinstance(guess, str) else number(guess) or 0
    return given / answer if answer and given / answer > 0 else 0.0


def is_right(times: float | None) -> bool:
    """Whether a guess is the answer, or as a number close to it, by its `factor`.

    >>> is_right(1.1), is_right(1.5), is_right(None)
    (True, False, False)
    """
    return _CLOSE[0] <= (times or 0) <= _CLOSE[1]


def off(times: float) -> float:
    """How far off a guess is, as a factor of one or more.

    >>> off(0.25), off(4), off(0)
    (4.0, 4, inf)
    """
    return max(times, 1 / times) if times else math.inf


def is_notable(times: float | None) -> bool:
    """Whether a guess is worth telling: right, or far off. A wrong choice is neither."""
    return times is not None and (is_right(times) or off(times) >= _FAR)


def _ways(right: float, given: float) -> list[str]:
    """How a number differs from the right one: rounded, or in another unit."""
    if not right:
        return []
    rounded = [near for n in (1, 2, 3) for near in (round(right, n), float(f"{right:.{n + 1}g}"))]
    if given and given in rounded:
        return ["rounded"]
    return [n for by, n in _UNITS.items() if math.isclose(given / right, by, rel_tol=_UNIT_SLACK)]


def parts(expected: Any, came: Any) -> list[tuple[Any, Any]]:
    """The parts of two plain values that stand in the same place; themselves, if they have none.

    >>> parts([1, 2], [3, 4]), parts(1, [3])
    ([(1, 3), (2, 4)], [(1, [3])])
    """
    if kind(expected) != kind(came) or kind(expected) not in ("list", "dict", "table"):
        return [(expected, came)]
    # Rows of a table may stand in an order of the student's own.
    in_order = kind(expected) != "table"
    given = _parts(came, in_order)
    right = _parts(expected, in_order).items()
    return [(part, given[place]) for place, part in right if place in given]


def _parts(value: Any, ordered: bool) -> dict[Any, Any]:
    """What stands in each place of a plain value: a number, a key as text, a row and a column."""
    name, of = kind(value), value["of"] if isinstance(value, dict) else value
    if name == "dict":
        return {sort_key(key): part for key, part in of}
    if name == "table":
        rows = [dict(sorted(zip(of[0], row, strict=True))) for row in of[1]]
        rows = rows if ordered else sorted(rows, key=_by_texts)
        return {(n, column): cell for n, row in enumerate(rows, 1) for column, cell in row.items()}
    if name == "bytes":
        return dict(enumerate(bytes.fromhex(of)))
    # Capitals and spaces, which may not count, change no place.
    of = of if ordered else sorted(of, key=lambda part: sort_key([_bare(part), part]))
    return dict(enumerate(of, 1))


def _by_texts(row: dict[str, Any]) -> list[str]:
    """Texts order the rows, then all the rest: a number may be a little beside the right one."""
    return [*(cell for cell in row.values() if isinstance(cell, str)), sort_key([*row.values()])]


def _other_shape(name: str, expected: Any, came: Any) -> str:
    """Which keys or columns lack, or how many there should be; "" for two of the same shape."""
    (right, size), (given, came_size) = _shape(name, expected), _shape(name, came)
    differences = []
    for which, keys, others in (("missing", right, given), ("extra", given, right)):
        if items := [shown(json.loads(key)) for key in keys if key not in others]:
            differences.append(phrase(f"difference.{which}", items=words.listed(items)))
    if differences or size == came_size:
        return " ".join(differences)
    return phrase(f"size.{name}", expected=words.number(size), came=words.number(came_size))


def _shape(name: str, value: Any) -> tuple[list[str], int]:
    """The keys or columns of a plain value, and how many items, bytes or rows it has."""
    of = value["of"] if isinstance(value, dict) else value
    if name == "dict":
        return [sort_key(key) for key, _ in of], 0
    if name == "table":
        return [sort_key(column) for column in of[0]], len(of[1])
    return [], len(of) // 2 if name == "bytes" else len(of)


def _other_kind(expected: Plain, came: Any, expects: str = "", brought: str = "") -> str:
    asked = expects or phrase(f"kind.{kind(expected)}")
    said = phrase("difference.kind", expected=asked, came=brought or described(came))
    if isinstance(came, dict) and kind(came) == "table" and came["of"][0]:
        return f"{said} {phrase('difference.take', column=came['of'][0][-1])}"
    if kind(expected) == "number" and isinstance(came, str) and re.search(r"\d", came):
        return f"{said} {phrase('difference.bare')}"
    if isinstance(came, list) and len(came) == 1 and kind(came[0]) == kind(expected):
        return f"{said} {phrase('difference.inside')}"
    if brought == made(()) and len(came) > 1 and kind(expected) == "number":
        return f"{said} {phrase('difference.comma')}"
    return said


def _bare(value: Any) -> Any:
    return "".join(value.split()).casefold() if isinstance(value, str) else value
