"""Sender Keys: a message that is encrypted once, however many phones will read it.

Source: libsignal, sender_keys.rs and group_cipher.rs (version 3, which WhatsApp's clients speak).
All readers have the same chain key, so only the signature keeps one of them from writing in the
writer's name. Nothing comes back that could heal a stolen chain: it is open until it is replaced.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from course_lib.encryption import keys, protobuf, ratchet, sealing, xeddsa
from course_lib.encryption.keys import KeyPair, Refused, Shown
from course_lib.encryption.ratchet import MAX_STORED
from course_lib.encryption.wire import VERSION, versioned
from course_lib.errors import CourseError

_SIGNATURE = 64  # bytes


@dataclass(frozen=True, repr=False)
class SenderKey(Shown):
    """What one device writes with (`signing` has its private key) or reads another's frames with.

    >>> new_sender_key(key_id=7).iteration
    0
    """

    key_id: int
    signing: bytes  # public, 32 bytes
    chain: bytes = field(repr=False)  # 32 bytes
    iteration: int = 0
    private: KeyPair | None = field(default=None, repr=False)
    skipped: Mapping[int, bytes] = field(default_factory=dict, repr=False)

    def to_bytes(self) -> bytes:
        """What the others get: this chain from here on, and the public signing key."""
        public = keys.encode_public(self.signing)
        return VERSION + protobuf.pack(self.key_id, self.iteration, self.chain, public)

    @classmethod
    def from_bytes(cls, raw: bytes) -> SenderKey:
        """Somebody's sender key, to read with. Raises Refused for anything else."""
        fields = protobuf.unpack(versioned(raw, closing=0), (int, int, bytes, bytes))
        key_id, iteration, chain, public = fields
        keys.exactly(keys.SIZE, chain, "a chain key")
        return cls(key_id, keys.decode_public(public), chain, iteration)


def new_sender_key(key_id: int | None = None) -> SenderKey:
    """A fresh sender key. Its id, 31 bits, is random unless given.

    >>> new_sender_key(key_id=7).key_id
    7
    """
    pair = keys.generate()
    number = secrets.randbits(31) if key_id is None else key_id
    return SenderKey(number, pair.public, secrets.token_bytes(keys.SIZE), private=pair)


def encrypt(mine: SenderKey, plaintext: bytes) -> tuple[SenderKey, bytes]:
    """The next sender key and one frame for the whole group, signed.

    >>> sari = new_sender_key()
    >>> budi = SenderKey.from_bytes(sari.to_bytes())
    >>> decrypt(budi, encrypt(sari, b"Seven, all of you")[1])[1]
    b'Seven, all of you'

    Raises CourseError for a sender key one can only read with.
    """
    if mine.private is None:
        raise CourseError(
            expected="your own sender key",
            got="one to read with",
            do="Write with the key you made; somebody else's signs for somebody else.",
        )
    chain, message_key = ratchet.kdf_ck(mine.chain)
    key, start = _cipher(message_key)
    ciphertext = sealing.encrypt(key, start, plaintext)
    body = VERSION + protobuf.pack(mine.key_id, mine.iteration, ciphertext)
    signed = body + xeddsa.sign(mine.private, body)
    return replace(mine, chain=chain, iteration=mine.iteration + 1), signed


def decrypt(theirs: SenderKey, frame: bytes) -> tuple[SenderKey, bytes]:
    """The next state of somebody's sender key, and the plaintext. For an example see `encrypt`.

    Raises Refused for a signature that is not of this sender or a key of another time, Duplicate,
    TooManySkipped; `theirs` is not changed.
    """
    fields = protobuf.unpack(versioned(frame, _SIGNATURE), (int, int, bytes))
    key_id, iteration, ciphertext = fields
    if key_id != theirs.key_id:
        raise Refused(
            expected="a message under the sender key you have",
            got="one under another",
            do="Ask the writer for the new key. If you left the group, you will not get it.",
        )
    if not xeddsa.verify(theirs.signing, frame[:-_SIGNATURE], frame[-_SIGNATURE:]):
        raise Refused(
            expected="the writer's signature",
            got="one that does not fit",
            do="Do not read it: another member may be writing in this name.",
        )
    candidate, message_key = _receiving_key(theirs, iteration)
    return candidate, sealing.decrypt(*_cipher(message_key), ciphertext)


def _receiving_key(theirs: SenderKey, iteration: int) -> tuple[SenderKey, bytes]:
    if iteration in theirs.skipped:
        rest = {number: key for number, key in theirs.skipped.items() if number != iteration}
        return replace(theirs, skipped=rest), theirs.skipped[iteration]
    ratchet.check_missing(iteration - theirs.iteration, iteration)
    chain, skipped = theirs.chain, dict(theirs.skipped)
    for number in range(theirs.iteration, iteration):
        chain, skipped[number] = ratchet.kdf_ck(chain)
    chain, message_key = ratchet.kdf_ck(chain)
    kept = dict(list(skipped.items())[-MAX_STORED:])
    return replace(theirs, chain=chain, iteration=iteration + 1, skipped=kept), message_key


def _cipher(message_key: bytes) -> tuple[bytes, bytes]:
    """Key and start of one message; here the start comes first (libsignal, "WhisperGroup")."""
    derived = keys.hkdf(message_key, b"WhisperGroup", 48)
    return derived[16:], derived[:16]
