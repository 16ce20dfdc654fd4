"""Each line of the fidelity register is exercised by a test that exists."""

import ast
from pathlib import Path

import pytest
from doors import REQUESTS

from course_lib import data

HERE = Path(__file__).parent
REGISTER = data.rows("business", "fidelity")
TESTS = {
    node.name
    for path in HERE.glob("test_*.py")
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.FunctionDef)
} | {f"test_{case}" for case in REQUESTS["life"]}


@pytest.mark.parametrize("row", REGISTER, ids=lambda row: row["feature"])
def test_each_line_has_its_proof(row):
    assert row["level"] in ("exact", "simplified", "invented")
    assert row["proof"] in TESTS
    assert row["level"] == "exact" or row["note"], "say what is simplified or invented"


def test_features_are_named_once():
    names = [row["feature"] for row in REGISTER]
    assert len(names) == len(set(names)) > 30
