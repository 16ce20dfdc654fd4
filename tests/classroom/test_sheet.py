"""Written answers go out on a sheet and come back as points, or not at all."""

import csv
from dataclasses import replace

import pytest

from course_lib.classroom import tables
from course_lib.classroom.grading import Grading, Mark, Paper
from course_lib.classroom.tables import id_of
from course_lib.errors import CourseError

from .conftest import sample

MOST = {"notice": 6.0}
TEXT = "=A text; with, signs\nin two lines"


def class_(**answers):
    work = sample()
    papers = []
    for who, text in answers.items():
        marks = [Mark(name, 1.0, 1, "Right.") for name in work.tasks]
        marks.append(Mark("notice", None if text else 0.0, 6, "So.", answer=text))
        file = f"{who}.ipynb"
        owned = {mark.task: replace(mark, student=who, file=file) for mark in marks}
        papers.append(Paper(who, file, owned))
    return Grading(work, dict(work.tasks), papers, [])


def sheet(tmp_path, *points, who="sari", changes=None):
    path = tmp_path / "sheet.csv"
    path.unlink(missing_ok=True)
    tables.save_sheet(path, class_(**{who: TEXT}))
    rows = tables._load(path, tables.SHEET)
    for row, given in zip(rows, points, strict=True):
        row["points"] = given
        row.update(changes or {})
    tables._save(path, tables.SHEET, rows)
    return path


def test_a_sheet_has_a_row_for_each_answer_and_level(tmp_path):
    path = tmp_path / "sheet.csv"
    tables.save_sheet(path, class_(sari="=1+1", budi="", ani="Mine."))
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["student"], row["level"]) for row in rows] == [
        (who, level) for who in ("sari", "ani") for level in ("evidence", "estimate", "inference")
    ]
    assert {row["answer"] for row in rows} == {"'=1+1", "Mine."}
    assert {row["points"] for row in rows} == {""}
    assert {row["max_points"] for row in rows} == {"2"}
    assert rows[0]["earns"] == "Names it."


def test_marks_come_back_into_the_totals(tmp_path):
    marked = tables.load_sheet(sheet(tmp_path, "2", "1,5", "0"), MOST)
    assert marked == {("sari", "notice", id_of(TEXT)): 3.5}
    graded = tables.enter(class_(sari=TEXT, budi="y"), marked)
    assert [paper.points for paper in graded.papers] == [7.5, 4]
    rows = [row for row in tables.rows(graded) if row.task == "notice"]
    assert [row.points for row in rows] == [3.5, None]
    assert graded.warnings == []


def test_an_empty_sheet_marks_nobody(tmp_path):
    assert tables.load_sheet(sheet(tmp_path, "", " ", ""), MOST) == {}


def test_a_sheet_saved_by_a_spreadsheet_of_another_country(tmp_path):
    path = sheet(tmp_path, "2", "1,5", "0")
    rows = tables._load(path, tables.SHEET)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, tables.SHEET, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    assert tables.load_sheet(path, MOST) == {("sari", "notice", id_of(TEXT)): 3.5}


@pytest.mark.parametrize(
    ("points", "changes", "says"),
    [
        (("2.5", "1", "1"), {}, "no more points"),
        (("-1", "1", "1"), {}, "not below zero"),
        (("good", "1", "1"), {}, "a number"),
        (("nan", "1", "1"), {}, "a number"),
        (("inf", "1", "1"), {}, "a number"),
        (("1", "", "1"), {}, "all three levels"),
        (("1", "1", "1"), {"level": "insight"}, "a level of its rubric"),
        (("1", "1", "1"), {"level": "evidence"}, "each once"),
        (("1", "1", "1"), {"task": "fee"}, "a question of this assignment"),
    ],
)
def test_what_cannot_be_entered(tmp_path, points, changes, says):
    with pytest.raises(CourseError, match=says):
        tables.load_sheet(sheet(tmp_path, *points, changes=changes), MOST)


def test_marks_of_a_stranger_are_named_and_stop_nobody(tmp_path):
    """Somebody who has withdrawn, or whom the teacher has typed in."""
    marked = tables.load_sheet(sheet(tmp_path, "1", "1", "1", who="citra"), MOST)
    for students in ({"sari": "x"}, {"citra": ""}):
        graded = tables.enter(class_(**students), marked)
        assert [paper.marks["notice"].points or 0 for paper in graded.papers] == [0]
        assert "not handed in any more: citra, notice, 3 points" in graded.warnings[-1]


def points_on(path):
    return [(row["student"], row["points"]) for row in tables._load(path, tables.SHEET)]


def test_a_late_student_joins_the_sheet_and_marks_stay(tmp_path):
    path = sheet(tmp_path, "2", "1,5", "0")
    tables.save_sheet(path, class_(ani="Late.", sari=TEXT))
    none, given = [("ani", "")] * 3, [("sari", "2"), ("sari", "1,5"), ("sari", "0")]
    assert points_on(path) == none + given
    before = path.read_bytes()
    tables.save_sheet(path, class_(ani="Late.", sari=TEXT))
    assert path.read_bytes() == before, "a third time changes nothing"


def test_a_teacher_s_own_column_and_empty_rows_of_a_spreadsheet_cost_nothing(tmp_path):
    path = sheet(tmp_path, "2", "1,5", "0")
    text = path.read_text(encoding="utf-8-sig").replace(",answer_id", ",answer_id,remark")
    text = text.replace(id_of(TEXT), f"{id_of(TEXT)},see me") + "," * len(tables.SHEET) + "\n"
    path.write_text(text, encoding="utf-8-sig")
    assert tables.load_sheet(path, MOST) == {("sari", "notice", id_of(TEXT)): 3.5}
    for answers in ({"ani": "Late.", "sari": TEXT}, {"ani": "Late.", "sari": "Another."}):
        tables.save_sheet(path, class_(**answers))
        remarks = [(row["student"], row["remark"]) for row in tables._load(path, tables.SHEET)]
        new = [("sari", "")] * 3 if answers["sari"] != TEXT else []
        assert remarks == [("ani", "")] * 3 + new + [("sari", "see me")] * 3


def test_a_changed_answer_is_named_and_to_be_marked_again(tmp_path):
    path = sheet(tmp_path, "2", "1,5", "0")
    changed = class_(sari="Another text.")
    graded = tables.enter(changed, tables.load_sheet(path, MOST))
    assert graded.papers[0].marks["notice"].points is None
    assert "the answer has changed since: sari, notice. It had 3.5 points" in graded.warnings[-1]
    tables.save_sheet(path, changed)
    assert points_on(path) == [("sari", "")] * 3 + [("sari", "2"), ("sari", "1,5"), ("sari", "0")]
    again = tables.enter(class_(sari=TEXT), tables.load_sheet(path, MOST))
    assert again.papers[0].marks["notice"].points == 3.5, (
        "the old text is back, and so are its marks"
    )


def test_a_withdrawn_student_s_marks_stay_on_the_sheet(tmp_path):
    path = sheet(tmp_path, "2", "1,5", "0")
    for _ in range(2):
        tables.save_sheet(path, class_(budi="Mine."))
        assert points_on(path)[3:] == [("sari", "2"), ("sari", "1,5"), ("sari", "0")]
    tables.save_sheet(path, class_(budi="Mine.", sari=TEXT))
    assert points_on(path)[3:] == [("sari", "2"), ("sari", "1,5"), ("sari", "0")]
    assert len(points_on(path)) == 6


def test_a_file_of_something_else(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(CourseError, match="columns student, task"):
        tables.load_sheet(path, MOST)
    with pytest.raises(CourseError, match="columns student, file"):
        tables.load_marks(path)


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "'=1", "''", "'", "Sari", "1-2"]
)
def test_no_cell_is_a_formula_and_none_is_lost(text):
    assert tables.safe(text)[0] not in "=+-@\t\r"
    assert tables.bare(tables.safe(text)) == text
