"""What a notebook says it is of, read from its text: as written, edited, or gone.

The call as students leave it, and texts meant to harm, are in gives.toml.
"""

import nbformat
import pytest

from course_lib.classroom import results, submissions, tables
from course_lib.exercises import assignments, handouts
from course_lib.exercises.handouts import Origin, differs

from .conftest import FEE, LOAD, graded, hand_in, points, sample, solved


@pytest.mark.parametrize("name", assignments.NAMES)
@pytest.mark.parametrize("group", ["", "10B", 'Kelas "5" \\ Å', "'"])
def test_every_edition_of_the_course_is_known(name, group):
    work = assignments.load(name, group)
    edition = handouts.assignment(handouts.stored(name), work)
    origin = submissions.origin_of((cell.source for cell in edition.cells), edition.metadata)
    assert (origin.name, origin.group, origin.edition) == (name, group, handouts.EDITION)
    assert submissions.said("note", origin, work) == ""


def test_every_lesson_is_known():
    for path in handouts.NOTEBOOKS.glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        origin = submissions.origin_of(cell.source for cell in cells if cell.cell_type == "code")
        name = path.name.partition("_")[0].replace("0", "lesson ", 1)
        assert origin.name == ("warm-up" if path.name == "warm_up.ipynb" else name)
        assert differs(origin, sample()) == "lesson", path.name


def test_lines_for_the_teacher_common_ones_first():
    said = [(f"s{n}", Origin("sample", "10C")) for n in range(6)]
    said += [("t", Origin("money")), ("u", Origin("lesson 4")), ("v", Origin())]
    first, *others = submissions.warnings([*said, ("w", Origin("sample", "10B"))], sample("10B"))
    assert first.startswith("6 of 10 notebooks:")
    assert "Handed in by" not in first
    assert all(line.startswith("1 of 10 notebooks:") for line in others)
    assert {line.rpartition(": ")[2] for line in others} == {"t.", "u.", "v."}


def test_another_class_is_said_loudly_and_graded_for_the_teacher_s(tmp_path):
    students = {  # of which class each notebook is, and its answer: the right one is 100 in 10B
        "a": ("10C", "fee = 100.0"),
        "b": ("10C", "fee = 100.0"),
        "c": ("10 b", "fee = 100.0"),
        "d": ("10B", FEE),
        "e": ("10B", "fee = 50.0"),
    }
    for who, (group, fee) in students.items():
        load = LOAD.replace('"sample"', f'"sample", "{group}"')
        hand_in(tmp_path, who, solved(load=load, fee=fee))
    class_ = graded(tmp_path, group="10B")
    assert [points(paper)["fee"] for paper in class_.papers] == [2, 2, 2, 2, 0]
    assert 'the class "10C", but it was graded for the class "10B"' in class_.papers[0].note
    assert class_.papers[2].note == "", "capitals and spaces do not count"
    (line,) = class_.warnings
    assert line.startswith('2 of 5 notebooks: made for the class "10C"')
    assert line.endswith("Handed in by: a; b.")
    assert line in results.told(class_)
    message = next(row.message for row in tables.rows(class_) if row.task == "fee")
    assert "10C" in message


def test_a_notebook_of_something_else_is_not_graded(tmp_path):
    hand_in(tmp_path, "a", ["from course_lib.exercises import lesson_04 as ex", "ex.x.check(1)"])
    hand_in(tmp_path, "b", ['tasks = assignments.load("money", "")', "rent = ..."])
    hand_in(tmp_path, "c", solved(load=None, fee="fee = 50.0"))
    hand_in(tmp_path, "d", solved(load=LOAD.replace("sample", "money"), fee="fee = 50.0"))
    hand_in(tmp_path, "e", ["# nothing of the assignment is left"])
    papers = graded(tmp_path)
    assert papers.ungraded == ["a", "b"]
    assert [paper.points for paper in papers.papers] == [0, 0, 7, 7, 0]
    assert "of a lesson (lesson 4)" in papers.papers[0].note
    assert 'assignment "money"' in papers.papers[1].note
    assert len(papers.warnings) == 3
    assert not any(row.graded for row in tables.rows(papers)[:6])
    assert "3 students graded. Not graded: a; b." in results.overview(papers)
