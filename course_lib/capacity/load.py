"""From what people do in a day to what servers must do in a second, and the defaults for both.

Rates are means over the day unless the name says peak. Every message counts once, as the copy that
goes out to one phone; a gigabyte is 10^9 bytes. Defaults are facts with their ids and confidence,
or labelled assumptions with a reason; they stand in `data/inputs.toml`, each number once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from math import ceil, inf, sqrt
from typing import Any

import pandas as pd

from course_lib import checks, data, facts, words
from course_lib.errors import require
from course_lib.words import Range

SECONDS_PER_DAY = 86_400
DAYS_PER_YEAR = 365

_ADDED = {  # what each step of the dial adds to a user's day
    "text": ("texts",),
    "photos": ("photos", "videos"),
    "calls": ("call_minutes",),
    "AI": ("ai_answers",),
}
_SIZED = ("text", "photo", "video", "call_minute")
STEPS = tuple(_ADDED)

_BUSIEST = 10_000  # what a person may do in a day
_WEAKEST_LAST = ("A", "B", "B1", "D", "C", "assumption", "yours")


@dataclass(frozen=True)
class Input:
    """One default. `ids` are the facts it rests on; none, and it is an assumption throughout."""

    name: str
    range: Range
    unit: str
    ids: tuple[str, ...]
    confidence: str
    reason: str


@cache
def default(name: str) -> Input:
    """The default called `name`. Raises `CourseError` for a name that does not exist.

    >>> default("bytes_per_text").range.mid, default("bytes_per_text").confidence
    (1000.0, 'assumption')
    """
    rows = data.toml("capacity", "inputs")
    checks.one_of(name, rows, "capacity.input")
    row = rows[name]
    told = {end: row[end] for end in Range._fields if end in row}
    ends = {end: facts.amount(each) for end, each in told.items()}
    if "spread" in row:
        ends |= {"low": ends["mid"] / row["spread"], "high": ends["mid"] * row["spread"]}
    ends.setdefault("mid", sqrt(ends["low"] * ends["high"]))
    return Input(name, Range(**ends), row["unit"], *evidence(*told.values()), row["reason"])


def weakest(confidences: list[str]) -> str:
    """The weakest of several confidence words: a chain holds no better than that.

    >>> weakest(["A", "D", "B"])
    'D'
    """
    return max(confidences, key=_WEAKEST_LAST.index)


def evidence(*told: Any) -> tuple[tuple[str, ...], str]:
    """The fact ids in amounts (see `facts.amount`) and the weakest confidence.

    A plain number is an assumption; what is worked out from several facts has confidence D.

    >>> evidence({"times": [12e6, "E8.bill"], "by": ["E8.users"]})
    (('E8.bill', 'E8.users'), 'D')
    """
    used, sure = list[str](), list[str]()
    for one in told:
        parts = [*one["times"], *one.get("by", ())] if isinstance(one, Mapping) else [one]
        ids = [part.partition(":")[0] for part in parts if isinstance(part, str)]
        sure += [facts.fact(each).confidence for each in ids] or ["assumption"]
        sure += ["D"] * (len(ids) > 1)
        used += ids
    return tuple(dict.fromkeys(used)), weakest(sure)


@dataclass(frozen=True)
class Traffic:
    """What one user does in a day.

    >>> Traffic(texts=50, photos=4).messages_per_day
    54.0
    """

    texts: float = 0
    photos: float = 0
    videos: float = 0
    call_minutes: float = 0
    ai_answers: float = 0

    def __post_init__(self) -> None:
        for name, amount in vars(self).items():
            checks.not_negative(amount, "capacity.activity", name=name)
            got = words.number(float(amount))
            require(amount <= _BUSIEST, "capacity.too_active", got, name=name)

    @property
    def messages_per_day(self) -> float:
        """Texts, photos and videos of one user."""
        return float(self.texts + self.photos + self.videos)

    def bytes_per_day(self) -> Range:
        """Bytes that leave the servers for one user in a day: everything but calls phone to phone.

        >>> Traffic(texts=50).bytes_per_day()
        Range(low=25000.0, mid=50000.0, high=150000.0)
        """
        size = {name: default(f"bytes_per_{name}").range for name in _SIZED}
        relayed = default("relayed_share").range
        ends = (
            (self.texts + self.ai_answers) * size["text"][end]
            + self.photos * size["photo"][end]
            + self.videos * size["video"][end]
            + self.call_minutes * relayed[end] * size["call_minute"][end]
            for end in range(3)
        )
        return Range(*ends)

    def stored_bytes_per_day(self) -> Range:
        """Bytes of one user's photos and videos that the servers keep until they are fetched.

        >>> Traffic(photos=1).stored_bytes_per_day().mid
        200000.0
        """
        return Traffic(photos=self.photos, videos=self.videos).bytes_per_day()


def step(name: str) -> Traffic:
    """A user's day at one step of the dial, each step with everything before it.

    Raises `CourseError` for another name.

    >>> step("text").photos, step("photos").texts == step("text").texts
    (0, True)
    """
    checks.one_of(name, STEPS, "capacity.step")
    kinds = [kind for each in STEPS[: STEPS.index(name) + 1] for kind in _ADDED[each]]
    return Traffic(**{kind: default(f"{kind}_per_user_day").range.mid for kind in kinds})


@dataclass(frozen=True)
class Load:
    """The work of a messenger with `users` daily users. Defaults are those of `default`.

    >>> load = Load(users=2_000_000_000, traffic=Traffic(texts=50))
    >>> round(load.messages_per_second)
    1157407
    """

    users: float
    traffic: Traffic = field(default_factory=lambda: step("text"))
    peak_to_mean: float = field(default_factory=lambda: default("peak_to_mean").range.mid)
    share_online: float = field(default_factory=lambda: default("share_online").range.mid)

    def __post_init__(self) -> None:
        checks.positive(self.users, "capacity.users")
        require(isinstance(self.traffic, Traffic), "capacity.Traffic", repr(self.traffic))
        checks.share(self.share_online, "capacity.online")
        require(1 <= self.peak_to_mean < inf, "capacity.peak", self.peak_to_mean)

    @property
    def messages_per_second(self) -> float:
        """The mean rate over the day."""
        return self.users * self.traffic.messages_per_day / SECONDS_PER_DAY

    @property
    def peak_messages_per_second(self) -> float:
        """The rate in the busiest second: what the servers must be bought for."""
        return self.messages_per_second * self.peak_to_mean

    @property
    def connections(self) -> float:
        """Phones connected at the same moment."""
        return self.users * self.share_online

    def servers_for_connections(self, connections_per_server: float | None = None) -> int:
        """Servers that hold all connections, without a spare: by default as full as in 2014.

        Raises `CourseError` unless a server holds more than zero.

        >>> Load(users=3e9, share_online=1 / 3).servers_for_connections(2_000_000)
        500
        """
        if connections_per_server is None:
            connections_per_server = default("connections_per_server").range.low
        checks.positive(connections_per_server, "capacity.per_server")
        return max(1, ceil(self.connections / connections_per_server - 1e-9))


def rates(places: Mapping[str, float], times: Mapping[str, float]) -> pd.DataFrame:
    """Messages a second of named `places` (users) when a second has so many `times` the mean.

    Columns place, when, rate: one row for each pair. Raises `CourseError` for times below zero.

    >>> rates({"a class": 30}, {"mean": 1, "New Year": 10})["rate"].round(3).tolist()
    [0.017, 0.174]
    """
    checks.not_negative([*times.values()], "capacity.times")
    rows = [
        (place, when, Load(users).messages_per_second * factor)
        for place, users in places.items()
        for when, factor in times.items()
    ]
    return pd.DataFrame(rows, columns=["place", "when", "rate"])


checks.guard(__name__, error=None)
