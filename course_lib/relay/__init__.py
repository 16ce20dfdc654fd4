"""The relay in the middle: it introduces, queues, delivers and forgets, and reads no word of it.

Keys and messages are opaque bytes here: nothing in this room imports the encryption room. What is
left is the outside. `Server` carries, `Envelope` is the outside of one message, `log_frame` makes a
table of many, `validate` says what is wrong with one.

The log is the course's hypothesis: it holds what any server in this place is able to write down.
That WhatsApp keeps such a log is not shown. Messages are not kept after delivery (fact Y6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from course_lib import data, words
from course_lib.errors import refuse
from course_lib.relay.envelope import (
    COLUMNS,
    KINDS,
    Envelope,
    log_frame,
    shown,
    typed,
    utc,
    validate,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "KINDS", "Envelope", "Server", "log_frame", "shown", "typed", "validate"]

_phrase = data.phrases("relay")
UNDELIVERED_DAYS = 30  # how long a message waits for its reader (fact Y6, confidence C)


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
    >>> server.register("Sari", b"Sari's bundle", at=seven)
    >>> server.register("Budi", b"Budi's bundle", [b"prekey 1"], at=seven)
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

    def register(
        self, device: str, bundle: bytes, one_time_prekeys: Iterable[bytes] = (), *, at: dt.datetime
    ) -> None:
        """Keeps the public keys of a device; one-time prekeys of before are replaced.

        A device may register again, with the same bundle (more prekeys) or another: a new phone
        looks like this, and so does somebody who puts a key of their own in your friend's place.
        Raises CourseError for an empty name or bundle, and for a one-time prekey that comes twice
        or was handed out before.
        """
        utc(at, "at")
        if not isinstance(device, str) or not device:
            raise refuse("relay.device_name", repr(device))
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

        Messages sent after `at` stay. Raises CourseError for a device never registered.
        """
        known = self._known(device)
        self.forget(at=at)
        due = [one for one in known.waiting if one.envelope.sent_at <= at]
        known.waiting = [one for one in known.waiting if one.envelope.sent_at > at]
        return due

    def forget(self, *, at: dt.datetime) -> None:
        """Drops every message that has waited longer than `UNDELIVERED_DAYS` at the time `at`."""
        oldest = utc(at, "at") - dt.timedelta(days=UNDELIVERED_DAYS)
        for known in self._devices.values():
            known.waiting = [one for one in known.waiting if one.envelope.sent_at >= oldest]

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
    """
    server = Server()
    for line in chat.splitlines():
        clock, sender, recipient, text = line.split(" ", 3)
        at = dt.datetime.fromisoformat(" ".join([day, clock])).replace(tzinfo=dt.UTC)
        for name in (sender, recipient):
            server.register(name, name.encode(), at=at)
        inside = seal(sender, recipient, text.encode())
        server.send(Envelope(at, sender, recipient, "text", len(inside)), inside)
    return server


def _check_bytes(raw: object) -> None:
    if not isinstance(raw, bytes) or not raw:
        raise refuse("relay.raw", _phrase("no_bytes") if raw == b"" else type(raw).__name__)
