"""Marks for a class: every notebook run, every task judged, one row each. Same seed, same marks."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from course_lib import words
from course_lib.classroom import cells, containment, judging, provenance, submissions
from course_lib.classroom.containment import Containment
from course_lib.classroom.judging import Judgement
from course_lib.classroom.process import Limits
from course_lib.classroom.provenance import Origin
from course_lib.classroom.runner import Inputs, Run, Runner
from course_lib.classroom.stage import stage
from course_lib.classroom.submissions import Submission
from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError
from course_lib.exercises import assignments
from course_lib.exercises.assignments import Assignment, Task, Written
from course_lib.lesson.exercise import Case
from course_lib.lesson.kinds import Write

SEED = 1
FILES_EACH = 5  # of one student; more are named and not run
_AT_ONCE = 4

Progress = Callable[[int, int], None]  # notebooks done, notebooks in all


@dataclass(frozen=True)
class Paper:
    """One student's graded work: what each task earned, and the written answers as handed in.

    `note` says which file counted, what the notebook is of if not what was asked for, or why none
    could be read. `marked` are points a person gave. `graded` is False where there was nothing to
    grade: a file that cannot be read, or a notebook of something else without any answer.
    """

    student: str
    file: str
    judgements: dict[str, Judgement]
    answers: dict[str, str] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    note: str = ""
    marked: dict[str, float] = field(default_factory=dict)
    origin: Origin | None = None
    graded: bool = True

    @property
    def points(self) -> float:
        """What the tasks earned, with the written answers that are marked already."""
        return sum(each.points for each in self.judgements.values()) + sum(self.marked.values())


@dataclass(frozen=True)
class Grading:
    """A graded class, with the notes on what held the students' code."""

    assignment: Assignment
    tasks: dict[str, Task]
    papers: list[Paper]
    notes: list[str]
    seed: int

    @property
    def written(self) -> tuple[Written, ...]:
        """The questions a person marks."""
        return self.assignment.written

    @property
    def warnings(self) -> list[str]:
        """What the teacher must know before believing the marks: notebooks of something else."""
        said = [(paper.student, paper.origin) for paper in self.papers]
        return provenance.warnings([(who, o) for who, o in said if o], self.assignment)

    @property
    def ungraded(self) -> list[str]:
        """The students of whom nothing could be graded."""
        return [paper.student for paper in self.papers if not paper.graded]

    @property
    def max_points(self) -> int:
        """What all tasks and written answers can earn."""
        tasks = sum(task.exercise.points for task in self.tasks.values())
        return tasks + sum(each.points for each in self.written)


def grade(
    place: Path,
    name: str,
    *,
    group: str = "",
    seed: int = SEED,
    code_light: bool = False,
    progress: Progress = lambda done, total: None,  # noqa: ARG005
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    way: Containment | None = None,
) -> Grading:
    """Grade every notebook in the folder or zip `place` for the assignment `name` of `group`.

    `code_light` leaves out the functions to write. `way` is chosen by a trial if it is not given.
    Raises CourseError for an unknown assignment, a place without notebooks, and a system that
    cannot run students' code within limits. A single notebook never makes it raise.
    """
    work = assignments.load(name, group)
    tasks = {
        key: task
        for key, task in work.tasks.items()
        if not (code_light and isinstance(task.exercise, Write))
    }
    handed_in = _chosen(submissions.find(place))
    cases = {key: task.exercise.cases(seed) for key, task in tasks.items()}
    with TemporaryDirectory(prefix="stage-") as folder:
        Path(folder).chmod(0o755)
        stage(Path(folder))
        way = way or containment.choose(lambda each: Runner(each, Path(folder), limits).works())
        class_ = _Class(Runner(way, Path(folder), limits), work, tasks, cases)
        papers = class_.papers(handed_in, progress)
    counted = [_counted(list(of_one)) for _, of_one in groupby(papers, lambda p: p.student)]
    return Grading(work, tasks, counted, way.notes, seed)


@dataclass(frozen=True)
class _Class:
    runner: Runner
    work: Assignment
    tasks: dict[str, Task]
    cases: dict[str, list[Case]]

    def papers(self, handed_in: list[Submission], progress: Progress) -> list[Paper]:
        """A paper for each submission: run a few at a time, judged here, one after the other."""
        workers = min(_AT_ONCE, os.cpu_count() or 1) if self.runner.way.apart else 1
        with ThreadPoolExecutor(workers) as pool:
            runs = [pool.submit(self._run, each) for each in handed_in]
            try:
                for done, _ in enumerate(as_completed(runs), start=1):
                    progress(done, len(runs))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        return [self._paper(each, run) for each, run in zip(handed_in, runs, strict=True)]

    def _run(self, submission: Submission) -> tuple[list[str], Run]:
        sources = cells.code(submission.read())
        return sources, self.runner.run(sources, self._inputs(), self.work.given)

    def _inputs(self) -> Inputs:
        inputs: dict[str, list[tuple[object, ...]] | None] = {
            key: [case.arguments for case in self.cases[key]]
            if isinstance(task.exercise, Write)
            else None
            for key, task in self.tasks.items()
        }
        return inputs | {written.name: None for written in self.work.written}

    def _paper(self, submission: Submission, run: Future[tuple[list[str], Run]]) -> Paper:
        student = f"{submission.student} ({submission.id})" if submission.id else submission.student
        try:
            sources, result = run.result()
        except Exception as error:  # one notebook, or a fault of ours, must not stop the class
            known = isinstance(error, CourseError)
            said = str(error) if known else phrase("paper.fault", error=type(error).__name__)
            none = {key: Judgement(0, said) for key in self.tasks}
            return Paper(student, submission.file, none, note=said, graded=False)
        judged = {
            key: judging.judge(task.exercise, self.cases[key], result, sources)
            for key, task in self.tasks.items()
        }
        answers = {each.name: _answer(result, each.name) for each in self.work.written}
        real = sorted(cell for cell in result.errors if 0 < cell <= len(sources))
        told = [judging.stopped(cell, result.errors[cell]) for cell in real]
        origin = provenance.read(sources)
        note = provenance.note(origin, self.work)
        other = provenance.differs(origin, self.work) in ("assignment", "lesson")
        worth = any(each.points for each in judged.values()) or any(answers.values())
        graded = worth or not other
        return Paper(student, submission.file, judged, answers, told, note, {}, origin, graded)


def _answer(run: Run, name: str) -> str:
    """The text of a written answer, "" for none: three dots are none."""
    for outcome in run.outcomes.get(name, []):
        if isinstance(outcome.value, str) and outcome.value.strip(" .…\n"):
            return outcome.value.strip()
    return ""


def _chosen(found: list[Submission]) -> list[Submission]:
    """All of them, but of one student only the first `FILES_EACH` by name can be read."""
    chosen = []
    for _, files in groupby(found, lambda each: (each.student, each.id)):
        for number, each in enumerate(files):
            chosen.append(each if number < FILES_EACH else replace(each, read=_one_too_many))
    return chosen


def _one_too_many() -> bytes:
    raise CourseError(
        expected=phrase("paper.few", most=words.number(FILES_EACH)),
        got=phrase("paper.many"),
        do=phrase("paper.pick"),
    )


def _counted(papers: list[Paper]) -> Paper:
    """The best of a student's files, the first by name among equals, with a note on the others."""
    best = max(papers, key=lambda paper: (paper.points, paper.graded))
    if len(papers) == 1:
        return best
    others = [paper.file for paper in papers if paper is not best]
    said = phrase("paper.counted", file=best.file, others=", ".join(others))
    note = " ".join(filter(None, [best.note, said]))
    return replace(best, note=note)
