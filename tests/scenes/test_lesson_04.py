"""A hundred friends: raised step by step, who leaves for what, and what is kept of the mark."""

import pytest

from course_lib.lesson import store
from course_lib.scenes import lesson_04 as scene

EDGE = 8  # steps of 25 cents


def raised(times, mark=4):
    model = scene.Fee()
    model.act("mark", str(mark))
    for _ in range(times):
        model.act("raise")
    return model


def test_one_step_empties_the_place():
    edge = EDGE
    before, after = raised(edge - 1), raised(edge)
    assert len(before.crowd.here) > 90
    assert len(after.crowd.here) < 5
    assert after.tipped
    why = list(after.crowd.left.values())
    assert why.count("follower") > 10 * why.count("payer")
    assert len(why) + len(after.crowd.here) == 100


def test_the_mark_is_kept_with_its_answer_once():
    raised(1, mark=4)
    assert store.get("predictions", "half_gone", None) == (1.0, True)
    assert store.get("answers", "half_gone", None).value == "$2.00"
    model = raised(3, mark=4)
    model.act("mark", "9")
    model.act("raise")
    assert store.get("predictions", "half_gone", None).value == 1.0


def test_without_a_mark_nobody_moves():
    model = scene.Fee()
    model.act("raise")
    assert (model.now, len(model.crowd.here)) == (0, 100)
    assert model.said == scene.phrase("unmarked")


@pytest.mark.parametrize("price", range(13))
def test_a_lower_price_brings_hardly_anybody_back(price):
    model = raised(EDGE)
    model.act("set", str(price))
    assert len(model.crowd.here) <= 1
    assert len(model.crowd.left) + len(model.crowd.here) == 100


def steps(model):
    (clock,) = [part for part in model.parts if part["kind"] == "clock"]
    return clock["items"]


def test_every_price_on_the_way_up_leaves_its_count_and_the_guess_stands_beside_the_answer():
    before, after = steps(raised(3)), steps(raised(EDGE))
    assert [step["below"] for step in before] == ["100", "99", "99", "98", "mine", *[""] * 8]
    assert after[4]["below"] == "\u2717 98"
    assert {"guess", "missed"} <= set(after[4]["looks"])
    assert (after[EDGE]["below"], "true" in after[EDGE]["looks"]) == ("\u2713 0", True)
    high = [step["high"] for step in after[: EDGE + 1]]
    assert high == sorted(high, reverse=True)
    assert high[-2] > 0.9 * high[0] > high[-1] == 0
    assert steps(raised(EDGE, mark=EDGE))[EDGE]["below"] == "\u2713 0"


def test_on_the_way_down_the_count_stands_beside_that_of_the_way_up():
    model = raised(EDGE)
    model.act("set", "3")
    assert steps(model)[3]["below"] == f"98 \u2794 {len(model.crowd.here)}"
    model.act("set", "2")
    assert steps(model)[3]["below"] == "98"


def test_sentence_and_legend_count_the_same():
    model = raised(EDGE)
    (crowd,) = [part for part in model.parts if part["kind"] == "dots"]
    for why in scene.WHYS:
        assert f"{model.crowd.count(why)}" in model.said
        assert scene.phrase(why, count=model.crowd.count(why)) in [
            key["text"] for key in crowd["legend"]
        ]


def test_half_are_never_gone():
    """The surprise: there is no price in the row at which about half are gone."""
    assert not [step for step in range(13) if 10 < len(raised(step).crowd.here) < 90]


def test_every_dot_has_a_place_of_its_own_and_waits_for_its_wave():
    model = raised(EDGE)
    dots = model.parts[4]["dots"]
    assert len({(dot["x"], dot["y"]) for dot in dots}) == 100
    assert all(0 <= dot["x"] <= 97 and 0 <= dot["y"] <= 92 for dot in dots)
    assert len({dot["wait"] for dot in dots}) > 5


def test_start_again():
    model = raised(EDGE)
    model.act("again")
    assert (model.marked, len(model.crowd.here), model.crowd.left) == (-1, 100, {})
