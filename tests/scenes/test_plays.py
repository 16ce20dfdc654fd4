"""Plays of `plays.toml`: what the page holds after each step."""

import tomllib
from pathlib import Path

import pytest
from playing import kept

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
