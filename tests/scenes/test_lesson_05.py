"""A wall on the hours is the guess; it catches own words at 24 hours, and reviewed ones cost."""

from functools import partial

import pytest
from playing import kept, part, stepped, steps

from course_lib.business import rules
from course_lib.lesson import touch
from course_lib.scenes import lesson_05 as scene

RIGHT = 4  # the first step behind 24 hours
walled, sent = partial(stepped, scene.Answer), partial(stepped, scene.Answer, times=5)


def reviewed(text):
    model = sent(RIGHT)
    model.act("say", scene.phrase(text) if text in scene.READY else text)
    return model


def below(model):
    return [step["below"] for step in steps(model)]


def marks(model, look):
    return [mark for mark in part(model, "clock")["marks"] if look in mark["looks"]]


def bubble(model):
    (mark,) = marks(model, "speech")
    return mark


def ready(model):
    return [part for part in model.parts if part.get("id") == "ready"]


@pytest.mark.parametrize("step", range(len(scene.HOURS)))
def test_the_free_hours_end_where_the_rules_say(step):
    """Own words arrive for nothing while the window is open; later they do not arrive."""
    model = sent(0, times=1)
    model.act("at", str(step))
    free = rules.is_open(0, scene.HOURS[step] * 3600)
    assert below(model)[step] == ("$0" if free else "\u2717")
    assert ("broken" in bubble(model)["looks"]) == (not free)
    assert (scene.phrase("too_late") in bubble(model)["text"]) == (not free)


def test_the_clock_is_to_scale_and_the_wall_stands_at_the_24th_hour():
    assert {b - a for a, b in zip(scene.HOURS, scene.HOURS[1:], strict=False)} == {6}
    model = sent(1)
    (edge,), (wall,) = marks(model, "edge"), marks(model, "wall")
    assert edge["x"] == 50, "24 of 48 hours"
    assert wall["x"] == pytest.approx(100 * 6 / 48), "a step begins three hours before its hour"
    (free,) = marks(model, "free")
    assert (free["x"], free["wide"]) == (0, 50)


def test_nothing_is_told_before_it_is_sent():
    for model in (scene.Answer(), walled(1), walled(RIGHT)):
        assert set(below(model)) == {"?"}
        assert not marks(model, "edge")
        assert marks(model, "free")[0]["wide"] == 0
        assert bubble(model)["text"] == scene.phrase("seats")
        assert "touch-true" not in touch.drawn(model.parts)
        assert ready(model) == []


def test_hour_by_hour_the_answer_goes_on_until_the_wall_catches_it():
    model = walled(1)
    for count in range(1, RIGHT + 1):
        model.act("go")
        assert below(model) == ["$0"] * count + ["?"] * (len(scene.HOURS) - count)
        assert scene.phrase("any") in bubble(model)["text"]
        assert "any words" in model.said
        assert not marks(model, "edge")
        assert kept("costs_most") is None
    model.act("go")
    assert below(model) == ["$0"] * 4 + ["\u2717"] + ["?"] * 3
    assert bubble(model)["x"] < 50, "it is thrown back before the wall"
    assert bubble(model)["more"]["data-path"] == f"at-{RIGHT}-step", "from where it was sent"


def test_the_bubble_stands_at_its_hour_and_never_crosses_the_wall_or_the_edge():
    model = reviewed("offer")
    for step, hour in enumerate(scene.HOURS):
        model.act("at", str(step))
        mark = bubble(model)
        left = mark["x"] - mark["shift"] * mark["wide"] / 100
        right = left + mark["wide"]
        assert left <= scene.WIDE * (step + 0.5) <= right
        assert (left >= 50) if hour > scene.DAY else (left >= 0 and right <= 50)
        assert right <= 100


def test_a_dragged_bubble_is_the_same_as_a_touched_hour():
    touched, dragged = sent(1, times=1), sent(1, times=1)
    touched.act("at", "3")
    dragged.act("at", " 3")
    assert touched.parts == dragged.parts
    assert bubble(dragged)["more"]["data-drag"] == "at"
    assert [step["drop"] for step in steps(dragged)] == list(range(8))


def test_the_wall_is_the_guess():
    walled(2)
    assert kept("costs_most") is None
    model = sent(7, 2)
    guess, answer = kept("costs_most")
    assert (guess, answer[:8]) == (12, "24 hours")
    assert "stood at 12 hours" in model.said
    shown = steps(model)
    assert (shown[2]["text"], shown[7]["text"]) == ("\u2717 15 h", "45 h")
    assert {"guess", "missed"} <= set(shown[2]["looks"])


def test_a_wall_at_the_24th_hour_is_right():
    model = sent(RIGHT)
    assert "stood right" in model.said
    texts = [step["text"] for step in steps(model)]
    assert [text for text in texts if not text[0].isdigit()] == ["\u2713 27 h"]
    assert not any("missed" in step["looks"] for step in steps(model))


@pytest.mark.parametrize(
    ("text", "cost", "kind", "thousand"),
    [
        ("seats", 0.025, "utility", "Rp387,675"),
        ("reminder", 0.025, "utility", "Rp387,675"),
        ("offer", 0.0411, "marketing", "Rp637,338"),
    ],
)
def test_reviewed_words_pass_the_wall_and_have_a_price_each(text, cost, kind, thousand):
    model = reviewed(text)
    assert below(model) == ["$0"] * 4 + [f"${cost:.4f}"] * 4
    high = [step["high"] for step in steps(model)]
    assert high == pytest.approx([0] * 4 + [45 * cost] * 4)
    assert thousand in model.said
    assert thousand in bubble(model)["text"]
    assert f"${cost:.4f}" in bubble(model)["text"]
    assert kind in bubble(model)["text"]
    assert "broken" not in bubble(model)["looks"]
    pressed = [item["text"] for item in ready(model)[0]["items"] if item["pressed"]]
    assert pressed == [scene.phrase(text)]


@pytest.mark.parametrize("text", ["{{1}}", "{{seat}}"])
def test_refused_words_cost_nothing_and_are_seen_to_be_refused(text):
    model = reviewed("offer")
    model.act("say", text)
    assert scene.phrase("unreviewed") in model.said
    assert below(model) == ["$0"] * 4 + ["\u2717"] * 4
    assert "broken" in bubble(model)["looks"]
    assert bubble(model)["text"] == f"{text}\n{scene.phrase('unreviewed')}"
    model.act("say", scene.phrase("offer"))
    assert below(model)[-1] == "$0.0411"


def test_an_empty_field_leaves_the_words():
    model = reviewed("offer")
    model.act("say", "  ")
    assert model.text == scene.phrase("offer")
