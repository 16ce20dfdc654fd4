"""What a task earns: the outcomes that came back, beside what its exercise expects."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib import data, words
from course_lib.classroom import crossing
from course_lib.classroom.process import Limits
from course_lib.classroom.runner import Run
from course_lib.classroom.texts import phrase
from course_lib.lesson.exercise import Case, Exercise
from course_lib.lesson.kinds import Write
from course_lib.lesson.trial import Outcome

frame_phrase = data.phrases("lesson")


@dataclass(frozen=True)
class Judgement:
    """Points, what was expected and what came in a sentence, and a step to take next."""

    points: int
    message: str
    step: str = ""


def judge(exercise: Exercise, cases: list[Case], run: Run, cells: list[str]) -> Judgement:
    """The judgement on one task of a notebook with these `cells`.

    All points if every case is right, none otherwise: a function that is wrong for one input is
    not a right function. Nothing that came back makes this raise.
    """
    came = run.outcomes.get(exercise.name, [])
    for case, outcome in zip(cases, came, strict=False):
        if said := _feedback(exercise, case, outcome):
            typical = _typical(exercise, came)
            return Judgement(0, f"{said} {typical}".strip(), exercise.words.hint)
    if len(came) == len(cases):
        return Judgement(exercise.points, frame_phrase("verdict.right"), exercise.words.why)
    return Judgement(0, _why_none(exercise.name, run, cells), exercise.words.hint)


def stopped(number: int, error: str) -> str:
    """What to say of a cell that stopped with `error`, a word of ours or a name of Python's.

    >>> stopped(3, "NameError: name 'seats' is not defined")
    "Code cell 3, counted from the top, stopped with NameError: name 'seats' is not defined."
    """
    name = error.partition(":")[0]
    ours = ("over_time", "no_time", "time", "died", "memory", "processes", "said")
    told = phrase(f"error.{name}") if name in ours else error
    return phrase("cell.stopped", cell=number, error=told)


def _feedback(exercise: Exercise, case: Case, outcome: Outcome) -> str:
    try:
        return crossing.text(exercise.feedback(case, outcome))
    except Exception:  # the value is a stranger's: whatever it breaks in here, it earns nothing
        return phrase("judged.unreadable")


def _typical(exercise: Exercise, came: list[Outcome]) -> str:
    """The words for a typical mistake; the feedback of every other kind has them already."""
    return exercise.typical(came) if isinstance(exercise, Write) else ""


def _why_none(name: str, run: Run, cells: list[str]) -> str:
    if name in run.lost:
        seconds = words.number(Limits.call)
        return phrase(f"lost.{run.lost[name]}", name=name, seconds=seconds)
    about = [number for number in run.errors if 0 < number <= len(cells)]
    about = [number for number in about if name in cells[number - 1]]
    if about:
        return phrase("judged.none_stopped", name=name, why=stopped(about[0], run.errors[about[0]]))
    if not run.finished:
        return phrase("judged.not_reached", name=name)
    return phrase("judged.none", name=name)
