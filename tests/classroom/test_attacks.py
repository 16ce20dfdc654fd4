"""Notebooks that cheat, hang, crash, escape or fill the machine: each gets the marks it deserves.

All hand in together, so that one run of a class is what has to survive them. Most are in
`attacks.toml`; here are those that have to be made.
"""

import itertools
import json
import os
import socket
import tomllib
from pathlib import Path

import pytest

from course_lib.classroom import runner
from course_lib.classroom.grading import grade

from .conftest import FAST, POINTS, ROOM, SOLVED, hand_in, in_a_room, points, solved

pytestmark = pytest.mark.hostile
MARK = f"attack-{os.getpid()}-"  # in the environment of every process started here
OWN_NAMES = ["HOME", "TMPDIR", "LANG", "LC_CTYPE", "TZ", "PWD", "PYTHONPATH", "PYTHONHASHSEED"]
OWN_NAMES += [
    "COURSE_RUN",
    "MALLOC_ARENA_MAX",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
]
OWN_NAMES += ["POLARS_MAX_THREADS"]


def says(*lines):
    """Code that writes these lines on every open descriptor, the result pipe among them."""
    data = b"".join(b"\n" + (x if isinstance(x, bytes) else x.encode()) + b"\n" for x in lines)
    loop = "for fd in range(3, 64):\n    try: os.write(fd, data)\n    except OSError: pass"
    return f"import os\ndata = {data!r}\n{loop}"


def forged(task, value):
    return json.dumps({"task": task, "case": 0, "value": value, "trouble": "", "cause": ""})


WRONG_SHAPES = [
    *('{"at": 1}', '{"at": ["cell", 99]}', '{"at": ["task", "x"]}', '{"at": ["cell", 1, 2]}'),
    *('{"cell": 1e999, "error": 3}', '{"cell": 3, "error": {}}', '{"task": [], "case": {}}'),
    *('{"task": "fee", "case": -1}', '{"task": "x", "case": 0}', "[]", "NaN", "{", '{"done": 1}'),
    *('{"task": "fee", "case": 0, "case": 1}', '{"task": "fee", "case": 0.0}', '"done"', "null"),
]

MADE = {
    "right": {},
    "forged_value": {"first": says(forged("fee", 1.0)), "lost": ["fee"]},
    "forged_shape": {"first": says(forged("fee", {"kind": "bytes", "of": "xyz"})), "lost": ["fee"]},
    "forged_depth": {"first": says('{"a":' * 50_000), "lost": []},
    "forged_end": {"first": says('{"done": true}'), "lost": list(POINTS)},
    "forged_loss": {"first": says('{"task": "fee", "case": 0, "lost": "time"}'), "lost": ["fee"]},
    "rubbish_in_the_pipe": {"first": says(b"\xff\x00{{{[[[" * 50, b"[" * 60_000)},
    "wrong_shapes_in_the_pipe": {"first": says(*WRONG_SHAPES)},
    "cell_of_a_megabyte": {"last": "x = 0\n" + "x += 1\n" * 20_000 + "'" + "x" * 900_000 + "'"},
    "brackets": {"fee": "fee = " + "(" * 5_000 + ")" * 5_000, "lost": ["fee"]},
    "nested_source": {"fee": "fee = " + "-" * 200_000 + "1", "lost": ["fee"]},
    "many_magics": {"fee": "%x\n" * 20_000, "lost": ["fee"]},
    "half_a_character": {"last": "'\ud800'"},
    "null_byte": {"last": "x = '\0'"},
}
WHOLE = {  # notebooks by all their cells
    "empty": ([], list(POINTS)),
    "reversed": (solved()[::-1], []),
    "copied": ([source for source in solved() for _ in range(3)], []),
    "stub_copied_to_the_end": ([*solved(), "fee = ...", "def total(fares):\n    ..."], []),
    "later_value_counts": ([*solved(), "fee = 1"], ["fee"]),
    "magics": (
        ["%matplotlib inline", "!pip install x", *solved(), "%%bash\nsleep 9 &", "sum?"],
        [],
    ),
    "notes_between_cells": (["# a title", "", *solved(), "   "], []),
}


def cells(attack):
    changes = {name: source for name, source in attack.items() if name in SOLVED}
    made = solved(**changes)
    first = [attack["first"]] if "first" in attack else []
    return [made[0], *first, *made[1:], *([attack["last"]] if "last" in attack else [])]


def attacks():
    """By name: the cells, and the tasks whose points are not earned."""
    text = Path(__file__).with_name("attacks.toml").read_text(encoding="utf-8")
    simple = tomllib.loads(text) | MADE
    return {name: (cells(each), each.get("lost", [])) for name, each in simple.items()} | WHOLE


ATTACKS = attacks()
# What only a room of bubblewrap's keeps in. Some would do harm elsewhere, so outside they end here.
GUARD = "import os\nassert os.path.exists('/course'), 'only in a room'\n"
ESCAPES = {
    "reads_other_work": "fee = 50.0 if os.listdir({folder!r}) else 0",
    "reads_the_repository": "fee = 50.0 if os.listdir({repository!r}) else 0",
    "reads_home": "fee = 50.0 if os.listdir({home!r}) != ['.pyenv'] else 0",
    "reads_passwords": "fee = 50.0 if open('/etc/passwd').read() else 0",
    "reads_proc": "fee = 50.0 if os.listdir('/proc') else 0",
    "reads_environment": "fee = 50.0 if set(os.environ) - set({names}) else 0",
    "writes_outside": "open({folder!r} + '/escaped', 'w').close()\nfee = 50.0",
    "writes_to_the_root": "open('/escaped', 'w').close()\nfee = 50.0",
    "writes_to_the_library": "import course_lib as c\nopen(c.__file__, 'a').close()\nfee = 50.0",
    "writes_to_packages": "import numpy\nopen(numpy.__file__, 'a').close()\nfee = 50.0",
    "writes_to_devices": "open('/dev/escaped', 'w').close()\nfee = 50.0",
    "connects": "import socket\nsocket.create_connection(('127.0.0.1', {port}), 1)\nfee = 50.0",
    "kills_everybody": "os.kill(-1, 9)\nfee = 0",
    "becomes_root": "os.setuid(0)\nos.chmod('/course', 0o777)\nfee = 50.0",
    "runs_programs": "import subprocess\nsubprocess.run(['/bin/sh', '-c', ''])\nfee = 50.0",
}
HARMLESS = ["reads_other_work", "reads_passwords", "reads_proc", "connects", "runs_programs"]


def run_class(folder, names, room):
    for name, sources in names.items():
        hand_in(folder, name, sources)
    graded = grade(folder, "sample", room=room, limits=FAST)
    return {paper.student: paper for paper in graded.papers}


def deserved(lost):
    return POINTS | dict.fromkeys(lost, 0)


def still_running():
    """What is left of the processes this test started, whoever owns it now."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            state = (path / "stat").read_text().rpartition(")")[2].split()[0]
            if state not in "ZX" and MARK.encode() in (path / "environ").read_bytes():
                found.append(path.name)
        except OSError:
            continue
    return found


@pytest.fixture(autouse=True, scope="module")
def known_processes():
    patch, number = pytest.MonkeyPatch(), itertools.count()
    patch.setattr(runner.secrets, "token_hex", lambda _: f"{MARK}{next(number):06d}")
    yield
    patch.undo()


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """Everything handed in at once, graded in the strictest way there is here."""
    names = {name: sources for name, (sources, _) in ATTACKS.items()}
    return run_class(tmp_path_factory.mktemp("class"), names, ROOM)


@pytest.mark.parametrize("name", ATTACKS)
def test_exactly_the_marks_deserved(attacked, name):
    assert points(attacked[name]) == deserved(ATTACKS[name][1]), attacked[name]


def test_nothing_of_them_still_runs(attacked):
    assert attacked
    assert not still_running()


def escapes(folder, room, names, guard):
    with socket.create_server(("127.0.0.1", 0)) as server:
        known = {
            "folder": str(folder),
            "repository": str(Path(__file__).parents[2]),
            "home": str(Path.home()),
            "port": server.getsockname()[1],
            "names": OWN_NAMES,
        }
        made = {name: solved(fee=guard + ESCAPES[name].format(**known)) for name in names}
        return run_class(folder, {"right": solved(), **made}, room)


@pytest.fixture(scope="module")
def escaped(tmp_path_factory):
    folder = tmp_path_factory.mktemp("escapes")
    return folder, escapes(folder, True, ESCAPES, GUARD)


@in_a_room
@pytest.mark.parametrize("name", ESCAPES)
def test_a_room_has_no_way_out(escaped, name):
    folder, papers = escaped
    assert points(papers[name]) == deserved(["fee"]), papers[name]
    assert not (folder / "escaped").exists()


# Without a room the limits must still hold.
LIMITED = [
    *("right", "endless_cell", "stubborn_cell", "stubborn_function", "os_exit", "input", "magics"),
    *("os_exit_in_function", "equals_everything", "patched_attempt", "forged_value", "huge_file"),
    *("much_memory", "much_memory_in_function", "prints_gigabytes", "pipe_flooded", "reversed"),
    *("five_sleepers", "fork_bomb", "fork_bomb_in_function", "child_in_function", "daemon"),
    *("segfault", "kills_its_tester", "kills_itself", "threads_outlive", "answers_imported"),
    "grader_imported",
]


@pytest.fixture(scope="module")
def limited(tmp_path_factory):
    names = {name: ATTACKS[name][0] for name in LIMITED}
    return run_class(tmp_path_factory.mktemp("limited"), names, False)


@pytest.mark.parametrize("name", LIMITED)
def test_the_marks_are_the_same_without_a_room(limited, name):
    assert points(limited[name]) == deserved(ATTACKS[name][1]), limited[name]


def test_nothing_of_them_still_runs_without_a_room(limited):
    assert limited
    assert not still_running()


def test_the_attacks_would_work_without_a_room(tmp_path):
    """Or the tests above would prove nothing. Only those that harm nobody."""
    tmp_path.chmod(0o755)
    papers = escapes(tmp_path, False, HARMLESS, "import os\n")
    stopped = {name: papers[name].stopped for name in HARMLESS}
    assert all(papers[name].points == sum(POINTS.values()) for name in HARMLESS), stopped
