"""What hostile and odd students hand in. Most is in `attacks.toml`; here is what has to be made."""

import itertools
import json
import os
import socket
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from course_lib.classroom import sandbox
from course_lib.classroom.grading import Grading

from . import conftest
from .conftest import NOTICE, POINTS, ROOM, SOLVED, hand_in, notebook, solved

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


# Without a room the limits must still hold.
LIMITED = [
    *("right", "endless_cell", "stubborn_cell", "stubborn_function", "os_exit", "input", "magics"),
    *("os_exit_in_function", "equals_everything", "patched_attempt", "forged_value", "huge_file"),
    *("much_memory", "much_memory_in_function", "prints_gigabytes", "pipe_flooded", "reversed"),
    *("five_sleepers", "fork_bomb", "fork_bomb_in_function", "child_in_function", "daemon"),
    *("segfault", "kills_its_tester", "kills_itself", "threads_outlive", "answers_imported"),
    "grader_imported",
]


HALF = r"'\ud800'"  # of a character: legal in a text of Python's, and in no file
CLASS_OF = "type('A' + chr(0xD800) + '=1', (), {})()"


def trouble(said):
    message = {"task": "fee", "case": 0, "value": None, "trouble": said, "cause": "x"}
    return says(json.dumps(message))


STUDENTS = {  # what stands in the cells, and the tasks that are lost
    "right": ([*solved(), NOTICE], []),
    "half_a_character_in_words": ([*solved(), f"notice = 'I think ' + {HALF}"], []),
    "half_a_character": (solved(reply=f"reply = {HALF}"), ["reply"]),
    "half_a_character_within": (solved(fee=f"fee = {{{HALF}: [{HALF}]}}"), ["fee"]),
    "half_a_character_in_an_error": (solved(fee=f"raise ValueError({HALF})"), ["fee"]),
    "half_a_character_in_a_type": (solved(fee=f"fee = {CLASS_OF}"), ["fee"]),
    "half_a_character_in_a_call": (
        solved(total=f"def total(fares):\n    raise ValueError({HALF})"),
        ["total"],
    ),
    "endless_words": ([*solved(), "notice = 'word ' * 150_000"], []),
    "words_as_a_formula": ([*solved(), "notice = '=HYPERLINK(\"http://x\")'"], []),
    "words_with_signs": ([*solved(), r"notice = 'a\0b\x1b[31m\u202ec\r\n,\"'"], []),
    "words_as_a_page": ([*solved(), "notice = '<script>alert(1)</script>'"], []),
    "false_trouble": (
        [solved()[0], trouble("<script>x</script>\n=1+1\u202e"), *solved()[1:]],
        ["fee"],
    ),
    "false_values_late": ([*solved(fee=None), says(forged("fee", 49.0))], ["fee"]),
    "many_letters": (solved(order="order = 'abc' + 'a' * 20_000"), ["order"]),
    "braces": (solved(fee="raise ValueError('{name} {0} %s')"), ["fee"]),
    "ticks": (solved(fee="raise ValueError('`<b>`$x$')"), ["fee"]),
}
NAMES = [
    "=cmd|' C'!A0",
    "+1",
    "-1",
    "@x",
    "a\nb",
    "a\tb",
    'a,b"c',
    "<b>x",
    "{x}",
    "\u202egnp",
    "'x",
]


@dataclass(frozen=True)
class Class:
    folder: Path
    graded: Grading

    @property
    def papers(self):
        return {paper.student: paper for paper in self.graded.papers}


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
    made |= {f"text {name}": sources for name, (sources, _) in STUDENTS.items()}
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
        return Class(folder, conftest.graded(folder, room=room))
