"""The relay: it introduces, queues, delivers and forgets, and cannot read a word of it.

Keys and messages are opaque bytes here. What is left is the outside, and that goes into a log. The
log is the course's hypothesis: it holds what any server in this place is able to write down. That
WhatsApp keeps such a log is not shown. Messages are not kept after delivery (fact Y6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from course_lib import words
from course_lib.errors import CourseError
from course_lib.relay.envelope import Envelope, log_frame, utc

if TYPE_CHECKING:
    import pandas as pd

UNDELIVERED_DAYS = 30  # how long a message waits for its reader (fact Y6, confidence C)


class Registration(NamedTuple):
    """A device gave its keys. `changed` means: again, and they are not the ones it gave before.

    A new phone looks like this, and so does somebody who puts a key of their own in your friend's
    place. The server cannot tell; apps show "security code changed".

    >>> Registration(dt.datetime(2024, 10, 19, tzinfo=dt.UTC), "Budi", False).changed
    False
    """

    at: dt.datetime
    device: str
    changed: bool


class Introduction(NamedTuple):
    """What the server says about somebody you want to write to. No one-time prekey: none is left.

    >>> Introduction(b"keys", None).bundle
    b'keys'
    """

    bundle: bytes
    one_time_prekey: bytes | None


class Delivery(NamedTuple):
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

    A device that does not `collect` is offline: its messages wait, at most `keep_days` days.

    >>> server, seven = Server(), dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC)
    >>> server.register("Sari", b"Sari's bundle", at=seven)
    >>> server.register("Budi", b"Budi's bundle", [b"prekey 1"], at=seven)
    >>> server.fetch_bundle("Budi").one_time_prekey
    b'prekey 1'
    >>> server.send(Envelope(seven, "Sari", "Budi", "prekey", 6), b"sealed")
    >>> [delivery.ciphertext for delivery in server.collect("Budi", at=seven)]
    [b'sealed']
    >>> server.waiting("Budi"), len(server.log())
    (0, 1)
    """

    def __init__(self, keep_days: int = UNDELIVERED_DAYS) -> None:
        if keep_days < 1:
            raise CourseError(
                expected="at least one day",
                got=str(keep_days),
                do="Leave people time to come back.",
            )
        self._keep = dt.timedelta(days=keep_days)
        self._devices: dict[str, _Device] = {}
        self._registrations: list[Registration] = []
        self._log: list[Envelope] = []

    def register(
        self, device: str, bundle: bytes, one_time_prekeys: Iterable[bytes] = (), *, at: dt.datetime
    ) -> None:
        """Keeps the public keys of a device; one-time prekeys of before are replaced.

        A device may register again, with the same bundle (more prekeys) or another (a new phone):
        see `registrations`. Raises CourseError for an empty name or bundle, and for a one-time
        prekey that comes twice or was handed out before.
        """
        utc(at, "at")
        if not isinstance(device, str) or not device:
            raise CourseError(expected="a device name", got=repr(device), do="Use a text.")
        pile = list(one_time_prekeys)
        for public in (bundle, *pile):
            _check_bytes(public)
        known = self._devices.get(device) or _Device(bundle, [])
        if len(set(pile)) < len(pile) or known.handed_out.intersection(pile):
            raise CourseError(
                expected="new one-time prekeys",
                got="one that was given before",
                do="Make fresh ones: each is for one conversation.",
            )
        self._registrations.append(Registration(at, device, changed=known.bundle != bundle))
        known.bundle, known.one_time_prekeys = bundle, pile
        self._devices[device] = known

    @property
    def registrations(self) -> tuple[Registration, ...]:
        """All registrations so far, first to last. Apps make key-change notices of them."""
        return tuple(self._registrations)

    def fetch_bundle(self, device: str) -> Introduction:
        """The keys of `device` for somebody who wants to write to it.

        Each one-time prekey is handed out once. Raises CourseError for a device never registered.
        """
        known = self._known(device)
        if not known.one_time_prekeys:
            return Introduction(known.bundle, None)
        public = known.one_time_prekeys.pop(0)
        known.handed_out.add(public)
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
            raise CourseError(
                expected=f"an envelope that says {words.size(len(ciphertext))}",
                got=words.size(envelope.size),
                do="Write len(ciphertext) on the envelope.",
            )
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

    def waiting(self, device: str) -> int:
        """How many messages wait for `device`."""
        return len(self._known(device).waiting)

    def forget(self, *, at: dt.datetime) -> None:
        """Drops every message that has waited longer than `keep_days` days at the time `at`."""
        oldest = utc(at, "at") - self._keep
        for known in self._devices.values():
            known.waiting = [one for one in known.waiting if one.envelope.sent_at >= oldest]

    def log(self) -> pd.DataFrame:
        """The outsides of all messages so far, one row each: never an inside."""
        return log_frame(self._log)

    def _known(self, device: str) -> _Device:
        if device not in self._devices:
            names = words.listed(sorted(self._devices)) or "nobody yet"
            raise CourseError(
                expected=f"a registered device ({names})",
                got=repr(device),
                do="Register it first, or check the spelling.",
            )
        return self._devices[device]


def _check_bytes(raw: object) -> None:
    if not isinstance(raw, bytes) or not raw:
        got = "no bytes at all" if raw == b"" else type(raw).__name__
        raise CourseError(expected="bytes", got=got, do="Seal or encode it before you send it.")
