"""The reading edition: a static site made from the stored notebooks, which are not run.

Charts are drawn live from files beside the pages, questions answer from the lessons' TOML, guesses
stay in the reader's browser. Nothing is asked of another address.

Beside each page stands one a period for the projector: guesses to vote on, a place for the class's
numbers, figures. The answer lies folded, so that it is opened before the class: then class, answer
and course stand side by side.

Openers of few states play without Python: every state that a few touches reach is computed
beforehand. A state is the picture's HTML. Touches are tried breadth first, so that the first ones
are all there; where the states end, the page says so and leads to the notebook.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from copy import deepcopy
from html import escape, unescape
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from nbconvert.filters import Highlight2HTML, markdown2html
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter
from vl_convert import javascript_bundle

from course_lib import authoring, data, look
from course_lib.authoring import PNG, V5, phrase, sheets
from course_lib.errors import CourseError
from course_lib.lesson import tables, touch
from course_lib.lesson.exercise import Exercise

VEGA = "5.21"  # of Vega-Lite, as in JupyterLab

GUESS = re.compile(r"predictions\.(?:number|choice)\(\s*\"([^\"]+)\"")
_SCENE = re.compile(r"course_lib\.scenes import (\w+)")
_OPTION = re.compile(r"^(\w)\) (.+)$", re.M)
_FOLDED = re.compile(r".*?<details><summary>.*?</summary>(.*)</details>.*", re.S)
_PICTURE = re.compile(r"(<figure.*?alt=\"([^\"]*)\".*?</figure>)", re.S)  # and its finding
_CODE = Highlight2HTML(pygments_lexer="python")
_UNKNOWN_HERE = re.compile(r'(href="[^":]+)\.ipynb')

Act = tuple[str, str]
OPENERS = data.toml("authoring", "openers")
ANSWERED, GUESSES = {"send", "run"}, {"put", "take", "mark"}  # no guess is changed after its answer
_BUTTON = re.compile(r"<button (?![^>]*aria-disabled)[^>]*>")
_NAMED = re.compile(r'data-(act|value|drag)="([^"]*)"')
_PLACE = re.compile(r'data-drop="([^"]*)"')


class Page:
    """One notebook: its cells, what each of them shows, and what else its pages ask of a cell.

    `shown` is a cell's stored outputs as HTML, by the cell's id, and none where questions or a
    guess stand in their place. `slides` are the cells of each period, by the file of its slides.
    """

    def __init__(self, path: Path) -> None:
        *core, below = authoring.cut(path)
        self.name = path.stem
        self.slides = {f"{self.name}-slides-{n}.html": each for n, each in enumerate(core, 1)}
        self.cells = [*chain(*core), *below]
        self.title = self.cells[0].source.splitlines()[0].removeprefix("# ")
        self.charts: list[str] = []
        code = [cell for cell in self.cells if cell.cell_type == "code"]
        self.shown = {cell.id: self._shown(cell) for cell in code}
        scenes = {cell.id: _SCENE.findall(cell.source) for cell in code}
        played = {id: opener_states(names[0]) for id, names in scenes.items() if names}
        self.scenes = {id: states for id, states in played.items() if states}
        asked = {cell.id: authoring.REVEAL.findall(cell.source) for cell in code}
        self.reveals = {id: keys[0] for id, keys in asked.items() if keys}
        # Folded, an answer is told without what the reader guessed.
        told = {key: self.shown[id] for id, key in self.reveals.items()}
        self.answers = {key: _FOLDED.sub(r"\1", html) for key, html in told.items()}

    def text(self, cell: NotebookNode) -> str:
        """A cell of Markdown as HTML."""
        html = _UNKNOWN_HERE.sub(r"\1.html", markdown2html(cell.source))
        return re.sub(r'<a class="anchor-link".*?</a>', "", html)

    def questions(self, cell: NotebookNode) -> list[Exercise]:
        """The exercises and questions that a cell asks, and answers."""
        return authoring.exercises(cell.source, self.name) + authoring.questions(cell.source)

    def guess(self, cell: NotebookNode) -> dict[str, Any]:
        """What a cell lets guess, from its stored still; {} where it asks for no guess."""
        if not (found := GUESS.search(cell.source)):
            return {}
        said = "\n".join(map(authoring.plain, cell.outputs))
        question, *rest = said.splitlines()
        options = dict(_OPTION.findall(said))
        unit = "" if options else " ".join(rest[:-1])
        return {"key": found[1], "question": question, "unit": unit, "options": options}

    def pictures(self, cell: NotebookNode) -> list[tuple[str, str]]:
        """The figures of a cell, each with what it shows in words."""
        return _PICTURE.findall(self.shown.get(cell.id, ""))

    def _shown(self, cell: NotebookNode) -> str:
        asks = self.questions(cell) or self.guess(cell)
        return "" if asks else "".join(_output(each, self.charts) for each in cell.outputs)


def build(notebooks: Path, out: Path) -> list[Path]:
    """Write the site of the lessons in the folder `notebooks` into `out`; the pages, in order.

    Assignments have no page: their options earn marks. Search is there where pagefind is installed.
    """
    pages = [Page(path) for path in sorted(notebooks.glob("*.ipynb"))]
    search = find_spec("pagefind") is not None
    shutil.copytree(notebooks / "pictures", out / "pictures", dirs_exist_ok=True)
    files = _beside() | {"index.html": _rendered("index.html", pages=pages, search=search)}
    for page in pages:
        files[f"{page.name}.html"] = _rendered("page.html", page=page, pages=pages)
        files |= {f"{page.name}.json": json.dumps(states) for states in page.scenes.values()}
        for number, (name, cells) in enumerate(page.slides.items(), 1):
            files[name] = _rendered("slides.html", page=page, number=number, cells=cells)
        shutil.copy(notebooks / f"{page.name}.ipynb", out)
    sheets.build(notebooks / "instructor" / "guide.md", out / "print.html")
    _written(out, files)
    if search:
        index = [sys.executable, "-m", "pagefind", "--site", str(out)]
        subprocess.run(index, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  (our own words)
    return [out / f"{page.name}.html" for page in pages]


def _rendered(name: str, **values: Any) -> str:
    shared = {"say": phrase, "stop": authoring.STOP, "code": _CODE, "marked": tables.marked_up}
    return data.template("authoring", name).render(**shared, **values)


def _beside() -> dict[str, str]:
    """Styles, scripts and Vega with its licences."""
    beside = {"vega.txt": data.text("authoring", "vega.txt")}
    for room, stem in (("authoring", "site"), ("lesson", "touch")):
        beside |= {name: data.text(room, name) for name in (f"{stem}.js", f"{stem}.css")}
    for theme, style in (("light", "xcode"), ("dark", "github-dark")):
        beside[f"{theme}.css"] = HtmlFormatter(style=style).get_style_defs(".highlight")
    beside["vega.js"] = javascript_bundle("window.vegaEmbed = vegaEmbed", vl_version=VEGA)
    return beside


def _written(out: Path, files: dict[str, str]) -> list[Path]:
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8")
    return [out / name for name in files]


def _output(output: NotebookNode, charts: list[str]) -> str:
    """A stored output, in the richest form that a page can show."""
    shown = output.get("data", {})
    if V5 in shown:
        charts.append(json.dumps(shown[V5]).replace("</", "<\\/"))
        picture = f"data:{PNG};base64,{shown[PNG]}"
        alt = escape(shown["text/plain"])
        return f'<figure data-chart="{len(charts)}"><img alt="{alt}" src="{picture}"></figure>'
    if "text/html" in shown:
        named = shown["text/html"].replace("<div aria-label=", '<div role="group" aria-label=')
        return f'<div class="output">{named}</div>'
    return f"<pre>{escape(authoring.plain(output))}</pre>"


def opener_states(scene: str) -> dict[str, Any]:
    """The states and moves of an opener ("lesson_04"), {} where it has too many.

    "states" are lists of numbers of "lines"; "moves" says for each state where an act leads.

    >>> opener_states("lesson_08")
    {}
    """
    if scene not in OPENERS:
        return {}
    model = import_module(f"course_lib.scenes.{scene}").open.__self__
    with TemporaryDirectory() as empty, patch.dict(os.environ, COURSE_STORE=f"{empty}/my.json"):
        return _graph(model, **OPENERS[scene])


def _graph(scene: Any, most: int, how: str = "", say: str = "", skip: str = "^$") -> dict[str, Any]:
    numbers: dict[str, int] = {}
    reached: list[tuple[Any, list[Act], str, dict[str, int]]] = []

    def add(model: Any, path: list[Act], note: str = "") -> int:
        def drawn() -> str:  # takes much longer than vars
            return touch.drawn(model.parts, note or model.said)

        state = drawn() if "alike" in how else note + repr(sorted(vars(model).items()))
        if state not in numbers:
            numbers[state] = len(numbers)
            reached.append((model, path, drawn(), {}))
        return numbers[state]

    add(scene.played(*scene.half) if say else scene(), [], say)
    for model, path, picture, leads in reached:  # grows while it is read
        answered = any(name in ANSWERED for name, _ in path)
        for act in _acts(picture):
            name = " ".join(act).strip()
            late = answered and act[0] in GUESSES
            if name == "again":
                leads[name] = 0
            elif not late and len(numbers) < most and not re.match(skip, name):
                then, acts = (scene(), [*path, act]) if "again" in how else (deepcopy(model), [act])
                leads[name] = add(then, [*path, act], _touched(then, acts))
    pictures = [picture.split("><") for _, _, picture, _ in reached]
    lines = {line: n for n, line in enumerate(dict.fromkeys(chain(*pictures)))}
    states = [[lines[line] for line in picture] for picture in pictures]
    played = {"lines": list(lines), "states": states, "moves": [leads for *_, leads in reached]}
    return {**played, "words": dict(data.toml("lesson", "words")["touch"])}


def _touched(model: Any, acts: list[Act]) -> str:
    """What the last of the acts is told where it is refused; "" where it is done."""
    for act in acts:
        try:
            model.act(*act)
            told = ""
        except CourseError as error:
            told = str(error)
    return told


def _acts(html: str) -> list[Act]:
    """What can be touched or put somewhere in a picture; fields that take text are not tried."""
    acts: list[Act] = []
    places = _PLACE.findall(html)
    for button in _BUTTON.findall(html):
        named = {name: unescape(value) for name, value in _NAMED.findall(button)}
        if "act" in named:
            acts.append((named["act"], named.get("value", "")))
        if "drag" in named:
            acts += [(named["drag"], f"{named['value']} {unescape(place)}") for place in places]
    return acts


def draw(out: Path) -> list[Path]:
    """Write each drawing of the lessons into `out`, as an SVG with its words; the files, in order.

    One template, words in `drawings.toml`, colours of the course. They are files beside the
    notebooks, because JupyterLab shows no SVG output of an untrusted one.
    """
    template = data.template("authoring", "drawings.svg")
    words = data.toml("authoring", "drawings").items()
    drawn = {f"{name}.svg": template.render(name=name, say=say, look=look) for name, say in words}
    return _written(out, {name: f"{svg.strip()}\n" for name, svg in drawn.items()})
