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
