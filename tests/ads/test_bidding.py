"""Best replies and equilibria against printed numbers, definitions and other ways to the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.ads import auction, bidding

GSP, VCG, FIRST = "generalised_second_price", "vcg", "first_price"

values_and_effects = st.tuples(
    st.lists(st.integers(1, 40), min_size=2, max_size=6, unique=True).map(
        lambda numbers: sorted(map(float, numbers), reverse=True)
    ),
    st.lists(st.integers(1, 20), min_size=1, max_size=4, unique=True).map(
        lambda numbers: sorted(map(float, numbers), reverse=True)
    ),
)


def test_shading_pays_under_the_second_price_and_never_under_vcg():
    """Slots of 200 and 199 clicks: 1,200 at the truth, 1,592 at 3 (Edelman et al. 2007)."""
    places = {"effects": (200, 199)}
    assert bidding.gains([10, 4, 2], 0, 10, [10, 3], rule=GSP, **places).tolist() == [1200, 1592]
    assert bidding.best_reply([10, 4, 2], 0, 10, rule=GSP, step=1, **places) == 3
    assert bidding.best_reply([10, 4, 2], 0, 10, rule=GSP, **places) == 2.01
    assert bidding.best_reply([10, 4, 2], 0, 10, rule=VCG, **places) == 10


def test_varian_lower_and_upper_equilibrium():
    lower = bidding.symmetric_bids([10, 4, 2], (200, 100))
    upper = bidding.symmetric_bids([10, 4, 2], (200, 100), "upper")
    assert (lower[1:].tolist(), upper[1:].tolist()) == ([3, 2], [7, 4])
    for bids, revenue in ((lower, 800), (upper, 1800)):
        assert auction.clear(bids, effects=(200, 100)).payments.sum() == revenue


@settings(derandomize=True, deadline=None)
@given(values_and_effects)
def test_the_lowest_equilibrium_pays_what_vcg_pays(case):
    values, effects = case
    bids = bidding.symmetric_bids(values, effects)
    second = auction.clear(bids, effects=effects)
    vcg = auction.clear(values, effects=effects, rule=VCG)
    assert second.payments.tolist() == pytest.approx(vcg.payments.tolist())


@settings(derandomize=True, deadline=None)
@given(values_and_effects, st.sampled_from(["lower", "upper"]))
def test_in_equilibrium_nobody_wants_another_place_at_its_price(case, bound):
    """The definition: for all places s, t, (v_s - p_s) x_s >= (v_s - p_t) x_t."""
    values, effects = case
    bids = bidding.symmetric_bids(values, effects, bound)
    places = min(len(values), len(effects))
    prices = [bids[s + 1] if s + 1 < len(bids) else 0.0 for s in range(places)]
    for s, value in enumerate(values):
        have = (value - prices[s]) * effects[s] if s < places else 0.0
        for t in range(places):
            assert have >= (value - prices[t]) * effects[t] - 1e-9


@settings(derandomize=True, deadline=None)
@given(values_and_effects)
def test_no_equilibrium_lies_below_the_lower_or_above_the_upper_bids(case):
    values, effects = case
    lower = bidding.symmetric_bids(values, effects)
    upper = bidding.symmetric_bids(values, effects, "upper")
    assert (lower <= upper + 1e-9).all()


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(st.integers(0, 12), min_size=2, max_size=4),
    st.integers(0, 12),
    st.sampled_from([FIRST, GSP, VCG]),
)
def test_best_reply_beats_every_bid_that_ties_with_nobody(bids, value, rule):
    others = {"effects": (1.0, 0.6)}
    best = bidding.best_reply(bids, 0, value, rule=rule, step=0.5, **others)
    free = [t for t in np.arange(0, 15, 0.5) if t == 0 or t not in bids[1:]]
    gain = bidding.gains(bids, 0, value, [best, *free], rule=rule, **others)
    assert gain[0] >= gain.max() - 1e-9


def test_best_reply_counts_rates_quality_and_reserve():
    others = {"rates": [0.5, 1.0], "quality": [0.0, 1.0], "reserve": 0.5}
    reply = bidding.best_reply([0, 1.0], 0, 9, rule=FIRST, **others)
    assert reply == 4.01  # 4 x 0.5 only ties with 1.0 + 1.0
    assert bidding.best_reply([0, 0], 0, 9, rule=FIRST, reserve=0.5) == 0.5


def test_first_price_never_settles():
    """Slots 200 and 100: bids climb a cent at a time, then fall back, again and again."""
    path = bidding.take_turns([0, 0, 2], [10, 4, 2], 900, rule=FIRST, effects=(200, 100))
    top = path[:, :2].max(axis=1)
    assert top[3:6].tolist() == [2.02, 2.03, 2.04]
    falls = np.flatnonzero(np.diff(path[:, 1]) < -0.5)
    assert len(falls) >= 3
    assert top.max() == pytest.approx(3.01, abs=0.02)  # there 200 (4 - b) falls below 100 (4 - 2)
    assert (path[:, 2] == 2).all()


def test_second_prices_with_one_place_settle_at_once():
    path = bidding.take_turns([9, 4, 2], [9, 4, 2], 30, rule=GSP)
    assert (path == [9, 4, 2]).all()
