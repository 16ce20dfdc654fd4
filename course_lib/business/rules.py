"""The pricing rules since 2018, as data: what is counted, what is free, from which day.

One `Ruleset` per change (facts R1, R2, R3, R6, R7, R9). `bill.Meter` reads them; nothing else knows
a date. The rule of October 2026 is known from third parties only (fact R9).
"""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass
from math import inf

from course_lib.business.clock import moment
from course_lib.errors import CourseError


@dataclass(frozen=True)
class Ruleset:
    """One pricing model.

    `unit` is what is counted; `free_in_window` the categories that cost nothing while the customer
    service window is open; `by_category` whether each category has its own price; `allowance` how
    many of `allowance_for` are free each month; `tiers` whether volume lowers the rate;
    `entry_hours` how long the free entry point lasts; `fact` its source.
    """

    since: dt.date
    unit: str
    words: str
    fact: str
    free_in_window: frozenset[str] = frozenset()
    by_category: bool = True
    allowance: float = 0
    allowance_for: frozenset[str] = frozenset({"service"})
    tiers: bool = False
    entry_hours: int = 72

    @property
    def name(self) -> str:
        """The day the rule began, which is also what it is called."""
        return self.since.isoformat()


_ALL = frozenset({"service", "utility", "marketing", "authentication"})
_SERVICE = frozenset({"service"})

RULES = (
    Ruleset(
        dt.date(2018, 8, 1),
        "notification",
        "each notification is charged by country; replies within 24 hours are free",
        "R1",
        free_in_window=_SERVICE,
        entry_hours=0,
    ),
    Ruleset(
        dt.date(2022, 2, 1),
        "conversation",
        "each 24-hour conversation is charged by who began it; 1,000 a month are free",
        "R2",
        by_category=False,
        allowance=1000,
        allowance_for=_ALL,
        entry_hours=24,
    ),
    Ruleset(
        dt.date(2023, 6, 1),
        "conversation",
        "each 24-hour conversation is charged by category; 1,000 service conversations are free",
        "R3",
        allowance=1000,
    ),
    Ruleset(
        dt.date(2024, 11, 1),
        "conversation",
        "each 24-hour conversation is charged by category; service conversations are free",
        "R6",
        allowance=inf,
    ),
    Ruleset(
        dt.date(2025, 7, 1),
        "message",
        "each delivered template is charged; service is free, utility too inside the window",
        "R7",
        free_in_window=frozenset({"service", "utility"}),
        tiers=True,
    ),
    Ruleset(
        dt.date(2026, 10, 1),
        "message",
        "each delivered message is charged, inside the window too; 1,000 service messages are free",
        "R9",
        allowance=1000,
        tiers=True,
    ),
)
_STARTS = [moment(rule.since) for rule in RULES]


def rule_at(when: int) -> Ruleset:
    """The rule in force at `when` (seconds since 1970). Raises CourseError before August 2018.

    >>> rule_at(moment("2026-09-30T23:59:59")).name, rule_at(moment("2026-10-01")).name
    ('2025-07-01', '2026-10-01')
    """
    index = bisect.bisect_right(_STARTS, when) - 1
    if index < 0:
        raise CourseError(
            expected="a date from 1 August 2018 on",
            got=str(dt.datetime.fromtimestamp(when, dt.UTC).date()),
            do="Before that day the business API had no price.",
        )
    return RULES[index]


def rule_named(name: str) -> Ruleset:
    """The rule that began on the day `name`. Raises CourseError for any other day.

    >>> rule_named("2025-07-01").unit
    'message'
    """
    for rule in RULES:
        if rule.name == name:
            return rule
    raise CourseError(
        expected="one of " + ", ".join(rule.name for rule in RULES),
        got=repr(name),
        do="Use the first day of a rule.",
    )
