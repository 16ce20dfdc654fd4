"""Keys and signatures: published vectors, small-order points, the encoding."""

import hashlib

import pytest
import xeddsa as peer
from phones import SMALL_ORDER, flipped

from course_lib.encryption import keys

# --- XEdDSA: byte for byte what PyPI xeddsa (libxeddsa) makes; a published one is in gives.toml


def test_signatures_are_those_of_the_peer_byte_for_byte():
    signs = set()
    for n in range(24):
        pair = keys.demo_key_pair(f"signer {n}")
        private, message = pair.private.private_bytes_raw(), bytes([n]) * n
        nonce = hashlib.sha512(bytes([n])).digest()
        positive = peer.priv_force_sign(private, False)
        signs.add(positive == private)
        assert keys.sign(pair, message, nonce) == peer.ed25519_priv_sign(positive, message, nonce)
    assert signs == {True, False}, "both kinds of key must have been tried"


PAIR = keys.demo_key_pair("bob identity")
SIGNED = keys.sign(PAIR, b"prekey")


def test_every_flipped_bit_of_ours_and_an_s_above_the_group_order_are_rejected():
    larger = int.from_bytes(SIGNED[32:], "little") + keys._L
    forged = [flipped(SIGNED, bit // 8, 1 << bit % 8) for bit in range(512)]
    for signature in [*forged, SIGNED[:32] + larger.to_bytes(32, "little")]:
        assert not keys.verify(PAIR.public, b"prekey", signature)
    assert keys.verify(PAIR.public, b"prekey", SIGNED)
    assert keys.sign(PAIR, b"prekey") != SIGNED, "the nonce is random"


@pytest.mark.parametrize("public", SMALL_ORDER)
def test_a_key_of_small_order_signs_nothing(public):
    """With it, R = 1 and s = 0 fit about every eighth message: anybody can make that."""
    forged = (1).to_bytes(32, "little") + bytes(31)
    for number in range(64):
        for sign in (b"\x00", b"\x80"):
            assert not keys.verify(public, b"%d" % number, forged + sign)
    assert len(set(SMALL_ORDER)) == 14
