"""Bundles travel and are signed; keyrings stay."""

import pytest

from course_lib.encryption import keys, prekeys, xeddsa
from course_lib.encryption.keys import Refused
from course_lib.encryption.prekeys import PrekeyBundle

BUDI = prekeys.demo_keyring("budi", one_time=3)


def test_bundle_is_130_bytes_and_comes_back():
    raw = BUDI.bundle.to_bytes()
    assert len(raw) == 130
    assert raw[:33] == keys.encode_public(BUDI.identity.public)
    assert PrekeyBundle.from_bytes(raw) == BUDI.bundle


@pytest.mark.parametrize("length", [*range(0, 130, 13), 129, 131])
def test_bundle_of_another_length_is_refused(length):
    with pytest.raises(Refused, match="of 130 bytes"):
        PrekeyBundle.from_bytes((BUDI.bundle.to_bytes() + b"x")[:length])


@pytest.mark.parametrize("at", [0, 33])
def test_bundle_with_another_key_type_is_refused(at):
    raw = bytearray(BUDI.bundle.to_bytes())
    raw[at] = 7
    with pytest.raises(Refused, match="starts with 07"):
        PrekeyBundle.from_bytes(bytes(raw))


def test_signature_is_over_the_encoded_prekey():
    identity, signed = BUDI.identity, BUDI.signed_prekey.public
    for message, good in ((b"\x05" + signed, True), (signed, False)):
        bundle = PrekeyBundle(identity.public, signed, xeddsa.sign(identity, message))
        assert bundle.is_signed() is good


def test_keyring_keys_all_differ_and_new_ones_are_random():
    ring = prekeys.new_keyring(one_time=3)
    pairs = [ring.identity, ring.signed_prekey, *ring.one_time]
    assert len({pair.public for pair in pairs}) == 5
    assert ring.bundle.is_signed()
    assert ring.identity != prekeys.new_keyring().identity


def test_demo_keyring_repeats_itself_with_its_signature():
    assert prekeys.demo_keyring("budi", one_time=3) == BUDI


def test_used_prekey_leaves_the_keyring_and_the_old_one_is_unchanged():
    used = BUDI.one_time[1]
    left = BUDI.without(used.public)
    assert left.one_time == (BUDI.one_time[0], BUDI.one_time[2])
    assert used in BUDI.one_time
    assert BUDI.without(None) == BUDI


def test_no_private_key_shows():
    shown = repr(BUDI)
    for pair in (BUDI.identity, BUDI.signed_prekey, *BUDI.one_time):
        assert pair.private.private_bytes_raw().hex()[:8] not in shown
    assert "private" not in shown
