"""The words and cells of lesson 5 name prices: they must be those of the lists and rules."""

import pytest

from course_lib import facts
from course_lib.business import month, rules
from course_lib.exercises import lesson_05 as ex

BEFORE, AFTER = "2025-07-01", "2026-10-01"


def sums(since):
    return month.redesigned(since).groupby("design")["dollars"].sum()


def test_one_rider_by_hand_is_one_of_the_months(cells):
    card = facts.table("rates_2026_10").set_index("market").loc["Indonesia"]
    assert f"reply = {100 * card['service']:g} " in cells["one-rider"]
    assert f"reminder = {100 * card['utility']:g} " in cells["one-rider"]
    assert f"offer = {100 * card['marketing']:g}\n" in cells["one-rider"]
    assert card["service"] == card["utility"]
    before, after = (month.cost(month.Chat(), rules.rule_named(n)) for n in (BEFORE, AFTER))
    assert before["dollars"].sum() / 2000 == pytest.approx(0.0661)
    assert (after["dollars"].sum() + 1000 * card["service"]) / 2000 == pytest.approx(0.2161)


def test_what_saves_nothing_before_and_after():
    before, after = sums(BEFORE), sums(AFTER)
    assert [name for name in before.index if before[name] == before["as_it_is"]] == [
        "as_it_is",
        "form",
    ]
    assert after["early_reminder"] == pytest.approx(after["as_it_is"])
    assert after["form"] < after["as_it_is"]
    before, after = ex.change.words.options[ex.change.answer].split(" October: ")
    assert "the form" in before
    assert "the early reminder" in after


def test_the_free_answers_end_at_the_last_free_one():
    assert [case.arguments for case in ex.bill.named_cases()][2] == (1000,)
    assert ex.bill.answer(1000) == 0
    price = facts.table("rates_2026_10").set_index("market").loc["Indonesia", "service"]
    assert ex.bill.answer(1001) == pytest.approx(price)
    assert rules.rule_named(AFTER).allowance == 1000
