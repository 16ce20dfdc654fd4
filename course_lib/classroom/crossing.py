"""What a student's process says, taken apart before anything believes it.

A line is JSON of one of five shapes, and an answer is of the shape `lesson.plain` makes. Everything
else raises ValueError here, and counts as not said. No name in a message is ever called, imported
or looked up; it is compared with names the grader already has.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from course_lib.lesson.plain import Plain
from course_lib.lesson.trial import Outcome

DEEPEST = 40  # lists within lists of an answer
LONGEST_TEXT = 2_000  # characters of a message about an error
LONGEST_ANSWER = 30_000  # characters of a text: a cell of a spreadsheet holds few more
MOST_PARTS = 50_000  # commas in a line: an answer has fewer, and judging it must stay quick
LOSSES = ("time", "died", "size")
_BITS = 10_000  # of a whole number, as in `lesson.plain`
_TEXTS = ("open", "other", "function", "generator", "moment")
_NO_NUMBERS = ("nan", "inf", "-inf", "NaN", "Infinity", "-Infinity")


def read(line: bytes) -> dict[str, Any]:
    """One line as a message: a JSON object without a key twice and without NaN.

    >>> read(b'{"done": true}')
    {'done': True}

    Raises ValueError for anything else, however deep, long or broken.
    """
    if line.count(b",") > MOST_PARTS:
        raise ValueError("too long")
    try:
        message = json.loads(line, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError, MemoryError):  # a wrong encoding is a ValueError too
        raise ValueError("not JSON") from None
    if not isinstance(message, dict):
        raise ValueError("not an object")
    return message


def outcome(message: dict[str, Any]) -> Outcome:
    """The outcome a message holds. Raises ValueError if it is of another shape than ours.

    >>> outcome({"value": [1, 2], "trouble": "", "cause": ""}).value
    [1, 2]
    """
    return Outcome(
        plain(message.get("value")), text(message.get("trouble")), text(message.get("cause"))
    )


def text(value: object) -> str:
    """A text to show to the teacher: cut, and without signs that cannot be shown.

    >>> text("NameError")
    'NameError'
    """
    if not isinstance(value, str):
        raise ValueError("no text")
    return "".join(c for c in value[:LONGEST_TEXT] if c.isprintable() or c in "\n\t")


def plain(value: Any, depth: int = 0) -> Plain:
    """`value` if `lesson.plain` could have made it. Raises ValueError if not.

    A long text is cut, and half a character is replaced: it could not be stored.

    >>> plain({"kind": "bytes", "of": "00ff"}), plain("half " + chr(0xD800))
    ({'kind': 'bytes', 'of': '00ff'}, 'half ?')
    """
    if depth > DEEPEST:
        raise ValueError("too deep")
    if value is None or type(value) is bool:
        return value
    if type(value) is str:
        return value[:LONGEST_ANSWER].encode("utf-8", "replace").decode()
    if type(value) is int and value.bit_length() < _BITS:
        return value
    if type(value) is float and math.isfinite(value):
        return value
    if type(value) is list:
        return [plain(item, depth + 1) for item in value]
    if type(value) is dict and set(value) == {"kind", "of"} and _fits(value, depth + 1):
        return value
    raise ValueError("no plain value")


def _fits(value: dict[str, Any], depth: int) -> bool:
    name, of = value["kind"], value["of"]
    if name in _TEXTS and isinstance(name, str):
        return isinstance(of, str)
    if name == "number":
        return of in _NO_NUMBERS
    if name == "bytes":
        return isinstance(of, str) and of == bytes.fromhex(of).hex()
    if name == "set":
        return _listed(of, depth)
    if name == "dict":
        return _listed(of, depth) and all(isinstance(p, list) and len(p) == 2 for p in of)
    if name == "record":
        return _listed(of, depth) and len(of) == 2 and isinstance(of[0], str)
    if name == "table":
        return _listed(of, depth) and len(of) == 2 and _is_table(*of)
    return name == "chart" and _is_chart(of)


def _listed(of: Any, depth: int) -> bool:
    return isinstance(of, list) and isinstance(plain(of, depth), list)


def _is_table(columns: Any, rows: Any) -> bool:
    if not isinstance(columns, list) or not isinstance(rows, list):
        return False
    wide = all(isinstance(row, list) and len(row) == len(columns) for row in rows)
    return wide and all(isinstance(name, str) for name in columns)


def _is_chart(of: Any) -> bool:
    if not isinstance(of, dict) or set(of) != {"marks", "channels"}:
        return False
    marks, channels = of["marks"], of["channels"]
    if not isinstance(marks, list) or not isinstance(channels, dict):
        return False
    return all(isinstance(said, str) for said in [*marks, *channels.values()])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key twice")
    return made


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
