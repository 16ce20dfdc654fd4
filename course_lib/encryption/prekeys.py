"""Keys laid out in advance, so that somebody can write to you while your phone is off.

Source: Signal X3DH specification, sections 2.4 and 3.2. Everybody gives the server an identity key,
a prekey signed with it, and a pile of one-time prekeys. The private halves stay in a `Keyring`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from course_lib.encryption import keys, xeddsa
from course_lib.encryption.keys import KeyPair, Shown


@dataclass(frozen=True, repr=False)
class PrekeyBundle(Shown):
    """The public part that the server keeps: two keys of 32 bytes, a signature of 64.

    The signature is the identity key's, over the encoded (33-byte) signed prekey.

    >>> bundle = demo_keyring("budi").bundle
    >>> PrekeyBundle.from_bytes(bundle.to_bytes()) == bundle, bundle.is_signed()
    (True, True)
    """

    identity: bytes
    signed_prekey: bytes
    signature: bytes

    def is_signed(self) -> bool:
        """Whether the owner of `identity` vouches for `signed_prekey`."""
        signed = keys.encode_public(self.signed_prekey)
        return xeddsa.verify(self.identity, signed, self.signature)

    def to_bytes(self) -> bytes:
        """130 bytes for the server, which need not understand them."""
        encoded = (keys.encode_public(key) for key in (self.identity, self.signed_prekey))
        return b"".join(encoded) + self.signature

    @classmethod
    def from_bytes(cls, raw: bytes) -> PrekeyBundle:
        """The bundle in 130 bytes. Raises Refused for another length or key type."""
        keys.exactly(130, raw, "a prekey bundle")
        return cls(keys.decode_public(raw[:33]), keys.decode_public(raw[33:66]), raw[66:])


@dataclass(frozen=True, repr=False)
class Keyring(Shown):
    """All pairs of one device: what never leaves it, and the `bundle` that does.

    >>> budi = demo_keyring("budi", one_time=2)
    >>> len(budi.one_time), len(budi.without(budi.one_time[0].public).one_time)
    (2, 1)
    """

    identity: KeyPair
    signed_prekey: KeyPair
    one_time: tuple[KeyPair, ...]
    bundle: PrekeyBundle
    answered: frozenset[bytes] = field(default=frozenset(), repr=False)  # see handshake.finish

    def without(self, one_time_prekey: bytes | None) -> Keyring:
        """This keyring after a one-time prekey did its work. Do it once its message was read.

        Earlier would be a mistake: anybody could burn your prekeys with forged messages.
        """
        left = tuple(pair for pair in self.one_time if pair.public != one_time_prekey)
        return replace(self, one_time=left)


def new_keyring(one_time: int = 0) -> Keyring:
    """Random keys for a device, with `one_time` one-time prekeys.

    >>> len(new_keyring(one_time=3).one_time)
    3
    """
    return _keyring(lambda _: keys.generate(), one_time, nonce=None)


def demo_keyring(name: str, one_time: int = 0) -> Keyring:
    """DEMO ONLY: the same keys for the same `name`, in every run. Whoever knows the name has them.

    >>> demo_keyring("bob").identity == keys.demo_key_pair("bob identity")
    True
    """
    return _keyring(lambda use: keys.demo_key_pair(f"{name} {use}"), one_time, nonce=bytes(64))


def _keyring(pair: Callable[[str], KeyPair], one_time: int, nonce: bytes | None) -> Keyring:
    identity, signed = pair("identity"), pair("signed prekey")
    signature = xeddsa.sign(identity, keys.encode_public(signed.public), nonce)
    pile = tuple(pair(f"one-time prekey {n}") for n in range(1, one_time + 1))
    return Keyring(identity, signed, pile, PrekeyBundle(identity.public, signed.public, signature))
