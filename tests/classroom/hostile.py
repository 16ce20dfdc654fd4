"""What hostile and odd students hand in. Most is in `attacks.toml`; here is what has to be made."""

import itertools
import json
import os
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from course_lib import data
from course_lib.classroom import sandbox

from . import conftest
from .conftest import POINTS, ROOM, cells, hand_in, notebook, read, solved, toml

MARK = f"attack-{os.getpid()}-"  # in the environment of every process started here
OWN_NAMES = ["HOME", "TMPDIR", "PWD", "LC_CTYPE", "PYTHONPATH", "COURSE_RUN"]
OWN_NAMES += data.toml("classroom", "room")["environment"]


def says(*lines):
    """Code that writes these lines on every open descriptor, the result pipe among them."""
    data = b"".join(b"\n" + (x if isinstance(x, bytes) else x.encode()) + b"\n" for x in lines)
    loop = "for fd in range(3, 64):\n    try: os.write(fd, data)\n    except OSError: pass"
    return f"import os\ndata = {data!r}\n{loop}"


def forged(task, value):
    return json.dumps({"task": task, "value": value, "trouble": "", "cause": ""})


WRONG_SHAPES = [
    *('{"at": 1}', '{"at": ["cell", 99, 0]}', '{"at": ["task", "x"]}', '{"at": ["cell", 1]}'),
    *('{"at": ["cell", 1, 99]}', '{"at": ["cell", 1, -1]}', '{"at": ["cell", 1, 0, 0]}'),
    *('{"cell": 1e999, "error": 3}', '{"cell": 3, "error": {}}', '{"task": [], "case": {}}'),
    *('{"task": "fee"}', '{"task": "x", "lost": 1}', "[]", "NaN", "{", '{"done": 1}', '"done"'),
    *('{"task": ["fee"], "lost": ""}', '{"task": "fee", "value": 1, "trouble": 2}', "null"),
    *(forged("x", 1.0), forged([], 1.0), '{"at": ["task", "fee", null]}', '{"at": [[], [], 0]}'),
    *('{"at": ["cell", {}, 0]}', '{"at": ["done", 1, 0]}', '{"words": "x"}', '{"words": 1}'),
]

MADE = {
    "right": {},
    "forged_value": {"first": says(forged("fee", 1.0)), "lost": ["fee"]},
    "forged_shape": {"first": says(forged("fee", {"kind": "bytes", "of": "xyz"})), "lost": ["fee"]},
    "forged_depth": {"first": says('{"a":' * 50_000), "lost": []},
    "forged_end": {"first": says('{"done": true}'), "lost": list(POINTS)},
    "forged_loss": {"first": says('{"task": "fee", "lost": "time"}'), "lost": ["fee"]},
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


# Some would do harm outside a room, so there they end here.
GUARD = "import os\nassert os.path.exists('/course'), 'only in a room'\n"
ESCAPES = toml("escapes")
HARMLESS = ["reads_other_work", "reads_passwords", "reads_proc", "connects", "runs_programs"]


# Without a room the limits must still hold.
LIMITED = [
    *("right", "endless_cell", "stubborn_cell", "stubborn_function", "os_exit", "input", "magics"),
    *("os_exit_in_function", "equals_everything", "patched_attempt", "forged_value", "huge_file"),
    *("much_memory", "much_memory_in_function", "prints_gigabytes", "pipe_flooded", "reversed"),
    *("five_sleepers", "fork_bomb", "fork_bomb_in_function", "child_in_function", "daemon"),
    *("segfault", "kills_its_tester", "kills_itself", "threads_outlive", "answers_imported"),
    "grader_imported",
]


FALSE = {"task": "fee", "value": None, "trouble": "<script>x</script>\n=1+1\u202e", "cause": "x"}
TEXTS = read("texts") | {
    "false_trouble": (cells({"first": says(json.dumps(FALSE))}), ["fee"]),
    "false_values_late": ([*solved(fee=None), says(forged("fee", 49.0))], ["fee"]),
}
ATTACKS = read("attacks") | {name: (cells(x), x.get("lost", [])) for name, x in MADE.items()}
ATTACKS |= WHOLE | {f"text {name}": each for name, each in TEXTS.items()}
NAMES = [
    *("=cmd|' C'!A0", "+1", "-1", "@x", "a\nb", "a\tb", 'a,b"c'),
    *("<b>x", "{x}", "\u202egnp", "'x"),
]


def handed_in(folder, room, port):
    """By student, the cells of every kind that is tried in this way."""
    known = {
        "folder": str(folder),
        "repository": str(Path(__file__).parents[2]),
        "home": str(Path.home()),
        "port": port,
        "names": OWN_NAMES,
    }
    escapes = {name: code.format(**known) for name, code in ESCAPES.items()}
    if room:
        made = {name: solved(fee=GUARD + code) for name, code in escapes.items()}
    else:
        made = {f"open {n}": solved(fee=f"import os\n{escapes[n]}") for n in HARMLESS}
    if room != ROOM:
        return made | {name: ATTACKS[name][0] for name in LIMITED}
    made |= {name: sources for name, (sources, _) in ATTACKS.items()}
    return made | {name: solved(fee="fee = 1") for name in NAMES}


def graded(folder, room):
    """All of them, graded as one class."""
    number = itertools.count()
    with pytest.MonkeyPatch.context() as patch, socket.create_server(("127.0.0.1", 0)) as server:
        real = sandbox.Sandbox.environment

        def marked(box, folder):
            return real(box, folder) | {"COURSE_RUN": f"{MARK}{next(number)}"}

        patch.setattr(sandbox.Sandbox, "environment", marked)
        for name, sources in handed_in(folder, room, server.getsockname()[1]).items():
            hand_in(folder, name, sources)
        odd = os.fsencode(folder) + b"/s\xe9ri"
        Path(os.fsdecode(odd)).mkdir()
        Path(os.fsdecode(odd + b"/\xff.ipynb")).write_text(notebook(solved()))
        folder.chmod(0o755)
        made = conftest.graded(folder, room=room)
        papers = {paper.student: paper for paper in made.papers}
        return SimpleNamespace(folder=folder, graded=made, papers=papers)
