"""Keys and signatures: published vectors, small-order points, the encoding."""

import hashlib

import pytest
import xeddsa as peer
from phones import SMALL_ORDER, VECTORS, flipped, published, refused

from course_lib.encryption import backup, handshake, keys, ratchet
from course_lib.encryption.sealing import Specification


@pytest.mark.parametrize("name", ["x25519_rfc7748", "x25519_libsignal"])
def test_agree_gives_the_published_secret(name):
    vector = published(name)
    assert keys.agree(keys.key_pair(vector["private"]), vector["public"]) == vector["shared"]


def test_every_vector_names_its_source():
    assert all(vector["source"] for vector in VECTORS.values())


def test_hkdf_gives_the_published_bytes():
    vector = published("hkdf_rfc5869")
    derived = keys.hkdf(vector["material"], vector["info"], 42, vector["salt"])
    assert derived == vector["output"]


@pytest.mark.parametrize("name", VECTORS["transcript"]["public"])
def test_demo_keys_are_frozen(name):
    assert keys.demo_key_pair(name).public.hex() == VECTORS["transcript"]["public"][name]


def test_private_key_is_clamped_when_it_is_made():
    stored = keys.key_pair(b"\xff" * 32).private.private_bytes_raw()
    assert stored == b"\xf8" + b"\xff" * 30 + b"\x7f"
    assert keys.key_pair(bytes(32)).private.private_bytes_raw() == bytes(31) + b"\x40"


# --- XEdDSA: byte for byte what PyPI xeddsa (libxeddsa) makes, and the published signature


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


def test_key_that_is_no_usual_number_or_no_point_is_rejected():
    p = 2**255 - 19
    for u in (p - 1, p, p + 9, 2**256 - 1, 2):
        assert keys.verify(u.to_bytes(32, "little"), b"m", bytes(64)) is False


PAIR = keys.demo_key_pair("bob identity")
SIGNED = keys.sign(PAIR, b"prekey")
LENGTHS = [  # what takes bytes of one length, and no others
    (keys.key_pair, 32),
    (keys.encode_public, 32),
    (lambda raw: keys.agree(PAIR, raw), 32),
    (keys.decode_public, 33),
    (lambda raw: keys.verify(PAIR.public, b"m", raw), 64),
    (lambda raw: keys.sign(PAIR, b"m", raw), 64),
    (lambda raw: ratchet.start_alice(raw, PAIR.public, Specification(b"")), 32),
    (lambda raw: ratchet.start_bob(raw, PAIR, Specification(b"")), 32),
    (lambda raw: handshake.safety_half(raw, "Sari"), 32),
    (lambda raw: backup.lock(raw, b""), 32),
    (lambda raw: backup.Vault("seven", raw), 32),
]


@pytest.mark.parametrize(("use", "length"), LENGTHS)
def test_bytes_of_another_length_and_text_are_refused(use, length):
    for other in (0, 1, length - 1, length + 1, 2 * length):
        refused(use, bytes(other), says=f"of {length} bytes")
    refused(use, "0" * length, says="Got str")


def test_a_signature_with_the_sign_in_its_top_bit_is_accepted():
    vector = published("xeddsa_libsignal")
    assert vector["signature"][63] & 0x80
    assert keys.verify(vector["identity"], vector["message"], vector["signature"])


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
