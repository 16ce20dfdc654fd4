"""Totals put into the table a platform gave: the cells of known students, and nothing else.

Canvas tells a student by the number in the second column, Moodle's worksheet by the number in the
first ("Participant 12345"); both numbers stand in the names of the files they let a teacher
download. In any other table, and for work from elsewhere, the student's name must be in the row.
Headings follow the language of the site, so places count and not their words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from course_lib import words
from course_lib.classroom.marks import Mark
from course_lib.classroom.template import Cell, Template
from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError

_NUMBERED = re.compile(r"(?P<name>.*) \((?P<id>\d+)\)")
_WORKSHEET = re.compile(r"\D+\d+")
_NOT_GRADED = ("", "-")


@dataclass(frozen=True)
class Filled:
    """The filled table, and what a teacher must know about it.

    `unmatched` are students with marks and no row, `without` rows without marks (left as they
    were), `changed` rows that held another grade, `waiting` answers a person has not marked.
    `ungraded` are students whose file could not be graded, with the reason: an empty cell asks the
    teacher to decide, a 0 would be a judgement.
    """

    data: bytes
    filled: int
    unmatched: list[str]
    without: list[str]
    changed: list[str]
    waiting: int
    ungraded: tuple[str, ...] = ()
    possible: str = ""  # what the table says can be earned, if that differs


def fill(template: Template, marks: Iterable[Mark], column: str) -> Filled:
    """The table with each student's total in `column`, by its heading (without Canvas's number).

    >>> table = Template(b"Student,ID,Secrets (9)\\nSari,48,\\nBudi,49,\\n")
    >>> fill(table, [Mark("Sari", "x.ipynb", "total", 2.5, 3, "")], "secrets").data
    b'Student,ID,Secrets (9)\\nSari,48,2.5\\nBudi,49,\\n'

    Raises CourseError for a column that is not there or there twice, for a student who fits two
    rows, and for two students who fit one.
    """
    place = _column(template.rows[0], column)
    totals, most, waiting = _totals(marks := list(marks))
    ungraded = _ungraded(marks)
    students = _Students(template, place)
    found = {student: students.row(student) for student in totals}
    _refuse_two_in_one(found)
    changes, changed = {}, []
    for student, row in found.items():
        if row is None or student in ungraded:
            continue
        written = f"{totals[student]:.10g}".replace(".", template.decimal)
        before = template.rows[row][place].text.strip()
        if before not in _NOT_GRADED and _value(before) != _value(written):
            changed.append(phrase("gradebook.was", student=student, before=before, now=written))
        changes[row, place] = written
    rows = set(students.rows) - set(found.values())
    return Filled(
        data=template.filled(changes),
        filled=len(changes),
        unmatched=[student for student, row in found.items() if row is None],
        without=[students.name(row) for row in sorted(rows)],
        changed=changed,
        waiting=waiting,
        ungraded=tuple(
            phrase("gradebook.ungraded_one", student=student, why=why)
            for student, why in ungraded.items()
        ),
        possible=_other_maximum(template, students, place, most),
    )


def told(filled: Filled) -> list[str]:
    """What a teacher reads about a filled table, one sentence a line.

    >>> told(Filled(b"", 24, ["Sari"], [], [], 0))[1]
    'With marks, but not in the table: Sari.'
    """
    said = [phrase("gradebook.filled", rows=words.number(filled.filled))]
    for key in ("unmatched", "without", "changed"):
        if names := getattr(filled, key):
            said.append(phrase(f"gradebook.{key}", names="; ".join(names)))
    if filled.ungraded:
        said += [phrase("gradebook.ungraded"), *filled.ungraded]
    if filled.waiting:
        said.append(phrase("gradebook.waiting", answers=words.count(filled.waiting, "answer")))
    if filled.possible:
        said.append(phrase("gradebook.possible", possible=filled.possible))
    return said


class _Students:
    """The rows of the table that are students, and who they are."""

    def __init__(self, template: Template, place: int) -> None:
        self._table, self._place = template, place
        body = [n for n in range(1, len(template.rows)) if len(template.rows[n]) > place]
        firsts = [template.rows[n][0].text.strip() for n in body]
        seconds = [template.rows[n][1].text.strip() for n in body]
        self._ids: dict[int, str] = {}
        self._worksheet = bool(firsts) and all(_WORKSHEET.fullmatch(text) for text in firsts)
        if self._worksheet:  # of Moodle
            self._ids = {n: re.sub(r"\D", "", text) for n, text in zip(body, firsts, strict=True)}
        elif all(text.isdigit() or not text for text in seconds) and any(seconds):  # Canvas
            self._ids = {n: text for n, text in zip(body, seconds, strict=True) if text}
        self.rows = list(self._ids) or body

    def row(self, student: str) -> int | None:
        """The row of a student, None if there is none. CourseError if several fit."""
        numbered = _NUMBERED.fullmatch(student)
        name, number = (numbered["name"], numbered["id"]) if numbered else (student, "")
        if number and self._ids:
            rows = [n for n in self.rows if self._ids[n] == number and self._named(n, name)]
        else:
            rows = [n for n in self.rows if _key(name) in self._names(n)]
        if len(rows) > 1:
            raise _refused("gradebook.one_row", phrase("gradebook.rows", student=student))
        return rows[0] if rows else None

    def name(self, row: int) -> str:
        """How the table calls the student of a row."""
        cells = self._table.rows[row][: 2 if self._worksheet else 1]
        return ", ".join(cell.text for cell in cells)

    def _names(self, row: int) -> set[tuple[str, ...]]:
        """Every way the cells before the grade name this student."""
        texts = [cell.text for cell in self._table.rows[row][: self._place]]
        return {_key(text) for text in [*texts, " ".join(texts[:2])]} - {()}

    def _named(self, row: int, name: str) -> bool:
        """Whether the row also holds the name: a number alone may be of another assignment."""
        letters = sorted("".join(_key(name)))
        cells = self._names(row) | {_key(re.sub(r"\d", "", self._table.rows[row][0].text))}
        return any(sorted("".join(key)) == letters for key in cells)


def _key(name: str) -> tuple[str, ...]:
    """The words of a name in one order, without accents, capitals and signs."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(sorted(re.findall(r"[^\W_]+", plain)))


def _column(headings: list[Cell], column: str) -> int:
    wanted = column.strip().casefold()
    texts = [cell.text.strip() for cell in headings]
    exact = [n for n, text in enumerate(texts) if text.casefold() == wanted]
    bare = [
        n for n, text in enumerate(texts) if re.sub(r" \(\d+\)$", "", text).casefold() == wanted
    ]
    found = exact or bare
    if len(found) != 1 or found[0] == 0:
        key = "gradebook.columns" if found else "gradebook.no_column"
        raise _refused("gradebook.column", phrase(key, column=column, columns=", ".join(texts[1:])))
    return found[0]


def _totals(marks: Iterable[Mark]) -> tuple[dict[str, float], float, int]:
    """Each student's sum, what can be earned, and how many answers wait for a person."""
    totals: dict[str, float] = defaultdict(float)
    most: dict[str, float] = {}
    waiting = 0
    for mark in marks:
        totals[mark.student] += mark.points or 0.0
        most[mark.task] = mark.max_points
        waiting += mark.points is None
    return dict(totals), sum(most.values()), waiting


def _ungraded(marks: Iterable[Mark]) -> dict[str, str]:
    """The students of whom nothing could be graded, with the reason."""
    graded = {mark.student for mark in marks if mark.graded}
    reasons = {mark.student: mark.message for mark in marks if mark.student not in graded}
    start = phrase("paper.ungraded")
    return {student: why.removeprefix(start).strip() for student, why in reasons.items()}


def _refuse_two_in_one(found: dict[str, int | None]) -> None:
    by_row: dict[int, list[str]] = defaultdict(list)
    for student, row in found.items():
        if row is not None:
            by_row[row].append(student)
    for students in by_row.values():
        if len(students) > 1:
            raise _refused("gradebook.one_student", ", ".join(students))


def _other_maximum(template: Template, students: _Students, place: int, most: float) -> str:
    """Canvas's "Points Possible" or Moodle's "Maximum Grade", if it is not what can be earned."""
    others = [n for n in range(1, len(template.rows)) if n not in students.rows]
    cells = [template.rows[n][place].text for n in others if len(template.rows[n]) > place]
    after = {
        template.rows[n][place + 1].text for n in students.rows if len(template.rows[n]) > place + 1
    }
    cells += after if len(after) == 1 else []
    said = [text.strip() for text in cells if _value(text) is not None]
    return said[0] if said and _value(said[0]) != most else ""


def _value(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _refused(expected: str, got: str) -> CourseError:
    return CourseError(expected=phrase(expected), got=got, do=phrase("gradebook.do"))
