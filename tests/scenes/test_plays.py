"""Plays of `plays.toml`: what the page holds after each step."""

import re
import tomllib
from pathlib import Path

import pytest
from playing import EVIDENCE, kept

from course_lib.lesson import predictions

PLAYS = tomllib.loads(Path(__file__).with_name("plays.toml").read_text(encoding="utf-8"))["play"]


def held(page, step, before, drawings):
    """What the page holds, in the words of a step."""
    told = "says" in step and step["says"] in page.said
    return {
        "says": step["says"] if told else page.said,
        "texts": {selector: page.texts(selector) for selector in step.get("texts", {})},
        "values": {which: " ".join(page.values(which)) for which in step.get("values", {})},
        "counts": {words: page.html.count(words) for words in step.get("counts", {})},
        "kept": {key: kept(key) for key in step.get("kept", {})},
        "same": page.picture == before,
        "stale": page.widget.state["drawings"] != drawings,
    }


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: f"{play['open']}: {play['is']}")
def test_a_play(play, opened):
    page = opened(play["open"])
    for step in play["steps"]:
        before, drawings = page.picture, page.widget.state["drawings"]
        now = held(page.do(*step.get("do", [])), step, before, drawings)
        told = {key: value for key, value in step.items() if key != "do"}
        assert {key: now[key] for key in told} == told, step


def test_a_typed_guess_has_an_answer_that_says_how_it_is_known_too():
    """It leaves the notebook on a card and on the front page, without the text around it."""
    for key, said in predictions._reveals().items():
        assert re.match(EVIDENCE, said["why"]), key
