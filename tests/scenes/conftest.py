"""A course file of its own for every test."""

import pytest


@pytest.fixture(autouse=True)
def file(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "my_course.json"))
    return tmp_path / "my_course.json"
