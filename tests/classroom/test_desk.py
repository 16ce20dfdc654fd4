"""The teacher's form without a browser: the made-up class, a class of one's own, and mistakes."""

import shutil

import pytest

from course_lib.classroom import sample
from course_lib.classroom.desk import Desk
from course_lib.exercises import assignments


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    return Desk()


def test_an_empty_form_grades_the_made_up_class_and_keeps_nothing(desk, tmp_path, capsys):
    desk.grade()
    desk.fill()
    said = capsys.readouterr().out
    assert "Filled 4 rows" in said
    assert "Example, Eko" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", assignments.NAMES)
def test_every_assignment_can_be_tried(name, tmp_path):
    sample.write_class(tmp_path, name)
    assert len(list((tmp_path / "class").iterdir())) == 4
    assert name == "secrets" or "Points Possible" in (tmp_path / sample.TABLE).read_text()


def test_a_class_of_one_s_own(desk, tmp_path, capsys):
    sample.write_class(tmp_path, "secrets")
    shutil.make_archive("homework", "zip", tmp_path / "class")
    desk.handed_in.value, desk.template.value = "homework.zip", sample.TABLE
    desk.column.value = sample.COLUMN
    desk.grade()
    results = tmp_path / "results" / "secrets"
    assert {path.name for path in results.iterdir()} == {"marks.csv", "to_mark.csv", "reports"}
    sheet = results / "to_mark.csv"
    text = (
        sheet.read_text(encoding="utf-8-sig").replace(",2,\n", ",2,1\n").replace(",2,\r", ",2,1\r")
    )
    sheet.write_text(text, encoding="utf-8-sig")
    desk.grade()
    assert sheet.read_text(encoding="utf-8-sig") == text, "a teacher's marks are never overwritten"
    desk.fill()
    filled = (results / f"filled_{sample.TABLE}").read_text()
    assert "exampleani" not in filled
    assert '"Example, Ani",4821,,ani,10B,16' in filled
    assert "Filled 4 rows" in capsys.readouterr().out


def test_a_mistake_is_a_sentence(desk, tmp_path, capsys):
    desk.handed_in.value = "nowhere.zip"
    desk.grade()
    desk.fill()
    said = capsys.readouterr().out
    assert "Expected a folder, or the zip file of a platform. Got nowhere.zip." in said
    assert "Traceback" not in said
