"""The teacher's form without a browser: a class of one's own, and mistakes.

What it says of the made-up class is stored in notebooks/instructor/grade.ipynb.
"""

import shutil
from unittest.mock import Mock

import pytest

from course_lib.classroom import form as form_
from course_lib.classroom import grading
from course_lib.classroom.form import SAMPLE, Form

YES = {"without_room": "yes"}  # where there is none


def fill_in(form, **texts):
    for name, value in texts.items():
        form.fields[name].value = value


@pytest.fixture
def form(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(form_, "_kept", {})
    return Form()


def test_a_class_of_one_s_own(form, tmp_path, capsys):
    shutil.make_archive("homework", "zip", SAMPLE)
    table = SAMPLE / "canvas.csv"
    fill_in(form, handed_in="homework.zip", template=str(table), column="Assignment", **YES)
    form.grade()
    results = tmp_path / "results" / "secrets"
    assert {path.name for path in results.iterdir()} == {"marks.csv", "to_mark.csv", "reports"}
    sheet = results / "to_mark.csv"
    text = sheet.read_bytes().decode("utf-8-sig").replace(",2,,a", ",2,1,a")
    sheet.write_text(text, encoding="utf-8-sig", newline="")
    form.grade()
    assert sheet.read_bytes().decode("utf-8-sig") == text, "a teacher's marks are never overwritten"
    form.fill()
    ani, budi, citra, *others = table.read_text().splitlines()[2:]
    filled = (results / "filled_canvas.csv").read_text().splitlines()[2:]
    assert filled == [f"{ani}16", f"{budi}13", f"{citra}0", *others], "what nobody can read is no 0"
    assert "Filled 3 rows" in capsys.readouterr().out


def test_a_form_that_is_made_again_is_filled_in_already(form, tmp_path):
    fill_in(form, handed_in="secrets.zip", group="10 Å", code_light=True)
    fill_in(form, assignment="money", template="m.csv", column="Grade")
    again = Form()
    for name, field in form.fields.items():
        assert again.fields[name].value == field.value
    assert "secrets.zip: money, the class" in again._next.value
    fill_in(form, handed_in="")
    assert "made-up class" in Form()._next.value


def test_code_light_and_another_class_than_the_notebooks(form, tmp_path, capsys):
    fill_in(form, handed_in=str(SAMPLE), code_light=True, group="10B", **YES)
    form.grade()
    said = capsys.readouterr().out
    line = "3 of 3 notebooks: made for no class (the public numbers), but you graded for the class"
    table = "Student | Points | holds | mismatch | restart | touched | chatbot"
    assert line in said
    assert said.index(line) < said.index(table), "before the table that misleads"
    assert line in (tmp_path / "results/secrets_10B/reports/overview.html").read_text()
    form.fill()
    assert "Expected the name of the platform's table" in capsys.readouterr().out


def test_a_mistake_is_a_sentence(form, monkeypatch, capsys):
    fill_in(form, handed_in="nowhere.zip")
    form.fill()
    form.grade()
    said = capsys.readouterr().out
    assert "Run the cell form.grade() first" in said
    assert "Expected a folder, or the zip file of a platform. Got nowhere.zip." in said
    assert "Traceback" not in said
    monkeypatch.setattr(form_.results, "grade_class", Mock(side_effect=KeyboardInterrupt))
    form.grade()  # Kernel > Interrupt
    assert "it goes on from there" in capsys.readouterr().out


def test_no_two_classes_share_a_folder(form):
    def folder(name):
        fill_in(form, handed_in="secrets.zip", group=name)
        return form._folder().name

    names = ["", "10/1", "10-1", "10 1", "10_1", "10:1", "10B", "_"]
    assert len({folder(name).casefold() for name in names}) == len(names)
    assert folder("10B") == "secrets_10B"


def test_without_a_room_the_teacher_is_asked_and_says_yes_in_words(
    form, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(grading.shutil, "which", lambda name: None)
    form.grade()
    said = capsys.readouterr().out
    assert "no program bwrap on this computer" in said
    assert "write yes into the field" in said
    fill_in(form, without_room=" Yes")
    form.grade()
    assert "example" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [], "nothing is kept of the made-up class"
    assert Form().fields["without_room"].value == "", "it is said anew each time"
