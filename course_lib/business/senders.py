"""Three companies and the same crowd for a month: a shop, a bank and a spammer.

Who writes how often is made up (`data/senders.toml`), and so is the patience of the crowd; what the
platform then does to each of them are the sandbox's rules (`data/fidelity.csv` says which of those
are invented too).
"""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pandas as pd

from course_lib import data
from course_lib.business import sandbox
from course_lib.business.emulator import Customer, Emulator
from course_lib.business.messages import Refusal
from course_lib.checks import one_of

START = "2026-09-01T02:00:00Z"
PEOPLE, DAYS = 300, 30
PATIENCE = 100.0  # adverts until somebody blocks, on average
_TEXTS = data.toml("business", "senders")
KINDS: dict[str, list[dict[str, Any]]] = _TEXTS["kinds"]


def month(kind: str, seed: int = 13) -> pd.DataFrame:
    """A month of a "shop", a "bank" or a "spammer": one row a day.

    Columns: company, day (1 to 30), blocked (people so far) and offer (the state of the offer's
    template) in the evening, arrived and owed (US dollars) of the day.

    >>> month("spammer")[["blocked", "offer"]].iloc[-1].to_dict()
    {'blocked': 9, 'offer': 'DISABLED'}
    """
    one_of(kind, KINDS, "business.sender")
    wa = sandbox(start=START)
    for name, (text, category) in _TEXTS["templates"].items():
        wa.catalogue.approve(name, text, category)
    bears = np.random.default_rng(seed).geometric(1 / PATIENCE, PEOPLE)
    crowd = [wa.customer(f"62811{20_000_003 + 7 * n}") for n in range(PEOPLE)]
    for person, most in zip(crowd, bears, strict=True):
        person.patience = int(most)
    evenings = []
    for day in range(DAYS):
        with contextlib.suppress(Refusal):  # a template is paused: no more of it today
            for plan in KINDS[kind]:
                _write(wa, crowd, day, **plan)
        wa.advance("24h")
        offer = next(template for template in wa.catalogue if template.name == "offer")
        blocked = sum(person.blocked for person in crowd)
        evenings.append((kind, day + 1, blocked, offer.status))
    frame = pd.DataFrame(evenings, columns=["company", "day", "blocked", "offer"])
    charges = wa.frame("charges").dropna(subset="delivered")
    day = (charges["delivered"] - pd.Timestamp(START)).dt.days + 1
    by = charges.groupby(day)["owed"].agg(arrived="size", owed="sum")
    return frame.join(by, on="day").fillna({"arrived": 0, "owed": 0.0})


def _write(
    wa: Emulator,
    crowd: list[Customer],
    day: int,
    *,
    a_day: int,
    template: str,
    shift: int = 0,
    asked: str = "",
    texts: tuple[str, ...] = (),
) -> None:
    """To the people of the day; whoever asks is answered first."""
    for n in range(a_day * day + shift, a_day * (day + 1) + shift):
        person = crowd[n % PEOPLE]
        if asked:
            person.says(asked)
        for text in texts:
            wa.send_text(person, text)
        wa.send_template(person, template)
