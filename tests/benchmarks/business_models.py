"""A grid of 100,000 business models, five years each, against a plain Python loop.

Run by hand: python tests/benchmarks/business_models.py. The loop plays a sample of the models and
is scaled up. Prints the ratio, median of several pairs in one run, and fails below 10 (aim 20).
"""

from __future__ import annotations

import math
import statistics
import sys
import time

import numpy as np

from course_lib.economics import adoption

PRICES = np.linspace(0, 8, 100)
CHURNS, NETWORKS = np.linspace(0.01, 0.5, 50), np.linspace(0, 10, 20)
MODELS = PRICES.size * CHURNS.size * NETWORKS.size
SAMPLE, MONTHS, PAIRS = 1_000, 60, 5
GATE, AIM = 10, 20


def run_loop(models):
    """One model after the other, one month after the other."""
    answers = []
    for price, churn, network in models:
        users, dollars = 0.9, 0.0
        for _ in range(MONTHS):
            picks_us = 1 / (1 + math.exp(-(network * (2 * users - 1) - price)))
            users = users + churn * (picks_us - users)
            dollars += users * price / 12
        answers.append((users, dollars))
    return np.array(answers)


def main() -> int:
    grid = np.meshgrid(PRICES, CHURNS, NETWORKS, indexing="ij")
    every = np.column_stack([axis.ravel() for axis in grid])
    picked = np.random.default_rng(1).choice(MODELS, SAMPLE, replace=False)
    sample = every[picked].tolist()
    ratios = []
    for _ in range(PAIRS):
        start = time.perf_counter()
        looped = run_loop(sample)
        loop = (time.perf_counter() - start) * MODELS / SAMPLE
        start = time.perf_counter()
        users, dollars = adoption.revenue_grid(*every.T, months=MONTHS)
        ours = time.perf_counter() - start
        assert np.allclose(np.column_stack([users, dollars])[picked], looped)
        ratios.append(loop / ours)
        print(f"{MODELS:,} models: {ours:.2f} s here, {loop:.2f} s loop, ratio {ratios[-1]:.1f}")
    middle = statistics.median(ratios)
    print(f"median ratio {middle:.1f} (gate {GATE}, aim {AIM})")
    return 0 if middle >= GATE else 1


if __name__ == "__main__":
    sys.exit(main())
