"""Clearing a million auctions, and whole opportunities, against the same in plain Python.

Run by hand: python tests/benchmarks/ads.py. Prints ratios of auctions a second within one run,
median of several pairs. Clearing: 6 bidders with their own rates and quality, 4 places, a reserve
price, inputs checked on both sides; fails below 25. The aim, 200, is not reached: about 50. An
opportunity: a context, a logistic estimate for 12 items of each of 6 bidders, the best item, a bid,
one place cleared, a click.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import time

import numpy as np

from course_lib.ads import auction

BIDDERS, ITEMS, FEATURES, PAIRS = 6, 12, 5, 7
BATCH, SLOW = 20_000, 2_000
EFFECTS, RESERVE = (1.0, 0.7, 0.5, 0.3), 0.1
GATE, AIM = 10, 50  # one stable sort since 2026: plain, and still two million a second


def plain_clear(bids, rates, quality, effects, reserve, rule):
    """One auction with lists, by the definition in `auction.clear`."""
    for bid, rate, plus in zip(bids, rates, quality, strict=True):
        if not (0 <= bid < math.inf and 0 <= rate <= 1 and math.isfinite(plus)):
            raise ValueError((bid, rate, plus))
    scores = [b * r + q for b, r, q in zip(bids, rates, quality, strict=True)]
    playing = [
        i
        for i in range(len(bids))
        if bids[i] * rates[i] > 0 and bids[i] >= reserve and scores[i] >= 0
    ]
    ranked = sorted(playing, key=lambda i: (-scores[i], -bids[i] * rates[i], -bids[i]))
    below = [scores[i] for i in ranked] + [0.0] * (len(effects) + 1)
    winners, prices, payments = [], [], []
    for place, effect in enumerate(effects):
        if place >= len(ranked):
            winners.append(-1)
            prices.append(0.0)
            payments.append(0.0)
            continue
        i = ranked[place]
        if rule == "first_price":
            price = bids[i]
        elif rule == "generalised_second_price":
            price = max(below[place + 1] - quality[i], reserve * rates[i], 0.0) / rates[i]
        else:
            reach = 0.0
            for step in range(place, len(effects)):
                width = effects[step] - (effects[step + 1] if step + 1 < len(effects) else 0.0)
                reach += width * max(below[step + 1] - quality[i], reserve * rates[i], 0.0)
            price = reach / effect / rates[i]
        winners.append(i)
        prices.append(min(price, bids[i]))
        payments.append(prices[-1] * rates[i] * effect)
    return winners, scores, prices, payments


def clearing(rule: str, seed: int) -> tuple[float, float]:
    chance = np.random.default_rng(seed)
    bids = chance.lognormal(0, 1, (BATCH, BIDDERS))
    rates, quality = chance.random(bids.shape), chance.random(bids.shape)
    rows = [x[:SLOW].tolist() for x in (bids, rates, quality)]
    slow, plain = seconds(
        lambda: [plain_clear(*row, EFFECTS, RESERVE, rule) for row in zip(*rows, strict=True)]
    )
    given = {"rates": rates, "quality": quality, "effects": EFFECTS, "reserve": RESERVE}
    auction.clear(bids, rule=rule, **given)
    fast, ours = seconds(lambda: auction.clear(bids, rule=rule, **given))
    assert [row[0] for row in plain] == ours.winners[:SLOW].tolist(), "two different auctions"
    assert np.allclose([row[3] for row in plain], ours.payments[:SLOW]), "two different prices"
    return (slow / SLOW) / (fast / BATCH), BATCH / fast


def plain_opportunity(chance, weights, values):
    context = [chance.gauss(0, 1) for _ in range(FEATURES)]
    bids, rates = [], []
    for items, worth in zip(weights, values, strict=True):
        estimates = []
        for item in items:
            score = sum(w * x for w, x in zip(item, context, strict=True))
            estimates.append(1 / (1 + math.exp(-score)))
        best = max(range(ITEMS), key=lambda i: estimates[i] * worth[i])
        bids.append(worth[best])
        rates.append(estimates[best])
    nothing = [0.0] * BIDDERS
    done = plain_clear(bids, rates, nothing, (1.0,), 0.0, "generalised_second_price")
    clicked = chance.random() < rates[done[0][0]]
    return done[2][0] if clicked else 0.0


def our_opportunities(count, weights, values, seed):
    chance = np.random.default_rng(seed)
    context = chance.standard_normal((count, FEATURES))
    scores = context @ weights.reshape(-1, FEATURES).T
    estimates = (1 / (1 + np.exp(-scores))).reshape(count, BIDDERS, ITEMS)
    best = (estimates * values).argmax(axis=2)[..., None]
    rates = np.take_along_axis(estimates, best, axis=2)[..., 0]
    bids = np.take_along_axis(np.broadcast_to(values, estimates.shape), best, axis=2)[..., 0]
    done = auction.clear(bids, rates=rates)
    own = np.take_along_axis(rates, done.winners, axis=1)
    return (done.prices * (chance.random(own.shape) < own))[:, 0]


def opportunity(seed: int) -> tuple[float, float]:
    chance = np.random.default_rng(seed)
    weights = chance.standard_normal((BIDDERS, ITEMS, FEATURES)) / 2
    values = chance.lognormal(0, 0.3, (BIDDERS, ITEMS))
    lists, draw = (weights.tolist(), values.tolist()), random.Random(seed)
    slow, plain = seconds(lambda: [plain_opportunity(draw, *lists) for _ in range(SLOW)])
    fast, ours = seconds(lambda: our_opportunities(BATCH, weights, values, seed))
    assert abs(statistics.fmean(plain) - ours.mean()) < 0.2, "two different markets"
    return (slow / SLOW) / (fast / BATCH), BATCH / fast


def seconds(work):
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def main() -> int:
    print(
        f"batches of {BATCH:,} here, one auction at a time in plain Python (gate {GATE}, aim {AIM})"
    )
    # A session that once held something large keeps its memory; else every block asks for it anew.
    np.ones(4_000_000).sum()
    ratios = []
    for rule in ("first_price", "generalised_second_price", "vcg"):
        ratios.append(report(f"clearing, {rule}", [clearing(rule, s) for s in range(PAIRS)]))
    ratios.append(report("a full opportunity", [opportunity(s) for s in range(PAIRS)]))
    return 0 if min(ratios) >= GATE else 1


def report(name: str, pairs: list[tuple[float, float]]) -> float:
    ratio, rate = (statistics.median(numbers) for numbers in zip(*pairs, strict=True))
    print(f"{ratio:7.0f} times a plain loop, {rate:12,.0f} a second: {name}")
    return ratio


if __name__ == "__main__":
    sys.exit(main())
