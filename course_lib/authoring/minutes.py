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
BEFORE = "quiz.ask_before("  # yes or no, and nothing is told
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


def exercises(source: str, name: str) -> list[Exercise]:
    """The exercises that a cell of the notebook called `name` checks."""
    number = re.match(r"0\d", name)
    home = importlib.import_module(
        f"course_lib.exercises.{f'lesson_{number[0]}' if number else name}"
    )
    return [getattr(home, each) for each in _CHECK.findall(source)]


def questions(source: str) -> list[Exercise]:
    """The questions of a quiz that a cell asks."""
    return [
        question
        for call, lesson in _ASKED.findall(source)
        for question in quiz.questions(lesson, "look_back" if call == "look_back" else "quiz")
    ]


def _minutes(cell: NotebookNode, source: str, name: str) -> float:
    done = sum(each * len(re.findall(call, source)) for call, each in _DONE.items())
    if cell.cell_type == "markdown":
        return done + words(source.split("\n## Sources")[0]) / WORDS_A_MINUTE
    lines = [line for line in source.splitlines() if line.strip()]
    read = sum(words(plain(output)) for output in cell.outputs)
    checked, asked, before = exercises(source, name), questions(source), BEFORE in source
    read += 0 if before else sum(words(each.words.why) for each in [*checked, *asked])
    done += sum(EXERCISE[each.kind] for each in checked)
    done += (STATEMENT if before else QUESTION) * len(asked)
    return done + read / WORDS_A_MINUTE + CODE_LINE * len(lines) + CELL


def plain(output: NotebookNode) -> str:
    """A stored output as text."""
    return str(output.get("data", {}).get("text/plain", output.get("text", "")))
