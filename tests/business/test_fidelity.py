"""Each line of the fidelity register is exercised by a test that exists."""

import re
from pathlib import Path

import pytest
from doors import table

from course_lib import data

CODE = [path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py")]
TESTS = set(re.findall(r"def (test_\w+)", "\n".join(CODE)))
TESTS |= {f"test_{name}" for name in table("stories") | table("bill")}
REGISTER = data.rows("business", "fidelity")


@pytest.mark.parametrize("row", REGISTER, ids=lambda row: row["feature"])
def test_each_line_has_its_proof(row):
    assert row["level"] in ("exact", "simplified", "invented")
    assert row["proof"] in TESTS
    assert row["level"] == "exact" or row["note"], "say what is simplified or invented"


def test_features_are_named_once():
    names = [row["feature"] for row in REGISTER]
    assert len(names) == len(set(names)) > 30
