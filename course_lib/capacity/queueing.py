"""Waiting for a server, by formula and by simulation.

Erlang's loss and delay formulas (A. K. Erlang, 1917) for the M/M/c queue, as in any textbook of
queueing theory. Offered load is in erlangs: arrivals a second times seconds of work
each, the number of servers that would be busy if nobody ever waited.
"""

from heapq import heapreplace
from math import floor, sqrt
from typing import Any

import numpy as np
import pandas as pd

from course_lib import checks, data
from course_lib.errors import require
from course_lib.words import Range

Waits = np.ndarray[Any, np.dtype[np.float64]]

_BATCHES = 20
_T_95_FOR_19_DEGREES = 2.093  # Student's t, two-sided 95 %, one degree fewer than batches
_phrase = data.phrases("capacity")


def erlang_b(erlangs: float, servers: int) -> float:
    """The share of arrivals lost when all `servers` are busy and nobody may wait (M/M/c/c).

    Recursion over servers: every step divides positive numbers, so it is exact to rounding even
    for 10,000 servers, where the factorials of the printed formula overflow.

    Raises `CourseError` for a negative load, and for less than one server.

    >>> round(erlang_b(erlangs=10, servers=10), 6)
    0.214582
    """
    checks.not_negative(erlangs, "capacity.erlangs")
    checks.whole(servers, "capacity.servers")
    blocked = 1.0
    for busy in range(1, servers + 1):
        blocked = erlangs * blocked / (busy + erlangs * blocked)
    return blocked


def erlang_c(erlangs: float, servers: int) -> float:
    """The share of arrivals that have to wait for one of `servers` (M/M/c).

    Raises `CourseError` for a load of one or more: the line would grow for ever.

    >>> round(erlang_c(erlangs=900, servers=1000), 6)
    0.000593
    """
    blocked = erlang_b(erlangs, servers)
    _stable(erlangs, servers)
    idle = (servers - erlangs) / servers
    return blocked / (idle + (1 - idle) * blocked)


def pooling(utilisation: float, servers: list[int]) -> pd.DataFrame:
    """The same `utilisation` for lines of different size: what sharing servers buys.

    Returns one row per entry of `servers`: servers, waiting_share.

    Raises `CourseError` for a utilisation that is not above zero and below one.

    >>> pooling(0.9, [1, 1000])["waiting_share"].round(6).tolist()
    [0.9, 0.000593]
    """
    checks.positive(utilisation, "capacity.utilisation")
    shares = [erlang_c(utilisation * count, count) for count in servers]
    return pd.DataFrame({"servers": servers, "waiting_share": shares})


def simulate(
    arrivals_per_second: float, served_per_second: float, servers: int, messages: int, seed: int
) -> Waits:
    """Play `messages` through one line for all servers and return each one's wait in seconds.

    The heap holds the moment at which each server is free again; its first entry is the earliest.

    Raises `CourseError` for rates of zero or less, a load of one or more, more than two million
    messages, and a seed below zero.

    >>> waits = simulate(8, 1, servers=10, messages=50_000, seed=1)
    >>> round(float(waits.mean()), 1)
    0.2
    """
    checks.positive(arrivals_per_second, "capacity.arrivals")
    checks.positive(served_per_second, "capacity.served")
    _stable(arrivals_per_second / served_per_second, servers)
    checks.whole(messages, "capacity.played", most=2_000_000)
    random = checks.generator(seed)
    arrivals = np.cumsum(random.exponential(1 / arrivals_per_second, messages)).tolist()
    work = random.exponential(1 / served_per_second, messages).tolist()
    free_at, waits = [0.0] * servers, []
    for arrival, seconds in zip(arrivals, work, strict=True):
        start = free_at[0] if free_at[0] > arrival else arrival
        heapreplace(free_at, start + seconds)
        waits.append(start - arrival)
    return np.array(waits)


def mean_wait(waits: Waits) -> Range:
    """Low end, estimate and high end of the 95 % confidence interval of the mean wait, in seconds.

    Neighbours in a line wait alike, so single waits are no independent sample. The method of batch
    means drops the first tenth (the line starts empty), cuts the rest into 20 stretches and treats
    their means as the sample.

    Raises `CourseError` for fewer than 2,000 waits.

    >>> low, mean, high = mean_wait(simulate(8, 1, servers=10, messages=50_000, seed=1))
    >>> low < erlang_c(8, servers=10) / (10 - 8) < high
    True
    """
    require(len(waits) >= 100 * _BATCHES, "capacity.waits", len(waits), least=100 * _BATCHES)
    settled = waits[len(waits) // 10 :]
    usable = len(settled) // _BATCHES * _BATCHES
    means = settled[:usable].reshape(_BATCHES, -1).mean(axis=1)
    mean = float(means.mean())
    margin = _T_95_FOR_19_DEGREES * float(means.std(ddof=1)) / sqrt(_BATCHES)
    return Range(mean - margin, mean, mean + margin)


def _stable(erlangs: float, servers: int) -> None:
    checks.whole(servers, "capacity.servers")
    got = _phrase("overload", load=f"{erlangs / servers:.4g}")
    require(erlangs < servers, "capacity.overload", got, least=floor(erlangs) + 1)


checks.guard(__name__, error=None)
