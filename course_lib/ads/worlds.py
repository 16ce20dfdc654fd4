"""Two worlds, and a budget to tell which one you are in. Both are invented.

In one, ads look only at what Meta says they look at (facts Y15, Y15.page). In the other, a
hypothesis, the relay's log feeds them too. An experiment is a pair of fresh test accounts, alike in
all but one thing: one of them writes to coach companies, its twin to nobody like that. Then the
coach ads that both are shown are counted. The answers say how many pairs it takes, not what
WhatsApp does.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma
from typing import Any

import numpy as np
import pandas as pd

from course_lib import checks, words
from course_lib.errors import refuse

STAYS_OUT, FEEDS = WORLDS = ("stays_out", "feeds")  # the log; keys of [label.verdict]
UNSURE, MOST_ADS = "unsure", 2000


@dataclass(frozen=True)
class Study:
    """How the experiment is done, and what each world would do to it.

    In a month an account is shown `rate` coach ads on average (a Poisson count). In the world whose
    log feeds ads, a writer is shown `times` as many. A pair costs `price` US dollars. In a share
    `careless` of the pairs the writer also follows a coach channel, which brings `times` as many in
    both worlds. A verdict needs the probability `sure`. Raises CourseError for a rate or price that
    is not above zero, times that are not above 1, and shares out of range.

    >>> Study().pairs(budget=100)
    10
    """

    rate: float = 1.0
    times: float = 2.0
    price: float = 10.0
    careless: float = 0.0
    sure: float = 0.95

    def __post_init__(self) -> None:
        checks.positive(self.rate, "ads.study_rate")
        checks.positive(self.times - 1, "ads.times")
        checks.positive(self.price, "ads.study_price")
        checks.share(self.careless, "ads.careless")
        if not 0.5 < self.sure < 1:
            raise refuse("ads.sure", self.sure)

    def pairs(self, budget: float) -> int:
        """Whole pairs that `budget` US dollars buy. Raises CourseError if it is not even one."""
        checks.not_negative(budget, "ads.study_budget")
        if budget < self.price:
            raise refuse("ads.one_pair", f"{budget:g}", price=f"{self.price:g}")
        return int(budget / self.price + 1e-9)

    def posterior(self, writers: Any, twins: Any, prior: float = 0.5) -> Any:
        """Probability that the log feeds ads, given the coach ads shown to writers and to twins.

        Bayes: the odds you began with, times 2 * times / (1 + times) for each ad of a writer, times
        2 / (1 + times) for each ad of a twin (given how many came in all, each is a writer's with
        chance times / (1 + times), or 1/2). That needs no `rate`, which nobody knows; it trusts
        `times`, and that the pairs are alike. Counts may be arrays that broadcast. Raises
        CourseError for negative counts and a prior of 0 or 1, which no evidence could move.

        >>> round(float(Study(times=2).posterior(writers=1, twins=0)), 4), round(4 / 7, 4)
        (0.5714, 0.5714)
        """
        for counts in (writers, twins):
            checks.not_negative(counts, "ads.counted")
        if not 0 < prior < 1:
            raise refuse("ads.prior", prior)
        up, down = 2 * self.times / (1 + self.times), 2 / (1 + self.times)
        log_odds = np.log(prior / (1 - prior)) + writers * np.log(up) + twins * np.log(down)
        return 1 / (1 + np.exp(np.clip(-log_odds, -700, 700)))

    def verdict(self, writers: Any, twins: Any) -> Any:
        """The world whose probability is `sure` or more, from even odds; `UNSURE` if neither.

        >>> Study().verdict(np.array([24, 20]), np.array([8, 14])).tolist()
        ['feeds', 'unsure']
        """
        believed = self.posterior(writers, twins)
        return np.select([believed <= 1 - self.sure, believed >= self.sure], WORLDS, UNSURE)

    def simulate(self, world: str, budget: float, seed: int, runs: int = 1) -> pd.DataFrame:
        """`runs` students with the same budget in the same world: columns writers, twins, verdict.

        Raises CourseError for a world that is not in `WORLDS`.

        >>> Study().simulate(FEEDS, budget=300, seed=1)["verdict"].tolist()
        ['feeds']
        """
        checks.whole(runs, "ads.runs")
        checks.one_of(world, WORLDS, "ads.world", join=" or ")
        random, pairs = np.random.default_rng(seed), self.pairs(budget)
        more = pairs if world == FEEDS else random.binomial(pairs, self.careless, runs)
        writers = random.poisson(self.rate * (pairs + more * (self.times - 1)), runs)
        twins = random.poisson(self.rate * pairs, runs)
        verdict = self.verdict(writers, twins)
        return pd.DataFrame({"writers": writers, "twins": twins, "verdict": verdict})

    def chances(self, world: str, budget: float) -> dict[str, float]:
        """The chance of each verdict in a `world` if all pairs are careful: exact, no simulation.

        The chance of the right verdict is the power. Raises CourseError for careless pairs, and for
        a budget that brings more than `MOST_ADS` on average: every pair of counts is a case.

        >>> {name: round(p, 2) for name, p in Study().chances(FEEDS, budget=100).items()}
        {'stays_out': 0.01, 'feeds': 0.25, 'unsure': 0.75}
        """
        if self.careless:
            raise refuse("ads.careful", f"{self.careless:g}")
        checks.one_of(world, WORLDS, "ads.world", join=" or ")
        if (mean := self.rate * self.pairs(budget)) * self.times > MOST_ADS:
            raise refuse("ads.many_ads", words.number(budget), most=words.number(MOST_ADS))
        writers = _poisson(mean * (self.times if world == FEEDS else 1))
        twins = _poisson(mean)
        said = self.verdict(np.arange(len(writers))[:, None], np.arange(len(twins)))
        both = np.outer(writers, twins)
        return {name: float(both[said == name].sum()) for name in (*WORLDS, UNSURE)}


def _poisson(mean: float) -> Any:
    """Chances of 0, 1, 2 ... until what is left out no longer matters (below 1e-12)."""
    counts = range(int(mean + 9 * mean**0.5 + 25))
    return np.exp([n * np.log(mean) - mean - lgamma(n + 1) for n in counts])
