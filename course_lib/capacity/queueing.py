"""Waiting for a server, by formula and by simulation.

Erlang's loss and delay formulas (A. K. Erlang, 1917), Little's law and the M/M/c queue, as in any
textbook of queueing theory. Offered load is in erlangs: arrivals a second times seconds of work
each, the number of servers that would be busy if nobody ever waited.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapreplace
from math import floor, sqrt
from typing import Any

import numpy as np
import pandas as pd

from course_lib.capacity import checks
from course_lib.errors import CourseError

Waits = np.ndarray[Any, np.dtype[np.float64]]

_BATCHES = 20
_T_95_FOR_19_DEGREES = 2.093  # Student's t, two-sided 95 %, one degree fewer than batches
_RATE = "A rate counts messages per second, so it is above zero."


@dataclass(frozen=True)
class Queue:
    """The long-run averages of a waiting line. Times in seconds, lengths in messages."""

    utilisation: float
    waiting_share: float
    messages_waiting: float
    messages_in_system: float
    seconds_waiting: float
    seconds_in_system: float


def erlang_b(erlangs: float, servers: int) -> float:
    """The share of arrivals lost when all `servers` are busy and nobody may wait (M/M/c/c).

    Recursion over servers: every step divides positive numbers, so it is exact to rounding even
    for 10,000 servers, where the factorials of the printed formula overflow.

    >>> round(erlang_b(erlangs=10, servers=10), 6)
    0.214582
    """
    checks.not_negative(erlangs, "an offered load in erlangs", _RATE)
    checks.whole(
        servers, "servers", "With no server nothing is ever delivered: give it at least 1."
    )
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


def mm1(arrivals_per_second: float, served_per_second: float) -> Queue:
    """One server, random arrivals, random lengths of work: utilisation r gives r / (1 - r) inside.

    >>> mm1(arrivals_per_second=9, served_per_second=10).seconds_in_system
    1.0
    """
    erlangs = _erlangs(arrivals_per_second, served_per_second)
    _stable(erlangs, 1)
    spare_per_second = served_per_second - arrivals_per_second
    in_system = arrivals_per_second / spare_per_second
    return Queue(
        utilisation=erlangs,
        waiting_share=erlangs,
        messages_waiting=erlangs * in_system,
        messages_in_system=in_system,
        seconds_waiting=erlangs / spare_per_second,
        seconds_in_system=1 / spare_per_second,
    )


def mmc(arrivals_per_second: float, served_per_second: float, servers: int) -> Queue:
    """One line for `servers` equal servers; `served_per_second` is the rate of each of them.

    >>> queue = mmc(arrivals_per_second=8, served_per_second=1, servers=10)
    >>> round(queue.messages_waiting, 6), round(queue.seconds_waiting, 6)
    (1.636721, 0.20459)
    """
    erlangs = _erlangs(arrivals_per_second, served_per_second)
    waiting_share = erlang_c(erlangs, servers)
    seconds_waiting = waiting_share / (servers * served_per_second - arrivals_per_second)
    seconds_in_system = seconds_waiting + 1 / served_per_second
    return Queue(
        utilisation=erlangs / servers,
        waiting_share=waiting_share,
        messages_waiting=arrivals_per_second * seconds_waiting,  # Little's law
        messages_in_system=arrivals_per_second * seconds_in_system,
        seconds_waiting=seconds_waiting,
        seconds_in_system=seconds_in_system,
    )


def pooling(utilisation: float, servers: list[int], seconds_of_work: float = 1.0) -> pd.DataFrame:
    """The same `utilisation` for lines of different size: what sharing servers buys.

    Returns one row per entry of `servers`: servers, waiting_share, seconds_waiting (mean over
    all messages, also those that do not wait).

    >>> pooling(0.9, [1, 1000])["waiting_share"].round(6).tolist()
    [0.9, 0.000593]
    """
    checks.positive(utilisation, "a utilisation", "Write 90 % busy as 0.9.")
    checks.positive(seconds_of_work, "seconds of work for a message", "Half a second is 0.5.")
    queues = [mmc(utilisation * c / seconds_of_work, 1 / seconds_of_work, c) for c in servers]
    return pd.DataFrame(
        {
            "servers": servers,
            "waiting_share": [queue.waiting_share for queue in queues],
            "seconds_waiting": [queue.seconds_waiting for queue in queues],
        }
    )


def simulate(
    arrivals_per_second: float, served_per_second: float, servers: int, messages: int, seed: int
) -> Waits:
    """Play `messages` through the line of `mmc` and return each one's wait in seconds.

    The heap holds the moment at which each server is free again; its first entry is the earliest.

    >>> waits = simulate(8, 1, servers=10, messages=50_000, seed=1)
    >>> round(float(waits.mean()), 1)
    0.2
    """
    _stable(_erlangs(arrivals_per_second, served_per_second), servers)
    checks.whole(messages, "messages", "A few thousand give a steady mean.")
    random = np.random.default_rng(seed)
    arrivals = np.cumsum(random.exponential(1 / arrivals_per_second, messages)).tolist()
    work = random.exponential(1 / served_per_second, messages).tolist()
    free_at, waits = [0.0] * servers, []
    for arrival, seconds in zip(arrivals, work, strict=True):
        start = free_at[0] if free_at[0] > arrival else arrival
        heapreplace(free_at, start + seconds)
        waits.append(start - arrival)
    return np.array(waits)


def mean_wait(waits: Waits) -> tuple[float, float, float]:
    """Low end, estimate and high end of the 95 % confidence interval of the mean wait, in seconds.

    Neighbours in a line wait alike, so single waits are no independent sample. The method of batch
    means drops the first tenth (the line starts empty), cuts the rest into 20 stretches and treats
    their means as the sample.

    >>> low, mean, high = mean_wait(simulate(8, 1, servers=10, messages=50_000, seed=1))
    >>> low < mmc(8, 1, servers=10).seconds_waiting < high
    True
    """
    if len(waits) < 100 * _BATCHES:
        raise CourseError(
            expected=f"{100 * _BATCHES} waits or more",
            got=str(len(waits)),
            do="Simulate more messages: a short run says little about the long run.",
        )
    settled = waits[len(waits) // 10 :]
    usable = len(settled) // _BATCHES * _BATCHES
    means = settled[:usable].reshape(_BATCHES, -1).mean(axis=1)
    mean = float(means.mean())
    margin = _T_95_FOR_19_DEGREES * float(means.std(ddof=1)) / sqrt(_BATCHES)
    return mean - margin, mean, mean + margin


def _erlangs(arrivals_per_second: float, served_per_second: float) -> float:
    checks.positive(arrivals_per_second, "arrivals per second", _RATE)
    checks.positive(served_per_second, "messages served per second", _RATE)
    return arrivals_per_second / served_per_second


def _stable(erlangs: float, servers: int) -> None:
    checks.whole(
        servers, "servers", "With no server nothing is ever delivered: give it at least 1."
    )
    if erlangs >= servers:
        raise CourseError(
            expected="a load below one, arrivals slower than all servers together",
            got=f"a load of {erlangs / servers:.4g}",
            do="Messages come in faster than they leave and the line grows for ever: use at least "
            f"{floor(erlangs) + 1} servers, or fewer arrivals.",
        )
