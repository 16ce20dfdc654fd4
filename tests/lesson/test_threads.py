"""A chat to tap in, without a browser: its controls are pressed in `tests/browser`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from course_lib.errors import CourseError
from course_lib.lesson import live, threads
from course_lib.lesson.threads import Thread
from course_lib.lesson.touch import Touch


@dataclass
class Step:
    label: str
    enabled: bool = True


@dataclass
class Shop:
    """Three doors; behind the second are forty seats, of which one is taken."""

    done: list[str] = field(default_factory=list)

    @property
    def actions(self) -> list[Step]:
        if self.done[-1:] == ["two"]:
            return [Step(str(n), n != 7) for n in range(40)]
        return [Step("one"), Step("two"), Step("three", enabled=False)]

    @property
    def notice(self) -> str:
        return f"<{len(self.done)}>"

    def act(self, label: str) -> None:
        if label == "7":
            raise CourseError(expected="a free seat", got="7", do="Take 8.")
        self.done.append(label)

    def _repr_html_(self) -> str:
        return f"<p>{len(self.done)} done, $1 or $2</p>"


def tapped(thread: Touch, label: str) -> str:
    said = {"act": "tap", "value": label, "hand": 0, "drawing": thread.state["drawings"][0]}
    thread._heard(thread, said, [])
    return str(thread.state["html"])


def buttons(thread: Touch) -> list[str]:
    return re.findall(r"<button[^>]*>([^<]*)</button>", thread.state["html"])


def test_a_few_choices_are_buttons() -> None:
    thread = Touch(Thread(Shop()))
    assert buttons(thread) == ["one", "two", "three"]
    assert 'aria-label="Choose"' not in thread.state["html"]
    assert "three (taken)" in thread.state["html"]
    html = tapped(thread, "one")
    assert "<p>1 done, $1 or $2</p>" in html
    assert 'aria-live="polite" data-id="said">&lt;1&gt;</p>' in html


def test_many_choices_are_a_map_that_names_what_is_taken() -> None:
    shop = Shop()
    thread = Touch(Thread(shop))
    html = tapped(thread, "two")
    assert len(buttons(thread)) == 40
    assert 'aria-label="Choose"' in html
    assert 'aria-label="7 (taken)"' in html
    assert html.count("aria-disabled") == 1
    assert "a free seat" in tapped(thread, "7")
    assert shop.done == ["two"]
    tapped(thread, "8")
    assert shop.done == ["two", "8"]
    assert buttons(thread) == ["one", "two", "three"]


def test_the_still_is_somebody_elses_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(live, "display", lambda data, **_: shown.append(data))
    other = Shop(["one", "one"])
    threads.tap(Shop(), still=other)
    threads.tap(Shop())
    assert [live.VIEW in bundle for bundle in shown] == [True, False, True, False]
    assert "2 done" in shown[1]["text/html"]
    assert "0 done" in shown[3]["text/html"]
    assert shown[1]["text/html"].startswith('<div class="mathjax_ignore">')
    assert "Run this cell" in shown[1]["text/plain"]
