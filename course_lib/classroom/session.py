"""A class graded from what was handed in to the files a teacher works with, in one way for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from course_lib import data, words
from course_lib.classroom import grading, hub, platforms, release, reports, tables
from course_lib.classroom.grading import SEED, Grading, Progress
from course_lib.exercises import assignments
from course_lib.lesson.exercise import Exercise
from course_lib.lesson.kinds import Choose

TABLE, COLUMN = "canvas.csv", "Assignment"  # of the made-up class
_phrase = data.phrases("classroom")


@dataclass(frozen=True)
class Options:
    """What to grade and how, and the files for the results: `sheet` is kept from time to time."""

    place: Path
    assignment: str
    marks: Path
    group: str = ""
    seed: int = SEED
    code_light: bool = False
    without_room: bool = False
    sheet: Path | None = None  # written, with the points that stand on it
    marked: Path | None = None  # read only
    reports: Path | None = None


def grade_class(options: Options, progress: Progress = lambda done, total: None) -> Grading:  # noqa: ARG005
    """Grade the class, bring in the points a person gave, and write every file asked for.

    The sheet is read before anything is run. Raises CourseError as `grading.grade` and
    `tables.load_sheet` do, and then writes nothing.
    """
    written = assignments.load(options.assignment, options.group).written
    most = {each.name: float(each.points) for each in written}
    marked: tables.Sheet = {}
    for sheet in filter(None, [options.sheet, options.marked]):
        if sheet is options.marked or sheet.exists():
            marked |= tables.load_sheet(sheet, most)
    graded = grading.grade(
        options.place,
        options.assignment,
        group=options.group,
        seed=options.seed,
        code_light=options.code_light,
        without_room=options.without_room,
        progress=progress,
    )
    graded = tables.enter(graded, marked)
    tables.save_marks(options.marks, tables.rows(graded))
    if options.sheet:
        tables.save_sheet(options.sheet, graded)
    if options.reports:
        reports.write(graded, options.reports)
    return graded


def fill_table(
    template: Path, marks: Path, column: str, out: Path, sheet: Path | None
) -> list[str]:
    """Fill a platform's table into `out`, and say what was and was not filled."""
    rows, news = tables.load_marks(marks), list[str]()
    if sheet:
        most = {row.task: row.max_points for row in rows}
        rows, news = tables.enter_in(rows, tables.load_sheet(sheet, most))
    filled = platforms.fill(platforms.load(template), rows, column)
    tables.store(out, filled.data)
    return [*news, *platforms.told(filled)]


def told(graded: Grading) -> list[str]:
    """What a teacher reads when a class is graded, a sentence or two an entry.

    >>> told(Grading(assignments.load("secrets"), {}, [], ["Held by a room."], seed=1))
    ['0 students graded.', 'Held by a room.']
    """
    waiting = sum(paper.waiting for paper in graded.papers)
    sheet = [_phrase("done.sheet", answers=words.count(waiting, "answer"))] if waiting else []
    return [*reports.summary(graded), *graded.warnings, *sheet, *graded.notes]


def write_sample(folder: Path, name: str) -> None:
    """Write what five made-up people handed in for the assignment `name` to `folder`/class.

    Ani has everything right, Budi a wrong letter or two, Citra nothing, Dewi's file is damaged, and
    Eko handed in none. `TABLE` beside it lists all five, as Canvas does.
    """
    texts = {
        "ani_4821": _notebook(name, hub.solution),
        "budi_4822": _notebook(name, _with_mistakes),
        "citra_4823": _notebook(name, None),
        "dewi_4824": _phrase("form.damaged"),
    }
    for who, text in texts.items():
        tables.store(folder / "class" / f"example{who}_7_homework.ipynb", text.encode())
    work = assignments.load(name)
    possible = work.points + sum(written.points for written in work.written)
    table = data.text("classroom", "sample.csv").format(column=COLUMN, possible=f"{possible:.2f}")
    tables.store(folder / TABLE, table.replace("\n", "\r\n").encode())


def _notebook(name: str, answer: Callable[[Exercise], str] | None) -> str:
    """The assignment's notebook with the answers that `answer` writes, or as it is handed out."""
    work = assignments.load(name)
    made = release.assignment(release.stored(name), work)
    places = release.places(made, work)
    if answer:
        for key, task in work.tasks.items():
            places[key].answer.source = answer(task.exercise)
        for written in work.written:
            places[written.name].answer.source = f"{written.name} = {_phrase('form.paragraph')!r}"
    return str(nbformat.writes(made))


def _with_mistakes(exercise: Exercise) -> str:
    """A typical mistake where the answer is a letter, the solution elsewhere."""
    if isinstance(exercise, Choose):
        return f"{exercise.name} = {exercise.wrongs[0].answer!r}"
    return hub.solution(exercise)
