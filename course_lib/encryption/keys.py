"""Keys on Curve25519: two people, two public numbers, one secret that only they can compute.

Sources: RFC 7748 (X25519), RFC 5869 (HKDF), Signal X3DH specification, section 2.1 (encoding), and
XEdDSA specification, revision 1, sections 2.2 to 2.4 (signatures).
A private key is *clamped* when it is made. RFC 7748 clamps it again on use, some older libraries do
not, and only a key that was clamped from the start means the same secret to both of them.
Python cannot wipe memory and copies bytes freely: good for learning, not for a real phone.

A messenger wants one identity key for agreeing and for signing, but X25519 keys live on one form of
the curve (u) and Ed25519 signatures on another (x, y). The two are the same curve in other
coordinates, so the key is carried over. Verifying is the library's Ed25519 and two lines of
arithmetic. Signing needs the private number itself, which no library gives away, so the arithmetic
is here in plain integers. It takes some milliseconds and its time depends on the key: fine for a
prekey in a lesson, never for a server.
"""

import hashlib
import secrets
from dataclasses import dataclass, field, fields
from functools import partial

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from course_lib import checks, data, words
from course_lib.errors import CourseError

SIZE = 32  # bytes of a key, public or private
SIGNATURE = 64  # bytes of a signature
_CURVE25519 = b"\x05"  # the type byte in front of a public key that travels

phrase = data.phrases("encryption")


class Refused(CourseError):  # noqa: N818 (says what happened)
    """Something that came from outside was not what it should be. Nothing was changed.

    >>> issubclass(Refused, CourseError)
    True
    """


def refused(key: str, got: object = "", kind: type[Refused] = Refused, **values: object) -> Refused:
    """The refusal `key` of the room's `data/refusals.toml`, to be raised.

    `got` is what came, where the entry has no words for it; `values` fill its {places}.

    >>> refused("bytes", "str").got
    'str'
    """
    told = data.toml("encryption", "refusals")[key].items()
    said = {part: text.format(**values) for part, text in told}
    return kind(**{"got": str(got), **said})


def require(holds: object, key: str, got: object = "", /, **values: object) -> None:
    """Pass what `holds`, else raise the refusal `key` of this room; for what is at hand anyway.

    >>> require(len(bytes(32)) == SIZE, "bytes")
    """
    if not holds:
        raise refused(key, got, Refused, **values)


def require_length(length: int, raw: bytes, what: str) -> bytes:
    """`raw`, if it is exactly `length` bytes; `what` names it (`things` in the room's words).

    >>> require_length(32, bytes(32), "private_key") == bytes(32)
    True

    Raises Refused otherwise.
    """
    if not isinstance(raw, bytes) or len(raw) != length:
        got = words.count(len(raw), "byte") if isinstance(raw, bytes) else type(raw).__name__
        raise refused("length", got, what=phrase(f"things.{what}"), length=length)
    return raw


def show(value: object, *names: str) -> str:
    """How a value with keys in it is shown: these fields only, and bytes as eight hex digits.

    >>> show(demo_key_pair("sari identity"), "public")
    'KeyPair(public=4b85b905)'
    """
    parts = ((name, getattr(value, name)) for name in names)
    texts = (f"{n}={words.hex8(v) if isinstance(v, bytes) else repr(v)}" for n, v in parts)
    return f"{type(value).__name__}({', '.join(texts)})"


class Shown:
    """For frozen dataclasses: fields with repr=False are never shown, bytes as `show` does.

    >>> demo_key_pair("sari identity")
    KeyPair(public=4b85b905)
    """

    def __repr__(self) -> str:
        return show(self, *(f.name for f in fields(self) if f.repr))  # type: ignore[arg-type]


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

    Raises Refused when `private` is not 32 bytes.
    """
    scalar = bytearray(require_length(SIZE, private, "private_key"))
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

    Several public keys make the same secret: the top bit of the last byte does not count, and a
    point of small order may be added. So whoever chooses a key can write it in other bytes, and no
    promise may rest on those bytes being new.

    >>> sari, budi = demo_key_pair("sari"), demo_key_pair("budi")
    >>> agree(sari, budi.public) == agree(budi, sari.public)
    True

    Raises Refused for a public key of small order: with it the secret would be all zeros, whatever
    my private key is (RFC 7748, section 6.1).
    """
    public = X25519PublicKey.from_public_bytes(require_length(SIZE, theirs, "public_key"))
    try:
        return mine.private.exchange(public)
    except ValueError:  # the library has seen that the result is all zeros
        raise refused("small_order") from None


def hkdf(material: bytes, info: bytes, length: int, salt: bytes | None = None) -> bytes:
    """`length` fresh bytes out of secret `material` (HKDF with SHA-256, RFC 5869).

    `info` names the purpose, so that two purposes get unrelated keys; no `salt` means 32 zeros.

    >>> hkdf(b"secret", b"for one thing", 32) == hkdf(b"secret", b"for another", 32)
    False

    Raises Refused for other types, and for a length outside 1 to 8,160.
    """
    require(1 <= length <= 255 * SIZE, "fresh_bytes", repr(length))
    return HKDF(SHA256(), length, salt, info).derive(material)


def encode_public(*publics: bytes) -> bytes:
    """A public key as it travels and is signed, or several in a row: 05, then its 32 bytes.

    >>> encode_public(bytes(32))[:3].hex()
    '050000'
    """
    return b"".join(_CURVE25519 + require_length(SIZE, public, "public_key") for public in publics)


def decode_public(encoded: bytes) -> bytes:
    """The 32 bytes inside an encoded public key. Raises Refused for another length or type.

    >>> decode_public(encode_public(bytes(32))) == bytes(32)
    True
    """
    first = require_length(SIZE + 1, encoded, "encoded_public_key")[:1]
    require(first == _CURVE25519, "key_type", first=first.hex())
    return encoded[1:]


_P = 2**255 - 19  # coordinates are counted modulo this prime
_L = 2**252 + 27742317777372353535851937790883648493  # the base point, added L times, is zero
_D = -121665 * pow(121666, -1, _P) % _P  # the curve: -x*x + y*y = 1 + D*x*x*y*y

_Point = tuple[int, int, int]  # (X, Y, Z) stands for x = X/Z, y = Y/Z: no division on the way
_ZERO: _Point = (0, 1, 1)
_BASE: _Point = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    4 * pow(5, -1, _P) % _P,
    1,
)
_SMALL_ORDER = {  # u of the points that give zero when they are added eight times
    *(0, 1, _P - 1),
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
}


def sign(mine: KeyPair, message: bytes, nonce: bytes | None = None) -> bytes:
    """The 64-byte signature of `message`. `nonce` is 64 random bytes; give it only in a test.

    >>> bob = demo_key_pair("bob identity")
    >>> verify(bob.public, b"my prekey", sign(bob, b"my prekey"))
    True
    """
    random = secrets.token_bytes(SIGNATURE) if nonce is None else nonce
    require_length(SIGNATURE, random, "nonce")
    secret = mine.private.private_bytes_raw()
    scalar = int.from_bytes(secret, "little")
    public = _encoded(_times(scalar, _BASE))
    if public[31] & 0x80:  # of the two keys with this u, the one whose sign bit is 0 signs
        scalar = -scalar % _L
        secret = scalar.to_bytes(SIZE, "little")
        public = public[:31] + bytes([public[31] & 0x7F])
    r = _hashed(b"\xfe" + b"\xff" * 31, secret, message, random)
    commitment = _encoded(_times(r, _BASE))
    s = (r + _hashed(commitment, public, message) * scalar) % _L
    return commitment + s.to_bytes(SIZE, "little")


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` on `message` was made with the private key of `public` (32 bytes).

    The top bit of a signature is free. Clients of the libsignal family send the sign of the key in
    it, where the specification has 0: both are understood. A key of small order signs nothing:
    anybody can make what would fit it.

    >>> verify(demo_key_pair("bob identity").public, b"my prekey", bytes(64))
    False
    """
    require_length(SIGNATURE, signature, "signature")
    u = int.from_bytes(require_length(SIZE, public, "public_key"), "little")
    if u >= _P or u in _SMALL_ORDER:  # not the usual way to write a number, or no key
        return False
    y = (u - 1) * pow(u + 1, -1, _P) % _P
    edwards = (y | (signature[63] >> 7) << 255).to_bytes(SIZE, "little")
    try:
        Ed25519PublicKey.from_public_bytes(edwards).verify(
            signature[:63] + bytes([signature[63] & 0x7F]), message
        )
    except (InvalidSignature, ValueError):  # ValueError: no point of the curve has this y
        return False
    return True


def _hashed(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % _L


def _plus(p: _Point, q: _Point) -> _Point:
    """Adds two points, also a point to itself (Bernstein and others 2008, section 6)."""
    a = p[2] * q[2] % _P
    c, d = p[0] * q[0] % _P, p[1] * q[1] % _P
    b, e = a * a % _P, _D * c * d % _P
    x = a * (b - e) * ((p[0] + p[1]) * (q[0] + q[1]) - c - d) % _P
    y = a * (b + e) * (d + c) % _P
    return x, y, (b - e) * (b + e) % _P


def _times(n: int, point: _Point) -> _Point:
    total = _ZERO
    while n:
        if n & 1:
            total = _plus(total, point)
        point = _plus(point, point)
        n >>= 1
    return total


def _encoded(point: _Point) -> bytes:
    """32 bytes: y, with the lowest bit of x on top (RFC 8032, section 5.1.2)."""
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(SIZE, "little")


def demo_key(one: str, other: str) -> bytes:
    """DEMO ONLY: the key that two named people share, made from their names as `agree` makes it.

    >>> demo_key("sari", "budi") == demo_key("budi", "sari")
    True
    """
    return agree(demo_key_pair(one), demo_key_pair(other).public)


guard = partial(checks.guard, error=Refused)
guard(__name__, "refused", "require", "require_length", "show")
