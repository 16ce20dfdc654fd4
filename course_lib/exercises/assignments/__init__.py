"""Assignments: tasks that a class gets with numbers of its own.

An assignment is a module here with a function `build` and a TOML file with its words. Every task is
one `Exercise`. The check that a student sees, the hidden test of another grader and the random
inputs of ours all come from it.
"""

from __future__ import annotations

import hashlib
import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from numpy.random import default_rng

from course_lib.errors import CourseError
from course_lib.lesson import texts
from course_lib.lesson.exercise import Exercise, Words, worded
from course_lib.lesson.kinds import Write
from course_lib.lesson.plain import described, is_open, plain
from course_lib.lesson.texts import phrase
from course_lib.lesson.trial import is_stub
from course_lib.lesson.verdict import Note, Verdict

NAMES = ("secrets", "money", "business", "data_and_ads", "capstone")
LEVELS = ("evidence", "estimate", "inference")


@dataclass(frozen=True)
class Task:
    """One task as a student meets it: checked for its form, not for being right.

    Only a function is tried, on its named cases; the grader has others.
    """

    exercise: Exercise

    def check(self, answer: Any) -> Note | Verdict:
        """What can be said about `answer` before it is handed in."""
        made = plain(answer)
        if is_stub(answer) or is_open(made):
            return Verdict("open", task=self.exercise.task)
        if not isinstance(self.exercise, Write):
            return Note(phrase("assignment.read", came=described(made)))
        for case in self.exercise.named_cases():
            outcome = self.exercise.outcome(answer, case)
            if said := self.exercise.feedback(case, outcome):
                return Verdict("wrong", said)
        return Note(phrase("assignment.named_cases_pass"))

    def hint(self) -> Note:
        """A step towards the answer."""
        return self.exercise.hint()


@dataclass(frozen=True)
class Written:
    """A question answered in a paragraph, which a person marks by a rubric.

    `levels` says for evidence, estimate and inference what earns the points of that level.
    """

    id: str
    task: str
    levels: Mapping[str, str]
    points: int

    @property
    def name(self) -> str:
        """The variable that holds the paragraph in a student's notebook."""
        return self.id.rpartition(".")[2]


@dataclass(frozen=True)
class Assignment:
    """The tasks of one assignment for one class, each also an attribute: `assignment.seats`.

    `given` holds the numbers and data of this class, all plain JSON data.
    """

    name: str
    title: str
    group: str
    given: Mapping[str, Any]
    tasks: Mapping[str, Task]
    written: tuple[Written, ...]

    def __getattr__(self, name: str) -> Task:
        try:
            return self.tasks[name]
        except KeyError:
            raise AttributeError(f"{self.name} has the tasks {', '.join(self.tasks)}") from None

    @property
    def points(self) -> int:
        """All points of the tasks; written answers not counted."""
        return sum(task.exercise.points for task in self.tasks.values())


@cache
def load(name: str, group: str = "") -> Assignment:
    """The assignment `name` with the numbers of the class `group` ("" for the public ones).

    Raises CourseError for a name that is not in `NAMES`.

    >>> load("secrets").points == load("secrets", "10B").points
    True
    """
    if name not in NAMES:
        raise CourseError(
            expected=f"an assignment: {', '.join(NAMES)}", got=repr(name), do="Name one of these."
        )
    tables = texts.lesson(name, Path(__file__).parent)
    title, written = tables.pop("title"), tables.pop("written")
    words = {key: worded(f"{name}.{key}", table) for key, table in tables.items()}
    module = importlib.import_module(f"{__name__}.{name}")
    given, exercises = module.build(words, default_rng(seed_of(group)))
    return Assignment(
        name=name,
        title=title,
        group=group,
        given=given,
        tasks={exercise.name: Task(exercise) for exercise in exercises},
        written=tuple(_written(name, key, table) for key, table in written.items()),
    )


def seed_of(group: str) -> int:
    """The seed of a class: the same for the same name, capitals and spaces left out.

    >>> seed_of("10 b") == seed_of("10B") != seed_of("10C")
    True
    """
    return int.from_bytes(hashlib.sha256("".join(group.split()).casefold().encode()).digest()[:4])


def fill(words: Words, **values: object) -> Words:
    """`words` with every {name} replaced; braces that are no name of `values` stay.

    >>> fill(Words("secrets.n", "Seal {n} texts.", "Each needs {one}."), n=3).task
    'Seal 3 texts.'
    """

    def filled(text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), text)

    told: dict[str, Any] = {
        name: filled(getattr(words, name)) for name in ("task", "why", "hint", "solution")
    }
    told["options"] = {letter: filled(text) for letter, text in words.options.items()}
    told["wrongs"] = {key: filled(text) for key, text in words.wrongs.items()}
    return replace(words, **told)


def _written(name: str, key: str, table: Mapping[str, Any]) -> Written:
    levels = {level: table[level] for level in LEVELS}
    return Written(f"{name}.{key}", table["task"], levels, table["points"])
