"""Price lists: which market a phone number belongs to, and what the card of a date says there.

Dollar prices are read from the facts room. Markets follow the calling code; where countries share
one (+1, +7, +44 ...) the `phonenumbers` library decides. Money is `Decimal` here and in `bill`.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import phonenumbers

from course_lib import facts
from course_lib.errors import CourseError


class Market(NamedTuple):
    """A priced market, and the wider group whose price applies where a card does not list it."""

    name: str
    group: str


class Tier(NamedTuple):
    """From `start` charged messages a month up to `end` (None: without limit): price x `factor`."""

    start: int
    end: int | None
    factor: Decimal


@dataclass(frozen=True)
class Card:
    """One price list: `rates[market, column]` in `currency` for each `unit`."""

    since: dt.date
    currency: str
    unit: str
    confidence: str
    rates: dict[tuple[str, str], Decimal]

    def rate(self, market: Market, column: str) -> Decimal:
        """The list price. Raises CourseError if the card has no such market.

        >>> card_at(dt.date(2026, 4, 1), "USD", "message").rate(market_of("6281"), "utility")
        Decimal('0.0250')
        """
        for name in (market.name, market.group, "Other"):
            if (found := self.rates.get((name, column))) is not None:
                return found
        known = sorted({name for name, kept in self.rates if kept == column})
        raise CourseError(
            expected=f"a market on the card of {self.since} ({self.currency}): {', '.join(known)}",
            got=f"{market.name}, {column}",
            do="Choose a customer from a listed market, another currency or another date.",
        )


@cache
def _regions() -> dict[str, Market]:
    text = files("course_lib.business").joinpath("data/markets.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["region"]: Market(row["market"], row["group"]) for row in rows}


def region_of(number: str) -> str:
    """The two-letter country of an international number without "+" ("ZZ" if nobody's).

    >>> region_of("919800000001"), region_of("18765550123"), region_of("77015550123")
    ('IN', 'JM', 'KZ')
    """
    for digits in (1, 2, 3):
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(number[:digits] or 0), ())
        if len(regions) == 1:
            return str(regions[0])
        if regions:
            try:
                parsed = phonenumbers.parse("+" + number)
            except phonenumbers.NumberParseException:
                return str(regions[0])
            return phonenumbers.region_code_for_number(parsed) or str(regions[0])
    return "ZZ"


def market_of(number: str) -> Market:
    """The market that prices messages to this number.

    >>> market_of("12125550123").name, market_of("18765550123").name
    ('North America', 'Rest of Latin America')
    """
    return _regions().get(region_of(number), Market("Other", "Other"))


# Where each card comes from: first day, currency, unit, table. The dollar cards are facts; the two
# others (excerpts, third-party copies) lie here because no lesson states them.
_CARDS = (
    ("2022-02-01", "USD", "conversation", "rates_2022_02"),
    ("2023-06-01", "USD", "conversation", "rates_2023_06"),
    ("2024-10-01", "USD", "conversation", "rates_2024_10"),
    ("2026-04-01", "USD", "message", "rates_2026_04"),
    ("2026-07-01", "EUR", "message", "rates_2026_07_eur"),
    ("2026-07-01", "BRL", "message", "rates_2026_07_brl"),
    ("2026-10-01", "USD", "message", "rates_2026_10"),
)
_COLUMNS = (
    "marketing",
    "utility",
    "authentication",
    "service",
    "business_initiated",
    "user_initiated",
)


@cache
def _rows(table: str) -> list[dict[str, str]]:
    own = files("course_lib.business").joinpath(f"data/{table}.csv")
    if own.is_file():
        return list(csv.DictReader(own.read_text("utf-8").splitlines()))
    frame = facts.table(table).astype(object)
    prices = [column for column in _COLUMNS if column in frame]
    for column in prices:
        frame[column] = frame[column].map(lambda price: "" if price != price else f"{price:.4f}")
    return list(frame.astype(str).to_dict("records"))


@cache
def _card(since: str, currency: str, unit: str, table: str) -> Card:
    rates = {}
    confidence = ""
    for row in _rows(table):
        confidence = row.get("confidence", "") or confidence
        name = row["market"].split(" (")[0]
        for column in _COLUMNS:
            if row.get(column):
                rates[name, column] = Decimal(row[column])
    return Card(dt.date.fromisoformat(since), currency, unit, confidence, rates)


@cache
def _notifications() -> Card:
    price = facts.fact("R1")
    middle = (Decimal(str(price.low)) + Decimal(str(price.high))) / 2
    rates = {("Other", "notification"): middle}
    return Card(dt.date(2018, 8, 1), "USD", "notification", price.confidence, rates)


@cache
def card_at(day: dt.date, currency: str, unit: str) -> Card:
    """The card of that day: the latest one, or the first later one where no earlier one is known.

    For 2018 only a range by country is known (fact R1): its middle stands for every market.
    Raises CourseError for a currency without any card.

    >>> card_at(dt.date(2026, 10, 15), "USD", "message").since
    datetime.date(2026, 10, 1)
    """
    if unit == "notification" and currency == "USD":
        return _notifications()
    cards = [_card(*source) for source in _CARDS if source[1:3] == (currency, unit)]
    if not cards:
        known = sorted({source[1] for source in _CARDS if source[2] == unit} or {"USD"})
        raise CourseError(
            expected=f"a currency with a card of prices by {unit}: {', '.join(known)}",
            got=currency,
            do="Use USD, which has a card for every date.",
        )
    earlier = [card for card in cards if card.since <= day]
    return earlier[-1] if earlier else cards[0]


@cache
def tiers(market: str, category: str) -> tuple[Tier, ...]:
    """The volume steps of a market and category; none known means the list price throughout.

    Marketing and service have none by rule.

    >>> [tier.end for tier in tiers("Brazil", "utility")][:2], tiers("Brazil", "marketing")
    ([250000, 2000000], (Tier(start=0, end=None, factor=Decimal('1')),))
    """
    found, start = [], 0
    for row in _rows("volume_tiers"):
        if (row["market"], row["category"]) == (market, category):
            end = int(row["upto"]) if row["upto"] else None
            found.append(Tier(start, end, 1 - Decimal(row["discount"])))
            start = end or 0
    return tuple(found) or (Tier(0, None, Decimal(1)),)


def graduated(count: int, price: Decimal, steps: tuple[Tier, ...]) -> Decimal:
    """What `count` charged messages cost when only the messages inside a tier get its rate.

    >>> graduated(300_000, Decimal("0.0350"), tiers("Brazil", "utility"))
    Decimal('10412.500000')
    """
    inside = ((min(count, tier.end or count) - tier.start, tier.factor) for tier in steps)
    return sum((max(n, 0) * price * factor for n, factor in inside), Decimal(0))
