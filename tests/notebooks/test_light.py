"""Lessons run where pictures, `resource` and new threads are missing, as in a browser's Python."""

import os
from pathlib import Path

import nbformat
import pytest

from course_lib import authoring

ROOT = Path(__file__).parents[2]
LESSONS = ["00_start_here", "03_price_of_free", "04_who_pays"]
NO_THREADS = """
import threading
from types import SimpleNamespace
from course_lib.lesson import trial

class Refusing(threading.Thread):
    def start(self):
        raise RuntimeError("can't start new thread")

left = {"Event": threading.Event, "get_ident": threading.get_ident}
trial.threading = SimpleNamespace(Thread=Refusing, **left)
"""


@pytest.mark.weekly
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_runs_to_its_end(name, monkeypatch):
    paths = [str(ROOT / "tests" / "light"), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(NO_THREADS))
    done = authoring.execute(notebook, ROOT / "notebooks")
    shown = [each.data for cell in done.cells for each in cell.get("outputs", []) if "data" in each]
    charts = [data for data in shown if authoring.V5 in data]
    assert name == LESSONS[0] or charts
    assert not [data for data in shown if authoring.PNG in data]
