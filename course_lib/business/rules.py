"""What a message costs, and why: price lists, the pricing rules since 2018, and the meter.

Dollar prices are read from the facts room (`data/cards.csv` says from which table). What changed
between two of its cards is known from the platform's own list of changes; its table `rate_changes`
holds it, and "?" where the price before a change is not known: such a price is refused, never
guessed (facts RC6, RC7). Markets follow the calling code; where countries share one (+1, +7, +44
...) the `phonenumbers` library decides. Money is `Decimal` here.

One `Ruleset` per change (facts R1, R2, R3, R6, R7, R9; rows of `data/rules.toml`). The customer
service window (24 hours from the customer's last message) decides whether words of your own may be
sent; the free entry point (72 hours, opened by answering somebody who came from an ad) decides only
about price (R10, R11). `Meter.quote` fixes the price at the moment of sending; the money is owed
once the message is delivered. Times are whole seconds since 1970 (UTC).
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import phonenumbers

from course_lib import data, facts, words
from course_lib.checks import guard, one_of
from course_lib.errors import refuse

MINUTE, HOUR, DAY = 60, 3600, 86_400
NOTHING = Decimal(0)
_CATEGORIES = ("service", "utility", "marketing", "authentication")
_COLUMNS = (*_CATEGORIES, "business_initiated", "user_initiated")  # of a card
_phrase = data.phrases("business")


def moment(when: str | int | dt.datetime | dt.date) -> int:
    """A point in time as seconds since 1970; a text without a time zone is read as UTC.

    Raises CourseError for what is no date, and for a year that no calendar here has.

    >>> moment("2026-07-15T09:00:00Z"), moment("2026-10-01")
    (1784106000, 1790812800)
    """
    try:
        if not isinstance(when, int):
            day = dt.datetime.fromisoformat(when if isinstance(when, str) else when.isoformat())
            when = int((day if day.tzinfo else day.replace(tzinfo=dt.UTC)).timestamp())
        utc(when + 99 * DAY)  # what begins now must have its end
    except (ValueError, AttributeError, OverflowError, OSError):
        raise refuse("business.moment", f"{when!r:.40}") from None
    return when


def utc(at: int) -> dt.datetime:
    """Seconds since 1970 as a date and time.

    >>> utc(1784106000).isoformat()
    '2026-07-15T09:00:00+00:00'
    """
    return dt.datetime.fromtimestamp(at, dt.UTC)


@dataclass(frozen=True, eq=False)
class Market:
    """A priced market, and the wider group whose price applies where a card does not list it."""

    name: str
    group: str


@dataclass(frozen=True, eq=False)
class Card:
    """One price list in US dollars: `rates[market, column]`.

    A price of None is one that nobody could tell us. `sources` says how sure a market's prices are
    (the register's letters), under "*" for all the others.
    """

    since: dt.date
    rates: dict[tuple[str, str], Decimal | None]
    sources: dict[str, str]

    def rate(self, market: Market, column: str) -> Decimal:
        """The list price. Raises CourseError if the card has none.

        >>> card_at(dt.date(2026, 4, 1), "message").rate(market_in("ID"), "utility")
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


_ROWS = data.rows("business", "markets")
_MARKETS = {row["region"]: Market(row["market"], row["group"]) for row in _ROWS}
MARKETS = {market.name: market for market in _MARKETS.values()}


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


def _prices(frame: Any) -> dict[tuple[str, str], Decimal | None]:
    """What a table holds, by market and column; "?" is a price that nobody could tell us."""
    listed = frame.filter(["market", *_COLUMNS]).melt("market").dropna()
    return {
        (market.split(" (")[0], column): None if price == "?" else Decimal(f"{float(price):.4f}")
        for market, column, price in listed.itertuples(index=False)
    }


@cache
def _card(since: str, table: str) -> Card:
    frame, changes = facts.table(table), facts.table("rate_changes")
    changes = changes[changes["since"] == since]
    sources = changes.set_index("market")["confidence"].to_dict()
    sources = {"*": frame["confidence"].iloc[0]} | sources
    return Card(dt.date.fromisoformat(since), _prices(frame) | _prices(changes), sources)


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
        return Card(since, {("Other", "notification"): middle}, known)
    cards = [row for row in data.rows("business", "cards") if row["unit"] == unit]
    if not (earlier := [row for row in cards if row["since"] <= day.isoformat()]):
        raise refuse("business.no_card", day, unit=unit)
    return _card(earlier[-1]["since"], earlier[-1]["table"])


@dataclass(frozen=True, eq=False)
class Ruleset:
    """One pricing model.

    It holds on the days from `since` to `until`. `unit` is what is counted; `free_in_window` the
    categories that cost nothing while the customer service window is open; `by_category` whether
    each category has its own price; `allowance` how many of `allowance_for` are free each month;
    `entry_hours` how long the free entry point lasts; `fact` its source; `words` say it in a
    sentence.
    """

    since: dt.date
    until: dt.date
    unit: str
    fact: str
    free_in_window: list[str]
    by_category: bool
    allowance: float
    allowance_for: list[str]
    entry_hours: int
    words: str

    @property
    def name(self) -> str:
        """The day the rule began, which is also what it is called."""
        return self.since.isoformat()


RULES = tuple(Ruleset(**row) for row in data.toml("business", "rules")["rules"])


def rule_at(when: int) -> Ruleset:
    """The rule in force at `when` (seconds since 1970). Raises CourseError before August 2018.

    >>> rule_at(moment("2026-09-30T23:59:59")).name, rule_at(moment("2026-10-01")).name
    ('2025-07-01', '2026-10-01')
    """
    if not (known := [rule for rule in RULES if moment(rule.since) <= when]):
        raise refuse("business.before_rules", utc(when).date())
    return known[-1]


def rule_named(name: str) -> Ruleset:
    """The rule that began on the day `name`. Raises CourseError for any other day.

    >>> rule_named("2025-07-01").unit
    'message'
    """
    one_of(name, [rule.name for rule in RULES], "business.rule")
    return next(rule for rule in RULES if rule.name == name)


def is_open(since: int | None, now: int) -> bool:
    """Has no more than a day passed since the customer's last message, or since the tap on an ad?

    So long the company may speak freely, or open the free entry point by an answer. The 24 hours
    hold to their last second: the platform fails what comes "more than 24 hours" later (131047).
    What has a moment at which it expires (the free entry point's `expiration_timestamp`, 72 hours
    after the answer, and until 2025 a conversation) is over at this moment.

    >>> is_open(0, 24 * 3600), is_open(0, 24 * 3600 + 1), is_open(None, 0)
    (True, False, False)
    """
    return since is not None and now - since <= DAY


class Case(NamedTuple):
    """What decides a price: when (seconds), to whom, which market, category and open windows."""

    at: int
    to: str
    market: Market
    category: str
    window_open: bool
    entry_open: bool


@dataclass(frozen=True)
class Quote:
    """The price of one message and the reason for it.

    `type` and `category` are the platform's words for it; `rate` is in US dollars.
    """

    type: str
    category: str
    rate: Decimal
    market: str
    rule: str
    reason: str
    card: str = ""

    @property
    def billable(self) -> bool:
        """Will money be owed on delivery?"""
        return self.type == "regular"


UNSENT = Quote("", "", NOTHING, "", "", _phrase("bill.unsent"))
UNPRICED = Quote("", "service", NOTHING, "", "", _phrase("bill.reaction"))


class Meter:
    """Counts allowance and (until 2025) open conversations, and prices each message.

    `rule` fixes one pricing model whatever the date, with the card of the nearest day of its life.

    >>> meter = Meter()
    >>> india = market_in("IN")
    >>> meter.quote(Case(1784106000, "91", india, "utility", False, False)).rate
    Decimal('0.0014')
    >>> meter.quote(Case(1784106000, "91", india, "utility", True, False)).reason
    '2025-07-01: utility is free inside the open window'
    """

    def __init__(self, rule: Ruleset | None = None) -> None:
        self.fixed = rule
        self.used: Counter[str] = Counter()  # of the allowance, by month
        self._conversations: dict[tuple[str, str], int] = {}
        self._day = -1

    def quote(self, case: Case) -> Quote:
        """The price of a message about to be sent, and the rule that decides it.

        Raises CourseError where no price is known; then nothing is counted.
        """
        rule, category = self.rule_on(case.at), case.category
        if case.entry_open and rule.entry_hours:
            return _free(rule, "entry", category, case.market)
        if case.window_open and category in rule.free_in_window:
            return _free(rule, "window", category, case.market)
        if rule.unit == "conversation":
            return self._conversation(case)
        return self._owed(case, "notification" if rule.unit == "notification" else category)

    def rule_on(self, at: int) -> Ruleset:
        """The rule in force at a time (seconds since 1970)."""
        if at // DAY != self._day:
            today = utc(at).date()
            rule = self.fixed or rule_at(at)
            self.card = card_at(max(rule.since, min(today, rule.until)), rule.unit)
            self._day, self.rule, self.month = at // DAY, rule, today.strftime("%Y-%m")
        return self.rule

    def _owed(self, case: Case, column: str) -> Quote:
        """Nothing while the month's allowance lasts, then the price of a column of the card."""
        rule, category = self.rule, case.category
        if category in rule.allowance_for and self.used[self.month] < rule.allowance:
            self.used[self.month] += 1
            return _free(rule, "allowance", category, case.market)
        return _list_price(rule, self.card, category, column, case.market)

    def _conversation(self, case: Case) -> Quote:
        own = case.category if self.rule.by_category else "any"
        for kept in _CATEGORIES if own == "service" else (own,):
            if self._conversations.get((case.to, kept), -1) > case.at:
                return _free(self.rule, "covered", case.category, case.market)
        begun = "user_initiated" if case.window_open else "business_initiated"
        quote = self._owed(case, begun if own == "any" else case.category)
        self._conversations[case.to, own] = case.at + DAY
        return quote


@cache
def _free(rule: Ruleset, why: str, category: str, market: Market) -> Quote:
    reason = _phrase(f"bill.{why}", rule=rule.name, category=category)
    kind = {"entry": "free_entry_point", "covered": "covered"}.get(why, "free_customer_service")
    told = "referral_conversion" if why == "entry" else category
    return Quote(kind, told, NOTHING, market.name, rule.name, reason)


@cache
def _list_price(rule: Ruleset, card: Card, category: str, column: str, market: Market) -> Quote:
    rate = card.rate(market, column)
    names = {"rule": rule.name, "what": column.replace("_", "-"), "market": market.name}
    key = "bill.worked_out" if card.source(market) == "D" else "bill.list_price"
    reason = _phrase(key, **names, price=dollars(rate), unit=rule.unit, card=card.since)
    return Quote("regular", category, rate, market.name, rule.name, reason, card.since.isoformat())


def dollars(amount: Decimal) -> str:
    """An amount with all the digits it needs.

    >>> dollars(Decimal("0.025")), dollars(NOTHING)
    ('$0.0250', '$0')
    """
    digits = max(4, -int(amount.normalize().as_tuple().exponent)) if amount else 0
    return words.money(amount, "USD", digits)


guard(__name__, error=None)
