"""Closed forms against their definitions, played out period by period."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.economics import unit_economics as unit
from course_lib.errors import CourseError

churns = st.floats(0.01, 1)
margins = st.floats(0, 1e6)


def test_known_answers():
    assert unit.lifetime_value(1, 0.05) == 20
    assert unit.discounted_lifetime_value(1, 0.05, 0.01) == pytest.approx(101 / 6)
    assert unit.mean_life(0.25) == 4
    assert unit.payback(30, 1.5) == 20
    assert unit.freemium_arpu(0.05, 60) == pytest.approx(3)
    assert unit.freemium_arpu(1, 1) * 450e6 == 450e6  # the dollar a year can never bring more
    assert unit.arpu(10.2e6, 400e6) == pytest.approx(0.0255)
    assert unit.break_even_share(3, 60) == pytest.approx(0.05)


@settings(deadline=None)
@given(margins, churns, st.floats(0, 0.15))
def test_lifetime_values_are_the_sum_over_all_periods(margin, churn, discount):
    periods = np.arange(4_000)
    stays = (1 - churn) ** periods
    total = (margin * stays).sum()
    today = (margin * stays / (1 + discount) ** periods).sum()
    assert unit.lifetime_value(margin, churn) == pytest.approx(total, rel=1e-9)
    assert unit.discounted_lifetime_value(margin, churn, discount) == pytest.approx(today, rel=1e-9)


@settings(deadline=None)
@given(churns)
def test_mean_life_is_the_mean_of_the_periods_people_stay(churn):
    periods = np.arange(1, 4_000)
    leaving_in = churn * (1 - churn) ** (periods - 1)
    assert unit.mean_life(churn) == pytest.approx((periods * leaving_in).sum(), rel=1e-9)


@settings(deadline=None)
@given(st.floats(0, 10), st.floats(0.01, 100))
def test_at_the_break_even_share_revenue_covers_cost(cost, price):
    share = unit.break_even_share(cost, price)
    if share <= 1:
        assert unit.freemium_arpu(share, price) == pytest.approx(cost)
    else:
        assert cost > price


def test_arrays_answer_like_numbers():
    churn = np.array([0.01, 0.05, 0.5])
    each = [unit.discounted_lifetime_value(2.0, c, 0.01) for c in churn]
    assert unit.discounted_lifetime_value(2.0, churn, 0.01).tolist() == pytest.approx(each)


@pytest.mark.parametrize(
    ("call", "meaning"),
    [
        (lambda: unit.lifetime_value(1, 0), "nobody ever leaves"),
        (lambda: unit.lifetime_value(1, 5), "Write 5 % as 0.05"),
        (lambda: unit.lifetime_value(-1, 0.1), "costs more than they bring"),
        (lambda: unit.mean_life(np.array([0.1, 0.0])), "nobody ever leaves"),
        (lambda: unit.discounted_lifetime_value(1, 0.1, -0.1), "0.01"),
        (lambda: unit.payback(10, 0), "never comes back"),
        (lambda: unit.payback(-10, 1), "refunds"),
        (lambda: unit.arpu(1, 0), "no average"),
        (lambda: unit.freemium_arpu(5, 60), "Got 5. Write 5 % as 0.05"),
        (lambda: unit.freemium_arpu(0.05, -1), "zero or more"),
        (lambda: unit.break_even_share(1, 0), "no number of payers"),
        (lambda: unit.break_even_share(float("nan"), 1), "a cost per user"),
    ],
)
def test_bad_input_says_what_it_would_mean(call, meaning):
    with pytest.raises(CourseError, match=meaning):
        call()
