"""Honest notebooks with odd habits: what runs in JupyterLab earns its marks here, too."""

import inspect
import re

import pytest
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.magics import ExecutionMagics

from course_lib.classroom import worker
from course_lib.classroom.runner import Limits

from .conftest import FEE, POINTS, TOTAL, graded, hand_in, points, solved

HABITS = {
    "lines_of_windows": solved(total=TOTAL.replace("\n", "\r\n"), fee=FEE + "\r\n"),
    "lines_of_old_macs": solved(total=TOTAL.replace("\n", "\r")),
    "tabs": solved(
        total="def total(fares):\n\tsum_ = 0\n\tfor f in fares:\n\t\tsum_ += f\n\treturn sum_"
    ),
    "own_language": solved(
        total="def total(ongkos):\n    jumlah = 0\n    for satu in ongkos:\n"
        "        jumlah += satu\n    return jumlah",
        fee="größe = given['price']\nfee = größe * given['count']",
    ),
    "annotations_of_an_earlier_cell": [
        "from __future__ import annotations",
        *solved(total="def total(fares: List[int]) -> Whatever:\n    return sum(fares)"),
    ],
    "result_under_the_name_of_the_function": [*solved(), "total = total([1, 2, 3])"],
    "name_used_before_the_function": ["total = 0", *solved()],
    "broken_attempt_above": ["fee = 0\nprint(later)", *solved(), "later = 1"],
    "broken_attempt_above_of_a_function": [
        "def total(fares):\n    return 0\ntotal(later)",
        *solved(),
        "later = [1]",
    ],
    "loop_over_what_comes_later": solved(
        fee="fee = 0\nfor n in range(count): fee += given['price']",
        order="count = 4\norder = 'abc'",
    ),
    "asks_for_help": solved(fee=f"help(round)\n{FEE}"),
    "shell_by_import": [
        "from IPython import get_ipython\nget_ipython().run_line_magic('matplotlib', 'inline')",
        *solved(fee=f"%time {FEE}"),
    ],
    "own_display": solved(
        fee=f"import IPython\nIPython.display.display(1)\nIPython.display.clear_output()\n{FEE}"
    ),
    "widgets": solved(
        fee="from ipywidgets import IntSlider, Output, interact\n"
        f"with Output(): print(IntSlider())\ninteract(lambda n: n, n=(1, 5))\n{FEE}"
    ),
    "chart_in_the_cell": solved(
        fee="import altair as alt, pandas as pd\nchart = alt.Chart(pd.DataFrame({'a': [1]}))\n"
        f"chart.mark_bar().encode(x='a').display()\n{FEE}"
    ),
    "captured": solved(fee=f"%%capture out\n{FEE}"),
    "installs_first": solved(fee=f"!pip install x\n%pip install -q y\n{FEE}"),
    "no_matplotlib_here": ["import matplotlib.pyplot as plt\nplt.plot([1])", *solved()],
    "prompts": solved(total="In [3]: def total(fares):\n   ...:     return sum(fares)"),
    "indented": solved(total="    def total(fares):\n        return sum(fares)", fee=f"  {FEE};"),
    "checks_where_it_answers": solved(
        total=f"{TOTAL}\ntasks.total.check(total)", fee=f"{FEE}\nassert tasks.fee.check(fee)"
    ),
    "prints_as_well": solved(total="def total(fares):\n    print(fares)\n    return sum(fares)"),
    "partial": solved(total="import functools\ntotal = functools.partial(sum)"),
    "object_to_call": solved(
        total="class Total:\n    def __call__(self, fares): return sum(fares)\ntotal = Total()"
    ),
    "decorated": solved(
        total="import functools\ndef same(f):\n    @functools.wraps(f)\n"
        f"    def g(*a): return f(*a)\n    return g\n@same\n{TOTAL}"
    ),
    "recursive": solved(
        total="def total(fares):\n    return fares[0] + total(fares[1:]) if fares else 0"
    ),
    "more_parameters": solved(total="def total(fares, start=0):\n    return sum(fares, start)"),
    "numbers_of_numpy": solved(
        total="import numpy as np\ntotal = lambda fares: np.sum(fares).astype(int)",
        fee="fee = np.array(50.0)",
    ),
    "pool_of_processes": solved(
        fee="from concurrent.futures import ProcessPoolExecutor\n"
        "with ProcessPoolExecutor(2) as pool:\n    fee = sum(pool.map(float, ['20', '30']))"
    ),
    "steps_of_a_measurement": solved(
        fee=f"%timeit -p 4 -n 3 sum([1])\n{FEE}", reply="%%prun -s cumulative -l 5\nreply = 'b'"
    ),
    "decimal": solved(fee="from decimal import Decimal\nfee = Decimal('50')"),
    "by_exec": solved(fee="exec('fee = 50.0')", reply="globals()['reply'] = 'b'"),
    "walrus": solved(fee="(fee := given['price'] * given['count'])"),
    "threads": solved(
        fee="from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(4) as pool: fee = sum(pool.map(float, [12.5] * 4))"
    ),
    "own_loop": solved(fee="import asyncio\nasync def f(): return 50.0\nfee = asyncio.run(f())"),
    "files_of_its_own": [
        "from pathlib import Path\n(Path.home() / 'x').write_text('a')\nopen('y', 'w').close()",
        *solved(),
    ],
    "warnings_are_errors": [
        "import threading, time, warnings\nwarnings.simplefilter('error')",
        "threading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
        *solved(),
    ],
    "takes_its_time": [*["import time\ntime.sleep(1)"] * 5, *solved()],
    "leaves_early": [*solved(), "exit()"],
}
# Pasted from a chat: JupyterLab refuses these as well.
REFUSED = {
    "space_that_does_not_break": "fee = given['price']\u00a0* given['count']",
    "space_without_width": f"{FEE}\u200b",
    "byte_order_mark": f"\ufeff{FEE}",
    "curly_quotes": "fee = given[“price”] * given[“count”]",
}
# A cell's output has no name here, and a room no shared memory.
NOT_HERE = {
    "last_output": ["given['price'] * given['count']", "fee = _"],
    "numbered_output": ["given['price'] * given['count']", "fee = Out[1]"],
}


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    folder = tmp_path_factory.mktemp("honest")
    for name, cells in HABITS.items():
        hand_in(folder, name, cells)
    for name, source in REFUSED.items():
        hand_in(folder, name, solved(fee=source))
    for name, sources in NOT_HERE.items():
        hand_in(folder, name, [*solved(fee=None), *sources])
    papers = graded(folder, limits=Limits()).papers
    return {paper.student: paper for paper in papers}


@pytest.mark.parametrize("name", HABITS)
def test_an_odd_habit_costs_nothing(honest, name):
    assert points(honest[name]) == POINTS, honest[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_jupyterlab_refuses_costs_its_task_alone(honest, name):
    with pytest.raises(SyntaxError):
        compile(TransformerManager().transform_cell(REFUSED[name]), "cell", "exec")
    assert points(honest[name]) == POINTS | {"fee": 0}
    assert "SyntaxError" in honest[name].marks["fee"].message


@pytest.mark.parametrize("name", NOT_HERE)
def test_what_a_run_here_does_not_have_costs_its_task_alone(honest, name):
    assert points(honest[name]) == POINTS | {"fee": 0}


@pytest.mark.parametrize("name", ["timeit", "prun"])
def test_the_options_of_a_magic_are_those_of_ipython(name):
    """`parse_options(line, "n:r:t")`: a colon says that a value follows."""
    source = inspect.getsource(getattr(ExecutionMagics, name))
    (options,) = re.findall(r"parse_options\(\s*\w+,\s*['\"]([\w:]+)['\"]", source)
    with_value = set(re.findall(r"(\w):", options))
    assert set(worker._OPTIONS[name]) == with_value
    for sign in with_value:
        assert worker.without_options(f"-{sign} 3 -q x = 1", worker._OPTIONS[name]) == "x = 1"
