"""The folder a class gets: of each notebook what a student needs, and a README."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from course_lib import data
from course_lib.errors import require
from course_lib.exercises import assignments, handouts
from course_lib.lesson.exercise import Write


@dataclass(frozen=True)
class Choice:
    """What goes into the folder: assignments by name, for which class, and what is left out."""

    names: Sequence[str] = assignments.NAMES
    group: str = ""
    core_only: bool = False
    code_light: bool = False


def student_folder(choice: Choice) -> dict[str, str]:
    """The files of the student folder: lessons with their pictures, assignments, a README.

    Each is a path below the folder and its text.
    """
    left_out = {"core_only": choice.core_only, "code_light": choice.code_light}
    lessons = sorted(handouts.NOTEBOOKS.glob("*.ipynb"))
    made = {path.name: handouts.lesson(nbformat.read(path, 4), **left_out) for path in lessons}
    works = handouts.of_class(choice.names, choice.group, code_light=choice.code_light)
    made |= {f"assignments/{work.name}.ipynb": edition for work, edition in works}
    heads = {path: each.cells[0].source.splitlines()[0].lstrip("# ") for path, each in made.items()}
    told = data.toml("classroom", "readmes")
    readme = told["student"].format(
        group=choice.group or told["no_group"],
        notebooks="\n".join(f"- [{head}]({path})" for path, head in heads.items()),
        example=next(n for n, t in works[0][0].tasks.items() if not isinstance(t.exercise, Write)),
    )
    files = {path: handouts.text_of(each) for path, each in made.items()} | {"README.md": readme}
    pictures = (p for p in handouts.NOTEBOOKS.glob("pictures/*.svg") if p.name in str(files))
    return files | {f"pictures/{path.name}": path.read_text("utf-8") for path in pictures}


def write(files: dict[str, str], out: Path) -> None:
    """Write `files` below the new or empty folder `out`: all of them or, after an error, none.

    Raises CourseError if anything is in the way.
    """
    require(not out.exists() or (out.is_dir() and not [*out.iterdir()]), "classroom.not_empty", out)
    try:
        for name, text in files.items():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(text.encode())
    except (OSError, UnicodeError):
        shutil.rmtree(out, ignore_errors=True)
        raise
