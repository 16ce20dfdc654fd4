"""A wall on the clock is the guess; then the words are free before 24 hours and cost after."""

import pytest

from course_lib.business import rules
from course_lib.lesson import store
from course_lib.scenes import lesson_05 as scene


def walled(*hours, text="offer"):
    model = scene.Answer()
    model.act("say", text)
    for hour in hours:
        model.act("at", str(hour))
    return model


def sent(*hours, text="offer"):
    model = walled(*hours, text=text)
    for _ in range(5):
        model.act("send")
    return model


def clock(model):
    (part,) = [part for part in model.parts if part["kind"] == "clock"]
    return part


def steps(model):
    return {step["value"]: step for step in clock(model)["items"]}


def row(model):
    (part,) = [p for p in model.parts if p["kind"] == "buttons" and p.get("id") != "ready"]
    return [one["act"] for one in part["items"]]


def test_the_same_words_are_free_and_then_cost():
    model = sent(27)
    assert [dollars for _, dollars in model.prices.values()] == [0] * 4 + [0.0411] * 4
    assert "$0.0411 (Rp637)" in model.said


@pytest.mark.parametrize("guess", scene.HOURS)
def test_the_free_hours_end_where_the_rules_say(guess):
    for hour, step in steps(sent(guess)).items():
        free = rules.is_open(0, hour * 3600)
        assert (step["below"] == "$0") == step["band"] == (step["coins"] == []) == free, hour


def test_the_clock_is_to_scale_and_the_line_stands_at_the_24th_hour():
    assert {b - a for a, b in zip(scene.HOURS, scene.HOURS[1:], strict=False)} == {6}
    (edge,) = [step["value"] for step in steps(sent(9)).values() if step["edge"]]
    assert edge - 3 == scene.DAY, "a step begins three hours before its hour"
    assert [band["wide"] for band in clock(sent(27))["bands"]] == [50, 50]


def test_nothing_is_told_before_it_is_sent():
    for model in (scene.Answer(), walled(9), walled(27)):
        assert {step["below"] for step in steps(model).values()} == {"?"}
        assert not any(step["band"] or step["edge"] for step in steps(model).values())
        assert not any("missed" in step["looks"] for step in steps(model).values())
        assert clock(model)["bands"] == []


def test_the_wall_moves_until_the_words_are_sent_and_then_stays():
    assert row(walled()) == []
    model = walled(9, 33)
    assert (row(model), "30 hours" in model.said) == (["send"], True)
    assert [hour for hour, step in steps(model).items() if step["wall"]] == [33]
    for n in range(5):
        assert row(model) == ["send", "again"][: 1 + (n > 0)]
        model.act("send")
        model.act("at", "45")
        assert [hour for hour, step in steps(model).items() if step["wall"]] == [33]
    assert row(model) == ["again"]


def test_hour_by_hour_the_letter_goes_on_until_it_costs():
    model = walled(9)
    for count, hour in enumerate(scene.HOURS[:4], start=1):
        model.act("send")
        assert [at for at, step in steps(model).items() if step["below"] == "$0"] == list(
            scene.HOURS[:count]
        )
        assert model.said == scene.phrase("nothing", hours=hour)
        assert not any(step["edge"] or "true" in step["looks"] for step in steps(model).values())
        assert clock(model)["bands"] == []
        assert not store.get("predictions", "costs_most", None).yours
    model.act("send")
    assert "27 hours it costs" in model.said
    assert [step["below"] for step in steps(model).values()] == ["$0"] * 4 + ["$0.0411"] * 4


def test_a_late_hour_is_not_told_by_a_touch_on_the_clock():
    model = walled(9)
    model.act("send")
    model.act("at", "45")
    assert (model.hour, steps(model)[45]["below"]) == (3, "?")


def test_other_words_wait_until_the_wall_is_found():
    model = walled(9)
    model.act("send")
    (ready,) = [part for part in model.parts if part.get("id") == "ready"]
    assert ready["items"] == []
    assert "Rp637,338" in told_all(sent(27), "offer")


def told_all(model, text):
    model.act("say", text)
    return model.said


def test_the_wall_is_the_guess():
    walled(15)
    assert not store.get("predictions", "costs_most", None).yours
    model = sent(45, 15)
    assert store.get("predictions", "costs_most", None) == (12, True)
    assert store.get("answers", "costs_most", None).value.startswith("24 hours")
    assert "stood at 12 hours" in model.said
    shown = steps(model)
    assert (shown[15]["text"], shown[45]["text"]) == ("\u2717 15 h", "45 h")
    assert {"guess", "missed"} <= set(shown[15]["looks"])


def test_a_wall_at_the_24th_hour_is_right():
    model = sent(27)
    assert "stood right" in model.said
    texts = {hour: step["text"] for hour, step in steps(model).items()}
    assert [text for text in texts.values() if not text[0].isdigit()] == ["\u2713 27 h"]
    assert not any("missed" in step["looks"] for step in steps(model).values())


@pytest.mark.parametrize(
    ("text", "cost", "coins"), [("reminder", "$0.0250", [0.5, 1, 1]), ("offer", "$0.0411", [1] * 4)]
)
def test_other_words_have_another_price_and_a_coin_for_each_cent(text, cost, coins):
    model = sent(27, text="seats")
    model.act("say", text)
    assert cost in model.said
    assert (steps(model)[45]["below"], steps(model)[45]["coins"]) == (cost, coins)


@pytest.mark.parametrize("text", ["{{1}}", "{{seat}}"])
def test_refused_words_cost_nothing_and_change_nothing(text):
    model = sent(27)
    before = dict(model.prices)
    model.act("write", text)
    assert (model.said, model.text) == (scene.phrase("refused"), scene.phrase("offer"))
    assert model.prices == before


def test_one_letter_stands_where_it_was_looked_at():
    model = sent(27)
    for hour, told in ((9, "costs nothing"), (33, "Rp637")):
        model.act("at", str(hour))
        assert [at for at, step in steps(model).items() if step["letter"]] == [hour]
        assert told in model.said


def test_start_again():
    model = sent(27)
    model.act("again")
    assert (model.prices, model.wall, model.hour) == ({}, -1, -1)
