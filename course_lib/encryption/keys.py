"""Keys on Curve25519: two people, two public numbers, one secret that only they can compute.

Sources: RFC 7748 (X25519), RFC 5869 (HKDF), Signal X3DH specification, section 2.1 (encoding).
A private key is *clamped* when it is made. RFC 7748 clamps it again on use, some older libraries do
not, and only a key that was clamped from the start means the same secret to both of them.
Python cannot wipe memory and copies bytes freely: good for learning, not for a real phone.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, fields

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from course_lib import words
from course_lib.errors import CourseError

SIZE = 32  # bytes of a key, public or private
_CURVE25519 = b"\x05"  # the type byte in front of a public key that travels


class Refused(CourseError):  # noqa: N818 (says what happened)
    """Something that came from outside was not what it should be. Nothing was changed.

    >>> issubclass(Refused, CourseError)
    True
    """


class Shown:
    """For frozen dataclasses: bytes are shown as eight hex digits, fields with repr=False never.

    >>> demo_key_pair("sari identity")
    KeyPair(public=4b85b905)
    """

    def __repr__(self) -> str:
        shown = (f.name for f in fields(self) if f.repr)  # type: ignore[arg-type]
        parts = ((name, getattr(self, name)) for name in shown)
        texts = (f"{n}={words.hex8(v) if isinstance(v, bytes) else repr(v)}" for n, v in parts)
        return f"{type(self).__name__}({', '.join(texts)})"


@dataclass(frozen=True, repr=False)
class KeyPair(Shown):
    """A public key (32 bytes, for everybody) and its private key (never shown, never sent).

    >>> demo_key_pair("sari identity").public.hex()[:8]
    '4b85b905'
    """

    public: bytes
    private: X25519PrivateKey = field(repr=False, compare=False)


def generate() -> KeyPair:
    """A new random pair. Use this for anything real.

    >>> generate() == generate()
    False
    """
    return key_pair(secrets.token_bytes(SIZE))


def key_pair(private: bytes) -> KeyPair:
    """The pair that belongs to 32 private bytes, which are clamped first (RFC 7748, section 5).

    >>> key_pair(bytes(32)) == key_pair(b"\\x07" + bytes(31))  # the lowest three bits do not count
    True

    Raises CourseError when `private` is not 32 bytes.
    """
    scalar = bytearray(exactly(SIZE, private, "a private key"))
    scalar[0] &= 0b1111_1000  # a multiple of 8: a small-order point cannot reveal a bit of it
    scalar[31] &= 0b0111_1111
    scalar[31] |= 0b0100_0000  # the same length for everybody
    key = X25519PrivateKey.from_private_bytes(bytes(scalar))
    return KeyPair(key.public_key().public_bytes_raw(), key)


def demo_key_pair(name: str) -> KeyPair:
    """DEMO ONLY: the same pair for the same `name`, in every run. Whoever knows the name has it.

    >>> demo_key_pair("bob identity").public.hex()[:8]
    'dd9183a1'
    """
    return key_pair(hashlib.sha256(name.encode()).digest())


def agree(mine: KeyPair, theirs: bytes) -> bytes:
    """The 32-byte secret that my private key makes with their public key, and theirs with mine.

    >>> sari, budi = demo_key_pair("sari"), demo_key_pair("budi")
    >>> agree(sari, budi.public) == agree(budi, sari.public)
    True

    Raises Refused for a public key of small order: with it the secret would be all zeros, whatever
    my private key is (RFC 7748, section 6.1).
    """
    public = X25519PublicKey.from_public_bytes(exactly(SIZE, theirs, "a public key"))
    try:
        return mine.private.exchange(public)
    except ValueError:  # the library has seen that the result is all zeros
        raise Refused(
            expected="a public key that makes a secret",
            got="one that makes 32 zero bytes with every key",
            do="Do not use it: whoever sent it would know the secret.",
        ) from None


def hkdf(material: bytes, info: bytes, length: int, salt: bytes | None = None) -> bytes:
    """`length` fresh bytes out of secret `material` (HKDF with SHA-256, RFC 5869).

    `info` names the purpose, so that two purposes get unrelated keys; no `salt` means 32 zeros.

    >>> hkdf(b"secret", b"for one thing", 32) == hkdf(b"secret", b"for another", 32)
    False
    """
    return HKDF(SHA256(), length, salt, info).derive(material)


def encode_public(public: bytes) -> bytes:
    """A public key as it travels and is signed: a type byte, 05, then its 32 bytes.

    >>> encode_public(bytes(32))[:3].hex()
    '050000'
    """
    return _CURVE25519 + exactly(SIZE, public, "a public key")


def decode_public(encoded: bytes) -> bytes:
    """The 32 bytes inside an encoded public key. Raises Refused for another length or type.

    >>> decode_public(encode_public(bytes(32))) == bytes(32)
    True
    """
    if exactly(SIZE + 1, encoded, "an encoded public key")[:1] != _CURVE25519:
        raise Refused(
            expected="an encoded public key that starts with 05",
            got=f"one that starts with {encoded[:1].hex()}",
            do="Use encode_public, or check where these bytes come from.",
        )
    return encoded[1:]


def exactly(length: int, raw: bytes, what: str) -> bytes:
    """`raw`, if it is exactly `length` bytes. Raises Refused otherwise.

    >>> exactly(2, b"ab", "a pair of letters")
    b'ab'
    """
    if not isinstance(raw, bytes) or len(raw) != length:
        raise Refused(
            expected=f"{what} of {length} bytes",
            got=f"{len(raw)} bytes" if isinstance(raw, bytes) else type(raw).__name__,
            do="Check that nothing was cut off or added.",
        )
    return raw
