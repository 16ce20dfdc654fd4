"""How a message looks on its way: the specification's frame, and the one a phone sends.

Sources: Signal Double Ratchet specification, sections 3.1 and 5.2; libsignal, protocol.rs (version
3 of its messages, which the clients of WhatsApp speak); Protocol Buffers encoding guide. Both carry
the same header and the same ciphertext; they differ in how it is written down and in what the tag
covers.
A phone writes numbered fields in a row: each is its number and kind in a byte, then a whole number
in groups of seven bits, or a length and that many bytes. What is read comes from a stranger, so
every length is checked.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

from course_lib import words
from course_lib.encryption import keys, sealing
from course_lib.encryption.keys import Shown

COUNTED = 2**32  # the numbers of a header are below this
_NUMBERS = struct.Struct(">II")
_SHORT_TAG = 8  # bytes of tag a phone sends
VERSION = b"\x33"  # of the message, 3, and of the program that wrote it, 3
_FIELDS = (bytes, int, int, bytes)  # ratchet key, number, previous, ciphertext
_NUMBER, _BYTES = 0, 2  # kinds of field
_FIXED = {1: 8, 5: 4}  # kinds that nobody here writes, and how many bytes they take
_GROUPS = 10  # groups of seven bits are enough for 64


class Header(NamedTuple):
    """What stands open in front of a message. A forger can write any number in it.

    `key` is the writer's ratchet key (32 bytes), `previous` how many messages the writer sent under
    the ratchet key before, `number` how many under this one before this message.
    """

    key: bytes
    previous: int
    number: int


@runtime_checkable
class Wire(Protocol):
    """A way to write frames. The ratchet knows nothing else about bytes."""

    def close(self, header: Header, message_key: bytes, plaintext: bytes) -> bytes:
        """A whole frame: header, ciphertext, tag. Raises Refused for numbers it cannot carry."""

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
    LEAST = SIZE + sealing.BLOCK + sealing.TAG  # no frame is shorter

    def __post_init__(self) -> None:
        keys.expect(bytes, self.associated_data)

    def close(self, header: Header, message_key: bytes, plaintext: bytes) -> bytes:
        """A frame of 40 bytes, ciphertext and a tag of 32."""
        try:
            numbers = _NUMBERS.pack(header.previous, header.number)
        except struct.error:
            raise keys.refused("number", f"{header.previous}, {header.number}") from None
        start = keys.exactly(keys.SIZE, header.key, "ratchet_key") + numbers
        return start + sealing.seal(message_key, plaintext, self.associated_data + start)

    def header(self, frame: bytes) -> Header:
        """The first 40 bytes. Raises Refused when the frame is too short for any message."""
        if not isinstance(frame, bytes) or len(frame) < self.LEAST:
            got = (
                words.count(len(frame), "byte")
                if isinstance(frame, bytes)
                else type(frame).__name__
            )
            raise keys.refused("short_frame", got, least=self.LEAST)
        return Header(frame[: keys.SIZE], *_NUMBERS.unpack_from(frame, keys.SIZE))

    def open(self, frame: bytes, message_key: bytes) -> bytes:
        """The plaintext. Raises Refused when anything in the frame was touched."""
        keys.expect(bytes, frame)
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

    def __post_init__(self) -> None:
        for identity in (self.mine, self.theirs):
            keys.exactly(keys.SIZE, identity, "public_key")

    def close(self, header: Header, message_key: bytes, plaintext: bytes) -> bytes:
        """A frame as a phone sends it, with the place of the last message instead of a count."""
        used = sealing.message_keys(message_key)
        body = VERSION + pack(
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
        ciphertext = self._fields(frame)[3]
        used = sealing.message_keys(message_key)
        body, received = frame[:-_SHORT_TAG], frame[-_SHORT_TAG:]
        covered = keys.encode_public(self.theirs) + keys.encode_public(self.mine) + body
        sealing.check(used.authentication, covered, received, _SHORT_TAG)
        return sealing.decrypt(used.encryption, used.start, ciphertext)

    def _fields(self, frame: bytes) -> list[Any]:
        return unpack(versioned(frame, _SHORT_TAG), _FIELDS)


def versioned(frame: bytes, closing: int) -> bytes:
    """What stands between the version byte of a phone's frame and its last `closing` bytes.

    >>> versioned(b"\x33 fields, tag", 4)
    b' fields,'

    Raises Refused for another version.
    """
    if not isinstance(frame, bytes) or frame[:1] != VERSION or len(frame) <= closing:
        raise keys.refused("version")
    return frame[1 : len(frame) - closing]


def pack(*fields: int | bytes) -> bytes:
    """The fields one after the other, numbered from 1; numbers below 2**32.

    >>> pack(300, b"hi").hex(" ")
    '08 ac 02 12 02 68 69'
    """
    packed = b""
    for at, value in enumerate(fields, start=1):
        if isinstance(value, bytes):
            packed += _number(at << 3 | _BYTES) + _number(len(value)) + value
        elif isinstance(value, int) and 0 <= value < COUNTED:
            packed += _number(at << 3 | _NUMBER) + _number(value)
        else:
            raise keys.refused("number", repr(value))
    return packed


def unpack(raw: bytes, kinds: Sequence[type]) -> list[Any]:
    """The values of fields 1, 2, 3 ..., each of its kind: `int` (below 2**32) or `bytes`.

    >>> unpack(bytes.fromhex("08ac0212026869"), [int, bytes])
    [300, b'hi']

    A field that is left out is 0 or empty: other writers omit those. Fields with higher numbers are
    skipped, of whatever kind. Raises Refused for anything cut off or of another kind.
    """
    keys.expect(bytes, raw)
    values = [kind() for kind in kinds]
    at = 0
    while at < len(raw):
        field, at = _read_number(raw, at)
        value, at = _read_field(raw, at, field & 7)
        place = (field >> 3) - 1
        if place < 0:
            raise keys.refused("fields")
        if place < len(values):
            too_large = isinstance(value, int) and value >= COUNTED
            if type(value) is not kinds[place] or too_large:
                raise keys.refused("fields")
            values[place] = value
    return values


def _read_field(raw: bytes, at: int, kind: int) -> tuple[int | bytes | None, int]:
    """The value that begins at `at`, and where the next field begins."""
    if kind == _NUMBER:
        return _read_number(raw, at)
    size = _FIXED.get(kind)
    if kind == _BYTES:
        size, at = _read_number(raw, at)
    if size is None or at + size > len(raw):
        raise keys.refused("fields")
    return raw[at : at + size] if kind == _BYTES else None, at + size


def _number(value: int) -> bytes:
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)  # the top bit says: more to come
        value >>= 7
    return bytes([*groups, value])


def _read_number(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place, group in enumerate(raw[at : at + _GROUPS]):
        value |= (group & 0x7F) << 7 * place
        if group < 0x80:
            return value, at + place + 1
    raise keys.refused("fields")
