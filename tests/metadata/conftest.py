"""What a log of real people and an invented one can be compared by; the Copenhagen texts."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course_lib import relay
from course_lib.metadata import population

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "copenhagen"
SUNDAY = pd.Timestamp("2014-02-02", tz="UTC")  # day 0 is a Sunday; which one is not told


@pytest.fixture(scope="session")
def town():
    return population.simulate(people=480, days=28, seed=7)


@pytest.fixture(scope="session")
def copenhagen():
    """The texts of the Copenhagen Networks Study as a log, and the pairs of declared friends."""
    folder = Path(os.environ.get("COURSE_COPENHAGEN") or BESIDE)
    if not (folder / "sms.csv").exists():
        pytest.skip(f"no sms.csv in {folder.name}: set COURSE_COPENHAGEN to the study's folder")
    texts = pd.read_csv(folder / "sms.csv")
    log = relay.typed(
        {
            "sent_at": SUNDAY + pd.to_timedelta(texts["timestamp"], unit="s"),
            "sender": texts["sender"].astype(str),
            "recipient": texts["recipient"].astype(str),
            "kind": ["text"] * len(texts),
            "size": [1] * len(texts),
            "group": [None] * len(texts),
        }
    )
    friends = pd.read_csv(folder / "fb_friends.csv").astype(str)
    return log, {frozenset(pair) for pair in friends.to_numpy().tolist()}


@pytest.fixture(scope="session")
def receipts():
    return with_receipts


def with_receipts(log, seed):
    """`log` with a delivery receipt for each message, back to its sender 1 to 3 seconds later."""
    known = log.dropna(subset=["sender"])
    later = pd.to_timedelta(np.random.default_rng(seed).uniform(1, 3, len(known)), unit="s")
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
    both = pd.concat([log, back]).sort_values("sent_at", kind="stable", ignore_index=True)
    return relay.typed(both)


@pytest.fixture(scope="session")
def measures():
    return measured


def measured(log):
    """Burstiness: median of (s - m) / (s + m) over people with 50 messages or more, from mean m and
    spread s of their gaps (Goh and Barabasi 2008). Replies: messages that change the turn."""
    frame = log
    at = frame["sent_at"].astype("int64").to_numpy() / 1e6
    names = sorted({*frame["sender"].dropna().unique(), *frame["recipient"].unique()})
    sender = pd.Categorical(frame["sender"], names).codes.astype(np.int64)
    recipient = pd.Categorical(frame["recipient"], names).codes.astype(np.int64)
    own = pd.Series(at).groupby(sender).apply(lambda x: _burst(np.diff(np.sort(x))))
    often = pd.Series(sender).value_counts()
    pair = np.minimum(sender, recipient) * len(names) + np.maximum(sender, recipient)
    order = np.lexsort((at, pair))
    same = pair[order][1:] == pair[order][:-1]
    turn = same & (sender[order][1:] != sender[order][:-1])
    gaps = np.diff(at[order])[turn]
    to = pd.Series(1, index=[sender, recipient]).groupby(level=[0, 1]).sum().groupby(level=0)
    return {
        "burstiness": float(own[often.index[often >= 50]].median()),
        "reply_median": float(np.median(gaps)),
        "reply_p90": float(np.quantile(gaps, 0.9)),
        "replies": float(turn.sum() / len(at)),
        "top": float((to.max() / to.sum()).median()),
    }


def _burst(gaps):
    both = gaps.std() + gaps.mean() if len(gaps) else 0
    return float((gaps.std() - gaps.mean()) / both) if both else np.nan
