"""Names, texts and files that would break the tables, the pages, or the class of everybody else."""

import json
import os
import zipfile
from dataclasses import replace

import pytest

from course_lib.classroom import submissions
from course_lib.classroom.runner import Runner
from course_lib.classroom.sandbox import Sandbox
from course_lib.errors import CourseError

from .conftest import FAST, hand_in, notebook

pytestmark = pytest.mark.hostile
BEATS = r"""
import os, signal, threading, time
def beat():
    while True:
        for fd in range(3, 64):
            try: os.write(fd, b'\n{"at": ["cell", 1]}\n')
            except OSError: pass
        time.sleep(0.1)
threading.Thread(target=beat, daemon=True).start()
signal.signal(signal.SIGALRM, signal.SIG_IGN)
while True:
    time.sleep(1)
"""


def code(raw):
    return submissions.notebook(raw)[0]


def test_signs_of_life_buy_no_time(box):
    run = Runner(box, replace(FAST, waits=6)).run([BEATS, "a = 1"], {"a": [None]}, {})
    assert run.errors == {1: "waiting"}
    assert run.doubtful


@pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator's code becomes others")
def test_no_two_starts_share_a_user():
    """Or the end of one notebook would end another."""
    users = [Sandbox.user() for _ in range(200)]
    assert len(set(users)) == 200
    assert min(users) > 60_000


@pytest.mark.parametrize("student", ["", "ani/"])
def test_a_class_s_own_numbers_are_not_canvas_s(tmp_path, student):
    """Or a whole class would be one student."""
    for number, name in enumerate(["ani", "budi", "citra"]):
        folder = tmp_path / (name if student else "")
        folder.mkdir(exist_ok=True)
        (folder / f"tugas_10_{number}_{name}.ipynb").write_text(notebook([]))
    names = [each.student for each in submissions.find(tmp_path)]
    plain = [f"tugas_10_{number}_{name}" for number, name in enumerate(["ani", "budi", "citra"])]
    assert names == (["ani", "budi", "citra"] if student else plain)


def test_canvas_in_a_folder_for_each_class(tmp_path):
    for path in ("10A/ani_7_101_x", "10A/budi_8_102_x", "10B/citra_9_103_x", "10B/dewi_4_104_x"):
        hand_in(tmp_path, path.partition("/")[0], [], f"{path.partition('/')[2]}.ipynb")
    assert [each.id for each in submissions.find(tmp_path)] == ["7", "8", "9", "4"]


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


def test_a_file_that_names_another_student(tmp_path):
    own = "Sari_1_assignsubmission_file_"
    hand_in(tmp_path, f"{own}/Budi_2_assignsubmission_file_", [], "budi_2_3_x.ipynb")
    assert [each[:2] for each in map(_who, submissions.find(tmp_path))] == [("Sari", "1")]
    hand_in(tmp_path, "Budi_2_assignsubmission_file_", [])
    assert {_who(each) for each in submissions.find(tmp_path)} == {("Sari", "1"), ("Budi", "2")}


def _who(each):
    return each.student, each.id


def test_no_crowd_of_files_hides_a_student(tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(30_000):
            archive.writestr(f"Ani_1_assignsubmission_file_/n/{number}.ipynb", "")
        archive.writestr("Sari_2_assignsubmission_file_/x.ipynb", notebook([]))
    found = submissions.find(path)
    assert len(found) == submissions.MOST + 1
    assert _who(found[-1]) == ("Sari", "2")


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


def test_outputs_of_fifty_megabytes_are_read():
    cell = {"cell_type": "code", "source": ["a = 1"], "outputs": [{"text": ["x" * 80] * 600_000}]}
    assert code(json.dumps({"cells": [cell]}).encode()) == ["a = 1"]


def test_lists_that_would_fill_the_memory():
    with pytest.raises(CourseError, match="more code"):
        code(b'{"cells": [' + b"[]," * 6_000_000 + b"[]]}")
