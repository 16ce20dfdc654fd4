"""Honest notebooks with odd habits: what runs in JupyterLab earns its marks here, too."""

import inspect
import re

import pytest
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.magics import ExecutionMagics

from course_lib.classroom import worker
from course_lib.classroom.runner import Limits

from .conftest import POINTS, graded, hand_in, points, read, toml

HABITS = read(toml("habits"))
LOST = [name for name, (_, lost) in HABITS.items() if lost]
REFUSED = [name for name in LOST if not name.endswith("_output")]


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    folder = tmp_path_factory.mktemp("honest")
    for name, (cells, _) in HABITS.items():
        hand_in(folder, name, cells)
    papers = graded(folder, limits=Limits()).papers
    return {paper.student: paper for paper in papers}


@pytest.mark.parametrize("name", HABITS)
def test_an_odd_habit_costs_nothing_but_what_is_not_read(honest, name):
    assert points(honest[name]) == POINTS | dict.fromkeys(HABITS[name][1], 0), honest[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_jupyterlab_refuses_costs_its_task_alone(honest, name):
    (refused,) = (cell for cell in HABITS[name][0] if "fee =" in cell)
    with pytest.raises(SyntaxError):
        compile(TransformerManager().transform_cell(refused), "cell", "exec")
    assert "SyntaxError" in honest[name].marks["fee"].message


@pytest.mark.parametrize("name", ["timeit", "prun"])
def test_the_options_of_a_magic_are_those_of_ipython(name):
    """`parse_options(line, "n:r:t")`: a colon says that a value follows."""
    source = inspect.getsource(getattr(ExecutionMagics, name))
    (options,) = re.findall(r"parse_options\(\s*\w+,\s*['\"]([\w:]+)['\"]", source)
    with_value = set(re.findall(r"(\w):", options))
    assert set(worker._OPTIONS[name]) == with_value
    for sign in with_value:
        assert worker.without_options(f"-{sign} 3 -q x = 1", worker._OPTIONS[name]) == "x = 1"
