"""What of a notebook a student gets, and which cells of an assignment belong to which task.

An assignment keeps a few rules, and `assignment` refuses one that does not. The answer to a task
has a code cell of its own, which gives a value to the task's name; three dots hold the place until
a student fills it in. Another cell checks it. Each task has a section that begins with a heading.
"""

from __future__ import annotations

import ast
import copy
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from nbformat import NotebookNode, from_dict, v4

from course_lib.authoring import METADATA
from course_lib.errors import CourseError
from course_lib.exercises.assignments import Assignment
from course_lib.lesson.kinds import Write

_KEPT_TAGS = {"raises-exception"}  # "Run all" would stop there without it
_HEADING = re.compile(r"#{2,6} ")


@dataclass(frozen=True)
class Place:
    """The cells of one task: where the answer stands, and its check (a written one has none)."""

    answer: NotebookNode
    checks: list[NotebookNode]


def lesson(notebook: NotebookNode, *, core_only: bool = False) -> NotebookNode:
    """A lesson as a class gets it: nothing run yet; with `core_only` no cell tagged `stretch`.

    >>> cell = v4.new_code_cell("1", id="one", metadata={"tags": ["stretch"]})
    >>> notebook = v4.new_notebook(cells=[cell])
    >>> [len(lesson(notebook, core_only=choice).cells) for choice in (False, True)]
    [1, 0]
    """
    return _fresh(c for c in notebook.cells if not (core_only and "stretch" in _tags(c)))


def assignment(
    notebook: NotebookNode, work: Assignment, *, code_light: bool = False
) -> NotebookNode:
    """The assignment as the class of `work` gets it; with `code_light` no function is to write.

    Raises CourseError for a notebook that does not keep the rules, or in which an answer stands.
    """
    made = _fresh(notebook.cells)
    for name, place in places(made, work).items():
        _require(
            _has_dots(place.answer),
            "three dots where the answer goes",
            f"{work.name}: an answer in the cell of {name}",
            "Start from the course's own notebook, in which nothing is filled in.",
        )
    _set_group(made, work)
    if code_light:
        _leave_out_writing(made, work)
    return made


def places(
    notebook: NotebookNode, work: Assignment, *, code_light: bool = False
) -> dict[str, Place]:
    """Where each task and written answer of `work` stands, by its name.

    Raises CourseError if one is missing, or stands in several cells.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    left_out = _writing(work) if code_light else []
    found = {}
    for name in [*work.tasks, *(written.name for written in work.written)]:
        if name in left_out:
            continue
        answers = [cell for cell in code if name in _bound(cell)]
        checks = [cell for cell in code if f".{name}.check(" in cell.source]
        _require(
            len(answers) == 1 and len(checks) == (name in work.tasks) and answers != checks,
            f"one cell for the answer `{name}` and, if it is a task, another one for its check",
            f"{work.name}: {len(answers)} and {len(checks)}",
            "Correct the notebook of the assignment.",
        )
        found[name] = Place(answers[0], checks)
    return found


def _writing(work: Assignment) -> list[str]:
    return [name for name, task in work.tasks.items() if isinstance(task.exercise, Write)]


def _fresh(cells: Iterable[NotebookNode]) -> NotebookNode:
    """Copies of `cells` in a new notebook, without outputs and without what an editor left."""
    made = []
    for cell in cells:
        tags = [tag for tag in _tags(cell) if tag in _KEPT_TAGS]
        kept = {
            "source": cell.source,
            "id": cell.id,
            "metadata": {"tags": tags} if tags else {},
        }
        code = cell.cell_type == "code"
        made.append(v4.new_code_cell(**kept) if code else v4.new_markdown_cell(**kept))
    return v4.new_notebook(cells=made, metadata=from_dict(copy.deepcopy(METADATA)))


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _bound(cell: NotebookNode) -> set[str]:
    """The names to which the lines of a cell give a value or a function."""
    try:
        tree = ast.parse(cell.source)
    except SyntaxError as error:
        raise CourseError(
            expected="cells of plain Python", got=f"{cell.id}: {error}", do="Correct the notebook."
        ) from None
    names = {line.name for line in tree.body if isinstance(line, ast.FunctionDef)}
    stored = (node for line in tree.body for node in _targets(line))
    return names | {node.id for node in stored if isinstance(node, ast.Name)}


def _targets(line: ast.stmt) -> list[ast.expr]:
    if isinstance(line, ast.Assign):
        return [part for target in line.targets for part in _parts(target)]
    return [line.target] if isinstance(line, ast.AnnAssign) else []


def _parts(target: ast.expr) -> list[ast.expr]:
    return target.elts if isinstance(target, ast.Tuple | ast.List) else [target]


def _has_dots(cell: NotebookNode) -> bool:
    constants = (
        node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Constant)
    )
    return any(constant.value is ... for constant in constants)


def _set_group(notebook: NotebookNode, work: Assignment) -> None:
    """Put the name of the class into the call that loads the assignment."""
    call = re.compile(rf"""assignments\.load\(\s*["']{work.name}["']\s*,\s*(?:""|'')\s*\)""")
    calls = [cell for cell in notebook.cells if call.search(cell.source)]
    _require(
        len(calls) == 1,
        f'one cell with assignments.load("{work.name}", "")',
        f"{work.name}: {len(calls)}",
        "Correct the notebook of the assignment.",
    )
    group = json.dumps(work.group, ensure_ascii=False)
    named = f'assignments.load("{work.name}", {group})'
    calls[0].source = call.sub(lambda _: named, calls[0].source)


def _leave_out_writing(notebook: NotebookNode, work: Assignment) -> None:
    """Drop each function to write: its section up to the check, and its row of the points.

    Code below the check serves a later task: it stays, under the heading of the section.
    """
    for name in _writing(work):
        kept = []
        for section in _sections(notebook.cells):
            checks = [n for n, cell in enumerate(section) if f".{name}.check(" in cell.source]
            below = section[checks[0] + 1 :] if checks else section[1:]
            serves = any(cell.cell_type == "code" for cell in below)
            kept += [section[0], *below] if serves or not checks else []
        notebook.cells = kept
        row = re.compile(rf"^\|.*`{name}`.*\|\n?", flags=re.M)
        for cell in kept:
            if cell.cell_type == "markdown":
                cell.source = row.sub("", cell.source)


def _sections(cells: list[NotebookNode]) -> list[list[NotebookNode]]:
    """The cells, cut before each heading below the title."""
    made: list[list[NotebookNode]] = [[]]
    for cell in cells:
        if cell.cell_type == "markdown" and _HEADING.match(cell.source):
            made.append([])
        made[-1].append(cell)
    return made


def _require(good: bool, expected: str, got: str, do: str) -> None:
    if not good:
        raise CourseError(expected=expected, got=got, do=do)
