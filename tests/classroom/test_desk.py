"""The teacher's form without a browser: the made-up class, a class of one's own, and mistakes."""

import shutil

import pytest

from course_lib.classroom import sample
from course_lib.classroom.desk import Desk
from course_lib.exercises import assignments


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_STORE", "my_course.json")
    return Desk()


def test_an_empty_form_grades_the_made_up_class_and_keeps_nothing(desk, tmp_path, capsys):
    desk.grade()
    desk.fill()
    said = capsys.readouterr().out
    assert "Filled 3 rows" in said
    assert "Example, Eko" in said
    assert "exampledewi (4824): Expected a notebook as JupyterLab saves it" in said
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
    assert (tmp_path / "results" / "form.json").exists()
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
    assert '"Example, Dewi",4824,,dewi,10B,\n' in filled, "a file nobody can read is no 0"
    assert "Filled 3 rows" in capsys.readouterr().out


def test_a_form_that_is_made_again_is_filled_in_already(desk, tmp_path):
    desk.handed_in.value, desk.group.value, desk.code_light.value = "secrets.zip", "10 Å", True
    desk.assignment.value, desk.template.value, desk.column.value = "money", "m.csv", "Grade"
    again = Desk()
    for name, field in desk._fields.items():
        assert again._fields[name].value == field.value
    assert "secrets.zip: money, the class" in again._next.value
    desk.handed_in.value = ""
    assert "made-up class" in Desk()._next.value


@pytest.mark.parametrize("text", ["", "[]", "{", '{"assignment": "history", "x": 1, "group": 5}'])
def test_a_damaged_memory_of_the_form_is_an_empty_form(desk, tmp_path, text):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "form.json").write_text(text)
    again = Desk()
    assert [field.value for field in again._fields.values()] == ["", "secrets", "", False, "", ""]


def test_code_light_leaves_out_the_functions_and_their_points(desk, tmp_path, capsys):
    sample.write_class(tmp_path, "secrets")
    desk.handed_in.value, desk.code_light.value = str(tmp_path / "class"), True
    desk.grade()
    rows = (tmp_path / "results/secrets/marks.csv").read_text(encoding="utf-8-sig")
    assert ",holds," in rows
    assert ",exposed," not in rows
    said = capsys.readouterr().out
    assert "Student | Points | holds | mismatch | restart | touched | chatbot" in said


def test_the_class_of_the_notebooks_is_not_the_one_in_the_form(desk, tmp_path, capsys):
    sample.write_class(tmp_path, "secrets")
    desk.handed_in.value, desk.group.value = str(tmp_path / "class"), "10B"
    desk.grade()
    said = capsys.readouterr().out
    line = "3 of 3 notebooks: made for no class (the public numbers), but you graded for the class"
    assert line in said
    assert said.index(line) < said.index("Student | Points"), "before the table that misleads"
    assert line in (tmp_path / "results/secrets_10B/reports/overview.html").read_text()


def test_steps_in_another_order(desk, tmp_path, capsys):
    sample.write_class(tmp_path, "secrets")
    desk.handed_in.value = str(tmp_path / "class")
    desk.fill()
    assert "Run the cell desk.grade() first" in capsys.readouterr().out
    desk.grade()
    desk.fill()
    assert "Expected the name of the platform's table" in capsys.readouterr().out


def test_a_mistake_is_a_sentence(desk, tmp_path, capsys):
    desk.handed_in.value = "nowhere.zip"
    desk.grade()
    desk.fill()
    said = capsys.readouterr().out
    assert "Expected a folder, or the zip file of a platform. Got nowhere.zip." in said
    assert "Traceback" not in said
