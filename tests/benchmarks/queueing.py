"""The course's event simulation against simpy: the same line, the same number of messages.

Run by hand: python tests/benchmarks/queueing.py. Prints the ratio of customers per second, median
of several pairs in one run, and fails below 20 (aim 40).
"""

from __future__ import annotations

import statistics
import sys
import time

import numpy as np
import simpy

from course_lib.capacity import queueing

ARRIVALS, SERVED, SERVERS = 8.0, 1.0, 10
MESSAGES = 40_000
PAIRS = 7
GATE, AIM = 20, 40


def run_simpy(messages: int, seed: int) -> float:
    """Mean wait, the way simpy's own bank example is written."""
    random = np.random.default_rng(seed)
    gaps = random.exponential(1 / ARRIVALS, messages).tolist()
    work = random.exponential(1 / SERVED, messages).tolist()
    environment, waits = simpy.Environment(), []
    servers = simpy.Resource(environment, capacity=SERVERS)

    def message(seconds):
        came = environment.now
        with servers.request() as turn:
            yield turn
            waits.append(environment.now - came)
            yield environment.timeout(seconds)

    def source():
        for gap, seconds in zip(gaps, work, strict=True):
            yield environment.timeout(gap)
            environment.process(message(seconds))

    environment.process(source())
    environment.run()
    return statistics.fmean(waits)


def run_ours(messages: int, seed: int) -> float:
    return float(queueing.simulate(ARRIVALS, SERVED, SERVERS, messages, seed).mean())


def seconds(work, *arguments):
    start = time.perf_counter()
    answer = work(*arguments)
    return time.perf_counter() - start, answer


def main() -> int:
    ratios = []
    for seed in range(PAIRS):
        theirs, their_mean = seconds(run_simpy, MESSAGES, seed)
        ours, our_mean = seconds(run_ours, MESSAGES, seed)
        assert abs(their_mean - our_mean) < 1e-9, "the two played different lines"
        ratios.append(theirs / ours)
        print(f"{MESSAGES / ours:12,.0f} a second here {MESSAGES / theirs:10,.0f} simpy", end="")
        print(f"   ratio {ratios[-1]:5.1f}")
    middle = statistics.median(ratios)
    print(f"median ratio {middle:.1f} (gate {GATE}, aim {AIM})")
    return 0 if middle >= GATE else 1


if __name__ == "__main__":
    sys.exit(main())
