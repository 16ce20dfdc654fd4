"""A hall where three bid for one tap: by a price that rises, or in sealed envelopes. US cents.

Each bidder holds a secret card, what the tap is worth to it, and scores worth minus price.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from course_lib import checks
from course_lib.ads import auction

BIDDERS, STEP, MOST = 3, 10, 100  # prices are whole steps, and the cards lie between them
_ROUNDS, _SEED = 400, 8


@dataclass
class Hall:
    """One auction: at which price each bidder left, or what each bid.

    >>> hall = Hall.drawn(3)
    >>> for bidder, card in enumerate(hall.cards):
    ...     hall.bid(bidder, card)
    >>> hall.paid == sorted(hall.cards)[1]
    True
    """

    cards: list[int]
    price: int = 0
    out: dict[int, int] = field(default_factory=dict)
    bids: dict[int, float] = field(default_factory=dict)

    @classmethod
    def drawn(cls, seed: int) -> Hall:
        """A hall whose cards are drawn by chance; the first card is between 55 and 75."""
        random = np.random.default_rng(seed)
        own, others = random.integers(5, 8), random.integers(1, MOST // STEP, BIDDERS - 1)
        return cls([int(card) * STEP + STEP // 2 for card in (own, *others)])

    def rise(self, rivals: tuple[int, ...] = ()) -> None:
        """The price rises a step; of `rivals` all leave to whom the tap is worth less."""
        self.price += STEP if self.winner is None else 0
        for one in rivals:
            if self.cards[one] < self.price:
                self.leave(one)

    def leave(self, bidder: int) -> None:
        """A bidder leaves at this price. The last one stays and has the tap."""
        if self.winner is None:
            self.out.setdefault(bidder, self.price)

    def bid(self, bidder: int, cents: float) -> None:
        """A sealed bid; raises CourseError below zero."""
        checks.not_negative(cents, "ads.bids")
        self.bids[bidder] = cents

    @property
    def winner(self) -> int | None:
        """Whoever has the tap, once the others have left or all bids are there."""
        if len(self.bids) == BIDDERS:
            return int(auction.clear(self._sealed).winners[0])
        left = [one for one in range(BIDDERS) if one not in self.out]
        return left[0] if len(left) == 1 else None

    @property
    def paid(self) -> float:
        """What the winner pays: the price at which the last rival left, or the second bid."""
        return float(auction.clear(self._sealed).prices[0]) if self.bids else self.price

    def score(self, bidder: int) -> float:
        """Worth minus price for the winner, nothing for the others."""
        return self.cards[bidder] - self.paid if bidder == self.winner else 0.0

    @property
    def _sealed(self) -> list[float]:
        return [self.bids[one] for one in range(BIDDERS)]


@cache
def keeps(card: int) -> dict[int, float]:
    """What each bid from 0 to `MOST` keeps on average in sealed auctions, with the same card.

    The rivals bid what the tap is worth to them. No bid keeps more than the card itself.

    >>> kept = keeps(45)
    >>> max(kept.values()) == kept[45], kept[45] > kept[30], kept[45] > kept[70]
    (True, True, True)
    """
    random = np.random.default_rng(_SEED)
    rivals = random.uniform(0, MOST, (_ROUNDS, BIDDERS - 1)).max(axis=1)
    tries = range(0, MOST + 1, STEP // 2)
    return {bid: float(np.where(bid > rivals, card - rivals, 0).mean()) for bid in tries}
