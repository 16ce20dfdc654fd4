"""The relay in the middle: it introduces, queues, delivers and forgets, and reads no word of it.

Keys and messages are opaque bytes here: nothing in this room imports the encryption room. What is
left is the outside. `Server` carries, `Envelope` is the outside of one message, `log_frame` makes a
table of many, `validate` says what is wrong with one. One envelope is one row of the log, and one
message to a person with two devices is two envelopes. The same six columns hold the twelve
envelopes of lesson 1 and the million of lesson 7.

The log is the course's hypothesis: it holds what any server in this place is able to write down.
That WhatsApp keeps such a log is not shown. Messages are not kept after delivery (fact Y6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from course_lib import checks, data, words
from course_lib.errors import refuse, require

if TYPE_CHECKING:  # pandas takes its time: it is loaded by the functions that make a table
    import pandas as pd

# A first message carries a handshake ("prekey"), so a server can tell it from the later ones.
KINDS = ("prekey", "text", "media", "receipt", "call")

COLUMNS = {  # column: its pandas type
    "sent_at": "datetime64[us, UTC]",
    "sender": "category",
    "recipient": "category",
    "kind": "category",
    "size": "int32",
    "group": "category",
}
_MAY_BE_MISSING = ("sender", "group")
UNDELIVERED_DAYS = 30  # how long a message waits for its reader (fact Y6, confidence C)
_phrase = data.phrases("relay")


@dataclass(frozen=True)
class Envelope:
    """When, from whom, to which device, what kind, how many bytes of ciphertext, in which group.

    `sender` None means a sealed sender: the recipient finds the name inside. `group` None means a
    message between two people.

    >>> seven = dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC)
    >>> Envelope(seven, "Sari", "Budi", "text", 312).size
    312

    Raises CourseError for a time that is not UTC, an empty name, an unknown kind, a size below 1.
    """

    sent_at: dt.datetime
    sender: str | None
    recipient: str
    kind: str
    size: int
    group: str | None = None

    def __post_init__(self) -> None:
        utc(self.sent_at, "sent_at")
        for column in ("sender", "recipient", "group"):
            name = getattr(self, column)
            good = name if isinstance(name, str) else name is None and column in _MAY_BE_MISSING
            require(good, "relay.name", repr(name), column=column)
        checks.one_of(self.kind, KINDS, "relay.kind")
        # above there is no int32
        require(type(self.size) is int and 1 <= self.size < 2**31, "relay.size", repr(self.size))


def log_frame(envelopes: Iterable[Envelope]) -> pd.DataFrame:
    """The log of `envelopes`, one row each, in the order given.

    >>> seven = dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC)
    >>> log_frame([Envelope(seven, None, "Budi", "text", 312)]).loc[0, "recipient"]
    'Budi'
    """
    rows = list(envelopes)
    return typed({name: [getattr(row, name) for row in rows] for name in COLUMNS})


def typed(columns: Mapping[str, Any]) -> pd.DataFrame:
    """A log frame out of six columns (lists, arrays, Series) of equal length, with its types set.

    For logs made in bulk. A time without a zone is taken as UTC. Raises CourseError for a column
    that is not there, or of which no type can be made; values are not checked: see `validate`.

    >>> columns = dict(sent_at=["2024-10-19T07:00Z"], sender=["Sari"], recipient=["Budi"])
    >>> frame = typed(columns | dict(kind=["text"], size=[312], group=[None]))
    >>> validate(frame)
    []
    """
    import pandas as pd

    frame = pd.DataFrame({name: columns[name] for name in COLUMNS})
    frame["sent_at"] = pd.to_datetime(frame["sent_at"], utc=True)
    return frame.astype({"size": "Int32"}).astype(COLUMNS)  # int32 alone cuts off what is too large


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """A log, or some of its columns, to be shown: times as text, a dash where nothing is noted.

    Raises CourseError for a table without `sent_at`.

    >>> seven = dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC)
    >>> shown(log_frame([Envelope(seven, None, "Budi", "text", 312)])).iloc[0].tolist()
    ['2024-10-19 07:00:00', '-', 'Budi', 'text', 312, '-']
    """
    require("sent_at" in getattr(frame, "columns", ()), "relay.shown", type(frame).__name__)
    told = frame.astype(object).assign(sent_at=frame["sent_at"].dt.strftime("%Y-%m-%d %H:%M:%S"))
    return told.where(told.notna(), "-")


def validate(frame: pd.DataFrame) -> list[str]:
    """What is wrong with a log frame, one sentence each; an empty list means nothing is.

    >>> validate(log_frame([]).drop(columns="size"))
    ['Column size is not there.']
    """
    if not hasattr(frame, "columns"):
        return [_phrase("wrong.no_table")]
    wrong = [_phrase("wrong.foreign", name=name) for name in frame if name not in COLUMNS]
    for name, dtype in COLUMNS.items():
        once, key = [*frame].count(name) == 1, "wrong.twice" if name in frame else "wrong.absent"
        wrong += _wrong_in(name, dtype, frame[name]) if once else [_phrase(key, name=name)]
    return wrong


def _wrong_in(name: str, dtype: str, column: pd.Series) -> Iterator[str]:
    if str(column.dtype) != dtype:
        yield _phrase("wrong.type", name=name, dtype=dtype, got=column.dtype)
        return
    if name not in _MAY_BE_MISSING and (missing := int(column.isna().sum())):
        yield _phrase("wrong.missing", name=name, rows=words.count(missing, "row"))
    used = set(column.dropna().unique()) if dtype == "category" else set()
    if name == "kind" and (strange := sorted(map(str, used - set(KINDS)))):
        kinds = words.listed(list(KINDS), "or")
        yield _phrase("wrong.kind", strange=words.listed(strange), kinds=kinds)
    elif not all(isinstance(value, str) and value for value in used):
        yield _phrase("wrong.name", name=name)
    if name == "size" and (small := int((column < 1).sum())):
        yield _phrase("wrong.size", rows=words.count(small, "row"))


def utc(moment: dt.datetime, what: str) -> dt.datetime:
    """`moment`, if it is a time in UTC. Raises CourseError otherwise.

    >>> utc(dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC), "at").hour
    7
    """
    if not isinstance(moment, dt.datetime) or not moment.tzinfo or moment.utcoffset():
        raise refuse("relay.utc", moment, what=what)
    return moment


class Introduction(NamedTuple):
    """What the server says about somebody you want to write to. No one-time prekey: none is left.

    >>> Introduction(b"keys", None).bundle
    b'keys'
    """

    bundle: bytes
    one_time_prekey: bytes | None


@dataclass(frozen=True)
class Delivery:
    """A message that arrived: its outside and its sealed inside.

    >>> seven = dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC)
    >>> Delivery(Envelope(seven, "Sari", "Budi", "text", 6), b"sealed").ciphertext
    b'sealed'
    """

    envelope: Envelope
    ciphertext: bytes


@dataclass
class _Device:
    bundle: bytes
    one_time_prekeys: list[bytes]
    handed_out: set[bytes] = field(default_factory=set)
    waiting: list[Delivery] = field(default_factory=list)


class Server:
    """One relay. The caller gives the time (UTC), so the same calls make the same log.

    A device that does not `collect` is offline: its messages wait, at most
    `UNDELIVERED_DAYS` days.

    >>> server, seven = Server(), dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC)
    >>> server.register("Sari", b"Sari's bundle")
    >>> server.register("Budi", b"Budi's bundle", [b"prekey 1"])
    >>> server.fetch_bundle("Budi").one_time_prekey
    b'prekey 1'
    >>> server.send(Envelope(seven, "Sari", "Budi", "prekey", 6), b"sealed")
    >>> [delivery.ciphertext for delivery in server.collect("Budi", at=seven)]
    [b'sealed']
    >>> server.collect("Budi", at=seven), len(server.log())
    ([], 1)
    """

    def __init__(self) -> None:
        self._devices: dict[str, _Device] = {}
        self._log: list[Envelope] = []

    def register(self, device: str, bundle: bytes, one_time_prekeys: Iterable[bytes] = ()) -> None:
        """Keeps the public keys of a device; one-time prekeys of before are replaced.

        A device may register again, with the same bundle (more prekeys) or another: a new phone
        looks like this, and so does somebody who puts a key of their own in your friend's place.
        Raises CourseError for an empty name or bundle, and for a one-time prekey that comes twice
        or was handed out before.
        """
        require(isinstance(device, str) and device, "relay.device_name", repr(device))
        pile = list(one_time_prekeys)
        for public in (bundle, *pile):
            _check_bytes(public)
        known = self._devices.get(device) or _Device(bundle, [])
        if len(set(pile)) < len(pile) or known.handed_out.intersection(pile):
            raise refuse("relay.new_prekeys", _phrase("given_before"))
        known.bundle, known.one_time_prekeys = bundle, pile
        self._devices[device] = known

    def fetch_bundle(self, device: str) -> Introduction:
        """The keys of `device` for somebody who wants to write to it.

        Each one-time prekey is handed out once. Raises CourseError for a device never registered.
        """
        known = self._known(device)
        if not known.one_time_prekeys:
            return Introduction(known.bundle, None)
        known.handed_out.add(public := known.one_time_prekeys.pop(0))
        return Introduction(known.bundle, public)

    def prekeys_left(self, device: str) -> int:
        """How many one-time prekeys of `device` nobody has taken yet."""
        return len(self._known(device).one_time_prekeys)

    def send(self, envelope: Envelope, ciphertext: bytes) -> None:
        """Queues `ciphertext` for the recipient's device and logs the envelope.

        Raises CourseError for an unknown sender or recipient, and when the size on the envelope is
        not that of the ciphertext.
        """
        recipient = self._known(envelope.recipient)
        if envelope.sender is not None:
            self._known(envelope.sender)
        _check_bytes(ciphertext)
        if envelope.size != len(ciphertext):
            raise refuse("relay.says", words.size(envelope.size), size=words.size(len(ciphertext)))
        recipient.waiting.append(Delivery(envelope, ciphertext))
        self._log.append(envelope)

    def collect(self, device: str, *, at: dt.datetime) -> list[Delivery]:
        """Delivers what waits for `device`, in the order it was sent, and forgets it.

        Messages sent after `at` stay. Whatever has waited longer than `UNDELIVERED_DAYS`, for
        whomever, is forgotten, too. Raises CourseError for a device never registered.
        """
        known, longest = self._known(device), dt.timedelta(days=UNDELIVERED_DAYS)
        utc(at, "at")
        for each in self._devices.values():
            each.waiting = [one for one in each.waiting if at - one.envelope.sent_at <= longest]
        due = [one for one in known.waiting if one.envelope.sent_at <= at]
        known.waiting = [one for one in known.waiting if one.envelope.sent_at > at]
        return due

    def log(self) -> pd.DataFrame:
        """The outsides of all messages so far, one row each: never an inside."""
        return log_frame(self._log)

    def _known(self, device: str) -> _Device:
        if device not in self._devices:
            names = words.listed(sorted(self._devices)) or _phrase("nobody")
            raise refuse("relay.device", repr(device), names=names)
        return self._devices[device]


def carry(chat: str, day: str, seal: Callable[[str, str, bytes], bytes]) -> Server:
    """A relay after the lines of `chat`, such as "07:00 Sari Budi Are you awake?", went through it.

    `seal(sender, recipient, text)` makes the inside of each message.

    >>> carry("07:00 Sari Budi Awake?", "2024-10-19", lambda *_: b"noise").log()["size"].tolist()
    [5]

    Empty lines are left out. Raises CourseError for another line or day, and for no bytes inside.
    """
    server = Server()
    for line in filter(str.strip, chat.splitlines()):
        try:
            clock, sender, recipient, text = line.split(maxsplit=3)
            at = dt.datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M").replace(tzinfo=dt.UTC)
        except ValueError:
            raise refuse("relay.line", f"{day}, {line!r}") from None
        for name in (sender, recipient):
            server.register(name, name.encode())
        _check_bytes(inside := seal(sender, recipient, text.encode()))
        server.send(Envelope(at, sender, recipient, "text", len(inside)), inside)
    return server


def _check_bytes(raw: object) -> None:
    if not isinstance(raw, bytes) or not raw:
        raise refuse("relay.raw", _phrase("no_bytes") if raw == b"" else type(raw).__name__)


checks.guard(__name__, error=None)
