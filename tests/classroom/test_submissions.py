"""Folders and zips as teachers get them, and zips no teacher should get.

Whose a path is, and what is read from the text of a notebook, is in gives.toml and refused.toml.
"""

import json
import stat
import zipfile

import pytest

from course_lib.classroom import submissions
from course_lib.errors import CourseError

from .conftest import hand_in, notebook, toml


def folder(tmp_path, *names):
    for name in names:
        hand_in(tmp_path, "", ["a = 1"], name)
    return tmp_path


def zipped(tmp_path, *members):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(*member if isinstance(member, tuple) else (member, notebook([])))
    return path


LAYOUTS = toml("layouts")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_whose_each_file_of_a_folder_is_and_whether_it_is_late(tmp_path, layout):
    whose = {file: who for file, who in LAYOUTS[layout].items() if who}
    made = submissions.find(folder(tmp_path, *LAYOUTS[layout]))
    assert [(each.file, each.student, each.id, each.late) for each in made] == [
        (submissions.shown(file), *who[:2], who[2:] == ["late"]) for file, who in whose.items()
    ]
    assert all((each.cells, each.why) == (["a = 1"], "") for each in made), made


def test_nothing_handed_in(tmp_path):
    with pytest.raises(CourseError, match="notebooks"):
        submissions.find(folder(tmp_path))
    (tmp_path / "class.zip").write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(CourseError, match="zip"):
        submissions.find(tmp_path / "class.zip")


def test_a_link_to_the_class_is_not_followed_and_a_large_file_not_read(tmp_path):
    folder(tmp_path, "sari/x.ipynb", "wati/x.ipynb")
    (tmp_path / "loop").symlink_to(tmp_path)
    with (tmp_path / "wati/x.ipynb").open("r+b") as file:
        file.truncate(100_000_000)
    sari, wati = submissions.find(tmp_path)
    assert sari.cells
    assert "clear its outputs" in wati.why


def test_a_zip_is_read_without_unpacking(tmp_path):
    place = zipped(tmp_path, "Sari_1_assignsubmission_file_/x.ipynb", "b_2_3_y.ipynb", ("z/a", ""))
    before = sorted(tmp_path.rglob("*"))
    z, sari, b = sorted(submissions.find(place), key=lambda each: each.id)
    assert (sari.student, b.student, "no notebook" in z.why) == ("Sari", "b", True)
    assert (sari.cells, sari.why) == ([], "")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("raw", "student"),
    [("Zoë/x.ipynb".encode(), "Zoë"), ("Zoë/x.ipynb".encode("cp850"), "Zoë"), (b"A\\x.ipynb", "A")],
)
def test_names_as_macos_and_old_programs_of_windows_write_them(tmp_path, raw, student):
    place = zipped(tmp_path, "~" * len(raw), "budi/x.ipynb")
    place.write_bytes(place.read_bytes().replace(b"~" * len(raw), raw))
    assert {each.student for each in submissions.find(place)} == {"budi", student}


OUTSIDE = ["../../x.ipynb", "/etc/x.ipynb", "..\\..\\x.ipynb", "C:\\x.ipynb", "a/../../x.ipynb"]
LINK = zipfile.ZipInfo("sari/x.ipynb")
LINK.external_attr = (stat.S_IFLNK | 0o777) << 16
ZEROS = ("sari/x.ipynb", b"0" * 5000)
LIST = b"PK\x01\x02\x14\x03\x14\x00"  # an entry in the list of contents, before its flags
HARM = {  # the file, what is changed in the zip and how often, and what is said
    **{name: (name, (b"", b"", 0), "points out") for name in OUTSIDE},
    "a link": ((LINK, "/etc/passwd"), (b"", b"", 0), "link"),
    "a bomb": (("sari/x.ipynb", b"0" * (3 << 20)), (b"", b"", 0), "larger"),
    "a lie about its size": (ZEROS, (b"\x88\x13\0\0", b"\5\0\0\0", 2), "damaged"),
    "damaged": (("sari/x.ipynb", b"abcdefgh" * 50), (b"KLJNI", b"KLJNi", 1), "damaged"),
    "locked": (ZEROS, (LIST + b"\0", LIST + b"\1", 1), "password"),
}


@pytest.mark.parametrize("kind", HARM)
def test_a_zip_no_teacher_should_get_costs_one_student(tmp_path, kind, monkeypatch):
    monkeypatch.setattr(submissions, "LARGEST", 1 << 20)
    member, change, says = HARM[kind]
    place = zipped(tmp_path, member, "zita/x.ipynb")
    raw = place.read_bytes()
    assert change[0] in raw
    assert len(raw) < 10_000
    place.write_bytes(raw.replace(*change))
    harmful, zita = sorted(submissions.find(place), key=lambda each: each.student == "zita")
    assert says in harmful.why
    assert (zita.cells, zita.why) == ([], "")


def test_a_zip_in_a_zip_is_not_followed(tmp_path):
    inner = zipped(tmp_path, "x.ipynb").read_bytes()
    place = zipped(tmp_path, ("sari/inner.zip", inner), "sari/x.ipynb")
    assert [each.file for each in submissions.find(place)] == ["sari/x.ipynb"]


def test_no_crowd_of_files_hides_a_student(tmp_path):
    crowd = [(f"Ani_1_assignsubmission_file_/n/{number}.ipynb", "") for number in range(30_000)]
    found = submissions.find(zipped(tmp_path, *crowd, "Sari_2_assignsubmission_file_/x.ipynb"))
    assert len(found) == submissions.MOST + 1
    assert (found[-1].student, found[-1].id) == ("Sari", "2")


def test_of_a_whole_folder_handed_in_the_assignment_counts(tmp_path):
    released = "Sari_1_assignsubmission_file_/10B"
    for number in range(8):
        hand_in(tmp_path, released, ["a = 1"], f"0{number}_lesson.ipynb")
    for name in ("money", "secrets"):
        cells = [f'assignments.load("{name}", "10B")']
        hand_in(tmp_path, f"{released}/assignments", cells, f"{name}.ipynb")
    found = submissions.find(tmp_path, "secrets")
    assert [each.file[-13:] for each in found if not each.why] == ["secrets.ipynb"]
    assert all("at most 5" in each.why for each in found if each.why)
    assert len(found) == 10


@pytest.mark.hostile
def test_files_that_would_fill_the_memory():
    cell = {"cell_type": "code", "source": ["a = 1"], "outputs": [{"text": ["x" * 80] * 600_000}]}
    assert submissions.notebook(json.dumps({"cells": [cell]}).encode())[0] == ["a = 1"]
    with pytest.raises(CourseError, match="more code"):
        submissions.notebook(b'{"cells": [' + b"[]," * 6_000_000 + b"[]]}")
