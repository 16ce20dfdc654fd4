"""Keys: published vectors, small-order points, the encoding."""

import json
from pathlib import Path

import pytest

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
