"""What crosses from a student's process, and what the runner believes of it.

What is left of an answer whose cell ends badly is tried in test_attacks.py.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from itertools import count

import pandas as pd
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.answers.plain import plain
from course_lib.answers.trial import Outcome
from course_lib.classroom import grading, runner, sandbox
from course_lib.classroom.runner import Clock, Limits, Runner
from course_lib.classroom.sandbox import Sandbox

from .conftest import FAST, STAGE, in_a_room, sample, toml

ENDS = toml("ends")
SHAPES = [
    *(None, True, 3, 2.5, "text", [1, [2]], (1, 2), {1, 2}, {"a": b"\x00"}, b"\xff", ...),
    *(float("nan"), float("inf"), print, int, object(), {1: {2: [3]}}),
    pd.DataFrame({"a": [1, None]}),
]


@pytest.mark.parametrize("value", SHAPES, ids=lambda value: type(value).__name__)
def test_whatever_plain_makes_may_cross(value):
    message = {"task": "a", "value": plain(value)}
    assert sandbox.message_of(json.dumps(message).encode()) == message


@settings(derandomize=True, max_examples=300)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_message_or_none(line):
    message = sandbox.message_of(line)
    assert isinstance(message, dict)
    assert message.keys() != {"words"} or message["words"] == sandbox.text_of(message["words"])


KINDS = st.sampled_from(["bytes", "dict", "set", "table", "number", "moment"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["kind", "of", "x"]), inner, max_size=3)
        | st.fixed_dictionaries({"kind": KINDS, "of": inner})
    ),
    max_leaves=12,
)


@settings(derandomize=True, max_examples=300)
@given(JSON)
def test_what_passes_can_be_judged_without_an_error(value):
    passed = sandbox.message_of(json.dumps({"value": value}).encode()).get("value")
    for name, task in sample().tasks.items():
        cases = task.exercise.cases(0)[:1]
        run = runner.Run(outcomes={name: [Outcome(passed)]}, finished=True)
        judged = grading.judge(task.exercise, cases, run, [])
        assert judged.message
        assert judged.points in (0, task.exercise.points)


def test_every_start_is_on_its_own_and_alike(box):
    """Nothing is left of another, and chance is the same, or a notebook could get another mark."""
    code = "import os, random\na = [os.listdir('.'), hash('seat'), random.random()]"
    cells = [code, "open('left', 'w').close()"]
    first, second = (Runner(box, FAST).run(cells, {"a": [None]}, {}) for _ in range(2))
    assert first.finished
    assert first.outcomes["a"][0].value[0] == []
    assert first.outcomes == second.outcomes


def test_a_notebook_of_hangs_ends_in_time(box):
    hang = "while True:\n    try: pass\n    except BaseException: pass"
    run = Runner(box, replace(FAST, wait=10, work=3)).run([hang] * 50, {"a": [None]}, {})
    assert run.errors[1] == "processor"
    assert run.doubtful
    assert len(run.errors) < 6


def test_four_answers_above_four_sleeps_stay(box):
    """The waiting of a notebook is capped, but that takes no answer away."""
    cells = [f"{name} = 1\n{ENDS['behind']['sleep']['code']}" for name in "abcd"]
    patient = Runner(box, replace(FAST, wait=1, waits=4))
    run = patient.run(cells, {name: [None] for name in "abcd"}, {})
    assert set(run.outcomes) == set("abcd"), run
    assert run.errors == dict.fromkeys((1, 2, 3, 4), "waiting")


@in_a_room
def test_the_course_among_the_packages_has_no_answers_either(tmp_path, monkeypatch):
    """As where the course is installed, and not a checkout."""
    packages = tmp_path / "site-packages"
    (packages / "course_lib").mkdir(parents=True)
    (packages / "course_lib" / "answers.txt").write_text("42")
    (packages / "beside.txt").write_text("1")
    real = sandbox.packages()
    monkeypatch.setattr(sandbox, "packages", lambda: [*real, packages])
    box = Sandbox(STAGE, room=True)
    code = f"import os\nin_folder, own = {str(packages)!r}, {str(packages / 'course_lib')!r}\n"
    code += "a = [*sorted(os.listdir(in_folder)), *os.listdir(own), os.statvfs(own).f_blocks < 9]"
    run = Runner(box, FAST).run([code], {"a": [None]}, {})
    assert run.outcomes["a"][0].value == ["beside.txt", "course_lib", True]


def ticking():
    """A clock on the wall that is looked at five times a second."""
    return (number / 5 for number in count()).__next__


def looked(clock, seconds, *, worked=0.0, busy=False):
    """What the clock says first within so many seconds."""
    begun, looks = clock.used, range(1, int(seconds * 5) + 1)
    said = (clock.look(begun + number / 5 * worked, busy=busy) for number in looks)
    return next(filter(None, said), "")


@pytest.mark.parametrize(("seconds", "worked", "busy", "said"), ENDS["clock"].values())
def test_a_clock_counts_work_and_not_the_machine_s_wall(seconds, worked, busy, said):
    clock = Clock(Limits(), now=ticking())
    assert looked(clock, seconds, worked=worked, busy=busy) == said
    assert not (busy and clock.all["waiting"])


def test_waiting_is_capped_by_step_and_in_all():
    clock = Clock(Limits(), now=ticking())
    clock.turn(10)
    assert looked(clock, 9) == "", "the first cell may wait as long as a start"
    for _ in range(Limits().starts):  # each ends one cell
        clock.start()
        clock.turn(10)
        assert looked(clock, 60) == "waiting"
    assert 2 * clock.all["waiting"] <= 62, "a minute in all, with the rerun"
    clock.start()
    assert looked(clock, 9) == "", "a start may wait as ever"


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no numbers elsewhere")
def test_a_thread_that_works_for_one_that_waits_is_work():
    """Or a busy machine would cost it its time."""
    works = "def f():\n    while True: pass"
    waits = "from threading import Lock\nlock = Lock()\nlock.acquire()\nf = lock.acquire"
    for code, busy in {works: True, waits: False}.items():
        code += "\nfrom threading import Thread\nThread(target=f, daemon=True).start()"
        code += "\nimport time\nprint(flush=True)\ntime.sleep(60)"
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as child:
            child.stdout.readline()
            time.sleep(0.5)
            seen = [runner._busy(psutil.Process(child.pid)) for _ in range(5)]
            child.kill()
        assert any(seen) == busy, "what wants the processor may be waiting for another lock"


def test_a_machine_that_slept_is_not_a_student_who_waits():
    clock = Clock(Limits(), now=iter([0, 3600]).__next__)
    assert clock.look(0.0, busy=False) == ""
    assert clock.all["waiting"] == pytest.approx(0.4)


def test_on_a_busy_machine_one_look_ends_nothing():
    """Looks are a second apart there: who sleeps at one of them has not slept so long."""
    clock = Clock(FAST, now=iter(range(4)).__next__)
    clock.turn(10)
    assert [clock.look(0.0, busy=False) for _ in range(3)] == ["", "", "waiting"]


def test_what_is_lost_once_and_comes_once_counts(box):
    """A loss to a clock is no loss until it is lost again, alone."""
    first = runner.Run(outcomes={"b": [Outcome(2)]}, lost={"a": "processor"}, finished=True)
    run = Runner(box, FAST).again(first, ["a = 1"], {"a": [None], "b": [None]}, {})
    assert [run.outcomes[name][0].value for name in "ab"] == [1, 2]
    assert run.lost == {}


@pytest.mark.hostile
@pytest.mark.parametrize("room", [pytest.param(True, marks=in_a_room), False])
@pytest.mark.parametrize("name", ENDS["left"])
def test_what_a_cell_leaves_behind_costs_no_other_cell(name, room):
    work = "total = 0\nfor n in range(2_000_000): total += n\na = total"
    box = Sandbox(STAGE, room)
    run = Runner(box, FAST).run([ENDS["left"][name], work], {"a": [None]}, {})
    assert run.outcomes["a"][0].value == sum(range(2_000_000)), run


@pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator's code becomes others")
def test_no_two_starts_share_a_user():
    """Or the end of one notebook would end another."""
    users = [Sandbox.user() for _ in range(200)]
    assert len(set(users)) == 200
    assert min(users) > 60_000
