"""Thirty ways to hand in each assignment earn exactly the marks they deserve."""

import pytest

from course_lib.classroom.runner import Limits

from .conftest import daily, graded, hand_in, toml
from .thirty import GROUP, Book, thirty

# Where twenty others work, to import pandas takes two seconds of the processor.
QUICK = Limits(cell=4, call=1, wait=1, waits=8)
PARTS = toml("parts")


def deserved(book, student, lost, paragraph):
    """By task what is earned and what can be; a written answer waits."""
    most = {key: getattr(each, "exercise", each).points for key, each in book.work.asked.items()}
    written = dict.fromkeys((each.name for each in book.work.written), None if paragraph else 0)
    parts = PARTS.get(book.work.name, {}).get(student, {})
    earned = most | dict.fromkeys(lost, 0) | written | parts
    return {key: (earned[key], most[key]) for key in most}


@pytest.mark.hostile
@pytest.mark.parametrize("name", daily("capstone"))  # which has all kinds of task
def test_thirty_get_exactly_what_they_deserve(tmp_path, name):
    book, class_ = Book(name), thirty(name, str(tmp_path / "escaped"))
    assert len(class_) == 30
    for student, (file, _, _) in class_.items():
        hand_in(tmp_path / "class", student, file)
    made = graded(tmp_path / "class", name, group=GROUP, limits=QUICK)
    papers = {paper.student: paper for paper in made.papers}
    came = {
        student: {key: (mark.points, mark.max_points) for key, mark in paper.marks.items()}
        for student, paper in papers.items()
    }
    assert came == {who: deserved(book, who, *told) for who, (_, *told) in class_.items()}
    for student in ("right", "released"):
        assert papers[student].stopped == [], "no cell of the course's own stops"
    assert not (tmp_path / "escaped").exists()
