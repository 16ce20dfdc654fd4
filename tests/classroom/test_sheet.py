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
CASES = toml("sheet")
STAYS, REFUSED = CASES["stays"], CASES["refused"]


def class_(**answers):
    """Who got every task right, and wrote this."""
    return class_of(*(paper(who, POINTS, text) for who, text in answers.items()))


def sheet(tmp_path, *points, delimiter=",", **changes):
    """The sheet of one answer as a spreadsheet saves it, with these points and changed cells."""
    path = tmp_path / "sheet.csv"
    path.unlink(missing_ok=True)
    tables.save_sheet(path, class_(sari=TEXT))
    made = pd.read_csv(path, dtype=str, keep_default_na=False).assign(points=points, **changes)
    made.to_csv(path, sep=delimiter, index=False, lineterminator="\r\n")
    return path


@pytest.fixture
def path(tmp_path):
    return sheet(tmp_path, "2", "1,5", "0")


def column(path, name="points"):
    return [[row["student"], row[name]] for row in tables._load(path, tables.SHEET)]


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


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_entered(tmp_path, name):
    case = REFUSED[name]
    path = sheet(tmp_path, *case["points"], **case.get("changes", {}))
    with pytest.raises(CourseError, match=case["says"]):
        tables.load_sheet(path, sample())


@pytest.mark.parametrize("name", STAYS)
def test_marks_that_fit_no_more_are_named_and_stay(path, name):
    answers, came, news, rows = STAYS[name].values()
    graded = tables.enter(class_(**answers), tables.load_sheet(path, sample()))
    assert {paper.student: paper.marks["notice"].shown for paper in graded.papers} == came
    assert graded.warnings == news
    tables.save_sheet(path, class_(**answers))
    assert column(path) == rows
    before = path.read_bytes()
    tables.save_sheet(path, class_(**answers))
    assert path.read_bytes() == before, "a second time changes nothing"
    tables.save_sheet(path, class_(sari=TEXT))
    assert column(path) == STAYS["the same class"]["rows"], "each is there once"


def test_a_teacher_s_own_column_and_empty_rows_of_a_spreadsheet_cost_nothing(path):
    text = path.read_text(encoding="utf-8").replace(",answer_id", ",answer_id,remark")
    text = text.replace(id_of(TEXT), f"{id_of(TEXT)},see me") + "," * len(tables.SHEET) + "\n"
    path.write_text(text, encoding="utf-8")
    assert tables.load_sheet(path, sample()) == {("sari", "notice", id_of(TEXT)): 3.5}
    seen = [["sari", "see me"]] * 3
    tables.save_sheet(path, class_(sari=TEXT))
    assert column(path, "remark") == seen
    tables.save_sheet(path, class_(sari="Another."))
    assert column(path, "remark") == [["sari", ""]] * 3 + seen


def test_a_file_of_something_else(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(CourseError, match="columns student, task"):
        tables.load_sheet(path, sample())
    with pytest.raises(CourseError, match="columns student, file"):
        tables.load_marks(path)
