"""Auctions against printed examples, plain loops, brute force and the theory's own promises."""

from itertools import combinations, permutations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.ads import auction

GSP, VCG, FIRST = "generalised_second_price", "vcg", "first_price"
RULES = (FIRST, GSP, VCG)


def plain(bids, rates, quality, effects, reserve, rule):
    """One auction without numpy, as the docstring reads."""
    scores = [b * r + q for b, r, q in zip(bids, rates, quality, strict=True)]
    playing = [
        i
        for i in range(len(bids))
        if bids[i] * rates[i] > 0 and bids[i] >= reserve[i] and scores[i] >= 0
    ]
    ranked = sorted(playing, key=lambda i: (-scores[i], -bids[i] * rates[i], -bids[i]))
    below = [max(scores[i], 0.0) for i in ranked] + [0.0] * (len(effects) + 1)
    steps = [x - y for x, y in zip(effects, [*effects[1:], 0.0], strict=True)]
    winners, prices, payments = [], [], []
    for place, effect in enumerate(effects):
        if place >= len(ranked):
            winners.append(-1)
            prices.append(0.0)
            payments.append(0.0)
            continue
        i = ranked[place]

        def least(step, i=i):
            return max(below[step + 1] - quality[i], reserve[i] * rates[i], 0.0)

        if rule == FIRST:
            price = bids[i]
        elif rule == GSP:
            price = least(place) / rates[i]
        else:
            reach = sum(steps[step] * least(step) for step in range(place, len(effects)))
            price = reach / effect / rates[i]
        price = min(price, bids[i])
        winners.append(i)
        prices.append(price)
        payments.append(price * rates[i] * effect)
    return winners, prices, payments


money = st.one_of(st.integers(0, 5).map(float), st.floats(0, 20))


@st.composite
def auctions(draw, rates=True, quality=True, least=1, most=24):
    n = draw(st.integers(least, most))

    def each(numbers):
        return draw(st.lists(numbers, min_size=n, max_size=n))

    effects = draw(st.lists(st.sampled_from([0.1, 0.3, 0.5, 1.0]), min_size=1, max_size=4))
    return {
        "bids": each(money),
        "rates": each(st.sampled_from([0.0, 0.01, 0.2, 0.5, 1.0])) if rates else [1.0] * n,
        "quality": each(st.sampled_from([-0.5, 0.0, 0.0, 0.3, 2.0])) if quality else [0.0] * n,
        "effects": sorted(effects, reverse=True),
        "reserve": draw(st.sampled_from([0.0, 0.0, 1.0, 2.5])),
    }


def cleared(case, rule):
    return auction.clear(case["bids"], rule=rule, **{k: case[k] for k in case if k != "bids"})


# printed examples


@pytest.mark.parametrize(("n", "revenue"), [(2, 1 / 3), (3, 1 / 2), (5, 2 / 3), (10, 9 / 11)])
def test_revenue_equivalence(n, revenue):
    """Values uniform on 0 to 1: the second price, and the first at its equilibrium bid."""
    values = np.random.default_rng(n).random((200_000, n))
    second = auction.clear(values).payments.mean()
    shaded = auction.clear(values * (n - 1) / n, rule=FIRST).payments.mean()
    assert second == pytest.approx(revenue, abs=0.002)
    assert shaded == pytest.approx(revenue, abs=0.002)


def test_myerson_reserve_of_one_half():
    values = np.random.default_rng(7).random((400_000, 2))
    revenue = [
        auction.clear(values, reserve=reserve).payments.mean() for reserve in (0.3, 0.5, 0.7)
    ]
    assert revenue[1] == pytest.approx(5 / 12, abs=0.001)
    assert revenue[1] == max(revenue)


@pytest.mark.parametrize(
    ("n", "revenue"), [(2, 0.25), (3, 0.5), (4, 0.6875), (5, 0.8125), (8, 0.9648)]
)
def test_thin_markets_pay_less_for_knowledge(n, revenue):
    """Values 0 or 1, known: every case once. Unknown, everybody bids the mean of one half."""
    known = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    assert auction.clear(known).payments.mean() == pytest.approx(revenue, abs=5e-5)
    assert 1 - (1 + n) / 2**n == pytest.approx(revenue, abs=5e-5)
    assert auction.clear([0.5] * n).payments.tolist() == [0.5]


def test_exact_mean_of_the_second_highest_of_a_small_grid():
    """Independent: bids 1 to 6 like dice; P(second highest >= k) counted without an auction."""
    dice = np.stack(np.meshgrid(*[np.arange(1, 7)] * 3, indexing="ij"), -1)
    expected = sum(
        sum(comb(3, m) * ((7 - k) / 6) ** m * ((k - 1) / 6) ** (3 - m) for m in (2, 3))
        for k in range(1, 7)
    )
    done = auction.clear(dice)
    assert done.winners.shape == (6, 6, 6, 1)
    assert done.prices.mean() == pytest.approx(expected)


# against other ways to compute the same


@settings(derandomize=True, deadline=None, max_examples=300)
@given(auctions(), st.sampled_from(RULES))
def test_equals_a_plain_loop(case, rule):
    done = cleared(case, rule)
    reserves = [case["reserve"]] * len(case["bids"])
    winners, prices, payments = plain(
        *(case[k] for k in ("bids", "rates", "quality", "effects")), reserves, rule
    )
    assert done.winners.tolist() == winners
    assert done.prices.tolist() == pytest.approx(prices)
    assert done.payments.tolist() == pytest.approx(payments)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("n", [1, 2, 6, 19, 20, 60])
def test_many_auctions_at_once_equal_one_at_a_time(n, rule):
    """More rows than one block holds, ties included, on both sides of the partial sort."""
    random = np.random.default_rng(n)
    bids = random.integers(0, 30, (3_000 if n > 6 else 17_000, n)) / 10
    rates, quality = random.random(bids.shape), random.choice([0, 0.5], bids.shape)
    reserve = random.choice([0.0, 1.0], n)
    effects = (1.0, 0.6, 0.6)
    done = auction.clear(
        bids, rates=rates, quality=quality, effects=effects, reserve=reserve, rule=rule
    )
    for row in random.integers(0, len(bids), 60):
        winners, prices, payments = plain(
            *(x[row].tolist() for x in (bids, rates, quality)), effects, reserve.tolist(), rule
        )
        assert done.winners[row].tolist() == winners
        assert done.prices[row].tolist() == pytest.approx(prices)
        assert done.payments[row].tolist() == pytest.approx(payments)


def most_welfare(scores, effects):
    """The best assignment of bidders to places, by trying all; nobody is put below zero."""
    bidders, best = [s for s in scores if s > 0], 0.0
    for filled in range(min(len(bidders), len(effects)) + 1):
        for some in combinations(bidders, filled):
            for order in permutations(some):
                best = max(best, sum(x * s for x, s in zip(effects, order, strict=False)))
    return best


@settings(derandomize=True, deadline=None, max_examples=100)
@given(auctions(quality=False, most=5))
def test_vcg_charges_what_the_others_lose(case):
    """Clarke: the others' best without you, less what they get beside you."""
    case |= {"reserve": 0.0, "effects": case["effects"][:3]}
    done = cleared(case, VCG)
    scores, effects = done.scores.tolist(), case["effects"]
    together = most_welfare(scores, effects)
    for place, winner in enumerate(done.winners.tolist()):
        if winner >= 0:
            without = most_welfare([s for i, s in enumerate(scores) if i != winner], effects)
            beside = together - effects[place] * scores[winner]
            assert done.payments[place] == pytest.approx(without - beside, abs=1e-9)


def test_broadcasts_rates_of_the_bidders_over_many_auctions():
    bids = np.random.default_rng(4).random((2, 50, 3))
    one = auction.clear(bids, rates=[0.1, 0.2, 0.3], quality=0.01, effects=(1, 0.5))
    two = auction.clear(
        bids.reshape(100, 3),
        rates=np.tile([0.1, 0.2, 0.3], (100, 1)),
        quality=np.full((100, 3), 0.01),
        effects=(1, 0.5),
    )
    assert one.winners.shape == one.prices.shape == one.payments.shape == (2, 50, 2)
    assert np.array_equal(one.winners.reshape(100, 2), two.winners)
    assert np.array_equal(one.payments.reshape(100, 2), two.payments)
    assert auction.clear(np.zeros((0, 3))).winners.shape == (0, 1)


# what the theory promises


def test_rounding_never_lifts_a_price_above_the_bid():
    """Two equal bidders: bid x rate / rate is now and then a bit more than bid."""
    one = np.random.default_rng(3).random((5_000, 2))
    done = auction.clear(one[:, :1].repeat(2, 1), rates=one[:, 1:].repeat(2, 1))
    assert (one[:, 0] * one[:, 1] / one[:, 1] > one[:, 0]).any()
    assert (done.prices <= one[:, :1]).all()


@settings(derandomize=True, deadline=None, max_examples=60)
@given(auctions(most=8), st.floats(0, 20), st.data())
def test_vcg_bidding_your_value_is_a_best_reply(case, value, data):
    """Also with quality, rates and a reserve price, whatever the others do."""
    rate = case["rates"][0]
    gains = []
    for own in [value, 0.0, *case["bids"], data.draw(st.floats(0, 25))]:
        case["bids"][0] = own
        done = cleared(case, VCG)
        got = done.winners == 0
        worth = value * rate * np.array(case["effects"])
        gains.append(float(((worth - done.payments) * got).sum()))
    assert max(gains) <= gains[0] + 1e-9


@settings(derandomize=True, deadline=None, max_examples=60)
@given(auctions(rates=False, quality=False), st.sampled_from(RULES), st.floats(0, 1))
def test_one_more_losing_bidder_never_lowers_revenue(case, rule, share):
    before = cleared(case, rule)
    lowest = before.winners[-1]
    last = case["bids"][lowest] if lowest >= 0 else 0.0
    more = case | {k: [*case[k], 1.0 * (k == "rates")] for k in ("rates", "quality")}
    after = cleared(more | {"bids": [*case["bids"], last * share * 0.999]}, rule)
    assert after.payments.sum() >= before.payments.sum() - 1e-9


@settings(derandomize=True, deadline=None, max_examples=60)
@given(auctions(), st.sampled_from(RULES), st.floats(0, 3))
def test_the_same_quality_for_all_moves_nobody(case, rule, more):
    """From zero up; below zero an ad can lose its place to an empty one."""
    case["quality"] = [max(q, 0.0) for q in case["quality"]]
    lifted = case | {"quality": [round(q + round(more, 3), 3) for q in case["quality"]]}
    worths = [b * r for b, r in zip(case["bids"], case["rates"], strict=True)]
    scores = np.array(worths) + case["quality"]
    gaps = np.diff(np.sort(scores[np.array(worths) > 0]))
    if (gaps > 1e-6).all():  # else rounding could part or join two equal scores
        assert cleared(case, rule).winners.tolist() == cleared(lifted, rule).winners.tolist()
