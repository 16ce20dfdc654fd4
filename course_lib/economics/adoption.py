"""Why people do not leave, what they say it is worth, and who rides free: teaching models.

A messenger is worth what the people on it are worth to you. Everybody uses one of two messengers,
ours or another. Each month a share `churn` looks around and picks the better one for them. Theirs
to weigh: `network`, the dollars a year it is worth to have everybody you know on the same one, and
our `price`. Tastes differ (logistic, scale one dollar), as in the discrete choice model with social
effects of Brock and Durlauf (2001).

A hundred friends, one by one: people in place of shares, everybody looking around at once. Friend
number n likes ours by the n-th step of a logistic scale, from least to most, so the share that
stays is `choice_share` to within one person.

Asked what it is worth, each person meets one offer p and keeps the messenger or does not. Asked
"would you give it up for p dollars?" the offer at which half say no is the willingness to accept;
asked "would you pay p to keep it?" it is the willingness to pay. Either way the share that keeps
falls with p (logit): P(keep | p) = 1 / (1 + p / median). After Brynjolfsson, Collis and Eggers
(2019), facts A8 and A9, and Sunstein's pilot, fact A11.

The two-sided monopoly: one owner, two prices, people on one side and companies on the other.

    people    = 1 - people price    + alpha x companies
    companies = 1 - company price   + beta  x people

`alpha` is what all companies are worth to a person, `beta` what all people are worth to a company.
One is as many as would come for nothing to a place where the other side is empty; more than one is
possible. Joining costs the owner nothing. The linear member of the family of Rochet and Tirole,
"Platform competition in two-sided markets", Journal of the European Economic Association 1 (2003),
and Armstrong, "Competition in two-sided markets", RAND Journal of Economics 37 (2006).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, log, nan
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib import checks
from course_lib.errors import refuse, require

if TYPE_CHECKING:  # the friends are seen before it is loaded
    import pandas as pd

MONTHS, START = 60, 0.9
FRIENDS = 100
ALL = frozenset(range(FRIENDS))
OFFERS = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)

Amounts = float | np.ndarray[Any, Any]  # of one model, or of many at once


def choice_share(share: Amounts, price: Amounts, network: Amounts) -> Any:
    """The share of those looking around who pick us, when `share` of everybody is on ours.

    Raises `CourseError` where something is missing (NaN).

    >>> float(choice_share(share=0.5, price=0.0, network=4.0))
    0.5
    """
    gain = network * (2 * share - 1) - price  # friends here, less friends there, less the price
    require(np.all(gain == gain), "economics.gain", "nan")
    return 1 / (1 + np.exp(-np.clip(gain, -500, 500)))


def simulate(
    price: float, churn: float, network: float, anger: float = 0.0, angry_months: int = 1
) -> pd.DataFrame:
    """Month by month, the share of all people who are on ours: columns month, users.

    Nine in ten are at the start, and five years are told. `anger` works like a price nobody earns
    and lasts for the first `angry_months`, a bad headline for example.

    Raises `CourseError` for amounts below zero, and a churn outside 0 to 1.

    >>> simulate(price=1.0, churn=0.1, network=4.0)["users"].round(2).tolist()[-1]
    0.9
    """
    import pandas as pd

    checks.not_negative(price, "economics.yearly_price")
    checks.share(churn, "economics.churn")
    checks.not_negative(network, "economics.network")
    checks.not_negative(anger, "economics.anger")
    rows, users = [], START
    for month in range(1, MONTHS + 1):
        picks_us = choice_share(users, price + anger * (month <= angry_months), network)
        users = users - churn * users * (1 - picks_us) + churn * (1 - users) * picks_us
        rows.append((month, users))
    return pd.DataFrame(rows, columns=["month", "users"]).astype(float)


# --- a hundred friends: who leaves for the price, and who because friends left


def liking(friend: int) -> float:
    """What friend `friend` (0 to 99) would pay a year for our colours and jokes alone, in dollars.

    Raises `CourseError` for any other friend.

    >>> [round(liking(friend), 1) for friend in (0, 49, 99)]
    [-5.3, -0.0, 5.3]
    """
    require(friend in ALL, "economics.friend", repr(friend))
    place = (friend + 0.5) / FRIENDS
    return log(place / (1 - place))


def stay(here: frozenset[int], price: float, network: float) -> frozenset[int]:
    """Who picks ours when `here` are on it; being with all friends is worth `network` a year.

    Raises `CourseError` for a network value below zero, and for a price that is no number.

    >>> len(stay(frozenset(range(100)), price=0, network=4))
    98
    """
    checks.not_negative(network, "economics.network")
    if not isfinite(price):
        raise refuse("economics.price", price, "a_number")
    gain = network * (2 * len(here) / FRIENDS - 1) - price
    return frozenset(friend for friend in range(FRIENDS) if gain + liking(friend) >= 0)


def waves(here: frozenset[int], price: float, network: float) -> list[frozenset[int]]:
    """Who is here after each look around, until nobody moves; [] if nobody moves at all.

    Who leaves in the first wave leaves for the price: all friends are still there. Who leaves later
    leaves because of those who left before.

    >>> [len(left) for left in waves(frozenset(range(100)), price=2.5, network=4)]
    [82, 51, 8, 0]
    """
    found = []
    while (after := stay(here, price, network)) != here:
        found.append(after)
        here = after
    return found


def edge(prices: Sequence[float], network: float) -> float:
    """The first of rising `prices` at which fewer than half are left; NaN where half always stay.

    >>> edge([0, 1, 2, 3], network=5)
    2
    """
    here = ALL
    for price in prices:
        here = [here, *waves(here, price, network)][-1]
        if len(here) < FRIENDS / 2:
            return price
    return nan


@dataclass(frozen=True)
class Crowd:
    """Who is `here`, why each one `left` ("payer" or "follower"), in which wave each last `moved`.

    `falls`: how many were here after each of the last waves.

    >>> crowd = Crowd().asked(price=2.5, network=4)
    >>> len(crowd.here), crowd.count("payer"), crowd.count("follower")
    (0, 18, 82)
    >>> crowd.falls
    [82, 51, 8, 0]
    """

    here: frozenset[int] = ALL
    left: Mapping[int, str] = field(default_factory=dict)
    moved: Mapping[int, int] = field(default_factory=dict)
    falls: Sequence[int] = (FRIENDS,)

    def asked(self, price: float, network: float) -> Crowd:
        """The crowd when nobody moves any more at this price."""
        here, left, moved = self.here, dict(self.left), dict[int, int]()
        found = waves(here, price, network)
        for wave, after in enumerate(found):
            moved |= dict.fromkeys(here ^ after, wave)
            left |= dict.fromkeys(here - after, "follower" if wave else "payer")
            here = after
        gone = {friend: why for friend, why in left.items() if friend not in here}
        return Crowd(here, gone, moved, [len(after) for after in found] or [len(here)])

    def count(self, why: str) -> int:
        """How many are gone for this reason."""
        return list(self.left.values()).count(why)


# --- what a messenger is worth to people: a choice experiment


def deal(people: int, seed: int) -> pd.DataFrame:
    """An offer for each of `people`, drawn from `OFFERS`: columns person (from 1), offer.

    Chance decides who meets which offer, so that the offers are not what makes people differ.

    Raises `CourseError` for less than one person, and a seed below zero.

    >>> deal(people=3, seed=1)["person"].tolist()
    [1, 2, 3]
    """
    import pandas as pd

    checks.whole(people, "economics.people")
    offers = checks.generator(seed).choice(OFFERS, people)
    return pd.DataFrame({"person": range(1, people + 1), "offer": offers})


def simulate_answers(median: float, people: int, seed: int) -> pd.DataFrame:
    """`people` invented answers whose true median is `median` dollars: columns offer, keeps.

    Raises `CourseError` for a median of zero or less, and what `deal` refuses.

    >>> answers = simulate_answers(median=48, people=1500, seed=1)
    >>> answers.groupby("offer")["keeps"].mean().loc[[1, 1000]].round(2).tolist()
    [0.97, 0.01]
    """
    import pandas as pd

    checks.positive(median, "economics.median")
    offers = deal(people, seed)["offer"].to_numpy()
    random = np.random.default_rng([seed, 1])  # answers do not depend on how offers were drawn
    keep = 1 / (1 + offers / median)
    return pd.DataFrame({"offer": offers, "keeps": random.random(people) < keep})


# --- who rides free: the two-sided monopoly


@dataclass(frozen=True)
class Optimum:
    """The owner's best prices and what comes of them; floats, or arrays of one shape."""

    people_price: Amounts
    company_price: Amounts
    people: Amounts
    companies: Amounts
    profit: Amounts


def joining(price: Amounts, worth: Amounts, others: Amounts, alone: Amounts = 1.0) -> Any:
    """How many of one side come: `alone` - `price` + `worth` x `others`, and never fewer than none.

    >>> float(joining(price=0.5, worth=1.0, others=0.25))
    0.75
    """
    return np.maximum(alone - price + worth * others, 0.0)


def members(
    people_price: Amounts, company_price: Amounts, alpha: Amounts, beta: Amounts
) -> tuple[Amounts, Amounts]:
    """People and companies when each side's number fits the other's.

    A price below zero is a gift. Raises `CourseError` unless alpha x beta is below 1: each
    newcomer would bring more than one other, without end.

    >>> people, companies = members(0, 1, alpha=0, beta=1)
    >>> float(people), float(companies)
    (1.0, 1.0)
    """
    _worths(alpha, beta)
    both = np.asarray(alpha) * np.asarray(beta)
    require(np.all(both < 1), "economics.endless", float(np.max(both)))
    prices = [checks.numbers(one, "economics.price") for one in (people_price, company_price)]
    free_people, free_companies = (1 - one for one in prices)
    people = (free_people + alpha * free_companies) / (1 - both)
    companies = (free_companies + beta * free_people) / (1 - both)
    # Where a side stays away the other decides as if it did not exist.
    nobody, nothing = people < 0, companies < 0
    return (
        np.where(nothing, np.maximum(free_people, 0.0), np.where(nobody, 0.0, people)),
        np.where(nobody, np.maximum(free_companies, 0.0), np.where(nothing, 0.0, companies)),
    )


def profit(people_price: Amounts, company_price: Amounts, alpha: Amounts, beta: Amounts) -> Amounts:
    """What the owner earns at these prices: each side's price times its number.

    >>> float(profit(0.5, 0.5, alpha=0, beta=0))
    0.5
    """
    people, companies = members(people_price, company_price, alpha, beta)
    return people_price * people + company_price * companies


def best_prices(alpha: Amounts, beta: Amounts, can_pay_people: bool = False) -> Optimum:
    """The prices that earn the owner most.

    With n = 1 / (2 - alpha - beta) the best are (1 - beta) n for people and (1 - alpha) n for
    companies; both sides and the profit are n. So the sign of the people's price depends on beta
    alone: at beta = 1 it is exactly zero, above it people would be paid. Who cannot pay people
    (`can_pay_people=False`, the floor) then does best at zero and at (1 + beta) / 2 for companies.
    Companies can always be paid: above alpha = 1 they are.

    Raises `CourseError` unless alpha + beta is below 2: beyond, profit grows without end.

    >>> best = best_prices(alpha=0, beta=0.5)
    >>> round(float(best.people_price), 4), round(float(best.profit), 4)
    (0.3333, 0.6667)
    >>> float(best_prices(0, 1.5).people_price), float(best_prices(0, 1.5, True).people_price)
    (0.0, -1.0)
    """
    _worths(alpha, beta)
    alpha, beta = np.broadcast_arrays(np.asarray(alpha, float), np.asarray(beta, float))
    require(np.all(alpha + beta < 2), "economics.no_highest", float(np.max(alpha + beta)))
    each = 1 / (2 - alpha - beta)
    at_floor = (beta > 1) & (not can_pay_people)
    people_price = np.where(at_floor, 0.0, (1 - beta) * each)
    company_price = np.where(at_floor, (1 + beta) / 2, (1 - alpha) * each)
    prices = people_price, company_price
    return Optimum(*prices, *members(*prices, alpha, beta), profit(*prices, alpha, beta))


def _worths(alpha: Amounts, beta: Amounts) -> None:
    checks.not_negative(alpha, "economics.alpha")
    checks.not_negative(beta, "economics.beta")


checks.guard(__name__, error=None)
