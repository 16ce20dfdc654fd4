"""The formula by hand, chance around it, what a late answer costs, and a tap in the sandbox."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.ads.funnel import Funnel, follow_tap
from course_lib.business import rules

NUMBERS = dict.fromkeys(("tap", "chat", "answered", "purchase"), st.floats(0, 1))
NUMBERS |= dict.fromkeys(("price", "margin", "fees"), st.floats(0, 100))
NUMBERS |= {"wait": st.floats(0, 1000), "patience": st.floats(0.1, 100)}
funnels = st.builds(Funnel, impressions=st.integers(1, 10**6), **NUMBERS)


@given(funnels, st.integers(0, 99))
def test_profit_is_the_product_of_the_shares_and_chance_plays_around_it(f, seed):
    stays = f.answered * np.exp(-np.log(2) / f.patience * f.wait)
    answered = f.impressions * f.tap * f.chat * stays
    cost = f.price * f.impressions / 1000
    profit = answered * (f.purchase * f.margin - f.fees) - cost
    expected, played = f.expect(), f.simulate(seed)
    assert expected["dollars"].sum() == pytest.approx(profit, abs=1e-6)
    assert (np.diff(expected["people"]) <= 1e-9).all()
    people = played["people"].tolist()
    assert all(isinstance(n, int) and n >= 0 for n in people)
    assert people == sorted(people, reverse=True)
    profit = f.margin * people[4] - f.fees * people[3] - cost
    assert played["dollars"].sum() == pytest.approx(profit, abs=1e-6)
    assert played.equals(f.simulate(seed))


def test_campaigns_scatter_around_the_expected_one():
    funnel = Funnel(impressions=20_000)
    sales = [funnel.simulate(seed)["people"].iloc[-1] for seed in range(400)]
    mean = funnel.expect()["people"].iloc[-1]
    assert np.mean(sales) == pytest.approx(mean, rel=0.03)
    assert np.std(sales) == pytest.approx(np.sqrt(mean), rel=0.15)  # rare events: about Poisson


# --- a tap in the sandbox: 72 free hours after an answer in time, the rate card after that


def price(day):
    card = rules.card_at(dt.date.fromisoformat(day), "message")
    return float(card.rate(rules.market_in("ID"), "marketing"))


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
