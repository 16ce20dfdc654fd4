"""Sealing one message under one key, and the two frames in which a sealed message travels.

Source: Signal Double Ratchet specification, sections 3.1 and 5.2 (AES-256-CBC with PKCS#7 padding,
then HMAC-SHA256 over associated data and ciphertext). The tag is checked first, in constant time: a
message that somebody touched is refused before anything in it is looked at. Looking at the padding
first would tell a forger, try by try, what is inside (a padding oracle). The same key and the same
plaintext give the same bytes: one key is for one message.

The specification's frame and the one a phone sends (libsignal, protocol.rs, version 3 of its
messages, which the clients of WhatsApp speak) carry the same header and the same ciphertext; they
differ in how it is written down and in what the tag covers. A phone writes numbered fields in a row
(Protocol Buffers encoding guide): each is its number and kind in a byte, then a whole number in
groups of seven bits, or a length and that many bytes. What is read comes from a stranger, so every
length is checked.
"""

import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from course_lib import words
from course_lib.encryption import keys

TAG = 32  # bytes; some protocols send fewer
BLOCK = 16  # bytes
_PADDING = [bytes([count]) * count for count in range(BLOCK + 1)]  # PKCS#7: n bytes of value n
_NUMBERS = struct.Struct(">II")
_SHORT_TAG = 8  # bytes of tag a phone sends
VERSION = b"\x33"  # of the message, 3, and of the program that wrote it, 3
_NUMBER, _BYTES = 0, 2  # kinds of field
_FIXED = {1: 8, 5: 4}  # kinds that nobody here writes, and how many bytes they take
_GROUPS = 10  # groups of seven bits are enough for 64


class MessageKeys(NamedTuple):
    """What one message needs: two keys of 32 bytes and a starting block of 16. Never shown."""

    encryption: bytes
    authentication: bytes
    start: bytes

    def __repr__(self) -> str:
        return keys.show(self)


def seal(message_key: bytes, plaintext: bytes, associated_data: bytes = b"") -> bytes:
    """`plaintext` as nobody without `message_key` (32 bytes, for this one message) can read it.

    `associated_data` is not in the result, but opening needs the same: it ties the message to its
    circumstances. The result is 32 bytes of tag and 1 to 16 of padding longer than `plaintext`.

    >>> key = bytes(32)  # a demo: never use a key anybody could guess
    >>> unseal(key, seal(key, b"Seven at the station?"))
    b'Seven at the station?'
    """
    return _close(message_keys(message_key), plaintext, associated_data)


def unseal(message_key: bytes, sealed: bytes, associated_data: bytes = b"") -> bytes:
    """The plaintext inside. Raises Refused when key, message or associated data are not the same.

    >>> unseal(bytes(32), seal(bytes(32), b"yes", b"to Budi"), b"to Budi")
    b'yes'
    """
    return _disclose(message_keys(message_key), sealed, associated_data)


def message_keys(message_key: bytes) -> MessageKeys:
    """Derives all that one message needs (HKDF, info "WhisperMessageKeys", 80 bytes).

    >>> [len(part) for part in message_keys(bytes(32))]
    [32, 32, 16]
    """
    keys.require_length(keys.SIZE, message_key, "message_key")
    derived = keys.hkdf(message_key, b"WhisperMessageKeys", 80)
    return MessageKeys(derived[:32], derived[32:64], derived[64:])


def _close(used: MessageKeys, plaintext: bytes, covered: bytes) -> bytes:
    """Ciphertext, then the tag over `covered` and ciphertext: `seal`, the keys derived already."""
    ciphertext = encrypt(used.encryption, used.start, plaintext)
    return ciphertext + tag(used.authentication, covered + ciphertext)


def _disclose(used: MessageKeys, sealed: bytes, covered: bytes) -> bytes:
    """Undoes `_close`: `unseal`, the keys derived already. Raises Refused as it does."""
    ciphertext, received = sealed[:-TAG], sealed[-TAG:]
    check(used.authentication, covered + ciphertext, received)
    return decrypt(used.encryption, used.start, ciphertext)


def encrypt(key: bytes, start: bytes, plaintext: bytes) -> bytes:
    """AES-256-CBC with padding. Hides, but does not protect from change: add a `tag`.

    >>> len(encrypt(bytes(32), bytes(16), b"sixteen letters!"))
    32
    """
    padded = plaintext + _PADDING[BLOCK - len(plaintext) % BLOCK]
    return _cipher(key, start).encryptor().update(padded)  # whole blocks: nothing is left over


def decrypt(key: bytes, start: bytes, ciphertext: bytes) -> bytes:
    """Undoes `encrypt`. Call `check` (or verify a signature) first, always.

    >>> decrypt(bytes(32), bytes(16), encrypt(bytes(32), bytes(16), b"hello"))
    b'hello'

    Raises Refused when length or padding are impossible.
    """
    if ciphertext and len(ciphertext) % BLOCK == 0:
        padded = _cipher(key, start).decryptor().update(ciphertext)
        if 1 <= padded[-1] <= BLOCK and padded.endswith(_PADDING[padded[-1]]):
            return padded[: -padded[-1]]
    raise keys.refused("padding")


def tag(key: bytes, data: bytes, length: int = TAG) -> bytes:
    """HMAC-SHA256 of `data`, cut to `length` bytes (1 to 32): only who has `key` can make it.

    >>> len(tag(bytes(32), b"hello")), len(tag(bytes(32), b"hello", length=8))
    (32, 8)
    """
    keys.require(isinstance(length, int) and 1 <= length <= TAG, "tag_length", repr(length))
    return hmac.digest(key, data, "sha256")[:length]


def check(key: bytes, data: bytes, received: bytes, length: int = TAG) -> None:
    """Raises Refused unless `received` is the tag of `data`, in the same time for every wrong one.

    >>> check(bytes(32), b"hello", tag(bytes(32), b"hello"))
    """
    keys.require(hmac.compare_digest(tag(key, data, length), received), "tag")


def _cipher(key: bytes, start: bytes) -> Cipher[CBC]:
    keys.require_length(keys.SIZE, key, "encryption_key")
    return Cipher(AES(key), CBC(keys.require_length(BLOCK, start, "start")))


class Header(NamedTuple):
    """What stands open in front of a message. A forger can write any number in it.

    `key` is the writer's ratchet key (32 bytes), `previous` how many messages the writer sent under
    the ratchet key before, `number` how many under this one before this message.
    """

    key: bytes
    previous: int
    number: int


@dataclass(frozen=True, repr=False)
class Specification(keys.Shown):
    """40 bytes of header (key, previous and number), then what `seal` makes.

    `associated_data` is the handshake's: both identities, first writer first. The tag covers it and
    the whole header.

    >>> wire = Specification(b"Sari and Budi")
    >>> frame = wire.close(Header(bytes(32), 0, 7), bytes(32), b"yes")
    >>> wire.header(frame).number, wire.open(frame, bytes(32)), len(frame)
    (7, b'yes', 88)
    """

    associated_data: bytes

    SIZE = keys.SIZE + _NUMBERS.size
    derive = staticmethod(message_keys)

    def covered(self, start: bytes) -> bytes:
        """What the tag covers beside the ciphertext; `start` is the header as it travels."""
        return self.associated_data + start

    def close(self, header: Header, message_key: bytes, plaintext: bytes) -> bytes:
        """A frame of 40 bytes, ciphertext and a tag of 32."""
        numbers = _NUMBERS.pack(_counted(header.previous), _counted(header.number))
        start = keys.require_length(keys.SIZE, header.key, "ratchet_key") + numbers
        return start + _close(self.derive(message_key), plaintext, self.covered(start))

    def header(self, frame: bytes) -> Header:
        """The first 40 bytes. Raises Refused when the frame is too short for any message."""
        if len(frame) < self.SIZE + BLOCK + TAG:
            raise keys.refused("short_frame", words.count(len(frame), "byte"))
        return Header(frame[: keys.SIZE], *_NUMBERS.unpack_from(frame, keys.SIZE))

    def open(self, frame: bytes, message_key: bytes) -> bytes:
        """The plaintext. Raises Refused when anything in the frame was touched."""
        start, sealed = frame[: self.SIZE], frame[self.SIZE :]
        return _disclose(self.derive(message_key), sealed, self.covered(start))


@dataclass(frozen=True, repr=False)
class Libsignal(keys.Shown):
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
        keys.encode_public(self.mine, self.theirs)

    def close(self, header: Header, message_key: bytes, plaintext: bytes) -> bytes:
        """A frame as a phone sends it, with the place of the last message instead of a count."""
        used = message_keys(message_key)
        key, previous = keys.encode_public(header.key), max(header.previous - 1, 0)
        ciphertext = encrypt(used.encryption, used.start, plaintext)
        body = VERSION + pack(key, header.number, previous, ciphertext)
        covered = keys.encode_public(self.mine, self.theirs) + body
        return body + tag(used.authentication, covered, _SHORT_TAG)

    def header(self, frame: bytes) -> Header:
        """Reads the place of the last message back as a count: one more.

        Without the one, the last message of every turn would be lost if it comes late. A writer who
        sent nothing before says 0 as well; then there is no chain to miss a message of.
        """
        key, number, previous, _ = self._fields(frame)
        return Header(keys.decode_public(key), previous + 1, number)

    def open(self, frame: bytes, message_key: bytes) -> bytes:
        """The plaintext. Raises Refused when anything in the frame was touched."""
        used, ciphertext = message_keys(message_key), self._fields(frame)[3]
        body, received = frame[:-_SHORT_TAG], frame[-_SHORT_TAG:]
        covered = keys.encode_public(self.theirs, self.mine) + body
        check(used.authentication, covered, received, _SHORT_TAG)
        return decrypt(used.encryption, used.start, ciphertext)

    def _fields(self, frame: bytes) -> list[Any]:
        return unpack(versioned(frame, _SHORT_TAG), (bytes, int, int, bytes))


Wire = Specification | Libsignal  # a way to write frames: the ratchet knows nothing else of bytes


def versioned(frame: bytes, closing: int) -> bytes:
    """What stands between the version byte of a phone's frame and its last `closing` bytes.

    >>> versioned(b"\x33 fields, tag", 4)
    b' fields,'

    Raises Refused for another version.
    """
    known = isinstance(frame, bytes) and frame[:1] == VERSION
    keys.require(known and len(frame) > closing, "version")
    return frame[1 : len(frame) - closing]


def pack(*fields: int | bytes) -> bytes:
    """The fields one after the other, numbered from 1; numbers below 2**32.

    >>> pack(300, b"hi").hex(" ")
    '08 ac 02 12 02 68 69'
    """
    packed = b""
    for at, value in enumerate(fields, start=1):
        if isinstance(value, bytes):
            packed += _groups(at << 3 | _BYTES) + _groups(len(value)) + value
        else:
            packed += _groups(at << 3 | _NUMBER) + _groups(_counted(value))
    return packed


def unpack(raw: bytes, kinds: Sequence[type]) -> list[Any]:
    """The values of fields 1, 2, 3 ..., each of its kind: `int` (below 2**32) or `bytes`.

    >>> unpack(bytes.fromhex("08ac0212026869"), [int, bytes])
    [300, b'hi']

    A field that is left out is 0 or empty: other writers omit those. Fields with higher numbers are
    skipped, of whatever kind. Raises Refused for anything cut off or of another kind.
    """
    values, at = [kind() for kind in kinds], 0
    while at < len(raw):
        field, at = _read_groups(raw, at)
        value, at = _read_field(raw, at, field & 7)
        place = (field >> 3) - 1
        keys.require(place >= 0 and at <= len(raw), "fields")
        if place < len(kinds):
            keys.require(_fits(value, kinds[place]), "fields")
            values[place] = value
    return values


def _read_field(raw: bytes, at: int, kind: int) -> tuple[int | bytes | None, int]:
    """The value that begins at `at`, and where the next field begins, even behind the end."""
    if kind == _NUMBER:
        return _read_groups(raw, at)
    if kind == _BYTES:
        size, at = _read_groups(raw, at)
        return raw[at : at + size], at + size
    return None, at + _FIXED.get(kind, len(raw))


def _groups(value: int) -> bytes:
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)  # the top bit says: more to come
        value >>= 7
    return bytes([*groups, value])


def _read_groups(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place, group in enumerate(raw[at : at + _GROUPS]):
        value |= (group & 0x7F) << 7 * place
        if group < 0x80:
            return value, at + place + 1
    raise keys.refused("fields")


def _counted(value: int) -> int:
    keys.require(_fits(value, int), "number", repr(value))
    return value


def _fits(value: object, kind: type) -> bool:
    return type(value) is kind and (not isinstance(value, int) or 0 <= value < 2**32)


def shown(message_key: bytes, sealed: bytes) -> str:
    """What a phone shows: the text, or why it refuses.

    >>> shown(bytes(32), seal(bytes(32), b"yes")), shown(bytes(32), b"noise" * 9)[:8]
    ('yes', 'Expected')
    """
    try:
        return unseal(message_key, sealed).decode(errors="replace")
    except keys.Refused as refusal:
        return str(refusal)


def unchecked(message_key: bytes, sealed: bytes) -> bytes:
    """DEMO ONLY: what a phone would read that does not look at the tag.

    >>> unchecked(bytes(32), seal(bytes(32), b"yes"))
    b'yes'
    """
    used = message_keys(message_key)
    return decrypt(used.encryption, used.start, sealed[:-TAG])


def tampered(sealed: bytes, at: int) -> bytes:
    """The same bytes as they arrive when the lowest bit of byte `at` (from 0) was flipped.

    >>> tampered(b"Seat 12A", 6)
    b'Seat 13A'
    """
    keys.require(at in range(len(sealed)), "byte_at", at, most=len(sealed))
    return sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at:][1:]


keys.guard(__name__, "covered", "pack")
