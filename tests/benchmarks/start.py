"""How long a newcomer waits, as ratios within one run. By hand: python tests/benchmarks/start.py

Imports are timed in fresh processes; a notebook is timed from starting its kernel to its last cell,
beside a kernel that starts and imports pandas and altair, which any such notebook must do.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat

from course_lib import authoring

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ROUNDS = 5


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def fresh(code: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)


def executed(notebook: nbformat.NotebookNode) -> Callable[[], object]:
    return lambda: authoring.execute(notebook, NOTEBOOKS)


def main() -> None:
    python = statistics.median(seconds(fresh("")) for _ in range(ROUNDS))
    for name in ("course_lib", "course_lib.facts", "pandas"):
        took = statistics.median(seconds(fresh(f"import {name}")) for _ in range(ROUNDS))
        print(f"import {name:20} {took / python:6.2f} times an empty Python")

    cell = nbformat.v4.new_code_cell("import altair, pandas")
    bare = nbformat.v4.new_notebook(cells=[cell])
    base = statistics.median(seconds(executed(bare)) for _ in range(3))
    print(f"a kernel with pandas and altair: {base:.1f} s")
    for path in authoring.notebooks(NOTEBOOKS):
        took = seconds(executed(nbformat.read(path, as_version=4)))
        print(f"{path.name:26} {took / base:6.2f} times that")


if __name__ == "__main__":
    main()
