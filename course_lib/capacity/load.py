"""From what people do in a day to what servers must do in a second.

Rates are means over the day unless the name says peak. Every message counts once, as the copy that
goes out to one phone; a gigabyte is 10^9 bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from math import ceil

import pandas as pd

from course_lib import words
from course_lib.capacity import checks, inputs
from course_lib.capacity.inputs import Range
from course_lib.errors import CourseError

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
        for each in fields(self):
            amount = getattr(self, each.name)
            checks.not_negative(amount, each.name, "Count what one user does in a day.")
            if amount > 10_000:
                raise CourseError(
                    expected=f"{each.name} of one user in one day, 10,000 at most",
                    got=words.number(amount),
                    do="That is one every nine seconds day and night: divide by the users.",
                )

    @property
    def messages_per_day(self) -> float:
        """Texts, photos and videos of one user."""
        return float(self.texts + self.photos + self.videos)

    def bytes_per_day(self) -> Range:
        """Bytes that leave the servers for one user in a day: everything but calls phone to phone.

        >>> Traffic(texts=50).bytes_per_day()
        Range(low=25000.0, mid=50000.0, high=150000.0)
        """
        size = {name: inputs.default(f"bytes_per_{name}").range for name in _SIZED}
        relayed = inputs.default("relayed_share").range
        return Range(
            *(
                (self.texts + self.ai_answers) * size["text"][end]
                + self.photos * size["photo"][end]
                + self.videos * size["video"][end]
                + self.call_minutes * relayed[end] * size["call_minute"][end]
                for end in range(3)
            )
        )

    def stored_bytes_per_day(self) -> Range:
        """Bytes of one user's photos and videos that the servers keep until they are fetched.

        >>> Traffic(photos=1).stored_bytes_per_day().mid
        200000.0
        """
        return Traffic(photos=self.photos, videos=self.videos).bytes_per_day()


def step(name: str) -> Traffic:
    """A user's day at one step of the dial, each step with everything before it.

    >>> step("text").photos, step("photos").texts == step("text").texts
    (0, True)
    """
    if name not in STEPS:
        raise CourseError(expected=words.listed(list(STEPS), "or"), got=repr(name), do="Pick one.")
    kinds = [kind for each in STEPS[: STEPS.index(name) + 1] for kind in _ADDED[each]]
    return Traffic(**{kind: inputs.default(f"{kind}_per_user_day").mid for kind in kinds})


def _mid(name: str) -> float:
    return field(default_factory=lambda: inputs.default(name).mid)


@dataclass(frozen=True)
class Load:
    """The work of a messenger with `users` daily users. Defaults come from `inputs`.

    >>> load = Load(users=2_000_000_000, traffic=Traffic(texts=50), seconds_in_system=0.2)
    >>> round(load.messages_per_second), round(load.messages_in_flight)
    (1157407, 231481)
    """

    users: float
    traffic: Traffic = field(default_factory=lambda: step("text"))
    peak_to_mean: float = _mid("peak_to_mean")
    seconds_in_system: float = _mid("seconds_in_system")
    share_online: float = _mid("share_online")

    def __post_init__(self) -> None:
        checks.positive(self.users, "users", "A messenger without users carries nothing.")
        checks.positive(self.seconds_in_system, "seconds in the system", "200 ms are 0.2.")
        checks.share(self.share_online, "a share online", "Write one phone in three as 0.33.")
        if self.seconds_in_system > 60:
            raise CourseError(
                expected="seconds in the system, 60 at most",
                got=words.number(self.seconds_in_system),
                do="Were these milliseconds? Divide by 1,000.",
            )
        if not self.peak_to_mean >= 1:
            raise CourseError(
                expected="a peak of 1 or more times the mean",
                got=str(self.peak_to_mean),
                do="The busiest second cannot be quieter than the average one.",
            )

    @property
    def messages_per_day(self) -> float:
        """Messages of all users."""
        return self.users * self.traffic.messages_per_day

    @property
    def messages_per_second(self) -> float:
        """The mean rate over the day."""
        return self.messages_per_day / SECONDS_PER_DAY

    @property
    def peak_messages_per_second(self) -> float:
        """The rate in the busiest second: what the servers must be bought for."""
        return self.messages_per_second * self.peak_to_mean

    @property
    def messages_in_flight(self) -> float:
        """Sent and not yet delivered, on average (Little's law: rate times time)."""
        return self.messages_per_second * self.seconds_in_system

    @property
    def connections(self) -> float:
        """Phones connected at the same moment."""
        return self.users * self.share_online

    @property
    def bytes_per_second(self) -> float:
        """Mean outgoing traffic."""
        return self.bytes_per_year / DAYS_PER_YEAR / SECONDS_PER_DAY

    @property
    def bytes_per_year(self) -> float:
        """Outgoing traffic in a year."""
        return self.users * self.traffic.bytes_per_day().mid * DAYS_PER_YEAR

    @property
    def stored_bytes(self) -> float:
        """Photos and videos waiting on the servers until every phone has fetched them."""
        days_kept = inputs.default("days_kept").mid
        return self.users * self.traffic.stored_bytes_per_day().mid * days_kept

    def servers_for_connections(self, connections_per_server: float | None = None) -> int:
        """Servers that hold all connections, without a spare: by default as full as in 2014.

        >>> Load(users=3e9, share_online=1 / 3).servers_for_connections(2_000_000)
        500
        """
        if connections_per_server is None:
            connections_per_server = inputs.default("connections_per_server").low
        checks.positive(
            connections_per_server, "connections per server", "A server without phones has no use."
        )
        return max(1, ceil(self.connections / connections_per_server - 1e-9))

    def table(self) -> pd.DataFrame:
        """One row a quantity: quantity, value (float), unit, in_words.

        >>> Load(users=1000).table()["unit"].tolist()[:2]
        ['messages per day', 'messages per second']
        """
        rows = [
            ("mean", self.messages_per_day, "messages per day"),
            ("mean", self.messages_per_second, "messages per second"),
            ("peak", self.peak_messages_per_second, "messages per second"),
            ("in flight", self.messages_in_flight, "messages"),
            ("connected", self.connections, "phones"),
            ("sent out", self.bytes_per_second, "bytes per second"),
            ("sent out", self.bytes_per_year, "bytes per year"),
            ("stored", self.stored_bytes, "bytes"),
        ]
        table = pd.DataFrame(rows, columns=["quantity", "value", "unit"])
        return table.assign(in_words=[_in_words(value, unit) for _, value, unit in rows])


def _in_words(value: float, unit: str) -> str:
    if unit.startswith("bytes"):
        return words.size(value) + unit.removeprefix("bytes")
    amount = words.large(value) if value >= 1e6 else words.significant(value, 3)
    return f"{amount} {unit}"
