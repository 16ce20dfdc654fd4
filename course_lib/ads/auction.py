"""Who is shown, and who pays what: sealed bids for the places on one person's screen.

An ad's *score* is bid x estimated action rate + quality, in dollars for one showing at a position
effect of 1; the highest scores take the places in order. That sum is how Meta's help pages are
quoted; the prices follow Edelman, Ostrovsky and Schwarz, "Internet advertising and the generalized
second-price auction", American Economic Review 97 (2007), and Varian, "Position auctions",
International Journal of Industrial Organization 25 (2007). One call clears many auctions at once.

A hall: three bid for one tap, by a price that rises or in sealed envelopes, in US cents. Each holds
a secret card, what the tap is worth to it, and scores worth minus price.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np

from course_lib import checks, data
from course_lib.errors import refuse

Rule = Literal["first_price", "generalised_second_price", "vcg"]
Amounts = np.ndarray[Any, np.dtype[np.float64]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]

_phrase = data.phrases("ads")
BIDDERS, STEP, MOST = 3, 10, 100  # prices are whole steps, and the cards lie between them
ROUNDS, _SEED = 30, 23


@dataclass(frozen=True)
class Clearing:
    """What came of the auctions. Money in US dollars.

    `winners`: int (..., slots), the number of the bidder in each place, -1 where it stays empty.
    `scores`: (..., n), bid x rate + quality of everybody, also of who took no part.
    `prices`: (..., slots), dollars for one action; `payments`: (..., slots), dollars to expect for
    the place, price x rate x effect. Both are 0 in an empty place.
    """

    winners: Numbers
    scores: Amounts
    prices: Amounts
    payments: Amounts


def clear(
    bids: Any,
    *,
    rates: Any = 1.0,
    quality: Any = 0.0,
    effects: Any = (1.0,),
    reserve: Any = 0.0,
    rule: Rule = "generalised_second_price",
) -> Clearing:
    """Rank by bid x rate + quality, fill the places from the top, and charge by `rule`.

    `bids`: (..., n) dollars an action; `rates` (chance of an action at an effect of 1), `quality`
    (dollars a showing, may be negative) and `reserve` (dollars an action) broadcast to it;
    `effects`: (slots,) position effects above zero, never rising.

    Who bids zero or below the reserve, has a rate of zero or a score below zero takes no part. You
    pay your bid ("first_price"), the least that keeps your place ("generalised_second_price"), or,
    for each step up between places, the least that reaches it ("vcg"); in the last two never less
    than the reserve, never more than your bid, and never a negative price. The steps make "vcg"
    truthful; with equal quality it charges what the others lose by you, Clarke's externality.

    Equal scores: the higher bid x rate comes first, then the higher bid, so the order of the
    bidders decides only between bidders whose every number is equal.

    >>> tap = clear([2.0, 1.5, 0.8])
    >>> int(tap.winners[0]), float(tap.prices[0])
    (0, 1.5)
    >>> vcg = clear([10, 4, 2], effects=(200, 100), rule="vcg")
    >>> vcg.payments.tolist()
    [600.0, 200.0]
    """
    checks.one_of(rule, get_args(Rule), "ads.rule")
    effects = check_effects(effects)
    shape, rows = _rows(bids, rates, quality, reserve)
    _check(*rows)
    scores, *places = _clear(rows, effects, rule)
    winners, prices, payments = (_places_last(each, shape) for each in places)
    return Clearing(winners, scores.reshape(shape), prices, payments)


def check_effects(effects: Any) -> Amounts:
    """The (slots,) position effects as an array; raises `CourseError` unless positive and falling.

    >>> check_effects((1, 0.6)).tolist()
    [1.0, 0.6]
    """
    checks.positive(effects, "ads.effect")
    places = np.asarray(effects, dtype=float)
    if places.ndim != 1 or len(places) == 0 or (np.diff(places) > 0).any():
        raise refuse("ads.effects", places.tolist())
    return places


def _clear(
    rows: list[Amounts], effects: Amounts, rule: Rule
) -> tuple[Amounts, Numbers, Amounts, Amounts]:
    """Scores (auctions, n), then winners, prices and payments (slots, auctions)."""
    bids, rates, quality, reserve = rows
    worth = bids * rates
    scores = worth + quality
    playing = (worth > 0) & (bids >= reserve) & (scores >= 0)
    ranked = np.where(playing, scores, -np.inf)
    order, best = _rank(ranked, worth, bids, len(effects))
    filled = best[:-1] > -np.inf
    first = np.arange(len(bids)) * bids.shape[-1]  # where each auction begins in the flat rows
    own = order + first
    mine = [numbers.ravel()[own] if numbers.ndim else numbers for numbers in rows]
    own_bid, own_rate, own_quality, own_reserve = mine
    if rule == "first_price":
        prices = own_bid
    else:
        floor = np.maximum(own_reserve * own_rate, 0.0)
        least = _second(np.maximum(best[1:], 0.0), own_quality, floor, effects, rule)
        # rounding must not lift a price above the bid; an empty place may divide by a rate of zero
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            prices = np.minimum(least / own_rate, own_bid)
    prices = np.where(filled, prices, 0.0)
    payments = prices * own_rate * effects[:, None]
    return scores, np.where(filled, order, -1), prices, payments


def _places_last(rows: Any, shape: tuple[int, ...]) -> Any:
    return np.moveaxis(rows.reshape(len(rows), *shape[:-1]), 0, -1)


def _second(
    below: Amounts, quality: Amounts, floor: Amounts, effects: Amounts, rule: Rule
) -> Amounts:
    """Dollars for an effect of 1: the least that keeps a place, or the mean over all steps to it.

    `below`: (slots, auctions), the score of the next place down, 0 where that is empty.
    """
    if rule == "generalised_second_price":
        return np.maximum(below - quality, floor)
    quality, floor = np.broadcast_to(quality, below.shape), np.broadcast_to(floor, below.shape)
    steps = effects - np.append(effects[1:], 0.0)
    total = np.empty_like(below)
    for place in range(len(effects)):
        reach = np.maximum(below[place:] - quality[place], floor[place])
        total[place] = steps[place:] @ reach / effects[place]
    return total


def _rows(bids: Any, *others: Any) -> tuple[tuple[int, ...], list[Amounts]]:
    """The shape of the bids, and all numbers as rows of bidders; what is one number stays one."""
    try:
        table, *rest = (np.asarray(numbers, dtype=float) for numbers in (bids, *others))
    except (TypeError, ValueError):
        raise refuse("ads.numbers", _phrase("got.something_else")) from None
    if table.ndim == 0 or table.shape[-1] == 0:
        raise refuse("ads.no_bids", repr(bids))
    shape = table.shape
    try:
        spread = [one if one.ndim == 0 else np.broadcast_to(one, shape) for one in rest]
    except ValueError:
        got = " and ".join(str(numbers.shape) for numbers in rest)
        raise refuse("ads.shapes", got, shape=shape) from None
    flat = [numbers if numbers.ndim == 0 else numbers.reshape(-1, shape[-1]) for numbers in spread]
    return shape, [table.reshape(-1, shape[-1]), *flat]


def _check(bids: Amounts, rates: Amounts, quality: Amounts, reserve: Amounts) -> None:
    checks.not_negative(bids, "ads.bids")
    checks.share(rates, "ads.rates")
    checks.not_negative(reserve, "ads.reserve")
    if not np.isfinite(quality).all():
        raise refuse("ads.quality", _phrase("got.not_finite"))


def _rank(ranked: Amounts, worth: Amounts, bids: Amounts, slots: int) -> tuple[Numbers, Amounts]:
    """Who is in each place (slots, auctions), and the best scores (slots + 1, auctions).

    `ranked` (scores), `worth` (bid x rate) and `bids` are (auctions, bidders). A score of -inf
    takes no part, and a place without a bidder has that score. Equal scores: the higher worth,
    then the higher bid, comes first.

    >>> two = np.array([[3.0, 1.0, 2.0], [5.0, -np.inf, -np.inf]])
    >>> order, best = _rank(two, two, two, slots=2)
    >>> order[0].tolist(), best[1].tolist()
    ([0, 0], [2.0, -inf])
    """
    order = np.lexsort((-bids, -worth, -ranked), axis=-1)
    best = np.take_along_axis(ranked, order, axis=-1)
    return _padded(order, slots, 0), _padded(best, slots + 1, -np.inf)


def _padded(rows: Any, places: int, fill: float) -> Any:
    """(auctions, any number) as (places, auctions): cut, or filled up for empty places."""
    columns = rows.T[:places]
    return np.pad(columns, ((0, places - len(columns)), (0, 0)), constant_values=fill)


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
            return int(clear(self._sealed).winners[0])
        left = [one for one in range(BIDDERS) if one not in self.out]
        return left[0] if len(left) == 1 else None

    @property
    def paid(self) -> float:
        """What the winner pays: the price at which the last rival left, or the second bid."""
        return float(clear(self._sealed).prices[0]) if self.bids else self.price

    def score(self, bidder: int) -> float:
        """Worth minus price for the winner, nothing for the others."""
        return self.cards[bidder] - self.paid if bidder == self.winner else 0.0

    @property
    def _sealed(self) -> list[float]:
        return [self.bids[one] for one in range(BIDDERS)]


def rounds(card: int, bid: float) -> list[tuple[int, str]]:
    """The best rival bids of `ROUNDS` sealed auctions, in cents, and the `end` of each.

    The rivals bid what the tap is worth to them.

    >>> sum(65 - rival for rival, what in rounds(65, 40) if what == "won")
    178
    """
    rivals = np.random.default_rng(_SEED).integers(1, MOST, (ROUNDS, BIDDERS - 1)).max(axis=1)
    return [(rival, end(card, bid, rival)) for rival in np.sort(rivals).tolist()]


def end(card: float, bid: float, rival: float) -> str:
    """What a bid did against the best rival's. Equal bids are yours, as in `clear`.

    "won", "lost" by winning above the card, "missed" below it, or left to others as too "dear".

    >>> end(65, 40, 55)
    'missed'
    """
    return ("lost", "won")[card >= rival] if bid >= rival else ("dear", "missed")[card > rival]
