"""Odd habits of honest students, as IPython has them: what comes of each is in test_grading.py."""

import inspect
import re

import pytest
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.magics import ExecutionMagics

from course_lib.classroom import worker

from .conftest import toml

HABITS = toml("habits")
REFUSED = [name for name, habit in HABITS.items() if "SyntaxError" in str(habit.get("says"))]


@pytest.mark.parametrize("name", REFUSED)
def test_what_costs_its_task_is_refused_by_jupyterlab_too(name):
    with pytest.raises(SyntaxError):
        compile(TransformerManager().transform_cell(HABITS[name]["fee"]), "cell", "exec")


@pytest.mark.parametrize("name", ["timeit", "prun"])
def test_the_options_of_a_magic_are_those_of_ipython(name):
    """`parse_options(line, "n:r:t")`: a colon says that a value follows."""
    source = inspect.getsource(getattr(ExecutionMagics, name))
    (options,) = re.findall(r"parse_options\(\s*\w+,\s*['\"]([\w:]+)['\"]", source)
    with_value = set(re.findall(r"(\w):", options))
    assert set(worker._OPTIONS[name]) == with_value
    for sign in with_value:
        assert worker.without_options(f"-{sign} 3 -q x = 1", worker._OPTIONS[name]) == "x = 1"
