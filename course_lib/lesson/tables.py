"""The table twin of a chart: the same figures, for eyes, ears and fingers that prefer a table."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from course_lib import words
from course_lib.lesson.texts import phrase, without_maths

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 40
_DIGITS = 4  # significant digits of a measured number
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Reading:
    """A table of sentences, set left and in full; `to_read` makes it."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        return "\n".join(" | ".join(row) for row in (self.heads, *self.rows))

    def _repr_html_(self) -> str:
        left = 'style="text-align: left; vertical-align: top"'
        heads = "".join(f'<th scope="col" {left}>{escape(head)}</th>' for head in self.heads)
        lines = "".join(
            f"<tr>{''.join(f'<td {left}>{escape(cell)}</td>' for cell in row)}</tr>"
            for row in self.rows
        )
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
        return without_maths(table)


def to_read(frame: pd.DataFrame) -> Reading:
    """The columns of `frame` as a table of sentences, nothing cut off, without the index.

    >>> import pandas as pd
    >>> to_read(pd.DataFrame({"claim": ["Users pay nothing at all."], "ids": [("F8", "F9")]}))
    claim | ids
    Users pay nothing at all. | F8, F9
    """
    rows = tuple(tuple(map(_said, row)) for row in frame.itertuples(index=False))
    return Reading(tuple(map(str, frame.columns)), rows)


def _said(cell: object) -> str:
    return ", ".join(map(str, cell)) if isinstance(cell, tuple | list) else str(cell)


def table(spec: dict[str, Any]) -> str:
    """The data of `spec` (see `specifications`) as HTML tables; "" without data.

    A table has the columns the chart draws, under the chart's own titles, and at most 40 rows.

    >>> table({"datasets": {"data-0": [{"users": 450_000_000}]}})[-45:]
    '<tr><td>450,000,000</td></tr></tbody></table>'
    """
    titles: dict[str, tuple[str, bool]] = {}
    for field, title, amount in _titles(spec):
        if field not in titles or title != field:
            titles[field] = (title, amount)
    filled = [rows for rows in spec.get("datasets", {}).values() if rows and rows[0]]
    return "".join(_table(rows, titles) for rows in filled if isinstance(rows[0], dict))


def _titles(node: Any) -> Iterator[tuple[str, str, bool]]:
    """Of every field a chart draws: its title, and whether it is an amount (not a name or year)."""
    if isinstance(node, list):
        for inner in node:
            yield from _titles(inner)
    elif isinstance(node, dict):
        for key, inner in node.items():
            if key != "datasets":
                yield from _titles(inner)
        field = node.get("field")
        if isinstance(field, str):
            title = node.get("title") or (node.get("axis") or {}).get("title") or field
            text = " ".join(title) if isinstance(title, list) else str(title)
            plain = (node.get("axis") or {}).get("format") == "d" or "year" in text.lower()
            yield field, text, node.get("type") == "quantitative" and not plain


def _table(rows: Rows, titles: dict[str, tuple[str, bool]]) -> str:
    fields = [field for field in rows[0] if field in titles] or list(rows[0])
    shown = rows[:MOST_ROWS]
    columns = {
        field: _column([row.get(field) for row in shown], titles.get(field, ("", True))[1])
        for field in fields
    }
    heads = "".join(
        f'<th scope="col">{escape(titles.get(field, (field,))[0] or field)}</th>'
        for field in fields
    )
    lines = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
        for row in zip(*columns.values(), strict=True)
    )
    more = len(rows) - len(shown)
    tail = f"<p>{phrase('figures.more', rows=words.number(more))}</p>" if more else ""
    body = f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody>"
    return f'<table style="margin-left: 0">{body}</table>{tail}'


def _column(values: list[Any], amount: bool) -> list[str]:
    moments = [value for value in values if isinstance(value, str) and _MOMENT.fullmatch(value)]
    days = all(moment.endswith("T00:00:00") for moment in moments)
    return [_cell(value, amount, days) for value in values]


def _cell(value: Any, amount: bool, days: bool) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        if not _MOMENT.fullmatch(value):
            return value
        moment = dt.datetime.fromisoformat(value)
        day = words.date(moment.date())
        return day if days else f"{day}, {words.time(moment)}"
    if not amount:
        return str(int(value)) if float(value).is_integer() else str(value)
    return words.number(value, _decimals(value))


def _decimals(value: float) -> int:
    """As many as the number has, but no more than four significant digits."""
    written = -int(Decimal(str(value)).normalize().as_tuple().exponent)
    magnitude = math.floor(math.log10(abs(value))) if value else 0
    return max(0, min(written, _DIGITS - 1 - magnitude))
