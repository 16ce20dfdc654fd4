"""The files a class's grading is kept in: CSV that a spreadsheet opens without running anything.

`marks.csv` has a row for each student and task. `to_mark.csv`, the sheet, has one for each student,
written answer and level of the rubric: a person fills in the points, a level earns an equal share.
A point is kept for the student, the question and the text it was given for: a changed text is to be
marked again. A text that begins like a formula gets an apostrophe, and loses it when read again.
"""

import csv
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from course_lib import data
from course_lib.classroom.grading import Grading, Mark, said_points
from course_lib.errors import refuse, require
from course_lib.exercises.assignments import LEVELS, Assignment

MARKS = ["student", "file", "task", "points", "max_points", "message"]
SHEET = ["student", "task", "answer", "level", "earns", "max_points", "points", "answer_id"]
_KEY = ("student", "task", "answer_id", "level")  # of a row of the sheet
_BEGINS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_phrase = data.phrases("classroom")


class Table:
    """The rows of a stranger's CSV file, with its encoding and its signs.

    >>> made = Table(b'Student,Grade\\r\\n"Dewi, Sari",')
    >>> made.rows[1][1] = "7"
    >>> made.raw()
    b'Student,Grade\\r\\n"Dewi, Sari",7\\r\\n'
    """

    def __init__(self, raw: bytes) -> None:
        found = [encoding for mark, encoding in _BEGINS.items() if raw.startswith(mark)]
        for encoding in [*found, "utf-8", "cp1252", "latin-1"]:  # Excel's; and what takes all
            with suppress(UnicodeDecodeError):
                text, self._encoding = raw.decode(encoding), encoding
                break
        text = "" if "\0" in text else text  # a file of a spreadsheet's own is no text
        # What stands in quotes separates nothing.
        self.delimiter = max(",;\t", key=re.sub('"[^"]*"', "", text).partition("\n")[0].count)
        self.rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter))

    def raw(self) -> bytes:
        """The file as its rows are now, in the encoding and with the signs it came in."""
        return _written(self.rows, self.delimiter).encode(self._encoding)

    @property
    def decimal(self) -> str:
        """The decimal sign of the numbers in the file."""
        cells = "\n".join(cell.strip() for row in self.rows[1:] for cell in row)
        commas, points = (len(re.findall(rf"(?m)^\d+{sign}\d+$", cells)) for sign in (",", r"\."))
        return "," if (commas - points or self.delimiter == ";") > 0 else "."


def read(path: Path) -> Table:
    """The table in a file, one without rows if there is none.

    >>> read(Path("nowhere.csv")).rows
    []
    """
    with suppress(OSError, csv.Error):
        return Table(path.read_bytes())
    return Table(b"")


Sheet = dict[tuple[str, str, str], float]  # points by student, question and `id_of` the text


def id_of(answer: str) -> str:
    """A short name for a text: the same however a spreadsheet has broken its lines.

    >>> id_of("one  two") == id_of("one\\r\\ntwo")
    True
    """
    return "a" + hashlib.sha256(" ".join(answer.split()).encode()).hexdigest()[:11]


def rows(grading: Grading) -> list[Mark]:
    """Every mark of a class, by student, in the order of the assignment, with the paper's note."""
    every = ((mark, paper.note) for paper in grading.papers for mark in paper.marks.values())
    return [replace(m, message=" ".join(f"{m.message} {note}".split())) for m, note in every]


def save_marks(path: Path, marks: Iterable[Mark]) -> None:
    """Write the marks to `path`, the same bytes for the same marks."""
    _save(path, MARKS, map(vars, marks))


def load_marks(path: Path) -> list[Mark]:
    """The marks in a file that `save_marks` wrote. Raises CourseError for anything else.

    >>> load_marks(Path("nowhere.csv"))
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected a CSV file with the columns student, file, ...
    """
    made = []
    for row in _load(path, MARKS):
        row |= {name: _number(row[name], path) for name in ("points", "max_points")}
        made.append(Mark(**{name: row[name] for name in MARKS}))
    return made


def load_sheet(path: Path, work: Assignment) -> Sheet:
    """The points entered on the sheet of `work`, none where there is no sheet yet.

    An answer none of whose levels has points is left out. Raises CourseError for a question or
    level that is not known, a level twice or without points, and points that are none or too many.
    """
    most = {written.name: written.points / len(LEVELS) for written in work.written}
    given = defaultdict[tuple[str, str, str], dict[str, float | None]](dict)
    for row in _load(path, SHEET) if path.exists() else []:
        student, task, id_, level = (row[name] for name in _KEY)
        levels, points = given[student, task, id_], _number(row["points"], path)
        if task not in most or level not in LEVELS or level in levels:
            raise refuse("classroom.sheet_place", f"{student}, {task}, {level}")
        if points is not None and points > most[task] + 1e-9:
            raise refuse("classroom.sheet_too_many", f"{student}, {task}, {level}: {points:g}")
        levels[level] = points
    marked = {key: [p for p in each.values() if p is not None] for key, each in given.items()}
    for (student, task, _), each in marked.items():
        require(len(each) in (0, len(LEVELS)), "classroom.sheet_levels", f"{student}, {task}")
    return {key: sum(each) for key, each in marked.items() if each}


def save_sheet(path: Path, grading: Grading) -> None:
    """Write the sheet for every answer that was handed in.

    What a person has entered in a sheet of that name stays, in columns of their own too: in its row
    if the text is the same, and else at the end, with the text it was given for.
    """
    old = _load(path, SHEET) if path.exists() else []
    own = ["points", *(name for name in (old or [{}])[0] if name and name not in SHEET)]
    kept = [row for row in old if any(row[name].strip() for name in own)]
    entered = {tuple(row[name] for name in _KEY): row for row in kept}
    earns = {written.name: written.levels for written in grading.assignment.written}
    new = {}
    for each, mark in _answers(grading).items():
        told = {"answer": mark.answer, "max_points": f"{mark.max_points / len(LEVELS):g}"}
        for level in LEVELS:
            row = dict(zip(_KEY, key := (*each, level), strict=True)) | told
            row["earns"] = earns[mark.task][level]
            new[key] = dict.fromkeys(own, "") | entered.pop(key, {}) | row
    _save(path, [*SHEET, *own[1:]], [*new.values(), *entered.values()])


def enter(grading: Grading, marked: Sheet) -> Grading:
    """The class with the points a person gave, and news of those that no longer fit.

    What fits is of the very text that is handed in now.
    """
    answers, said = _answers(grading), _phrase("written.marked")
    known, news = {key[:2] for key in answers}, list(grading.news)
    entered: dict[str, dict[str, Mark]] = defaultdict(dict)
    for key, points in marked.items():
        student, task, _ = key
        if key in answers:
            entered[student][task] = replace(answers[key], points=points, message=said)
        else:
            told = {"student": student, "task": task, "points": said_points(points)}
            news.append(_phrase(f"sheet.{'changed' if key[:2] in known else 'gone'}", **told))
    papers = [replace(each, marks=each.marks | entered[each.student]) for each in grading.papers]
    return replace(grading, papers=papers, news=tuple(news))


def _answers(grading: Grading) -> dict[tuple[str, str, str], Mark]:
    """The written answers that were handed in, by student, question and `id_of` the text."""
    marks = [mark for paper in grading.papers for mark in paper.marks.values() if mark.answer]
    return {(mark.student, mark.task, id_of(mark.answer)): mark for mark in marks}


def value_of(text: str) -> float | None:
    """The number in a cell, None if it is none."""
    with suppress(ValueError):
        return float(text.strip().replace(",", "."))
    return None


def try_out(*paths: Path) -> None:
    """Raise an error if `store` would fail there: better before a class is run than after.

    Raises OSError as the system does, and CourseError for what is no file, or is named twice.
    """
    for path in paths:
        require(paths.count(path) == 1 and path.is_file() == path.exists(), "classroom.out", path)
        place = next(each for each in path.absolute().parents if each.exists())
        with TemporaryDirectory(dir=place, prefix=".") as beside:
            Path(beside, path.name).write_bytes(bytes(1 << 20))  # the disk may be full


def store(path: Path, content: bytes) -> None:
    """Put `content` into the file `path`, which is never seen half written, nor by two mixed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent, prefix=".") as beside:
        made = Path(beside, path.name)
        made.write_bytes(content)
        made.replace(path)


def safe(text: str) -> str:
    """`text` as a spreadsheet shows it and does not compute it.

    >>> safe("=1+1"), safe("Sari")
    ("'=1+1", 'Sari')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def bare(text: str) -> str:
    """The text that `safe` was given.

    >>> bare(safe("=1+1")), bare("Sari")
    ('=1+1', 'Sari')
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _number(text: str, path: Path) -> float | None:
    """Points as a person writes them, with a point or a comma; None for an empty cell."""
    value = value_of(text)
    if text.strip() and (value is None or not 0 <= value < 1e6):
        raise refuse("classroom.points", f"{path.name}: {text!r}")
    return value


def _save(path: Path, columns: list[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write `path` whole. It begins with the mark by which Excel knows UTF-8."""
    cells = [[safe(_cell(row[name])) for name in columns] for row in rows]
    store(path, _written([columns, *cells], ",").encode("utf-8-sig"))


def _cell(value: float | str | None) -> str:
    return f"{value:g}" if isinstance(value, int | float) else (value or "").replace("\0", "")


def _written(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def _load(path: Path, columns: list[str]) -> list[dict[str, Any]]:
    """The rows of a file this room wrote, saved again by a spreadsheet perhaps.

    Raises CourseError if it cannot be read, or one of `columns` is not there.
    """
    head, *rows = read(path).rows or [[]]
    if missing := [name for name in columns if name not in head]:
        got = _phrase("tables.missing", file=path.name, columns=", ".join(missing))
        raise refuse("classroom.table", got, columns=", ".join(columns))
    empty = dict.fromkeys(head, "")
    return [empty | dict(zip(head, map(bare, row), strict=False)) for row in filter(any, rows)]
