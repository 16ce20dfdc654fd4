"""Folders and zips as teachers get them, and zips no teacher should get."""

import io
import json
import stat
import zipfile
import zlib
from pathlib import PurePosixPath

import pytest

from course_lib.classroom import submissions
from course_lib.errors import CourseError

from .conftest import hand_in, notebook, toml


def folder(tmp_path, *names):
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(notebook(["a = 1"]))
    return tmp_path


def zipped(tmp_path, *members):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(*member if isinstance(member, tuple) else (member, notebook([])))
    return path


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("Sari Dewi_12345_assignsubmission_file_/x.ipynb", ("Sari Dewi", "12345")),
        ("Sari Dewi_12345_assignsubmission_file_/deep/x.ipynb", ("Sari Dewi", "12345")),
        ("Sari Dewi_12345_assignsubmission_file_x.ipynb", ("Sari Dewi", "12345")),
        ("O'Neil-Park, A_b_7_assignsubmission_file/x.ipynb", ("O'Neil-Park, A_b", "7")),
        ("dewisari_4821_99812_secrets.ipynb", ("dewisari", "4821")),
        ("dewisari_LATE_4821_99812_secrets-1.ipynb", ("dewisari", "4821")),
        ("sari/secrets.ipynb", ("sari", "")),
        ("sari.ipynb", ("sari", "")),
        ("my_answer_2.ipynb", ("my_answer_2", "")),
        ("10B/sari/secrets.ipynb", ("10B/sari", "")),
    ],
)
def test_whose_it_is(path, who):
    assert submissions.whose(PurePosixPath(path)) == who


LAYOUTS = toml("layouts")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_whose_each_file_of_a_folder_is(tmp_path, layout):
    whose = [(*who, file) for file, who in LAYOUTS[layout].items() if who]
    made = submissions.find(folder(tmp_path, *LAYOUTS[layout]))
    assert [(each.student, each.id, each.file) for each in made] == whose
    assert [each.late for each in made] == ["_LATE_" in file for *_, file in whose]


def test_one_student_of_a_folder_whose_file_names_another(tmp_path):
    own = "Sari_1_assignsubmission_file_/Budi_2_assignsubmission_file_/budi_2_3_x.ipynb"
    (each,) = submissions.find(folder(tmp_path, own))
    assert (each.student, each.id) == ("Sari", "1")


def test_nothing_handed_in(tmp_path):
    with pytest.raises(CourseError, match="notebooks"):
        submissions.find(folder(tmp_path))
    with pytest.raises(CourseError, match="folder"):
        submissions.find(tmp_path / "nowhere")
    (tmp_path / "class.zip").write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(CourseError, match="zip"):
        submissions.find(tmp_path / "class.zip")


def test_a_link_is_not_followed(tmp_path):
    folder(tmp_path, "sari/x.ipynb")
    (tmp_path / "budi").mkdir()
    (tmp_path / "budi" / "y.ipynb").symlink_to(tmp_path / "sari" / "x.ipynb")
    (tmp_path / "loop").symlink_to(tmp_path)
    budi, sari = submissions.find(tmp_path)
    assert sari.cells
    assert "link" in budi.why


def test_a_large_file_is_refused_unread(tmp_path):
    place = folder(tmp_path, "sari/x.ipynb")
    with (place / "sari/x.ipynb").open("r+b") as file:
        file.truncate(100_000_000)
    assert "clear its outputs" in submissions.find(place)[0].why


def test_a_zip_is_read_without_unpacking(tmp_path):
    place = zipped(tmp_path, "Sari_1_assignsubmission_file_/x.ipynb", "b_2_3_y.ipynb", "z/notes.md")
    before = sorted(tmp_path.rglob("*"))
    sari, b = sorted(submissions.find(place), key=lambda each: each.id)
    assert (sari.student, b.student) == ("Sari", "b")
    assert (sari.cells, sari.why) == ([], "")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name", ["../../x.ipynb", "/etc/x.ipynb", "..\\..\\x.ipynb", "C:\\x.ipynb", "a/../../x.ipynb"]
)
def test_a_name_that_points_out_of_the_zip(tmp_path, name):
    place = zipped(tmp_path, name)
    assert "points out" in submissions.find(place)[0].why


def test_a_link_in_a_zip(tmp_path):
    member = zipfile.ZipInfo("sari/x.ipynb")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    place = zipped(tmp_path, (member, "/etc/passwd"))
    assert "link" in submissions.find(place)[0].why


def test_a_bomb_is_read_only_so_far(tmp_path, monkeypatch):
    monkeypatch.setattr(submissions, "LARGEST", 1 << 20)
    place = zipped(tmp_path, ("sari/x.ipynb", b"0" * (3 << 20)))
    assert place.stat().st_size < 10_000
    assert "larger" in submissions.find(place)[0].why


def test_a_bomb_that_lies_about_its_size(tmp_path):
    place = zipped(tmp_path, ("sari/x.ipynb", b"0" * 5000))
    raw = place.read_bytes().replace((5000).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    place.write_bytes(raw)
    assert "damaged" in submissions.find(place)[0].why


def test_a_damaged_member(tmp_path):
    place = zipped(tmp_path, ("sari/x.ipynb", b"abcdefgh" * 50))
    raw = bytearray(place.read_bytes())
    raw[45] ^= 0xFF
    place.write_bytes(raw)
    assert "damaged" in submissions.find(place)[0].why


def source(raw):
    return submissions.notebook(raw.encode() if isinstance(raw, str) else raw)[0]


def test_code_of_any_version():
    assert source(notebook(["a = 1", "b = 2"])) == ["a = 1", "b = 2"]
    assert source(notebook(["a = 1"], minor=2)) == ["a = 1"]
    assert source(b"\xef\xbb\xbf" + notebook(["a = 1"]).encode()) == ["a = 1"]
    lines = '{"cells": [{"cell_type": "code", "source": ["a = 1\\n", "b = 2"]}]}'
    assert source(lines) == ["a = 1\nb = 2"]


def test_only_code_cells_and_only_text():
    odd = '[3, null, {"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": 7}, '
    odd += '{"cell_type": "code"}, {"cell_type": "code", "source": ["a", 1, "b"]}]'
    assert source(f'{{"cells": {odd}}}') == ["", "", "ab"]


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"no json", b"\xff\xfe\x00", b"[1, 2]", b"{}", b'{"cells": 3}', b'"text"', b"null"),
        *(b"[" * 100_000, b'{"cells":' * 50_000, b"1" * 50_000, b'{"worksheets": [1]'),
        zlib.compress(b"x" * 100),
    ],
)
def test_what_is_no_notebook(raw):
    with pytest.raises(CourseError, match="notebook as JupyterLab"):
        source(raw)


def test_more_code_than_a_person_writes():
    with pytest.raises(CourseError, match="more code"):
        source(notebook(["x" * 5_000_000]))
    with pytest.raises(CourseError, match="more code"):
        source(notebook(["x"] * 3_000))


def test_a_file_in_a_zip_in_memory_is_not_followed(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.ipynb", notebook([]))
    place = zipped(tmp_path, ("sari/inner.zip", inner.getvalue()), "sari/x.ipynb")
    assert [each.file for each in submissions.find(place)] == ["sari/x.ipynb"]


def test_a_name_does_nothing_to_a_terminal(tmp_path):
    place = folder(tmp_path, "sari\x1b[2J\x07/x\x1b]0;a.ipynb", "bu\u202edi/y.ipynb")
    for each in submissions.find(place):
        assert (each.student + each.file).isprintable()
        assert each.cells


def test_empty_cells_are_no_code():
    assert len(source(notebook([""] * 3_000 + ["a = 1"]))) == 3_001


@pytest.mark.parametrize("name", ["x.ipynb.txt", "x.ipynb.json", "x.ipynb (1)", "x (1).IPYNB"])
def test_a_file_as_a_browser_saved_it(tmp_path, name):
    hand_in(tmp_path, "sari", ["a = 1"], name)
    hand_in(tmp_path, "budi", [])
    _, sari = submissions.find(tmp_path)
    assert sari.cells == ["a = 1"]
    (tmp_path / f"ani{name[1:]}").write_text(notebook([]))
    assert submissions.find(tmp_path)[0].student in ("ani", "ani (1)")


def test_who_handed_in_no_notebook_has_a_row(tmp_path):
    where = "{}_assignsubmission_file_"
    hand_in(tmp_path, where.format("Sari_1"), ["a = 1"], "renamed")
    hand_in(tmp_path, where.format("Budi_2"), "PK", "homework.zip")
    hand_in(tmp_path, where.format("Ani_3"), [], "homework.ipynb")
    hand_in(tmp_path, where.format("Ani_3"), "notes", "notes.txt")
    (tmp_path / "README.txt").write_text("of the teacher")
    ani, budi, sari = submissions.find(tmp_path)
    assert (ani.file, budi.id, sari.id) == (f"{where.format('Ani_3')}/homework.ipynb", "2", "1")
    assert sari.cells == ["a = 1"]
    assert "not JSON" in budi.why


def test_no_crowd_of_files_hides_a_student(tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(30_000):
            archive.writestr(f"Ani_1_assignsubmission_file_/n/{number}.ipynb", "")
        archive.writestr("Sari_2_assignsubmission_file_/x.ipynb", notebook([]))
    found = submissions.find(path)
    assert len(found) == submissions.MOST + 1
    assert (found[-1].student, found[-1].id) == ("Sari", "2")


def test_of_a_whole_folder_handed_in_the_assignment_counts(tmp_path):
    loads = 'assignments.load("{}", "10B")'
    for number in range(8):
        hand_in(tmp_path, "Sari_1_assignsubmission_file_/10B", ["a = 1"], f"0{number}_lesson.ipynb")
    for name in ("money", "secrets"):
        cells = [loads.format(name)]
        hand_in(tmp_path, "Sari_1_assignsubmission_file_/10B/assignments", cells, f"{name}.ipynb")
    found = submissions.find(tmp_path, "secrets")
    assert [each.file[-13:] for each in found if not each.why] == ["secrets.ipynb"]
    assert all("at most 5" in each.why for each in found if each.why)
    assert len(found) == 10


def test_a_locked_notebook_costs_its_owner_alone(tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("ani", "budi"):
            archive.writestr(f"{name}/x.ipynb", notebook([]))
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # the list of contents says: encrypted
    path.write_bytes(raw)
    ani, budi = submissions.find(path)
    assert (budi.cells, budi.why) == ([], "")
    assert "password" in ani.why


@pytest.mark.hostile
def test_outputs_of_fifty_megabytes_are_read():
    cell = {"cell_type": "code", "source": ["a = 1"], "outputs": [{"text": ["x" * 80] * 600_000}]}
    assert source(json.dumps({"cells": [cell]}).encode()) == ["a = 1"]


@pytest.mark.hostile
def test_lists_that_would_fill_the_memory():
    with pytest.raises(CourseError, match="more code"):
        source(b'{"cells": [' + b"[]," * 6_000_000 + b"[]]}")
