"""Run notebooks and store them so that a second run changes not one byte; read what is stored.

The minutes of a period are counted over all that is read, done and run: the texts, the stored
outputs with tasks, options and findings, the replies to right answers, and the code. How fast
somebody reads, and what else takes time, stands in `minutes.toml`. What is folded ("Sources"), and
*Going further*, is not on the way.
"""

import os
import re
import sys
import tempfile
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

from course_lib import data
from course_lib.errors import refuse
from course_lib.exercises.handouts import METADATA
from course_lib.lesson import quiz
from course_lib.lesson.exercise import Exercise
from course_lib.lesson.live import VIEW

V5 = "application/vnd.vegalite.v5+json"
PNG = "image/png"
phrase = data.phrases("authoring")

STOP = f"## {phrase('minutes.stop')}"
_TAKES = data.toml("authoring", "minutes")
REVEAL = re.compile(r"predictions\.reveal\(\s*\"([^\"]+)\"")
_CHECK = re.compile(r"\bex\.(\w+)\.check\(")


def notebooks(folder: Path) -> list[Path]:
    """Every notebook below `folder`, checkpoints left out.

    >>> notebooks(Path("no_such_folder"))
    []
    """
    found = sorted(folder.rglob("*.ipynb"))
    return [path for path in found if ".ipynb_checkpoints" not in path.parts]


def run(path: Path) -> bool:
    """Execute the notebook at `path` and store it; True if the file changed.

    The lesson's saved work is an empty temporary file. CourseError if a cell raises without the
    tag `raises-exception`, or writes to stderr: a warning is not something to store.
    """
    before = path.read_text(encoding="utf-8")
    stored = nbformat.reads(before, as_version=4)
    fresh = normalise(execute(stored, path.parent), stored)
    for cell in fresh.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise refuse("ground.warning", output.text.strip(), cell=cell.id, name=path.name)
    text = nbformat.writes(fresh).rstrip("\n") + "\n"
    if text != before:
        path.write_text(text, encoding="utf-8")
    return text != before


def execute(stored: NotebookNode, folder: Path) -> NotebookNode:
    """A freshly executed copy of `stored`, run in `folder` with no saved work."""
    fresh = nbformat.from_dict(stored)
    with tempfile.TemporaryDirectory() as empty:
        # Sockets of files where the platform has them: on TCP each kernel warns of itself.
        files = {} if sys.platform == "win32" else {"transport": "ipc", "ip": f"{empty}/kernel"}
        how: dict[str, Any] = {"kernel_name": "python3", "config": Config({"KernelManager": files})}
        how |= {"timeout": 300, "record_timing": False, "store_widget_state": False}
        how["coalesce_streams"] = True  # or slow prints would end up in two outputs, sometimes
        how["resources"] = {"metadata": {"path": str(folder)}}
        client = NotebookClient(fresh, **how)
        client.execute(env={**os.environ, "TZ": "UTC", "COURSE_STORE": f"{empty}/my_course.json"})
    return fresh


def normalise(fresh: NotebookNode, stored: NotebookNode) -> NotebookNode:
    """`fresh` with nothing left that changes from run to run.

    A picture is kept from `stored` when its chart did not change: not all machines pack it alike.
    """
    fresh.metadata = nbformat.from_dict(METADATA)
    old = {cell.id: cell.get("outputs", []) for cell in stored.cells}
    for cell in fresh.cells:
        cell.metadata = NotebookNode({k: v for k, v in cell.metadata.items() if k == "tags"})
        outputs = cell.get("outputs", [])
        for output in outputs:
            output.get("data", {}).pop(VIEW, None)
        outputs[:] = [each for each in outputs if each.get("data") != {}]  # of a widget its still
        for output, earlier in zip(outputs, old.get(cell.id, []), strict=False):
            made, before = output.get("data", {}), earlier.get("data", {})
            if PNG in before and made.get(V5) == before.get(V5) is not None:
                made[PNG] = before[PNG]
    return fresh


# --- what is stored: its periods, what its cells ask, and the minutes that takes


def periods(path: Path) -> list[float]:
    """The minutes of each period of the notebook at `path`."""
    return [sum(_minutes(cell, path.stem) for cell in cells) for cells in cut(path)[:-1]]


def cut(path: Path) -> list[list[NotebookNode]]:
    """The cells of each period of the notebook at `path`; last those below the core.

    The cell with `STOP` ends a period.
    """
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


def questions(source: str, calls: str = "ask|look_back") -> list[Exercise]:
    """The questions of a quiz that a cell asks and answers.

    Those of "ask_before" are yes or no, and nothing is told: they are no questions here.
    """
    return [
        question
        for call, lesson in re.findall(rf'quiz\.({calls})\("(\w+)"', source)
        for question in quiz.questions(lesson, "look_back" if call == "look_back" else "quiz")
    ]


def _minutes(cell: NotebookNode, name: str) -> float:
    source = cell.source
    done = sum(each * len(re.findall(call, source)) for call, each in _TAKES["call"].items())
    if cell.cell_type == "markdown":
        return float(done + words(source.split("\n## Sources")[0]) / _TAKES["words_a_minute"])
    lines = [line for line in source.splitlines() if line.strip()]
    read = sum(words(plain(output)) for output in cell.outputs)
    checked, asked = exercises(source, name), questions(source)
    read += sum(words(each.words.why) for each in [*checked, *asked])
    done += sum(_TAKES["exercise"][each.kind] for each in checked)
    done += _TAKES["question"] * len(asked)
    done += _TAKES["statement"] * len(questions(source, "ask_before"))
    run = (_TAKES["line"] * len(lines) + _TAKES["cell"]) / 60
    return float(done + read / _TAKES["words_a_minute"] + run)


def plain(output: NotebookNode) -> str:
    """A stored output as text."""
    return str(output.get("data", {}).get("text/plain", output.get("text", "")))
