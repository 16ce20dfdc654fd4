"""Totals put into the table a learning platform gave: the cells of known students, no others.

Canvas tells a student by the number in the second column, Moodle's worksheet by the number in the
first ("Participant 12345"); both numbers stand in the names of the files they let a teacher
download. In any other table, and for work from elsewhere, the student's name must be in the row.
Headings follow the language of the site, so places count and not their words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course_lib import data, words
from course_lib.classroom import tables
from course_lib.classroom.grading import Mark
from course_lib.classroom.tables import Table, value_of
from course_lib.errors import CourseError, refuse

_NUMBERED = re.compile(r"(?P<name>.*) \((?P<id>\d+)\)")
_WORKSHEET = re.compile(r"\D+\d+")
_READ_ONLY = re.compile(r"\s*\(.*\)\s*")  # "(read only)", in the language of the site
_NOT_GRADED = ("", "-")
_phrase = data.phrases("classroom")


@dataclass(frozen=True)
class _Student:
    """A row of the table that is a student: the platform's number, every name, and what to say."""

    row: int
    id: str
    names: set[tuple[str, ...]]
    said: str


def load(path: Path) -> Table:
    """The file at `path`. Raises CourseError if it is no table of a platform."""
    made = tables.read(path)
    if len(made.rows) < 2 or len(made.rows[0]) < 2:
        raise refuse("classroom.platform", path.name)
    return made


def fill(table: Table, marks: Iterable[Mark], column: str) -> tuple[bytes, list[str]]:
    """The table with each student's total in `column`, and what a teacher must know about it.

    >>> table = Table(b"Student,ID,Secrets (9)\\nSari,48,\\nBudi,49,\\n")
    >>> fill(table, [Mark("total", 2.5, 3, "", student="Sari")], "secrets")[0]
    b'Student,ID,Secrets (9)\\r\\nSari,48,2.5\\r\\nBudi,49,\\r\\n'

    The heading may lack Canvas's number. A student of whom not everything could be graded is named
    with the reason, and keeps the cell: an empty one asks the teacher to decide, a 0 would be a
    judgement. Raises CourseError for a column that is not there, there twice or read only, for a
    student who fits two rows, and for two students who fit one.
    """
    place, marks = _column(table.rows[0], column), list(marks)
    worksheet, students = _students(table, place)
    rows = {student.row for student in students}
    above = [row[place] for n, row in enumerate(table.rows) if n and n not in rows and row[place:]]
    if any(_READ_ONLY.fullmatch(text) for text in above):
        raise _refused("gradebook.writable", _phrase("gradebook.read_only", column=column))
    totals, ungraded = _totals(marks)
    numbers = {numbered["id"] for s in totals if (numbered := _NUMBERED.fullmatch(s))}
    by_number = worksheet or bool(numbers & {student.id for student in students})
    found = {student: _found(students, student, by_number) for student in totals}
    for row, fitting in Counter(one.row for one in found.values() if one).items():
        if fitting > 1:
            twice = [student for student, one in found.items() if one and one.row == row]
            raise _refused("gradebook.one_student", ", ".join(twice))
    changes, changed = {}, []
    for student, one in found.items():
        if one is None or student in ungraded:
            continue
        written = f"{totals[student]:.10g}".replace(".", table.decimal)
        before = table.rows[one.row][place].strip()
        if before not in _NOT_GRADED and value_of(before) != value_of(written):
            changed.append(_phrase("gradebook.was", student=student, before=before, now=written))
        changes[one.row, place] = written
    if worksheet:  # Moodle's maximum stands after the grade, Canvas's above
        after = {"".join(table.rows[row][place + 1 : place + 2]) for row in rows}
        above = list(after) if len(after) == 1 else []
    most = sum({mark.task: mark.max_points for mark in marks}.values())
    possible = [text.strip() for text in above if value_of(text) not in (None, most)]
    waiting = sum(mark.points is None and mark.graded for mark in marks)
    news = {
        "filled": words.number(len(changes)),
        "unmatched": "; ".join(student for student, one in found.items() if one is None),
        "without": "; ".join(one.said for one in students if one not in found.values()),
        "changed": "; ".join(changed),
        "ungraded": "\n".join(f"{student}: {why}" for student, why in ungraded.items()),
        "waiting": words.count(waiting, "answer") if waiting else "",
        "possible": "".join(possible[:1]),
    }
    told = [_phrase(f"gradebook.{key}", what=what) for key, what in news.items() if what]
    return table.filled(changes), "\n".join(told).split("\n")


def _students(table: Table, place: int) -> tuple[bool, list[_Student]]:
    """The rows that are students, and whether the table is a worksheet of Moodle's."""
    body = {n: row for n, row in enumerate(table.rows) if n and len(row) > place}
    worksheet = bool(body) and all(_WORKSHEET.fullmatch(row[0].strip()) for row in body.values())
    seconds = {n: row[1].strip() for n, row in body.items() if row[1].strip() and place > 1}
    numbers = {second for second in seconds.values() if second.isdigit()}  # a class is no number
    canvas = not worksheet and 2 * len(numbers) > len(seconds)
    made = []
    for n, row in body.items():
        number = re.sub(r"\D", "", row[0]) if worksheet else seconds.get(n, "") if canvas else ""
        before = row[:place]
        names = {_key(text) for text in [*before, " ".join(before[:2]), re.sub(r"\d", "", row[0])]}
        if n in seconds or not canvas:
            id_ = number if number.isdigit() else ""  # here and there an id of Canvas's is odd
            said = ", ".join(row[: 2 if worksheet else 1])
            made.append(_Student(n, id_, names - {()}, said))
    return worksheet, made


def _found(students: list[_Student], student: str, by_number: bool) -> _Student | None:
    """The row of a student, None if there is none. CourseError if several fit.

    A number alone may be of another assignment, so the row must hold the name, too. In a table that
    holds no number of this class, as a teacher's own list, the name must do.
    """
    numbered = _NUMBERED.fullmatch(student)
    name, number = (numbered["name"], numbered["id"]) if numbered else (student, "")
    if number and by_number:
        letters = sorted("".join(_key(name)))
        named = [s for s in students if any(sorted("".join(n)) == letters for n in s.names)]
        fits = [one for one in named if one.id == number] or [one for one in named if not one.id]
    else:
        fits = [one for one in students if _key(name) in one.names]
    if len(fits) > 1:
        raise _refused("gradebook.one_row", _phrase("gradebook.rows", student=student))
    return fits[0] if fits else None


def _key(name: str) -> tuple[str, ...]:
    """The words of a name in one order, without accents, capitals and signs."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(sorted(re.findall(r"[^\W_]+", plain)))


def _column(headings: list[str], column: str) -> int:
    wanted = column.strip().casefold()
    texts = [text.strip() for text in headings]
    exact = [n for n, text in enumerate(texts) if text.casefold() == wanted]
    bare = [re.sub(r" \(\d+\)$", "", text).casefold() for text in texts]
    found = exact or [n for n, text in enumerate(bare) if text == wanted]
    if len(found) != 1 or found[0] == 0:
        key = "gradebook.columns" if found else "gradebook.no_column"
        got = _phrase(key, column=column, columns=", ".join(texts[1:]))
        raise _refused("gradebook.column", got)
    return found[0]


def _totals(marks: Iterable[Mark]) -> tuple[dict[str, float], dict[str, str]]:
    """Each student's sum, and of whom not everything could be graded, with the first reason."""
    totals, ungraded = defaultdict[str, float](float), dict[str, str]()
    for mark in marks:
        totals[mark.student] += mark.points or 0.0
        if not mark.graded:
            why = mark.message.removeprefix(_phrase("paper.ungraded")).strip()
            ungraded.setdefault(mark.student, why)
    return dict(totals), ungraded


def _refused(expected: str, got: str) -> CourseError:
    return refuse("classroom.gradebook", got, expected=_phrase(expected))
