"""Sealing one message under one key: scramble it, then close it with a tag.

Source: Signal Double Ratchet specification, section 5.2 (AES-256-CBC with PKCS#7 padding, then
HMAC-SHA256 over associated data and ciphertext). The tag is checked first, in constant time: a
message that somebody touched is refused before anything in it is looked at. Looking at the padding
first would tell a forger, try by try, what is inside (a padding oracle).
The same key and the same plaintext give the same bytes: one key is for one message.
"""

from __future__ import annotations

import hmac
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from course_lib.encryption import keys

TAG = 32  # bytes; some protocols send fewer
BLOCK = 16  # bytes
_PADDING = [bytes([count]) * count for count in range(BLOCK + 1)]  # PKCS#7: n bytes of value n


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
    keys.expect(bytes, plaintext, associated_data)
    used = message_keys(message_key)
    ciphertext = encrypt(used.encryption, used.start, plaintext)
    return ciphertext + tag(used.authentication, associated_data + ciphertext)


def unseal(message_key: bytes, sealed: bytes, associated_data: bytes = b"") -> bytes:
    """The plaintext inside. Raises Refused when key, message or associated data are not the same.

    >>> unseal(bytes(32), seal(bytes(32), b"yes", b"to Budi"), b"to Budi")
    b'yes'
    """
    keys.expect(bytes, sealed, associated_data)
    used = message_keys(message_key)
    ciphertext, received = sealed[:-TAG], sealed[-TAG:]
    check(used.authentication, associated_data + ciphertext, received)
    return decrypt(used.encryption, used.start, ciphertext)


def message_keys(message_key: bytes) -> MessageKeys:
    """Derives all that one message needs (HKDF, info "WhisperMessageKeys", 80 bytes).

    >>> [len(part) for part in message_keys(bytes(32))]
    [32, 32, 16]
    """
    keys.exactly(keys.SIZE, message_key, "message_key")
    derived = keys.hkdf(message_key, b"WhisperMessageKeys", 80)
    return MessageKeys(derived[:32], derived[32:64], derived[64:])


def encrypt(key: bytes, start: bytes, plaintext: bytes) -> bytes:
    """AES-256-CBC with padding. Hides, but does not protect from change: add a `tag`.

    >>> len(encrypt(bytes(32), bytes(16), b"sixteen letters!"))
    32
    """
    keys.expect(bytes, plaintext)
    padded = plaintext + _PADDING[BLOCK - len(plaintext) % BLOCK]
    return _cipher(key, start).encryptor().update(padded)  # whole blocks: nothing is left over


def decrypt(key: bytes, start: bytes, ciphertext: bytes) -> bytes:
    """Undoes `encrypt`. Call `check` (or verify a signature) first, always.

    >>> decrypt(bytes(32), bytes(16), encrypt(bytes(32), bytes(16), b"hello"))
    b'hello'

    Raises Refused when length or padding are impossible.
    """
    keys.expect(bytes, ciphertext)
    if ciphertext and len(ciphertext) % BLOCK == 0:
        padded = _cipher(key, start).decryptor().update(ciphertext)
        count = padded[-1]
        if 1 <= count <= BLOCK and padded.endswith(_PADDING[count]):
            return padded[:-count]
    raise keys.refused("padding")


def tag(key: bytes, data: bytes, length: int = TAG) -> bytes:
    """HMAC-SHA256 of `data`, cut to `length` bytes: only who has `key` can make it.

    >>> len(tag(bytes(32), b"hello")), len(tag(bytes(32), b"hello", length=8))
    (32, 8)
    """
    keys.expect(bytes, key, data)
    if not isinstance(length, int) or not 1 <= length <= TAG:
        raise keys.refused("tag_length", repr(length))
    return hmac.digest(key, data, "sha256")[:length]


def check(key: bytes, data: bytes, received: bytes, length: int = TAG) -> None:
    """Raises Refused unless `received` is the tag of `data`, in the same time for every wrong one.

    >>> check(bytes(32), b"hello", tag(bytes(32), b"hello"))
    """
    keys.expect(bytes, received)
    if not hmac.compare_digest(tag(key, data, length), received):
        raise keys.refused("tag")


def _cipher(key: bytes, start: bytes) -> Cipher[CBC]:
    size = keys.exactly(keys.SIZE, key, "encryption_key"), keys.exactly(BLOCK, start, "start")
    return Cipher(AES(size[0]), CBC(size[1]))
