"""The notebooks of the course as a class gets them, and where an answer stands in them.

In an assignment the answer to the task `first_month` stands in the code cell with the id
`first-month-answer`, three dots in it until a student fills it in; `first-month-check` checks it,
and `class-code` gives the class its numbers. It carries the edition of the course and a fingerprint
of each task, so that no later course grades it by other tasks.
"""

import copy
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, from_dict, v4

import course_lib
from course_lib import data
from course_lib.errors import refuse, require
from course_lib.exercises import assignments
from course_lib.exercises.assignments import Assignment
from course_lib.lesson.exercise import Exercise, Write, tables

_phrase = data.phrases("exercises")

EDITION = "1.1.0"  # of the course, as in pyproject.toml
STAMP = "course"  # where in the notebook's metadata
METADATA: dict[str, Any] = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
NOTEBOOKS = Path(course_lib.__file__).parents[1] / "notebooks"
CLASS = "class-code"  # the cell that loads the tasks of the class
_WRITING = re.compile(r"^def (\w+)\((?:.|\n)*^ex\.\1\.check\(\1\)", re.M)  # a function to write


@dataclass(frozen=True)
class Place:
    """The cells of one task: where the answer stands, and its check (a written one has none)."""

    answer: NotebookNode
    check: NotebookNode | None


@dataclass(frozen=True)
class Choice:
    """What goes into the folder: assignments by name, for which class, and what is left out."""

    names: Sequence[str] = assignments.NAMES
    group: str = ""
    core_only: bool = False
    code_light: bool = False


def stored(name: str) -> NotebookNode:
    """The course's own notebook of an assignment; CourseError where the course lies without it."""
    path = NOTEBOOKS / "assignments" / f"{name}.ipynb"
    require(path.exists(), "exercises.no_notebook", path, name=path.name)
    return nbformat.read(path, 4)


def lesson(
    notebook: NotebookNode, *, core_only: bool = False, code_light: bool = False
) -> NotebookNode:
    """A lesson as a class gets it: nothing run yet; with `core_only` no cell tagged `stretch`.

    With `code_light` an exercise without code stands in the place of each function to write; one
    of *Going further* that has none goes.

    >>> cell = v4.new_code_cell("1", id="one", metadata={"tags": ["stretch"]})
    >>> notebook = v4.new_notebook(cells=[cell])
    >>> [len(lesson(notebook, core_only=core).cells) for core in (False, True)]
    [1, 0]
    """
    left_out = {"stretch"} if core_only else set()
    cells = [cell for cell in notebook.cells if not left_out & {*cell.metadata.get("tags", ())}]
    return _fresh(_without_writing(cells) if code_light else cells)


def assignment(
    notebook: NotebookNode, work: Assignment, *, code_light: bool = False
) -> NotebookNode:
    """The assignment as the class of `work` gets it; with `code_light` no function is to write.

    Raises CourseError for a notebook in which an answer or another class stands.
    """
    made = _fresh(notebook.cells)
    public = f'assignments.load("{work.name}", "")'
    asked = {CLASS: public} | {f"{_prefix(name)}answer": "..." for name in work.asked}
    asked |= {f"{_prefix(name)}check": f".{name}.check(" for name in work.tasks}
    found = {cell.id: cell.source for cell in made.cells}
    if changed := [key for key, text in asked.items() if text not in found.get(key, "")]:
        raise refuse("exercises.filled_in", ", ".join(changed), name=work.name)
    named = public.replace('""', json.dumps(work.group, ensure_ascii=False))
    for cell in made.cells:
        cell.source = cell.source.replace(public, named)
    if code_light:
        _leave_out_writing(made, work)
    made.metadata[STAMP] = {"edition": EDITION, "tasks": work.fingerprints()}
    return made


def of_class(choice: Choice) -> list[tuple[Assignment, NotebookNode]]:
    """Each assignment chosen, with its notebook for the class."""
    works = [assignments.load(name, choice.group) for name in choice.names]
    return [(w, assignment(stored(w.name), w, code_light=choice.code_light)) for w in works]


def student_folder(choice: Choice) -> dict[str, str]:
    """The files of the student folder: lessons with their pictures, assignments, a README.

    Each is a path below the folder and its text.
    """
    left_out = {"core_only": choice.core_only, "code_light": choice.code_light}
    lessons = sorted(NOTEBOOKS.glob("*.ipynb"))
    made = {path.name: lesson(nbformat.read(path, 4), **left_out) for path in lessons}
    works = of_class(choice)
    made |= {f"assignments/{work.name}.ipynb": edition for work, edition in works}
    heads = {path: each.cells[0].source.splitlines()[0].lstrip("# ") for path, each in made.items()}
    listed = "\n".join(f"- [{head}]({path})" for path, head in heads.items())
    example = next(n for n, t in works[0][0].tasks.items() if not isinstance(t.exercise, Write))
    group = choice.group or _phrase("handout.no_group")
    readme = _phrase("handout.readme", group=group, notebooks=listed, example=example)
    files = {path: text_of(each) for path, each in made.items()} | {"README.md": readme}
    pictures = (p for p in NOTEBOOKS.glob("pictures/*.svg") if p.name in str(files))
    return files | {f"pictures/{path.name}": path.read_text("utf-8") for path in pictures}


def text_of(notebook: NotebookNode) -> str:
    """The file of a notebook."""
    return f"{nbformat.writes(notebook)}\n"


def places(notebook: NotebookNode, work: Assignment) -> dict[str, Place]:
    """Where each task and written answer of `work` stands, by its name, if it is not left out."""
    cells = {cell.id: cell for cell in notebook.cells}
    begins = {name: _prefix(name) for name in work.asked}
    left = {name: at for name, at in begins.items() if f"{at}answer" in cells}
    return {n: Place(cells[f"{at}answer"], cells.get(f"{at}check")) for n, at in left.items()}


def solution(exercise: Exercise) -> str:
    """A right answer as the code of a cell that gives a value to the task's name.

    >>> from course_lib.lesson.exercise import Complete, Words
    >>> solution(Complete(Words("secrets.bits", "How many?", "Eight a byte."), 96, wrongs={}))
    'bits = 96'
    """
    return exercise.words.solution.strip() or f"{exercise.name} = {exercise.answer!r}"


def _prefix(name: str) -> str:
    return f"{name.replace('_', '-')}-"


def _fresh(cells: Iterable[NotebookNode]) -> NotebookNode:
    """Copies of `cells` in a new notebook, without outputs and without what an editor left."""
    made = []
    for cell in cells:
        # "Run all" would stop there without this tag.
        tags = [tag for tag in cell.metadata.get("tags", ()) if tag == "raises-exception"]
        kept = {"source": cell.source, "id": cell.id, "metadata": {"tags": tags} if tags else {}}
        code = cell.cell_type == "code"
        made.append(v4.new_code_cell(**kept) if code else v4.new_markdown_cell(**kept))
    return v4.new_notebook(cells=made, metadata=from_dict(copy.deepcopy(METADATA)))


def _without_writing(cells: list[NotebookNode]) -> Iterable[NotebookNode]:
    """The cells of a lesson; of a function to write the task without code, and its check."""
    source = "\n".join(cell.source for cell in cells)
    named = re.search(r"course_lib\.exercises import (\w+) as ex", source)
    words = tables(named[1]) if named else {}
    for cell in cells:
        asked = _WRITING.search(cell.source)
        if not asked:
            yield cell
        elif (light := f"{asked[1]}_light") in words:
            said = _phrase("handout.light", task=words[light]["task"])
            yield v4.new_markdown_cell(said, id=f"{cell.id}-light")
            yield v4.new_code_cell(f"ex.{light}.check(...)", id=cell.id)


def _leave_out_writing(notebook: NotebookNode, work: Assignment) -> None:
    """Drop each function to write: its cells up to the check, and its row of the points.

    Code below the check serves a later task: it stays, under the heading of the section.
    """
    for name in (name for name, task in work.tasks.items() if isinstance(task.exercise, Write)):
        section = [cell for cell in notebook.cells if cell.id.startswith(_prefix(name))]
        below = section[[cell.id for cell in section].index(f"{_prefix(name)}check") + 1 :]
        kept = [section[0], *below] if any(cell.cell_type == "code" for cell in below) else []
        left = [cell for cell in notebook.cells if cell not in section or cell in kept]
        left[0].source = re.sub(rf"^\|.*`{name}`.*\|\n?", "", left[0].source, flags=re.M)
        notebook.cells = left
