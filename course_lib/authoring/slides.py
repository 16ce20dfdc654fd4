"""A page a period for the projector: guesses to vote on, a place for the class's numbers, figures.

Everything on it stands in the stored notebook. The answer lies folded, so that it is opened before
the class: then class, answer and course stand side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from course_lib import data
from course_lib.authoring import minutes
from course_lib.authoring.pages import Cell, Page

phrase = data.phrases("authoring")

_FOLDED = re.compile(r"<details><summary>.*?</summary>(.*)</details>", re.S)
_PICTURE = re.compile(r"<figure.*?alt=\"([^\"]*)\".*?</figure>", re.S)  # and its finding


@dataclass
class Period:
    """The slides of one period, each a dictionary for the template, and the sentence to keep."""

    number: int
    slides: list[dict[str, Any]] = field(default_factory=list)
    keep: str = ""


def name(page: Page, period: Period) -> str:
    """The file of a period's slides.

    >>> name(Page("01_sealed_message"), Period(2))
    '01_sealed_message-slides-2.html'
    """
    return f"{page.name}-slides-{period.number}.html"


def periods(page: Page) -> list[Period]:
    """What a period of the lesson shows on the wall, in the order of its cells."""
    found, told = [Period(1)], {cell.reveal: _answer(cell) for cell in page.cells if cell.reveal}
    stop = f">{minutes.STOP.removeprefix('## ')}"
    for cell in page.cells:
        if cell.stretch:
            break
        found[-1].slides += _shown(cell, told)
        if stop in cell.html:
            found[-1].keep = cell.html
            found.append(Period(len(found) + 1))
    return found


def _shown(cell: Cell, told: dict[str, str]) -> list[dict[str, Any]]:
    if cell.guess:
        guess = cell.guess
        return [
            {
                "asked": guess["question"],
                "options": guess["options"],
                "told": told.get(guess["key"], ""),
            }
        ]
    slides = [
        {"asked": each["task"], "options": each["options"], "told": each["answer"]}
        for each in cell.questions
        if each["kind"] == "choose"
    ]
    figures = [{"picture": each[0], "told": each[1]} for each in _PICTURE.finditer(cell.outputs)]
    return [*slides, *figures]


def _answer(cell: Cell) -> str:
    folded = _FOLDED.search(cell.outputs)
    return folded[1] if folded else cell.outputs
