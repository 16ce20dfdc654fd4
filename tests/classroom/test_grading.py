"""A class graded: the marks, the file of marks, the command, and the course's own assignments."""

import csv
import json
import re
import subprocess
import sys
import time
import tomllib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from course_lib.classroom import __main__ as command
from course_lib.classroom import grading, results, submissions, tables
from course_lib.classroom.runner import Limits, Run, Runner
from course_lib.errors import CourseError
from course_lib.exercises import assignments, handouts
from course_lib.exercises.assignments import points_of_parts
from course_lib.lesson.exercise import Write
from course_lib.lesson.plain import plain
from course_lib.lesson.trial import Outcome

from .conftest import (
    FAST,
    FEE,
    LOAD,
    POINTS,
    TOTAL,
    cells,
    full_marks,
    graded,
    hand_in,
    notebook,
    points,
    sample,
    solved,
    toml,
)
from .thirty import Book

DOTS = ["'...'", "' … '", "''", "...", "3"]
CLASS = toml("class")
FILES = {  # of some students: cells, or the text of the file
    "older/x": notebook(solved(), minor=2),
    "bare/x": json.dumps({"cells": [{"cell_type": "code", "source": s} for s in solved()]}),
    **{f"several/{number}": solved(fee=None) if number == 1 else solved() for number in (1, 2, 3)},
    **{f"flood/{number}": solved() if number == 7 else [LOAD] for number in range(8)},
    **{f"late/{name}": solved() for name in ("ani_LATE_1_9_x", "budi_2_8_x")},  # as Canvas does
    **{f"dots {n}/x": [LOAD, f"notice = {value}"] for n, value in enumerate(DOTS)},
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
    made = graded(folder, progress=lambda *counts: progress.append(counts))
    papers = {paper.student: paper for paper in made.papers}
    return SimpleNamespace(graded=made, papers=papers, progress=progress)


@pytest.mark.parametrize("student", CLASS)
def test_each_earns_what_is_right_and_is_told_why_the_rest_is_not(class_, student):
    paper, told = class_.papers[student], CLASS[student]
    assert points(paper) == POINTS | dict.fromkeys(told.get("lost", []), 0)
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


def test_written_dots_are_no_answer(class_):
    notices = [class_.papers[f"dots {n}"].marks["notice"] for n in range(len(DOTS))]
    assert [(mark.answer, mark.points) for mark in notices] == [("", 0)] * 5


def test_a_link_or_a_folder_is_no_notebook_whatever_its_name(class_):
    assert "link" in class_.papers["link"].note
    assert class_.papers["link"].points == 0
    assert "folder" not in class_.papers


def test_the_best_of_several_files_counts_and_the_row_says_so(class_):
    paper = class_.papers["several"]
    assert (paper.file, paper.points) == ("several/2.ipynb", 7)
    assert "several/2.ipynb" in paper.note
    assert "several/1.ipynb, several/3.ipynb" in paper.note


def test_a_flood_of_files_is_not_run(class_):
    assert class_.papers["flood"].points == 0
    assert "flood/7.ipynb" in class_.papers["flood"].note


def test_progress_counts_every_notebook(class_):
    assert class_.progress == [(n + 1, len(FILES) + 1) for n in range(len(FILES) + 1)]


def test_old_formats_and_no_metadata(class_):
    assert [class_.papers[who].points for who in ("older", "bare")] == [7, 7]


def test_a_late_notebook_is_shown_as_late(class_):
    assert class_.papers["ani (1)"].note == "Handed in late."
    assert "Handed in late: ani (1)." in results.told(class_.graded)
    assert not class_.papers["budi (2)"].late


def test_numbers_of_a_class(tmp_path):
    for fee in ("fee = 50.0", "fee = 100.0", FEE):
        hand_in(tmp_path, fee, solved(fee=fee))
    papers = {paper.student: paper for paper in graded(tmp_path, group="10B").papers}
    assert papers[FEE].points == 7
    assert [points(papers[f"fee = {n}.0"])["fee"] for n in (50, 100)] == [0, 2]


def test_code_light_leaves_out_the_functions(tmp_path):
    hand_in(tmp_path, "sari", solved())
    light = graded(tmp_path, code_light=True)
    assert set(light.tasks) == {"fee", "reply", "order"}
    assert (light.papers[0].points, light.max_points) == (4, 10)


@pytest.mark.parametrize("place", [(submissions, "notebook"), (Runner, "run")])
def test_a_fault_of_the_grader_stays_in_one_row(tmp_path, monkeypatch, place):
    real = getattr(*place)

    def broken(*given):
        return 1 / 0 if "# odd" in str(given) else real(*given)

    monkeypatch.setattr(*place, broken)
    hand_in(tmp_path, "a", ["# odd"])
    hand_in(tmp_path, "b", solved())
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
    exercise = sample().tasks["fee"].exercise
    mark = grading.judge(exercise, exercise.cases(0), run, ["fee = 1", "reply = 1"])
    assert (mark.points, mark.graded) == (points, points == 0)


def test_what_never_starts_is_not_graded(tmp_path, monkeypatch):
    monkeypatch.setattr(Runner, "run", lambda *_: Run(stalled="machine"))
    hand_in(tmp_path, "sari", solved())
    (paper,) = graded(tmp_path).papers
    assert "could not be started, twice" in paper.note
    assert not paper.graded


def test_stopping_the_grader_stops_it(tmp_path, monkeypatch):
    for name in "abcdefghij":
        hand_in(tmp_path, name, solved())
    begun = []

    def run_(*_):
        begun.append(time.sleep(0.1))
        return Run(finished=True)

    def interrupt(done, total):
        raise KeyboardInterrupt

    monkeypatch.setattr(Runner, "run", run_)
    with pytest.raises(KeyboardInterrupt):
        graded(tmp_path, progress=interrupt)
    assert len(begun) < 10, "what waits is not begun"


def run(folder, out, *more):
    return command.main(["grade", str(folder), "--assignment", "secrets", "--out", str(out), *more])


def public(name, answer=None):
    """The course's own notebook, each answer given by `answer(exercise)`."""
    book = Book(name, "")
    given = {key: answer(each) for key, each in book.tasks.items()} if answer else {}
    return json.dumps(book.filled({key: code for key, code in given.items() if code}, False))


def wrong_code(exercise):
    """A typical wrong answer, where it can be written down."""
    wrong = exercise.wrongs[0].answer
    return None if isinstance(exercise, Write) else f"{exercise.name} = {wrong!r}"


# Every solution is judged at every commit (test_nbgrader.py), in a process of its own each week.
OWN = [
    pytest.param(name, marks=[] if name == "capstone" else pytest.mark.weekly)
    for name in assignments.NAMES
]


@pytest.mark.parametrize("name", OWN)
def test_the_course_s_own_assignments(tmp_path, name):
    hand_in(tmp_path, "released", public(name))
    hand_in(tmp_path, "solved", public(name, handouts.solution))
    hand_in(tmp_path, "wrong", public(name, wrong_code))
    class_ = graded(tmp_path, name, limits=Limits())
    papers = {paper.student: paper for paper in class_.papers}
    assert papers["solved"].points == full_marks(class_), papers["solved"]
    assert papers["solved"].stopped == []
    assert papers["released"].points == 0
    assert papers["released"].stopped == []
    every = [task.exercise for task in class_.assignment.tasks.values()]
    by_part = [exercise for exercise in every if points_of_parts(exercise)]
    earned = sum(each.points * (1 - 1 / len(each.answer)) for each in by_part)
    assert papers["wrong"].points == earned, papers["wrong"]


def test_same_seed_same_bytes_and_every_task_a_row(tmp_path, capsys):
    hand_in(tmp_path / "class", "=sari", public("secrets", handouts.solution))
    hand_in(tmp_path / "class", "budi", public("secrets"))
    assert run(tmp_path / "class", tmp_path / "1.csv", "--reports", str(tmp_path / "r")) == 0
    assert run(tmp_path / "class", tmp_path / "2.csv") == 0
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()
    rows = list(csv.DictReader((tmp_path / "1.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert list(rows[0]) == [*("student", "file", "task", "points", "max_points", "message")]
    work = assignments.load("secrets")
    assert [row["task"] for row in rows[:7]] == [*work.tasks, *(w.name for w in work.written)]
    assert {row["student"] for row in rows} == {"'=sari", "budi"}, "no cell is a formula"
    assert {mark.student for mark in tables.load_marks(tmp_path / "1.csv")} == {"=sari", "budi"}
    assert (tmp_path / "r" / "overview.html").exists()
    assert "2 students graded." in capsys.readouterr().out


def test_the_command_says_what_is_wrong(tmp_path, capsys):
    assert run(tmp_path / "nowhere", tmp_path / "marks.csv") == 2
    assert "Expected a folder" in capsys.readouterr().err
    assert not (tmp_path / "marks.csv").exists()


@pytest.fixture
def with_bubblewrap(tmp_path, monkeypatch):
    """A class of one, graded on a machine whose bubblewrap does what a script says."""
    hand_in(tmp_path / "class", "sari", [TOTAL, LOAD, FEE])
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(grading, "Runner", lambda box: Runner(box, FAST))

    def graded(script, **yes):
        program = tmp_path / "bwrap"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return grading.grade(tmp_path / "class", "sample", **yes)

    return graded


def test_bubblewrap_that_may_not_be_used(with_bubblewrap):
    """As in a container: the program is there, and the system forbids what it does."""
    forbidden = "echo 'bwrap: not permitted' >&2; exit 1"
    with pytest.raises(CourseError, match=r"Got bwrap: not permitted\..*--without-room"):
        with_bubblewrap(forbidden)
    class_ = with_bubblewrap(forbidden, without_room=True)
    assert class_.papers[0].points == 5
    assert "no room around it" in class_.notes[0]
    assert len(class_.notes) == 2


@pytest.mark.parametrize("yes", [False, True])
def test_bubblewrap_that_does_not_answer_is_no_refusal(with_bubblewrap, yes):
    """Or a class would be graded without a room because the machine was busy for a while."""
    with pytest.raises(CourseError, match="Nothing was graded"):
        with_bubblewrap("exec sleep 60", without_room=yes)


def test_bubblewrap_too_old_or_absent(with_bubblewrap, tmp_path, monkeypatch):
    """An old one cannot bound what is written."""
    with pytest.raises(CourseError, match="Got bwrap: Unknown option --size"):
        with_bubblewrap("echo 'bwrap: Unknown option --size' >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "class"))
    with pytest.raises(CourseError, match="no program bwrap"):
        with_bubblewrap("")


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


def installed(folder):
    """The command as an installer writes it, from what pyproject.toml says."""
    root = Path(__file__).parents[2]
    scripts = tomllib.loads((root / "pyproject.toml").read_text())["project"]["scripts"]
    module, _, function = scripts["course-classroom"].partition(":")
    script = folder / "course-classroom"
    script.write_text(f"import sys\nfrom {module} import {function}\nsys.exit({function}())\n")
    return [sys.executable, str(script)]


def test_the_command_runs_nothing_of_the_folder_it_is_called_in(tmp_path):
    """A student has put a course of their own beside the notebook."""
    place = tmp_path / "class"
    hand_in(place, "sari", solved())
    for own in ("course_lib", "pandas", "json"):
        (place / own).mkdir()
        (place / own / "__init__.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()")
    asked = ["grade", ".", "--assignment", "secrets", "--out", str(tmp_path / "marks.csv")]
    command = [*installed(tmp_path), *asked]
    said = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert "another folder to work in" in said.stderr
    assert not (tmp_path / "ran").exists()
    as_module = [sys.executable, "-m", "course_lib.classroom", *asked]
    subprocess.run(as_module, cwd=place, capture_output=True, check=False)
    assert (tmp_path / "ran").exists(), "or the test proves nothing"


def test_the_grader_needs_no_kernel_and_draws_no_chart():
    code = "import course_lib.classroom.__main__, sys; "
    code += "sys.exit(len({'nbclient', 'vl_convert'} & {*sys.modules}))"
    subprocess.run([sys.executable, "-c", code], check=True)


def scaled(value, factor):
    """A value with every number in it in another unit."""
    if isinstance(value, bool) or not isinstance(value, int | float | list | tuple | dict):
        frame = isinstance(value, pd.DataFrame)
        return value.iloc[::-1].map(lambda cell: scaled(cell, factor)) if frame else value
    if isinstance(value, dict):
        return {key: scaled(of, factor) for key, of in value.items()}
    inner = isinstance(value, list | tuple)
    return [scaled(of, factor) for of in value] if inner else value * factor


@pytest.mark.parametrize("factor", [100, 1000, 1e6, 0.01, 0.001])
@pytest.mark.parametrize("name", assignments.NAMES)
def test_a_wrong_unit_is_recognised_in_every_task_with_a_number(name, factor):
    for key, task in assignments.load(name, "10B").tasks.items():
        exercise, seen = task.exercise, task.exercise.cases(grading.SEED)
        if isinstance(exercise, Write):
            right = [exercise.answer(*case.arguments) for case in seen]
        else:
            right = [exercise.answer]
        wrong = [plain(scaled(value, factor)) for value in right]
        if exercise.words.options or wrong == list(map(plain, right)):
            continue  # there is no number in it
        run = Run(outcomes={key: [Outcome(value) for value in wrong]}, finished=True)
        mark = grading.judge(exercise, seen, run, [])
        if mark.points != mark.max_points:  # of a reversed table without a number
            assert re.search(r"times|thousandth|hundredth|millionth", mark.message), mark
