"""Points for a class: every notebook run, every task judged. Same notebook, same points."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from course_lib import data, words
from course_lib.answers.plain import shown
from course_lib.answers.trial import Outcome
from course_lib.classroom import sandbox, submissions
from course_lib.classroom.runner import Run, Runner
from course_lib.classroom.submissions import Submission
from course_lib.errors import refuse, require
from course_lib.exercises import assignments
from course_lib.exercises.assignments import Assignment, Task, partial_credit
from course_lib.lesson.exercise import Case, Exercise, Write

SEED = 1  # of the inputs on which functions are tried
_phrase = data.phrases("classroom")


def said_points(points: float) -> str:
    """Points as people read them: two decimals at most, and no zero at their end.

    >>> said_points(1.5), said_points(2.0), said_points(2 / 3)
    ('1.5', '2', '0.67')
    """
    return words.number(points, len(f"{round(points, 2):g}".partition(".")[2]))


@dataclass(frozen=True)
class Mark:
    """What one task or written answer earned, why, and a step to take next.

    `points` is None while a written answer waits for a person, where the machine and not the
    student kept a task from being tried, and where there was no work on the assignment to judge.

    >>> Mark("holds", None, 1, "Not graded. The computer was too busy.").graded
    False
    """

    task: str
    points: float | None
    max_points: float
    message: str
    step: str = ""
    answer: str = ""  # the text, if it is a written one
    student: str = ""
    file: str = ""

    @property
    def graded(self) -> bool:
        """Whether the points are a judgement, or will be."""
        return not self.message.startswith(_phrase("paper.ungraded"))

    @property
    def shown(self) -> str:
        """The points as a table shows them."""
        if not self.graded or self.points is None:
            return _phrase("overview.waits" if self.graded else "overview.ungraded")
        return said_points(self.points)


@dataclass(frozen=True)
class Paper:
    """One student's graded work: a mark for each task and written answer.

    `note` says which file counted, what the notebook is of if not what was asked for, or why none
    could be read. Nothing is graded of a file that cannot be read, of a notebook that never
    started, and of one of something else without any answer.
    """

    student: str
    file: str
    marks: dict[str, Mark]
    stopped: list[str] = field(default_factory=list)
    note: str = ""
    origin: submissions.Origin | None = None
    late: bool = False

    @property
    def points(self) -> float:
        """What the tasks earned, with the written answers that are marked already."""
        return sum(mark.points or 0.0 for mark in self.marks.values())

    @property
    def waiting(self) -> int:
        """How many written answers no person has marked yet."""
        return sum(bool(mark.answer) and mark.points is None for mark in self.marks.values())

    @property
    def shown(self) -> str:
        """The points as a table shows them: none where not every task was graded."""
        return said_points(self.points) if self.whole else _phrase("overview.ungraded")

    @property
    def graded(self) -> bool:
        """Whether any task was graded."""
        return any(mark.graded for mark in self.marks.values())

    @property
    def whole(self) -> bool:
        """Whether every task was graded, so that the points are a judgement."""
        return all(mark.graded for mark in self.marks.values())


@dataclass(frozen=True)
class Grading:
    """A graded class, with the notes on what held the students' code, and the teacher's news."""

    assignment: Assignment
    tasks: Mapping[str, Task]
    papers: list[Paper]
    notes: list[str]
    news: tuple[str, ...] = ()  # of marks on the sheet that no longer fit

    @property
    def warnings(self) -> list[str]:
        """What the teacher must know before believing the marks."""
        work, read = self.assignment, [paper for paper in self.papers if paper.origin]
        lines = [(p.student, submissions.said("class", p.origin, work)) for p in read if p.origin]
        for name in (written.name for written in work.written):
            silent = _phrase("written.silent", name=name)
            lines += [(p.student, silent) for p in read if p.points and not p.marks[name].answer]
        return [*submissions.warnings(lines, len(read)), *self.news]


def grade(
    place: Path,
    name: str,
    *,
    group: str = "",
    code_light: bool = False,
    without_room: bool = False,
    kept: Path = Path(os.devnull),
    progress: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> Grading:
    """Grade every notebook in the folder or zip `place` for the assignment `name` of `group`.

    `code_light` leaves out the functions to write; `without_room` is the teacher's yes where
    bubblewrap refuses. What has run stands in the file `kept`, from which a class that was stopped
    goes on. Raises CourseError for an unknown assignment, a place without notebooks, notebooks of
    another edition of the course, and a system that cannot hold students' code. A single notebook
    never makes it raise.
    """
    work = assignments.load(name, group)
    left_out = Write if code_light else ()
    tasks = {k: t for k, t in work.tasks.items() if not isinstance(t.exercise, left_out)}
    handed_in = submissions.find(place, name)
    submissions.refuse_other_edition([each.origin for each in handed_in if not each.why], work)
    tried = [(task.exercise, task.exercise.cases(SEED)) for task in tasks.values()]
    inputs: dict[str, Any] = {name: [None] for name in work.asked}
    inputs |= {x.name: [c.arguments for c in cases] for x, cases in tried if isinstance(x, Write)}
    with TemporaryDirectory(prefix="stage-") as folder:
        runner = ready(sandbox.stage(Path(folder)), without_room=without_room)
        runs = _runs(runner, handed_in, kept, progress, inputs, work.given)
    papers = [_paper(*one, work, tried) for one in runs]
    counted = [_counted(list(of_one)) for _, of_one in groupby(papers, lambda p: p.student)]
    return Grading(work, tasks, counted, runner.box.notes)


def ready(stage: Path, *, without_room: bool) -> Runner:
    """The runner of this machine: in a room, or without one if the teacher says so in words.

    Raises CourseError on a system without processes to limit, where bubblewrap refuses and
    the teacher has not said yes, and where nothing answers.
    """
    require(hasattr(os, "fork"), "classroom.system", sys.platform)
    in_room, outside = (Runner(sandbox.Sandbox(stage, room=room)) for room in (True, False))
    said = in_room.refusal() if shutil.which("bwrap") else _phrase("room.absent")
    require(not said or without_room, "classroom.room", said)
    if said and (no_start := outside.refusal()):
        raise refuse("classroom.start", no_start)
    return outside if said else in_room


def judge(exercise: Exercise, cases: list[Case], run: Run, cells: list[str]) -> Mark:
    """The mark for one task of a notebook with these `cells`.

    All points if every case is right, else none: a function that is wrong for one input is not a
    right function. A dictionary of several answers earns by part. Nothing that came back makes
    this raise.
    """
    name, most, hint = exercise.name, exercise.points, exercise.words.hint
    came = run.outcomes.get(name, [])
    for case, outcome in zip(cases, came, strict=False):
        try:
            if said := exercise.feedback(case, outcome):
                # The feedback of every other kind has the words for a typical mistake already.
                own = "" if outcome.made else _phrase("judged.came", answer=shown(outcome.value))
                more = exercise.typical(came) if isinstance(exercise, Write) else own
                earned = partial_credit(exercise, outcome.value)
                return Mark(name, earned, most, sandbox.text_of(f"{said} {more}").strip(), hint)
        except Exception:  # the value is a stranger's: whatever it breaks in here, it earns nothing
            return Mark(name, 0.0, most, _phrase("judged.unreadable"), hint)
    if len(came) == len(cases):
        return Mark(name, most, most, _phrase("judged.right"), exercise.words.why)
    return _unanswered(name, most, run, cells, hint)


def _unanswered(name: str, most: int, run: Run, cells: list[str], hint: str = "") -> Mark:
    """The mark where no outcome came for every case: a zero only if that is the student's doing."""
    fair = run.finished
    if reason := run.lost.get(name):
        told = {limit: words.number(most) for limit, most in vars(sandbox.Limits()).items()}
        said, fair = _phrase(f"lost.{reason}", name=name, **told), reason != "machine"
    elif about := [error for error in run.errors.items() if name in cells[error[0] - 1]]:
        key = "unset" if about[0][1].partition(" name ")[2].startswith(repr(name)) else "stopped"
        said = _phrase(f"judged.none_{key}", name=name, why=stopped(*about[0]))
        fair = "machine" not in dict(about).values()
    else:
        said = _phrase("judged.none" if fair else "judged.not_reached", name=name)
    ungraded = Mark(name, None, most, f"{_phrase('paper.ungraded')} {said}")
    return Mark(name, 0.0, most, said, hint) if fair else ungraded


def stopped(number: int, error: str) -> str:
    """What to say of a cell that stopped with `error`, our word for it or a name of Python's.

    >>> stopped(3, "NameError: name 'seats' is not defined")
    "Code cell 3, counted from the top, stopped with NameError: name 'seats' is not defined."
    """
    ours = data.toml("classroom", "words")["error"]
    told = ours.get(error) or error + ours.get(error.partition(":")[0], "")
    return _phrase("cell.stopped", cell=number, error=told)


def _runs(
    runner: Runner, handed_in: list[Submission], kept: Path, progress: Any, *asked: Any
) -> list[tuple[Submission, Run]]:
    """Each with its run: a few at a time, and what is doubtful then once more, alone."""

    def run(one: Submission, first: Run | None = None) -> tuple[Submission, Run]:
        of = repr((runner.box.room, one.cells, *asked))
        if one.why or (of in left and not first):
            return one, left.get(of, Run(finished=True))
        try:
            ran = runner.again(first, one.cells, *asked) if first else runner.run(one.cells, *asked)
            # In one write: several run at once.
            file.write(f"\n{json.dumps({of: ran}, default=vars)}".encode())
        except Exception as error:  # a fault of ours must not stop the class
            return replace(one, why=_phrase("paper.fault", error=repr(error))), Run(finished=True)
        return one, ran

    # More at once are hardly quicker on a teacher's computer, and each may hold 2 GB.
    at_once = min(4, os.cpu_count() or 1) if runner.box.room else 1
    left = _left(kept)
    every: list[tuple[Submission, Run]] = []
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.open("ab", buffering=0) as file, ThreadPoolExecutor(at_once) as pool:
        for each in pool.map(run, handed_in):  # if it is left early, what waits is not begun
            every.append(each)
            progress(len(every), len(handed_in))
        return [run(*each) if each[1].doubtful else each for each in every]


def _left(kept: Path) -> dict[str, Run]:
    """What a class that was stopped has left in a file, by what was run."""
    left = dict[str, Run]()
    for line in kept.read_bytes().splitlines() if kept.exists() else ():
        # A line may be cut off, or none of ours.
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            [(of, told)] = sandbox.message_of(line).items()
            outcomes = {n: [Outcome(**one) for one in v] for n, v in told.pop("outcomes").items()}
            left[of] = Run(outcomes, {int(n): why for n, why in told.pop("errors").items()}, **told)
    return left


def _paper(
    each: Submission, run: Run, work: Assignment, tasks: list[tuple[Exercise, list[Case]]]
) -> Paper:
    never = run.stalled and not run.outcomes and not run.errors
    why = each.why or (_phrase("paper.never_started") if never else "")
    marks = [judge(*task, run, each.cells) for task in tasks]
    for written in work.written:
        mark = _unanswered(written.name, written.points, run, each.cells)
        unread = "\n".join(each.cells[number - 1] for number in run.errors)
        if text := written.text_of(run.outcomes.get(written.name, []), unread):
            mark = replace(mark, points=None, message=_phrase("written.waits"), answer=text)
        marks.append(mark)
    other = "" if why else submissions.differs(each.origin, work)
    worth = any(mark.points or mark.answer for mark in marks)
    if why or other == "edition" or (other in ("assignment", "lesson") and not worth):
        marks = [Mark(m.task, None, m.max_points, _phrase("paper.ungraded")) for m in marks]
    student = f"{each.student} ({each.id})" if each.id else each.student
    named = {mark.task: replace(mark, student=student, file=each.file) for mark in marks}
    stops = [stopped(*error) for error in sorted(run.errors.items())]
    late = _phrase("paper.late") if each.late else ""
    note = f"{why or submissions.said('note', each.origin, work)} {late}".strip()
    return Paper(student, each.file, named, stops, note, None if why else each.origin, each.late)


def _counted(papers: list[Paper]) -> Paper:
    """The best of a student's files, the first by name among equals, with a note on the others."""
    best = max(papers, key=lambda paper: (paper.points, paper.graded))
    others = ", ".join(paper.file for paper in papers if paper is not best)
    said = _phrase("paper.counted", file=best.file, others=others) if others else ""
    return replace(best, note=f"{best.note} {said}".strip())
