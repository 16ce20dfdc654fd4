"""A class graded: the marks, the file of marks, the command, and the course's own assignments."""

import json
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from course_lib.classroom import __main__ as command
from course_lib.classroom import grading, results, submissions, tables
from course_lib.classroom.runner import Limits, Run, Runner
from course_lib.errors import CourseError

from .conftest import FAST, LOAD, cells, deserved, graded, hand_in, in_a_room, points, solved, toml
from .thirty import Book

CLASS = toml("class") | toml("habits")
TOLD = CLASS | toml("noted")
FILES = {  # of some students: cells, or the text of the file
    **{f"several/{number}": solved(fee=None) if number == 1 else solved() for number in (1, 2, 3)},
    **{f"flood/{number}": solved() if number == 7 else [LOAD] for number in range(8)},
    **{f"late/{name}": solved() for name in ("ani_LATE_1_9_x", "budi_2_8_x")},  # as Canvas does
    **{f"{student}/x": each.get("file") or cells(each) for student, each in CLASS.items()},
}


@pytest.fixture(scope="module")
def class_(tmp_path_factory):
    """A class of everything above, graded once."""
    folder, progress = tmp_path_factory.mktemp("class"), []
    for name, handed_in in FILES.items():
        student, _, file = name.partition("/")
        hand_in(folder, student, handed_in, f"{file}.ipynb")
    for student in ("folder", "link"):
        (folder / student).mkdir()
    (folder / "folder" / "x.ipynb").mkdir()
    (folder / "link" / "x.ipynb").symlink_to(folder / "right" / "x.ipynb")
    made = graded(folder, limits=Limits(call=1), progress=lambda *counts: progress.append(counts))
    papers = {paper.student: paper for paper in made.papers}
    return SimpleNamespace(graded=made, papers=papers, progress=progress)


@pytest.mark.parametrize("student", TOLD)
def test_each_earns_what_is_right_and_is_told_why_the_rest_is_not(class_, student):
    paper, told = class_.papers[student], TOLD[student]
    assert points(paper) == deserved(told)
    said = {"note": paper.note} | {name: mark.message for name, mark in paper.marks.items()}
    for key, words in told.get("says", {}).items():
        assert [text for text in words if text not in said[key]] == [], said[key]
        assert not re.search(r"\b50\b", said[key]), "the right value is not given away"


def test_a_mistake_has_a_next_step_and_what_is_right_waits_for_nobody(class_):
    assert class_.papers["mistaken"].marks["total"].step == "Use `sum`."
    right = class_.papers["right"]
    assert (right.points, right.note, right.stopped) == (7, "", [])
    assert class_.papers["crashing"].marks["notice"] == replace(
        right.marks["notice"], student="crashing", file="crashing/x.ipynb"
    )
    notice = right.marks["notice"]
    assert (notice.answer, notice.points) == ("The log holds who wrote to whom.", None)


def test_a_teacher_is_told_of_each_who_was_late_or_not_graded_or_whose_notebook_is_another(class_):
    every = len(class_.papers)  # of six nothing is graded, and four of them cannot be read
    # Of those that are read four have a paragraph, and four have earned nothing.
    counts = {"graded": every - 6, "read": every - 4, "silent": every - 4 - 8}
    told = [line.format(**counts) for line in toml("told")["lines"]]
    assert [*results.summary(class_.graded), *class_.graded.warnings] == told
    message = next(row.message for row in tables.rows(class_.graded) if row.student == "class_10C")
    assert '"10C"' in message, "in the table, too"


def test_progress_counts_every_notebook(class_):
    assert class_.progress == [(n + 1, len(FILES) + 1) for n in range(len(FILES) + 1)]


FAULTS = [(submissions, "notebook"), (Runner, "run"), (grading.json, "dumps")]


@pytest.mark.parametrize("place", FAULTS)
def test_a_fault_of_the_grader_stays_in_one_row(tmp_path, monkeypatch, place):
    real = getattr(*place)

    def broken(*given, **how):
        return 1 / 0 if "# odd" in str(given) else real(*given, **how)

    hand_in(tmp_path, "a", ["# odd"])
    hand_in(tmp_path, "b", solved())
    monkeypatch.setattr(*place, broken)
    a, b = graded(tmp_path).papers
    assert (a.points, a.graded, b.points) == (0, False, 7)
    assert "ZeroDivisionError" in a.note


@pytest.mark.parametrize(
    ("run", "points"),
    [
        (Run(lost={"fee": "machine"}, finished=True), None),
        (Run(errors={1: "machine"}, finished=True), None),
        (Run(errors={2: "processor"}), None),  # and then no time was left
        (Run(lost={"fee": "processor"}), 0),
        (Run(errors={1: "processor"}, finished=True), 0),
        (Run(finished=True), 0),
    ],
)
def test_a_zero_only_where_it_was_graded(run, points):
    exercise = grading.assignments.load("sample").tasks["fee"].exercise
    mark = grading.judge(exercise, exercise.cases(0), run, ["fee = 1", "reply = 1"])
    assert (mark.points, mark.graded) == (points, points == 0)


def test_what_never_starts_is_not_graded(tmp_path, monkeypatch):
    monkeypatch.setattr(Runner, "run", lambda *_: Run(stalled="machine"))
    hand_in(tmp_path, "sari", solved())
    (paper,) = graded(tmp_path).papers
    assert "could not be started, twice" in paper.note
    assert not paper.graded


def run(folder, out, *more):
    return command.main(["grade", str(folder), "--assignment", "secrets", "--out", str(out), *more])


@in_a_room
def test_stopping_the_grader_stops_it_and_it_goes_on_from_there(tmp_path, monkeypatch, capsys):
    for name in "abcdefgh":
        hand_in(tmp_path / "class", name, [f"holds = {name!r}", "1 / 0"])
    begun = []

    def run_(_, cells, *more):
        begun.append(time.sleep(0.3 if len(begun) > 13 else 0))
        if len(begun) == 14:
            raise KeyboardInterrupt
        told = {"holds": [grading.Outcome(cells[0][-2])], "answer": [grading.Outcome(1)]}
        return Run(stalled="machine") if len(begun) == 11 else Run(told, finished=True)

    monkeypatch.setattr(Runner, "run", run_)
    monkeypatch.setattr(grading.os, "cpu_count", lambda: 1)
    assert run(tmp_path / "class", tmp_path / "1.csv") == 0
    assert len(begun) == 9, "a trial of the room, and eight notebooks"
    assert run(tmp_path / "class", tmp_path / "2.csv") == 2
    assert "it goes on from there" in capsys.readouterr().err
    assert len(begun) < 18, "what waits is not begun"
    with (tmp_path / "2.csv.part").open("a") as part:
        part.write('\n{"no run": {}}\n{"nor this": 1}\n{"cut off')
    assert run(tmp_path / "class", tmp_path / "2.csv") == 0
    # As before, one more trial, the one that had stalled, and the one at the stop.
    assert len(begun) == 9 + 9 + 3
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()
    assert not (tmp_path / "2.csv.part").exists()


@in_a_room
def test_same_seed_same_bytes_and_every_task_a_row(tmp_path, capsys):
    book = Book("secrets", "")
    hand_in(tmp_path / "class", "=sari", json.dumps(book.solved()))
    hand_in(tmp_path / "class", "budi", json.dumps(book.released))
    assert run(tmp_path / "class", tmp_path / "1.csv", "--reports", str(tmp_path / "r")) == 0
    assert run(tmp_path / "class", tmp_path / "2.csv") == 0
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()
    text = (tmp_path / "1.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("student,file,task,points,max_points,message\n")
    assert text.count("\n'=sari,") == len(book.work.asked), "no cell is a formula"
    every = [(student, task) for student in ("=sari", "budi") for task in book.work.asked]
    assert [(row.student, row.task) for row in tables.load_marks(tmp_path / "1.csv")] == every
    assert (tmp_path / "r" / "overview.html").exists()
    assert "graded.\n1 answer to mark on the sheet.\nEach notebook ran" in capsys.readouterr().out


@pytest.fixture
def with_bubblewrap(tmp_path, monkeypatch):
    """A class of one, graded on a machine whose bubblewrap does what a script says."""
    hand_in(tmp_path / "class", "sari", solved(reply=None, order=None))
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(grading, "Runner", lambda box: Runner(box, FAST))

    def graded(script, **yes):
        program = tmp_path / "bwrap"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return grading.grade(tmp_path / "class", "sample", **yes)

    return graded


FORBIDDEN, *_ = toml("ends")["bubblewrap"]["as in a container"]


@pytest.mark.parametrize(("script", "yes", "says"), toml("ends")["bubblewrap"].values())
def test_bubblewrap_that_cannot_be_used(with_bubblewrap, script, yes, says):
    with pytest.raises(CourseError, match=says):
        with_bubblewrap(script, without_room=yes)


def test_without_a_room_where_the_teacher_says_so(with_bubblewrap):
    class_ = with_bubblewrap(FORBIDDEN, without_room=True)
    assert class_.papers[0].points == 5
    assert "no room around it" in class_.notes[0]
    assert len(class_.notes) == 2


def test_a_system_without_limits_refuses_and_points_to_a_hub(tmp_path, monkeypatch):
    monkeypatch.delattr(grading.os, "fork")
    with pytest.raises(CourseError, match="JupyterHub"):
        grading.ready(tmp_path, without_room=True)


def test_where_nothing_works(tmp_path, monkeypatch):
    monkeypatch.setattr(Runner, "refusal", lambda self: "not permitted")
    with pytest.raises(CourseError, match="a way to start"):
        grading.ready(tmp_path, without_room=True)


def test_a_folder_that_was_handed_in_is_no_place_to_work(tmp_path, monkeypatch, capsys):
    hand_in(tmp_path / "class", "sari", solved())
    for here in (tmp_path / "class", tmp_path / "class" / "sari"):
        monkeypatch.chdir(here)
        assert run(tmp_path / "class", tmp_path / "marks.csv") == 2
        assert "another folder to work in" in capsys.readouterr().err


def test_the_command_runs_nothing_of_the_folder_it_is_called_in(tmp_path):
    """A student has put a course of their own beside the notebook."""
    place = tmp_path / "class"
    hand_in(place, "sari", solved())
    for own in ("course_lib", "pandas", "json"):
        (place / own).mkdir()
        (place / own / "__init__.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()")
    asked = ["grade", ".", "--assignment", "secrets", "--out", str(tmp_path / "marks.csv")]
    command = [Path(sys.executable).with_name("course-classroom"), *asked]
    said = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert "another folder to work in" in said.stderr
    assert not (tmp_path / "ran").exists()
    as_module = [sys.executable, "-m", "course_lib.classroom", *asked]
    subprocess.run(as_module, cwd=place, capture_output=True, check=False)
    assert (tmp_path / "ran").exists(), "or the test proves nothing"


def test_the_grader_needs_no_kernel_and_draws_no_chart(printed):
    code = "import course_lib.classroom.__main__, sys; "
    assert printed(f"{code}print({{'nbclient', 'vl_convert'}} & {{*sys.modules}})") == "set()"
