"""Each line of the fidelity register is exercised by a test that exists."""

import ast
from pathlib import Path

import pytest

from course_lib.business import fidelity

HERE = Path(__file__).parent
TESTS = {
    node.name
    for path in HERE.glob("test_*.py")
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.FunctionDef)
}


@pytest.mark.parametrize("feature", fidelity.register(), ids=lambda f: f.feature)
def test_each_line_has_its_proof(feature):
    assert feature.level in fidelity.LEVELS
    assert feature.proof in TESTS
    assert feature.level == "exact" or feature.note, "say what is simplified or invented"


def test_features_are_named_once():
    names = [feature.feature for feature in fidelity.register()]
    assert len(names) == len(set(names)) > 30
