"""What a notebook says it is of; folders of another edition are graded by their own tasks, or not.

The call as students leave it, and texts meant to harm, are in gives.toml; whole notebooks of
another class or of something else in class.toml.

`released_1_0_0` is what commit 38fbdaa released for class 10B, with its own solutions. That edition
wrote no stamp. Its `secrets` has since got other sixty digits; `money` and `capstone` are the same.
"""

import json
from pathlib import Path

import nbformat
import pytest

from course_lib.classroom import submissions, tables
from course_lib.classroom.runner import Limits
from course_lib.classroom.submissions import Origin, differs
from course_lib.errors import CourseError
from course_lib.exercises import assignments, handouts

from .conftest import graded, hand_in, sample
from .thirty import GROUP, Book

OLD = Path(__file__).with_name("released_1_0_0")
FULL = {"capstone": 22, "money": 14}  # points of the tasks, without the written answers
SOLUTIONS = json.loads((OLD / "solutions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", assignments.NAMES)
@pytest.mark.parametrize("group", ["", "10B", 'Kelas "5" \\ Å', "'"])
def test_every_edition_of_the_course_is_known(name, group):
    work = assignments.load(name, group)
    edition = handouts.assignment(handouts.stored(name), work)
    origin = submissions.origin_of((cell.source for cell in edition.cells), edition.metadata)
    assert origin == Origin(name, group, handouts.EDITION, work.fingerprints())
    assert submissions.said("note", origin, work) == ""


def test_every_lesson_is_known():
    for path in handouts.NOTEBOOKS.glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        origin = submissions.origin_of(cell.source for cell in cells if cell.cell_type == "code")
        name = path.name.partition("_")[0].replace("0", "lesson ", 1)
        assert origin.name == ("warm-up" if path.name == "warm_up.ipynb" else name)
        assert differs(origin, sample()) == "lesson", path.name


def test_lines_for_the_teacher_are_common_ones_first_and_name_a_few_only():
    origins = {"t": Origin("money"), "u": Origin("secrets", "10B")}
    origins |= {f"s{number}": Origin("secrets", "10C") for number in range(6)}
    work = assignments.load("secrets", "10B")
    lines = [(who, submissions.said("class", each, work)) for who, each in origins.items()]
    many, one = submissions.warnings(lines, 8)
    assert many.startswith('6 of 8 notebooks: made for the class "10C", but you graded for the')
    assert "Handed in by" not in many
    assert one.startswith('1 of 8 notebooks: of the assignment "money", but you graded "secrets".')
    assert one.endswith("Handed in by: t.")


def old(name):
    return Book(name).filled(SOLUTIONS[name], released=nbformat.read(OLD / f"{name}.json", 4))


def new(name="money"):
    return Book(name).solved()


def grade(folder, name, *notebooks):
    """The class whose students hand these in."""
    for number, made in enumerate(notebooks):
        hand_in(folder, f"student{number}", json.dumps(made))
    return graded(folder, name, group=GROUP, limits=Limits())


def test_an_old_folder_with_the_same_tasks_is_graded_in_full(tmp_path):
    class_ = grade(tmp_path, "capstone", old("capstone"))
    assert [paper.points for paper in class_.papers] == [FULL["capstone"]]
    assert class_.warnings == []


def stamped(stamp, made=None):
    made = made or new()
    made.metadata[handouts.STAMP] = stamp
    return made


LATER = {"edition": "2.0.0", "tasks": {"servers": "0" * 12}}


def test_a_class_with_other_tasks_is_refused_at_once_by_name_of_its_edition(tmp_path):
    with pytest.raises(CourseError, match=r"2 of 2 with tasks .* edition 1\.0\.0\. .*Install edit"):
        grade(tmp_path / "old", "secrets", old("secrets"), old("secrets"))
    with pytest.raises(CourseError, match=r"edition 2\.0\.0"):
        grade(tmp_path / "later", "money", stamped(LATER), stamped(LATER), new())


def test_the_edition_is_that_of_the_course():
    pyproject = Path(__file__).parents[2] / "pyproject.toml"
    assert f'version = "{handouts.EDITION}"' in pyproject.read_text(encoding="utf-8")


def test_no_student_s_own_stamp_stops_the_others_and_another_edition_is_no_zero(tmp_path):
    odd = ({"edition": 3, "tasks": "x"}, [], None, {"tasks": {"a": [1]}})
    other = stamped(LATER, Book("money").filled({}))
    class_ = grade(tmp_path, "money", new(), old("money"), *map(stamped, odd), other, new())
    assert [paper.points for paper in class_.papers if paper.graded] == [FULL["money"]] * 6
    ungraded = [paper.student for paper in class_.papers if not paper.whole]
    assert ungraded == ["student5", "student6"], "one has tasks of its own"
    assert any("1 of 8 notebooks: with tasks of edition 2.0.0" in line for line in class_.warnings)
    assert not any(mark.graded for mark in tables.rows(class_) if mark.student == "student6")


def test_a_notebook_that_lost_its_stamp_is_one_of_the_class():
    """`secrets` has other digits than in the last edition without a stamp."""
    right, bare = new("secrets"), new("secrets")
    bare.metadata = {}
    origins = [submissions.notebook(json.dumps(made).encode())[1] for made in (right, bare, bare)]
    work = assignments.load("secrets", GROUP)
    submissions.refuse_other_edition(origins, work)
    assert [differs(origin, work) for origin in origins] == ["", "", ""]


def test_the_fingerprint_changes_with_what_is_asked_and_holds_no_answer(monkeypatch):
    work = assignments.load("money", GROUP)
    before = work.fingerprints()
    monkeypatch.setitem(work.given, "fee", 99)
    assert all(before[name] != digits for name, digits in work.fingerprints().items())
    monkeypatch.undo()
    monkeypatch.setattr(work.tasks["share"].exercise, "answer", 1.0)
    assert work.fingerprints() == before
