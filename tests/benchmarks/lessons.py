"""What a lesson costs from its first cell to its last, beside a kernel that draws one chart.

By hand: python tests/benchmarks/lessons.py [01_sealed_message ...]. CPU time of everything that is
started; the bare kernel is measured right before each run, and the median of three ratios counts: a
machine that is busy with other things spends more on both. A kernel that imports pandas and altair
is what any such notebook needs; a lesson may take twice that. Exits with 1 above the gate.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from course_lib import authoring

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ROUNDS, GATE = 3, 2.0
RUN = """
import sys, nbformat
from pathlib import Path
from course_lib import authoring
authoring.execute(nbformat.read(sys.argv[1], as_version=4), Path(sys.argv[2]))
"""


def used(path: Path) -> float:
    """Seconds of CPU for one run of the notebook at `path`, its kernel's too."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", RUN, str(path), str(NOTEBOOKS)], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main(names: list[str]) -> int:
    over = 0
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.ipynb"
        cell = nbformat.v4.new_code_cell("import altair, pandas")
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), bare)
        used(bare)  # the first one reads files that nobody has read yet
        for path in authoring.notebooks(NOTEBOOKS):
            if path.stem[:2].isdigit() and (not names or path.stem in names):
                ratio = statistics.median(1 / (used(bare) / used(path)) for _ in range(ROUNDS))
                over += ratio > GATE
                mark = "  above the gate" if ratio > GATE else ""
                print(f"{path.stem:20} {ratio:5.2f}{mark}", flush=True)
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
