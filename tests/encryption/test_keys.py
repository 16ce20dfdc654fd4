"""Keys and signatures: published vectors, small-order points, the encoding."""

import hashlib
import json
from pathlib import Path

import pytest
import xeddsa as peer

from course_lib.encryption import keys
from course_lib.encryption.keys import Refused

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
SMALL_ORDER = VECTORS["small_order"]["public"]


def unhex(name):
    return {k: bytes.fromhex(v) for k, v in VECTORS[name].items() if k != "source"}


@pytest.mark.parametrize("name", ["x25519_rfc7748", "x25519_libsignal"])
def test_agree_gives_the_published_secret(name):
    vector = unhex(name)
    assert keys.agree(keys.key_pair(vector["private"]), vector["public"]) == vector["shared"]


def test_every_vector_names_its_source():
    assert all(vector["source"] for vector in VECTORS.values())


def test_hkdf_gives_the_published_bytes():
    vector = unhex("hkdf_rfc5869")
    derived = keys.hkdf(vector["material"], vector["info"], 42, vector["salt"])
    assert derived == vector["output"]


def test_hkdf_without_salt_is_32_zeros_of_salt():
    assert keys.hkdf(b"m", b"i", 32) == keys.hkdf(b"m", b"i", 32, bytes(32))


@pytest.mark.parametrize("name", VECTORS["transcript"]["public"])
def test_demo_keys_are_frozen(name):
    assert keys.demo_key_pair(name).public.hex() == VECTORS["transcript"]["public"][name]


def test_private_key_is_clamped_when_it_is_made():
    stored = keys.key_pair(b"\xff" * 32).private.private_bytes_raw()
    assert stored == b"\xf8" + b"\xff" * 30 + b"\x7f"
    assert keys.key_pair(bytes(32)).private.private_bytes_raw() == bytes(31) + b"\x40"


def test_there_are_fourteen_different_small_order_keys():
    assert len(set(SMALL_ORDER)) == 14


@pytest.mark.parametrize("public", SMALL_ORDER)
def test_small_order_key_is_refused(public):
    with pytest.raises(Refused, match="32 zero bytes"):
        keys.agree(keys.generate(), bytes.fromhex(public))


@pytest.mark.parametrize("length", [0, 1, 31, 33, 64])
def test_key_of_another_length_is_refused(length):
    for use in (keys.key_pair, keys.encode_public, lambda raw: keys.agree(keys.generate(), raw)):
        with pytest.raises(Refused, match="of 32 bytes"):
            use(bytes(length))


def test_text_is_not_a_key():
    with pytest.raises(Refused, match="Got str"):
        keys.key_pair("0" * 32)


def test_encoding_has_the_type_byte_and_comes_back():
    public = keys.generate().public
    assert keys.encode_public(public) == b"\x05" + public
    assert keys.decode_public(b"\x05" + public) == public


def test_another_key_type_is_refused():
    with pytest.raises(Refused, match="starts with 07"):
        keys.decode_public(b"\x07" + bytes(32))
    with pytest.raises(Refused, match="of 33 bytes"):
        keys.decode_public(bytes(32))


def test_several_public_keys_make_one_secret():
    """Why no promise may rest on the bytes of a key that somebody else chose."""
    mine, public = keys.generate(), keys.generate().public
    other = public[:31] + bytes([public[31] ^ 0x80])
    assert keys.agree(mine, public) == keys.agree(mine, other)


# --- XEdDSA: byte for byte what PyPI xeddsa (libxeddsa) makes, and the published signature


PUBLISHED = {k: bytes.fromhex(v) for k, v in VECTORS["xeddsa_libsignal"].items() if k != "source"}


def flipped(raw, bit):
    changed = bytearray(raw)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


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


def test_peer_accepts_our_signature_and_we_accept_the_peer():
    pair = keys.generate()
    edwards = peer.curve25519_pub_to_ed25519_pub(pair.public, False)
    assert peer.ed25519_verify(keys.sign(pair, b"prekey"), edwards, b"prekey")
    private = peer.priv_force_sign(pair.private.private_bytes_raw(), False)
    assert keys.verify(pair.public, b"prekey", peer.ed25519_priv_sign(private, b"prekey"))


def test_demo_signature_is_frozen():
    signed = keys.encode_public(keys.demo_key_pair("bob signed prekey").public)
    signature = keys.sign(keys.demo_key_pair("bob identity"), signed, bytes(64))
    assert signature.hex() == VECTORS["transcript"]["signature"]


def test_two_signatures_differ_because_the_nonce_is_random():
    pair = keys.generate()
    assert keys.sign(pair, b"m") != keys.sign(pair, b"m")


def test_signature_with_the_sign_in_its_top_bit_is_accepted():
    assert PUBLISHED["signature"][63] & 0x80
    identity, message, signature = (PUBLISHED[k] for k in ("identity", "message", "signature"))
    assert keys.verify(identity, message, signature)
    forged = [flipped(signature, 8 * byte) for byte in range(64)]
    assert not any(keys.verify(identity, message, each) for each in forged)


def test_every_flipped_bit_of_ours_is_rejected():
    pair = keys.demo_key_pair("bob identity")
    signature = keys.sign(pair, b"prekey", bytes(64))
    for bit in range(512):
        assert not keys.verify(pair.public, b"prekey", flipped(signature, bit)), bit


def test_other_message_or_other_person_is_rejected():
    pair = keys.demo_key_pair("bob identity")
    signature = keys.sign(pair, b"prekey")
    assert not keys.verify(pair.public, b"prekeY", signature)
    assert not keys.verify(keys.demo_key_pair("mallory identity").public, b"prekey", signature)


def test_key_that_is_no_usual_number_or_no_point_is_rejected():
    p = 2**255 - 19
    for u in (p - 1, p, p + 9, 2**256 - 1, 2):
        assert keys.verify(u.to_bytes(32, "little"), b"m", bytes(64)) is False


def test_s_above_the_group_order_is_rejected():
    pair = keys.demo_key_pair("bob identity")
    signature = keys.sign(pair, b"m", bytes(64))
    larger = (
        int.from_bytes(signature[32:], "little") + 2**252 + 27742317777372353535851937790883648493
    )
    assert not keys.verify(pair.public, b"m", signature[:32] + larger.to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 63, 65])
def test_wrong_lengths_are_refused(length):
    with pytest.raises(Refused, match="of 64 bytes"):
        keys.verify(keys.generate().public, b"m", bytes(length))
    with pytest.raises(Refused, match="a nonce of 64 bytes"):
        keys.sign(keys.generate(), b"m", bytes(length))


@pytest.mark.parametrize("public", VECTORS["small_order"]["public"])
def test_a_key_of_small_order_signs_nothing(public):
    """With it, R = 1 and s = 0 fit about every eighth message: anybody can make that."""
    forged = (1).to_bytes(32, "little") + bytes(31)
    for number in range(64):
        for sign in (b"\x00", b"\x80"):
            assert not keys.verify(bytes.fromhex(public), b"%d" % number, forged + sign)
