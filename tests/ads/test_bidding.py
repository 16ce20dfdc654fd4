"""Best replies and equilibria against printed numbers, definitions and other ways to the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.ads import auction

GSP, VCG, FIRST = "generalised_second_price", "vcg", "first_price"

values_and_effects = st.tuples(
    st.lists(st.integers(1, 40), min_size=2, max_size=6, unique=True).map(
        lambda numbers: sorted(map(float, numbers), reverse=True)
    ),
    st.lists(st.integers(1, 20), min_size=1, max_size=4, unique=True).map(
        lambda numbers: sorted(map(float, numbers), reverse=True)
    ),
)


@settings(derandomize=True, deadline=None)
@given(values_and_effects)
def test_the_lowest_equilibrium_pays_what_vcg_pays(case):
    values, effects = case
    bids = auction.symmetric_bids(values, effects)
    second = auction.clear(bids, effects=effects)
    vcg = auction.clear(values, effects=effects, rule=VCG)
    assert second.payments.tolist() == pytest.approx(vcg.payments.tolist())


@settings(derandomize=True, deadline=None)
@given(values_and_effects, st.sampled_from(["lower", "upper"]))
def test_in_equilibrium_nobody_wants_another_place_at_its_price(case, bound):
    """The definition: for all places s, t, (v_s - p_s) x_s >= (v_s - p_t) x_t."""
    values, effects = case
    bids = auction.symmetric_bids(values, effects, bound)
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
    lower = auction.symmetric_bids(values, effects)
    upper = auction.symmetric_bids(values, effects, "upper")
    assert (lower <= upper + 1e-9).all()


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(st.integers(0, 12), min_size=2, max_size=4),
    st.integers(0, 12),
    st.sampled_from([FIRST, GSP, VCG]),
)
def test_best_reply_beats_every_bid_that_ties_with_nobody(bids, value, rule):
    others = {"effects": (1.0, 0.6)}
    best = auction.best_reply(bids, 0, value, rule=rule, step=0.5, **others)
    free = [t for t in np.arange(0, 15, 0.5) if t == 0 or t not in bids[1:]]
    gain = auction.gains(bids, 0, value, [best, *free], rule=rule, **others)
    assert gain[0] >= gain.max() - 1e-9


def test_first_price_never_settles():
    """Slots 200 and 100: bids climb a cent at a time, then fall back, again and again."""
    path = auction.take_turns([0, 0, 2], [10, 4, 2], 900, rule=FIRST, effects=(200, 100))
    top = path[:, :2].max(axis=1)
    assert top[3:6].tolist() == [2.02, 2.03, 2.04]
    falls = np.flatnonzero(np.diff(path[:, 1]) < -0.5)
    assert len(falls) >= 3
    assert top.max() == pytest.approx(3.01, abs=0.02)  # there 200 (4 - b) falls below 100 (4 - 2)
    assert (path[:, 2] == 2).all()
