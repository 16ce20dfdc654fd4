"""The course as a student's code may have it: the library without exercises and without answers."""

from __future__ import annotations

import compileall
import shutil
from importlib import import_module
from pathlib import Path

LIBRARY = Path(__file__).parents[1]
HERE = Path(__file__).parent
_LEFT_OUT = ("exercises", "classroom", "authoring.py")
_USUAL = ("pandas", "altair", "ipywidgets", "IPython.display", "networkx")  # what notebooks import


def stage(folder: Path) -> Path:
    """Copy the library into `folder`, which must be empty, and return the program that runs there.

    What is left out is replaced: `course_lib.exercises` and its modules answer nothing
    (`stand_in`). It works for an installed course and for a checkout.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as empty:
    ...     child = stage(Path(empty))
    ...     (child.parent / "course_lib" / "classroom").exists()
    False
    """
    library = folder / "course_lib"
    shutil.copytree(LIBRARY, library, ignore=_hidden)
    silent = (HERE / "stand_in.py").read_text(encoding="utf-8") + "\n\n__getattr__ = anything\n"
    names = [path.relative_to(LIBRARY) for path in (LIBRARY / "exercises").rglob("*.py")]
    for name in names:
        (library / name).parent.mkdir(parents=True, exist_ok=True)
        (library / name).write_text(silent, encoding="utf-8")
    child = Path(shutil.copy2(HERE / "child.py", folder))
    compileall.compile_dir(folder, quiet=2)  # the student's process cannot store what it compiles
    for package in _USUAL:
        import_module(package)  # and here Python stores it, where an installer did not
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return child


def _hidden(folder: str, names: list[str]) -> set[str]:
    return set(_LEFT_OUT) & set(names) if Path(folder) == LIBRARY else set()
