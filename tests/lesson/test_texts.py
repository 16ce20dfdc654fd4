"""The frame's sentences: each one asked for exists, each one that exists is asked for."""

import ast
import builtins
import re
import string

import nbformat
import numpy as np
import pandas as pd

import course_lib.lesson.exercise as frame
from course_lib import data
from course_lib.answers.plain import kind, plain

LESSON = frame.FOLDER.parent / "lesson"
FRAME = data.toml("lesson", "words") | data.toml("answers", "words")
OWN = data.toml("exercises", "words")  # asked for in the same files by the same call


def read(*paths):
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


SOURCE = read(*LESSON.glob("*.py"), *LESSON.glob("data/*.html"), frame.FOLDER / "assignments.py")
SOURCE += read(*(LESSON.parent / "answers").glob("*.py"))
NOTEBOOKS = [*(LESSON.parents[1] / "notebooks").glob("0*.ipynb")]
ROOMS = read(*LESSON.parent.rglob("*.py"), *LESSON.parent.rglob("*.csv"), *NOTEBOOKS)


def units():
    """Of the numbers that notebooks ask for."""
    for file in NOTEBOOKS:
        for cell in nbformat.read(file, 4).cells:
            for call in ast.walk(ast.parse(cell.source if "number(" in cell.source else "")):
                match call:
                    case ast.Call(ast.Attribute(ast.Name("predictions"), "number"), args, named):
                        told = [*args[2:], *(each.value for each in named if each.arg == "unit")]
                        yield from map(ast.literal_eval, told)


LOOKED_UP = {  # the names in groups that are not asked for by a full key
    "touch": re.findall(r"words\.(\w+)", data.text("lesson", "touch.js")),
    "heads": re.findall(r"\w+", ROOMS),  # columns
    "made": [*vars(builtins), *vars(pd), *vars(np)],  # classes
    "around": ["any", *units()],
    "between": ["any", *units()],
}


def test_every_sentence_asked_for_exists():
    asked = re.findall(r"""(?:phrase|say)\(\s*["']([a-z_]+)\.([a-z_]+)["']""", SOURCE)
    assert len(asked) > 30
    assert [key for key in asked if key[1] not in FRAME.get(key[0], {}) | OWN.get(key[0], {})] == []


def is_asked_for(group, name):
    """By its full key, or by one put together from a quoted word, as in f"kind.{name}"."""
    if group in LOOKED_UP:
        return name in LOOKED_UP[group]
    prefixes = re.findall(rf"""f["']{group}\.(\w*)\{{""", SOURCE)
    ends = [name.removeprefix(prefix) for prefix in prefixes if name.startswith(prefix)]
    keys = [rf"{group}\.{name}", *ends]
    return any(re.search(rf"""["']{key}["']""", SOURCE) for key in keys)


def test_every_sentence_is_asked_for_and_its_places_have_names():
    said = [(group, name) for group, sentences in FRAME.items() for name in sentences]
    assert [key for key in said if not is_asked_for(*key)] == []
    parsed = string.Formatter().parse
    places = [place for group, name in said for _, place, _, _ in parsed(FRAME[group][name])]
    assert "" not in places


def test_every_kind_has_a_name():
    values = [None, True, 1, "", [], set(), {}, b"", len, (n for n in []), ..., object()]
    assert {kind(plain(value)) for value in values} <= FRAME["kind"].keys()
