"""Three companies and the same crowd for a month: a shop, a bank and a spammer.

Who writes how often is made up, and so is the patience of the crowd; what the platform then does
to each of them are the sandbox's rules (see `fidelity` for which of those are invented too).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import numpy as np
import pandas as pd

from course_lib import data
from course_lib.business import engine, sandbox
from course_lib.business.emulator import Customer, Emulator
from course_lib.business.messages import Refusal
from course_lib.checks import one_of

START = "2026-09-01T02:00:00Z"
PEOPLE, DAYS, PATIENCE = 300, 30, 100.0
ONLINE, READS = 0.97, 0.8  # shares of the crowd
_TEXTS = data.toml("business", "senders")


def crowd(wa: Emulator, count: int, seed: int = 7, patience: float = PATIENCE) -> list[Customer]:
    """A seeded population: who is online, who reads, and after how many adverts people block.

    `patience` is the mean of a geometric distribution; numbers are made up and avoid the magic
    ones.

    >>> people = crowd(sandbox(), 1000)
    >>> len(people), 950 < sum(person.online for person in people) < 990
    (1000, True)
    """
    rng = np.random.default_rng(seed)
    there, read = rng.random(count) < ONLINE, rng.random(count) < READS
    waits, bears = rng.integers(5, 7200, count), rng.geometric(1 / patience, count)
    people = []
    for i in range(count):
        person = wa.customer(f"62811{20_000_000 + 7 * i + 3}", f"Customer {i + 1}")
        person.online = bool(there[i])
        person.reads_after = int(waits[i]) if read[i] else None
        person.patience = int(bears[i])
        people.append(person)
    return people


def _shop(wa: Emulator, day: int, crowd: list[Customer]) -> None:
    """Ten people a day ask and get two answers; everybody gets one offer in the month."""
    for person in crowd[10 * day : 10 * day + 10]:
        person.says(_TEXTS["asked"])
        wa.send_text(person, _TEXTS["yes"]), wa.send_text(person, _TEXTS["keep"])
        wa.send_template(person, "offer")


def _bank(wa: Emulator, day: int, crowd: list[Customer]) -> None:
    """Sixty people a day get a code, sixty others a notice."""
    for n in range(60):
        wa.send_template(crowd[(60 * day + n) % PEOPLE], "code")
        wa.send_template(crowd[(60 * day + n + 150) % PEOPLE], "notice")


def _spammer(wa: Emulator, day: int, crowd: list[Customer]) -> None:  # noqa: ARG001
    """Everybody gets an offer every day."""
    for person in crowd:
        wa.send_template(person, "offer")


KINDS: dict[str, Callable[[Emulator, int, list[Customer]], None]] = {
    "shop": _shop,
    "bank": _bank,
    "spammer": _spammer,
}


def month(kind: str, seed: int = 7) -> pd.DataFrame:
    """A month of a "shop", a "bank" or a "spammer": one row a day.

    Columns: company, day (1 to 30), blocked (people so far), quality (of the number) and offer (the
    state of the offer's template) in the evening, arrived and owed (US dollars) of the day.

    >>> month("spammer")[["blocked", "offer"]].iloc[-1].to_dict()
    {'blocked': 9, 'offer': 'DISABLED'}
    """
    one_of(kind, KINDS, "business.sender")
    wa = sandbox(start=START, throughput=1000)
    for name, (text, category) in _TEXTS["templates"].items():
        wa.catalogue.approve(name, text, category)
    people = crowd(wa, PEOPLE, seed)
    evenings = []
    for day in range(DAYS):
        with contextlib.suppress(Refusal):  # a template is paused: no more of it today
            KINDS[kind](wa, day, people)
        wa.advance("24h")
        offer = next(template for template in wa.catalogue if template.name == "offer")
        blocked = sum(person.blocked for person in people)
        evenings.append((kind, day + 1, blocked, engine.quality(wa), offer.status))
    frame = pd.DataFrame(evenings, columns=["company", "day", "blocked", "quality", "offer"])
    charges = wa.frame("charges").dropna(subset="delivered")
    day = (charges["delivered"] - pd.Timestamp(START)).dt.days + 1
    by = charges.groupby(day)["owed"].agg(arrived="size", owed="sum")
    return frame.join(by, on="day").fillna({"arrived": 0, "owed": 0.0})
