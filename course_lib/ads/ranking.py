"""Who comes first in many small contests at once: the sorting behind `auction`, made for speed.

A full sort of every auction would take most of the time of clearing it. With few bidders it is
quicker to count, for each, how many score more; with many, to sort only the best ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Amounts = np.ndarray[Any, np.dtype[np.float64]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]

_MANY = 20  # bidders from which a partial sort is faster than counting


def rank(ranked: Amounts, worth: Amounts, bids: Amounts, slots: int) -> tuple[Numbers, Amounts]:
    """Who is in each place (slots, auctions), and the best scores (slots + 1, auctions).

    `ranked` (scores), `worth` (bid x rate) and `bids` are (auctions, bidders). A score of -inf
    takes no part, and a place without a bidder has that score. Equal scores: the higher worth,
    then the higher bid, comes first.

    >>> two = np.array([[3.0, 1.0, 2.0], [5.0, -np.inf, -np.inf]])
    >>> order, best = rank(two, two, two, slots=2)
    >>> order[0].tolist(), best[1].tolist()
    ([0, 0], [2.0, -inf])
    """
    find = _counted if ranked.shape[-1] < _MANY else _partly_sorted
    order, best, tied = find(ranked, slots)
    if tied.any():
        keys = (-bids[tied], -worth[tied], -ranked[tied])
        fair = np.lexsort(keys, axis=-1)
        best[:, tied] = _padded(np.take_along_axis(ranked[tied], fair, axis=-1), slots + 1)
        order[:, tied] = _padded(fair, slots)
    return order, best


def _counted(ranked: Amounts, slots: int) -> tuple[Numbers, Amounts, Any]:
    """Each bidder's place is how many score more: no sorting, and a tie shows at once."""
    columns = np.ascontiguousarray(ranked.T)
    bidders, auctions = columns.shape
    above = (columns[:, None] > columns).view(np.uint8).sum(axis=0, dtype=np.uint8)
    here = (above == np.arange(slots + 1, dtype=np.uint8)[:, None, None]).view(np.uint8)
    order = (here * np.arange(bidders, dtype=np.uint8)[:, None]).max(axis=1).astype(np.int64)
    found = here.sum(axis=1, dtype=np.uint8)
    best = columns.ravel()[order * auctions + np.arange(auctions)]
    best[found == 0] = -np.inf
    tied = ((found[:-1] > 1) & (best[:-1] > -np.inf)).any(axis=0)
    return order[:-1], best, tied


def _partly_sorted(ranked: Amounts, slots: int) -> tuple[Numbers, Amounts, Any]:
    most = min(slots + 1, ranked.shape[-1])
    some = np.argpartition(-ranked, most - 1, axis=-1)[:, :most]
    scores = np.take_along_axis(ranked, some, axis=-1)
    order = np.argsort(-scores, axis=-1)
    best = _padded(np.take_along_axis(scores, order, axis=-1), slots + 1)
    tied = ((best[:-1] == best[1:]) & (best[1:] > -np.inf)).any(axis=0)
    return _padded(np.take_along_axis(some, order, axis=-1), slots), best, tied


def _padded(rows: Any, places: int) -> Any:
    """(auctions, any number) as (places, auctions): cut, or filled up for empty places."""
    columns = rows.T[:places]
    fill = -np.inf if columns.dtype.kind == "f" else 0
    missing = ((0, places - len(columns)), (0, 0))
    return np.pad(columns, missing, constant_values=fill)
