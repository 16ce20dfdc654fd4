"""Which sales did the ad cause? Last click, the naive comparison, and a randomised holdout.

In invented people both answers are known: what each did, and what each would have done without the
ad. No platform and no advertiser has that second column; a holdout estimates it. Beside it stand
Gordon et al. (Marketing Science, 2019), who compared such methods in 15 experiments at Facebook.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd

from course_lib import checks, data
from course_lib.errors import refuse
from course_lib.words import Range

RARE = 15  # purchase propensities are Beta(1, 15): one person in 16 buys without an ad
TAP_BEFORE_BUYING, TAP_ANYWAY = 0.5, 0.02  # made up: the ad is also the shortest way to the shop
_Z = NormalDist().inv_cdf(0.975)
_phrase = data.phrases("ads")


def simulate(
    people: int = 400_000,
    lift: float = 0.15,
    aimed: float = 0.1,
    holdout: float = 0.1,
    seed: int = 1,
) -> pd.DataFrame:
    """Invented people, one row each, and an ad aimed at the share `aimed` likeliest to buy.

    Of those, chance holds back the share `holdout`; the others see the ad, which raises the rate at
    which anybody buys by `lift` (a chance p becomes 1 - (1 - p) ** (1 + lift): nobody buys twice).
    Columns: propensity, aimed, saw, tapped, would_buy (without the ad: no one can see this one),
    bought. Raises CourseError for shares outside 0 to 1 and a negative lift.

    >>> people = simulate(people=1000, seed=1)
    >>> int(people["aimed"].sum()), int(people["saw"].sum())
    (100, 90)
    """
    checks.whole(people, "ads.people")
    checks.not_negative(lift, "ads.lift")
    checks.share(aimed, "ads.aimed")
    checks.share(holdout, "ads.holdout")
    random = np.random.default_rng(seed)
    propensity = np.sort(random.beta(1, RARE, people))[::-1]  # the likeliest come first
    targets = round(people * aimed)
    saw = np.arange(people) < targets
    saw[random.permutation(targets)[: round(targets * holdout)]] = False
    draw = random.random(people)  # one draw a person: with the ad nobody buys less
    bought = draw < np.where(saw, 1 - (1 - propensity) ** (1 + lift), propensity)
    taps = np.where(bought, TAP_BEFORE_BUYING, TAP_ANYWAY)
    told = {"propensity": propensity, "aimed": np.arange(people) < targets, "saw": saw}
    told["tapped"] = saw & (random.random(people) < taps)
    return pd.DataFrame({**told, "would_buy": draw < propensity, "bought": bought})


@dataclass(frozen=True)
class Comparison:
    """Buyers among people with the ad, and buyers among people without it.

    Raises CourseError for a group that is empty or has more buyers than people.

    >>> two = Comparison(buyers_with=30, people_with=100, buyers_without=20, people_without=100)
    >>> round(two.lift().mid, 2), round(two.difference().mid, 2)
    (0.5, 0.1)
    """

    buyers_with: int
    people_with: int
    buyers_without: int
    people_without: int

    def __post_init__(self) -> None:
        for name in ("with", "without"):
            buyers = getattr(self, f"buyers_{name}")
            people = getattr(self, f"people_{name}")
            if not 0 <= buyers <= people or not people:
                got = _phrase("got.buyers", buyers=buyers, people=people)
                raise refuse("ads.buyers", got, name=name)

    def lift(self) -> Range:
        """How much more often people with the ad buy: 0.13 is 13 % more.

        The interval is Katz's (1978): normal on the logarithm of the ratio. Raises CourseError if
        one of the groups bought nothing: a ratio then says nothing.
        """
        if not (self.buyers_with and self.buyers_without):
            raise refuse("ads.no_buyers", _phrase("got.none_in_one"))
        ratio = self.buyers_with / self.people_with * self.people_without / self.buyers_without
        among_with = 1 / self.buyers_with - 1 / self.people_with
        among_without = 1 / self.buyers_without - 1 / self.people_without
        spread = _Z * sqrt(among_with + among_without)
        low, high = exp(log(ratio) - spread), exp(log(ratio) + spread)
        return Range(low - 1, ratio - 1, high - 1)

    def difference(self) -> Range:
        """How many more of each person buy: 0.03 is three more buyers in a hundred.

        The interval is Newcombe's (1998), made of the two Wilson intervals.
        """
        low_a, a, high_a = _wilson(self.buyers_with, self.people_with)
        low_b, b, high_b = _wilson(self.buyers_without, self.people_without)
        below = sqrt((a - low_a) ** 2 + (high_b - b) ** 2)
        above = sqrt((high_a - a) ** 2 + (b - low_b) ** 2)
        return Range(a - b - below, a - b, a - b + above)


def naive(people: pd.DataFrame) -> Comparison:
    """Everybody who saw the ad against everybody who did not: unlike groups.

    >>> round(naive(simulate()).lift().mid, 2)
    3.45
    """
    return _compare(people)


def holdout(people: pd.DataFrame) -> Comparison:
    """Inside the group the ad was aimed at, chance decided who saw it: like groups.

    >>> round(holdout(simulate()).lift().mid, 2)
    0.13
    """
    return _compare(people[people["aimed"]])


def credited(people: pd.DataFrame) -> pd.DataFrame:
    """Sales each method credits the ad with: columns method (a key), low, sales, high, share.

    `share` is of all sales to people who saw the ad. Seen and last click count sales; the naive
    comparison and the holdout estimate, with 95 % intervals; the truth counts buyers who without
    the ad would not have bought, which only a simulation can. Counts repeat themselves as low and
    high.

    >>> credited(simulate()).set_index("method")["share"].round(2).to_dict()
    {'seen': 1.0, 'last_click': 0.5, 'naive': 0.78, 'holdout': 0.11, 'truth': 0.12}
    """
    saw, bought = people["saw"], people["saw"] & people["bought"]
    counts = {"seen": bought, "last_click": bought & people["tapped"]}
    counts["truth"] = bought & ~people["would_buy"]
    rows = [(method, *[int(sales.sum())] * 3) for method, sales in counts.items()]
    estimates = {"naive": naive(people), "holdout": holdout(people)}
    rows[2:2] = [
        (method, *(float(end * saw.sum()) for end in two.difference()))
        for method, two in estimates.items()
    ]
    frame = pd.DataFrame(rows, columns=["method", "low", "sales", "high"])
    return frame.assign(share=frame["sales"] / bought.sum())


def _compare(people: pd.DataFrame) -> Comparison:
    groups = [people.loc[people["saw"] == saw, "bought"] for saw in (True, False)]
    return Comparison(*(int(n) for group in groups for n in (group.sum(), len(group))))


def _wilson(hits: int, n: int) -> Range:
    share, z2 = hits / n, _Z**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    spread = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Range(middle - spread, share, middle + spread)
