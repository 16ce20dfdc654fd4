"""Sealing: round trips, vectors, and everything a forger could try."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.encryption import keys, sealing
from course_lib.encryption.keys import Refused

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
KEY = bytes(range(32))


def published(name):
    return {
        k: bytes.fromhex(v)
        for k, v in VECTORS[name].items()
        if isinstance(v, str) and k not in ("source", "plaintext")
    }


@pytest.mark.parametrize("name", ["message_keys", "transcript"])
def test_message_keys_are_the_published_ones(name):
    vector = published(name)
    expected = (vector["encryption"], vector["authentication"], vector["start"])
    assert sealing.message_keys(vector["message_key"]) == expected


def test_sealed_bytes_are_the_ones_an_independent_library_opens():
    vector, public = published("transcript"), VECTORS["transcript"]["public"]
    both = b"".join(
        keys.encode_public(bytes.fromhex(public[name]))
        for name in ("alice identity", "bob identity")
    )
    plaintext = VECTORS["transcript"]["plaintext"].encode()
    sealed = sealing.seal(vector["message_key"], plaintext, both + vector["header"])
    assert sealed == vector["sealed"]
    assert sealing.unseal(vector["message_key"], sealed, both + vector["header"]) == plaintext


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.binary(max_size=80))
def test_what_is_sealed_can_be_opened(key, plaintext, associated_data):
    sealed = sealing.seal(key, plaintext, associated_data)
    assert sealing.unseal(key, sealed, associated_data) == plaintext
    assert len(sealed) == len(plaintext) // 16 * 16 + 16 + sealing.TAG


def changed(sealed):
    """Every bit flipped, every cut at either end, a byte more."""
    for bit in range(8 * len(sealed)):
        yield sealed[: bit // 8] + bytes([sealed[bit // 8] ^ 1 << bit % 8]) + sealed[bit // 8 + 1 :]
    for length in range(len(sealed)):
        yield from (sealed[:length], sealed[len(sealed) - length :])
    yield sealed + b"\x00"


def test_what_was_changed_is_refused_before_decryption(monkeypatch):
    sealed = sealing.seal(KEY, b"Seven at the station?", b"to Budi")
    monkeypatch.setattr(sealing, "decrypt", lambda *_: pytest.fail("decrypted before the tag"))
    others = [(bytes(32), sealed, b"to Budi"), (KEY, sealed, b"to Sari"), (KEY, sealed, b"")]
    for case in [*((KEY, other, b"to Budi") for other in changed(sealed)), *others]:
        with pytest.raises(Refused, match="a tag that does not fit"):
            sealing.unseal(*case)


@pytest.mark.parametrize("last", [b"\x00", b"\x11", b"\xff", b"\x05\x02"])
def test_impossible_padding_under_a_valid_tag_is_refused(last):
    used = sealing.message_keys(KEY)
    block = bytes(16 - len(last)) + last
    ciphertext = sealing.encrypt(used.encryption, used.start, block)[:16]
    with pytest.raises(Refused, match="under a valid tag"):
        sealing.unseal(KEY, ciphertext + sealing.tag(used.authentication, ciphertext))


@pytest.mark.parametrize("length", [0, 15, 17])
def test_impossible_length_under_a_valid_tag_is_refused(length):
    ciphertext = bytes(length)
    closing = sealing.tag(sealing.message_keys(KEY).authentication, ciphertext)
    with pytest.raises(Refused, match="under a valid tag"):
        sealing.unseal(KEY, ciphertext + closing)


def test_short_tag_is_a_prefix_and_only_its_own_length_passes():
    full, short = sealing.tag(KEY, b"data"), sealing.tag(KEY, b"data", length=8)
    assert full[:8] == short
    sealing.check(KEY, b"data", short, length=8)
    for received in (full, short[:7], b""):
        with pytest.raises(Refused):
            sealing.check(KEY, b"data", received, length=8)
    with pytest.raises(Refused):
        sealing.check(KEY, b"data", short)


def test_tag_is_compared_in_constant_time(monkeypatch):
    seen = []
    monkeypatch.setattr(sealing.hmac, "compare_digest", lambda a, b: seen.append((a, b)) or True)
    sealing.check(KEY, b"data", b"anything")
    assert seen == [(sealing.tag(KEY, b"data"), b"anything")]
