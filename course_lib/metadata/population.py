"""Invented people, and the log that a relay between them would hold.

Nobody here exists: numbers that begin with +62 000 are given to no one. The recipe is put together
from published parts. Conversations come in sessions set by the hour of the day and the week
(Malmgren et al., PNAS 2008); gaps between messages have a long tail (Goh and Barabasi 2008); a few
ties carry most of the traffic (Zhou et al. 2005). Stories are planted, so that they can be found.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator

from course_lib import data, relay, words
from course_lib.checks import generator, guard
from course_lib.errors import refuse
from course_lib.metadata.inference import Floats, Ints

START = np.datetime64("2024-09-16T00:00:00", "us")  # a Monday, UTC
CIRCLE, HOUSEHOLD = 24, 4  # people of one class or office, people of one home
_ZONES, _IN_ZONE = (-5, 1, 7, 9), (0.15, 0.2, 0.45, 0.2)  # hours ahead of UTC
_TIES = 31  # one best friend, 3 at home, 11 in the circle, 16 far away
_DAY = 86_400
MOST = 300_000  # days of all people together: the log of more fills a computer
_AWAKE = 0.35  # of an average hour: below it, people begin to leave messages unanswered
_phrase = data.phrases("metadata")

_Row = tuple[int, int, int, str]  # of a story: account, other, day, truth


@dataclass(frozen=True)
class Population:
    """A log (six columns, see `relay`) and the truth behind it, which no relay holds.

    `people`: one row an account, with zone (hours ahead of UTC), chronotype (hours later than
    most), circle and best_friend. `stories`: one row for each thing that was planted, with story,
    account, other, day (from 0) and truth.
    """

    log: pd.DataFrame
    people: pd.DataFrame
    stories: pd.DataFrame


@dataclass
class _Plan:
    """Who may write to whom, and `sessions`: a row each, with who is its starter, who the other,
    when it is at (seconds from START), and its length in messages."""

    sessions: pd.DataFrame
    zone: Ints
    chronotype: Floats
    circle: Ints
    ties: Ints
    days: int
    moves: list[tuple[int, float, int]] = field(default_factory=list)


def simulate(
    people: int = 960, days: int = 28, seed: int = 7, stories: Iterable[str] | None = None
) -> Population:
    """A log of `days` days among `people` invented people; the same seed, the same log.

    `stories` are names from `STORIES`; None tells all of them, () none. Raises CourseError for
    people that do not fill whole circles of 24 (two at least), fewer than 7 days, more than
    `MOST` days of all together, unknown stories.

    >>> small = simulate(people=48, days=7, seed=1)
    >>> relay.validate(small.log), len(small.people)
    ([], 49)
    """
    told = list(STORIES if stories is None else stories)
    if people < 2 * CIRCLE or people % CIRCLE or days < 7 or people * days > MOST:
        got, most = _phrase("town", people=people, days=days), words.number(MOST)
        raise refuse("metadata.people", got, circle=CIRCLE, most=most)
    if strange := sorted(set(told) - set(STORIES)):
        raise refuse("metadata.stories", words.listed(strange), names=words.listed(list(STORIES)))
    random = generator(seed)
    plan = _plan(people, days, random)
    planted = [(story, *row) for story in told for row in STORIES[story](plan, random)]
    accounts = len(plan.zone)
    label = random.permutation(accounts)  # so that a number says nothing about its owner
    names = np.array([f"+62 000 {number:04d}" for number in range(accounts)])
    # A helpline has none.
    friend = np.where(plan.circle < 0, np.array(None), names[label[plan.ties[:, 0]]])
    truth = {"zone": plan.zone, "chronotype": plan.chronotype, "circle": plan.circle}
    true = pd.DataFrame({**truth, "best_friend": friend}, pd.Index(names[label], name="account"))
    found = pd.DataFrame(planted, columns=["story", "account", "other", "day", "truth"])
    for column in ("account", "other"):
        found[column] = names[label[found[column].to_numpy(dtype=np.int64)]]
    return Population(_log(plan, label, names, random), true.sort_index(), found)


def _plan(people: int, days: int, random: Generator) -> _Plan:
    zone = np.repeat(np.sort(random.choice(_ZONES, people // HOUSEHOLD, p=_IN_ZONE)), HOUSEHOLD)
    chronotype = random.normal(0, 1.2, people)
    order = np.lexsort((random.random(people), zone))  # circles lie in one zone
    place = np.argsort(order)
    me, circle = np.arange(people), place // CIRCLE
    at_home = np.stack([me ^ step for step in (1, 2, 3)], 1)
    steps = np.array([2, 3, 4, 5, 6, 7, -2, -3, -4, -5, -6])
    in_circle = order[circle[:, None] * CIRCLE + (place[:, None] + steps) % CIRCLE]
    far = (me[:, None] + random.integers(1, people, (people, 16))) % people
    speaker = order[circle * CIRCLE]  # all of a circle write to its speaker now and then
    far[:, 0] = np.where(speaker == me, far[:, 0], speaker)
    ties = np.hstack([order[place ^ 1][:, None], at_home, in_circle, far])
    # Zipf by closeness, and everybody's own taste on top
    weight = np.arange(1, _TIES + 1) ** -1.2 * random.lognormal(0, 0.7, (people, _TIES))
    cumulated = np.cumsum(weight / weight.sum(1, keepdims=True), axis=1)
    starter = np.repeat(me, random.poisson(random.lognormal(0, 0.8, people) * days * 1.15))
    drawn = starter + random.random(len(starter))
    chosen = np.searchsorted((cumulated + me[:, None]).ravel(), drawn)
    chosen = np.minimum(chosen, starter * _TIES + _TIES - 1) - starter * _TIES
    week = np.repeat(np.r_[np.tile(_hours("weekday"), 5), np.tile(_hours("weekend"), 2)], 4)
    slots = np.cumsum(np.resize(week, days * 96))
    slot = np.searchsorted(slots, random.random(len(starter)) * slots[-1])
    local = (slot + random.random(len(starter))) * 900 + chronotype[starter] * 3600
    at = (local - zone[starter] * 3600) % (days * _DAY)
    length, other = random.geometric(1 / 6.75, len(starter)), ties[starter, chosen]
    sessions = pd.DataFrame({"starter": starter, "other": other, "at": at, "length": length})
    return _Plan(sessions, zone, chronotype, circle, ties, days)


def _log(plan: _Plan, label: Ints, names: Any, random: Generator) -> pd.DataFrame:
    starter, other, begin, length = (column.to_numpy() for _, column in plan.sessions.items())
    first, total = np.cumsum(length) - length, int(length.sum())
    gap = random.lognormal(4.55, 1.3, total)
    late = random.random(total) < 0.06  # a reply that comes hours later
    gap[late] = random.lognormal(8.8, 1.2, int(late.sum()))
    at = _within(gap, first, length) + np.repeat(begin, length)
    flip = _within((random.random(total) < 0.78).astype(np.int64), first, length) & 1 == 1
    one, two = (np.repeat(each, length) for each in (starter, other))
    sender, recipient = np.where(flip, two, one), np.where(flip, one, two)
    said = random.random(total) < _awake(plan, sender, at)  # who sleeps does not answer
    said[first] = True
    said &= at < plan.days * _DAY
    # Milliseconds above, the place below: sorting whole numbers is much quicker than any argsort.
    packed = np.sort(((at[said] * 1000).astype(np.int64) << 31) | np.flatnonzero(said))
    order, moment = packed & (2**31 - 1), packed >> 31
    media = random.random(len(order)) < 0.08
    photo, text = random.lognormal(11.0, 1.1, len(order)), random.lognormal(3.5, 0.8, len(order))
    size = np.where(media, photo, text)
    columns = {
        "sent_at": START + (moment * 1000).astype("timedelta64[us]"),
        "sender": pd.Categorical.from_codes(label[sender[order]], names),
        "recipient": pd.Categorical.from_codes(label[recipient[order]], names),
        "kind": pd.Categorical.from_codes(media.astype(np.int8), ["text", "media"]),
        "size": np.maximum(1, size).astype(np.int32),
        "group": pd.Categorical.from_codes(np.full(len(order), -1, dtype=np.int8), ["-"]),
    }
    return relay.typed(columns)


@cache
def _hours(kind: str) -> Floats:
    """How much is written in each hour of the day, local; weekends begin later."""
    return np.array([float(row[kind]) for row in data.rows("metadata", "hours")])


def _within(steps: Any, first: Ints, length: Ints) -> Any:
    """Running sums that begin at zero with each session."""
    steps[first] = 0
    running = np.cumsum(steps)
    return running - np.repeat(running[first], length)


def _awake(plan: _Plan, person: Ints, at: Floats) -> Floats:
    clock = (plan.zone - plan.chronotype)[person] + 24  # never below zero
    for mover, since, there in plan.moves:
        clock[(person == mover) & (at >= since)] += there - plan.zone[mover]
    busy = np.minimum(1, _hours("weekday") / _hours("weekday").mean() / _AWAKE)
    return busy[(at / 3600 + clock).astype(np.int64) % 24]


def _busy(plan: _Plan, zone: int, random: Generator) -> int:
    """Somebody in `zone` who writes more than most, so that a story leaves traces."""
    sessions = np.bincount(plan.sessions["starter"], minlength=len(plan.zone)) * (plan.zone == zone)
    return int(random.choice(np.argsort(sessions)[-len(plan.zone) // 8 :]))


def _move_abroad(plan: _Plan, random: Generator) -> list[_Row]:
    mover, day, there = _busy(plan, 7, random), plan.days // 2, 1
    plan.moves.append((mover, day * _DAY, there))
    after = (plan.sessions["starter"] == mover) & (plan.sessions["at"] >= day * _DAY)
    plan.sessions.loc[after, "at"] += (plan.zone[mover] - there) * 3600  # hours of another clock
    return [(mover, mover, day, _phrase("truth.move", here=7, there=there))]


def _exam_week(plan: _Plan, random: Generator) -> list[_Row]:
    one, day = _busy(plan, 7, random), plan.days // 2
    theirs = plan.circle[plan.sessions["starter"]] == plan.circle[one]
    week = plan.sessions["at"].between(day * _DAY, (day + 7) * _DAY, inclusive="left")
    plan.sessions = plan.sessions[~(theirs & week & (random.random(len(week)) < 0.6))]
    return [(one, one, day, _phrase("truth.exam", circle=plan.circle[one]))]


def _break_up(plan: _Plan, random: Generator) -> list[_Row]:
    one, day = _busy(plan, 7, random), plan.days // 2
    other = int(plan.ties[one, 0])
    between = plan.sessions[["starter", "other"]].isin([one, other]).all(axis=1)
    plan.sessions = plan.sessions[~(between & (plan.sessions["at"] >= day * _DAY))]
    return [(one, other, day, _phrase("truth.break_up"))]


def _helpline(plan: _Plan, random: Generator) -> list[_Row]:
    """Most who write to a helpline work there, ask for somebody else, or mistyped a number."""
    line, people = len(plan.zone), len(plan.zone)
    reasons = [row for row in data.rows("metadata", "helpline") for _ in range(int(row["callers"]))]
    callers = random.choice(people, len(reasons), replace=False)
    for caller, row in zip(callers.tolist(), reasons, strict=True):
        n = int(row["sessions"])
        at = random.integers(0, plan.days, n) * _DAY + random.normal(13, 2, n) * 3600  # evenings
        calls = {"starter": caller, "other": line, "at": at, "length": random.integers(2, 7, n)}
        plan.sessions = pd.concat([plan.sessions, pd.DataFrame(calls)], ignore_index=True)
    plan.zone, plan.chronotype = np.append(plan.zone, 7), np.append(plan.chronotype, 0.0)
    plan.circle = np.append(plan.circle, -1)
    plan.ties = np.vstack([plan.ties, np.full(_TIES, line)])
    return [(one, line, -1, row["reason"]) for one, row in zip(callers, reasons, strict=True)]


STORIES = {
    "a move abroad": _move_abroad,
    "exam week": _exam_week,
    "a break-up": _break_up,
    "a helpline": _helpline,
}


guard(__name__)
