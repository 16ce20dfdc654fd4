"""The folder a class gets, or with `--nbgrader` the course folder of a school that uses nbgrader.

python -m course_lib.classroom release --out 10B --class 10B
"""

from __future__ import annotations

import argparse
import os
import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

import course_lib
from course_lib import words
from course_lib.classroom import editions, hub
from course_lib.errors import CourseError
from course_lib.exercises import assignments
from course_lib.lesson.kinds import Write

NOTEBOOKS = Path(course_lib.__file__).parents[1] / "notebooks"
ADDRESS = "https://github.com/how-whatsapp-makes-money/course"


@dataclass(frozen=True)
class Choice:
    """What goes into the folder: assignments by name, for which class, and what is left out."""

    names: Sequence[str] = assignments.NAMES
    group: str = ""
    core_only: bool = False
    code_light: bool = False


def student_folder(choice: Choice, notebooks: Path = NOTEBOOKS) -> dict[str, str]:
    """The files of the student folder: path below it and text.

    Lessons and assignments as `editions` makes them, and a README.
    """
    lessons = {
        path.name: editions.lesson(_read(path), core_only=choice.core_only)
        for path in sorted(notebooks.glob("*.ipynb"))
    }
    made = lessons | {
        f"assignments/{name}.ipynb": edition
        for name, (_, edition) in _assignments(choice, notebooks).items()
    }
    files = {path: _text(notebook) for path, notebook in made.items()}
    return files | {"README.md": _readme(choice, lessons)}


def nbgrader_course(choice: Choice, notebooks: Path = NOTEBOOKS) -> dict[str, str]:
    """The files of a course folder of nbgrader: path below it and text. It holds the solutions."""
    files = {
        f"source/{name}/{name}.ipynb": _text(
            hub.source(edition, work, code_light=choice.code_light)
        )
        for name, (work, edition) in _assignments(choice, notebooks).items()
    }
    readme = _words()["teacher"].format(version=hub.VERSION, example=choice.names[0])
    return files | {"nbgrader_config.py": hub.CONFIG, "README.md": readme.lstrip()}


def write(files: dict[str, str], out: Path) -> None:
    """Write `files` below the new or empty folder `out`: all of them or, after an error, none.

    Raises CourseError if anything is in the way.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CourseError(
            expected="a new or an empty folder",
            got=f"{out}, in which there is something",
            do="Name another folder, or empty this one yourself.",
        )
    fresh = out.absolute().with_name(f".{out.absolute().name}.{os.getpid()}.new")
    try:
        for name, text in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if out.exists():
            out.rmdir()  # Windows renames onto no folder, not even an empty one
        fresh.rename(out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m course_lib.classroom release`."""
    parser.add_argument("--out", type=Path, required=True, help="a new or empty folder")
    parser.add_argument(
        "--assignment", nargs="+", choices=assignments.NAMES, default=assignments.NAMES,
        metavar="NAME", help=f"which: {words.listed(list(assignments.NAMES))} (default: all)",
    )  # fmt: skip
    parser.add_argument("--class", dest="group", default="", help="gives the class its own numbers")
    parser.add_argument("--core-only", action="store_true", help="lessons without Going further")
    parser.add_argument("--code-light", action="store_true", help="no task that writes a function")
    parser.add_argument("--nbgrader", action="store_true", help="a course folder for nbgrader")


def main(options: argparse.Namespace) -> None:
    """Write the folder that the parsed `options` ask for, and say what is in it."""
    choice = Choice(options.assignment, options.group, options.core_only, options.code_light)
    files = nbgrader_course(choice) if options.nbgrader else student_folder(choice)
    write(files, options.out)
    for name in sorted(files):
        print(options.out / name)


def _assignments(
    choice: Choice, notebooks: Path
) -> dict[str, tuple[assignments.Assignment, NotebookNode]]:
    """Each assignment asked for, with its student edition."""
    made = {}
    for name in choice.names:
        work = assignments.load(name, choice.group)
        stored = _read(notebooks / "assignments" / f"{name}.ipynb")
        made[name] = work, editions.assignment(stored, work, code_light=choice.code_light)
    return made


def _readme(choice: Choice, lessons: dict[str, NotebookNode]) -> str:
    works = [assignments.load(name, choice.group) for name in choice.names]
    listed = {path: _title(notebook) for path, notebook in lessons.items()}
    listed |= {f"assignments/{work.name}.ipynb": work.title for work in works}
    told = _words()
    return (
        told["readme"]
        .format(
            group=choice.group or told["no_group"],
            address=ADDRESS,
            notebooks="\n".join(f"- [{title}]({path})" for path, title in listed.items()),
            example=next(n for n, t in works[0].tasks.items() if not isinstance(t.exercise, Write)),
        )
        .lstrip()
    )


def _title(notebook: NotebookNode) -> str:
    return str(notebook.cells[0].source.splitlines()[0].lstrip("# "))


def _read(path: Path) -> NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise CourseError(
            expected=f"the course's notebook {path.name}",
            got=f"no file {path}",
            do="Install the course from its own folder: pip install -e .",
        ) from None


def _text(notebook: NotebookNode) -> str:
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def _words() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
