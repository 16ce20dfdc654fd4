"""A hundred friends: raised step by step, and who leaves for what, in waves."""

from collections import Counter

import pytest
from playing import part, stepped, touched, worn

from course_lib.scenes import lesson_04 as scene

EDGE = 8  # steps of 25 cents


def raised(times=EDGE):
    return stepped(scene.Fee, 4, times=times)


def dots(model):
    return part(model, "dots")


def test_a_mark_cannot_be_moved_while_the_price_rises():
    assert all(step["off"] for step in touched(raised(3)))
    assert not any(step["off"] for step in [*touched(raised(0)), *touched(raised())[: EDGE + 1]])


def test_every_price_on_the_way_up_leaves_its_count_and_the_guess_stays():
    before, after = touched(raised(3)), touched(raised())
    assert [step["below"] for step in before] == [100, 99, 99, 98, *[""] * 7]
    assert (after[4]["below"], after[EDGE]["below"]) == (98, 0), "numbers without a sign"
    looks = [worn(after, look) for look in ("guess", "true", "quiet")]
    assert looks == [[4], [EDGE], [9, 10]]
    high = [step["high"] for step in after[: EDGE + 1]]
    assert high == sorted(high, reverse=True)
    assert high[-2] > 0.9 * high[0] > high[-1] == 0
    labels = [step["label"] for step in after]
    assert [label.count(",") for label in labels] == [0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]


def test_the_last_raise_goes_in_waves_and_each_wave_is_a_row_that_stays():
    model = raised()
    shown, everybody = dots(model), dots(model)["dots"]
    falls, waits = ([fall[key] for fall in shown["falls"]] for key in ("text", "wait"))
    assert falls == sorted(falls, reverse=True)
    assert (falls[0], falls[-1], len(falls)) == (91, 0, 10)
    assert waits == sorted(set(waits)), "one after the other"
    left = Counter(dot["y"] for dot in everybody if dot["x"] > 50)
    gone = [before - after for before, after in zip([93, *falls], falls, strict=False)]
    assert [left[row] for row in sorted(left)] == [7, *gone]
    assert model.parts[1]["wait"] == shown["wait"] == waits[-1], "the end is told after it"
    assert len({(dot["x"], dot["y"]) for dot in everybody}) == 100
    assert len({dot["wait"] for dot in everybody}) > 5
    model.act("at", "3")
    rows, later = (
        [dot["y"] for dot in each if dot["x"] > 50] for each in (everybody, dots(model)["dots"])
    )
    assert later[-90:] == rows[-90:]
    assert model.parts[1]["wait"] == 0


def test_sentence_and_legend_count_the_same():
    model = raised()
    legend = [key["text"] for key in dots(model)["legend"]]
    for why in scene.WHYS:
        assert f"{model.crowd.count(why)}" in model.said
        assert scene.phrase(why, count=model.crowd.count(why)) in legend


@pytest.mark.parametrize("times", [0, 3, EDGE])
def test_the_focus_always_has_one_place_to_go(times):
    """When the last raise takes its own button away, it goes to the way back."""
    on = [one for one in raised(times).parts[2]["items"] if one.get("first")]
    assert [one["act"] for one in on] == ["again" if times == EDGE else "go"]
