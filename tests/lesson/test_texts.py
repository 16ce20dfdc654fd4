"""The frame's sentences: each one asked for exists, each one that exists is asked for."""

import builtins
import re
import string

import numpy as np
import pandas as pd

import course_lib.lesson.exercise as frame
from course_lib import data
from course_lib.lesson.plain import kind, plain

LESSON = frame.FOLDER.parent / "lesson"
FRAME = data.toml("lesson", "words")
OWN = data.toml("exercises", "words")  # asked for in the same files by the same call
READERS = [
    *LESSON.glob("*.py"),
    *LESSON.glob("data/*.html"),
    frame.FOLDER / "assignments.py",
]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in READERS)

PARSED = string.Formatter().parse


def test_every_sentence_asked_for_exists():
    asked = re.findall(r"""(?:phrase|say)\(\s*["']([a-z_]+\.[a-z_]+)["']""", SOURCE)
    assert len(asked) > 30
    for key in asked:
        group, name = key.split(".")
        assert name in FRAME.get(group, {}) | OWN.get(group, {}), key


def is_asked_for(group, name):
    """By its full key, or by one put together from a quoted word, as in f"kind.{name}"."""
    if re.search(rf"""["']{group}\.{name}["']""", SOURCE):
        return True
    if group == "touch":  # sent as a whole to the browser, which asks by name
        return f"words.{name}" in data.text("lesson", "touch.js")
    if group == "heads":  # of a column that some room's table has
        tables = [*LESSON.parent.rglob("*.py"), *LESSON.parent.rglob("*.csv")]
        return any(name in path.read_text(encoding="utf-8") for path in tables)
    if group == "made":  # of a class
        return name in vars(builtins) | vars(pd) | vars(np)
    prefixes = re.findall(rf"""f["']{group}\.(\w*)\{{""", SOURCE)
    return any(
        name.startswith(prefix) and re.search(rf'"{name.removeprefix(prefix)}"', SOURCE)
        for prefix in prefixes
    )


def test_every_sentence_is_asked_for_and_its_places_have_names():
    said = [(group, name) for group, sentences in FRAME.items() for name in sentences]
    assert [key for key in said if not is_asked_for(*key)] == []
    places = [p for group, name in said for _, p, _, _ in PARSED(FRAME[group][name])]
    assert "" not in places


def test_every_kind_has_a_name():
    values = [None, True, 1, "", [], set(), {}, b"", len, (n for n in []), ..., object()]
    assert {kind(plain(value)) for value in values} <= FRAME["kind"].keys()
