"""Grids of 100,000 business models, five years each, against a plain Python loop.

Run by hand: python tests/benchmarks/business_models.py. Lesson 4's model of who stays, and lesson
9's of the whole messenger. The loop plays a sample of the models and is scaled up. Prints each
ratio, the median of several pairs in one run, and fails below its gate.
"""

from __future__ import annotations

import math
import statistics
import sys
import time

import numpy as np

from course_lib.economics import adoption, ledger, platform

PRICES = np.linspace(0, 8, 100)
CHURNS, NETWORKS = np.linspace(0.01, 0.5, 50), np.linspace(0, 10, 20)
MODELS = PRICES.size * CHURNS.size * NETWORKS.size
SAMPLE, MONTHS, PAIRS = 1_000, 60, 5
STAY_GATE, STAY_AIM = 10, 20
RUN_GATE, RUN_AIM = 10, 20
COLUMNS = ["users", "companies", "fees", "ads", "messages", "cost"]
COLUMNS += ["profit", "people_gain", "company_gain", "privacy"]
KNOWN = platform.assumed()


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


def advertisement(bidders, aimed):
    """Price and worth of an ad, as shares of its worth, between two whole numbers of bidders."""
    low = int(bidders)
    ends = []
    for n in (low, low + 1):
        blind, known = (0.0, 0.0) if n < 2 else (0.5, 1 - (n + 1) / 2**n)
        blind_worth, known_worth = (0.5, 1 - 0.5**n) if n else (0.0, 0.0)
        ends.append(
            (blind + aimed * (known - blind), blind_worth + aimed * (known_worth - blind_worth))
        )
    part = bidders - low
    return [one + part * (other - one) for one, other in zip(*ends, strict=True)]


def run_messengers(settings):
    """Every column of `platform.sweep`, one messenger and one month after the other."""
    answers = []
    carrying = ledger.carrying()
    for fee, ads, data, chat_price in settings:
        aimed = data * min(ads, 1.0)
        felt = fee + KNOWN["ad_nuisance"] * ads + KNOWN["unease"] * aimed
        looks = 365 * (1 - KNOWN["attention"] ** ads) / (1 - KNOWN["attention"]) / 1000
        users, companies = KNOWN["start_people"], KNOWN["start_companies"]
        fees = shown = messages = cost = profit = gain = sold = 0.0
        for _ in range(MONTHS):
            network = KNOWN["network"]
            lure = network * (2 * users - 1) + KNOWN["companies_worth"] * companies - felt
            stay = 1 / (1 + math.exp(-lure))
            come = min(max(users - users * chat_price / KNOWN["gain_per_chat"], 0.0), 1.0)
            users += KNOWN["churn"] * (stay - users)
            companies += KNOWN["churn"] * (come - companies)
            price, worth = advertisement(KNOWN["bidders"] * companies, aimed)
            chats = KNOWN["chats"] * companies / 12
            from_fees = users * fee / 12
            from_ads = users * looks * KNOWN["dollars_per_thousand"] * price / 12
            from_chats = users * chats * chat_price
            carried = users * carrying / 12
            fees, shown, messages = fees + from_fees, shown + from_ads, messages + from_chats
            cost += carried
            profit += from_fees + from_ads + from_chats - carried
            here = network * users + KNOWN["companies_worth"] * companies
            gain += users * (here - felt) / 12
            earned = KNOWN["gain_per_chat"] * chats * (users - companies / 2)
            earned += users * looks * KNOWN["dollars_per_thousand"] * worth / 12
            sold += earned - from_ads - from_chats
        sums = (fees, shown, messages, cost, profit, gain, sold)
        yearly = [amount * 12 / MONTHS for amount in sums]
        answers.append((users, companies, *yearly, 100 * (1 - aimed)))
    return np.array(answers)


def compare(what, ours, loop, picked, models):
    """The median ratio of loop time, scaled up to all models, to ours."""
    ratios = []
    for _ in range(PAIRS):
        start = time.perf_counter()
        looped = loop()
        slow = (time.perf_counter() - start) * models / len(looped)
        start = time.perf_counter()
        answers = ours()
        fast = time.perf_counter() - start
        assert np.allclose(answers[picked], looped)
        ratios.append(slow / fast)
        print(f"{what}, {models:,} models: {fast:.2f} s here, {slow:.1f} s in a loop")
    return statistics.median(ratios)


def who_stays() -> float:
    grid = np.meshgrid(PRICES, CHURNS, NETWORKS, indexing="ij")
    every = np.column_stack([axis.ravel() for axis in grid])
    picked = np.random.default_rng(1).choice(MODELS, SAMPLE, replace=False)
    sample = every[picked].tolist()

    def ours():
        return np.column_stack(adoption.revenue_grid(*every.T, months=MONTHS))

    return compare("who stays", ours, lambda: run_loop(sample), picked, MODELS)


def whole_messenger() -> float:
    table = platform.models()
    decided = [f"set_{name}" for name in ("fee", "ads", "data", "chat_price")]
    picked = np.random.default_rng(1).choice(len(table), SAMPLE, replace=False)
    sample = table.loc[picked, decided].to_numpy().tolist()

    def ours():
        return platform.models()[COLUMNS].to_numpy()

    return compare("the messenger", ours, lambda: run_messengers(sample), picked, len(table))


def main() -> int:
    failed = 0
    for measure, gate, aim in (
        (who_stays, STAY_GATE, STAY_AIM),
        (whole_messenger, RUN_GATE, RUN_AIM),
    ):
        ratio = measure()
        print(f"{measure.__name__}: median ratio {ratio:.1f} (gate {gate}, aim {aim})")
        failed += ratio < gate
    return failed


if __name__ == "__main__":
    sys.exit(main())
