"""What a lesson costs from its first cell to its last, beside a kernel that draws one chart.

Once a week, or by hand: pytest -m weekly -s tests/benchmarks -k 01. CPU time of everything that is
started; the bare kernel is measured right before each run, and the median of three ratios counts: a
machine that is busy with other things spends more on both. A kernel that imports pandas and altair
is what any such notebook needs; a lesson may take twice that.
"""

import resource
import statistics
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course_lib import authoring

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = [path for path in authoring.notebooks(NOTEBOOKS) if path.stem[:2].isdigit()]
ROUNDS, GATE = 3, 2.0
RUN = """
import sys, nbformat
from pathlib import Path
from course_lib import authoring
authoring.execute(nbformat.read(sys.argv[1], as_version=4), Path(sys.argv[2]))
"""


def used(path):
    """Seconds of CPU for one run of the notebook at `path`, its kernel's too."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", RUN, str(path), str(NOTEBOOKS)], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    path = tmp_path_factory.mktemp("bare") / "bare.ipynb"
    cell = nbformat.v4.new_code_cell("import altair, pandas")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    used(path)  # the first one reads files that nobody has read yet
    return path


@pytest.mark.weekly
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_costs_at_most_two_bare_kernels(bare, path):
    ratio = statistics.median(1 / (used(bare) / used(path)) for _ in range(ROUNDS))
    print(f"{path.stem} {ratio:.2f}")
    assert ratio <= GATE
