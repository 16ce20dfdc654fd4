"""Auctions against plain loops, brute force and theory; best replies against definitions."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.ads import auction

GSP, VCG, FIRST = "generalised_second_price", "vcg", "first_price"
RULES = (FIRST, GSP, VCG)


def plain(bids, rates, quality, effects, reserve, rule):
    """One auction without numpy, as its docstring reads: who wins each place, price, payment."""
    scores = [b * r + q for b, r, q in zip(bids, rates, quality, strict=True)]
    playing = [
        i
        for i in range(len(bids))
        if bids[i] * rates[i] > 0 and bids[i] >= reserve[i] and scores[i] >= 0
    ]
    ranked = sorted(playing, key=lambda i: (-scores[i], -bids[i] * rates[i], -bids[i]))
    below = [max(scores[i], 0.0) for i in ranked] + [0.0] * (len(effects) + 1)
    steps = [x - y for x, y in zip(effects, [*effects[1:], 0.0], strict=True)]
    places = []
    for place, effect in enumerate(effects):
        if place >= len(ranked):
            places.append((-1, 0.0, 0.0))
            continue
        i = ranked[place]
        least = [max(x - quality[i], reserve[i] * rates[i], 0.0) for x in below[1:]]
        if rule == FIRST:
            price = bids[i]
        elif rule == GSP:
            price = least[place] / rates[i]
        else:
            reach = sum(steps[step] * least[step] for step in range(place, len(effects)))
            price = reach / effect / rates[i]
        price = min(price, bids[i])
        places.append((i, price, price * rates[i] * effect))
    return np.array(places)


money = st.one_of(st.integers(0, 5).map(float), st.floats(0, 20))


@st.composite
def auctions(draw, quality=True, most=24):
    n = draw(st.integers(1, 4) | st.integers(1, most))  # with few bidders places stay empty

    def each(numbers):
        return draw(st.lists(numbers, min_size=n, max_size=n))

    effects = draw(st.lists(st.sampled_from([0.1, 0.3, 0.5, 1.0]), min_size=1, max_size=4))
    return {
        "bids": each(money),
        "rates": each(st.sampled_from([0.0, 0.01, 0.2, 0.5, 1.0])),
        "quality": each(st.sampled_from([-0.5, 0.0, 0.0, 0.3, 2.0])) if quality else [0.0] * n,
        "effects": sorted(effects, reverse=True),
        "reserve": each(st.sampled_from([0.0, 0.0, 1.0, 2.5])),
    }


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
    few, best, many = (auction.clear(values, reserve=r).payments.mean() for r in (0.3, 0.5, 0.7))
    assert best == pytest.approx(5 / 12, abs=0.001)
    assert best > max(few, many)


# against other ways to compute the same


@settings(max_examples=300)
@given(auctions(), st.sampled_from(RULES))
def test_equals_a_plain_loop(case, rule):
    done = auction.clear(**case, rule=rule)
    got = np.column_stack([done.winners, done.prices, done.payments])
    assert got == pytest.approx(plain(**case, rule=rule))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("n", [1, 2, 6, 60])
def test_many_auctions_at_once_equal_one_at_a_time(n, rule):
    """Ties included; places that stay empty, too. The reserve is the bidders' own."""
    random = np.random.default_rng(n)
    bids = random.integers(0, 30, (2, 30, n)) / 10
    own = {"rates": random.random(bids.shape), "quality": random.choice([0, 0.5], bids.shape)}
    alike = {"reserve": random.choice([0.0, 1.0], n), "effects": (1.0, 0.6, 0.6), "rule": rule}
    done = auction.clear(bids, **own, **alike)
    for at in np.ndindex(2, 30):
        one = auction.clear(bids[at], **{name: own[name][at] for name in own}, **alike)
        for name, told in vars(one).items():
            assert np.array_equal(getattr(done, name)[at], told), (at, name)


def most_welfare(scores, effects):
    """The best assignment of bidders to places, by trying all; nobody is put below zero."""
    bidders, best = [s for s in scores if s > 0], 0.0
    for filled in range(min(len(bidders), len(effects)) + 1):
        for some in combinations(bidders, filled):
            for order in permutations(some):
                best = max(best, sum(x * s for x, s in zip(effects, order, strict=False)))
    return best


@settings(max_examples=100)
@given(auctions(quality=False, most=5))
def test_vcg_charges_what_the_others_lose(case):
    """Clarke: the others' best without you, less what they get beside you."""
    case |= {"reserve": 0.0, "effects": case["effects"][:3]}
    done = auction.clear(**case, rule=VCG)
    scores, effects = done.scores.tolist(), case["effects"]
    together = most_welfare(scores, effects)
    for place, winner in enumerate(done.winners.tolist()):
        if winner >= 0:
            without = most_welfare([s for i, s in enumerate(scores) if i != winner], effects)
            beside = together - effects[place] * scores[winner]
            assert done.payments[place] == pytest.approx(without - beside, abs=1e-9)


# what the theory promises


def test_rounding_never_lifts_a_price_above_the_bid():
    """Two equal bidders: bid x rate / rate is now and then a bit more than bid."""
    one = np.random.default_rng(3).random((5_000, 2))
    done = auction.clear(one[:, :1].repeat(2, 1), rates=one[:, 1:].repeat(2, 1))
    assert (one[:, 0] * one[:, 1] / one[:, 1] > one[:, 0]).any()
    assert (done.prices <= one[:, :1]).all()


@settings(max_examples=60)
@given(auctions(most=8), st.floats(0, 20), st.data())
def test_vcg_bidding_your_value_is_a_best_reply(case, value, data):
    """Also with quality, rates and a reserve price, whatever the others do."""
    rate = case["rates"][0]
    gains = []
    for own in [value, 0.0, *case["bids"], data.draw(st.floats(0, 25))]:
        case["bids"][0] = own
        done = auction.clear(**case, rule=VCG)
        got = done.winners == 0
        worth = value * rate * np.array(case["effects"])
        gains.append(float(((worth - done.payments) * got).sum()))
    assert max(gains) <= gains[0] + 1e-9


# --- best replies and equilibria


def falling(most, least, longest):
    numbers = st.lists(st.integers(1, most), min_size=least, max_size=longest, unique=True)
    return numbers.map(lambda drawn: sorted(map(float, drawn), reverse=True))


values_and_effects = st.tuples(falling(40, 2, 6), falling(20, 1, 4))


@given(values_and_effects)
def test_the_lowest_equilibrium_pays_what_vcg_pays(case):
    values, effects = case
    bids = auction.symmetric_bids(values, effects)
    second = auction.clear(bids, effects=effects)
    vcg = auction.clear(values, effects=effects, rule=VCG)
    assert second.payments.tolist() == pytest.approx(vcg.payments.tolist())
    assert (bids <= auction.symmetric_bids(values, effects, "upper") + 1e-9).all()


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


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 12), min_size=2, max_size=4), st.integers(0, 12), st.sampled_from(RULES)
)
def test_best_reply_beats_every_bid_that_ties_with_nobody(bids, value, rule):
    others = {"effects": (1.0, 0.6), "rule": rule}
    best = auction.best_reply(bids, 0, value, step=0.5, **others)
    free = [t for t in np.arange(0, 15, 0.5) if t == 0 or t not in bids[1:]]
    gain = auction.gains(bids, 0, value, [best, *free], **others)
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
