"""Pictures of what two sides hold: the same or not, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from course_lib.errors import CourseError


def cells(rows: Mapping[str, Sequence[str]], width: int = 600) -> alt.LayerChart:
    """Each row as a line of cells; a cell that differs from the first row's is dark, with a bar.

    `rows` maps a row's name to short texts: letters, bytes, groups of digits. Shape and colour both
    say "differs". Raises CourseError for no rows or an empty first row.

    >>> chart = cells({"Sari's phone": ["12", "34"], "Budi's phone": ["12", "35"]})
    >>> list(chart.data["differs"])
    ['same', 'same', 'same', 'differs']
    """
    names = list(rows)
    if not names or not rows[names[0]]:
        raise CourseError(
            expected="at least one row of texts", got=str(dict(rows)), do="Give a name and a list."
        )
    first = rows[names[0]]
    data = pd.DataFrame(
        {
            "row": name,
            "position": position,
            "text": text,
            "differs": "same" if position < len(first) and text == first[position] else "differs",
        }
        for name in names
        for position, text in enumerate(rows[name])
    )
    steps = max(map(len, rows.values()))
    fill = (
        alt.Color("differs:N", title="Compared with the first row")
        .scale(domain=["same", "differs"], range=["#e8eef4", "#0b3c5d"])
        .legend(orient="top")
    )
    base = alt.Chart(data).encode(
        x=alt.X("position:O", title=None, axis=None).scale(paddingInner=0.06),
        y=alt.Y("row:N", title=None, sort=names).axis(domain=False, ticks=False),
    )
    cell = base.mark_rect(stroke="white", strokeWidth=1).encode(color=fill)
    text = base.mark_text(font="monospace", fontSize=min(14, int(width / steps / 0.66))).encode(
        text="text:N",
        color=alt.when(alt.datum.differs == "same")
        .then(alt.value("#111"))
        .otherwise(alt.value("#fff")),
    )
    bar = base.transform_filter(alt.datum.differs == "differs").mark_tick(
        orient="horizontal", thickness=3, yOffset=13, color="#e69f00", bandSize=width / steps * 0.8
    )
    return (cell + text + bar).properties(width=width, height=34 * len(names))


def letters(raw: bytes) -> list[str]:
    """Bytes as an eye sees them: letters where they are letters, a dot where they are not.

    >>> letters(b"Seat 1\\x00")
    ['S', 'e', 'a', 't', ' ', '1', '·']
    """
    return [chr(byte) if 32 <= byte < 127 else "·" for byte in raw]
