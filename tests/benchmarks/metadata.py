"""The invented log against Faker rows and a plain loop, and the timing attack as logs grow.

Run by hand: python tests/benchmarks/metadata.py (Faker is measured where it is installed). Prints
ratios of rows per second within one run, peak memory per million envelopes, and the attack's time
for 10^4 to 10^7 envelopes of one town, where ten times the log should take ten times as long.
Fails below a ratio of 100 to Faker (aim 400) or 6 to the loop (aim 12).
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time

from course_lib.metadata import inference, population

GATES = {"Faker": (100, 400), "plain loop": (6, 12)}
ROWS, PAIRS, PEOPLE = 50_000, 5, 960


def loop_rows(n: int, seed: int) -> list[dict[str, object]]:
    """The same six columns, with the same kinds of draws, one dict a row."""
    chance, at, rows = random.Random(seed), 0.0, []
    for _ in range(n):
        at += chance.lognormvariate(4.55, 1.3)
        one, two = chance.randrange(PEOPLE), chance.randrange(PEOPLE)
        media = chance.random() < 0.08
        size = chance.lognormvariate(11, 1.1) if media else chance.lognormvariate(3.5, 0.8)
        kind = "media" if media else "text"
        row = {"sent_at": at, "sender": f"+62 000 {one:04d}", "recipient": f"+62 000 {two:04d}"}
        rows.append(row | {"kind": kind, "size": int(size), "group": None})
    return rows


def faker_rows(n: int, seed: int) -> list[dict[str, object]]:
    from faker import Faker

    fake = Faker()
    fake.seed_instance(seed)
    columns = ("sender", "recipient")
    return [
        {"sent_at": fake.date_time_this_month(), "size": fake.random_int(1, 5000)}
        | {"kind": fake.random_element(("text", "media")), "group": None}
        | {name: fake.msisdn() for name in columns}
        for _ in range(n)
    ]


def rate(work, n: int, seed: int) -> float:
    start = time.perf_counter()
    made = work(n, seed)
    return len(made) / (time.perf_counter() - start)


def ours(_: int, seed: int):
    return population.simulate(PEOPLE, 28, seed).log


def main() -> int:
    peers = {"plain loop": (loop_rows, ROWS)}
    try:
        import faker  # noqa: F401

        peers["Faker"] = (faker_rows, 5_000)
    except ImportError:
        print("Faker is not installed: not measured")
    failed = False
    for name, (peer, n) in peers.items():
        ratios = [rate(ours, 0, seed) / rate(peer, n, seed) for seed in range(PAIRS)]
        gate, aim = GATES[name]
        middle = statistics.median(ratios)
        print(f"{middle:7.1f} times the rows a second of a {name} (gate {gate}, aim {aim})")
        failed |= middle < gate
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = len(population.simulate(PEOPLE, 420, 1).log)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{grown / made * 1e6:7.0f} MB more at the peak for each million envelopes")
    whole = population.simulate(PEOPLE, 1120, 1).log
    first = None
    for n in (10_000, 100_000, 1_000_000, len(whole)):
        log = whole.head(n)
        start = time.perf_counter()
        inference.scores(log)
        took = time.perf_counter() - start
        first = first or took / n
        print(f"{n:12,d} envelopes {took:8.2f} s  {took / n / first:5.2f} of the first, a row")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
