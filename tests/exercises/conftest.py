"""What students do in lessons: the exercises of every lesson, and its questions, by its name.

A new module in `course_lib/exercises` is found by itself.
"""

from functools import cache
from importlib import import_module
from pathlib import Path

import nbformat
import pytest

from course_lib.exercises import assignments
from course_lib.lesson import exercise, quiz, trial
from course_lib.lesson.exercise import FOLDER, Exercise

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TABLES = {
    path.stem: exercise.tables(path.stem)
    for path in sorted(FOLDER.glob("*.toml"))
    if path.stem not in assignments.NAMES
}
MODULES = {
    name: import_module(f"course_lib.exercises.{name}")
    for name in TABLES
    if (FOLDER / f"{name}.py").exists()
}
EXERCISES = {
    name: [made for made in vars(module).values() if isinstance(made, Exercise)]
    for name, module in MODULES.items()
}
QUESTIONS = {
    name: quiz.questions(name) + quiz.questions(name, "look_back")
    for name, tables in TABLES.items()
    if "quiz" in tables
}


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "my_course.json"))
    monkeypatch.setattr(trial, "SECONDS", 0.5)


@pytest.fixture(scope="session")
def cells():
    """The sources in the notebook of a lesson such as "03", by cell id."""

    @cache
    def sources(lesson):
        (path,) = NOTEBOOKS.glob(f"{lesson}_*.ipynb")
        return {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}

    return sources
