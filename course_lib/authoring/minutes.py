"""How many minutes the periods of a lesson take, counted over all that is read, done and run.

A reader whose English is a second language reads 110 words a minute. Counted are the texts, the
stored outputs with tasks, options and findings, the replies to right answers, and the code. What
is folded ("Sources"), and *Going further*, is not on the way.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_lib import data
from course_lib.lesson import quiz
from course_lib.lesson.exercise import Exercise

phrase = data.phrases("authoring")

WORDS_A_MINUTE = 110
STOP = f"## {phrase('minutes.stop')}"
# Minutes of thinking and typing, besides reading.
EXERCISE = {"write": 6.0, "complete": 2.5, "arrange": 2.0, "choose": 1.0}
GUESS, SURE, QUESTION, STATEMENT = 0.5, 1.0, 0.4, 0.2
OPENER, EXPLORER, SENTENCE, TALK = 2.5, 3.0, 2.0, 3.0
CODE_LINE, CELL = 4 / 60, 6 / 60

_DONE = {
    r"predictions\.(?:number|choice)\(": GUESS,
    r"predictions\.sure\(": SURE,
    r"scene\.(?:open|places|crank)\(": OPENER,
    r"\bexplorer\(": EXPLORER,
    r"rewriter\.mine\(": SENTENCE,
    rf"## {phrase('minutes.talk')}": TALK,
}
_CHECK = re.compile(r"\bex\.(\w+)\.check\(")
_ASKED = re.compile(r"quiz\.(ask|ask_before|look_back)\(\"(\w+)\"")


def periods(path: Path) -> list[float]:
    """The minutes of each period of the notebook at `path`; `STOP` ends a period."""
    found = [0.0]
    for cell in nbformat.read(path, as_version=4).cells:
        if "stretch" in cell.metadata.get("tags", []):
            break
        before, stop, after = cell.source.partition(STOP)
        found[-1] += _minutes(cell, before, path.stem)
        if stop and cell.cell_type == "markdown":
            found.append(_minutes(cell, after, path.stem))
    return found


def words(text: str) -> int:
    """The words a person reads in Markdown: no code, no addresses, no rules of tables."""
    text = re.sub(r"```.*?```", " ", text, flags=re.S)
    text = re.sub(r"\]\([^)]*\)|<[^>]*>", " ", text)
    return len(re.sub(r"[|#*_`\[\]-]+", " ", text).split())


def asked(source: str, name: str) -> list[Exercise]:
    """The exercises that a cell of the lesson `name` checks, and the questions that it shows."""
    return [*_exercises(source, name), *_questions(source)]


def _minutes(cell: NotebookNode, source: str, name: str) -> float:
    done = sum(each * len(re.findall(call, source)) for call, each in _DONE.items())
    if cell.cell_type == "markdown":
        return done + words(source.split("\n## Sources")[0]) / WORDS_A_MINUTE
    lines = [line for line in source.splitlines() if line.strip()]
    read = sum(words(shown(output)) for output in cell.outputs)
    told = asked(source, name)
    before = "quiz.ask_before(" in source  # yes or no, and nothing is told
    read += 0 if before else sum(words(each.words.why) for each in told)
    done += sum(EXERCISE[each.kind] for each in _exercises(source, name))
    done += (STATEMENT if before else QUESTION) * len(_questions(source))
    return done + read / WORDS_A_MINUTE + CODE_LINE * len(lines) + CELL


def shown(output: NotebookNode) -> str:
    """What a stored output says, as text."""
    return str(output.get("data", {}).get("text/plain", output.get("text", "")))


def _exercises(source: str, name: str) -> list[Exercise]:
    module = re.search(r"0\d", name[:2])
    lesson = f"lesson_{module.group()}" if module else name
    found = importlib.import_module(f"course_lib.exercises.{lesson}")
    return [getattr(found, each) for each in _CHECK.findall(source)]


def _questions(source: str) -> list[Exercise]:
    part = {"ask": "quiz", "ask_before": "quiz", "look_back": "look_back"}
    return [
        question
        for call, name in _ASKED.findall(source)
        for question in quiz.questions(name, part[call])
    ]
