"""Adoption: limits solved by hand, a hundred people one by one, and the two-sided monopoly."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import optimize, special

from course_lib.economics import adoption


@given(st.floats(0, 5), st.floats(0.01, 1))
def test_without_a_network_people_drift_to_the_price_alone(price, churn):
    months = np.arange(1, adoption.MONTHS + 1)
    rest = special.expit(-price)
    expected = rest + (adoption.START - rest) * (1 - churn) ** months
    users = adoption.simulate(price, churn, network=0)["users"]
    assert users.tolist() == pytest.approx(expected.tolist())


@given(st.floats(0, 5), st.floats(0, 1), st.floats(0, 10))
def test_everybody_is_somewhere(price, churn, network):
    assert adoption.simulate(price, churn, network)["users"].between(0, 1).all()


# --- a hundred people one by one are what the model of shares says, to within one person


ALL = adoption.ALL


@pytest.mark.parametrize("network", [0, 2, 5, 8])
@pytest.mark.parametrize("price", [0, 0.5, 3])
@pytest.mark.parametrize("here", [0, 30, 90, 100])
def test_who_stays_is_the_share_of_the_model(network, price, here):
    people = frozenset(range(adoption.FRIENDS - here, adoption.FRIENDS))
    share = float(adoption.choice_share(here / adoption.FRIENDS, price, network))
    assert abs(len(adoption.stay(people, price, network)) - 100 * share) <= 1


@pytest.mark.parametrize("network", [3.0, 4.0, 5.0, 7.0])
def test_the_edge_lies_where_the_model_tips(network):
    lead = math.sqrt(1 - 2 / network)  # where the two resting points of the shares' model meet
    edge = network * lead - math.log((1 + lead) / (1 - lead))
    kept = [ALL, *adoption.waves(ALL, edge - 0.15, network)][-1]
    lost = [ALL, *adoption.waves(ALL, edge + 0.15, network)][-1]
    assert len(kept) > 50 > 5 > len(lost)


def test_nobody_moves_twice_and_the_end_is_an_end():
    waves = adoption.waves(ALL, 2.5, 4)
    for before, after in itertools.pairwise([ALL, *waves]):
        assert after < before
    assert adoption.waves(waves[-1], 2.5, 4) == []


def test_who_left_for_what_adds_up_and_who_comes_back_is_gone_from_it():
    crowd = adoption.Crowd()
    for price in (0.5, 1.5, 2.0, 0.0):
        crowd = crowd.asked(price, network=5)
        assert crowd.here | crowd.left.keys() == ALL
        assert not crowd.here & crowd.left.keys()
        assert crowd.count("payer") + crowd.count("follower") + len(crowd.here) == adoption.FRIENDS
    assert len(crowd.here) == 1, "the keenest one comes back for nothing"


# --- the choice experiment: offers by chance, answers around the median that was put in


def test_answers_follow_the_formula():
    """1 / (1 + offer / median), to within three standard errors of each share."""
    answers = adoption.simulate_answers(median=59, people=60_000, seed=4)
    for offer, keeps in answers.groupby("offer")["keeps"]:
        share = 1 / (1 + offer / 59)
        error = (share * (1 - share) / len(keeps)) ** 0.5
        assert keeps.mean() == pytest.approx(share, abs=3 * error)


# --- the two-sided monopoly: printed answers, an optimiser's answers, what must hold anywhere


worths = st.tuples(st.floats(0, 1.9), st.floats(0, 1.9)).filter(lambda pair: sum(pair) < 1.9)


@pytest.mark.parametrize("can_pay_people", [False, True])
@pytest.mark.parametrize(("alpha", "beta"), [(0.3, 0.2), (0.1, 1.4), (0.0, 1.8), (0.7, 1.1)])
def test_an_optimiser_finds_the_same(alpha, beta, can_pay_people):
    """The numbers come from the two linear equations, not from the module that is tested."""

    def loss(prices):
        return -prices @ np.linalg.solve([[1, -alpha], [-beta, 1]], 1 - prices)

    bounds = [(None if can_pay_people else 0.0, None), (None, None)]
    found = optimize.minimize(loss, (0.4, 0.6), bounds=bounds, options={"ftol": 1e-15})
    best = adoption.best_prices(alpha, beta, can_pay_people)
    assert best.profit == pytest.approx(-found.fun, rel=1e-8)
    assert (best.people_price, best.company_price) == pytest.approx(tuple(found.x), abs=1e-4)


@given(worths, st.floats(-3, 3), st.floats(-3, 3))
def test_each_side_fits_the_other_at_any_prices(pair, people_price, company_price):
    alpha, beta = pair
    assume(alpha * beta < 0.95)
    people, companies = adoption.members(people_price, company_price, alpha, beta)
    assert people == pytest.approx(adoption.joining(people_price, alpha, companies), abs=1e-9)
    assert companies == pytest.approx(adoption.joining(company_price, beta, people), abs=1e-9)
    assert people >= 0 <= companies


@given(worths, st.floats(-2, 3), st.floats(-2, 3))
def test_no_other_prices_earn_more(pair, people_price, company_price):
    best = adoption.best_prices(*pair, can_pay_people=True)
    assert np.sign(best.people_price) == np.sign(1 - pair[1])  # of beta alone
    assert adoption.profit(people_price, company_price, *pair) <= best.profit + 1e-9
    floored = adoption.best_prices(*pair)
    assert floored.people_price >= 0
    other = adoption.profit(max(people_price, 0), company_price, *pair)
    assert other <= floored.profit + 1e-9
    assert floored.profit <= best.profit + 1e-9


@pytest.mark.parametrize("can_pay_people", [False, True])
def test_many_best_prices_at_once_are_the_single_ones(can_pay_people):
    grid = np.meshgrid([0, 0.3, 0.6], [0.1, 0.9, 1.2])
    many = vars(adoption.best_prices(*grid, can_pay_people))
    one = vars(adoption.best_prices(0.3, 1.2, can_pay_people))
    assert {name: each[2, 1] for name, each in many.items()} == one
    assert {np.shape(each) for each in many.values()} == {(3, 3)}
