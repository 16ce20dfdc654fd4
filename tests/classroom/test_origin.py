"""What a notebook says it is of, read from its text: as written, edited, gone, or meant to harm."""

import nbformat
import pytest

from course_lib.classroom import release, results, submissions, tables
from course_lib.classroom.release import NOTEBOOKS
from course_lib.classroom.submissions import Origin
from course_lib.exercises import assignments

from .conftest import LOAD, graded, hand_in, points, sample, solved


@pytest.mark.parametrize(
    ("cell", "assignment", "group"),
    [
        ('tasks = assignments.load("secrets", "10B")', "secrets", "10B"),
        ("tasks=assignments.load('secrets','10B',)", "secrets", "10B"),
        ('tasks = assignments.load(\n    "secrets",\n    group="10B",\n)', "secrets", "10B"),
        ('tasks = assignments.load("secrets")', "secrets", ""),
        ('tasks = assignments.load("secrets", "Kelas \\"10\\" Å")', "secrets", 'Kelas "10" Å'),
        ('tasks = assignments.load("secrets", "a")\nassignments.load("money", "b")', "money", "b"),
        ('# assignments.load("secrets", "10B")', "", ""),
        ('tasks = assignments.load("secrets", name)', "", ""),
        ('tasks = assignments.load("sec" + "rets", "10B")', "", ""),
        ("", "", ""),
    ],
)
def test_the_call_as_students_leave_it(cell, assignment, group):
    assert submissions.origin_of([cell]) == Origin(assignment, group)


@pytest.mark.parametrize("name", assignments.NAMES)
@pytest.mark.parametrize("group", ["", "10B", 'Kelas "5" \\ Å', "'"])
def test_every_edition_of_the_course_is_known(name, group):
    made = release.stored(name)
    work = assignments.load(name, group)
    edition = release.assignment(made, work)
    origin = submissions.origin_of((cell.source for cell in edition.cells), edition.metadata)
    assert (origin.assignment, origin.group, origin.edition) == (name, group, release.EDITION)
    assert submissions.said("note", origin, work) == ""


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_lesson_is_known(path):
    cells = nbformat.read(path, as_version=4).cells
    origin = submissions.origin_of(cell.source for cell in cells if cell.cell_type == "code")
    assert submissions.differs(origin, sample()) == "lesson"


def test_lines_for_the_teacher_common_ones_first():
    said = [(f"s{n}", Origin("sample", "10C")) for n in range(6)]
    said += [("t", Origin("money")), ("u", Origin(lesson="lesson_04")), ("v", Origin())]
    said += [("w", Origin("sample", "10B"))]
    lines = submissions.warnings(said, sample("10B"))
    assert [line.partition(":")[0] for line in lines] == [
        "6 of 10 notebooks",
        "1 of 10 notebooks",
        "1 of 10 notebooks",
        "1 of 10 notebooks",
    ]
    assert "Handed in by" not in lines[0]
    assert {line.rpartition(": ")[2] for line in lines[1:]} == {"t.", "u.", "v."}


def test_what_a_student_writes_there_is_cut_and_cannot_act():
    origin = submissions.origin_of(['assignments.load("secrets", "\x1b[2J' + "A" * 150 + '")'])
    assert origin.group == "[2J" + "A" * 57


@pytest.mark.parametrize(
    "text",
    [
        "assignments.load(" * 250_000,
        "assignments.load(" + " " * 4_000_000,
        'assignments.load("' + "\\a" * 2_000_000,
        ('assignments.load("a",' + " " * 90) * 40_000,
        "from course_lib.exercises import " * 120_000,
    ],
    ids=["calls", "spaces", "escapes", "both", "imports"],
)
def test_four_megabytes_meant_to_stop_the_reader(text):
    """If a repetition were not bounded, this would not end."""
    assert submissions.origin_of([text]) == Origin()


def test_another_class_is_said_loudly_and_graded_for_the_teacher_s(tmp_path):
    other = LOAD.replace('"sample"', '"sample", "10C"')
    for who, load in {
        "a": other,
        "b": other,
        "c": LOAD.replace('"sample"', '"sample", "10 b"'),
    }.items():
        hand_in(tmp_path, who, solved(load=load, fee="fee = 100.0"))
    class_ = graded(tmp_path, group="10B")
    assert [points(paper)["fee"] for paper in class_.papers] == [2, 2, 2]
    assert 'the class "10C", but it was graded for the class "10B"' in class_.papers[0].note
    assert class_.papers[2].note == "", "capitals and spaces do not count"
    (line,) = class_.warnings
    assert line.startswith('2 of 3 notebooks: made for the class "10C"')
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
    assert [row.graded for row in tables.rows(papers)[:6]] == [False] * 5 + [False]
    assert "3 students graded. Not graded: a; b." in results.overview(papers)
