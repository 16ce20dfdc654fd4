"""What a student meets in an assignment: tasks checked for their form, and written answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_lib import data
from course_lib.exercises.assignments import forms
from course_lib.lesson.exercise import Exercise
from course_lib.lesson.kinds import Write
from course_lib.lesson.plain import described, is_open, plain
from course_lib.lesson.tables import Note, Verdict
from course_lib.lesson.trial import is_stub

phrase = data.phrases("lesson")


@dataclass(frozen=True)
class Task:
    """One task as a student meets it: checked for its form, not for being right.

    A cell that ends with the task shows it. Only a function is tried, on its named cases; the
    grader has others.
    """

    exercise: Exercise

    def __repr__(self) -> str:
        return "\n".join(filter(None, [self.exercise.task, forms.shares(self.exercise)]))

    def _repr_html_(self) -> str:
        return Note(repr(self))._repr_html_()

    def check(self, answer: Any) -> Note | Verdict:
        """What can be said about `answer` before it is handed in."""
        made = forms.as_asked(self.exercise, plain(answer))
        if is_stub(answer) or is_open(made):
            return Verdict("open")
        if not isinstance(self.exercise, Write):
            if amiss := forms.amiss(self.exercise, answer, made):
                return Verdict("wrong", amiss)
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

    def __repr__(self) -> str:
        levels = [f"{level}: {earns}" for level, earns in self.levels.items()]
        return "\n".join([self.task, *levels])

    def _repr_html_(self) -> str:
        return Note(repr(self))._repr_html_()


@dataclass(frozen=True)
class Assignment:
    """The tasks of one assignment for one class, each also an attribute: `assignment.seats`,
    as are the written answers.

    `given` holds the numbers and data of this class, all plain JSON data.
    """

    name: str
    title: str
    group: str
    given: Mapping[str, Any]
    tasks: Mapping[str, Task]
    written: tuple[Written, ...]

    def __getattr__(self, name: str) -> Any:
        known = {**self.tasks, **{written.name: written for written in self.written}}
        try:
            return known[name]
        except KeyError:
            said = data.phrases("exercises")(
                "assignment.no_task", name=self.name, tasks=", ".join(known)
            )
            raise AttributeError(said) from None

    @property
    def points(self) -> int:
        """All points of the tasks; written answers not counted."""
        return sum(task.exercise.points for task in self.tasks.values())
