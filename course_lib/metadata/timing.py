"""Who writes to whom when no envelope names its sender: by the times of arrival alone.

People answer. So whoever receives something soon before or after an account does, again and again,
is probably at the other end. The idea is that of Martiny et al., "Improving Signal's Sealed
Sender" (NDSS 2021); the score here is a plain count against what chance would give.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import default_rng
from numpy.typing import NDArray

from course_lib import relay
from course_lib.metadata.results import Result, checked, judged

WINDOW = 300.0  # seconds
BUSIEST = "the busiest account"
_BLOCK = 2**19  # arrivals at a time: what fits into a processor's own memory is quicker


def partners(log: pd.DataFrame, least: int = 10) -> pd.Series:
    """The truth to find: who wrote most to each account, if that were `least` messages or more.

    Reads the senders, so it works before they are sealed only.

    >>> from course_lib.metadata import population
    >>> len(partners(population.simulate(48, 7, seed=1, stories=()).log)) > 20
    True
    """
    known = checked(log).dropna(subset=["sender"])
    pairs = pd.DataFrame({name: known[name].astype(str) for name in ("recipient", "sender")})
    counts = pairs.value_counts().rename("n").reset_index()
    counts = counts.sort_values(["n", "recipient", "sender"], ascending=[False, True, True])
    first = counts[counts["n"] >= least].drop_duplicates("recipient").set_index("recipient")
    return first["sender"].sort_index()


def scores(log: pd.DataFrame, window: float = WINDOW) -> pd.DataFrame:
    """How suspicious each account (column) is of talking with each other one (row).

    Counts how often both received something within `window` seconds; minus what chance would give,
    divided by the spread of chance. Only `sent_at` and `recipient` are read.

    >>> from course_lib.metadata import population
    >>> scores(population.simulate(48, 7, seed=1, stories=()).log).shape
    (48, 48)
    """
    frame = checked(log)
    accounts = np.array(sorted(frame["recipient"].unique()), dtype=object)
    at, who = arrivals(frame, accounts)
    n = len(accounts)
    seen = np.zeros(n * n)
    for begin in range(0, len(at), _BLOCK):
        end = begin + _BLOCK
        for step in range(1, len(at)):
            later = at[begin + step : end + step]
            near = later - at[begin:end][: len(later)] <= window
            if not near.any():
                break
            one, other = who[begin:end][: len(later)][near], who[begin + step : end + step][near]
            seen += np.bincount(one * n + other, minlength=n * n)
    together = seen.reshape(n, n) + seen.reshape(n, n).T
    received = np.bincount(who, minlength=n).astype(float)
    span = max(at[-1] - at[0], window) if n else window
    chance = np.outer(received, received) * 2 * window / span
    score = (together - chance) / np.sqrt(chance + 1)
    np.fill_diagonal(score, -np.inf)
    return pd.DataFrame(score, index=accounts, columns=accounts)


def attack(log: pd.DataFrame, truth: pd.Series, window: float = WINDOW) -> Result:
    """How often the most suspicious account is the true partner in `truth` (see `partners`).

    >>> from course_lib.metadata import defences, population
    >>> log = population.simulate(48, 14, seed=1, stories=()).log
    >>> attack(defences.seal(log), partners(log)).right > 0.5
    True
    """
    frame = checked(log)
    best = scores(frame, window).idxmax(axis=1)
    received = frame["recipient"].value_counts().rename(index=str)
    busiest = received.sort_index().idxmax()
    chance = 1 / max(1, len(best) - 1)
    return judged(best, busiest, truth, chance=chance, rule=BUSIEST)


def race(log: pd.DataFrame, account: str, messages: int, window: float = WINDOW) -> pd.DataFrame:
    """How the suspects of `account` do, message by message: one row a message and suspect.

    Columns: message (from 1), suspect, hits (messages so far with an arrival of the suspect within
    `window` seconds). Every suspect with a hit is in it.

    >>> from course_lib.metadata import population
    >>> log = population.simulate(48, 7, seed=1, stories=()).log
    >>> race(log, log.loc[0, "recipient"], 3).columns.tolist()
    ['message', 'suspect', 'hits']
    """
    frame = checked(log)
    accounts = np.array(sorted(frame["recipient"].unique()), dtype=object)
    at, who = arrivals(frame, accounts)
    here = at[accounts[who] == account][:messages]
    hits = np.zeros((len(here), len(accounts)), dtype=np.int64)
    for row, moment in enumerate(here):
        first, last = np.searchsorted(at, [moment - window, moment + window + 1e-9])
        hits[row, np.unique(who[first:last])] = 1
    seen = np.flatnonzero(hits.any(axis=0) & (accounts != account))
    return pd.DataFrame(
        {
            "message": np.tile(np.arange(1, len(here) + 1), len(seen)),
            "suspect": np.repeat(accounts[seen], len(here)),
            "hits": hits[:, seen].cumsum(axis=0).T.ravel(),
        }
    )


def receipts(log: pd.DataFrame, seed: int) -> pd.DataFrame:
    """`log` with a delivery receipt for each message, back to its sender 1 to 3 seconds later.

    >>> from course_lib.metadata import population
    >>> log = population.simulate(48, 7, seed=1, stories=()).log
    >>> len(receipts(log, seed=1)) == 2 * len(log)
    True
    """
    known = checked(log).dropna(subset=["sender"])
    later = pd.to_timedelta(default_rng(seed).uniform(1, 3, len(known)), unit="s")
    back = relay.typed(
        {
            "sent_at": known["sent_at"] + later,
            "sender": known["recipient"],
            "recipient": known["sender"],
            "kind": ["receipt"] * len(known),
            "size": np.full(len(known), 32, dtype=np.int32),
            "group": known["group"],
        }
    )
    return relay.typed(
        pd.concat([log, back]).sort_values("sent_at", kind="stable", ignore_index=True)
    )


def arrivals(
    log: pd.DataFrame, accounts: NDArray[np.object_]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """When something arrived (seconds, ascending) and for whom (a position in `accounts`).

    >>> at, who = arrivals(relay.log_frame([]), np.array([], dtype=object))
    >>> len(at), len(who)
    (0, 0)
    """
    at = log["sent_at"].astype("int64").to_numpy() / 1e6
    who = pd.Categorical(log["recipient"], categories=accounts).codes.astype(np.int64)
    order = np.lexsort((who, at))
    return at[order], who[order]
