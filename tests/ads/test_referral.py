"""A tap in the real sandbox: 72 free hours after an answer in time, the rate card after that."""

import datetime as dt

import pytest

from course_lib.ads.funnel import follow_tap
from course_lib.business import rates


def price(day):
    card = rates.card_at(dt.date.fromisoformat(day), "message")
    return float(card.rate(rates.market_of("6281200000001"), "marketing"))


@pytest.mark.parametrize("start", ["2026-07-15T09:00:00Z", "2026-10-02"])
def test_free_for_72_hours_from_the_answer_then_the_card_decides(start):
    bill = follow_tap(offers=(1, 71, 72, 73), start=start)
    assert bill["hour"].tolist() == [0, 1, 71, 72, 73]
    assert bill["entry_open"].tolist() == [True, True, True, False, False]
    owed = price(start[:10])
    assert bill["dollars"].tolist() == [0, 0, 0, owed, owed]
    assert bill["reason"].str.contains("free entry point").tolist() == [True] * 3 + [False] * 2
    assert bill["category"].tolist() == ["service"] + ["marketing"] * 4


def test_without_the_ad_the_same_chat_costs_from_the_first_offer():
    paid, free = (follow_tap(offers=(2, 50), ad=ad)["dollars"] for ad in (False, True))
    assert paid.tolist() == [0, price("2026-07-15"), price("2026-07-17")]
    assert free.sum() == 0


def test_the_hours_count_from_the_answer_not_from_the_tap():
    late = follow_tap("20h", offers=(71, 73))
    assert late["entry_open"].tolist() == [True, True, False]


@pytest.mark.parametrize(("after", "open_"), [("24h", True), ("24h 1s", False)])
def test_an_answer_after_a_day_opens_nothing(after, open_):
    bill = follow_tap(after, offers=(2,))
    assert bill["entry_open"].tolist() == [open_, open_]
    assert bill["reason"][0].startswith("failed") == (not open_)
    assert (bill["dollars"][1] > 0) == (not open_)


def test_many_offers_a_day_meet_no_cap():
    assert not follow_tap(offers=range(1, 10))["reason"].str.startswith("failed").any()
