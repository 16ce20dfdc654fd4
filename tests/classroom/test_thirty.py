"""Thirty ways to hand in each assignment earn exactly the marks they deserve."""

import pytest

from course_lib.classroom import grading, tables
from course_lib.classroom.runner import Limits
from course_lib.exercises import assignments

from .conftest import ROOM
from .thirty import GROUP, thirty

QUICK = Limits(cell=2, call=1, grace=1, wait=5, short_wait=2)


def file_of(student):
    """As Moodle names it; one is called what nobody expects."""
    name = "My homework (final) (2).IPYNB" if student == "right" else "homework.ipynb"
    return f"{student}_1_assignsubmission_file_/{name}"


def expected_rows(work, class_):
    rows = []
    for student, (_, lost, paragraph) in sorted(class_.items()):
        who = (f"{student} (1)", file_of(student))
        for key, task in work.tasks.items():
            most = task.exercise.points
            rows.append((*who, key, 0 if key in lost else most, most))
        for each in work.written:
            rows.append((*who, each.name, None if paragraph else 0, each.points))
    return rows


@pytest.mark.parametrize("name", assignments.NAMES)
def test_thirty_get_exactly_what_they_deserve(tmp_path, name):
    class_ = thirty(name, str(tmp_path / "escaped"))
    assert len(class_) == 30
    for student, (file, _, _) in class_.items():
        path = tmp_path / "class" / file_of(student)
        path.parent.mkdir(parents=True)
        path.write_text(file, encoding="utf-8")
    graded = grading.grade(tmp_path / "class", name, group=GROUP, room=ROOM, limits=QUICK)
    came = [(m.student, m.file, m.task, m.points, m.max_points) for m in tables.rows(graded)]
    assert came == expected_rows(graded.assignment, class_)
    assert not (tmp_path / "escaped").exists()
