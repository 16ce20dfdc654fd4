"""The form of an answer, right or not: how it is read, and what is told before grading.

What a part of an answer earns is here as well.
"""

import re
from collections.abc import Iterator
from typing import Any

from course_lib import data, words
from course_lib.lesson.comparison import EXACT, UNREADABLE, parts
from course_lib.lesson.exercise import Case, Exercise
from course_lib.lesson.kinds import Arrange, Choose, Complete
from course_lib.lesson.plain import Plain, kind, plain, shown

_NUMBER = re.compile(
    r"[^\w+-]*([A-Z][A-Za-z]{1,2}\.? ?)?([+-]?\d[\d.,]*)\s*(%|percent)?[^\d%]*", re.I
)
_phrase = data.phrases("exercises")


def shares(exercise: Exercise) -> str:
    """What a student reads of the points of a task that earns by part, "" for any other."""
    if not (count := _parts(exercise)):
        return ""
    each = exercise.points / count
    told = words.number(each, 0 if each.is_integer() else 1)
    return _phrase("form.shares", parts=words.number(count), points=told)


def earned(exercise: Exercise, made: Any) -> float:
    """What the right parts of a dictionary earn; an answer of one part earns nothing so."""
    if not (count := _parts(exercise)):
        return 0.0
    try:
        pairs = list(parts(plain(exercise.answer), made))
    except UNREADABLE:
        return 0.0
    return exercise.points * sum(exercise.compare.same(*pair) for pair in pairs) / count


def amiss(exercise: Exercise, answer: object) -> str:
    """What is wrong with the form of an answer, "" if nothing is."""
    if isinstance(exercise, Choose | Arrange):
        return exercise.unread(exercise.outcome(answer, Case()))
    right = plain(exercise.answer)
    made = exercise.compare.as_asked(right, plain(answer))
    if type(answer).__name__ == "Series" and hasattr(answer, "reset_index"):
        if kind(right) == "table":
            return _phrase("form.series_for_table")
        if kind(right) != kind(made):
            return _phrase("form.series")
    for said in _texts_for_numbers(right, made):
        if found := _NUMBER.fullmatch(said.strip()):
            key = "form.percent" if found[3] else "form.quotes"
            return _phrase(key, came=shown(said), number=_digits(found[2]))
    if type(right) is int and type(made) is float and not made.is_integer():
        return _phrase("form.whole", came=shown(made))
    gap = EXACT.gap(right, made, reveal=False) if kind(right) != kind(made) else ""
    return gap or EXACT.gap(_outline(right), _outline(made))


def _parts(exercise: Exercise) -> int:
    several = isinstance(exercise, Complete) and isinstance(exercise.answer, dict)
    return len(exercise.answer) if several and len(exercise.answer) > 1 else 0


def _texts_for_numbers(right: Plain, made: Plain) -> Iterator[str]:
    for one, other in parts(right, made):
        if type(one) in (int, float) and isinstance(other, str):
            yield other


def _digits(text: str) -> str:
    """A written number as Python writes it: a comma before one or two digits is a decimal sign."""
    text = text.rstrip(".,")
    if "." not in text and re.fullmatch(r"[+-]?\d+,\d{1,2}", text):
        return text.replace(",", ".")
    return text.replace(",", "")


def _outline(value: Plain) -> Plain:
    """The keys of a dictionary or the columns of a table, without what stands in them."""
    of: Any = value["of"] if isinstance(value, dict) else None
    if kind(value) == "dict":
        return {"kind": "dict", "of": [[key, None] for key, _ in of]}
    return {"kind": "table", "of": [of[0], []]} if kind(value) == "table" else None
