"""The crowd grows, and one person's year is computed by the bill of the lesson."""

import math
import re
from itertools import pairwise

import pytest
from playing import kept, part, stepped, steps

from course_lib import facts
from course_lib.capacity import cost, load
from course_lib.lesson import touch
from course_lib.scenes import lesson_03 as scene

RATE = facts.value("J17")
LAST = len(scene.CROWDS) - 1
COUNTRY = facts.value("Y13.Indonesia")


def grown(mark, times=LAST + 1):
    return stepped(scene.Crowd, mark, times=times)


def year(users):
    return cost.total(cost.per_user(cost.bill(load.Load(users)), users))


@pytest.mark.parametrize("number", range(LAST + 1))
def test_what_is_told_is_the_bill_of_the_lesson_divided_with_its_range(number):
    model = grown(4)
    model.act("at", str(number))
    users = scene.CROWDS[number]
    told = model.said.replace(",", "").partition("bill of Rp")[2]
    bill, mid, low, high = (float(each) for each in re.findall(r"\d+", told)[:4])
    assert [low, mid, high] == pytest.approx([end * RATE for end in year(users)], rel=0.06)
    assert bill * 1e6 == pytest.approx(year(users).mid * RATE * users, rel=0.06)


def test_one_step_after_the_other_a_column_comes_and_gets_lower():
    model = stepped(scene.Crowd, 2)
    for count in range(1, LAST + 2):
        model.act("go")
        high = [step["high"] for step in steps(model)]
        assert [each > 0 for each in high] == [n < count for n in range(LAST + 1)]
        heights = high[:count]
        assert heights == sorted(heights, reverse=True)
        assert heights[-1] > 1
    assert all(step["look"] == "estimate" for step in steps(model)), "a share is an estimate"
    last = scene.CROWDS.index(10_000)
    bills = [year(users).mid * users for users in scene.CROWDS[: last + 1]]
    assert max(bills) < 1.2 * min(bills), "the bill stands"
    assert year(scene.CROWDS[-2]).mid == pytest.approx(year(COUNTRY).mid, rel=0.01)


def test_the_first_crowd_with_a_bowl_of_bakso_is_right():
    right = scene.CROWDS.index(3_000)
    assert year(3_000).mid * RATE <= scene.PRICES["bakso"] < year(1_000).mid * RATE
    model = grown(right, right)
    assert not any("true" in step["looks"] for step in steps(model)), "not before it is reached"
    assert kept("one_year") is None
    model.act("go")
    assert "stood right" in model.said
    assert kept("one_year") == ("3,000", "3,000")


@pytest.mark.parametrize("mark", [0, 2, LAST])
def test_a_wrong_mark_stays_beside_the_right_one(mark):
    model = grown(mark)
    html = touch.drawn(model.parts)
    assert (html.count("\u2713 "), html.count("\u2717 ")) == (1, 1)
    missed = [n for n, step in enumerate(steps(model)) if "missed" in step["looks"]]
    assert missed == [mark]


def test_nothing_is_told_before_the_crowd_grows():
    for model in (scene.Crowd(), grown(3, 0)):
        assert {step["below"] for step in steps(model)} == {"?"}
        assert "touch-true" not in touch.drawn(model.parts)


def test_what_a_share_buys_is_within_a_quarter_of_its_price():
    for users in scene.CROWDS[:2] + scene.CROWDS[3:]:
        share = year(users).mid * RATE
        bought = scene._bought(share)
        price = next(price for thing, price in scene.PRICES.items() if thing in bought)
        assert abs(math.log(int(bought.split()[0]) * price / share)) < 0.25, bought


def test_the_things_say_their_prices():
    for thing, told in (("phone", "Rp2 million"), ("bakso", "Rp20,000")):
        digits = re.sub(r"\D", "", told.replace(" million", "000000"))
        assert told in scene.phrase("ask")
        assert int(digits) == scene.PRICES[thing]


def test_the_axis_is_a_log_scale_with_a_line_for_the_bakso():
    """Each column ends where its share lies between the lines of the axis."""
    clock = part(grown(4), "clock")
    at = {mark["text"]: mark["y"] + 1.4 for mark in clock["marks"]}  # a name stands on its line
    axis = [at[f"Rp{each:,}"] for each in scene.AXIS]
    assert axis == sorted(axis, reverse=True)
    assert {round(a - b, 6) for a, b in pairwise(axis)} == {scene.HIGH}
    assert axis[0] == pytest.approx(clock["tall"])
    bakso = scene.phrase("target")
    assert clock["tall"] - at[bakso] == pytest.approx(scene.HIGH * math.log10(20))
    for users, step in zip(scene.CROWDS, clock["items"], strict=True):
        over = step["high"] > clock["tall"] - at[bakso]
        assert over == (year(users).mid * RATE > scene.PRICES["bakso"])


@pytest.mark.parametrize("number", range(LAST + 1))
def test_the_own_piece_is_the_bill_cut_for_all(number):
    model = grown(4)
    model.act("at", str(number))
    figure = part(model, "figure")
    assert figure["wide"] == pytest.approx(100 / scene.CROWDS[number])
    share = float(re.search(r"Rp([\d,]+)", figure["text"])[1].replace(",", ""))
    assert share == pytest.approx(year(scene.CROWDS[number]).mid * RATE, rel=0.06)
    assert figure["text"].endswith(steps(model)[number]["below"])


def test_before_the_crowd_grows_the_piece_is_a_question():
    figure = part(scene.Crowd(), "figure")
    assert (figure["wide"], figure["text"][-1]) == (0, "?")


def test_a_crowd_further_on_may_be_touched_at_once():
    model = grown(2, 1)
    model.act("at", str(LAST))
    assert "here, at 3,000" in model.said
    assert all(step["high"] for step in steps(model))


def test_looking_back_keeps_what_was_reached_and_keys_may_follow_fast():
    model = grown(2, 4)
    assert model.act("at", "0") is False, "no touch means something else then"
    assert [step["high"] > 0 for step in steps(model)] == [True] * 4 + [False] * 4
    model.act("go")
    assert (model.now, model.reached) == (4, 4)
