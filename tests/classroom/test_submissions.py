"""Folders and zips as teachers get them, and zips no teacher should get."""

import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath

import pytest

from course_lib.classroom import submissions
from course_lib.errors import CourseError

from .conftest import notebook


def found(place):
    return [(each.student, each.id, each.file) for each in submissions.find(place)]


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


def test_a_folder_of_students(tmp_path):
    place = folder(tmp_path, "sari/x.ipynb", "Budi/y.IPYNB", "ani.ipynb", "sari/notes.txt")
    assert found(place) == [
        ("ani", "", "ani.ipynb"),
        ("Budi", "", "Budi/y.IPYNB"),
        ("sari", "", "sari/x.ipynb"),
    ]


def test_a_wrapper_folder_is_nobody(tmp_path):
    place = folder(tmp_path, "class/all/sari.ipynb", "class/all/budi.ipynb")
    assert [who for who, _, _ in found(place)] == ["budi", "sari"]


def test_one_student_keeps_the_name_of_the_folder(tmp_path):
    assert found(folder(tmp_path, "class/sari/x.ipynb"))[0][0] == "sari"
    path = "Sari_1_assignsubmission_file_/x.ipynb"
    assert found(folder(tmp_path / "b", path, path.replace("x", "y")))[0][:2] == ("Sari", "1")


def test_two_students_of_one_name_stay_two(tmp_path):
    names = [f"Sari_{n}_assignsubmission_file_/x.ipynb" for n in (2, 1)]
    assert [each[:2] for each in found(folder(tmp_path, *names))] == [("Sari", "1"), ("Sari", "2")]


def test_what_an_editor_or_a_system_left_is_not_handed_in(tmp_path):
    place = folder(
        tmp_path,
        "sari/.ipynb_checkpoints/x-checkpoint.ipynb",
        "__MACOSX/sari/._x.ipynb",
        "sari/._x.ipynb",
        "sari/x.ipynb",
    )
    assert [file for _, _, file in found(place)] == ["sari/x.ipynb"]


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


def test_who_was_late_is_known(tmp_path):
    place = folder(tmp_path, "ani_LATE_1_9_x.ipynb", "budi_2_8_x.ipynb")
    assert [(each.student, each.late) for each in submissions.find(place)] == [
        ("ani", True),
        ("budi", False),
    ]


def test_a_name_does_nothing_to_a_terminal(tmp_path):
    place = folder(tmp_path, "sari\x1b[2J\x07/x\x1b]0;a.ipynb", "bu\u202edi/y.ipynb")
    for each in submissions.find(place):
        assert (each.student + each.file).isprintable()
        assert each.cells


def test_empty_cells_are_no_code():
    assert len(source(notebook([""] * 3_000 + ["a = 1"]))) == 3_001
