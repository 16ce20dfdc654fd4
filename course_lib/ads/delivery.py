"""A budget over one day: gone at noon, or spread by one of three ways of pacing it.

Every opportunity is a second-price auction for one place, as in `auction.clear`: the advertiser
wins with a bid above the best rival and pays the rival's bid. Adaptive pacing is the rule of
Balseiro and Gur, "Learning in repeated auctions with budgets", Management Science 65 (2019).
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from course_lib.capacity import checks
from course_lib.errors import CourseError

Pacing = Literal["unpaced", "throttled", "adaptive", "ideal"]
Amounts = np.ndarray[Any, np.dtype[np.float64]]

_QUIET, _BUSIEST, _MIDNIGHT = 5, 20, 24  # hours: the first people, the most people, the end


def opportunities(count: int, seed: int) -> pd.DataFrame:
    """`count` chances to show an ad on one day: few in the morning, most in the evening (made up).

    Columns: `hour` (0 to 24, rising), `value` (dollars that showing it is worth to our advertiser:
    value of an action x estimated action rate) and `rival` (the best other bid, dollars a showing).

    >>> opportunities(3, seed=1).columns.tolist()
    ['hour', 'value', 'rival']
    """
    checks.whole(count, "opportunities", "A few thousand make a day.")
    random = np.random.default_rng(seed)
    hour = np.sort(random.triangular(_QUIET, _BUSIEST, _MIDNIGHT, count))
    value = random.lognormal(np.log(0.02), 0.5, count)
    rival = random.lognormal(np.log(0.015), 0.5, count)
    return pd.DataFrame({"hour": hour, "value": value, "rival": rival})


def deliver(day: pd.DataFrame, budget: float, pacing: Pacing, seed: int = 0) -> pd.DataFrame:
    """Bid through a day of `opportunities` with `budget` dollars; never spends more.

    "unpaced" bids the full value until the money is gone. "throttled" takes part by chance, often
    enough that the budget would last (it knows what a day costs). "adaptive" divides every bid by
    1 + m, and moves m up after spending more than the even share, down after less. "ideal" knows
    the day in advance: it buys where a dollar brings most value, which is one constant 1 + m.

    Returns `day` with columns `bid`, `paid` and `gained` (value of what was won), dollars.

    >>> day = opportunities(2000, seed=1)
    >>> unpaced = deliver(day, budget=3.0, pacing="unpaced")
    >>> won = unpaced[unpaced["paid"] > 0]
    >>> bool(won["paid"].sum() <= 3.0), bool(won["hour"].max() < 14)
    (True, True)
    """
    if pacing not in get_args(Pacing):
        raise CourseError(
            expected="unpaced, throttled, adaptive or ideal",
            got=repr(pacing),
            do="Write one of these four ways to pace a budget.",
        )
    if not {"value", "rival"} <= set(day):
        raise CourseError(
            expected="a day with the columns value and rival",
            got=", ".join(map(str, day)),
            do="Make one with opportunities(count, seed).",
        )
    checks.not_negative(budget, "a budget", "How many dollars may the day cost?")
    values, rivals = day["value"].to_numpy(float), day["rival"].to_numpy(float)
    random = np.random.default_rng(seed)
    if pacing == "ideal":
        bids, paid = _hindsight(values, rivals, budget)
    elif pacing == "throttled":
        all_day = rivals[values > rivals].sum()
        takes_part = random.random(len(values)) * all_day < budget
        bids, paid = _spend(values * takes_part, rivals, budget, step=0.0)
    else:
        step = 1 / np.sqrt(max(len(values), 1)) if pacing == "adaptive" else 0.0
        bids, paid = _spend(values, rivals, budget, step)
    return day.assign(bid=bids, paid=paid, gained=np.where(paid > 0, values, 0.0))


def _spend(values: Amounts, rivals: Amounts, budget: float, step: float) -> tuple[Amounts, Amounts]:
    """Bids and payments, one opportunity after the other. With a `step` of zero m stays zero."""
    bids, paid = np.zeros(len(values)), np.zeros(len(values))
    left, m = float(budget), 0.0
    even = left / max(len(values), 1)
    for t, (value, rival) in enumerate(zip(values.tolist(), rivals.tolist(), strict=True)):
        bids[t] = min(value / (1 + m), left)
        paid[t] = rival if bids[t] > rival else 0.0
        left -= paid[t]
        if even > 0:
            m = max(0.0, m + step * (paid[t] / even - 1))
    return bids, paid


def _hindsight(values: Amounts, rivals: Amounts, budget: float) -> tuple[Amounts, Amounts]:
    """The opportunities with the most value for a dollar, until the next one does not fit."""
    worth = np.flatnonzero(values > rivals)
    best = worth[np.argsort(-values[worth] / rivals[worth], kind="stable")]
    bids = np.zeros(len(values))
    bought = best[np.cumsum(rivals[best]) <= budget]
    bids[bought] = values[bought]
    return bids, np.where(bids > 0, rivals, 0.0)
