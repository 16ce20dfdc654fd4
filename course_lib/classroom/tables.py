"""The tables this room writes and reads: CSV that a spreadsheet opens without running anything.

A text that begins like a formula gets an apostrophe before it, and loses it when read again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


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


def written(columns: list[str], rows: Iterable[Mapping[str, str]]) -> str:
    """The rows as the text of a CSV file, every cell safe.

    >>> written(["student"], [{"student": "@Sari"}])
    "student\\r\\n'@Sari\\r\\n"
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: safe(cell.replace("\0", "")) for name, cell in row.items()})
    return out.getvalue()


def save(path: Path, columns: list[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write `path` whole. It begins with the mark by which Excel knows UTF-8."""
    store(path, written(columns, rows).encode("utf-8-sig"))


def store(path: Path, data: bytes) -> None:
    """Put `data` into the file `path`, which is never seen half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(data)
    beside.replace(path)


def load(path: Path, columns: list[str]) -> list[dict[str, str]]:
    """The rows of a file this room wrote, saved again by a spreadsheet perhaps.

    Raises CourseError if it cannot be read, or one of `columns` is not there.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        head = text.partition("\n")[0]
        mark = max(",;\t", key=head.count)
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, restval="")
        rows = [{k: bare(v) for k, v in row.items() if isinstance(v, str)} for row in reader]
        known = set(reader.fieldnames or [])
    except (OSError, ValueError, csv.Error):
        rows, known = [], set()
    if missing := [name for name in columns if name not in known]:
        raise CourseError(
            expected=phrase("tables.expected", columns=", ".join(columns)),
            got=phrase("tables.missing", file=path.name, columns=", ".join(missing)),
            do=phrase("tables.do"),
        )
    return rows
