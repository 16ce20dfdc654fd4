"""The same words for nothing and for the highest price: only the clock moves between the two."""

import pytest

from course_lib.business import rules
from course_lib.lesson import store
from course_lib.scenes import lesson_05 as scene


def sent(*hours, text="offer"):
    model = scene.Answer()
    model.act("say", text)
    for hour in hours:
        model.act("at", str(hour))
    return model


def steps(model):
    return {step["value"]: step for step in model.parts[4]["items"]}


def test_the_same_words_are_free_and_then_cost_most():
    model = sent(9)
    assert (model.mission, model.prices) == ("most", {9: ("service", 0)})
    model.act("at", "27")
    assert model.mission == "play"
    assert [dollars for _, dollars in model.prices.values()] == [0] * 4 + [0.0411] * 4
    assert "$0.0411 (Rp637)" in model.said


@pytest.mark.parametrize("guess", scene.HOURS)
def test_the_free_hours_end_where_the_rules_say(guess):
    for hour, step in steps(sent(9, guess)).items():
        free = rules.is_open(0, hour * 3600)
        assert (step["below"] == "$0") == step["band"] == (step["coins"] == []) == free, hour


def test_the_clock_is_to_scale_and_the_line_stands_at_the_24th_hour():
    assert {b - a for a, b in zip(scene.HOURS, scene.HOURS[1:], strict=False)} == {6}
    (edge,) = [step["value"] for step in steps(sent(9, 27)).values() if step["edge"]]
    assert edge - 3 == scene.DAY, "a step begins three hours before its hour"
    assert [band["wide"] for band in sent(9, 27).parts[4]["bands"]] == [50, 50]


def test_nothing_is_told_before_it_is_tried():
    for model in (scene.Answer(), sent(9)):
        below = [step["below"] for step in steps(model).values()]
        assert below.count("?") == len(scene.HOURS) - len(model.prices)
        assert not any(step["band"] or step["edge"] for step in steps(model).values())
        assert model.parts[4]["bands"] == []


def test_only_the_clock_moves_in_the_second_mission():
    model = sent(9)
    model.act("say", "seats")
    model.act("write", "Other words")
    assert model.text == scene.phrase("offer")
    assert model.prices == {9: ("service", 0)}
    assert all(one["off"] for one in model.parts[3]["items"])


def test_the_first_hour_of_the_second_mission_is_the_guess():
    sent(9)
    assert not store.get("predictions", "costs_most", None).yours
    model = sent(9, 15, 45)
    assert store.get("predictions", "costs_most", None) == (15, True)
    shown = steps(model)
    assert (shown[15]["text"], shown[45]["text"]) == ("\u2717 15 h", "45 h")
    assert {"guess", "missed"} <= set(shown[15]["looks"])
    texts = [step["text"] for step in steps(sent(9, 45)).values()]
    assert [text for text in texts if not text[0].isdigit()] == ["\u2713 45 h"]


@pytest.mark.parametrize(("guess", "answer"), [(3, "25 hours"), (27, "27 hours"), (45, "45 hours")])
def test_any_hour_after_the_window_is_a_right_guess(guess, answer):
    sent(9, guess)
    assert store.get("answers", "costs_most", None).value.startswith(answer)


def test_a_paid_answer_is_not_the_first_mission():
    model = sent(45)
    assert model.mission == "free"
    assert "Rp637" in model.said


@pytest.mark.parametrize(
    ("text", "cost", "coins"), [("reminder", "$0.0250", [0.5, 1, 1]), ("offer", "$0.0411", [1] * 4)]
)
def test_other_words_have_another_price_and_a_coin_for_each_cent(text, cost, coins):
    model = sent(9, 27, text="seats")
    model.act("say", text)
    assert cost in model.said
    assert (steps(model)[45]["below"], steps(model)[45]["coins"]) == (cost, coins)


@pytest.mark.parametrize("text", ["{{1}}", "{{seat}}"])
def test_refused_words_cost_nothing_and_change_nothing(text):
    model = sent(9, 27)
    before = dict(model.prices)
    model.act("write", text)
    assert (model.said, model.text) == (scene.phrase("refused"), scene.phrase("offer"))
    assert model.prices == before


def test_one_letter_stands_where_the_words_were_sent():
    for hours in ([9], [9, 27], [9, 27, 3]):
        assert [hour for hour, step in steps(sent(*hours)).items() if step["letter"]] == hours[-1:]


def test_start_again():
    model = sent(9, 27)
    model.act("again")
    assert (model.prices, model.mission, model.hour) == ({}, "free", -1)
