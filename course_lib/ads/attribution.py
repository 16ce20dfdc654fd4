"""What caused it? Sales, by a randomised holdout; ads that fit a chat, by pairs of test accounts.

In invented people both answers are known: what each did, and what each would have done without the
ad. No platform and no advertiser has that second column; a holdout estimates it. Beside it stand
Gordon et al. (Marketing Science, 2019), who compared such methods in 15 experiments at Facebook.

The second question has two worlds, both invented. In one, ads look only at what Meta says they look
at (facts Y15, Y15.page). In the other, a hypothesis, the relay's log feeds them too. A pair is two
fresh test accounts, alike in all but one thing: one of them writes to coach companies, its twin to
nobody like that. Then the coach ads that both are shown are counted. The answers say how many pairs
it takes, not what WhatsApp does.
"""

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from course_lib import checks, data, words
from course_lib.errors import refuse, require
from course_lib.words import Range

RARE = 15  # purchase propensities are Beta(1, 15): one person in 16 buys without an ad
TAP_BEFORE_BUYING, TAP_ANYWAY = 0.5, 0.02  # made up: the ad is also the shortest way to the shop
STAYS_OUT, FEEDS = WORLDS = ("stays_out", "feeds")  # the log; keys of [label.verdict]
UNSURE, MOST_ADS = "unsure", 2000
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
    random = checks.generator(seed)
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
            buyers, people = getattr(self, f"buyers_{name}"), getattr(self, f"people_{name}")
            got = _phrase("got.buyers", buyers=buyers, people=people)
            require(0 <= buyers <= people and people, "ads.buyers", got, name=name)

    def lift(self) -> Range:
        """How much more often people with the ad buy: 0.13 is 13 % more.

        The interval is Katz's (1978): normal on the logarithm of the ratio. Raises CourseError if
        one of the groups bought nothing: a ratio then says nothing.
        """
        require(self.buyers_with and self.buyers_without, "ads.no_buyers", _phrase("got.none"))
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
    groups = [people.loc[people["saw"] == saw, "bought"] for saw in (True, False)]
    return Comparison(*(int(n) for group in groups for n in (group.sum(), len(group))))


def holdout(people: pd.DataFrame) -> Comparison:
    """The same inside the group the ad was aimed at, where chance decided who saw it: like groups.

    >>> round(holdout(simulate()).lift().mid, 2)
    0.13
    """
    return naive(people[people["aimed"]])


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
    sales = {
        "seen": [bought.sum()] * 3,
        "last_click": [(bought & people["tapped"]).sum()] * 3,
        "naive": saw.sum() * np.array(naive(people).difference()),
        "holdout": saw.sum() * np.array(holdout(people).difference()),
        "truth": [(bought & ~people["would_buy"]).sum()] * 3,
    }
    frame = pd.DataFrame(sales, ["low", "sales", "high"]).T.rename_axis("method").reset_index()
    return frame.assign(share=frame["sales"] / bought.sum())


def _wilson(hits: int, n: int) -> Range:
    share, z2 = hits / n, _Z**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    spread = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Range(middle - spread, share, middle + spread)


# --- two worlds, and a budget to tell which one you are in


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
        require(0.5 < self.sure < 1, "ads.sure", self.sure)

    def pairs(self, budget: float) -> int:
        """Whole pairs that `budget` US dollars buy. Raises CourseError if it is not even one."""
        checks.not_negative(budget, "ads.study_budget")
        require(budget >= self.price, "ads.one_pair", f"{budget:g}", price=f"{self.price:g}")
        return int(budget / self.price + 1e-9)

    def posterior(self, writers: Any, twins: Any) -> Any:
        """Probability that the log feeds ads, given the coach ads shown to writers and to twins.

        Bayes: even odds, times 2 * times / (1 + times) for each ad of a writer, times
        2 / (1 + times) for each ad of a twin (given how many came in all, each is a writer's with
        chance times / (1 + times), or 1/2). That needs no `rate`, which nobody knows; it trusts
        `times`, and that the pairs are alike. Counts may be lists, or arrays that broadcast. Raises
        CourseError for negative counts.

        >>> round(float(Study(times=2).posterior(writers=1, twins=0)), 4), round(4 / 7, 4)
        (0.5714, 0.5714)
        """
        for counts in (writers, twins):
            checks.not_negative(counts, "ads.counted")
        up, down = 2 * self.times / (1 + self.times), 2 / (1 + self.times)
        log_odds = np.multiply(writers, np.log(up)) + np.multiply(twins, np.log(down))
        return 1 / (1 + np.exp(np.clip(-log_odds, -700, 700)))

    def verdict(self, writers: Any, twins: Any) -> Any:
        """The world whose probability is `sure` or more; `UNSURE` if neither.

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
        checks.one_of(world, WORLDS, "ads.world")
        random, pairs = checks.generator(seed), self.pairs(budget)
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
        require(not self.careless, "ads.careful", f"{self.careless:g}")
        checks.one_of(world, WORLDS, "ads.world")
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


checks.guard(__name__, error=None)
