"""What a lesson answers to a student: a verdict on an answer, or a note. Both show themselves."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

from course_lib import data, look
from course_lib.lesson.tables import marked_up, without_maths

phrase = data.phrases("lesson")

State = Literal["right", "wrong", "open"]
# The word says the state; the bar repeats it in colours safe for colour-blind readers.
_BAR = {"right": look.BLUE, "wrong": look.ORANGE, "open": look.GREY}


@dataclass(frozen=True)
class Note:
    """Lines for the student, and perhaps a piece of code under them.

    >>> Note("Hint: count the bits.")
    Hint: count the bits.
    """

    text: str
    code: str = ""

    def __repr__(self) -> str:
        return "\n".join(filter(None, [self.text, self.code]))

    def _repr_html_(self) -> str:
        lines = "<br>".join(marked_up(line) for line in self.text.splitlines())
        code = f"<pre><code>{escape(self.code)}</code></pre>" if self.code else ""
        return without_maths(f"<p>{lines}</p>{code}")


@dataclass(frozen=True)
class Verdict:
    """What a check found: right, wrong or open (not answered), why, and the points it earns.

    `task` is what is shown above it: the options, one a line; `note` what is said below it.

    >>> Verdict("wrong", "24 came, which is too high.")
    Not yet. 24 came, which is too high.
    """

    state: State
    message: str = ""
    points: int = 0
    task: str = ""
    note: str = ""

    @property
    def ok(self) -> bool:
        """True for a right answer only."""
        return self.state == "right"

    def __repr__(self) -> str:
        said = f"{self._word} {self.message}".strip()
        return "\n".join(filter(None, [self.task, said, self.note]))

    def _repr_html_(self) -> str:
        bar = f"border-left: 4px solid {_BAR[self.state]}; padding-left: 8px"
        said = f"<strong>{self._word}</strong> {marked_up(self.message)}".strip()
        above, below = (Note(text)._repr_html_() if text else "" for text in (self.task, self.note))
        return above + without_maths(f'<div style="{bar}"><p>{said}</p></div>') + below

    @property
    def _word(self) -> str:
        return phrase(f"verdict.{self.state}")
