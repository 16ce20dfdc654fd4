"""Pictures opened as a cell opens them, each test with a course file of its own."""

from importlib import import_module

import pytest
from playing import Page

from course_lib.lesson import live


@pytest.fixture(autouse=True)
def file(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "my_course.json"))
    return tmp_path / "my_course.json"


@pytest.fixture
def opened(monkeypatch):
    """Opens a picture ("lesson_01.open") and touches it with some acts; gives its page."""
    pages = []
    monkeypatch.setattr(live, "show", lambda *shown: pages.append(Page(*shown)))

    def show(name, *acts):
        lesson, opener = name.split(".")
        getattr(import_module(f"course_lib.scenes.{lesson}"), opener)()
        return pages[-1].do(*acts)

    return show
