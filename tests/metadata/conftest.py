"""What a log of real people and an invented one can be compared by; the Copenhagen texts."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course_lib import relay
from course_lib.metadata import chats, population

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "copenhagen"
SUNDAY = pd.Timestamp("2014-02-02", tz="UTC")  # day 0 is a Sunday; which one is not told


@pytest.fixture(autouse=True)
def own_machine(monkeypatch):
    for name in list(os.environ):
        if name.startswith(tuple(chats._SHARED)):
            monkeypatch.delenv(name)


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
    def with_receipts(log, seed):
        """`log` with a delivery receipt for each message, back to its sender 1 to 3 s later."""
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

    return with_receipts
