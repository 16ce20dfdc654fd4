"""The code in a notebook file, read as JSON: any version, with or without metadata."""

from __future__ import annotations

import json
from typing import Any

from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError

LONGEST = 4 << 20  # characters of code in one notebook
MOST = 2_000  # code cells
_PARTS = 5_000_000  # lists and objects in the file: each takes many times its size to read


def code(raw: bytes) -> list[str]:
    """The sources of the code cells of a notebook, in order.

    >>> code(b'{"cells": [{"cell_type": "code", "source": ["seats = 4"]}]}')
    ['seats = 4']

    Raises CourseError for bytes that are no notebook, and for more code than a person writes.
    """
    sources = [_source(cell) for cell in _cells(_notebook(raw)) if _is_code(cell)]
    if len(sources) > MOST or sum(map(len, sources)) > LONGEST:
        raise _refused("cells.too_much")
    return sources


def _notebook(raw: bytes) -> dict[str, Any]:
    if raw.count(b"[") + raw.count(b"{") > _PARTS:
        raise _refused("cells.too_much")
    try:
        made = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError, MemoryError):
        raise _refused("cells.no_json") from None
    if not isinstance(made, dict):
        raise _refused("cells.no_notebook")
    return made


def _cells(notebook: dict[str, Any]) -> list[Any]:
    cells = notebook.get("cells")
    sheets = notebook.get("worksheets")  # format 3, before 2015
    if cells is None and isinstance(sheets, list):
        parts = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        cells = [cell for part in parts if isinstance(part, list) for cell in part]
    if not isinstance(cells, list):
        raise _refused("cells.no_notebook")
    return cells


def _is_code(cell: Any) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") == "code"


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    # A lone half of a character pair is legal in JSON, and in no Python source.
    return source.encode("utf-8", "replace").decode() if isinstance(source, str) else ""


def _refused(why: str) -> CourseError:
    return CourseError(
        expected=phrase("submissions.notebook"), got=phrase(why), do=phrase("submissions.again")
    )
