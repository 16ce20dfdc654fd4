"""Five phones, each with a mistake that was made in a real program. `cases` finds them.

Two people with the same broken phone understand each other well: that is why nobody noticed.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from course_lib.encryption import conversation, ratchet, sealing
from course_lib.encryption.ratchet import State
from course_lib.encryption.wire import Header, Specification


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
        self.state = replace(state, skipped=MappingProxyType(rest))
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


class Variant(NamedTuple):
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
    "header outside the tag": Variant(wire=HeaderOutsideTag),
    "no rollback": Variant(NoRollback),
    "key burnt": Variant(KeyBurnt),
    "no cap": Variant(NoCap),
    "labels swapped": Variant(wire=LabelsSwapped),
}
