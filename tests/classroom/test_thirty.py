"""Thirty ways to hand in each assignment earn exactly the marks they deserve."""

import pytest

from course_lib.classroom import tables
from course_lib.classroom.runner import Limits
from course_lib.exercises import assignments

from .conftest import graded
from .thirty import GROUP, OTHER_GROUP, Book, thirty

# Where twenty others work, to import pandas takes two seconds of the processor.
QUICK = Limits(cell=4, call=1, wait=1, waits=8)


def file_of(student):
    """As Moodle names it; one is called what nobody expects."""
    name = "My homework (final) (2).IPYNB" if student == "right" else "homework.ipynb"
    return f"{student}_1_assignsubmission_file_/{name}"


MISTAKES = {f"wrong_{number}": number for number in range(3)}


def by_part(book, student, key):
    """What the right parts of a dictionary earn, where what is lost is a dictionary."""
    right, exercise = book.tasks[key].answer, book.tasks[key]
    if not isinstance(right, dict) or student not in (*MISTAKES, "another_class"):
        return 0
    wrongs = exercise.wrongs
    answer = Book(book.work.name, OTHER_GROUP).tasks[key].answer
    if student in MISTAKES:
        answer = wrongs[MISTAKES[student] % len(wrongs)].answer
    same = [
        abs(answer[part] / value - 1) < 0.01 if isinstance(value, float) else answer[part] == value
        for part, value in right.items()
    ]
    return exercise.points * sum(same) / len(same)


def expected_rows(book, class_):
    rows = []
    for student, (_, lost, paragraph) in sorted(class_.items()):
        who = (f"{student} (1)", file_of(student))
        for key, exercise in book.tasks.items():
            earned = by_part(book, student, key) if key in lost else exercise.points
            rows.append((*who, key, earned, exercise.points))
        for each in book.work.written:
            rows.append((*who, each.name, None if paragraph else 0, each.points))
    return rows


# Every assignment is tried each week, and at every commit the one with all kinds of task.
NAMES = [
    pytest.param(name, marks=[] if name == "capstone" else pytest.mark.weekly)
    for name in assignments.NAMES
]


@pytest.mark.hostile
@pytest.mark.parametrize("name", NAMES)
def test_thirty_get_exactly_what_they_deserve(tmp_path, name):
    class_ = thirty(name, str(tmp_path / "escaped"))
    assert len(class_) == 30
    for student, (file, _, _) in class_.items():
        path = tmp_path / "class" / file_of(student)
        path.parent.mkdir(parents=True)
        path.write_text(file, encoding="utf-8")
    made = graded(tmp_path / "class", name, group=GROUP, limits=QUICK)
    came = [(m.student, m.file, m.task, m.points, m.max_points) for m in tables.rows(made)]
    assert came == expected_rows(Book(name), class_)
    for student in ("right (1)", "released (1)"):
        (paper,) = (paper for paper in made.papers if paper.student == student)
        assert paper.stopped == [], "no cell of the course's own stops"
    assert not (tmp_path / "escaped").exists()
