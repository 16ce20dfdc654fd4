"""The file of marks, `marks.csv`: one row for each student and task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course_lib.classroom import tables
from course_lib.classroom.grade import Grading, Paper
from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError

COLUMNS = ["student", "file", "task", "points", "max_points", "message"]


@dataclass(frozen=True)
class Mark:
    """One row. `points` is None while a written answer waits for a person.

    >>> Mark("Sari", "x.ipynb", "holds", 0, 1, "Not graded. The file is damaged.").graded
    False
    """

    student: str
    file: str
    task: str
    points: float | None
    max_points: float
    message: str

    @property
    def graded(self) -> bool:
        """Whether there was something to grade. If not, the 0 points are no judgement."""
        return not self.message.startswith(phrase("paper.ungraded"))


def rows(grading: Grading) -> list[Mark]:
    """Every mark of a class, by student, in the order of the assignment.

    >>> from course_lib.exercises import assignments
    >>> rows(Grading(assignments.load("secrets"), {}, [], [], seed=1))
    []
    """
    return [mark for paper in grading.papers for mark in _of(paper, grading)]


def save(path: Path, marks: Iterable[Mark]) -> None:
    """Write the marks to `path`, the same bytes for the same marks.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save(Path(folder, "marks.csv"), [Mark("Sari", "x.ipynb", "holds", 1, 1, "Right.")])
    ...     load(Path(folder, "marks.csv"))[0].points
    1.0
    """
    tables.save(
        path,
        COLUMNS,
        (
            {
                "student": mark.student,
                "file": mark.file,
                "task": mark.task,
                "points": "" if mark.points is None else f"{mark.points:g}",
                "max_points": f"{mark.max_points:g}",
                "message": " ".join(mark.message.split()),
            }
            for mark in marks
        ),
    )


def load(path: Path) -> list[Mark]:
    """The marks in a file that `save` wrote. Raises CourseError for anything else.

    >>> load(Path("nowhere.csv"))
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected a CSV file with the columns student, file, ...
    """
    return [
        Mark(
            row["student"],
            row["file"],
            row["task"],
            number(row["points"], path) if row["points"].strip() else None,
            number(row["max_points"], path),
            row["message"],
        )
        for row in tables.load(path, COLUMNS)
    ]


def number(text: str, path: Path) -> float:
    """A number of points as a person writes it, with a point or a comma.

    >>> number("1,5", Path("marks.csv"))
    1.5

    Raises CourseError for anything else.
    """
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise CourseError(
            expected=phrase("marks.number"), got=f"{path.name}: {text!r}", do=phrase("marks.do")
        )
    return value


def _of(paper: Paper, grading: Grading) -> list[Mark]:
    judged = [
        (name, each.points, grading.tasks[name].exercise.points, each.message)
        for name, each in paper.judgements.items()
    ]
    return [
        Mark(paper.student, paper.file, name, points, most, _message(paper, said))
        for name, points, most, said in [*judged, *_written(paper, grading)]
    ]


def _written(paper: Paper, grading: Grading) -> list[tuple[str, float | None, float, str]]:
    made: list[tuple[str, float | None, float, str]] = []
    for written in grading.written:
        points = paper.marked.get(written.name)
        key = "written.marked" if points is not None else "written.waits"
        if not paper.answers.get(written.name):
            key, points = "written.none", 0.0
        made.append((written.name, points, written.points, phrase(key)))
    return made


def _message(paper: Paper, said: str) -> str:
    if not paper.graded:
        return f"{phrase('paper.ungraded')} {paper.note}"
    return f"{said} {paper.note}".strip()
