"""Written answers go out on a sheet and come back as points, or not at all.

How a cell is kept from being a formula is in gives.toml.
"""

import csv

import pandas as pd
import pytest

from course_lib.classroom import tables
from course_lib.classroom.tables import id_of
from course_lib.errors import CourseError

from .conftest import POINTS, class_of, paper, sample, toml

TEXT = "=A text; with, signs\nin two lines"
MARKED = [("sari", "2"), ("sari", "1,5"), ("sari", "0")]


def class_(**answers):
    """Who got every task right, and wrote this."""
    return class_of(*(paper(who, POINTS, text) for who, text in answers.items()))


def sheet(tmp_path, *points, changes=None, delimiter=","):
    """The sheet of one answer as a spreadsheet saves it, with these points and changed cells."""
    path = tmp_path / "sheet.csv"
    path.unlink(missing_ok=True)
    tables.save_sheet(path, class_(sari=TEXT))
    made = pd.read_csv(path, dtype=str, keep_default_na=False)
    made = made.assign(points=points, **(changes or {}))
    made.to_csv(path, sep=delimiter, index=False, lineterminator="\r\n")
    return path


@pytest.fixture
def path(tmp_path):
    return sheet(tmp_path, "2", "1,5", "0")


def column(path, name="points"):
    return [(row["student"], row[name]) for row in tables._load(path, tables.SHEET)]


def test_a_sheet_has_a_row_for_each_answer_and_level(tmp_path):
    path = tmp_path / "sheet.csv"
    tables.save_sheet(path, class_(sari="=1+1", budi="", ani="Mine."))
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["student"], row["level"]) for row in rows] == [
        (who, level) for who in ("sari", "ani") for level in ("evidence", "estimate", "inference")
    ]
    assert {row["answer"] for row in rows} == {"'=1+1", "Mine."}
    assert {(row["points"], row["max_points"]) for row in rows} == {("", "2")}
    assert rows[0]["earns"] == "Names it."


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_marks_come_back_into_the_totals(tmp_path, delimiter):
    marked = tables.load_sheet(sheet(tmp_path, "2", "1,5", "0", delimiter=delimiter), sample())
    assert marked == {("sari", "notice", id_of(TEXT)): 3.5}
    graded = tables.enter(class_(sari=TEXT, budi="y"), marked)
    assert [paper.points for paper in graded.papers] == [10.5, 7]
    rows = [row for row in tables.rows(graded) if row.task == "notice"]
    assert [row.points for row in rows] == [3.5, None]
    assert graded.warnings == []
    assert tables.load_sheet(sheet(tmp_path, "", " ", ""), sample()) == {}


@pytest.mark.parametrize("case", toml("sheet").values(), ids=list(toml("sheet")))
def test_what_cannot_be_entered(tmp_path, case):
    path = sheet(tmp_path, *case["points"], changes=case.get("changes"))
    with pytest.raises(CourseError, match=case["says"]):
        tables.load_sheet(path, sample())


@pytest.mark.parametrize("students", [{"budi": "Mine."}, {"sari": ""}])
def test_marks_of_a_stranger_are_named_stop_nobody_and_stay(path, students):
    """Somebody who has withdrawn, or whom the teacher has typed in."""
    graded = tables.enter(class_(**students), tables.load_sheet(path, sample()))
    assert [paper.marks["notice"].points or 0 for paper in graded.papers] == [0]
    assert "not handed in any more: sari, notice, 3.5 points" in graded.warnings[-1]
    for _ in range(2):
        tables.save_sheet(path, class_(**students))
        assert column(path)[-3:] == MARKED
    tables.save_sheet(path, class_(budi="Mine.", sari=TEXT))
    assert column(path) == [("budi", "")] * 3 + MARKED, "each is there once"


def test_a_late_student_joins_the_sheet_and_marks_stay(path):
    tables.save_sheet(path, class_(ani="Late.", sari=TEXT))
    assert column(path) == [("ani", "")] * 3 + MARKED
    before = path.read_bytes()
    tables.save_sheet(path, class_(ani="Late.", sari=TEXT))
    assert path.read_bytes() == before, "a third time changes nothing"


def test_a_teacher_s_own_column_and_empty_rows_of_a_spreadsheet_cost_nothing(path):
    text = path.read_text(encoding="utf-8").replace(",answer_id", ",answer_id,remark")
    text = text.replace(id_of(TEXT), f"{id_of(TEXT)},see me") + "," * len(tables.SHEET) + "\n"
    path.write_text(text, encoding="utf-8")
    assert tables.load_sheet(path, sample()) == {("sari", "notice", id_of(TEXT)): 3.5}
    for answers in ({"ani": "Late.", "sari": TEXT}, {"ani": "Late.", "sari": "Another."}):
        tables.save_sheet(path, class_(**answers))
        new = [("sari", "")] * 3 if answers["sari"] != TEXT else []
        assert column(path, "remark") == [("ani", "")] * 3 + new + [("sari", "see me")] * 3


def test_a_changed_answer_is_named_and_to_be_marked_again(path):
    changed = class_(sari="Another text.")
    graded = tables.enter(changed, tables.load_sheet(path, sample()))
    assert graded.papers[0].marks["notice"].points is None
    assert "the answer has changed since: sari, notice. It had 3.5 points" in graded.warnings[-1]
    tables.save_sheet(path, changed)
    assert column(path) == [("sari", "")] * 3 + MARKED
    again = tables.enter(class_(sari=TEXT), tables.load_sheet(path, sample()))
    assert again.papers[0].marks["notice"].points == 3.5, "and with the old text its marks"


def test_a_file_of_something_else(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(CourseError, match="columns student, task"):
        tables.load_sheet(path, sample())
    with pytest.raises(CourseError, match="columns student, file"):
        tables.load_marks(path)
