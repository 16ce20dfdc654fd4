"""How a message looks on its way: the specification's frame, and the one a phone sends.

Sources: Signal Double Ratchet specification, sections 3.1 and 5.2; libsignal, protocol.rs (version
3 of its messages, which the clients of WhatsApp speak). Both carry the same header and the same
ciphertext; they differ in how it is written down and in what the tag covers.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from course_lib.encryption import keys, protobuf, sealing
from course_lib.encryption.keys import Refused, Shown

_NUMBERS = struct.Struct(">II")
_SHORT_TAG = 8  # bytes of tag a phone sends
VERSION = b"\x33"  # of the message, 3, and of the program that wrote it, 3
_FIELDS = (bytes, int, int, bytes)  # ratchet key, number, previous, ciphertext


class Header(NamedTuple):
    """What stands open in front of a message. A forger can write any number in it.

    `key` is the writer's ratchet key (32 bytes), `previous` how many messages the writer sent under
    the ratchet key before, `number` how many under this one before this message.
    """

    key: bytes
    previous: int
    number: int


class Wire(Protocol):
    """A way to write frames. The ratchet knows nothing else about bytes."""

    def close(self, header: Header, message_key: bytes, plaintext: bytes) -> bytes:
        """A whole frame: header, ciphertext, tag."""

    def header(self, frame: bytes) -> Header:
        """The header of a frame that came. Nothing in it is verified. Raises Refused."""

    def open(self, frame: bytes, message_key: bytes) -> bytes:
        """The plaintext, once the tag was verified. Raises Refused."""


@dataclass(frozen=True, repr=False)
class Specification(Shown):
    """40 bytes of header (key, previous and number), then what `sealing.seal` makes.

    `associated_data` is the handshake's: both identities, first writer first. The tag covers it and
    the whole header.

    >>> wire = Specification(b"Sari and Budi")
    >>> frame = wire.close(Header(bytes(32), 0, 7), bytes(32), b"yes")
    >>> wire.header(frame).number, wire.open(frame, bytes(32)), len(frame)
    (7, b'yes', 88)
    """

    associated_data: bytes

    SIZE = keys.SIZE + _NUMBERS.size

    def close(self, header: Header, message_key: bytes, plaintext: bytes) -> bytes:
        """A frame of 40 bytes, ciphertext and a tag of 32."""
        start = header.key + _NUMBERS.pack(header.previous, header.number)
        return start + sealing.seal(message_key, plaintext, self.associated_data + start)

    def header(self, frame: bytes) -> Header:
        """The first 40 bytes. Raises Refused when the frame is too short for any message."""
        if not isinstance(frame, bytes) or len(frame) < self.SIZE + 16 + sealing.TAG:
            raise Refused(
                expected=f"a frame of at least {self.SIZE + 16 + sealing.TAG} bytes",
                got=f"{len(frame)} bytes" if isinstance(frame, bytes) else type(frame).__name__,
                do="Do not read it. Ask for the message again.",
            )
        return Header(frame[: keys.SIZE], *_NUMBERS.unpack_from(frame, keys.SIZE))

    def open(self, frame: bytes, message_key: bytes) -> bytes:
        """The plaintext. Raises Refused when anything in the frame was touched."""
        start, sealed = frame[: self.SIZE], frame[self.SIZE :]
        return sealing.unseal(message_key, sealed, self.associated_data + start)


@dataclass(frozen=True, repr=False)
class Libsignal(Shown):
    """Version 3: a version byte, the header and the ciphertext as protobuf, a tag of 8 bytes.

    `mine` and `theirs` are the identities, 32 bytes each. The tag covers the writer's identity, the
    reader's, then version and protobuf: the order turns round with the direction.

    >>> sari, budi = (keys.demo_key_pair(name).public for name in ("sari", "budi"))
    >>> frame = Libsignal(sari, budi).close(Header(bytes(32), 0, 7), bytes(32), b"yes")
    >>> Libsignal(budi, sari).open(frame, bytes(32)), len(frame)
    (b'yes', 66)
    """

    mine: bytes
    theirs: bytes

    def close(self, header: Header, message_key: bytes, plaintext: bytes) -> bytes:
        """A frame as a phone sends it, with the place of the last message instead of a count."""
        used = sealing.message_keys(message_key)
        body = VERSION + protobuf.pack(
            keys.encode_public(header.key),
            header.number,
            max(header.previous - 1, 0),
            sealing.encrypt(used.encryption, used.start, plaintext),
        )
        covered = keys.encode_public(self.mine) + keys.encode_public(self.theirs) + body
        return body + sealing.tag(used.authentication, covered, _SHORT_TAG)

    def header(self, frame: bytes) -> Header:
        """Reads the place of the last message back as a count: one more.

        Without the one, the last message of every turn would be lost if it comes late. A writer who
        sent nothing before says 0 as well; then there is no chain to miss a message of.
        """
        key, number, previous, _ = self._fields(frame)
        return Header(keys.decode_public(key), previous + 1, number)

    def open(self, frame: bytes, message_key: bytes) -> bytes:
        """The plaintext. Raises Refused when anything in the frame was touched."""
        used = sealing.message_keys(message_key)
        body, received = frame[:-_SHORT_TAG], frame[-_SHORT_TAG:]
        covered = keys.encode_public(self.theirs) + keys.encode_public(self.mine) + body
        sealing.check(used.authentication, covered, received, _SHORT_TAG)
        return sealing.decrypt(used.encryption, used.start, self._fields(frame)[3])

    def _fields(self, frame: bytes) -> list[Any]:
        return protobuf.unpack(versioned(frame, _SHORT_TAG), _FIELDS)


def versioned(frame: bytes, closing: int) -> bytes:
    """What stands between the version byte of a phone's frame and its last `closing` bytes.

    >>> versioned(b"\x33 fields, tag", 4)
    b' fields,'

    Raises Refused for another version.
    """
    if not isinstance(frame, bytes) or frame[:1] != VERSION or len(frame) <= closing:
        raise Refused(
            expected="a frame of version 3",
            got="another one, or one that was cut off",
            do="Do not read it. Ask for the message again.",
        )
    return frame[1 : len(frame) - closing]
