"""A course file of its own for every test, and what a panel would have shown."""

import pytest

from course_lib.lesson import live


@pytest.fixture(autouse=True)
def file(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "my_course.json"))
    return tmp_path / "my_course.json"


@pytest.fixture
def shown(monkeypatch):
    """What was shown: (widget, still)."""
    seen = []
    monkeypatch.setattr(live, "show", lambda widget, still: seen.append((widget, still)))
    return seen
