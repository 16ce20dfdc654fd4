"""A chat to tap in, without a browser: its controls are pressed in `tests/browser`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from course_lib.errors import CourseError
from course_lib.lesson import live, threads
from course_lib.lesson.threads import Thread


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


def seen(thread: Thread) -> list[str]:
    return [b.description for b in thread.buttons if b.layout.display != "none"]


def test_a_few_choices_are_buttons() -> None:
    thread = Thread(Shop())
    assert seen(thread) == ["one", "two", "three"]
    assert [b.disabled for b in thread.buttons[:3]] == [False, False, True]
    assert thread.menu.layout.display == "none"
    thread.buttons[0].click()
    assert "1 done" in thread.page.value
    assert "&lt;1&gt;" in thread.said.value
    assert 'aria-live="polite"' in thread.said.value


def test_many_choices_are_a_menu_that_names_what_is_taken() -> None:
    shop = Shop()
    thread = Thread(shop)
    thread.buttons[1].click()
    assert seen(thread) == []
    assert thread.menu.layout.display != "none"
    assert thread.menu.options[7] == ("7 (taken)", "7")
    thread.menu.value = "7"
    thread.take.click()
    assert "a free seat" in thread.said.value
    assert shop.done == ["two"]
    thread.menu.value = "8"
    thread.take.click()
    assert shop.done == ["two", "8"]
    assert seen(thread) == ["one", "two", "three"]


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
