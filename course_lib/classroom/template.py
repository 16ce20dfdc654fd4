"""A CSV file from a learning platform in which single cells change and every other byte stays."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError

_LARGEST = 64 << 20
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_COMMA, _POINT = re.compile(r"\d+,\d+"), re.compile(r"\d+\.\d+")


@dataclass(frozen=True)
class Cell:
    """One cell: where it stands in the text, and what it says."""

    start: int
    end: int
    text: str


class Template:
    """The rows of the file as cells. `rows[0]` is the line of headings.

    >>> made = Template(b'Student,Grade\\r\\n"Dewi, Sari",')
    >>> made.rows[1][0].text, made.filled({(1, 1): "7"})
    ('Dewi, Sari', b'Student,Grade\\r\\n"Dewi, Sari",7')
    """

    def __init__(self, raw: bytes) -> None:
        self._mark = next((mark for mark in _MARKS if raw.startswith(mark)), b"")
        body = raw[len(self._mark) :]
        self._encoding = _MARKS.get(self._mark) or _encoding(body)
        self._text = body.decode(self._encoding)
        head = self._text.partition("\n")[0]
        self.delimiter = max(",;\t", key=head.count)
        self.rows = _rows(self._text, self.delimiter)

    def filled(self, changes: dict[tuple[int, int], str]) -> bytes:
        """The file with the texts of some cells, by row and column, replaced."""
        parts, last = [], 0
        for row, column in sorted(changes):
            cell = self.rows[row][column]
            parts += [self._text[last : cell.start], self._quoted(cell, changes[row, column])]
            last = cell.end
        text = "".join([*parts, self._text[last:]])
        return self._mark + text.encode(self._encoding)

    @property
    def decimal(self) -> str:
        """The decimal sign of the numbers in the file."""
        cells = [cell.text.strip() for row in self.rows[1:] for cell in row]
        commas = sum(bool(_COMMA.fullmatch(text)) for text in cells)
        points = sum(bool(_POINT.fullmatch(text)) for text in cells)
        if commas == points:
            return "," if self.delimiter == ";" else "."
        return "," if commas > points else "."

    def _quoted(self, cell: Cell, text: str) -> str:
        was_quoted = self._text[cell.start : cell.start + 1] == '"'
        return f'"{text}"' if was_quoted or self.delimiter in text else text


def load(path: Path) -> Template:
    """The file at `path`. Raises CourseError if it is no table of a platform."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
        made = Template(raw)
    except (OSError, UnicodeDecodeError):
        made = None
    if made is None or len(made.rows) < 2 or len(made.rows[0]) < 2:
        raise CourseError(
            expected=phrase("gradebook.template"), got=path.name, do=phrase("gradebook.download")
        )
    return made


def _encoding(raw: bytes) -> str:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"  # of old Excel; every byte has a sign in it, so none is lost
    return "utf-8"


def _rows(text: str, delimiter: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    quoted = r'"(?:[^"]|"")*"'
    cell = re.compile(
        rf"({quoted}[^{delimiter}\r\n]*|[^{delimiter}\r\n]*)({delimiter}|\r\n|\r|\n|$)"
    )
    place = 0
    while place < len(text):
        found = cell.match(text, place)
        if found is None:
            break
        row.append(Cell(found.start(1), found.end(1), _said(found[1])))
        if found[2] != delimiter:
            rows.append(row)
            row = []
        elif found.end() == len(text):
            row.append(Cell(found.end(), found.end(), ""))
        place = found.end()
    return [*rows, row] if row else rows


def _said(raw: str) -> str:
    if not raw.startswith('"'):
        return raw
    return raw[1:].rstrip().removesuffix('"').replace('""', '"')
