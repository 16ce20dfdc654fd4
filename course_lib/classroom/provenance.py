"""Which assignment and class a notebook says it is of, read from its text and never by running it.

A student can edit that line, so it chooses no numbers: the teacher's class does. It only warns, for
a class that is graded with another class's numbers has low marks and no error.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from course_lib import words
from course_lib.classroom import crossing
from course_lib.classroom.texts import phrase
from course_lib.exercises import assignments
from course_lib.exercises.assignments import Assignment

_LONGEST = 60  # signs of a name that are shown
_NAMED = 5  # students named in a line; more are counted
# Every repetition is bounded or ends at a sign of its own: a stranger's text costs linear time.
_TEXT = r"""("(?:[^"\\\n]|\\.){0,200}"|'(?:[^'\\\n]|\\.){0,200}')\s{0,99}"""
_LOAD = re.compile(
    rf"^[^#\n]*\bassignments\.load\(\s{{0,99}}{_TEXT}(?:,\s{{0,99}}(?:group=)?{_TEXT})?"
    r"(?:,\s{0,99})?\)",
    re.MULTILINE,
)
_LESSON = re.compile(
    r"^[^#\n]*\bfrom course_lib\.exercises import (lesson_\d\d|warm_up)\b", re.MULTILINE
)


@dataclass(frozen=True)
class Origin:
    """What a notebook says it is: of an assignment and a class, or a lesson, or nothing ("")."""

    assignment: str = ""
    group: str = ""
    lesson: str = ""


def read(sources: Iterable[str]) -> Origin:
    """The origin in the code cells of a notebook. Of several calls the last counts, as in a run.

    >>> read(['tasks = assignments.load("secrets", "10B")'])
    Origin(assignment='secrets', group='10B', lesson='')
    >>> read(["from course_lib.exercises import lesson_04 as ex"]).lesson
    'lesson_04'
    """
    text = "\n".join(sources)
    if calls := _LOAD.findall(text):
        name, group = calls[-1]
        return Origin(_unquoted(name), _unquoted(group))
    lesson = _LESSON.search(text)
    return Origin(lesson=lesson[1] if lesson else "")


def differs(origin: Origin, work: Assignment) -> str:
    """In what the notebook is not `work`: "group", "assignment", "lesson", "unknown", or "".

    >>> work = assignments.load("secrets", "10B")
    >>> differs(Origin("secrets", "10 b"), work), differs(Origin("secrets"), work)
    ('', 'group')
    """
    if not origin.assignment:
        return "lesson" if origin.lesson else "unknown"
    if origin.assignment != work.name:
        return "assignment"
    same = assignments.seed_of(origin.group) == assignments.seed_of(work.group)
    return "" if same else "group"


def note(origin: Origin, work: Assignment) -> str:
    """What the row and the page of one student say, "" if the notebook is what was asked for.

    >>> note(Origin("money"), assignments.load("secrets"))
    'This is the notebook of the assignment "money". Hand in the one of "secrets".'
    """
    return _said("note", differs(origin, work), origin, work)


def warnings(origins: Iterable[tuple[str, Origin]], work: Assignment) -> list[str]:
    """A line for the teacher for each way in which notebooks differ from `work`, common ones first.

    `origins` are the students with what their notebooks say.

    >>> warnings([("Sari", Origin("secrets", "10B"))], assignments.load("secrets"))[0][:42]
    '1 of 1 notebooks: made for the class "10B"'
    """
    all_ = list(origins)
    found: dict[tuple[str, str], list[tuple[str, Origin]]] = defaultdict(list)
    for student, origin in all_:
        if kind := differs(origin, work):
            found[kind, _named(kind, origin)].append((student, origin))
    lines = []
    for (kind, _), those in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        some = phrase("origin.some", some=words.number(len(those)), all=words.number(len(all_)))
        said = f"{some} {_said('class', kind, those[0][1], work)}"
        if len(those) <= _NAMED:
            said += f" {phrase('origin.who', names='; '.join(student for student, _ in those))}"
        lines.append(said)
    return lines


def _said(where: str, kind: str, origin: Origin, work: Assignment) -> str:
    if not kind:
        return ""
    asked = work.name if kind in ("assignment", "lesson") else _class(work.group)
    return phrase(f"origin.{where}_{kind}", named=_named(kind, origin), asked=asked)


def _named(kind: str, origin: Origin) -> str:
    return {
        "group": _class(origin.group),
        "assignment": origin.assignment,
        "lesson": origin.lesson.replace("_0", " ").replace("_", "-"),
        "unknown": "",
    }[kind]


def _class(group: str) -> str:
    return phrase("origin.group", group=group) if group.strip() else phrase("origin.public")


def _unquoted(literal: str) -> str:
    text = crossing.text(re.sub(r"\\(.)", r"\1", literal[1:-1]))
    return " ".join(text.split())[:_LONGEST]
