"""The folder a class gets: of a notebook what a student needs, and a README.

An assignment keeps a few rules, and `assignment` refuses one that does not. The answer to the task
`first_month` stands in the code cell with the id `first-month-answer`, three dots in it until a
student fills it in; `first-month-check` checks it. A release carries the edition of the course and
a fingerprint of each task, so that no later course grades it by other tasks.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbformat import NotebookNode, from_dict, v4

import course_lib
from course_lib import data
from course_lib.errors import refuse
from course_lib.exercises import assignments
from course_lib.exercises.assignments import Assignment
from course_lib.lesson.exercise import Write, tables
from course_lib.lesson.plain import plain

_phrase = data.phrases("classroom")

EDITION = "1.1.0"  # of the course, as in pyproject.toml
UNSTAMPED = "1.0.0"  # the last edition that wrote no stamp
STAMP = "course"  # where in the notebook's metadata
METADATA: dict[str, Any] = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
NOTEBOOKS = Path(course_lib.__file__).parents[1] / "notebooks"
_KEPT_TAGS = {"raises-exception"}  # "Run all" would stop there without it


@dataclass(frozen=True)
class Choice:
    """What goes into the folder: assignments by name, for which class, and what is left out."""

    names: Sequence[str] = assignments.NAMES
    group: str = ""
    core_only: bool = False
    code_light: bool = False


@dataclass(frozen=True)
class Place:
    """The cells of one task: where the answer stands, and its check (a written one has none)."""

    answer: NotebookNode
    check: NotebookNode | None


def student_folder(choice: Choice) -> dict[str, str]:
    """The files of the student folder, path below it and text: lessons, assignments, a README."""
    lessons = {
        path.name: lesson(_read(path), core_only=choice.core_only, code_light=choice.code_light)
        for path in sorted(NOTEBOOKS.glob("*.ipynb"))
    }
    works = chosen_assignments(choice)
    made = lessons | {f"assignments/{name}.ipynb": edition for name, (_, edition) in works.items()}
    listed = {
        path: str(nb.cells[0].source.splitlines()[0].lstrip("# ")) for path, nb in made.items()
    }
    told = data.toml("classroom", "readmes")
    readme = told["student"].format(
        group=choice.group or told["no_group"],
        notebooks="\n".join(f"- [{title}]({path})" for path, title in listed.items()),
        example=next(n for w, _ in works.values() for n in w.tasks if n not in _writing(w)),
    )
    return {path: text_of(each) for path, each in made.items()} | {"README.md": readme.lstrip()}


def chosen_assignments(choice: Choice) -> dict[str, tuple[Assignment, NotebookNode]]:
    """Each assignment asked for, with its student edition."""
    works = [assignments.load(name, choice.group) for name in choice.names]
    light = choice.code_light
    return {w.name: (w, assignment(stored(w.name), w, code_light=light)) for w in works}


def stored(name: str) -> NotebookNode:
    """The course's own notebook of an assignment."""
    return _read(NOTEBOOKS / "assignments" / f"{name}.ipynb")


def lesson(
    notebook: NotebookNode, *, core_only: bool = False, code_light: bool = False
) -> NotebookNode:
    """A lesson as a class gets it: nothing run yet; with `core_only` no cell tagged `stretch`.

    With `code_light` an exercise without code stands in the place of each function to write; one
    of *Going further* that has none goes.

    >>> cell = v4.new_code_cell("1", id="one", metadata={"tags": ["stretch"]})
    >>> notebook = v4.new_notebook(cells=[cell])
    >>> [len(lesson(notebook, core_only=choice).cells) for choice in (False, True)]
    [1, 0]
    """
    kept = [c for c in notebook.cells if not (core_only and "stretch" in _tags(c))]
    if code_light:
        words = _light_words(notebook)
        kept = [new for cell in kept for new in _without_writing(cell, words)]
    return _fresh(kept)


def assignment(
    notebook: NotebookNode, work: Assignment, *, code_light: bool = False
) -> NotebookNode:
    """The assignment as the class of `work` gets it; with `code_light` no function is to write.

    Raises CourseError for a notebook that does not keep the rules, or in which an answer stands.
    """
    made = _fresh(notebook.cells)
    for name, place in places(made, work).items():
        if "..." not in place.answer.source:
            raise refuse("classroom.dots", f"{work.name}: {name}")
    call = f'assignments.load("{work.name}", '
    calls = [cell for cell in made.cells if f'{call}"")' in cell.source]
    if len(calls) != 1:
        raise refuse("classroom.load", f"{work.name}: {len(calls)}", name=work.name)
    named = f"{call}{json.dumps(work.group, ensure_ascii=False)})"
    calls[0].source = calls[0].source.replace(f'{call}"")', named)
    if code_light:
        _leave_out_writing(made, work)
    made.metadata[STAMP] = {"edition": EDITION, "tasks": fingerprints(work)}
    return made


def places(notebook: NotebookNode, work: Assignment) -> dict[str, Place]:
    """Where each task and written answer of `work` stands, by its name.

    A function to write may be left out. Raises CourseError if anything else is missing.
    """
    cells = {cell.id: cell for cell in notebook.cells}
    found = {}
    for name in [*work.tasks, *(written.name for written in work.written)]:
        answer, check = (cells.get(_prefix(name) + part) for part in ("answer", "check"))
        if answer and (check or name not in work.tasks):
            found[name] = Place(answer, check)
        elif answer or check or name not in _writing(work):
            raise refuse("classroom.cells", f"{work.name}: {answer and answer.id}", name=name)
    return found


def fingerprints(work: Assignment) -> dict[str, str]:
    """What each task asks, in twelve digits: its kind, options, cases, points and given data.

    Nothing of an answer is in it, or a student could try answers until one fits. Words may be
    bettered without another fingerprint.

    >>> one, other = (fingerprints(assignments.load("secrets", name)) for name in ("a", "b"))
    >>> one["holds"] == other["holds"]
    False
    """
    made = {}
    for name, task in work.tasks.items():
        exercise, options = task.exercise, dict(task.exercise.words.options)
        named = exercise.named_cases() if isinstance(exercise, Write) else []
        cases = [[case.name, plain(case.arguments)] for case in named]
        asked = [work.given, exercise.kind, exercise.points, options, cases]
        text = json.dumps(asked, sort_keys=True, default=str)
        made[name] = hashlib.sha256(text.encode()).hexdigest()[:12]
    return made


def before_stamps(work: Assignment) -> bool:
    """Whether the last edition that wrote no stamp asked a class the tasks of the course here.

    Its public tasks decide. The public notebooks never have a stamp, and are the course's own.
    """
    before = data.toml("classroom", "unstamped").get(work.name)
    public = before is None or before == fingerprints(assignments.load(work.name))
    return public or not work.group.strip()


def write(files: dict[str, str], out: Path) -> None:
    """Write `files` below the new or empty folder `out`: all of them or, after an error, none.

    Raises CourseError if anything is in the way.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise refuse("classroom.not_empty", out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent) as beside:
        fresh = Path(beside) / "fresh"
        for name, text in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if out.exists():
            out.rmdir()  # Windows renames onto no folder, not even an empty one
        fresh.rename(out)


def text_of(notebook: NotebookNode) -> str:
    """The file of a notebook, which must be valid."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def _prefix(name: str) -> str:
    return f"{name.replace('_', '-')}-"


def _writing(work: Assignment) -> list[str]:
    return [name for name, task in work.tasks.items() if isinstance(task.exercise, Write)]


def _fresh(cells: Iterable[NotebookNode]) -> NotebookNode:
    """Copies of `cells` in a new notebook, without outputs and without what an editor left."""
    made = []
    for cell in cells:
        tags = [tag for tag in _tags(cell) if tag in _KEPT_TAGS]
        kept = {"source": cell.source, "id": cell.id, "metadata": {"tags": tags} if tags else {}}
        code = cell.cell_type == "code"
        made.append(v4.new_code_cell(**kept) if code else v4.new_markdown_cell(**kept))
    return v4.new_notebook(cells=made, metadata=from_dict(copy.deepcopy(METADATA)))


def _light_words(notebook: NotebookNode) -> dict[str, Any]:
    """The words of the exercises of a lesson, by name; none where it has no exercises."""
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    named = re.search(r"course_lib\.exercises import (\w+) as ex", source)
    return tables(named[1]) if named else {}


def _without_writing(cell: NotebookNode, words: Mapping[str, Any]) -> list[NotebookNode]:
    """The cell itself, or, of a function to write: the task without code, and its check."""
    asked = re.search(r"^def (\w+)\((?:.|\n)*^ex\.\1\.check\(\1\)", cell.source, re.M)
    if cell.cell_type != "code" or not asked:
        return [cell]
    light, tags = f"{asked[1]}_light", {"tags": _tags(cell)}
    if light not in words:
        return []
    said = _phrase("release.light", task=words[light]["task"])
    text = v4.new_markdown_cell(said, id=f"{cell.id}-light", metadata=tags)
    return [text, v4.new_code_cell(f"ex.{light}.check(...)", id=cell.id, metadata=tags)]


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _leave_out_writing(notebook: NotebookNode, work: Assignment) -> None:
    """Drop each function to write: its cells up to the check, and its row of the points.

    Code below the check serves a later task: it stays, under the heading of the section.
    """
    for name in _writing(work):
        prefix = _prefix(name)
        section = [cell for cell in notebook.cells if cell.id.startswith(prefix)]
        check = next(n for n, cell in enumerate(section) if cell.id == f"{prefix}check")
        below = section[check + 1 :]
        serves = any(cell.cell_type == "code" for cell in below)
        dropped = section[1 : check + 1] if serves else section
        notebook.cells = [cell for cell in notebook.cells if cell not in dropped]
        row = re.compile(rf"^\|.*`{name}`.*\|\n?", flags=re.M)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = row.sub("", cell.source)


def _read(path: Path) -> NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise refuse("classroom.no_notebook", path, name=path.name) from None
