"""The base of touched pictures, without a browser: which acts count, and what a file keeps."""

import re
from types import SimpleNamespace

import pytest

from course_lib.errors import CourseError
from course_lib.lesson import store, touch


class Lamp:
    """Two hands at one switch; "name" is an act that changes no meaning."""

    def __init__(self):
        self.done, self.said = [], "Dark."

    @property
    def parts(self):
        return [{"kind": "text", "text": f"{self.done} < 3"}, {"kind": "said"}]

    def act(self, name, value):
        self.done.append((name, value))
        return name != "name"


class Shop:
    """A chat of three doors; behind the second are forty seats, of which one is taken."""

    def __init__(self, *done):
        self.done = list(done)

    @property
    def actions(self):
        seats = self.done[-1:] == ["two"]
        labels = map(str, range(40)) if seats else ["one", "two", "three"]
        return [SimpleNamespace(label=one, enabled=one not in ("7", "three")) for one in labels]

    @property
    def notice(self):
        return f"<{len(self.done)}>"

    def act(self, label):
        if label == "7":
            raise CourseError(expected="a free seat", got="7", do="Take 8.")
        self.done.append(label)

    def _repr_html_(self):
        return f"<p>{len(self.done)} done, $1 or $2</p>"


def touched(picture, act, drawing, value="", hand=0):
    said = {"act": act, "value": value, "hand": hand, "drawing": drawing}
    picture._heard(picture, said, [])


def tapped(thread, label):
    """The page, and its buttons."""
    touched(thread, "tap", thread.state["drawings"][0], label)
    return thread.state["html"], re.findall(r"<button[^>]*>([^<]*)</button>", thread.state["html"])


@pytest.fixture
def lamp():
    return touch.Touch(Lamp(), hands=3)


def test_an_act_that_names_an_old_drawing_is_nothing(lamp):
    touched(lamp, "press", 0)
    touched(lamp, "press", 0)
    touched(lamp, "press", 1)
    assert lamp.model.done == [("press", ""), ("press", "")]
    assert lamp.state["drawings"] == [2, 2, 2]
    assert lamp.state["turn"] == 3, (
        "each act is answered, or the page would say that Python is busy"
    )


def test_the_other_hand_has_drawings_of_its_own(lamp):
    touched(lamp, "press", 0, hand=1)
    touched(lamp, "press", 0, hand=2)
    assert len(lamp.model.done) == 2
    assert lamp.state["drawings"] == [0, 1, 1]


def test_an_act_that_changes_no_meaning_keeps_the_drawing(lamp):
    touched(lamp, "name", 0, "Budi")
    touched(lamp, "name", 0, "Sari")
    assert [value for _, value in lamp.model.done] == ["Budi", "Sari"]


def test_what_cannot_be_kept_is_said_on_the_picture(lamp, monkeypatch, nowhere):
    monkeypatch.setattr(
        lamp.model, "act", lambda *_: store.record("predictions", "lamp", "Dark.") or None
    )
    touched(lamp, "press", 0)
    assert lamp.state["html"].count("could not be written here") == 1
    assert "Dark." in lamp.state["html"]
    touched(lamp, "press", 0)
    assert "could not be written here" not in lamp.state["html"], "an old drawing: nothing is kept"


def test_a_few_choices_of_a_chat_are_buttons_and_many_a_map_that_names_what_is_taken():
    shop = Shop()
    thread = touch.Touch(touch.Thread(shop))
    html = thread.state["html"]
    assert "three (taken)" in html
    html, buttons = tapped(thread, "one")
    assert buttons == ["one", "two", "three"]
    assert 'aria-label="Choose"' not in html
    assert "<p>1 done, $1 or $2</p>" in html
    assert 'aria-live="polite" data-id="said">&lt;1&gt;</p>' in html
    html, buttons = tapped(thread, "two")
    assert len(buttons) == 40
    assert 'aria-label="Choose"' in html
    assert 'aria-label="7 (taken)"' in html
    assert html.count("aria-disabled") == 1
    assert "a free seat" in tapped(thread, "7")[0]
    assert shop.done == ["one", "two"]
    assert tapped(thread, "8")[1] == ["one", "two", "three"]
    assert shop.done == ["one", "two", "8"]
