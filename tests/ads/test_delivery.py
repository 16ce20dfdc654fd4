"""A day's budget: never overspent, spread as promised, and the auction it runs is `clear`."""

from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import milp

from course_lib.ads import auction, bidding
from course_lib.errors import CourseError

PACINGS = get_args(bidding.Pacing)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(st.floats(0, 5), st.floats(0.001, 5)), max_size=60),
    st.floats(0, 40),
    st.sampled_from(PACINGS),
    st.integers(0, 9),
)
def test_spends_no_more_than_the_budget_and_no_more_than_the_value(rows, budget, pacing, seed):
    day = pd.DataFrame(rows, columns=["value", "rival"], dtype=float)
    done = bidding.deliver(day, budget, pacing, seed)
    assert done["paid"].sum() <= budget + 1e-9
    assert (done["paid"] <= done["bid"]).all()
    assert (done["bid"] <= day["value"]).all()
    assert (done["gained"] >= done["paid"]).all()


@pytest.mark.parametrize("pacing", PACINGS)
def test_every_opportunity_is_the_auction_of_one_place(pacing):
    done = bidding.deliver(bidding.opportunities(2_000, seed=2), 3.0, pacing, seed=1)
    cleared = auction.clear(done[["bid", "rival"]].to_numpy())
    won = cleared.winners[:, 0] == 0
    assert np.array_equal(won, done["paid"] > 0)
    assert cleared.payments[won, 0].tolist() == done["paid"][won].tolist()


def test_unpaced_is_gone_by_noon_and_paced_lasts_until_night():
    day = bidding.opportunities(4_000, seed=1)
    last, gained = {}, {}
    for pacing in PACINGS:
        done = bidding.deliver(day, 6.0, pacing, seed=1)
        assert done["paid"].sum() > 5.9  # all four spend it
        last[pacing], gained[pacing] = (
            done.loc[done["paid"] > 0, "hour"].max(),
            done["gained"].sum(),
        )
    assert last["unpaced"] < 12
    assert min(last[pacing] for pacing in PACINGS[1:]) > 21
    assert gained["throttled"] < gained["adaptive"] < gained["ideal"]
    assert gained["adaptive"] > 0.95 * gained["ideal"]


def test_adaptive_approaches_the_ideal_as_the_day_grows():
    """Balseiro and Gur: the loss against hindsight vanishes with the number of opportunities."""
    short, long = (
        [
            bidding.deliver(day, n / 600, "adaptive")["gained"].sum()
            / bidding.deliver(day, n / 600, "ideal")["gained"].sum()
            for day in (bidding.opportunities(n, seed) for seed in range(5))
        ]
        for n in (200, 8_000)
    )
    assert np.mean(long) > 0.97
    assert np.mean(long) > np.mean(short)


def test_hindsight_is_as_good_as_an_optimiser_up_to_one_opportunity():
    """Independent: the same knapsack, solved whole by scipy."""
    day = bidding.opportunities(60, seed=3)
    budget = 0.2
    kept = (day["value"] - day["rival"]).to_numpy()
    best = milp(
        -kept, integrality=np.ones(60), bounds=(0, 1), constraints=([day["rival"]], 0, budget)
    )
    done = bidding.deliver(day, budget, "ideal")
    ours = (done["gained"] - done["paid"]).sum()
    assert -best.fun - kept.max() <= ours <= -best.fun + 1e-9


def test_ideal_is_one_multiplier_all_day():
    done = bidding.deliver(bidding.opportunities(500, seed=5), 0.8, "ideal")
    ratio, won = done["value"] / done["rival"], done["paid"] > 0
    assert ratio[won].min() > ratio[~won].max()


def test_with_money_enough_all_ways_are_one():
    day = bidding.opportunities(300, seed=6)
    cost = day.loc[day["value"] > day["rival"], "rival"].sum()
    for pacing in ("unpaced", "throttled", "ideal"):
        assert bidding.deliver(day, cost + 1, pacing)["paid"].sum() == pytest.approx(cost)


def test_same_seed_same_day():
    one, two = (bidding.opportunities(50, seed=4) for _ in range(2))
    assert one.equals(two)
    assert one["hour"].is_monotonic_increasing
    assert one["hour"].between(5, 24).all()
    assert not one.equals(bidding.opportunities(50, seed=5))


@pytest.mark.parametrize(
    ("call", "meaning"),
    [
        (lambda day: bidding.deliver(day, -1, "ideal"), "a budget of zero or more"),
        (lambda day: bidding.deliver(day, 1, "evenly"), "four ways"),
        (lambda day: bidding.deliver(day[["hour"]], 1, "ideal"), "value and rival"),
        (lambda day: bidding.opportunities(0, seed=1), "A few thousand"),
    ],
)
def test_bad_input_says_what_it_would_mean(call, meaning):
    with pytest.raises(CourseError, match=meaning):
        call(bidding.opportunities(5, seed=1))
