"""nbgrader itself generates and grades each assignment: all points for the right, none for none."""

import os
import re
import sys
import warnings
from functools import cache
from importlib import metadata
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

from course_lib.classroom import __main__ as command
from course_lib.classroom import hub
from course_lib.exercises import assignments, handouts

from .conftest import daily, toml
from .thirty import GROUP, Book, filled

EACH = daily("secrets")  # in which the cheats are tried


def handed_in(book):
    """By student the notebook; two students cheat."""
    told, first = toml("thirty"), next(iter(book.tasks))
    liar, strips = told["equals_everything"]["all"], told["transformer"]["first"]
    liars = {key: filled(liar, name=key) for key in book.all}
    return {
        "right": book.filled(book.right),
        "empty": book.filled({}, written=False),
        "equals_all": book.filled(liars, written=False),
        "strips_asserts": book.filled({first: strips}, written=False),
    }


def graded(api, name):
    """What nbgrader's own commands give a class: by student and cell, the points and the most."""
    book, done = Book(name), [api.generate_assignment(name)]
    book.released = nbformat.read(f"release/{name}/{name}.ipynb", as_version=4)
    for student, notebook in handed_in(book).items():
        file = Path(f"submitted/{student}/{name}/{name}.ipynb")
        file.parent.mkdir(parents=True)
        nbformat.write(notebook, file)
        done.append(api.autograde(name, student))
    assert all(result["success"] for result in done), done
    with Gradebook("sqlite:///gradebook.db") as gradebook:
        return {
            submission.student.id: {
                grade.name: [grade.auto_score, grade.max_score]
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in gradebook.assignment_submissions(name)
        }


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """By assignment the course folder in which nbgrader generated and graded it, and the marks."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

    @cache
    def made(name):
        folder = tmp_path_factory.mktemp(name)
        command.write(hub.course_folder(handouts.Choice([name], GROUP)), folder)
        with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of nbgrader, and what it is built of
            patch.chdir(folder)
            patch.setenv("PATH", path)  # nbgrader calls the program `alembic`
            api = NbGraderAPI(config=PyFileConfigLoader("nbgrader_config.py").load_config())
            return folder, graded(api, name)

    return made


@pytest.mark.parametrize("name", EACH)
def test_full_marks_for_the_solution_none_for_the_release_and_prose_waits(course, name):
    book, (_, marks) = Book(name), course(name)
    places = handouts.places(book.released, book.work)
    points = {places[key].check.id: each.points for key, each in book.tasks.items()}
    by_hand = {places[one.name].answer.id: one.points for one in book.work.written}
    expected = {cell: [most, most] for cell, most in points.items()}
    assert marks["right"] == expected | {cell: [None, most] for cell, most in by_hand.items()}
    assert marks["empty"] == {cell: [0, most] for cell, most in (points | by_hand).items()}


@pytest.mark.parametrize("student", ["equals_all", "strips_asserts"])
def test_a_cheat_gains_nothing(course, student):
    _, marks = course("secrets")
    assert {score for score, _ in marks[student].values()} == {0}


@pytest.mark.parametrize("name", EACH)
def test_the_release_is_the_student_edition(course, name):
    released = nbformat.read(course(name)[0] / "release" / name / f"{name}.ipynb", as_version=4)
    cells = [(cell.id, cell.cell_type, cell.source.rstrip()) for cell in released.cells]
    assert cells == [(cell.id, cell.cell_type, cell.source) for cell in Book(name).released.cells]
    assert not any(cell.get("outputs") for cell in released.cells)


def test_it_is_the_nbgrader_for_which_the_course_is_made():
    assert metadata.version("nbgrader") == hub.VERSION


def test_light_code_has_the_same_cells_too():
    work = assignments.load("secrets", GROUP)
    edition = handouts.assignment(handouts.stored("secrets"), work, code_light=True)
    made = hub.source(edition, work)
    assert [cell.id for cell in made.cells] == [cell.id for cell in edition.cells]
    assert "exposed" not in "".join(c.source for c in made.cells if "nbgrader" in c.metadata)


def judge(work, task, answer):
    hub.judge(work.name, GROUP, task, answer, work.fingerprints()[task])


def test_a_right_answer_passes_with_a_warning_too(capsys):
    work = assignments.load("secrets", GROUP)

    def warns(*arguments):
        print("careful", file=sys.stderr)
        return work.exposed.exercise.answer(*arguments)

    judge(work, "exposed", warns)
    assert capsys.readouterr().err == ""


def test_only_a_function_that_answers_unseen_cases_passes():
    work = assignments.load("secrets", GROUP)
    exercise = work.exposed.exercise
    seen = {case.arguments: exercise.answer(*case.arguments) for case in exercise.named_cases()}
    with pytest.raises(AssertionError, match="Made-up case"):
        judge(work, "exposed", lambda *given: seen.get(given, [0]))


@pytest.mark.parametrize("name", assignments.NAMES)
def test_a_solution_needs_nothing_but_itself_and_every_typical_mistake_is_told(name):
    work = assignments.load(name, GROUP)
    for task, made in work.tasks.items():
        told = {"Not answered yet": ...} | {says: wrong for wrong, says in made.exercise.wrongs}
        for says, answer in told.items():
            with pytest.raises(AssertionError, match=re.escape(says)):
                judge(work, task, answer)
        if not isinstance(made.exercise.answer, pd.DataFrame):  # that uses what its notebook has
            there = {}
            exec(handouts.solution(made.exercise), there)
            assert made.exercise.judge(there[task]).ok
            judge(work, task, there[task])
