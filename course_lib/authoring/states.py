"""Openers that play without Python: every state that a few touches reach, computed beforehand.

A state is the picture's HTML. Touches are tried breadth first, so that the first ones are all
there; where the states end, the page says so and leads to the notebook.
"""

from __future__ import annotations

import os
import re
from copy import deepcopy
from html import unescape
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from course_lib import data
from course_lib.errors import CourseError
from course_lib.lesson import touch

Act = tuple[str, str]
# The most states of an opener.
MOST = {"lesson_02": 5000, "lesson_03": 500, "lesson_04": 1000, "lesson_05": 1500}
MOST |= {"lesson_06": 100, "lesson_07": 3200}
SANDBOX = {"lesson_06"}  # an open sandbox is not copied: what led there is done again
ALIKE = {"lesson_06", "lesson_07"}  # looks alike, is alike; elsewhere drawing all takes too long
NOT_TRIED = re.compile(r"hands|tap \d (?!12A)")  # two at one keyboard; seats that nobody fights for
ANSWERED, GUESSES = {"send", "run"}, {"put", "take", "mark"}  # no guess is changed after its answer
_BUTTON = re.compile(r"<button (?![^>]*aria-disabled)[^>]*>")
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
    model = import_module(f"course_lib.scenes.{scene}").open.__self__
    with TemporaryDirectory() as empty, patch.dict(os.environ, COURSE_STORE=f"{empty}/my.json"):
        return _played(model, MOST[scene], scene in SANDBOX, scene in ALIKE)


def _played(scene: Any, most: int, again: bool, alike: bool) -> dict[str, Any]:
    numbers, pictures = dict[str, int](), list[str]()
    moves: list[dict[str, int]] = []
    reached: list[tuple[Any, list[Act]]] = []

    def add(model: Any, path: list[Act], note: str = "") -> int:
        html = touch.drawn(model.parts, note or model.said) if alike else ""
        state = html or note + repr(sorted(vars(model).items()))  # drawing takes longer
        if state not in numbers:
            numbers[state] = len(numbers)
            pictures.append(html or touch.drawn(model.parts, note or model.said))
            moves.append({})
            reached.append((model, path))
        return numbers[state]

    add(scene(), [])
    for at, (model, path) in enumerate(reached):  # grows while it is read
        answered = any(name in ANSWERED for name, _ in path)
        for act in _acts(pictures[at]):
            name = " ".join(act).strip()
            late = answered and act[0] in GUESSES
            if not late and len(numbers) < most and not NOT_TRIED.match(name):
                then = _led(scene, path) if again else deepcopy(model)
                moves[at][name] = add(then, [*path, act], _touched(then, act))
    lines = {line: n for n, line in enumerate(dict.fromkeys("><".join(pictures).split("><")))}
    states = [[lines[line] for line in html.split("><")] for html in pictures]
    made = {"lines": list(lines), "states": states, "moves": moves}
    return made | {"words": data.toml("lesson", "words")["touch"]}


def _led(scene: Any, path: list[Act]) -> Any:
    """A fresh picture after the acts of `path`."""
    model = scene()
    for act in path:
        _touched(model, act)
    return model


def _touched(model: Any, act: Act) -> str:
    """What a refused touch is told; "" where it is done."""
    try:
        model.act(*act)
    except CourseError as error:
        return str(error)
    return ""


def _acts(html: str) -> list[Act]:
    """What can be touched or put somewhere in a picture; fields that take text are not tried."""
    acts: list[Act] = []
    places = _PLACE.findall(html)
    for button in _BUTTON.findall(html):
        named = {name: unescape(value) for name, value in _NAMED.findall(button)}
        if "act" in named:
            acts.append((named["act"], named.get("value", "")))
        if "drag" in named:
            acts += [(named["drag"], f"{named['value']} {unescape(place)}") for place in places]
    return acts
