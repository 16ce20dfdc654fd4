"""How to bid: the best reply, and where best replies settle.

Edelman, Ostrovsky and Schwarz, "Internet advertising and the generalized second-price auction",
American Economic Review 97 (2007); Varian, "Position auctions", International Journal of Industrial
Organization 25 (2007). Everything is tried through `auction.clear`. Money in US dollars an action.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np

from course_lib import checks
from course_lib.ads import auction
from course_lib.ads.auction import Amounts, Rule
from course_lib.errors import refuse

Bound = Literal["lower", "upper"]


def gains(
    bids: Any, bidder: int, value: float, tries: Any, *, rule: Rule, **others: Any
) -> Amounts:
    """What `bidder` expects to keep, (value - price) x rate x effect, for each own bid in `tries`.

    `bids`: (n,) what everybody bids, `value`: dollars one action is worth to this bidder, `tries`:
    (k,) bids to put in place of the bidder's own. Returns (k,) dollars. `others`: `rates`,
    `quality`, `effects`, `reserve` as in `clear`.

    The example of Edelman et al. 2007: the second place is almost as good, and cheap.

    >>> places = {"rule": "generalised_second_price", "effects": (200, 199)}
    >>> gains([10, 4, 2], 0, 10, [10, 3], **places).tolist()
    [1200.0, 1592.0]
    """
    _one_of_them(bids, bidder)
    tries = np.asarray(tries, dtype=float)
    rows = np.tile(np.asarray(bids, dtype=float), (len(tries), 1))
    rows[:, bidder] = tries
    cleared = auction.clear(rows, rule=rule, **others)
    rate = np.broadcast_to(others.get("rates", 1.0), rows.shape)[:, [bidder]]
    effects = np.asarray(others.get("effects", (1.0,)), dtype=float)
    kept: Amounts = (value * rate * effects - cleared.payments) * (cleared.winners == bidder)
    return kept.sum(axis=-1)


def best_reply(
    bids: Any, bidder: int, value: float, *, rule: Rule, step: float = 0.01, **others: Any
) -> float:
    """The bid with the highest `gains` among 0, `step`, 2 x `step` ... up to `value`.

    By the definition: every bid is tried, but for those that would tie with another bidder's score
    (who wins a tie is not for the bidder to say). A bidder who cannot gain by moving stays; of
    several best bids the lowest is returned. Above its own value no bid gains more.

    >>> best_reply([10, 4, 2], 0, 10, rule="generalised_second_price", step=1, effects=(200, 199))
    3.0
    """
    checks.positive(step, "ads.step")
    checks.not_negative(value, "ads.value")
    _one_of_them(bids, bidder)
    now = float(np.asarray(bids, dtype=float)[bidder])
    steps = np.round(np.arange(int(np.floor(value / step + 1e-9)) + 1) * step, 9)
    tries = np.append(steps, now)
    gain = gains(bids, bidder, value, tries, rule=rule, **others)
    gain[:-1][_ties(bids, bidder, steps, others)] = -np.inf
    most = float(np.max(gain))
    enough = most - 1e-9 * max(1.0, abs(most))  # rounding is no reason to move
    return now if gain[-1] >= enough else float(steps[np.argmax(gain[:-1] >= enough)])


def take_turns(
    bids: Any, values: Any, turns: int, *, rule: Rule, step: float = 0.01, **others: Any
) -> Amounts:
    """Best replies in turn: bidder 0 moves, then 1, and so on. Returns (turns + 1, n) bids.

    Under "first_price" two places and three bidders never settle: each outbids the other by a
    `step` until the second place is the better deal, and the climb begins again (Edelman et al.
    2007).

    >>> path = take_turns([0, 0, 2], [10, 4, 2], 5, rule="first_price", effects=(200, 100))
    >>> path[:, :2].max(axis=1).tolist()
    [0.0, 2.01, 2.02, 2.02, 2.03, 2.04]
    """
    checks.whole(turns, "ads.turns")
    if len(values) != len(bids):
        raise refuse("ads.values", len(values), bidders=len(bids))
    path = [np.asarray(bids, dtype=float)]
    for turn in range(turns):
        bidder = turn % len(path[0])
        bid = best_reply(path[-1], bidder, values[bidder], rule=rule, step=step, **others)
        path.append(np.where(np.arange(len(path[-1])) == bidder, bid, path[-1]))
    return np.array(path)


def symmetric_bids(values: Any, effects: Any, bound: Bound = "lower") -> Amounts:
    """Bids of the symmetric (locally envy-free) equilibria of the generalised second price.

    `values`: (n,) dollars an action, highest first; `effects`: (slots,). Returns (n,) bids: the
    lowest or the highest such equilibrium (Varian 2007, section 3). The lowest pays what "vcg"
    pays. The first bid only has to be the highest: it is that bidder's value.

    >>> symmetric_bids([10, 4, 2], (200, 100)).tolist()
    [10.0, 3.0, 2.0]
    >>> symmetric_bids([10, 4, 2], (200, 100), "upper").tolist()
    [10.0, 7.0, 4.0]
    """
    checks.not_negative(values, "ads.value")
    checks.one_of(bound, get_args(Bound), "ads.bound")
    values = np.asarray(values, dtype=float)
    if (np.diff(values) > 0).any():
        raise refuse("ads.sorted", values.tolist())
    places = np.zeros(len(values) + 1)
    kept = auction.check_effects(effects)[: len(values)]
    places[: len(kept)] = kept
    bids, below = values.copy(), 0.0
    for one in range(len(values) - 1, 0, -1):
        if places[one - 1] > 0:
            higher, lower = places[one - 1], places[one]
            who = values[one - 1] if bound == "upper" else values[one]
            bids[one] = (who * (higher - lower) + below * lower) / higher
        below = bids[one]
    return bids


def _ties(bids: Any, bidder: int, steps: Amounts, others: dict[str, Any]) -> Any:
    """Which own bids would give exactly another bidder's score (a bid of zero meets nobody)."""
    bids = np.asarray(bids, dtype=float)
    rates = np.broadcast_to(others.get("rates", 1.0), bids.shape)
    quality = np.broadcast_to(others.get("quality", 0.0), bids.shape)
    scores = np.delete(bids * rates + quality, bidder)
    own = steps[:, None] * rates[bidder] + quality[bidder]
    return np.isclose(own, scores, rtol=0, atol=1e-9).any(axis=1) & (steps > 0)


def _one_of_them(bids: Any, bidder: int) -> None:
    if not 0 <= bidder < len(bids):
        raise refuse("ads.bidder", bidder, last=len(bids) - 1)
