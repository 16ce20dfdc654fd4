"""Five phones, each with a mistake that was made in a real program, and five questions to find it.

Sources: failures reported by users of public implementations of the ratchet, retold; the Signal
Double Ratchet specification, sections 3.5 (discard changes) and 6 (security considerations). Two
people with the same broken phone understand each other well: that is why nobody noticed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from course_lib import checks
from course_lib.encryption import conversation, keys, ratchet, sealing
from course_lib.encryption.keys import Refused
from course_lib.encryption.ratchet import Duplicate, State, TooManySkipped
from course_lib.encryption.wire import Header, Specification

_PARTS = ((32, "ratchet_key"), (36, "previous"), (40, "number"))  # each up to this byte
_CHECKS = {Duplicate: "duplicate", TooManySkipped: "too_many_skipped"}


class Phone:
    """Keeps the state between two messages. This one has no mistake.

    >>> states = conversation.start()
    >>> sari, budi = Phone(states["A"]), Phone(states["B"])
    >>> budi.read(sari.write(b"Seven?"))
    b'Seven?'
    """

    def __init__(self, state: State) -> None:
        self.state = state

    def write(self, plaintext: bytes) -> bytes:
        """The frame to send."""
        self.state, frame = ratchet.encrypt(self.state, plaintext)
        return frame

    def read(self, frame: bytes) -> bytes:
        """The plaintext; a frame that is refused leaves the state alone."""
        self.state, plaintext = ratchet.decrypt(self.state, frame)
        return plaintext


class NoRollback(Phone):
    """Adopts the new state before the tag was verified."""

    def read(self, frame: bytes) -> bytes:
        wire = self.state.wire
        self.state, message_key = ratchet.receiving_key(self.state, wire.header(frame))
        return wire.open(frame, message_key)


class KeyBurnt(Phone):
    """Deletes the key of a late message before the tag was verified."""

    def read(self, frame: bytes) -> bytes:
        state, (key, _, number) = self.state, self.state.wire.header(frame)
        rest = {name: kept for name, kept in state.skipped.items() if name != (key, number)}
        self.state = state._replace(skipped=MappingProxyType(rest))
        self.state, plaintext = ratchet.decrypt(state, frame)
        return plaintext


class NoCap(Phone):
    """Derives as many keys as a header asks for."""

    def read(self, frame: bytes) -> bytes:
        state, header = self.state, self.state.wire.header(frame)
        while header.key == state.theirs and header.number - state.received > ratchet.MAX_SKIP:
            near = header._replace(number=state.received + ratchet.MAX_SKIP)
            state, _ = ratchet.receiving_key(state, near)
        self.state, plaintext = ratchet.decrypt(state, frame)
        return plaintext


class HeaderOutsideTag(Specification):
    """The tag covers the ciphertext, but not the header in front of it."""

    def close(self, header: Header, message_key: bytes, plaintext: bytes) -> bytes:
        frame = super().close(header, message_key, plaintext)
        return frame[: self.SIZE] + sealing.seal(message_key, plaintext, self.associated_data)

    def open(self, frame: bytes, message_key: bytes) -> bytes:
        return sealing.unseal(message_key, frame[self.SIZE :], self.associated_data)


class LabelsSwapped(Specification):
    """The key for encryption makes the tag, and the key for the tag encrypts."""

    def close(self, header: Header, message_key: bytes, plaintext: bytes) -> bytes:
        start = super().close(header, message_key, plaintext)[: self.SIZE]
        authentication, encryption, block = sealing.message_keys(message_key)
        ciphertext = sealing.encrypt(encryption, block, plaintext)
        covered = self.associated_data + start + ciphertext
        return start + ciphertext + sealing.tag(authentication, covered)

    def open(self, frame: bytes, message_key: bytes) -> bytes:
        authentication, encryption, block = sealing.message_keys(message_key)
        body, tag = frame[: -sealing.TAG], frame[-sealing.TAG :]
        sealing.check(authentication, self.associated_data + body, tag)
        return sealing.decrypt(encryption, block, body[self.SIZE :])


@dataclass(frozen=True)
class Variant:
    """A phone and its wire. `VARIANTS` holds ours and the five broken ones."""

    phone: type[Phone] = Phone
    wire: type[Specification] = Specification

    def talk(self) -> tuple[Phone, Phone]:
        """Sari's phone and Budi's, after one message and its answer."""
        states = conversation.start(self.wire)
        sari, budi = self.phone(states["A"]), self.phone(states["B"])
        budi.read(sari.write(b"Seven?"))
        sari.read(budi.write(b"Seven."))
        return sari, budi


VARIANTS = {
    "ours": Variant(),
    "open_header": Variant(wire=HeaderOutsideTag),
    "no_rollback": Variant(NoRollback),
    "key_burnt": Variant(KeyBurnt),
    "no_cap": Variant(NoCap),
    "labels_swapped": Variant(wire=LabelsSwapped),
}


def changed_header(variant: Variant) -> bool:
    """Somebody changes a number in the header: the message is refused."""
    sari, budi = variant.talk()
    frame = sari.write(b"Eight?")
    return _refused(budi, _flipped(frame, at=35))  # the last byte of "previous"


def forged_message(variant: Variant) -> bool:
    """Somebody sends nonsense under a ratchet key of their own: the next real message is read."""
    sari, budi = variant.talk()
    forged = keys.generate().public + sari.write(b"Eight?")[keys.SIZE :]
    return _refused(budi, forged) and _reads(budi, sari.write(b"Nine?"), b"Nine?")


def forged_late_message(variant: Variant) -> bool:
    """A forged copy of a late message comes first: the real one is still read."""
    sari, budi = variant.talk()
    late = sari.write(b"Eight?")
    budi.read(sari.write(b"Nine?"))
    return _refused(budi, _flipped(late, at=-1)) and _reads(budi, late, b"Eight?")


def absurd_number(variant: Variant) -> bool:
    """A header claims 5,000 lost messages: it is refused before any of their keys is derived."""
    sari, budi = variant.talk()
    budi.read(sari.write(b"Eight?"))
    frame = sari.write(b"Nine?")
    try:
        budi.read(frame[:36] + (5000).to_bytes(4, "big") + frame[Specification.SIZE :])
    except TooManySkipped:
        return True
    except Refused:
        return False
    return False


def other_peoples_code(variant: Variant) -> bool:
    """A message from an independent implementation is read."""
    record, pair = conversation.recorded(), keys.demo_key_pair
    wire = variant.wire(record["associated_data"])
    prekey, first = pair("bob signed prekey"), pair("alice ratchet 1")
    alice = variant.phone(ratchet.start_alice(record["secret"], prekey.public, wire, first))
    alice.write(b"hello bob")
    return _reads(alice, record["theirs"], b"hello alice")


CASES: dict[str, Callable[[Variant], bool]] = {
    "changed_header": changed_header,
    "forged_message": forged_message,
    "forged_late_message": forged_late_message,
    "absurd_number": absurd_number,
    "other_peoples_code": other_peoples_code,
}


def results() -> pd.DataFrame:
    """Every case with every variant: columns variant, case, passes. `pictures.answers` draws it.

    >>> table = results()
    >>> table[~table.passes].case.tolist()[:2]
    ['changed_header', 'other_peoples_code']
    """
    return pd.DataFrame(
        {"variant": name, "case": case, "passes": ask(variant)}
        for name, variant in VARIANTS.items()
        for case, ask in CASES.items()
    )


def after_forgery(name: str, real: int) -> list[str]:
    """What the phone `name` of `VARIANTS` does with a forged message and the `real` ones after it.

    >>> after_forgery("ours", real=2)
    ['refused', 'read', 'read']

    Raises CourseError for an unknown name.
    """
    checks.one_of(name, VARIANTS, "encryption.variant")
    keys.expect(int, real)
    sari, budi = VARIANTS[name].talk()
    forged = keys.generate().public + sari.write(b"Eight?")[keys.SIZE :]
    frames = [forged, *(sari.write(b"Nine?") for _ in range(real))]
    return ["refused" if _refused(budi, frame) else "read" for frame in frames]


def flips(state: State, frame: bytes) -> pd.DataFrame:
    """Changes each byte of `frame` in turn (its lowest bit) and lets `state` read it.

    Columns: byte (from 0), part of the frame, refused_by (the check that said no, or "nothing") and
    unchanged (whether the state is the same after). The frame is one of `wire.Specification`.

    >>> step = conversation.play("AAB")[1]
    >>> table = flips(step.before["B"], step.frame)
    >>> table.refused_by.unique().tolist(), bool(table.unchanged.all())
    (['tag', 'too_many_skipped', 'duplicate'], True)
    """
    keys.expect(State, state)
    keys.expect(bytes, frame)
    rows = []
    for at in range(len(frame)):
        phone, refused_by = Phone(state), "nothing"
        try:
            phone.read(_flipped(frame, at))
        except Refused as refused:
            refused_by = _CHECKS.get(type(refused), "tag")
        unchanged = phone.state == state
        rows.append((at, _part(frame, at), refused_by, unchanged))
    return pd.DataFrame(rows, columns=["byte", "part", "refused_by", "unchanged"])


def _part(frame: bytes, at: int) -> str:
    closing = "tag" if at >= len(frame) - sealing.TAG else "ciphertext"
    return next((part for end, part in _PARTS if at < end), closing)


def _flipped(frame: bytes, at: int) -> bytes:
    changed = bytearray(frame)
    changed[at] ^= 1
    return bytes(changed)


def _refused(phone: Phone, frame: bytes) -> bool:
    try:
        phone.read(frame)
    except Refused:
        return True
    return False


def _reads(phone: Phone, frame: bytes, expected: bytes) -> bool:
    try:
        return phone.read(frame) == expected
    except Refused:
        return False
