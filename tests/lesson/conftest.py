"""A course file of its own for every test, and what a panel would have shown."""

from types import SimpleNamespace

import pytest

from course_lib.lesson import live, predictions, store


@pytest.fixture(autouse=True)
def file(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "my_course.json"))
    monkeypatch.setattr(store, "_held", {})
    monkeypatch.setattr(predictions, "_once", {})
    return tmp_path / "my_course.json"


@pytest.fixture
def shown(monkeypatch):
    """What was shown: (widget, still), the newest still last."""
    seen = []

    def keep(widget, still):
        seen.append((widget, still))
        return SimpleNamespace(update=lambda newer: seen.append((widget, newer)))

    monkeypatch.setattr(live, "show", keep)
    return seen
