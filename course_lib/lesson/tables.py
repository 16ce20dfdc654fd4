"""Texts and tables that show themselves: one escape, one renderer, dollars that stay dollars.

What a lesson answers to a student is a `Verdict` on an answer, or a `Note`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from IPython.display import display

from course_lib import data, look, words
from course_lib.errors import require
from course_lib.lesson import phrase

if TYPE_CHECKING:
    import pandas as pd

Bundle = dict[str, Any]  # what a cell shows, by kinds of page
# The word says the state; the bar repeats it in colours safe for colour-blind readers.
_BAR = {"right": look.BLUE, "wrong": look.ORANGE, "open": look.GREY}
_READ = "; ".join(("text-align: left", "vertical-align: top"))


def without_maths(html: str) -> str:
    """`html` in which dollars stay dollars: JupyterLab sets as a formula what two of them enclose.

    >>> without_maths("<p>$1 or $59</p>")
    '<div class="mathjax_ignore"><p>$1 or $59</p></div>'
    """
    return f'<div class="mathjax_ignore">{html}</div>'


def marked_up(line: str) -> str:
    """`line` as HTML: everything escaped, then `code` between backticks set as code.

    No line begins with the sign of percent.

    >>> marked_up("Is `a < b`?")
    'Is <code>a &lt; b</code>?'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(line.replace(" %", "\u00a0%")))


def folded(head: str, html: str) -> str:
    """`html` one click away: it survives where no kernel runs and nothing is trusted.

    >>> folded("The answer", "<p>24</p>")
    '<details><summary>The answer</summary><p>24</p></details>'
    """
    return f"<details><summary>{escape(head)}</summary>{html}</details>"


def table(
    heads: Iterable[str],
    rows: Iterable[Sequence[str]],
    *,
    cell: str = "",
    whole: str = "",
    write: Callable[[str], str] = escape,
) -> str:
    """An HTML table, each text written by `write`; `cell` and `whole` are styles.

    >>> table(["a"], [["1 < 2"]])[-49:]
    '<tbody><tr><td>1 &lt; 2</td></tr></tbody></table>'
    """
    styled, opened = (f' style="{style}"' if style else "" for style in (cell, whole))
    head = "".join(f'<th scope="col"{styled}>{write(text)}</th>' for text in heads)
    lines = ("".join(f"<td{styled}>{write(text)}</td>" for text in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table{opened}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def reading(heads: Sequence[str], rows: Sequence[Sequence[str]], cell: str = _READ) -> Note:
    """A table of sentences, set left and in full; `cell` is a style."""
    html = without_maths(table(heads, rows, cell=cell))
    return Note("\n".join(" | ".join(line) for line in (heads, *rows)), html=html)


def to_read(frame: pd.DataFrame) -> Note:
    """The columns of `frame` as a table of sentences, nothing cut off, without the index.

    >>> import pandas as pd
    >>> to_read(pd.DataFrame({"claim": ["Users pay nothing at all."], "ids": [("F8", "F9")]}))
    claim | ids
    Users pay nothing at all. | F8, F9
    """
    require(hasattr(frame, "itertuples"), "lesson.DataFrame", type(frame).__name__)
    named = data.toml("lesson", "words")["heads"]
    heads = [named.get(name, str(name).replace("_", " ")) for name in frame]
    return reading(heads, [[said(cell) for cell in row] for row in frame.itertuples(index=False)])


def say(*parts: object, sep: str = " ") -> None:
    """Show a sentence as `print` would, but set as text: lines break between words.

    >>> say("Seat", 12)
    Seat 12
    """
    display(Note("\n".join(sep.join(map(str, parts)).splitlines())))


def decimals(value: float) -> int:
    """As many as the number has, but no more than the four digits of a measured one.

    >>> decimals(1 / 3), decimals(40.0)
    (4, 0)
    """
    written = -int(Decimal(str(value)).normalize().as_tuple().exponent)
    magnitude = math.floor(math.log10(abs(value))) if value else 0
    return max(0, min(written, 3 - magnitude))


def said(cell: Any) -> str:
    """`cell` of a table as people write it; a missing one is a dash."""
    if isinstance(cell, tuple | list):
        return ", ".join(map(str, cell))
    if str(cell) in ("None", "nan", "NaT", "<NA>"):
        return "–"
    if isinstance(cell, dt.datetime):
        zone = f" {name}" if (name := cell.tzname()) else ""
        return f"{words.date(cell.date())}, {words.time(cell)}{zone}"
    if isinstance(cell, dt.date):
        return words.date(cell)
    return words.number(cell, decimals(cell)) if isinstance(cell, float) else str(cell)


@dataclass(frozen=True)
class Note:
    """Lines for the student, and perhaps a piece of code under them; `html` if they are a table.

    >>> Note("Hint: count the bits.")
    Hint: count the bits.
    """

    text: str
    code: str = ""
    html: str = ""

    def __repr__(self) -> str:
        return "\n".join(filter(None, [self.text, self.code]))

    def _repr_html_(self) -> str:
        lines = "<br>".join(marked_up(line) for line in self.text.splitlines())
        code = f"<pre><code>{escape(self.code)}</code></pre>" if self.code else ""
        return self.html or without_maths(f"<p>{lines}</p>{code}")

    @property
    def still(self) -> dict[str, str]:
        """As text and HTML, for where it is shown without a kernel."""
        return {"text/plain": repr(self), "text/html": self._repr_html_()}


@dataclass(frozen=True)
class Verdict:
    """What a check found: right, wrong or open (not answered), why, and the points it earns.

    `task` is the question it belongs to, with its options one a line. `note` is what is said below.

    >>> Verdict("wrong", "24 came, which is too high.")
    Not yet. 24 came, which is too high.
    """

    state: Literal["right", "wrong", "open"]
    message: str = ""
    points: int = 0
    task: str = ""
    note: str = ""

    @property
    def ok(self) -> bool:
        """True for a right answer only."""
        return self.state == "right"

    def __repr__(self) -> str:
        said = f"{phrase(f'verdict.{self.state}')} {self.message}".strip()
        return "\n".join(filter(None, [self.task, said, self.note]))

    def _repr_html_(self) -> str:
        bar = f"border-left: 4px solid {_BAR[self.state]}; padding-left: 8px"
        word = phrase(f"verdict.{self.state}")
        said = f"<strong>{word}</strong> {marked_up(self.message)}".strip()
        above, below = (Note(text)._repr_html_() if text else "" for text in (self.task, self.note))
        return above + without_maths(f'<div style="{bar}"><p>{said}</p></div>') + below
