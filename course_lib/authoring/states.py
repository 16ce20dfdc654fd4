"""Openers that play without Python: every state that a few touches reach, computed beforehand.

A state is the picture's HTML. Touches are tried breadth first, so that the first ones are all
there; where the states end, the page says so and leads to the notebook.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections import deque
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any

from course_lib import data
from course_lib.errors import CourseError
from course_lib.lesson import touch

Act = tuple[str, str]
MOST = {"lesson_02": 700, "lesson_04": 400, "lesson_06": 60, "lesson_07": 500}  # states
NOT_TRIED = re.compile(r"hands|tap \d (?!12A)")  # two at one keyboard; seats that nobody fights for
_BUTTON = re.compile(r"<button [^>]*>")
_NAMED = re.compile(r'data-(act|value|drag)="([^"]*)"')
_PLACE = re.compile(r'data-drop="([^"]*)"')


def played(scene: str) -> dict[str, Any]:
    """The states and moves of an opener ("lesson_04"), {} where it has too many.

    "states" are lists of numbers of "lines"; "moves" says for each state where an act leads.

    >>> played("lesson_01")
    {}
    """
    if scene not in MOST:
        return {}
    before = os.environ.get("COURSE_STORE")
    with tempfile.TemporaryDirectory() as empty:
        os.environ["COURSE_STORE"] = str(Path(empty) / "my_course.json")
        try:
            return _played(import_module(f"course_lib.scenes.{scene}"), MOST[scene])
        finally:
            os.environ.pop("COURSE_STORE")
            if before is not None:
                os.environ["COURSE_STORE"] = before


def _played(scene: Any, most: int) -> dict[str, Any]:
    model = scene.open.__self__
    found: dict[str, int] = {}
    moves: list[dict[str, int]] = []
    waiting: deque[list[Act]] = deque()

    def add(path: list[Act]) -> int:
        html = _html(model, path)
        if html not in found:
            found[html] = len(found)
            moves.append({})
            waiting.append(path)
        return found[html]

    add([])
    while waiting:
        path = waiting.popleft()
        html = _html(model, path)
        for act in _acts(html):
            name = " ".join(act).strip()
            if len(found) < most and not NOT_TRIED.match(name):
                moves[found[html]][name] = add([*path, act])
    lines = {line: n for n, line in enumerate(dict.fromkeys("\n".join(found).split("\n")))}
    pictures = [[lines[line] for line in html.split("\n")] for html in found]
    words = dict(data.toml("lesson", "words")["touch"])
    return {"lines": list(lines), "states": pictures, "moves": moves, "words": words}


def _html(scene: Any, path: list[Act]) -> str:
    """The picture after the acts of `path`, from the beginning."""
    model, said = scene(example=True), ""
    for name, value in path:
        try:
            model.act(name, value)
            said = ""
        except CourseError as error:
            said = str(error)
    return touch.drawn(model.parts, said or model.said)


def _acts(html: str) -> list[Act]:
    """What can be touched or put somewhere in a picture; fields that take text are not tried."""
    acts: list[Act] = []
    places = _PLACE.findall(html)
    for button in _BUTTON.findall(html):
        named = {name: unescape(value) for name, value in _NAMED.findall(button)}
        if 'aria-disabled="true"' in button:
            continue
        if "act" in named:
            acts.append((named["act"], named.get("value", "")))
        if "drag" in named:
            acts += [(named["drag"], f"{named['value']} {unescape(place)}") for place in places]
    return acts
