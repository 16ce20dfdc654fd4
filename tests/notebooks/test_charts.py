"""Stored charts, each as a student meets it first; nbval holds that the code still draws them.

So a chart of a room needs no test of its own for what one picture shows.
"""

import pytest
from reading import notebook
from test_lint import NOTEBOOKS

from course_lib import authoring

ROWS = 2000  # at most
CHARTS = {
    f"{path.stem}: {cell}": output.data[authoring.V5]
    for path in NOTEBOOKS
    for cell, output in notebook(path).outputs
    if authoring.V5 in output.get("data", {})
}


def parts(spec):
    """The charts beside each other in a specification, each with all that is drawn in it."""
    inner = [*spec.get("vconcat", []), *filter(None, [spec.get("spec")])]
    return [part for one in inner for part in parts(one)] or [layers(spec)]


def layers(spec):
    return [
        spec.get("encoding", {}),
        *(one for each in spec.get("layer", []) for one in layers(each)),
    ]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_small_and_says_what_its_axes_count(name):
    spec = CHARTS[name]
    assert 0 < sum(map(len, spec["datasets"].values())) <= ROWS
    for part in parts(spec):
        for axis in ("x", "y"):
            amounts = [one[axis] for one in part if one.get(axis, {}).get("type") == "quantitative"]
            assert not amounts or any(one.get("title") for one in amounts), axis
    assert len(CHARTS) > 30
