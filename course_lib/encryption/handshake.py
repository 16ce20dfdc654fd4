"""X3DH: a first message to somebody whose phone is off, under a secret only the two of you have.

Source: Signal X3DH specification, section 3 (the names DH1 to DH4 are its own). Four small
agreements are mixed into one secret: the identities say *who*, the fresh keys make it *new*.
No one-time prekey left means no DH4: it still works, but the first message could then be replayed,
and a thief of the signed prekey could read it later.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from course_lib.encryption import keys
from course_lib.encryption.keys import KeyPair, Refused, Shown
from course_lib.encryption.prekeys import Keyring, PrekeyBundle

_INFO = b"WhisperText"
_NO_KEY = bytes(keys.SIZE + 1)


@dataclass(frozen=True, repr=False)
class PrekeyHeader(Shown):
    """What stands open in front of a first message, so that the other side can follow.

    Who writes, a fresh key, and which prekeys of the reader were used. 32 bytes each.

    >>> header = PrekeyHeader(bytes(32), bytes(32), bytes(32), None)
    >>> PrekeyHeader.from_bytes(header.to_bytes()) == header
    True
    """

    identity: bytes
    ephemeral: bytes
    signed_prekey: bytes
    one_time_prekey: bytes | None

    SIZE = 4 * (keys.SIZE + 1)

    def to_bytes(self) -> bytes:
        """Four encoded keys, 132 bytes; 33 zeros stand for "no one-time prekey"."""
        always = (self.identity, self.ephemeral, self.signed_prekey)
        last = _NO_KEY if self.one_time_prekey is None else keys.encode_public(self.one_time_prekey)
        return b"".join(map(keys.encode_public, always)) + last

    @classmethod
    def from_bytes(cls, raw: bytes) -> PrekeyHeader:
        """The header in 132 bytes. Raises Refused for another length or key type."""
        keys.exactly(cls.SIZE, raw, "the header of a first message")
        parts = [raw[at : at + 33] for at in range(0, cls.SIZE, 33)]
        identity, ephemeral, signed_prekey = map(keys.decode_public, parts[:3])
        one_time_prekey = None if parts[3] == _NO_KEY else keys.decode_public(parts[3])
        return cls(identity, ephemeral, signed_prekey, one_time_prekey)


@dataclass(frozen=True, repr=False)
class Agreement(Shown):
    """The end of a handshake: the same `secret` (32 bytes) and `associated_data` on both sides.

    >>> from course_lib.encryption.prekeys import demo_keyring
    >>> start(keys.generate(), demo_keyring("budi").bundle).associated_data[:1].hex()
    '05'
    """

    secret: bytes = field(repr=False)
    associated_data: bytes
    header: PrekeyHeader


def start(
    mine: KeyPair,
    bundle: PrekeyBundle,
    one_time_prekey: bytes | None = None,
    ephemeral: KeyPair | None = None,
) -> Agreement:
    """The writer's side: `mine` is my identity; the server gave `bundle` and `one_time_prekey`.

    `ephemeral` is a fresh pair for this one handshake; give it only to repeat a demo.

    >>> from course_lib.encryption.prekeys import demo_keyring
    >>> sari, budi = demo_keyring("sari"), demo_keyring("budi")
    >>> hello = start(sari.identity, budi.bundle)
    >>> answer(budi, hello.header) == hello
    True

    Raises Refused when the prekey is not signed by the identity, or a key is of small order.
    """
    if not bundle.is_signed():
        raise Refused(
            expected="a prekey signed by the identity beside it",
            got="a signature that does not fit",
            do="Do not write: somebody may have put in a key of their own.",
        )
    fresh = ephemeral or keys.generate()
    agreements = [
        keys.agree(mine, bundle.signed_prekey),  # DH1: it is me
        keys.agree(fresh, bundle.identity),  # DH2: it is you
        keys.agree(fresh, bundle.signed_prekey),  # DH3: it is new
    ]
    if one_time_prekey is not None:
        agreements.append(keys.agree(fresh, one_time_prekey))  # DH4: it is once
    header = PrekeyHeader(mine.public, fresh.public, bundle.signed_prekey, one_time_prekey)
    return _agreement(agreements, bundle.identity, header)


def answer(mine: Keyring, header: PrekeyHeader) -> Agreement:
    """The reader's side: the same agreements from the other end.

    Read the message next; then put `finish(mine, header)` in the keyring's place.

    >>> from course_lib.encryption.prekeys import demo_keyring
    >>> budi = demo_keyring("budi", one_time=1)
    >>> hello = start(keys.generate(), budi.bundle, budi.one_time[0].public)
    >>> answer(budi, hello.header).secret == hello.secret
    True

    Raises Refused for a prekey that is not ours or was used before, and for keys of small order.
    """
    if header.ephemeral in mine.answered:
        raise Refused(
            expected="a first message that was not read before",
            got="one whose fresh key is known",
            do="Do not read it again: somebody may have recorded it.",
        )
    if header.signed_prekey != mine.signed_prekey.public:
        raise _unknown("signed prekey")
    agreements = [
        keys.agree(mine.signed_prekey, header.identity),
        keys.agree(mine.identity, header.ephemeral),
        keys.agree(mine.signed_prekey, header.ephemeral),
    ]
    if header.one_time_prekey is not None:
        for pair in mine.one_time:
            if pair.public == header.one_time_prekey:
                agreements.append(keys.agree(pair, header.ephemeral))
                break
        else:
            raise _unknown("one-time prekey")
    return _agreement(agreements, mine.identity.public, header)


def finish(mine: Keyring, header: PrekeyHeader) -> Keyring:
    """The keyring once the first message was read: a copy of that message will be refused.

    The one-time prekey is gone; without one, the fresh key of the writer is what is remembered.

    >>> from course_lib.encryption.prekeys import demo_keyring
    >>> budi = demo_keyring("budi", one_time=1)
    >>> hello = start(keys.generate(), budi.bundle, budi.one_time[0].public)
    >>> len(finish(budi, hello.header).one_time)
    0
    """
    later = mine.without(header.one_time_prekey)
    return replace(later, answered=mine.answered | {header.ephemeral})


def _agreement(agreements: list[bytes], reader: bytes, header: PrekeyHeader) -> Agreement:
    """Mixes them into one secret; 32 bytes of FF in front set it apart from a signature's hash."""
    secret = keys.hkdf(b"\xff" * 32 + b"".join(agreements), _INFO, keys.SIZE)
    both = keys.encode_public(header.identity) + keys.encode_public(reader)
    return Agreement(secret, both, header)


def _unknown(what: str) -> Refused:
    return Refused(
        expected=f"a {what} that is still in the keyring",
        got="one that is not",
        do="It was used before, or is not for this device. Ask the writer to start again.",
    )
