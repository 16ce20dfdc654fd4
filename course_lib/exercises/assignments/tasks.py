"""What a student meets in an assignment: tasks checked for their form, and written answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_lib import data
from course_lib.lesson import answers
from course_lib.lesson.comparison import EXACT
from course_lib.lesson.exercise import Exercise
from course_lib.lesson.kinds import Write
from course_lib.lesson.plain import Plain, described, is_open, kind, plain
from course_lib.lesson.trial import is_stub
from course_lib.lesson.verdict import Note, Verdict

phrase = data.phrases("lesson")


@dataclass(frozen=True)
class Task:
    """One task as a student meets it: checked for its form, not for being right.

    A cell that ends with the task shows it. Only a function is tried, on its named cases; the
    grader has others.
    """

    exercise: Exercise

    def __repr__(self) -> str:
        return self.exercise.task

    def _repr_html_(self) -> str:
        return Note(self.exercise.task)._repr_html_()

    def check(self, answer: Any) -> Note | Verdict:
        """What can be said about `answer` before it is handed in."""
        made = plain(answer)
        if is_stub(answer) or is_open(made):
            return Verdict("open")
        if not isinstance(self.exercise, Write):
            if amiss := _amiss(self.exercise, made):
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


def _amiss(exercise: Exercise, made: Plain) -> str:
    """What is wrong with the form of an answer, whether it is right or not: "" if nothing is."""
    if not exercise.words.options:
        right = plain(exercise.answer)
        gap = EXACT.gap(right, made, reveal=False) if kind(right) != kind(made) else ""
        return gap or EXACT.gap(_outline(right), _outline(made))
    letters = list(exercise.words.options)
    many = len(exercise.words.right.split()) > 1
    if many and sorted(answers.letters(made)) == letters:
        return ""
    if not many and answers.letter(made, exercise.words.options):
        return ""
    asked = {"letters": ", ".join(letters), "came": described(made)}
    if many:
        return phrase("exercise.order_unread", example=" ".join(letters), **asked)
    return phrase("exercise.pick", **asked)


def _outline(value: Plain) -> Plain:
    """The keys of a dictionary or the columns of a table, without what stands in them."""
    of: Any = value["of"] if isinstance(value, dict) else None
    if kind(value) == "dict":
        return {"kind": "dict", "of": [[key, None] for key, _ in of]}
    return {"kind": "table", "of": [of[0], []]} if kind(value) == "table" else None
