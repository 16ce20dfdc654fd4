"""Signatures made with a key that was meant for agreement: XEdDSA.

Source: Signal XEdDSA specification, revision 1, sections 2.2 to 2.4. A messenger wants one identity
key for both jobs, but X25519 keys live on one form of the curve (u) and Ed25519 signatures on
another (x, y). The two are the same curve in other coordinates, so the key is carried over.

Verifying is the library's Ed25519 and two lines of arithmetic. Signing needs the private number
itself, which no library gives away, so the arithmetic is here in plain integers. It takes some
milliseconds and its time depends on the key: fine for a prekey in a lesson, never for a server.
"""

from __future__ import annotations

import hashlib
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from course_lib.encryption.keys import SIZE, KeyPair, exactly

_P = 2**255 - 19  # coordinates are counted modulo this prime
_L = 2**252 + 27742317777372353535851937790883648493  # the base point, added L times, is zero
_D = -121665 * pow(121666, -1, _P) % _P  # the curve: -x*x + y*y = 1 + D*x*x*y*y
_NONCE = 64  # random bytes that go into a signature

_Point = tuple[int, int, int]  # (X, Y, Z) stands for x = X/Z, y = Y/Z: no division on the way
_ZERO: _Point = (0, 1, 1)
_BASE: _Point = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    4 * pow(5, -1, _P) % _P,
    1,
)


def sign(mine: KeyPair, message: bytes, nonce: bytes | None = None) -> bytes:
    """The 64-byte signature of `message`. `nonce` is 64 random bytes; give it only in a test.

    >>> from course_lib.encryption import keys
    >>> bob = keys.demo_key_pair("bob identity")
    >>> verify(bob.public, b"my prekey", sign(bob, b"my prekey"))
    True
    """
    random = secrets.token_bytes(_NONCE) if nonce is None else exactly(_NONCE, nonce, "a nonce")
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
    it, where the specification has 0: both are understood.

    >>> from course_lib.encryption import keys
    >>> verify(keys.demo_key_pair("bob identity").public, b"my prekey", bytes(64))
    False
    """
    exactly(2 * SIZE, signature, "a signature")
    u = int.from_bytes(exactly(SIZE, public, "a public key"), "little")
    if u >= _P - 1:  # not the usual way to write a number, or the one u that has no y
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
