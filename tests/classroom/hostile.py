"""What hostile and odd students hand in. Most is in `attacks.toml`; here is what has to be made."""

import itertools
import os
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from course_lib import data
from course_lib.classroom import sandbox

from . import conftest
from .conftest import FEE, POINTS, ROOM, TOTAL, cells, hand_in, notebook, solved, toml

MARK = f"attack-{os.getpid()}-"  # in the environment of every process started here
OWN_NAMES = ["HOME", "TMPDIR", "PWD", "LC_CTYPE", "PYTHONPATH", "COURSE_RUN"]
OWN_NAMES += data.toml("classroom", "room")["environment"]


def says(*lines):
    """Code that writes these lines on every open descriptor, the result pipe among them."""
    data = b"".join(b"\n" + (x if isinstance(x, bytes) else x.encode()) + b"\n" for x in lines)
    loop = "for fd in range(3, 64):\n    try: os.write(fd, data)\n    except OSError: pass"
    return f"import os\ndata = {data!r}\n{loop}"


BRANCHES = "".join(f"elif n == {number}: fee = n\n" for number in range(800))
MADE = {
    "forged_depth": {"first": says('{"a":' * 50_000), "lost": []},
    "rubbish_in_the_pipe": {"first": says(b"\xff\x00{{{[[[" * 50, b"[" * 60_000)},
    "cell_of_a_megabyte": {"last": "x = 0\n" + "x += 1\n" * 20_000 + "'" + "x" * 900_000 + "'"},
    "hundreds_of_branches": {"fee": f"n = 50\nif n < 0: fee = n\n{BRANCHES}"},
    "brackets": {"fee": "fee = " + "(" * 5_000 + ")" * 5_000, "lost": ["fee"]},
    "nested_source": {"fee": "fee = " + "-" * 200_000 + "1", "lost": ["fee"]},
    "many_magics": {"fee": "%x\n" * 20_000, "lost": ["fee"]},
    "half_a_character": {"last": "'\ud800'"},
    "null_byte": {"last": "x = '\0'"},
}
LATE = '{"task": "fee", "value": 49.0, "trouble": "", "cause": ""}'
WHOLE = {
    "empty": {"whole": [], "lost": list(POINTS)},
    "reversed": {"whole": solved()[::-1]},
    "copied": {"whole": [source for source in solved() for _ in range(3)]},
    "stub_copied_to_the_end": {"last": ["fee = ...", "def total(fares):\n    ..."]},
    "later_value_counts": {"last": "fee = 1", "lost": ["fee"]},
    "magics": {
        "whole": ["%matplotlib inline", "!pip install x", *solved(), "%%bash\nsleep 9 &", "sum?"]
    },
    "notes_between_cells": {"whole": ["# a title", "", *solved(), "   "]},
    "text false_values_late": {"fee": "", "last": says(LATE), "lost": ["fee"]},
}

HOSTILE = toml("hostile")
FORGED = {name: x | {"first": says(*x["says"])} for name, x in HOSTILE["forged"].items()}
TEXTS = {f"text {name}": each for name, each in toml("texts").items()}
BEHIND = {  # above what ends its cell an answer stands, and a cell below uses what is there
    f"behind {name}": {
        "total": "",
        "fee": f"{TOTAL}\nseen = []\nseen.append(1)\n{FEE}\n{each['code']}",
        "reply": 'reply = "b" if (seen, fee) == ([1], 50) else ""',
        "stops": [3, each["stopped"]],
    }
    for name, each in toml("ends")["behind"].items()
}
ATTACKS = toml("attacks") | MADE | WHOLE | FORGED | TEXTS | BEHIND
STOPS = {name: each["stops"] for name, each in ATTACKS.items() if "stops" in each}
ESCAPES = toml("escapes")
# Some would do harm outside a room, so there they end here.
GUARD = "import os\nassert os.path.exists('/course'), 'only in a room'\n"


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
        made = {f"open {n}": solved(fee=f"import os\n{escapes[n]}") for n in HOSTILE["harmless"]}
    if room != ROOM:
        return made | {name: cells(ATTACKS[name]) for name in HOSTILE["limited"]}
    made |= {name: cells(told) for name, told in ATTACKS.items()}
    return made | {name: solved(fee="fee = 1") for name in HOSTILE["names"]}


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
