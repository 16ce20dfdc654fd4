"""What a message costs, and why: the meter beside the line.

`Meter.quote` decides when a message is sent; the money is owed once it is delivered. A message that
fails gives its place in the allowance or the tier back: the price told on `sent` is the price paid.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from course_lib import words
from course_lib.business import rates, rules
from course_lib.business.clock import DAY

NOTHING = Decimal(0)
CONVERSATION = DAY  # a conversation lasted 24 hours
_FLAT = rates.Tier(0, None, Decimal(1))
_CATEGORIES = ("service", "utility", "marketing", "authentication")


class Case(NamedTuple):
    """What decides a price: when (seconds), to whom, which market, category and open windows."""

    at: int
    to: str
    market: rates.Market
    category: str
    window_open: bool
    entry_open: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of one message and the reason for it.

    `type` and `category` are the platform's words for it; `rate` is in the card's currency.
    `spent` names the counter this message used up (given back if the message fails).
    """

    type: str
    category: str
    rate: Decimal
    market: str
    rule: str
    reason: str
    card: str = ""
    tier: str = ""
    spent: tuple[str, ...] = ()

    @property
    def billable(self) -> bool:
        """Will money be owed on delivery?"""
        return self.type == "regular"


UNSENT = Quote("", "", NOTHING, "", "", "nothing was sent, so nothing is owed")


class Meter:
    """Counts allowance, tiers and (until 2025) open conversations, and prices each message.

    `rule` fixes one pricing model whatever the date, with the card of the rule's last known day.

    >>> meter = Meter("USD")
    >>> india = rates.market_of("919800000001")
    >>> meter.quote(Case(1784106000, "91", india, "utility", False, False)).rate
    Decimal('0.0014')
    >>> meter.quote(Case(1784106000, "91", india, "utility", True, False)).reason
    '2025-07-01: utility is free inside the open window'
    """

    def __init__(self, currency: str = "USD", rule: rules.Ruleset | None = None) -> None:
        self.currency, self.fixed = currency, rule
        self.used: Counter[tuple[str, ...]] = Counter()
        self._conversations: dict[tuple[str, str], int] = {}
        self._quotes: dict[tuple[object, ...], Quote] = {}
        self._day = -1

    def quote(self, case: Case) -> Quote:
        """The price of a message that is about to be sent, and the rule that decides it."""
        rule, category = self.rule_on(case.at), case.category
        if case.entry_open and rule.entry_hours:
            return self._free(case, "free_entry_point", "free inside the open free entry point")
        if case.window_open and category in rule.free_in_window:
            return self._free(case, "free_customer_service", "is free inside the open window")
        if rule.unit == "conversation":
            return self._conversation(case)
        if category in rule.allowance_for and (spent := self._allowance()):
            return self._free(case, "free_customer_service", "within the monthly allowance", spent)
        return self._regular(case, "notification" if rule.unit == "notification" else category)

    def rule_on(self, at: int) -> rules.Ruleset:
        """The rule in force at a time (seconds since 1970)."""
        if at // DAY != self._day:
            self._turn_page(at)
        return self.rule

    def release(self, quote: Quote, case: Case) -> None:
        """Give back what a message that will never arrive had used up."""
        if quote.spent:
            self.used[quote.spent] -= 1
        if self.rule.unit == "conversation" and quote.type in ("regular", "free_customer_service"):
            own = case.category if self.rule.by_category else "any"
            self._conversations.pop((case.to, own), None)

    def _turn_page(self, at: int) -> None:
        self._day = at // DAY
        today = dt.datetime.fromtimestamp(at, dt.UTC).date()
        self.rule = self.fixed or rules.rule_at(at)
        self.month = today.strftime("%Y-%m")
        day = min(today, _last_day(self.rule)) if self.fixed else today
        self.card = rates.card_at(max(day, self.rule.since), self.currency, self.rule.unit)
        self._quotes.clear()

    def _allowance(self) -> tuple[str, ...]:
        counter = ("allowance", self.month)
        if self.used[counter] >= self.rule.allowance:
            return ()
        self.used[counter] += 1
        return counter

    def _conversation(self, case: Case) -> Quote:
        own = case.category if self.rule.by_category else "any"
        for kept in _CATEGORIES if own == "service" else (own,):
            if self._conversations.get((case.to, kept), -1) > case.at:
                return self._free(case, "covered", "inside a conversation that is already open")
        self._conversations[case.to, own] = case.at + CONVERSATION
        if case.category in self.rule.allowance_for and (spent := self._allowance()):
            return self._free(case, "free_customer_service", "within the monthly allowance", spent)
        begun = "user_initiated" if case.window_open else "business_initiated"
        return self._regular(case, begun if own == "any" else case.category)

    def _free(self, case: Case, kind: str, why: str, spent: tuple[str, ...] = ()) -> Quote:
        key = (kind, case.category, case.market, spent)
        if (quote := self._quotes.get(key)) is None:
            entry = kind == "free_entry_point"
            quote = self._quotes[key] = Quote(
                kind,
                "referral_conversion" if entry else case.category,
                NOTHING,
                case.market.name,
                self.rule.name,
                f"{self.rule.name}: {case.category} {why}",
                spent=spent,
            )
        return quote

    def _regular(self, case: Case, column: str) -> Quote:
        tiered = self.rule.tiers and column in ("utility", "authentication")
        if not tiered:
            key: tuple[object, ...] = (case.market, case.category, column)
            if (quote := self._quotes.get(key)) is None:
                quote = self._quotes[key] = self._priced(case, column, _FLAT, "0:MAX", ())
            return quote
        counter = ("volume", case.market.name, column, self.month)
        number = self.used[counter]
        self.used[counter] += 1
        steps = rates.tiers(case.market.name, column)
        step = next(step for step in steps if step.end is None or number < step.end)
        key = (case.market, column, step)
        if (quote := self._quotes.get(key)) is None:
            tier = f"{step.start}:{step.end or 'MAX'}"
            quote = self._quotes[key] = self._priced(case, column, step, tier, counter)
        return quote

    def _priced(
        self, case: Case, column: str, step: rates.Tier, tier: str, counter: tuple[str, ...]
    ) -> Quote:
        rate = self.card.rate(case.market, column) * step.factor
        off = 1 - step.factor
        level = f"list price less {words.percent(off)} for volume" if off else "list price"
        digits = -int(rate.normalize().as_tuple().exponent)
        price = words.money(rate, self.currency, max(4, digits))
        return Quote(
            "regular",
            case.category,
            rate,
            case.market.name,
            self.rule.name,
            f"{self.rule.name}: {column.replace('_', '-')} to {case.market.name}, {level} {price} "
            f"per {self.rule.unit} (card of {self.card.since})",
            card=self.card.since.isoformat(),
            tier=tier,
            spent=counter,
        )


def _last_day(rule: rules.Ruleset) -> dt.date:
    later = [other.since for other in rules.RULES if other.since > rule.since]
    return min(later) - dt.timedelta(days=1) if later else dt.date.max


def replay(cases: Iterable[Case], rule: rules.Ruleset, currency: str = "USD") -> list[Quote]:
    """The same messages under another rule: what the chat would have cost then.

    Messages keep their times; the calendar month of each counts for allowances.

    >>> india = rates.market_of("919800000001")
    >>> chat = [Case(1784106000, "91", india, "service", True, False)]
    >>> [str(replay(chat, rule)[0].rate) for rule in rules.RULES]
    ['0', '0', '0', '0', '0', '0']
    """
    meter = Meter(currency, rule)
    return [meter.quote(case) for case in cases]
