"""The two-sided monopoly: printed answers, an optimiser's answers, and what must hold anywhere."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize

from course_lib.economics import adoption as two_sided

worths = st.tuples(st.floats(0, 1.9), st.floats(0, 1.9)).filter(lambda pair: sum(pair) < 1.9)
derandomised = settings(deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("alpha", "beta", "people_price", "company_price", "each"),
    [
        (0, 0, 1 / 2, 1 / 2, 1 / 2),
        (0, 0.5, 1 / 3, 2 / 3, 2 / 3),
        (0, 1, 0, 1, 1),
        (0, 1.5, -1, 2, 2),
        (0.2, 0.8, 0.2, 0.8, 1),
        (0.4, 0.4, 1 / 2, 1 / 2, 5 / 6),
    ],
)
def test_known_answers(alpha, beta, people_price, company_price, each):
    best = two_sided.best_prices(alpha, beta, can_pay_people=True)
    assert tuple(vars(best).values()) == pytest.approx(
        (people_price, company_price, each, each, each)
    )


def test_the_price_is_zero_at_one_point_without_the_floor_and_on_a_whole_side_with_it():
    betas = np.linspace(0, 1.9, 191)
    free = two_sided.best_prices(0, betas, can_pay_people=True).people_price
    assert np.flatnonzero(np.abs(free) < 1e-12).tolist() == [100]
    floored = two_sided.best_prices(0, betas).people_price
    assert np.flatnonzero(np.abs(floored) < 1e-12).tolist() == list(range(100, 191))
    assert floored[:100].tolist() == free[:100].tolist()


@pytest.mark.parametrize("can_pay_people", [False, True])
@pytest.mark.parametrize(("alpha", "beta"), [(0.3, 0.2), (0.1, 1.4), (0.0, 1.8), (0.7, 1.1)])
def test_an_optimiser_finds_the_same_to_eight_digits(alpha, beta, can_pay_people):
    """The numbers come from the two linear equations, not from the module that is tested."""

    def loss(prices):
        a = np.array([[1, -alpha], [-beta, 1]])
        people, companies = np.linalg.solve(a, 1 - np.asarray(prices))
        return -(prices[0] * people + prices[1] * companies)

    floor = None if can_pay_people else 0.0
    found = optimize.minimize(
        loss,
        (0.4, 0.6),
        bounds=[(floor, None), (None, None)],
        method="L-BFGS-B",
        jac=lambda prices: gradient(prices, alpha, beta),
        options={"ftol": 1e-16, "gtol": 1e-13, "maxiter": 1000},
    )
    best = two_sided.best_prices(alpha, beta, can_pay_people)
    assert best.profit == pytest.approx(-found.fun, rel=1e-8)
    assert (best.people_price, best.company_price) == pytest.approx(tuple(found.x), abs=1e-8)


def gradient(prices, alpha, beta):
    inverse = np.linalg.inv(np.array([[1, -alpha], [-beta, 1]]))
    return -(inverse @ (1 - np.asarray(prices)) - inverse.T @ np.asarray(prices))


@derandomised
@given(worths, st.floats(-3, 3), st.floats(-3, 3))
def test_each_side_fits_the_other_at_any_prices(pair, people_price, company_price):
    alpha, beta = pair
    assume(alpha * beta < 0.95)
    people, companies = two_sided.members(people_price, company_price, alpha, beta)
    assert people == pytest.approx(two_sided.joining(people_price, alpha, companies), abs=1e-9)
    assert companies == pytest.approx(two_sided.joining(company_price, beta, people), abs=1e-9)
    assert people >= 0 <= companies


@derandomised
@given(worths, st.floats(-2, 3), st.floats(-2, 3))
def test_no_other_prices_earn_more(pair, people_price, company_price):
    best = two_sided.best_prices(*pair, can_pay_people=True)
    assert two_sided.profit(people_price, company_price, *pair) <= best.profit + 1e-9
    floored = two_sided.best_prices(*pair)
    other = two_sided.profit(max(people_price, 0), company_price, *pair)
    assert other <= floored.profit + 1e-9
    assert floored.profit <= best.profit + 1e-9


@derandomised
@given(worths)
def test_the_sign_of_the_peoples_price_depends_on_beta_alone(pair):
    best = two_sided.best_prices(*pair, can_pay_people=True)
    assert np.sign(best.people_price) == np.sign(1 - pair[1])
    assert two_sided.best_prices(*pair).people_price >= 0


def test_many_models_at_once_are_the_single_ones():
    alphas, betas = np.meshgrid([0, 0.3, 0.6], [0.1, 0.9, 1.2])
    for can_pay in (False, True):
        many = two_sided.best_prices(alphas, betas, can_pay)
        assert {np.shape(one) for one in vars(many).values()} == {(3, 3)}
        single = two_sided.best_prices(0.3, 1.2, can_pay)
        assert [one[2, 1] for one in vars(many).values()] == list(vars(single).values())
