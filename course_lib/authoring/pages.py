"""A stored notebook as HTML: texts, code, outputs, and forms in the place of questions.

Beside it a page a period for the projector: guesses to vote on, a place for the class's numbers,
figures. The answer lies folded, so that it is opened before the class: then class, answer and
course stand side by side.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.filters import Highlight2HTML, markdown2html, strip_ansi
from nbformat import NotebookNode

from course_lib.authoring import PNG, V5, minutes, states
from course_lib.lesson.exercise import Exercise

_GUESS = re.compile(r"predictions\.(number|choice)\(\s*\"([^\"]+)\"")
_REVEAL = re.compile(r"predictions\.reveal\(\s*\"([^\"]+)\"")
_SCENE = re.compile(r"course_lib\.scenes import (\w+)")
_OPTION = re.compile(r"^(\w)\) (.+)$", re.M)
_FOLDED = re.compile(r"<details><summary>.*?</summary>(.*)</details>", re.S)
_PICTURE = re.compile(r"<figure.*?alt=\"([^\"]*)\".*?</figure>", re.S)  # and its finding
_UNKNOWN_HERE = re.compile(r'(href="[^":]+)\.ipynb')


@dataclass
class Cell:
    """A cell as HTML; of code: its outputs, or the questions or the guess in their place."""

    id: str
    stretch: bool
    html: str = ""
    source: str = ""
    outputs: str = ""
    questions: list[dict[str, Any]] = field(default_factory=list)
    guess: dict[str, Any] | None = None
    reveal: str = ""
    scene: dict[str, Any] = field(default_factory=dict)


@dataclass
class Page:
    """One notebook as HTML: its cells, and what the page needs to be drawn."""

    name: str
    title: str = ""
    cells: list[Cell] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)


def read(path: Path) -> Page:
    """The stored notebook at `path` as a page."""
    page = Page(path.stem)
    for cell in nbformat.read(path, as_version=4).cells:
        made = Cell(cell.id, "stretch" in cell.metadata.get("tags", []))
        if cell.cell_type == "markdown":
            made.html = _markdown(cell.source)
        else:
            _code(made, cell, page)
        page.cells.append(made)
        page.title = page.title or re.sub(r"^# (.*)(.|\n)*", r"\1", cell.source)
    return page


def _markdown(source: str) -> str:
    html = _UNKNOWN_HERE.sub(r"\1.html", markdown2html(source))
    return re.sub(r'<a class="anchor-link".*?</a>', "", html)


def _code(made: Cell, cell: NotebookNode, page: Page) -> None:
    made.source = Highlight2HTML(pygments_lexer="python")(cell.source)
    if minutes.BEFORE not in cell.source:
        asked = [*minutes.exercises(cell.source, page.name), *minutes.questions(cell.source)]
        made.questions = [_question(each) for each in asked]
    if guess := _GUESS.search(cell.source):
        made.guess = _guess(guess[2], "\n".join(map(minutes.plain, cell.outputs)))
    if told := _REVEAL.search(cell.source):
        made.reveal = told[1]
    if scene := _SCENE.search(cell.source):
        made.scene = states.played(scene[1])
    if not made.questions and not made.guess:
        made.outputs = "".join(_output(output, page) for output in cell.outputs)


def _guess(key: str, said: str) -> dict[str, Any]:
    """The question of a guess, from its stored still."""
    question, *rest = said.splitlines()
    options = [{"letter": letter, "text": text} for letter, text in _OPTION.findall(said)]
    unit = "" if options else " ".join(rest[:-1])
    return {"key": key, "question": question, "unit": unit, "options": options}


def _question(asked: Exercise) -> dict[str, Any]:
    """What a form needs: options with their replies, or task, hint and answer to open."""
    said, choose = asked.words, asked.kind == "choose"
    replies = {**said.wrongs, said.right: said.why} if choose else {}
    options = [
        {
            "letter": letter,
            "text": text,
            "reply": replies.get(letter, ""),
            "right": letter == said.right,
        }
        for letter, text in said.options.items()
    ]
    told = {
        "task": said.task,
        "hint": said.hint,
        "why": said.why,
        "answer": asked.answered()._repr_html_(),
    }
    return {"id": asked.id, "kind": asked.kind, "options": options} | told


def _output(output: NotebookNode, page: Page) -> str:
    """A stored output, in the richest form that a page can show."""
    if output.output_type == "stream":
        return f"<pre>{escape(output.text)}</pre>"
    if output.output_type == "error":
        return f"<pre>{escape(strip_ansi(chr(10).join(output.traceback)))}</pre>"
    shown = output.data
    if V5 in shown:
        page.charts.append(json.dumps(shown[V5]).replace("</", "<\\/"))
        picture = f"data:{PNG};base64,{shown[PNG]}"
        alt = escape(shown["text/plain"])
        return f'<figure data-chart="{len(page.charts)}"><img alt="{alt}" src="{picture}"></figure>'
    if "text/html" in shown:
        named = shown["text/html"].replace("<div aria-label=", '<div role="group" aria-label=')
        return f'<div class="output">{named}</div>'
    return f"<pre>{escape(shown['text/plain'])}</pre>"


@dataclass
class Period:
    """The slides of one period, each a dictionary for the template, and the sentence to keep."""

    number: int
    slides: list[dict[str, Any]] = field(default_factory=list)
    keep: str = ""


def slides_name(page: Page, period: Period) -> str:
    """The file of a period's slides.

    >>> slides_name(Page("01_sealed_message"), Period(2))
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
