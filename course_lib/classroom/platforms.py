"""Totals put into the table a learning platform gave: the cells of known students, no others.

Canvas tells a student by the number in the second column, Moodle's worksheet by the number in the
first ("Participant 12345"); both numbers stand in the names of the files they let a teacher
download. In any other table, and for work from elsewhere, the student's name must be in the row.
Headings follow the language of the site, so places count and not their words.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course_lib import data, words
from course_lib.classroom.tables import Mark, Table
from course_lib.errors import CourseError, refuse

_LARGEST = 64 << 20
_NUMBERED = re.compile(r"(?P<name>.*) \((?P<id>\d+)\)")
_WORKSHEET = re.compile(r"\D+\d+")
_READ_ONLY = re.compile(r"\s*\(.*\)\s*")  # "(read only)", in the language of the site
_NOT_GRADED = ("", "-")
_phrase = data.phrases("classroom")


@dataclass(frozen=True)
class Filled:
    """The filled table, and what a teacher must know about it.

    `unmatched` are students with marks and no row, `without` rows without marks (left as they
    were), `changed` rows that held another grade, `waiting` answers a person has not marked.
    `ungraded` are students of whom not everything could be graded, with the reason: an empty cell
    asks the teacher to decide, a 0 would be a judgement.
    """

    data: bytes
    filled: int
    unmatched: list[str]
    without: list[str]
    changed: list[str]
    waiting: int
    ungraded: tuple[str, ...] = ()
    possible: str = ""  # what the table says can be earned, if that differs


def load(path: Path) -> Table:
    """The file at `path`. Raises CourseError if it is no table of a platform."""
    try:
        made = Table(path.read_bytes() if path.stat().st_size <= _LARGEST else b"")
    except (OSError, UnicodeDecodeError, csv.Error):
        made = None
    if made is None or len(made.rows) < 2 or len(made.rows[0]) < 2:
        raise refuse("classroom.platform", path.name)
    return made


def fill(table: Table, marks: Iterable[Mark], column: str) -> Filled:
    """The table with each student's total in `column`, by its heading (without Canvas's number).

    >>> table = Table(b"Student,ID,Secrets (9)\\nSari,48,\\nBudi,49,\\n")
    >>> fill(table, [Mark("Sari", "x.ipynb", "total", 2.5, 3, "")], "secrets").data
    b'Student,ID,Secrets (9)\\nSari,48,2.5\\nBudi,49,\\n'

    Raises CourseError for a column that is not there, there twice or read only, for a student who
    fits two rows, and for two students who fit one.
    """
    place, marks = _column(table.rows[0], column), list(marks)
    students = _Students(table, place)
    if any(_READ_ONLY.fullmatch(text) for text in students.above):
        raise _refused("gradebook.writable", _phrase("gradebook.read_only", column=column))
    totals, ungraded = _totals(marks)
    found = {student: students.row(student) for student in totals}
    _refuse_two_in_one(found)
    changes, changed = {}, []
    for student, row in found.items():
        if row is None or student in ungraded:
            continue
        written = f"{totals[student]:.10g}".replace(".", table.decimal)
        before = table.rows[row][place].strip()
        if before not in _NOT_GRADED and _value(before) != _value(written):
            changed.append(_phrase("gradebook.was", student=student, before=before, now=written))
        changes[row, place] = written
    most = sum({mark.task: mark.max_points for mark in marks}.values())
    possible = next((text.strip() for text in students.possible if _value(text) is not None), "")
    return Filled(
        data=table.filled(changes),
        filled=len(changes),
        unmatched=[student for student, row in found.items() if row is None],
        without=[students.name(n) for n in students.rows if n not in found.values()],
        changed=changed,
        waiting=sum(mark.points is None and mark.graded for mark in marks),
        ungraded=tuple(
            _phrase("gradebook.ungraded_one", student=student, why=why)
            for student, why in ungraded.items()
        ),
        possible=possible if _value(possible) != most else "",
    )


def told(filled: Filled) -> list[str]:
    """What a teacher reads when a table is filled, a sentence or two an entry."""
    values = {
        "filled": words.number(filled.filled),
        "unmatched": "; ".join(filled.unmatched),
        "without": "; ".join(filled.without),
        "changed": "; ".join(filled.changed),
        "ungraded": "\n".join(filled.ungraded),
        "waiting": words.count(filled.waiting, "answer") if filled.waiting else "",
        "possible": filled.possible,
    }
    said = [_phrase(f"gradebook.{key}", what=what) for key, what in values.items() if what]
    return [line for each in said for line in each.split("\n")]


class _Students:
    """The rows of the table that are students, who they are, and what stands in the other rows."""

    def __init__(self, table: Table, place: int) -> None:
        self._table, self._place = table, place
        body = [n for n in range(1, len(table.rows)) if len(table.rows[n]) > place]
        firsts = {n: table.rows[n][0].strip() for n in body}
        seconds = {n: table.rows[n][1].strip() for n in body if table.rows[n][1].strip()}
        numbers = {n: text for n, text in seconds.items() if text.isdigit()}
        self._ids: dict[int, str] = {}
        self.rows = body
        self._worksheet = bool(firsts) and all(map(_WORKSHEET.fullmatch, firsts.values()))
        if self._worksheet:  # of Moodle
            self._ids = {n: re.sub(r"\D", "", text) for n, text in firsts.items()}
        elif 2 * len(numbers) > len(seconds):  # of Canvas; here and there an id is odd
            self._ids, self.rows = numbers, list(seconds)
        self.above = [table.rows[n][place] for n in body if n not in self.rows]

    @property
    def possible(self) -> list[str]:
        """What the table says can be earned: Canvas's "Points Possible", Moodle's maximum."""
        if not self._worksheet:
            return self.above
        after = {cell for n in self.rows for cell in self._table.rows[n][self._place + 1 :][:1]}
        return list(after) if len(after) == 1 else []

    def row(self, student: str) -> int | None:
        """The row of a student, None if there is none. CourseError if several fit."""
        numbered = _NUMBERED.fullmatch(student)
        name, number = (numbered["name"], numbered["id"]) if numbered else (student, "")
        if number and self._ids:
            rows = [n for n in self.rows if self._ids.get(n) == number and self._named(n, name)]
            odd = [n for n in self.rows if n not in self._ids]
            rows = rows or [n for n in odd if self._named(n, name)]
        else:
            rows = [n for n in self.rows if _key(name) in self._names(n)]
        if len(rows) > 1:
            raise _refused("gradebook.one_row", _phrase("gradebook.rows", student=student))
        return rows[0] if rows else None

    def name(self, row: int) -> str:
        """How the table calls the student of a row."""
        return ", ".join(self._table.rows[row][: 2 if self._worksheet else 1])

    def _names(self, row: int) -> set[tuple[str, ...]]:
        """Every way the cells before the grade name this student."""
        texts = self._table.rows[row][: self._place]
        return {_key(text) for text in [*texts, " ".join(texts[:2])]} - {()}

    def _named(self, row: int, name: str) -> bool:
        """Whether the row also holds the name: a number alone may be of another assignment."""
        letters = sorted("".join(_key(name)))
        cells = self._names(row) | {_key(re.sub(r"\d", "", self._table.rows[row][0]))}
        return any(sorted("".join(key)) == letters for key in cells)


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


def _refuse_two_in_one(found: dict[str, int | None]) -> None:
    for row, fitting in Counter(found.values()).items():
        if row is not None and fitting > 1:
            raise _refused("gradebook.one_student", ", ".join(s for s in found if found[s] == row))


def _value(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _refused(expected: str, got: str) -> CourseError:
    return refuse("classroom.gradebook", got, expected=_phrase(expected))
