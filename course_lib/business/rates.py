"""Price lists: which market a phone number belongs to, and what the card of a date says there.

Dollar prices are read from the facts room (`data/cards.csv` says from which table). What changed
between two of its cards is known from the platform's own list of changes; its table `rate_changes`
holds it, and "?" where the price before a change is not known: such a price is refused, never
guessed (facts RC6, RC7). Markets follow the calling code; where countries share one (+1, +7, +44
...) the `phonenumbers` library decides. Money is `Decimal` here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import phonenumbers

from course_lib import data, facts
from course_lib.errors import refuse

_COLUMNS = ("marketing", "utility", "authentication", "service")
_BEGUN = ("business_initiated", "user_initiated")


@dataclass(frozen=True, eq=False)
class Market:
    """A priced market, and the wider group whose price applies where a card does not list it."""

    name: str
    group: str


@dataclass(frozen=True, eq=False)
class Card:
    """One price list in US dollars: `rates[market, column]` for each `unit`.

    A price of None is one that nobody could tell us. `sources` says how sure a market's prices are
    (the register's letters), under "*" for all the others.
    """

    since: dt.date
    unit: str
    rates: dict[tuple[str, str], Decimal | None]
    sources: dict[str, str]

    def rate(self, market: Market, column: str) -> Decimal:
        """The list price. Raises CourseError if the card has none.

        >>> card_at(dt.date(2026, 4, 1), "message").rate(market_of("6281"), "utility")
        Decimal('0.0250')
        """
        for name in (market.name, market.group, "Other"):
            if (name, column) in self.rates:
                if (found := self.rates[name, column]) is None:
                    raise refuse("business.price", f"{name}, {column}", since=self.since)
                return found
        known = ", ".join(sorted({name for name, kept in self.rates if kept == column}))
        raise refuse("business.market", f"{market.name}, {column}", since=self.since, known=known)

    def source(self, market: Market) -> str:
        """How sure the prices of a market are, as a letter of the register."""
        return self.sources.get(market.name, self.sources["*"])


_MARKETS = {
    row["region"]: Market(row["market"], row["group"]) for row in data.rows("business", "markets")
}


def region_of(number: str) -> str:
    """The two-letter country of an international number without "+" ("ZZ" if nobody's).

    >>> region_of("919800000001"), region_of("18765550123"), region_of("77015550123")
    ('IN', 'JM', 'KZ')
    """
    try:
        parsed = phonenumbers.parse(f"+{number}")
    except phonenumbers.NumberParseException:
        return "ZZ"
    known = phonenumbers.region_code_for_number(parsed)
    return str(known or phonenumbers.region_code_for_country_code(parsed.country_code or 0))


def market_in(region: str) -> Market:
    """The market of a country.

    >>> market_in("JM").name
    'Rest of Latin America'
    """
    return _MARKETS.get(region, Market("Other", "Other"))


def market_of(number: str) -> Market:
    """The market that prices messages to this number.

    >>> market_of("12125550123").name, market_of("18765550123").name
    ('North America', 'Rest of Latin America')
    """
    return market_in(region_of(number))


@cache
def _card(since: str, unit: str, table: str) -> Card:
    frame = facts.table(table)
    rates: dict[tuple[str, str], Decimal | None] = {}
    for column in (*_COLUMNS, *_BEGUN):
        for market, price in frame.set_index("market")[column].items() if column in frame else ():
            if price == price:  # not missing
                rates[str(market).split(" (")[0], column] = Decimal(f"{price:.4f}")
    sources = {"*": str(frame["confidence"].iloc[0])}
    changes = facts.table("rate_changes").astype(object).fillna("")
    for row in changes[changes["since"] == since].itertuples():
        sources[row.market] = row.confidence
        for column in _COLUMNS[:3]:
            if price := getattr(row, column):
                rates[row.market, column] = None if price == "?" else Decimal(f"{float(price):.4f}")
    return Card(dt.date.fromisoformat(since), unit, rates, sources)


@cache
def card_at(day: dt.date, unit: str) -> Card:
    """The card in force on that day. Never one of a later day.

    For 2018 only a range by country is known (fact R1): its middle stands for every market.
    Raises CourseError for a day without a card.

    >>> card_at(dt.date(2026, 10, 15), "message").since
    datetime.date(2026, 10, 1)
    """
    if unit == "notification":
        price = facts.fact("R1")
        middle = (Decimal(str(price.low)) + Decimal(str(price.high))) / 2
        since, known = dt.date(2018, 8, 1), {"*": price.confidence}
        return Card(since, unit, {("Other", "notification"): middle}, known)
    cards = [row for row in data.rows("business", "cards") if row["unit"] == unit]
    if not (earlier := [row for row in cards if row["since"] <= day.isoformat()]):
        raise refuse("business.no_card", day, unit=unit)
    return _card(**earlier[-1])
