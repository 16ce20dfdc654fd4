"""What the monthly simulation takes from elsewhere: its assumptions, and three prices.

The price of an advertisement comes from the auction of `ads`, the price of a chat from the rate
cards of `business`, and the cost of carrying from `capacity`. What is assumed stands, each number
with its reason, in `data/platform.toml`.
"""

from __future__ import annotations

import itertools
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from course_lib.ads import auction
from course_lib.business import month, rules
from course_lib.capacity import cost, inputs, load

Amounts = Any  # a float, or an array of many models at once

_FILE = Path(__file__).with_name("data") / "platform.toml"


def assumptions() -> pd.DataFrame:
    """What the model assumes: columns name, value, unit, reason.

    >>> assumptions().set_index("name").loc["chats", "value"]
    np.float64(12.0)
    """
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    rows = [{"name": name} | row for name, row in table.items()]
    frame = pd.DataFrame(rows)[["name", "value", "unit", "reason"]]
    return frame.assign(value=[inputs.evaluate(value) for value in frame["value"]])


@cache
def assumed() -> dict[str, float]:
    """The values of `assumptions` by name.

    >>> assumed()["chats"]
    12.0
    """
    return assumptions().set_index("name")["value"].to_dict()


@cache
def chat_price(since: str, city: str = "Bandung") -> float:
    """Dollars for one business chat under the rule that began on the day `since` (see `rules`).

    The chat is `month.Chat()`: six replies, a reminder a day later, an offer a week later, past the
    free ones. Raises `CourseError` for a day on which no rule began.

    >>> round(chat_price("2025-07-01"), 4)
    0.0661
    """
    riders = 2000
    bill = month.cost(month.Chat(), rules.rule_named(since), city, riders)
    return float(bill["dollars"].sum()) / riders


@cache
def carrying() -> float:
    """Dollars a year for carrying one user's texts, photos and calls, by `capacity`'s middle guess.

    >>> 0.1 < carrying() < 1
    True
    """
    people = assumed()["country"]
    bill = cost.bill(load.Load(people, load.step("calls")), "Indonesia")
    return cost.total(cost.per_user(bill, people)).mid


def advertisement(bidders: Amounts, aimed: Amounts) -> tuple[Amounts, Amounts]:
    """Price and worth of an ad, as shares of its worth to a company whose thing the person wants.

    A person wants a company's thing or does not, half and half. Aimed ads know it, the others do
    not: with few bidders knowing lowers the price, with many it raises it (Levin and Milgrom 2010).

    >>> few, many = advertisement(np.float64(2), 1.0)[0], advertisement(np.float64(9), 1.0)[0]
    >>> float(few), float(advertisement(np.float64(2), 0.0)[0]), round(float(many), 2)
    (0.25, 0.5, 0.98)
    """
    whole = np.arange(len(_auctions()[0]))
    blind_price, blind_worth, price, worth = (
        np.interp(bidders, whole, amounts) for amounts in _auctions()
    )
    return (
        blind_price + aimed * (price - blind_price),
        blind_worth + aimed * (worth - blind_worth),
    )


@cache
def _auctions() -> tuple[np.ndarray[Any, np.dtype[np.float64]], ...]:
    """Mean price and worth of 0, 1, 2 ... bidders, not aimed and aimed: every case is cleared."""
    rows = [(0.0, 0.0, 0.0, 0.0)]
    for bidders in range(1, int(assumed()["bidders"]) + 1):
        wants = np.array(list(itertools.product([0.0, 1.0], repeat=bidders)))
        blind = auction.clear(np.full(bidders, 0.5)).payments.sum()
        aimed = auction.clear(wants).payments.sum(axis=-1).mean()
        rows.append((float(blind), 0.5, float(aimed), float(wants.max(axis=-1).mean())))
    return tuple(np.array(column) for column in zip(*rows, strict=True))
