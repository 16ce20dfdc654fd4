"""One message, four ledgers: what Sari, the company, the relay and the platform see and earn."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from course_lib.capacity import inputs
from course_lib.capacity.load import DAYS_PER_YEAR
from course_lib.economics import parameters

PARTIES = ("Sari", "Nusa Bus", "relay", "platform")

_FILE = Path(__file__).with_name("data") / "chain.toml"
_MESSAGES_A_DAY = "P9 / U16"  # sent by one user, lesson 3's middle guess


def sees() -> pd.DataFrame:
    """What each party sees at each step: rows are steps, columns `PARTIES`, cells sentences.

    >>> sees().loc["Her question is carried", "relay"]
    'from, to, when, kind, size'
    """
    rows = {step["what"]: step["sees"] for step in _steps()}
    return pd.DataFrame(rows).T[list(PARTIES)]


def earns() -> pd.DataFrame:
    """What each step brings each party in US dollars: rows are steps, paying is below zero.

    The last column, "outside", is whoever else is paid. Each row sums to zero, so that one hidden
    column can be worked out from the others.

    >>> bool((earns().sum(axis="columns").abs() < 1e-12).all())
    True
    """
    frame = pd.DataFrame(0.0, [step["what"] for step in _steps()], [*PARTIES, "outside"])
    for step in _steps():
        frame.loc[step["what"], step["from"]] -= _dollars(step["dollars"])
        frame.loc[step["what"], step["to"]] += _dollars(step["dollars"])
    return frame


def _dollars(amount: str | float) -> float:
    if amount == "carrying":  # a year's carrying, shared among the messages of that year
        return parameters.carrying() / (inputs.evaluate(_MESSAGES_A_DAY) * DAYS_PER_YEAR)
    return inputs.evaluate(amount)


@cache
def _steps() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(_FILE.read_text(encoding="utf-8"))["step"])
