"""The form of an answer, right or not: how it is read, and what is told before grading.

What a part of an answer earns is here as well.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from course_lib import data, words
from course_lib.lesson.comparison import EXACT, parts
from course_lib.lesson.exercise import Exercise
from course_lib.lesson.kinds import Arrange, Choose, Complete
from course_lib.lesson.plain import Plain, kind, plain, shown, sort_key
from course_lib.lesson.trial import Outcome

_NUMBER = re.compile(
    r"[^\w+-]*([A-Z][A-Za-z]{1,2}\.? ?)?([+-]?\d[\d.,]*)\s*(%|percent)?[^\d%]*", re.I
)
_phrase = data.phrases("exercises")


def as_asked(exercise: Exercise, made: Any) -> Any:
    """The plain answer `made` in the form that is asked: a set is a list, if no order counts."""
    unordered = isinstance(exercise, Complete) and not exercise.compare.ordered
    if unordered and isinstance(exercise.answer, list) and _is(made, "set"):
        return made["of"]
    return made


def asked_outcome(exercise: Exercise, outcome: Outcome) -> Outcome:
    """The outcome with its value in the form that is asked."""
    return replace(outcome, value=as_asked(exercise, outcome.value))


def shares(exercise: Exercise) -> str:
    """What a student reads of the points of a task that earns by part, "" for any other."""
    parts = _parts(exercise)
    if not parts:
        return ""
    each = exercise.points / parts
    told = words.number(each, 0 if each.is_integer() else 1)
    return _phrase("form.shares", parts=words.number(parts), points=told)


def earned(exercise: Exercise, made: Any) -> float:
    """What the right parts of a dictionary earn; an answer of one part earns nothing so."""
    if not (_parts(exercise) and isinstance(exercise, Complete) and _is(made, "dict")):
        return 0.0
    try:
        came = {sort_key(key): value for key, value in made["of"]}
    except (TypeError, ValueError):
        return 0.0
    right = [
        key in came and exercise.compare.same(plain(value), came[key])
        for key, value in ((sort_key(plain(k)), v) for k, v in exercise.answer.items())
    ]
    return float(exercise.points * sum(right) / len(right))


def amiss(exercise: Exercise, answer: object, made: Plain) -> str:
    """What is wrong with the form of an answer, "" if nothing is."""
    if isinstance(exercise, Choose | Arrange):
        return exercise.unread(Outcome(made))
    right = plain(exercise.answer)
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


def _is(made: Plain, name: str) -> bool:
    return isinstance(made, dict) and made.get("kind") == name and isinstance(made.get("of"), list)


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
