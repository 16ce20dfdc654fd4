"""Three companies and the same crowd for a month: a shop, a bank and a spammer.

Who writes how often is made up, and so is the patience of the crowd; what the platform then does
to each of them are the sandbox's rules (see `fidelity` for which of those are invented too).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from course_lib.business import customers, sandbox
from course_lib.business.refusals import Refusal

if TYPE_CHECKING:
    from course_lib.business.customers import Customer
    from course_lib.business.emulator import Emulator

START = "2026-09-01T02:00:00Z"
PEOPLE, DAYS, PATIENCE = 300, 30, 100.0


def _shop(wa: Emulator, day: int, crowd: list[Customer]) -> None:
    """Ten people a day ask and get two answers; everybody gets one offer in the month."""
    for person in crowd[10 * day : 10 * day + 10]:
        person.says("Is it still there?")
        wa.send_text(person, "Yes."), wa.send_text(person, "Shall we keep it for you?")
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
_TEXTS = {
    "offer": ("Everything must go this week.", "MARKETING"),
    "code": ("Here is your code.", "AUTHENTICATION"),
    "notice": ("Your statement is ready.", "UTILITY"),
}


def month(kind: str, seed: int = 7) -> pd.DataFrame:
    """A month of a "shop", a "bank" or a "spammer": one row a day.

    Columns: company, day (1 to 30), blocked (people so far), quality (of the number) and offer (the
    state of the offer's template) in the evening, arrived and owed (US dollars) of the day.

    >>> month("spammer")[["blocked", "offer"]].iloc[-1].to_dict()
    {'blocked': 9, 'offer': 'DISABLED'}
    """
    wa = sandbox(start=START, throughput=1000)
    for name, (text, category) in _TEXTS.items():
        wa.catalogue.approve(name, text, category)
    crowd = customers.crowd(wa, PEOPLE, seed=seed, patience=PATIENCE)
    evenings = []
    for day in range(DAYS):
        with contextlib.suppress(Refusal):  # a template is paused: no more of it today
            KINDS[kind](wa, day, crowd)
        wa.advance("24h")
        offer = next(template for template in wa.catalogue if template.name == "offer")
        blocked = sum(person.blocked for person in crowd)
        evenings.append((kind, day + 1, blocked, wa.limits.quality, offer.status))
    frame = pd.DataFrame(evenings, columns=["company", "day", "blocked", "quality", "offer"])
    charges = wa.frame("charges").dropna(subset="delivered")
    day = (charges["delivered"] - pd.Timestamp(START)).dt.days + 1
    by = charges.groupby(day)["owed"].agg(arrived="size", owed="sum")
    return frame.join(by, on="day").fillna({"arrived": 0, "owed": 0.0})
