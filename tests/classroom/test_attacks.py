"""Notebooks that cheat, hang, crash, escape or fill the machine: each gets the marks it deserves.

All hand in together (`hostile`), so that one run of a class is what has to survive them.
"""

import csv
import io

import psutil
import pytest

from course_lib.classroom import grading, results, tables

from .conftest import POINTS, ROOM, deserved, in_a_room, points, sample
from .hostile import ATTACKS, ESCAPES, HOSTILE, MARK, STOPS

pytestmark = pytest.mark.hostile


# A machine without bubblewrap is tried each week; at every commit a few are, in test_runner.py.
WAYS = [ROOM, pytest.param(False, marks=pytest.mark.weekly)]
TRIED = [(name, ROOM) for name in ATTACKS if ROOM or name != "many_files"]  # no disk of its own
TRIED += [pytest.param(name, False, marks=pytest.mark.weekly) for name in HOSTILE["limited"]]


def still_running():
    """What is left of the processes these tests started, whoever owns it now."""
    every = psutil.process_iter(["environ"])  # of one that has ended, and is only kept, it is none
    return [each for each in every if MARK in (each.info["environ"] or {}).get("COURSE_RUN", "")]


@pytest.mark.parametrize(("name", "room"), TRIED)
def test_exactly_the_marks_deserved(hostile, name, room):
    paper = hostile(room).papers[name]
    assert points(paper) == deserved(ATTACKS[name]), paper


@pytest.mark.parametrize("name", STOPS)
def test_the_cell_that_stopped_is_named_and_why(hostile, name):
    assert hostile(ROOM).papers[name].stopped == [grading.stopped(*STOPS[name])]


@pytest.mark.parametrize("room", WAYS)
def test_nothing_of_them_still_runs(hostile, room):
    assert hostile(room)
    assert not still_running()


@in_a_room
@pytest.mark.parametrize("name", ESCAPES)
def test_a_room_has_no_way_out(hostile, name):
    class_ = hostile(True)
    assert points(class_.papers[name]) == deserved({"lost": ["fee"]}), class_.papers[name]
    assert not (class_.folder / "escaped").exists()


@pytest.mark.weekly
def test_the_attacks_would_work_without_a_room(hostile):
    """Or the tests above would prove nothing. Only those that harm nobody."""
    papers = {name: hostile(False).papers[f"open {name}"] for name in HOSTILE["harmless"]}
    stopped = {name: paper.stopped for name, paper in papers.items()}
    assert all(paper.points == sum(POINTS.values()) for paper in papers.values()), stopped


# The same class in the tables and the pages.


@pytest.fixture(scope="module")
def class_(hostile, tmp_path_factory):
    folder, graded = tmp_path_factory.mktemp("written"), hostile(ROOM).graded
    tables.save_marks(folder / "marks.csv", tables.rows(graded))
    tables.save_sheet(folder / "to_mark.csv", graded)
    results.write(graded, folder / "pages")
    return folder, hostile(ROOM).papers


def test_every_table_is_read_again(class_):
    folder, papers = class_
    assert {mark.student for mark in tables.load_marks(folder / "marks.csv")} == set(papers)
    sheet = tables.load_sheet(folder / "to_mark.csv", sample())
    assert sheet == {}, "nothing is marked yet"
    for name in ("marks.csv", "to_mark.csv"):
        text = (folder / name).read_text(encoding="utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\n")) for cell in row), row
            assert "\0" not in "".join(row)


def test_no_page_holds_what_acts(class_):
    for page in (class_[0] / "pages").iterdir():
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "<b>" not in text


def test_a_name_in_no_encoding_is_a_name(class_):
    assert points(class_[1][r"s\udce9ri"]) == POINTS


def test_an_endless_answer_is_cut(class_):
    assert len(class_[1]["text endless_words"].marks["notice"].answer) <= 30_000
