"""The teacher's form without a browser: the made-up class, a class of one's own, and mistakes."""

import shutil

import pytest

from course_lib.classroom import sandbox, session
from course_lib.classroom.form import Form, _folder
from course_lib.exercises import assignments


@pytest.fixture
def form(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_STORE", "my_course.json")
    return Form()


def test_an_empty_form_grades_the_made_up_class_and_keeps_nothing(form, tmp_path, capsys):
    form.grade()
    form.fill()
    said = capsys.readouterr().out
    assert "Filled 3 rows" in said
    assert "Example, Eko" in said
    assert "exampledewi (4824): Expected a notebook as JupyterLab saves it" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", assignments.NAMES)
def test_every_assignment_can_be_tried(name, tmp_path):
    session.write_sample(tmp_path, name)
    assert len(list((tmp_path / "class").iterdir())) == 4
    assert name == "secrets" or "Points Possible" in (tmp_path / session.TABLE).read_text()


def test_a_class_of_one_s_own(form, tmp_path, capsys):
    session.write_sample(tmp_path, "secrets")
    shutil.make_archive("homework", "zip", tmp_path / "class")
    form.handed_in.value, form.template.value = "homework.zip", session.TABLE
    form.column.value = session.COLUMN
    form.grade()
    results = tmp_path / "results" / "secrets"
    assert (tmp_path / "results" / "form.json").exists()
    assert {path.name for path in results.iterdir()} == {"marks.csv", "to_mark.csv", "reports"}
    sheet = results / "to_mark.csv"
    text = sheet.read_bytes().decode("utf-8-sig").replace(",2,,a", ",2,1,a")
    sheet.write_text(text, encoding="utf-8-sig", newline="")
    form.grade()
    assert sheet.read_bytes().decode("utf-8-sig") == text, "a teacher's marks are never overwritten"
    form.fill()
    filled = (results / f"filled_{session.TABLE}").read_text()
    assert "exampleani" not in filled
    assert '"Example, Ani",4821,,ani,10B,16' in filled
    assert '"Example, Dewi",4824,,dewi,10B,\n' in filled, "a file nobody can read is no 0"
    assert "Filled 3 rows" in capsys.readouterr().out


def test_a_form_that_is_made_again_is_filled_in_already(form, tmp_path):
    form.handed_in.value, form.group.value, form.code_light.value = "secrets.zip", "10 Å", True
    form.assignment.value, form.template.value, form.column.value = "money", "m.csv", "Grade"
    again = Form()
    for name, field in form._fields.items():
        assert again._fields[name].value == field.value
    assert "secrets.zip: money, the class" in again._next.value
    form.handed_in.value = ""
    assert "made-up class" in Form()._next.value


@pytest.mark.parametrize("text", ["", "[]", "{", '{"assignment": "history", "x": 1, "group": 5}'])
def test_a_damaged_memory_of_the_form_is_an_empty_form(form, tmp_path, text):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "form.json").write_text(text)
    again = Form()
    assert [field.value for field in again._fields.values()] == [
        "",
        "secrets",
        "",
        False,
        "",
        "",
        "",
    ]


def test_code_light_leaves_out_the_functions_and_their_points(form, tmp_path, capsys):
    session.write_sample(tmp_path, "secrets")
    form.handed_in.value, form.code_light.value = str(tmp_path / "class"), True
    form.grade()
    rows = (tmp_path / "results/secrets/marks.csv").read_text(encoding="utf-8-sig")
    assert ",holds," in rows
    assert ",exposed," not in rows
    said = capsys.readouterr().out
    assert "Student | Points | holds | mismatch | restart | touched | chatbot" in said


def test_the_class_of_the_notebooks_is_not_the_one_in_the_form(form, tmp_path, capsys):
    session.write_sample(tmp_path, "secrets")
    form.handed_in.value, form.group.value = str(tmp_path / "class"), "10B"
    form.grade()
    said = capsys.readouterr().out
    line = "3 of 3 notebooks: made for no class (the public numbers), but you graded for the class"
    assert line in said
    assert said.index(line) < said.index("Student | Points"), "before the table that misleads"
    assert line in (tmp_path / "results/secrets_10B/reports/overview.html").read_text()


def test_steps_in_another_order(form, tmp_path, capsys):
    session.write_sample(tmp_path, "secrets")
    form.handed_in.value = str(tmp_path / "class")
    form.fill()
    assert "Run the cell form.grade() first" in capsys.readouterr().out
    form.grade()
    form.fill()
    assert "Expected the name of the platform's table" in capsys.readouterr().out


def test_a_mistake_is_a_sentence(form, tmp_path, capsys):
    form.handed_in.value = "nowhere.zip"
    form.grade()
    form.fill()
    said = capsys.readouterr().out
    assert "Expected a folder, or the zip file of a platform. Got nowhere.zip." in said
    assert "Traceback" not in said


def test_no_two_classes_share_a_folder():
    names = ["", "10/1", "10-1", "10 1", "10_1", "10:1", "10B"]
    assert len({_folder("secrets", name).casefold() for name in names}) == len(names)
    assert _folder("secrets", "10B") == "secrets_10B"


def test_without_a_room_the_teacher_is_asked_and_says_yes_in_words(
    form, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(sandbox, "missing", lambda: "no program bwrap on this computer")
    form.grade()
    said = capsys.readouterr().out
    assert "no program bwrap on this computer" in said
    assert "write yes into the field" in said
    form.without_room.value = " Yes"
    form.grade()
    assert "example" in capsys.readouterr().out
    assert Form().without_room.value == "", "it is said anew each time"
