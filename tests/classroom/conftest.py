"""A small assignment of its own, and a class whose notebooks the grader tests write."""

import json
import shutil
import tempfile
import tomllib
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.classroom import grading, sandbox
from course_lib.classroom.grading import Grading, Mark, Paper
from course_lib.classroom.runner import Limits, Runner
from course_lib.classroom.sandbox import Sandbox
from course_lib.exercises import assignments
from course_lib.exercises.assignments import Assignment, Task, Written
from course_lib.lesson.exercise import Arrange, Choose, Complete, Write, load

LOAD = """from course_lib.exercises import assignments
tasks = assignments.load("sample")
given = tasks.given"""
TOTAL = "def total(fares):\n    return sum(fares)"
FEE = 'fee = given["price"] * given["count"]'
REPLY = 'reply = "b"'
ORDER = 'order = "a b c"'
SOLVED = {"load": LOAD, "total": TOTAL, "fee": FEE, "reply": REPLY, "order": ORDER}
ACTS = "</p><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}"
POINTS = {"total": 3, "fee": 2, "reply": 1, "order": 1}
# Of processor time, so that a busy machine costs nothing, and several times what an honest cell (or
# filling the memory) needs; a loss is run again, as in a school.
FAST = Limits(cell=1.6, call=0.8, wait=0.8, waits=8, memory=384 << 20, said=4 << 20)


STAGE = sandbox.stage(Path(tempfile.mkdtemp(prefix="stage-")))  # one for all: nobody writes to it


# If bubblewrap may not be used here, everything below is tried without a room.
ROOM = bool(shutil.which("bwrap")) and not Runner(Sandbox(STAGE, room=True)).refusal()
in_a_room = pytest.mark.skipif(not ROOM, reason="bubblewrap is not here, or may not be used")


def sample(group=""):
    words = load(str(Path(__file__).with_name("sample")))
    exercises = [
        Write(
            words["total"],
            sum,
            named={"three": ([1, 2, 3],), "none": ([],)},
            random=lambda random: ([int(n) for n in random.integers(1, 99, size=4)],),
            wrongs={"first": lambda fares: fares[0] if fares else 0},
        ),
        Complete(words["fee"], 12.5 * (8 if group else 4), wrongs={"price": 12.5}),
        Choose(words["reply"]),
        Arrange(words["order"]),
    ]
    levels = {"evidence": "Names it.", "estimate": "Counts it.", "inference": "Concludes."}
    return Assignment(
        name="sample",
        title="A sample",
        group=group,
        given={"price": 12.5, "count": 8 if group else 4},
        tasks={exercise.name: Task(exercise) for exercise in exercises},
        written=(Written("sample.notice", "Write a notice.", levels, 6),),
    )


def notebook(sources):
    """A notebook file's text with these code cells."""
    return json.dumps(new_notebook(cells=[new_code_cell(source) for source in sources]))


def solved(**changes):
    """The cells of a right solution, some of them changed."""
    return [source for source in (SOLVED | changes).values() if source is not None]


def cells(change):
    """The cells of a right solution, some of them changed, and some put in or added; or others."""
    if "whole" in change:
        return change["whole"]
    made = solved(**{name: source for name, source in change.items() if name in SOLVED})
    first, last = (change.get(key, []) for key in ("first", "last"))
    first, last = ([x] if isinstance(x, str) else x for x in (first, last))
    return [made[0], *first, *made[1:], *last]


def daily(name):
    """Every assignment: this one is tried at every commit, the others each week."""
    weekly = {each: pytest.mark.weekly for each in assignments.NAMES if each != name}
    return [pytest.param(each, marks=weekly.get(each, [])) for each in assignments.NAMES]


def toml(name):
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def hand_in(folder, student, cells, file="homework.ipynb"):
    path = Path(folder) / student / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(cells if isinstance(cells, str) else notebook(cells), encoding="utf-8")
    return path


def deserved(told):
    """By task what is earned where this is lost."""
    return POINTS | dict.fromkeys(told.get("lost", []), 0)


def points(paper):
    return {name: mark.points or 0 for name, mark in paper.marks.items() if name in POINTS}


def paper(
    student="sari", right=("fee",), answer="", marked=None, missed="Other.", graded=True, **more
):
    """The work of a student who got these tasks right, and wrote this answer."""
    own = {"student": student, "file": f"{student}.ipynb"}
    marks = {"notice": Mark("notice", marked if answer else 0, 6, missed, answer=answer, **own)}
    for name, most in POINTS.items():
        came, *told = (most, "Right.", "Because.") if name in right else (0, missed, "Look again.")
        marks[name] = Mark(name, came, most, *told, **own)
    if (said := graded or "Not graded.") is not True:  # or what is said of each task
        marks = {name: replace(m, points=None, message=said) for name, m in marks.items()}
    return Paper(**own, marks=marks, **more)


def class_of(*papers):
    work = sample()
    return Grading(work, dict(work.tasks), list(papers), ["What was contained."])


def graded(place, name="sample", *, room=ROOM, limits=FAST, **how):
    """A class graded in the way the tests have found to work here, without another trial."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "stage", lambda _: STAGE)
        patch.setattr(grading, "ready", lambda stage, **_: Runner(Sandbox(stage, room), limits))
        return grading.grade(place, name, **how)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """Every hostile kind, graded once for each way: in a room or not, as one class."""
    from . import hostile as kinds

    return cache(lambda room: kinds.graded(tmp_path_factory.mktemp("class"), room))


@pytest.fixture
def box():
    """The strictest sandbox there is here."""
    return Sandbox(STAGE, ROOM)


@pytest.fixture(scope="session", autouse=True)
def small_assignment():
    """`assignments.load("sample")`, beside the real ones."""
    real = assignments.load

    @wraps(real)
    def load_(name, group=""):
        return sample(group) if name == "sample" else real(name, group)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignments, "load", load_)
        yield
