"""A hundred friends, one by one: who leaves a messenger for its price, who because friends left.

The model of `adoption` with people in place of shares, everybody looking around at once. Friend
number n of the hundred likes ours by the n-th step of a logistic scale, from least to most, so the
share that stays is `adoption.choice_share` to within one person. Plain Python: it starts at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log, nan

PEOPLE = 100
ALL = frozenset(range(PEOPLE))


def liking(friend: int) -> float:
    """What friend `friend` (0 to 99) would pay a year for our colours and jokes alone, in dollars.

    >>> [round(liking(friend), 1) for friend in (0, 49, 99)]
    [-5.3, -0.0, 5.3]
    """
    place = (friend + 0.5) / PEOPLE
    return log(place / (1 - place))


def stay(here: frozenset[int], price: float, network: float) -> frozenset[int]:
    """Who picks ours when `here` are on it; being with all friends is worth `network` a year.

    >>> len(stay(frozenset(range(100)), price=0, network=4))
    98
    """
    gain = network * (2 * len(here) / PEOPLE - 1) - price
    return frozenset(friend for friend in range(PEOPLE) if gain + liking(friend) >= 0)


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
        if len(here) < PEOPLE / 2:
            return price
    return nan


@dataclass(frozen=True)
class Crowd:
    """Who is `here`, why each one `left` ("payer" or "follower"), in which wave each last `moved`.

    >>> crowd = Crowd().asked(price=2.5, network=4)
    >>> len(crowd.here), crowd.count("payer"), crowd.count("follower")
    (0, 18, 82)
    """

    here: frozenset[int] = ALL
    left: Mapping[int, str] = field(default_factory=dict)
    moved: Mapping[int, int] = field(default_factory=dict)

    def asked(self, price: float, network: float) -> Crowd:
        """The crowd when nobody moves any more at this price."""
        here, left, moved = self.here, dict(self.left), dict[int, int]()
        for wave, after in enumerate(waves(here, price, network)):
            moved |= dict.fromkeys(here ^ after, wave)
            left |= dict.fromkeys(here - after, "follower" if wave else "payer")
            here = after
        gone = {friend: why for friend, why in left.items() if friend not in here}
        return Crowd(here, gone, moved)

    def count(self, why: str) -> int:
        """How many are gone for this reason."""
        return list(self.left.values()).count(why)
