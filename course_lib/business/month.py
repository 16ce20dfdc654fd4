"""The same month of a coach company under any rule: one chat a rider, priced message by message.

A rider writes, gets some replies, a reminder before the journey and an offer a week later. Nothing
is sent here: the plan of the month goes through `rules.Meter`, rule by rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pandas as pd

from course_lib import data, facts, words
from course_lib.business import rules
from course_lib.business.rules import DAY, HOUR, MINUTE, moment
from course_lib.checks import guard, one_of
from course_lib.errors import require

RIDERS = 2000  # of a month
START = "2026-10-01"  # their chats fill the first 20 days: everything falls into one calendar month
Planned = tuple[str, rules.Case]  # the part of the month, and what decides the price
PARTS = ("replies", "reminder", "offer")
_phrase = data.phrases("business")


@dataclass(frozen=True)
class Chat:
    """What the company sends to one rider, in hours since the rider's last word (0: not at all).

    Inside 24 hours a message is plain words (service); later it needs a template. `ad`: did the
    rider come by an ad that opens the chat? `market`: where the riders' phones are at home. Raises
    CourseError for a market without prices.

    >>> Chat(replies=2).reminder
    30
    """

    replies: int = 6
    reminder: float = 30
    offer: float = 7 * 24
    ad: bool = False
    market: str = "Indonesia"

    def __post_init__(self) -> None:
        one_of(self.market, sorted(rules.MARKETS), "business.home")
        for amount in (self.replies, self.reminder, self.offer):
            require(0 <= amount <= 1000 and self.replies <= 100, "business.planned", amount)


DESIGNS = {key: Chat(**row) for key, row in data.toml("business", "designs").items()}


def cases(chat: Chat, who: str, start: int) -> Iterator[Planned]:
    """The messages of one chat that begins at `start` (seconds): (part, what decides the price).

    >>> [part for part, _ in cases(Chat(replies=2), "Sari", moment(START))]
    ['replies', 'replies', 'reminder', 'offer']
    """
    last = start + max(0, chat.replies - 1) * MINUTE
    plan = [("replies", "service", start + n * MINUTE) for n in range(chat.replies)]
    later = (("reminder", "utility", chat.reminder), ("offer", "marketing", chat.offer))
    plan += [(part, kind, last + int(hours * HOUR)) for part, kind, hours in later if hours]
    for part, category, at in plan:
        speaks = rules.is_open(last, at)
        kind, market = "service" if speaks else category, rules.MARKETS[chat.market]
        yield part, rules.Case(at, who, market, kind, speaks, chat.ad)


@cache
def plan(chat: Chat) -> tuple[Planned, ...]:
    """A month with `RIDERS` chats of the same kind, in the order of their times.

    >>> len(plan(Chat()))
    16000
    """
    first = moment(START)
    starts = (first + 20 * DAY * n // RIDERS for n in range(RIDERS))
    told = [one for n, start in enumerate(starts) for one in cases(chat, str(n), start)]
    return tuple(sorted(told, key=lambda one: one[1].at))


def cost(chat: Chat, rule: rules.Ruleset) -> pd.DataFrame:
    """What the month costs under a rule: one row a part, in US dollars.

    Columns: part, charged, dollars, low, high, sure (how well the prices are known) and
    since (the rule's first day in words). Only for 2018 low and high differ (fact R1).

    >>> frame = cost(Chat(), rules.rule_named("2025-07-01"))
    >>> frame[["part", "charged", "dollars"]].values.tolist()
    [['replies', 0, 0.0], ['reminder', 2000, 50.0], ['offer', 2000, 82.2]]
    """
    meter, free_until = rules.Meter(rule), dict[str, int]()
    meter.rule_on(moment(START))  # a month without a message has a price list, too
    quotes = {part: list[rules.Quote]() for part in PARTS}
    for part, one in plan(chat):
        until = free_until.setdefault(one.to, one.at + rule.entry_hours * HOUR)
        quotes[part].append(meter.quote(one._replace(entry_open=one.entry_open and one.at < until)))
    charged = [sum(quote.billable for quote in told) for told in quotes.values()]
    owed = [float(sum(quote.rate for quote in told)) for told in quotes.values()]
    frame = pd.DataFrame({"part": PARTS, "charged": charged, "dollars": owed})
    asked = rule.unit == "notification"
    for end in ("low", "high"):
        price = getattr(facts.fact("R1"), end)
        frame[end] = frame["charged"] * price if asked else frame["dollars"]
    source = meter.card.source(rules.MARKETS[chat.market])
    sure = _phrase("month.range") if asked else facts.CONFIDENCE[source]
    return frame.assign(sure=sure, since=words.date(rule.since))


def under_every_rule(chat: Chat = DESIGNS["as_it_is"]) -> pd.DataFrame:
    """The same month under the six rules: `cost` for each, one below the other.

    >>> under_every_rule(Chat(replies=1, reminder=0, offer=0))["dollars"].tolist()[-3:]
    [25.0, 0.0, 0.0]
    """
    return pd.concat([cost(chat, rule) for rule in rules.RULES], ignore_index=True)


def redesigned(since: str) -> pd.DataFrame:
    """The designs under the rule that began on the day `since`, as `cost`, with a column design.

    Raises CourseError for a day on which no rule began.

    >>> redesigned("2018-08-01")["design"].unique().tolist() == list(DESIGNS)
    True
    """
    rule = rules.rule_named(since)
    frames = [cost(chat, rule).assign(design=name) for name, chat in DESIGNS.items()]
    return pd.concat(frames, ignore_index=True)


guard(__name__)
