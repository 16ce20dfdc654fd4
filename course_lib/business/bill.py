"""What a message costs, and why: the meter beside the line.

`Meter.quote` decides when a message is sent; the money is owed once it is delivered. A message that
fails gives its place in the allowance back: the price told on `sent` is the price paid.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from course_lib import data, words
from course_lib.business import rates, rules
from course_lib.business.clock import DAY, utc

NOTHING = Decimal(0)
CONVERSATION = DAY  # a conversation lasted 24 hours
_CATEGORIES = ("service", "utility", "marketing", "authentication")
_phrase = data.phrases("business")
Counted = tuple[str, ...]


class Case(NamedTuple):
    """What decides a price: when (seconds), to whom, which market, category and open windows."""

    at: int
    to: str
    market: rates.Market
    category: str
    window_open: bool
    entry_open: bool


@dataclass(frozen=True)
class Quote:
    """The price of one message and the reason for it.

    `type` and `category` are the platform's words for it; `rate` is in US dollars. `spent` names
    the counter this message used up (given back if the message fails).
    """

    type: str
    category: str
    rate: Decimal
    market: str
    rule: str
    reason: str
    card: str = ""
    spent: Counted = ()

    @property
    def billable(self) -> bool:
        """Will money be owed on delivery?"""
        return self.type == "regular"


UNSENT = Quote("", "", NOTHING, "", "", _phrase("bill.unsent"))
UNPRICED = Quote("", "service", NOTHING, "", "", _phrase("bill.reaction"))


class Meter:
    """Counts allowance and (until 2025) open conversations, and prices each message.

    `rule` fixes one pricing model whatever the date, with the card of the rule's last known day.

    >>> meter = Meter()
    >>> india = rates.market_of("919800000001")
    >>> meter.quote(Case(1784106000, "91", india, "utility", False, False)).rate
    Decimal('0.0014')
    >>> meter.quote(Case(1784106000, "91", india, "utility", True, False)).reason
    '2025-07-01: utility is free inside the open window'
    """

    def __init__(self, rule: rules.Ruleset | None = None) -> None:
        self.fixed = rule
        self.used: Counter[Counted] = Counter()
        self._conversations: dict[tuple[str, str], int] = {}
        self._day = -1
        self.rule: rules.Ruleset
        self.card: rates.Card

    def quote(self, case: Case) -> Quote:
        """The price of a message about to be sent, and the rule that decides it.

        Raises CourseError where no price is known; then nothing is counted.
        """
        rule, category = self.rule_on(case.at), case.category
        if case.entry_open and rule.entry_hours:
            return self._free(case, "free_entry_point", "entry")
        if case.window_open and category in rule.free_in_window:
            return self._free(case, "free_customer_service", "window")
        if rule.unit == "conversation":
            return self._conversation(case)
        column = "notification" if rule.unit == "notification" else category
        return self._allowed(case) or self._list_price(case, column)

    def rule_on(self, at: int) -> rules.Ruleset:
        """The rule in force at a time (seconds since 1970)."""
        if at // DAY != self._day:
            today = utc(at).date()
            self.rule = self.fixed or rules.rule_at(at)
            self.month = today.strftime("%Y-%m")
            day = min(today, _last_day(self.rule)) if self.fixed else today
            self.card = rates.card_at(max(day, self.rule.since), "USD", self.rule.unit)
            self._day = at // DAY
        return self.rule

    def release(self, quote: Quote, case: Case) -> None:
        """Give back what a message that will never arrive had used up."""
        if quote.spent:
            self.used[quote.spent] -= 1
        if self.rule.unit == "conversation" and quote.type in ("regular", "free_customer_service"):
            own = case.category if self.rule.by_category else "any"
            self._conversations.pop((case.to, own), None)

    def _allowed(self, case: Case) -> Quote | None:
        counter = ("allowance", self.month)
        if case.category not in self.rule.allowance_for:
            return None
        if self.used[counter] >= self.rule.allowance:
            return None
        self.used[counter] += 1
        return self._free(case, "free_customer_service", "allowance", counter)

    def _conversation(self, case: Case) -> Quote:
        own = case.category if self.rule.by_category else "any"
        for kept in _CATEGORIES if own == "service" else (own,):
            if self._conversations.get((case.to, kept), -1) > case.at:
                return self._free(case, "covered", "covered")
        begun = "user_initiated" if case.window_open else "business_initiated"
        column = begun if own == "any" else case.category
        quote = self._allowed(case) or self._list_price(case, column)
        self._conversations[case.to, own] = case.at + CONVERSATION
        return quote

    def _free(self, case: Case, kind: str, why: str, spent: Counted = ()) -> Quote:
        return _free(self.rule, kind, why, case.category, case.market, spent)

    def _list_price(self, case: Case, column: str) -> Quote:
        return _list_price(self.rule, self.card.since, case.category, column, case.market)


@cache
def _free(
    rule: rules.Ruleset, kind: str, why: str, category: str, market: rates.Market, spent: Counted
) -> Quote:
    reason = _phrase(f"bill.{why}", rule=rule.name, category=category)
    told = "referral_conversion" if kind == "free_entry_point" else category
    return Quote(kind, told, NOTHING, market.name, rule.name, reason, spent=spent)


@cache
def _list_price(
    rule: rules.Ruleset, since: dt.date, category: str, column: str, market: rates.Market
) -> Quote:
    card = rates.card_at(since, "USD", rule.unit)
    rate = card.rate(market, column)
    digits = -int(rate.normalize().as_tuple().exponent)
    reason = _phrase(
        "bill.worked_out" if card.source(market) == "D" else "bill.list_price",
        rule=rule.name,
        what=column.replace("_", "-"),
        market=market.name,
        price=words.money(rate, "USD", max(4, digits)),
        unit=rule.unit,
        card=since,
    )
    return Quote("regular", category, rate, market.name, rule.name, reason, since.isoformat())


def _last_day(rule: rules.Ruleset) -> dt.date:
    later = [other.since for other in rules.RULES if other.since > rule.since]
    return min(later) - dt.timedelta(days=1) if later else dt.date.max
