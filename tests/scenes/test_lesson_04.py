"""A hundred friends: raised step by step, who leaves for what, and what is kept of the mark."""

from collections import Counter

import pytest
from playing import kept, part, stepped, steps

from course_lib.scenes import lesson_04 as scene

EDGE = 8  # steps of 25 cents


def raised(times, mark=4):
    return stepped(scene.Fee, mark, times=times)


def test_one_step_empties_the_place():
    before, after = raised(EDGE - 1), raised(EDGE)
    assert len(before.crowd.here) > 90
    assert len(after.crowd.here) < 5
    assert after.found
    why = list(after.crowd.left.values())
    assert why.count("follower") > 10 * why.count("payer")
    assert len(why) + len(after.crowd.here) == 100


def test_the_mark_is_kept_with_its_answer_once():
    model, told = raised(EDGE), ("$1.00 (Rp15,507)", "$2.00 (Rp31,014)")
    assert kept("half_gone") == told
    assert model.said.endswith("Your mark was $1.00 (Rp15,507).")
    model.act("at", "9")
    model.act("go")
    assert kept("half_gone") == told


def test_a_mark_cannot_be_moved_while_the_price_rises():
    assert all(step["off"] for step in steps(raised(3)))
    assert not any(step["off"] for step in [*steps(raised(0)), *steps(raised(EDGE))[: EDGE + 1]])


@pytest.mark.parametrize("price", range(11))
def test_a_lower_price_brings_hardly_anybody_back(price):
    model = raised(EDGE)
    model.act("at", str(price))
    assert len(model.crowd.here) <= 1
    assert len(model.crowd.left) + len(model.crowd.here) == 100


def test_every_price_on_the_way_up_leaves_its_count_and_the_guess_stays():
    before, after = steps(raised(3)), steps(raised(EDGE))
    assert [step["below"] for step in before] == [100, 99, 99, 98, *[""] * 7]
    assert after[4]["below"] == 98, "a number without a sign"
    assert [number for number in range(11) if "guess" in after[number]["looks"]] == [4]
    assert (after[EDGE]["below"], "true" in after[EDGE]["looks"]) == (0, True)
    assert [number for number in range(11) if "quiet" in after[number]["looks"]] == [9, 10]
    high = [step["high"] for step in after[: EDGE + 1]]
    assert high == sorted(high, reverse=True)
    assert high[-2] > 0.9 * high[0] > high[-1] == 0
    labels = [step["label"] for step in after]
    assert [label.count(",") for label in labels] == [0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]


def crowd(model):
    return part(model, "dots")


def test_the_last_raise_goes_in_waves_and_each_wave_is_a_row():
    model = raised(EDGE)
    falls = [fall["text"] for fall in crowd(model)["falls"]]
    assert falls == sorted(falls, reverse=True)
    assert (falls[0], falls[-1], len(falls)) == (91, 0, 10)
    waits = [fall["wait"] for fall in crowd(model)["falls"]]
    assert waits == sorted(set(waits)), "one after the other"
    left = Counter(dot["y"] for dot in crowd(model)["dots"] if dot["x"] > 50)
    here = [93, *falls]
    gone = [before - after for before, after in zip(here, falls, strict=False)]
    assert [left[row] for row in sorted(left)] == [7, *gone]
    assert model.parts[1]["wait"] == crowd(model)["wait"] == waits[-1], (
        "what it came to is said after it"
    )


def test_the_waves_stay_in_sight_when_the_price_is_lowered():
    model = raised(EDGE)
    rows = [dot["y"] for dot in crowd(model)["dots"] if dot["x"] > 50]
    model.act("at", "3")
    assert [dot["y"] for dot in crowd(model)["dots"] if dot["x"] > 50][-90:] == rows[-90:]
    assert model.parts[1]["wait"] == 0


def test_sentence_and_legend_count_the_same():
    model = raised(EDGE)
    for why in scene.WHYS:
        assert f"{model.crowd.count(why)}" in model.said
        assert scene.phrase(why, count=model.crowd.count(why)) in [
            key["text"] for key in crowd(model)["legend"]
        ]


def test_half_are_never_gone():
    """The surprise: there is no price in the row at which about half are gone."""
    assert not [step for step in range(11) if 10 < len(raised(step).crowd.here) < 90]


def test_every_dot_has_a_place_of_its_own_and_waits_for_its_wave():
    model = raised(EDGE)
    dots = crowd(model)["dots"]
    assert len({(dot["x"], dot["y"]) for dot in dots}) == 100
    assert len({dot["wait"] for dot in dots}) > 5


@pytest.mark.parametrize("times", [0, 3, EDGE])
def test_the_focus_always_has_one_place_to_go(times):
    """When the last raise takes its own button away, it goes to the way back."""
    on = [one for one in raised(times).parts[2]["items"] if one.get("first")]
    assert [one["act"] for one in on] == ["again" if times == EDGE else "go"]
