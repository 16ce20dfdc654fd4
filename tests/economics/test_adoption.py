"""Network effects: limits that can be solved by hand, tipping, and one model against many."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.economics import adoption


def logistic(x):
    return 1 / (1 + np.exp(-x))


@settings(deadline=None)
@given(st.floats(0, 5), st.floats(0.01, 1), st.floats(0, 1))
def test_without_a_network_people_drift_to_the_price_alone(price, churn, start):
    months = np.arange(1, 25)
    rest = logistic(-price)
    expected = rest + (start - rest) * (1 - churn) ** months
    users = adoption.simulate(price, churn, network=0, months=24, start=start)["users"]
    assert users.tolist() == pytest.approx(expected.tolist())


def test_two_equal_messengers_stay_split_or_tip():
    assert adoption.simulate(0, 0.2, network=6, start=0.5)["users"].iloc[-1] == pytest.approx(0.5)
    assert adoption.simulate(0, 0.2, network=6, start=0.55)["users"].iloc[-1] > 0.95
    assert adoption.simulate(0, 0.2, network=6, start=0.45)["users"].iloc[-1] < 0.05


def test_anger_passes_where_the_network_is_strong_and_stays_where_it_is_weak():
    calm = adoption.simulate(0, 0.1, network=6)
    angry = adoption.simulate(0, 0.1, network=6, anger=10, angry_months=2)
    assert angry["leaving"].iloc[0] > 10 * calm["leaving"].iloc[0]
    assert angry["users"].iloc[-1] == pytest.approx(calm["users"].iloc[-1], abs=0.01)
    assert adoption.simulate(0, 0.1, network=6, anger=10, angry_months=12)["users"].iloc[-1] < 0.1


@settings(deadline=None)
@given(st.floats(0, 5), st.floats(0, 1), st.floats(0, 10), st.floats(0, 1))
def test_everybody_is_somewhere(price, churn, network, start):
    run = adoption.simulate(price, churn, network, months=12, start=start)
    assert run["users"].between(0, 1).all()
    before = np.array([start, *run["users"][:-1]])
    assert (before - run["leaving"] + run["joining"]).tolist() == pytest.approx(
        run["users"].tolist()
    )


@settings(deadline=None)
@given(st.floats(0, 5), st.floats(0, 1), st.floats(0, 10))
def test_grid_agrees_with_one_model_at_a_time(price, churn, network):
    run = adoption.simulate(price, churn, network)
    users, dollars = adoption.revenue_grid(np.array([0.5, price]), churn, network)
    assert users[1] == pytest.approx(run["users"].iloc[-1])
    assert dollars[1] == pytest.approx(run["dollars_per_person"].sum())


def test_a_free_messenger_earns_nothing_from_its_users():
    assert adoption.simulate(0, 0.1, 5)["dollars_per_person"].sum() == 0
