"""The pricing rules since 2018, as rows of `data/rules.csv`, and the two windows they speak of.

One `Ruleset` per change (facts R1, R2, R3, R6, R7, R9). The customer service window (24 hours from
the customer's last message) decides whether words of your own may be sent; the free entry point (72
hours, opened by answering somebody who came from an ad) decides only about price (R10, R11).
"""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass

from course_lib import data
from course_lib.business.clock import HOUR, moment, utc
from course_lib.errors import refuse

SERVICE_WINDOW = ANSWER_WITHIN = 24 * HOUR


@dataclass(frozen=True, eq=False)
class Ruleset:
    """One pricing model.

    `unit` is what is counted; `free_in_window` the categories that cost nothing while the customer
    service window is open; `by_category` whether each category has its own price; `allowance` how
    many of `allowance_for` are free each month; `entry_hours` how long the free entry point lasts;
    `fact` its source; `words` say it in a sentence.
    """

    since: dt.date
    unit: str
    fact: str
    free_in_window: frozenset[str]
    by_category: bool
    allowance: float
    allowance_for: frozenset[str]
    entry_hours: int
    words: str

    @property
    def name(self) -> str:
        """The day the rule began, which is also what it is called."""
        return self.since.isoformat()


RULES = tuple(
    Ruleset(
        dt.date.fromisoformat(row["since"]),
        row["unit"],
        row["fact"],
        frozenset(row["free_in_window"].split()),
        row["by_category"] == "yes",
        float(row["allowance"]),
        frozenset(row["allowance_for"].split()),
        int(row["entry_hours"]),
        row["words"],
    )
    for row in data.rows("business", "rules")
)
_STARTS = [moment(rule.since) for rule in RULES]


def rule_at(when: int) -> Ruleset:
    """The rule in force at `when` (seconds since 1970). Raises CourseError before August 2018.

    >>> rule_at(moment("2026-09-30T23:59:59")).name, rule_at(moment("2026-10-01")).name
    ('2025-07-01', '2026-10-01')
    """
    index = bisect.bisect_right(_STARTS, when) - 1
    if index < 0:
        raise refuse("business.before_rules", utc(when).date())
    return RULES[index]


def rule_named(name: str) -> Ruleset:
    """The rule that began on the day `name`. Raises CourseError for any other day.

    >>> rule_named("2025-07-01").unit
    'message'
    """
    for rule in RULES:
        if rule.name == name:
            return rule
    raise refuse("business.rule", repr(name), names=", ".join(rule.name for rule in RULES))


def is_open(last_word: int | None, now: int) -> bool:
    """May the company speak freely? Yes for 24 hours after the customer's last message.

    >>> is_open(0, 24 * 3600), is_open(0, 24 * 3600 + 1), is_open(None, 0)
    (True, False, False)
    """
    return last_word is not None and now - last_word <= SERVICE_WINDOW


def may_open_entry(came_from_ad: int | None, now: int) -> bool:
    """Is an answer now in time (24 hours from the tap on the ad) to open the free entry point?

    >>> may_open_entry(0, 3600), may_open_entry(0, 25 * 3600), may_open_entry(None, 0)
    (True, False, False)
    """
    return came_from_ad is not None and now - came_from_ad <= ANSWER_WITHIN
