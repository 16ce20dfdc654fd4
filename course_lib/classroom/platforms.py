"""Totals put into the table a learning platform gave: the cells of known students, no others.

Canvas tells a student by the number in the second column, Moodle's worksheet by the number in the
first ("Participant 12345"); both numbers stand in the names of the files they let a teacher
download. In any other table, and for work from elsewhere, the student's name must be in the row.
Headings follow the language of the site, so places count and not their words.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from course_lib import data, words
from course_lib.classroom import tables
from course_lib.classroom.grading import Mark
from course_lib.errors import refuse, require

_NUMBERED = re.compile(r"(?s)^(.*?)(?: \((\d+)\))?$")  # a name, and a platform's number or ""
_WORKSHEET = re.compile(r"\D+\d+")
_READ_ONLY = re.compile(r"\s*\(.*\)\s*")  # "(read only)", in the language of the site
_phrase = data.phrases("classroom")


@dataclass(frozen=True, eq=False)  # two students may have the same cells
class _Row:
    """A row of the table that is a student: its cells, the platform's number, every name."""

    cells: list[str]
    id: str
    names: set[tuple[str, ...]]


def fill_table(template: Path, marks: Path, column: str, out: Path) -> list[str]:
    """Write to `out` the platform's table with the totals of `marks`, and say what to know of it.

    Raises CourseError as `fill` and `tables.load_marks` do, and for what is no table of a platform,
    and then writes nothing.
    """
    tables.try_out(out)
    table = tables.read(template)
    require(len(table.rows) > 1 and len(table.rows[0]) > 1, "classroom.platform", template.name)
    told = fill(table, tables.load_marks(marks), column)
    tables.store(out, table.raw())
    return told


def fill(table: tables.Table, marks: list[Mark], column: str) -> list[str]:
    """Put each student's total into `column` of `table`; what a teacher must know about it.

    >>> table = tables.Table(b"Student,ID,Secrets (9)\\nSari,48,\\nBudi,49,\\n")
    >>> fill(table, [Mark("total", 2.5, 3, "", student="Sari")], "secrets")[0]
    'Filled 1 row. All other cells are as they were.'
    >>> table.rows[1:]
    [['Sari', '48', '2.5'], ['Budi', '49', '']]

    The heading may lack Canvas's number. A student of whom not everything could be graded is named
    with the reason, and keeps the cell: an empty one asks the teacher to decide, a 0 would be a
    judgement. Raises CourseError for a column that is not there, there twice or read only, for a
    student who fits two rows, and for two students who fit one.
    """
    at = _column(table.rows[0], column)
    worksheet, rows = _students(table, at)
    maxima = _maxima(table, at, rows, worksheet)
    if any(map(_READ_ONLY.fullmatch, maxima)):
        raise refuse("classroom.read_only", _phrase("gradebook.read_only", column=column))
    totals, ungraded = defaultdict[str, float](float), dict[str, str]()
    for mark in marks:
        totals[mark.student] += mark.points or 0.0
        if not mark.graded:
            why = mark.message.removeprefix(_phrase("paper.ungraded")).strip()
            ungraded.setdefault(mark.student, f"{mark.student}: {why}")
    found = _matched([*totals], rows, worksheet)
    changed, decimal = list[str](), table.decimal
    graded = {student: row for student, row in found.items() if row and student not in ungraded}
    for student, row in graded.items():
        now, before = f"{totals[student]:.10g}".replace(".", decimal), row.cells[at].strip()
        # Both of these are a cell that was not graded yet.
        if before not in ("", "-") and tables.value_of(before) != tables.value_of(now):
            changed.append(_phrase("gradebook.was", student=student, before=before, now=now))
        row.cells[at] = now
    missed = [row.cells[: 2 if worksheet else 1] for row in rows if row not in found.values()]
    most = sum({mark.task: mark.max_points for mark in marks}.values())
    waiting = sum(mark.points is None and mark.graded for mark in marks)
    news = {
        "filled": words.count(len(graded), "row"),
        "unmatched": "; ".join(student for student, row in found.items() if row is None),
        "without": "; ".join(map(", ".join, missed)),
        "changed": "; ".join(changed),
        "ungraded": "\n".join(ungraded.values()),
        "waiting": words.count(waiting, "answer") if waiting else "",
        "possible": next((x for x in maxima if tables.value_of(x) not in (None, most)), ""),
    }
    lines = [_phrase(f"gradebook.{key}", what=what) for key, what in news.items() if what]
    return "\n".join(lines).split("\n")


def _column(headings: list[str], column: str) -> int:
    """The place of the column with that heading, which may lack what a platform adds."""
    wanted, *texts = (" ".join(text.split()).casefold() for text in [column, *headings])
    bare = [re.sub(r" (\(\d+\)|\[.*\] ?\|\d+)$", "", text) for text in texts]
    found = [n for n, text in enumerate(texts if wanted in texts else bare) if text == wanted]
    key = "gradebook.columns" if found[1:] else "gradebook.no_column"
    told = {"column": column, "columns": ", ".join(map(str.strip, headings[1:]))}
    require(len(found) == 1 and found[0] > 0, "classroom.column", _phrase(key, **told))
    return found[0]


def _students(table: tables.Table, at: int) -> tuple[bool, list[_Row]]:
    """Whether the table is a worksheet of Moodle's, and its rows that are students."""
    body = [row for row in table.rows[1:] if any(row)]
    for row in body:
        row += [""] * (at + 1 - len(row))  # Excel may leave out empty cells at the end
    worksheet = bool(body) and all(_WORKSHEET.fullmatch(row[0].strip()) for row in body)
    ids = [re.sub(r"\D", "", r[0]) if worksheet else "".join(r[1:at][:1]).strip() for r in body]
    short = "; ".join(id_ for id_ in ids if re.fullmatch(r"\d[.,]?\d*E\+\d+|#+", id_))
    require(not short, "classroom.numbers_lost", short)  # a spreadsheet had no room for them
    numbers = {id_ for id_ in ids if id_.isdigit()}  # of which a class is one
    numbered = worksheet or 2 * len(numbers) > sum(map(bool, ids))  # one may be odd
    rows = []
    for row, id_ in zip(body, ids, strict=True):
        if id_ or not numbered:
            texts = [*row[:at], *map(" ".join, pairwise(row[:at])), re.sub(r"\d", "", row[0])]
            number = id_ if numbered and id_.isdigit() else ""
            rows.append(_Row(row, number, {_key(text) for text in texts} - {()}))
    return worksheet, rows


def _key(name: str) -> tuple[str, ...]:
    """The words of a name in one order, without accents, capitals, signs, and zeros in front."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\b0+(?=\d)", "", name.casefold()))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(sorted(re.findall(r"[^\W_]+", plain)))


def _maxima(table: tables.Table, at: int, rows: list[_Row], worksheet: bool) -> list[str]:
    """What the table says can be earned: Canvas above the grades, Moodle after each."""
    students = [row.cells for row in rows]
    above = [row[at] for row in table.rows[1:] if row not in students and row[at:]]
    after = {"".join(row.cells[at + 1 : at + 2]) for row in rows if worksheet}
    return [text.strip() for text in ([*above, *after] if len(after) < 2 else above)]


def _matched(students: list[str], rows: list[_Row], worksheet: bool) -> dict[str, _Row | None]:
    """The row of each student, None if there is none. CourseError if it is not one for one.

    A number alone may be of another assignment, so the row must hold the name, too. In a table that
    holds no number of this class, as a teacher's own list, the name must do.
    """
    parted = {student: _NUMBERED.findall(student)[0] for student in students}
    by_number = worksheet or any(row.id == n != "" for row in rows for _, n in parted.values())
    found, owner = dict[str, _Row | None](), dict[_Row, str]()
    for student, (name, number) in parted.items():
        fits = [row for row in rows if _key(name) in row.names]
        if number and by_number:
            # Canvas writes a name in one word, and Moodle the group's before it: "10B-Sari Dewi".
            parts = [name.split("-", n)[-1] for n in range(name.count("-") + 1)]
            letters = [sorted("".join(_key(part))) for part in parts]
            fits = [row for row in rows if any(sorted("".join(n)) in letters for n in row.names)]
            fits = [row for row in fits if row.id == number] or [r for r in fits if not r.id]
        require(len(fits) < 2, "classroom.one_row", _phrase("gradebook.rows", student=student))
        found[student] = row = fits[0] if fits else None
        if row and (other := owner.setdefault(row, student)) != student:
            raise refuse("classroom.one_student", f"{other}, {student}")
    return found
