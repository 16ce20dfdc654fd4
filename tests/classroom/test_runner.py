"""What crosses from a student's process, and what the runner believes of it."""

import contextlib
import os
import subprocess
import sys
import textwrap
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.classroom import containment, crossing, watch
from course_lib.classroom.runner import Runner
from course_lib.classroom.stage import LIBRARY, stage
from course_lib.lesson.plain import plain

from .conftest import FAST, LIMITS, ROOM

SHAPES = [
    *(None, True, 3, 2.5, "text", [1, [2]], (1, 2), {1, 2}, {"a": b"\x00"}, b"\xff", ...),
    *(float("nan"), float("inf"), print, int, object(), {1: {2: [3]}}),
]


@pytest.mark.parametrize("value", SHAPES, ids=lambda value: type(value).__name__)
def test_whatever_plain_makes_may_cross(value):
    made = plain(value)
    assert crossing.plain(made) == made


def test_tables_and_charts_may_cross():
    import pandas as pd

    from course_lib.lesson.comparison import chart

    for value in (pd.DataFrame({"a": [1, None]}), chart("bar", x="month")):
        made = plain(value)
        assert crossing.plain(made) == made


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "bytes", "of": "xyz"},
        {"kind": "bytes", "of": "FF"},
        {"kind": "bytes", "of": 3},
        {"kind": "dict", "of": [[1]]},
        {"kind": "dict", "of": {}},
        {"kind": "table", "of": [["a"], [[1, 2]]]},
        {"kind": "table", "of": [[1], [[1]]]},
        {"kind": "table", "of": 3},
        {"kind": "record", "of": [1, 2]},
        {"kind": "chart", "of": {"marks": 1, "channels": {}}},
        {"kind": "chart", "of": {"marks": [], "channels": {"x": 3}}},
        {"kind": "number", "of": "12"},
        {"kind": "made up", "of": ""},
        {"kind": ["open"], "of": ""},
        {"kind": "open", "of": "", "more": 1},
        {"kind": "open"},
        {},
        1 << 10_001,
        float("inf"),
        [[float("nan")]],
    ],
    ids=str,
)
def test_other_shapes_may_not(value):
    with pytest.raises(ValueError, match=r"\w"):
        crossing.plain(value)


def test_depth_ends():
    deep = []
    for _ in range(100):
        deep = [deep]
    with pytest.raises(ValueError, match="deep"):
        crossing.plain(deep)


@settings(derandomize=True, max_examples=300)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_message_or_a_value_error(line):
    with contextlib.suppress(ValueError):
        assert isinstance(crossing.read(line), dict)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["kind", "of", "x"]), inner, max_size=3)
        | st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["bytes", "dict", "set", "table", "record", "chart"]),
                "of": inner,
            }
        )
    ),
    max_leaves=12,
)


@settings(derandomize=True, max_examples=300)
@given(JSON)
def test_what_passes_can_be_judged_without_an_error(value):
    from .conftest import sample

    try:
        passed = crossing.plain(value)
    except ValueError:
        return
    from course_lib.lesson.trial import Outcome

    for task in sample().tasks.values():
        for case in task.exercise.cases(0)[:1]:
            assert isinstance(task.exercise.feedback(case, Outcome(passed)), str)


def test_signs_that_cannot_be_shown_are_dropped():
    assert crossing.text("a\x1b[31m\u202eb\x00") == "a[31mb"
    assert len(crossing.text("x" * 10_000)) == crossing.LONGEST_TEXT


def test_the_stage_has_the_library_and_no_answer(tmp_path):
    tmp_path.chmod(0o755)
    stage(tmp_path)
    names = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert "course_lib/facts/register.py" in names
    assert "course_lib/lesson/words.toml" in names
    assert not [name for name in names if "classroom" in name or "authoring" in name]
    assert not [name for name in names if "exercises" in name and name.endswith(".toml")]
    stand_in = (LIBRARY / "classroom" / "stand_in.py").read_text()
    for path in (tmp_path / "course_lib" / "exercises").rglob("*.py"):
        assert path.read_text().startswith(stand_in), path


def test_every_start_is_on_its_own(tmp_path):
    tmp_path.chmod(0o755)
    stage(tmp_path)
    runner = Runner(ROOM or LIMITS, tmp_path, FAST)
    first = runner.run(["open('left', 'w').write('x')\na = 1"], {"a": None}, {})
    second = runner.run(["import os\na = os.listdir('.')"], {"a": None}, {})
    assert first.finished
    assert second.outcomes["a"][0].value == []


def test_a_slow_class_of_hangs_ends_in_time(tmp_path):
    tmp_path.chmod(0o755)
    stage(tmp_path)
    runner = Runner(ROOM or LIMITS, tmp_path, replace(FAST, whole=4))
    began = time.monotonic()
    run = runner.run(["while True:\n    try: pass\n    except: pass"] * 50, {"a": None}, {})
    assert time.monotonic() - began < 8
    assert run.errors


def test_processes_are_seen_and_ended():
    code = "import os, time\nos.fork()\nprint(flush=True)\ntime.sleep(60)"
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "WATCHED": "test-of-watch"},
        stdout=subprocess.PIPE,
    )
    child.stdout.read(2)  # both have printed their line
    assert len(watch.below(child.pid)) == 2
    assert watch.memory([child.pid]) > 1_000_000
    watch.end(mark="WATCHED=test-of-watch")
    assert child.wait(5) == -9
    assert watch.below(child.pid) == [child.pid]
    child.stdout.close()


def test_the_course_among_the_packages_has_no_answers_either(tmp_path, monkeypatch):
    """As where the course is installed, and not a checkout."""
    if ROOM is None:
        pytest.skip("bubblewrap is not here, or may not be used")
    packages = tmp_path / "site-packages"
    (packages / "course_lib").mkdir(parents=True)
    (packages / "course_lib" / "answers.txt").write_text("42")
    (packages / "beside.txt").write_text("1")
    real = containment.packages()
    monkeypatch.setattr(containment, "packages", lambda: [*real, packages])
    (tmp_path / "stage").mkdir()
    stage(tmp_path / "stage")
    code = f"import os\nin_folder = {str(packages)!r}\n"
    code += "a = [sorted(os.listdir(in_folder)), os.listdir(in_folder + '/course_lib')]"
    run = Runner(ROOM, tmp_path / "stage", FAST).run([code], {"a": None}, {})
    assert run.outcomes["a"][0].value == [["beside.txt", "course_lib"], []]


def test_charts_and_frames_fit_into_the_limits(tmp_path):
    tmp_path.chmod(0o755)
    stage(tmp_path)
    code = """
    import altair as alt, pandas as pd
    from course_lib.lesson.figures import figure
    frame = pd.DataFrame({"month": ["May", "June"], "sent": [1, 2]})
    chart = alt.Chart(frame).mark_bar().encode(x="month", y="sent")
    shown = figure(chart, "In June twice as many messages were sent as in May.", "simulated")
    shown
    """
    run = Runner(ROOM or LIMITS, tmp_path).run([textwrap.dedent(code)], {"shown": None}, {})
    assert run.errors == {}
    assert run.outcomes["shown"][0].value["of"]["marks"] == ["bar"]


def test_chance_is_the_same_in_every_start(tmp_path):
    """Or the same notebook could get another mark."""
    tmp_path.chmod(0o755)
    stage(tmp_path)
    runner = Runner(ROOM or LIMITS, tmp_path, FAST)
    code = "import random\na = [hash('seat'), random.random()]"
    first, second = (runner.run([code], {"a": None}, {}).outcomes for _ in range(2))
    assert first == second
