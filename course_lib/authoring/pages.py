"""A stored notebook as HTML: texts, code, outputs, and forms in the place of questions."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.filters import Highlight2HTML, markdown2html, strip_ansi
from nbformat import NotebookNode

from course_lib.authoring import PNG, V5, states
from course_lib.lesson import quiz
from course_lib.lesson.exercise import Exercise

_CHECK = re.compile(r"\bex\.(\w+)\.check\(")
_QUIZ = re.compile(r"quiz\.(ask|look_back)\(\"(\w+)\"")
_GUESS = re.compile(r"predictions\.(number|choice)\(\s*\"([^\"]+)\"")
_REVEAL = re.compile(r"predictions\.reveal\(\s*\"([^\"]+)\"")
_SCENE = re.compile(r"course_lib\.scenes import (\w+)")
_OPTION = re.compile(r"^(\w)\) (.+)$", re.M)
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
    made.questions = [_question(each) for each in _exercises(cell.source, page.name)]
    if guess := _GUESS.search(cell.source):
        made.guess = _guess(guess[2], _plain(cell.outputs))
    if told := _REVEAL.search(cell.source):
        made.reveal = told[1]
    if scene := _SCENE.search(cell.source):
        made.scene = states.played(scene[1])
    if not made.questions and not made.guess:
        made.outputs = "".join(_output(output, page) for output in cell.outputs)


def _plain(outputs: list[NotebookNode]) -> str:
    return "\n".join(str(each.get("data", {}).get("text/plain", "")) for each in outputs)


def _guess(key: str, said: str) -> dict[str, Any]:
    """The question of a guess, from its stored still."""
    question, *rest = said.splitlines()
    options = [{"letter": letter, "text": text} for letter, text in _OPTION.findall(said)]
    unit = "" if options else " ".join(rest[:-1])
    return {"key": key, "question": question, "unit": unit, "options": options}


def _exercises(source: str, name: str) -> list[Exercise]:
    number = re.match(r"0\d", name)
    home = import_module(f"course_lib.exercises.{f'lesson_{number[0]}' if number else name}")
    found: list[Exercise] = [getattr(home, each) for each in _CHECK.findall(source)]
    for call, lesson in _QUIZ.findall(source):
        found += quiz.questions(lesson, "look_back" if call == "look_back" else "quiz")
    return found


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
