"""How many minutes the periods of a lesson take, counted over all that is read, done and run.

How fast somebody reads, and what else takes time, stands in `minutes.toml`. Counted are the texts,
the stored outputs with tasks, options and findings, the replies to right answers, and the code.
What is folded ("Sources"), and *Going further*, is not on the way.
"""

from __future__ import annotations

import re
from importlib import import_module
from itertools import chain, pairwise
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_lib import data
from course_lib.lesson import quiz
from course_lib.lesson.exercise import Exercise

phrase = data.phrases("authoring")

STOP = f"## {phrase('minutes.stop')}"
_TAKES = data.toml("authoring", "minutes")
BEFORE = "quiz.ask_before("  # yes or no, and nothing is told
REVEAL = re.compile(r"predictions\.reveal\(\s*\"([^\"]+)\"")
_CHECK = re.compile(r"\bex\.(\w+)\.check\(")
_ASKED = re.compile(r"quiz\.(ask|ask_before|look_back)\(\"(\w+)\"")


def periods(path: Path) -> list[float]:
    """The minutes of each period of the notebook at `path`; `STOP` ends a period."""
    found = [0.0]
    for cell in chain(*cut(path)[:-1]):
        before, stop, after = cell.source.partition(STOP)
        found[-1] += _minutes(cell, before, path.stem)
        if stop and cell.cell_type == "markdown":
            found.append(_minutes(cell, after, path.stem))
    return found


def cut(path: Path) -> list[list[NotebookNode]]:
    """The cells of each period of the notebook at `path`; last those below the core."""
    cells = nbformat.read(path, as_version=4).cells
    core = [cell for cell in cells if "stretch" not in cell.metadata.get("tags", [])]
    ends = [n for n, cell in enumerate(core, 1) if cell.cell_type != "code" and STOP in cell.source]
    return [*(core[a:b] for a, b in pairwise([0, *ends, len(core)])), cells[len(core) :]]


def words(text: str) -> int:
    """The words a person reads in Markdown: no code, no addresses, no rules of tables."""
    text = re.sub(r"```.*?```", " ", text, flags=re.S)
    text = re.sub(r"\]\([^)]*\)|<[^>]*>", " ", text)
    return len(re.sub(r"[|#*_`\[\]-]+", " ", text).split())


def exercises(source: str, name: str) -> list[Exercise]:
    """The exercises that a cell of the notebook called `name` checks."""
    number = re.match(r"0\d", name)
    home = import_module(f"course_lib.exercises.{f'lesson_{number[0]}' if number else name}")
    return [getattr(home, each) for each in _CHECK.findall(source)]


def questions(source: str) -> list[Exercise]:
    """The questions of a quiz that a cell asks."""
    return [
        question
        for call, lesson in _ASKED.findall(source)
        for question in quiz.questions(lesson, "look_back" if call == "look_back" else "quiz")
    ]


def _minutes(cell: NotebookNode, source: str, name: str) -> float:
    done = sum(each * len(re.findall(call, source)) for call, each in _TAKES["call"].items())
    if cell.cell_type == "markdown":
        return float(done + words(source.split("\n## Sources")[0]) / _TAKES["words_a_minute"])
    lines = [line for line in source.splitlines() if line.strip()]
    read = sum(words(plain(output)) for output in cell.outputs)
    checked, asked, before = exercises(source, name), questions(source), BEFORE in source
    read += 0 if before else sum(words(each.words.why) for each in [*checked, *asked])
    done += sum(_TAKES["exercise"][each.kind] for each in checked)
    done += _TAKES["statement" if before else "question"] * len(asked)
    run = (_TAKES["line"] * len(lines) + _TAKES["cell"]) / 60
    return float(done + read / _TAKES["words_a_minute"] + run)


def plain(output: NotebookNode) -> str:
    """A stored output as text."""
    return str(output.get("data", {}).get("text/plain", output.get("text", "")))
