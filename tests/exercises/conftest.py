"""What students do: exercises, questions and cells of each lesson by its name, and tasks.

A new module in `course_lib/exercises` is found by itself.
"""

from importlib import import_module

import pytest
from guide import LESSONS

from course_lib.answers import trial
from course_lib.exercises import assignments
from course_lib.lesson import exercise, quiz
from course_lib.lesson.exercise import FOLDER, Exercise

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
    name: [q for part in ("quiz", "look_back") if part in told for q in quiz.questions(name, part)]
    for name, told in TABLES.items()
    if "quiz" in told
}
TASKS = {
    f"{task.exercise.id} {group}": task
    for name in assignments.NAMES
    for group in ("", "10B")
    for task in assignments.load(name, group).tasks.values()
}
CELLS = {book.name[:2]: {cell.id: cell.source for cell in book.cells} for book in LESSONS}


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "my_course.json"))
    monkeypatch.setattr(trial, "SECONDS", 0.5)
