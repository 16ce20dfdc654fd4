"""Every dollar has one owner, and the thin market follows its closed form."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.ads import targeting
from course_lib.ads.targeting import ARMS, CAMPAIGNS, STATED, Campaign
from course_lib.metadata import population

shares = st.floats(0, 1, width=32)
money = st.floats(0, 10, width=32)
markets = st.tuples(st.integers(1, 6), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(
        arrays(float, shape, elements=shares),
        arrays(float, shape[1], elements=money),
        arrays(float, shape, elements=money),
        money,
    )
)


@pytest.fixture(scope="module")
def people():
    return targeting.simulate(population.simulate(2400, 28, seed=7, stories=()))


def plainly(fit, worth, bids, reserve):
    """The same auctions one by one, without the library's."""
    platform = advertisers = person = shown = 0.0
    for fits, bid in zip(fit, bids, strict=True):
        playing = sorted(
            (n for n in range(len(bid)) if bid[n] > 0 and bid[n] >= reserve), key=lambda n: -bid[n]
        )
        if playing:
            winner, price = playing[0], max(reserve, bid[playing[1]] if len(playing) > 1 else 0)
            platform, person, shown = platform + price, person + fits[winner], shown + 1
            advertisers += fits[winner] * worth[winner] - price
    return np.array([platform, advertisers, person, shown]) / len(fit)


@settings(deadline=None, derandomize=True)
@given(markets)
def test_gains_are_those_of_auctions_held_one_by_one(market):
    got = targeting.gains(*market)
    assert np.array(got[:4]) == pytest.approx(plainly(*market), abs=1e-6)


@settings(deadline=None, derandomize=True)
@given(markets)
def test_what_advertisers_pay_is_what_the_platform_gets(market):
    fit, worth, _, reserve = market
    got = targeting.gains(fit, worth, fit * worth, reserve)
    sold = got.winners >= 0
    shown = (fit * worth)[np.flatnonzero(sold), got.winners[sold]].sum() / len(fit)
    assert got.platform + got.advertisers == pytest.approx(shown, abs=1e-9)
    assert got.platform >= 0
    assert got.advertisers >= -1e-9  # who bids what they know never loses by it
    assert 0 <= got.person <= got.shown <= 1


@pytest.mark.parametrize("bidders", [2, 3, 4, 5, 8])
@pytest.mark.parametrize("reserve", [0, 0.5, 1])
def test_thin_market_follows_the_closed_form(bidders, reserve):
    n, people = bidders, 200_000
    one, none = n * 2**-n, 2**-n
    table = targeting.thin_market(n, people, reserve).set_index("targeted")
    targeted, blind = table.loc[True], table.loc[False]
    close = pytest.approx
    assert targeted["platform"] == close(1 - none - one + reserve * one, abs=0.004)
    assert targeted["advertisers"] == close((1 - reserve) * one, abs=0.004)
    assert targeted["person"] == targeted["shown"] == close(1 - none, abs=0.004)
    sold = reserve <= 0.5
    assert blind["platform"] == (0.5 if sold else 0)
    assert blind["advertisers"] == close(0, abs=0.004)
    assert blind["person"] == close(0.5 if sold else 0, abs=0.004)


def test_bids_are_the_worth_of_others_with_the_same_signals(people):
    bids = targeting.bids(people, ["place"])
    worth = targeting.fits(people) * [one.worth for one in CAMPAIGNS]
    for place in people["place"].unique():
        here = (people["place"] == place).to_numpy()
        assert len(np.unique(bids[here], axis=0)) == 2  # one for each half
        assert bids[here].mean(axis=0) == pytest.approx(worth[here].mean(axis=0), rel=0.05)
    everybody = targeting.bids(people, [])
    assert everybody.mean(axis=0) == pytest.approx(worth.mean(axis=0), rel=0.02)


def test_nobody_is_bid_on_by_their_own_worth():
    """A signal that only one person has says nothing about that person."""
    alone = pd.DataFrame({"name": list("abcdef"), "place": ["Lima"] + ["Lagos"] * 5})
    campaign = [Campaign("coach", 1.0, {"place": "Lima"})]
    bids = targeting.bids(alone, ["name"], campaign).ravel()
    assert bids[0] == pytest.approx(0.15)
    assert set(bids.round(6)) <= {0.15, round((1 + 0.15 * 2) / 3, 6)}


def test_who_gains_by_each_arm(people):
    table = targeting.compare(people).set_index("arm")
    assert list(table.index) == list(ARMS)
    blind, stated = table.loc["alike"], table.loc["stated"]
    assert stated["person"] > blind["person"] + 0.2
    assert stated["advertisers"] > 1.5 * blind["advertisers"]
    assert stated["platform"] < table.loc["place", "platform"]
    log = table.loc["log"]
    assert log["person"] > stated["person"]
    assert blind["platform"] == pytest.approx(CAMPAIGNS[-1].worth)


def test_two_advertisers_apart_cost_the_platform_money(people):
    two = [CAMPAIGNS[0], CAMPAIGNS[2]]
    table = targeting.compare(people, two).set_index("arm")
    assert table.loc["stated", "platform"] < table.loc["alike", "platform"]


def test_a_reserve_sells_less_and_to_a_point_earns_more(people):
    free, some, high = (
        targeting.compare(people, reserve=price).set_index("arm").loc["stated"]
        for price in (0, 0.01, 0.05)
    )
    assert some["platform"] > free["platform"] > high["platform"]
    assert high["shown"] < some["shown"] <= free["shown"] == 1


def test_an_ad_for_everybody_does_not_reach_everybody(people):
    fit, worth = targeting.fits(people), [one.worth for one in CAMPAIGNS]
    winners = targeting.gains(fit, worth, targeting.bids(people, STATED)).winners
    table = targeting.reach(winners, people["interest"])
    assert table.groupby("group")["share"].sum().tolist() == pytest.approx([1, 1, 1])
    job = table[table["campaign"] == "job"].set_index("group")["share"]
    assert job["cooking"] > 3 * job["football"]
    for _, row in table.iterrows():
        number = [one.name for one in CAMPAIGNS].index(row["campaign"])
        mine = (people["interest"] == row["group"]).to_numpy()
        assert row["share"] == pytest.approx((winners[mine] == number).sum() / mine.sum())
