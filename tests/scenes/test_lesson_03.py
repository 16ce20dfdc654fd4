"""The crowd grows, and one person's year is computed by the bill of the lesson."""

import math
import re
from itertools import pairwise

import pytest
from playing import part, stepped, touched, worn

from course_lib import facts
from course_lib.capacity import cost, load
from course_lib.lesson import touch
from course_lib.scenes import lesson_03 as scene

RATE = facts.value("J17")
LAST = len(scene.CROWDS) - 1


def grown(mark=4, times=LAST + 1):
    return stepped(scene.Crowd, mark, times=times)


def year(users):
    return cost.total(cost.per_user(cost.bill(load.Load(users)), users))


@pytest.mark.parametrize("number", range(LAST + 1))
def test_what_is_told_and_drawn_is_the_bill_of_the_lesson_divided_with_its_range(number):
    model, users = grown(), scene.CROWDS[number]
    model.act("at", str(number))
    told = model.said.replace(",", "").partition("bill of Rp")[2]
    bill, mid, low, high = (float(each) for each in re.findall(r"\d+", told)[:4])
    assert [low, mid, high] == pytest.approx([end * RATE for end in year(users)], rel=0.06)
    bill *= 1e9 if "billion" in told else 1e6
    assert bill == pytest.approx(year(users).mid * RATE * users, rel=0.06)
    figure = part(model, "figure")
    assert figure["wide"] == pytest.approx(100 / users)
    share, bought = float(re.search(r"Rp(\d+)", told)[1]), touched(model)[number]["below"]
    assert figure["text"].replace(",", "") == f"Your piece: Rp{share:.0f} = {bought}"
    price = next(price for thing, price in scene.PRICES.items() if thing in bought)
    assert users == 300 or abs(math.log(int(bought.split()[0]) * price / share)) < 0.25


@pytest.mark.parametrize("count", range(LAST + 2))
def test_one_step_after_the_other_a_column_comes_and_gets_lower(count):
    steps = touched(grown(2, count))
    heights = [step["high"] for step in steps]
    assert [each > 0 for each in heights] == [n < count for n in range(LAST + 1)]
    assert heights[:count] == sorted(heights[:count], reverse=True)
    assert [step["below"] == "?" for step in steps] == [n >= count for n in range(LAST + 1)]
    assert {step["look"] for step in steps} == {"estimate"}
    right = scene.CROWDS.index(3_000)
    assert worn(steps, "true") == [right] * (count > right), "not before it is reached"
    figure = part(grown(2, count), "figure")
    assert (figure["wide"] == 0) == (figure["text"][-1] == "?") == (count == 0)


def test_the_bill_stands_until_the_share_does():
    last = scene.CROWDS.index(10_000)
    bills = [year(users).mid * users for users in scene.CROWDS[: last + 1]]
    assert max(bills) < 1.2 * min(bills)
    assert year(scene.CROWDS[-2]).mid == pytest.approx(year(scene.COUNTRY).mid, rel=0.01)
    assert year(3_000).mid * RATE <= scene.PRICES["bakso"] < year(1_000).mid * RATE


@pytest.mark.parametrize("mark", [0, 2, LAST])
def test_a_wrong_mark_stays_beside_the_right_one(mark):
    model = grown(mark)
    html = touch.drawn(model.parts)
    assert (html.count("\u2713 "), html.count("\u2717 ")) == (1, 1)
    assert worn(touched(model), "missed") == [mark]


def test_the_things_say_their_prices():
    told = {"phone": "Rp2 million", "bakso": "Rp20,000"}
    assert all(text in scene.phrase("ask") for text in told.values())
    assert [scene.PRICES[thing] for thing in told] == [2_000_000, 20_000]


def test_the_axis_is_a_log_scale_with_a_line_for_the_bakso():
    """Each column ends where its share lies between the lines of the axis."""
    clock = part(grown(), "clock")
    at = {mark["text"]: mark["y"] + 1.4 for mark in clock["marks"]}  # a name stands on its line
    axis = [at[f"Rp{each:,}"] for each in scene.AXIS]
    assert {round(a - b, 6) for a, b in pairwise(axis)} == {scene.HIGH}
    bakso = clock["tall"] - at[scene.phrase("target")]
    assert (axis[0], bakso) == pytest.approx((clock["tall"], scene.HIGH * math.log10(20)))
    for users, step in zip(scene.CROWDS, clock["items"], strict=True):
        assert (step["high"] > bakso) == (year(users).mid * RATE > scene.PRICES["bakso"])
