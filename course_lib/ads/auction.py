"""Who is shown, who pays what, and how to bid: sealed bids for the places on one person's screen.

An ad's *score* is bid x estimated action rate + quality, in dollars for one showing at a position
effect of 1; the highest scores take the places in order. That sum is how Meta's help pages are
quoted; prices, best replies and equilibria follow Edelman, Ostrovsky and Schwarz, "Internet
advertising and the generalized second-price auction", American Economic Review 97 (2007), and
Varian, "Position auctions", International Journal of Industrial Organization 25 (2007). One call
clears many auctions at once.

A hall: three bid for one tap, by a price that rises or in sealed envelopes, in US cents. Each holds
a secret card, what the tap is worth to it, and scores worth minus price.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np

from course_lib import checks, data
from course_lib.errors import refuse, require

Rule = Literal["first_price", "generalised_second_price", "vcg"]
Bound = Literal["lower", "upper"]
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

    Raises CourseError for another rule, for what is no number, for bids or a reserve below zero,
    rates outside 0 to 1, and shapes that do not fit.

    >>> tap = clear([2.0, 1.5, 0.8])
    >>> int(tap.winners[0]), float(tap.prices[0])
    (0, 1.5)
    >>> vcg = clear([10, 4, 2], effects=(200, 100), rule="vcg")
    >>> vcg.payments.tolist()
    [600.0, 200.0]
    """
    checks.one_of(rule, get_args(Rule), "ads.rule")
    effects = check_effects(effects)
    numbers = bids, rates, quality, reserve = _broadcast(bids, rates, quality, reserve)
    worth = bids * rates
    scores = worth + quality
    playing = (worth > 0) & (bids >= reserve) & (scores >= 0)
    ranked = np.where(playing, scores, -np.inf)
    order = np.lexsort((-bids, -worth, -ranked), axis=-1)
    best = _cut(np.take_along_axis(ranked, order, axis=-1), len(effects) + 1, -np.inf)
    order, filled = _cut(order, len(effects), 0), best[..., :-1] > -np.inf
    bid, rate, own, floor = (np.take_along_axis(each, order, axis=-1) for each in numbers)
    prices = bid
    if rule != "first_price":
        below = np.maximum(best[..., 1:], 0.0)  # an empty place has a score of 0
        least = _least(below, own, floor * rate, effects, rule)
        # rounding must not lift a price above the bid; an empty place may divide by a rate of zero
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            prices = np.minimum(least / rate, bid)
    prices = np.where(filled, prices, 0.0)
    return Clearing(np.where(filled, order, -1), scores, prices, prices * rate * effects)


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


def _broadcast(bids: Any, rates: Any, quality: Any, reserve: Any) -> list[Amounts]:
    """All four as arrays of the shape of the bids, checked."""
    numbers = [checks.numbers(one, "ads.numbers") for one in (bids, rates, quality, reserve)]
    shape = numbers[0].shape
    if not (shape and shape[-1]):
        raise refuse("ads.no_bids", repr(bids))  # to write bids down takes longer than to rank them
    checks.not_negative(numbers[0], "ads.bids")
    checks.share(numbers[1], "ads.rates")
    require(np.isfinite(numbers[2]).all(), "ads.quality", _phrase("got.not_finite"))
    checks.not_negative(numbers[3], "ads.reserve")
    try:
        return [np.broadcast_to(one, shape) for one in numbers]
    except ValueError:
        got = " and ".join(str(one.shape) for one in numbers[1:])
        raise refuse("ads.shapes", got, shape=shape) from None


def _cut(ranked: Any, places: int, fill: float) -> Any:
    """The first `places` of (..., n), filled up where there are fewer bidders."""
    kept = ranked[..., :places]
    more = places - kept.shape[-1]
    return np.pad(kept, [(0, 0)] * (kept.ndim - 1) + [(0, more)], constant_values=fill)


def _least(
    below: Amounts, quality: Amounts, floor: Amounts, effects: Amounts, rule: Rule
) -> Amounts:
    """Dollars for an effect of 1: the least that keeps a place, or the mean over all steps to it.

    All are (..., slots); `below` is the score of the next place down.
    """
    if rule == "generalised_second_price":
        return np.maximum(below - quality, floor)
    steps = effects - np.append(effects[1:], 0.0)
    total = np.empty_like(below)
    for place in range(len(effects)):
        reach = below[..., place:] - quality[..., place, None]
        reach = np.maximum(reach, floor[..., place, None])
        total[..., place] = reach @ steps[place:] / effects[place]
    return total


# --- how to bid: everything is tried through `clear`


def gains(
    bids: Any, bidder: int, value: float, tries: Any, *, rule: Rule, effects: Any = (1.0,)
) -> Amounts:
    """What `bidder` expects to keep, (value - price) x effect, for each own bid in `tries`.

    `bids`: (n,) what everybody bids, `value`: dollars one action is worth to this bidder, `tries`:
    (k,) bids to put in place of the bidder's own. Returns (k,) dollars. All are as likely to be
    tapped, and as good.

    The example of Edelman et al. (2007): the second place is almost as good, and cheap.

    Raises CourseError for a bidder who is not there, and what `clear` refuses.

    >>> places = {"rule": "generalised_second_price", "effects": (200, 199)}
    >>> gains([10, 4, 2], 0, 10, [10, 3], **places).tolist()
    [1200.0, 1592.0]
    """
    bids, tries = _bids(bids, bidder), np.atleast_1d(checks.numbers(tries, "ads.numbers"))
    rows = np.tile(bids, (len(tries), 1))
    rows[:, bidder] = tries
    cleared = clear(rows, rule=rule, effects=effects)
    worth = value * np.asarray(effects, dtype=float)
    kept: Amounts = (worth - cleared.payments) * (cleared.winners == bidder)
    return kept.sum(axis=-1)


def best_reply(
    bids: Any, bidder: int, value: float, *, rule: Rule, step: float = 0.01, effects: Any = (1.0,)
) -> float:
    """The bid with the highest `gains` among 0, `step`, 2 x `step` ... up to `value`.

    By the definition: every bid is tried, but for those that would tie with another bidder's (who
    wins a tie is not for the bidder to say). A bidder who cannot gain by moving stays; of
    several best bids the lowest is returned. Above its own value no bid gains more.

    Raises CourseError for a step of zero or less, a value below zero, a bidder who is not there,
    and for more than a million bids to try and to compare.

    >>> best_reply([10, 4, 2], 0, 10, rule="generalised_second_price", step=1, effects=(200, 199))
    3.0
    """
    checks.positive(step, "ads.step")
    checks.not_negative(value, "ads.value")
    bids = _bids(bids, bidder)
    require(value / step * len(bids) <= 1e6, "ads.tries", f"{value / step:.3g}", bidders=len(bids))
    now = float(bids[bidder])
    steps = np.round(np.arange(int(np.floor(value / step + 1e-9)) + 1) * step, 9)
    gain = gains(bids, bidder, value, np.append(steps, now), rule=rule, effects=effects)
    ties = np.isclose(steps[:, None], np.delete(bids, bidder), rtol=0, atol=1e-9).any(axis=1)
    gain[:-1][ties & (steps > 0)] = -np.inf  # a bid of zero meets nobody
    most = float(np.max(gain))
    enough = most - 1e-9 * max(1.0, abs(most))  # rounding is no reason to move
    return now if gain[-1] >= enough else float(steps[np.argmax(gain[:-1] >= enough)])


def take_turns(
    bids: Any, values: Any, turns: int, *, rule: Rule, step: float = 0.01, effects: Any = (1.0,)
) -> Amounts:
    """Best replies in turn: bidder 0 moves, then 1, and so on. Returns (turns + 1, n) bids.

    Under "first_price" two places and three bidders never settle: each outbids the other by a
    `step` until the second place is the better deal, and the climb begins again (Edelman et al.
    2007).

    Raises CourseError for less than one turn, and unless there is a value for each bid.

    >>> path = take_turns([0, 0, 2], [10, 4, 2], 5, rule="first_price", effects=(200, 100))
    >>> path[:, :2].max(axis=1).tolist()
    [0.0, 2.01, 2.02, 2.02, 2.03, 2.04]
    """
    checks.whole(turns, "ads.turns")
    path, values = [_bids(bids)], np.atleast_1d(values)
    require(len(values) == len(path[0]), "ads.values", len(values), bidders=len(path[0]))
    for turn in range(turns):
        bidder = turn % len(path[0])
        bid = best_reply(path[-1], bidder, values[bidder], rule=rule, step=step, effects=effects)
        path.append(np.where(np.arange(len(path[-1])) == bidder, bid, path[-1]))
    return np.array(path)


def symmetric_bids(values: Any, effects: Any, bound: Bound = "lower") -> Amounts:
    """Bids of the symmetric (locally envy-free) equilibria of the generalised second price.

    `values`: (n,) dollars an action, highest first; `effects`: (slots,). Returns (n,) bids: the
    lowest or the highest such equilibrium (Varian 2007, section 3). The lowest pays what "vcg"
    pays. The first bid only has to be the highest: it is that bidder's value.

    Raises CourseError for values that rise, or are below zero, and for another bound.

    >>> symmetric_bids([10, 4, 2], (200, 100)).tolist()
    [10.0, 3.0, 2.0]
    >>> symmetric_bids([10, 4, 2], (200, 100), "upper").tolist()
    [10.0, 7.0, 4.0]
    """
    checks.not_negative(values, "ads.value")
    checks.one_of(bound, get_args(Bound), "ads.bound")
    values = np.asarray(values, dtype=float)
    require(values.ndim == 1 and not (np.diff(values) > 0).any(), "ads.sorted", values.tolist())
    kept = check_effects(effects)[: len(values)]
    places = np.pad(kept, (0, len(values) + 1 - len(kept)))
    bids, below = values.copy(), 0.0
    for one in range(len(values) - 1, 0, -1):
        if places[one - 1] > 0:
            higher, lower = places[one - 1], places[one]
            who = values[one - 1] if bound == "upper" else values[one]
            bids[one] = (who * (higher - lower) + below * lower) / higher
        below = bids[one]
    return bids


def _bids(given: Any, bidder: int = 0) -> Amounts:
    """(n,) bids, if `bidder` is one of those who made them."""
    bids: Amounts = np.atleast_1d(checks.numbers(given, "ads.numbers"))
    require(0 <= bidder < len(bids), "ads.bidder", bidder, last=len(bids) - 1)
    return bids


# --- the hall


@dataclass
class Hall:
    """One auction: at which price each bidder left, or what each bid.

    The first `people` bidders are people; the others are rivals who act by their cards.

    >>> hall = Hall.drawn(3)
    >>> for bidder, card in enumerate(hall.cards):
    ...     hall.bid(bidder, card)
    >>> hall.paid == sorted(hall.cards)[1]
    True
    """

    cards: list[int]
    people: int = BIDDERS
    price: int = 0
    out: dict[int, int] = field(default_factory=dict)
    bids: dict[int, float] = field(default_factory=dict)

    @classmethod
    def drawn(cls, seed: int, people: int = BIDDERS) -> Hall:
        """A hall whose cards are drawn by chance; the first card is between 55 and 75.

        Raises CourseError for a seed below zero.
        """
        random = checks.generator(seed)
        own, others = random.integers(5, 8), random.integers(1, MOST // STEP, BIDDERS - 1)
        return cls([int(card) * STEP + STEP // 2 for card in (own, *others)], people)

    def rise(self) -> None:
        """The price rises a step; all rivals leave to whom the tap is worth less."""
        self.price += STEP if self.winner is None else 0
        for rival in range(self.people, BIDDERS):
            if self.winner is None and self.cards[rival] < self.price:
                self.out.setdefault(rival, self.price)

    def leave(self, bidder: int) -> None:
        """A person leaves at this price; rivals alone go on until the last one has the tap."""
        if self.winner is None:
            self.out.setdefault(bidder, self.price)
        while self.winner is None and self.out.keys() >= set(range(self.people)):
            self.rise()

    def bid(self, bidder: int, cents: float) -> None:
        """A sealed bid, the rivals' after the last person's; raises CourseError below zero."""
        checks.not_negative(cents, "ads.bids")
        self.bids[bidder] = cents
        if len(self.bids) == self.people:
            self.bids |= {rival: self.cards[rival] for rival in range(self.people, BIDDERS)}

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


checks.guard(__name__, error=None)
