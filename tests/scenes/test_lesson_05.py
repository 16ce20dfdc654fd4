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
        model.act("send")
    return model


def test_the_same_words_are_free_and_then_cost_most():
    model = sent(6, 25)
    assert [(hour, dollars) for hour, _, dollars, _ in model.sent] == [(6, 0), (25, 0.0411)]
    notes = [turn.get("note", "") for turn in model.parts[2]["items"]]
    assert ["$0.0411" in note for note in notes] == [False, False, True]
    assert len({text for _, text, *_ in model.sent}) == 1
    assert model.mission == "play"


def test_the_free_hours_end_where_the_rules_say():
    for hour in scene.HOURS:
        model = sent(hour)
        ((_, _, dollars, _),) = model.sent
        assert (dollars > 0) == (not rules.is_open(0, hour * 3600)), hour
        steps = {step["value"]: step for step in model.parts[3]["items"]}
        assert bool(steps[hour]["band"]) == (dollars == 0), "drawn where it is so"
        assert bool(steps[hour]["high"]) == (dollars > 0)


def test_only_the_clock_moves_in_the_second_mission():
    model = sent(6)
    assert model.mission == "most"
    model.act("say", "seats")
    model.act("write", "Other words")
    assert model.text == scene.phrase("offer")
    assert model.said == scene.phrase("same")


def test_the_first_hour_of_the_second_mission_is_the_guess():
    sent(6)
    assert not store.get("predictions", "costs_most", None).yours
    sent(6, 72)
    assert store.get("predictions", "costs_most", None) == (72, True)


@pytest.mark.parametrize(("guess", "answer"), [(6, "25 hours"), (25, "25 hours"), (72, "72 hours")])
def test_any_hour_after_the_window_is_a_right_guess(guess, answer):
    sent(6, guess)
    assert store.get("answers", "costs_most", None).value.startswith(answer)


def test_a_paid_answer_is_not_the_first_mission():
    model = sent(48)
    assert model.mission == "free"
    assert "Rp637" in model.said


@pytest.mark.parametrize(("text", "cost"), [("reminder", "$0.0250"), ("offer", "$0.0411")])
def test_the_words_decide_the_category_after_a_day(text, cost):
    assert cost in sent(25, text=text).said


@pytest.mark.parametrize("text", ["{{1}}", "{{seat}}"])
def test_refused_words_cost_nothing_and_change_nothing(text):
    model = scene.Answer()
    model.act("write", text)
    model.act("at", "25")
    model.act("send")
    assert (model.said, model.sent, model.mission) == (scene.phrase("refused"), [], "free")


@pytest.mark.parametrize("touched", [[], [("at", "6")], [("say", "offer")], [("write", " ")]])
def test_nothing_is_sent_before_hour_and_words_are_chosen(touched):
    model = scene.Answer()
    for name, value in touched:
        model.act(name, value)
    model.act("send")
    assert (model.said, model.sent) == (scene.phrase("missing"), [])


def test_the_edge_is_drawn_after_the_first_price_only():
    steps = scene.Answer().parts[3]["items"]
    assert not any(step["band"] or step["edge"] for step in steps)
    assert [step["value"] for step in sent(6).parts[3]["items"] if step["edge"]] == [25]


def test_the_chat_stands_in_the_order_of_the_clock_and_says_nothing_twice():
    model = sent(25, 6, 25)
    notes = [turn["note"][:4] for turn in model.parts[2]["items"][1:]]
    assert notes == ["+6 h", "+25 "]


def test_the_first_hour_is_told_what_it_was_and_a_second_one_is_no_second_guess():
    model = sent(6, 12, 25)
    shown = {step["value"]: step for step in model.parts[3]["items"]}
    assert (shown[12]["text"], shown[25]["text"]) == ("\u2717 12 h", "25 h")
    assert {"guess", "missed"} <= set(shown[12]["looks"])
    assert store.get("predictions", "costs_most", None) == (12, True)
    texts = [step["text"] for step in sent(6, 48).parts[3]["items"]]
    assert [text for text in texts if not text[0].isdigit()] == ["\u2713 48 h"]


def test_the_axis_is_cut_where_it_leaves_out_hours_and_the_edge_is_one_line():
    steps = scene.Answer().parts[3]["items"]
    assert [step["value"] for step in steps if step["cut"]] == [48, 72]
    bands = sent(6).parts[3]["bands"]
    at = [step["edge"] for step in sent(6).parts[3]["items"]].index(True)
    assert bands[0]["wide"] == pytest.approx(100 * at / len(steps))
    assert sum(band["wide"] for band in bands) == pytest.approx(100)


def test_start_again():
    model = sent(6, 25)
    model.act("again")
    assert (model.sent, model.mission, model.hour, model.text) == ([], "free", -1, "")


def test_the_clock_shows_what_each_hour_cost_for_these_words():
    model = sent(6, 25)
    below = {step["text"]: step["below"] for step in model.parts[3]["items"]}
    assert (below["6 h"], below["\u2713 25 h"], below["48 h"]) == ("$0", "$0.0411", "")
    model.act("say", "reminder")
    assert {step["below"] for step in model.parts[3]["items"]} == {"", scene.phrase("here")}
