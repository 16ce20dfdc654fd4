"""The prices of the simulation are those of the auction, the rate cards and lesson 3's bill."""

import datetime as dt

import pytest

from course_lib import facts
from course_lib.business import rates
from course_lib.capacity import cost
from course_lib.capacity.load import Load, step
from course_lib.economics import ledger, platform
from course_lib.errors import CourseError


def test_an_advert_costs_what_the_auction_says():
    """Values 0 or 1, half and half, n bidders: 1/2 unaimed, 1 - (n + 1) / 2**n aimed."""
    for bidders in range(2, 11):
        blind, aimed = (platform.advertisement(float(bidders), data) for data in (0.0, 1.0))
        assert blind == pytest.approx((1 / 2, 1 / 2))
        assert aimed == pytest.approx((1 - (bidders + 1) / 2**bidders, 1 - 1 / 2**bidders))
    for bidders in (0.0, 1.0):
        assert platform.advertisement(bidders, 0.5)[0] == 0


def test_the_price_of_a_chat_is_the_card_of_its_day():
    market = rates.market_of("6222")
    card = rates.card_at(dt.date(2026, 4, 1), "message")
    parts = [float(card.rate(market, name)) for name in ("utility", "marketing")]
    assert platform.chat_price("2025-07-01") == pytest.approx(sum(parts))
    assert platform.chat_price("2026-10-01") > 2 * platform.chat_price("2025-07-01")
    with pytest.raises(CourseError, match="first day of a rule"):
        platform.chat_price("2025-07-02")


def test_carrying_is_the_bill_of_lesson_3():
    people = facts.fact("Y13.Indonesia").value
    bill = cost.bill(Load(people, step("calls")), "Indonesia")
    assert ledger.carrying() == pytest.approx(cost.total(bill).mid / people)


def test_assumptions_say_why():
    rows = platform.assumptions()
    assert rows["reason"].str.split().str.len().ge(6).all()
    assert rows["unit"].str.len().gt(0).all()
    assert rows["name"].is_unique
