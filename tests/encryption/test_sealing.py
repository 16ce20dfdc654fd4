"""Sealing and the two wires: round trips, frames byte for byte, what a forger could try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phones import VECTORS, refused, touched

from course_lib.encryption import keys, ratchet, sealing
from course_lib.encryption.sealing import Header, Libsignal

KEY = bytes(range(32))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.binary(max_size=80))
def test_what_is_sealed_can_be_opened(key, plaintext, associated_data):
    sealed = sealing.seal(key, plaintext, associated_data)
    assert sealing.unseal(key, sealed, associated_data) == plaintext
    assert len(sealed) == len(plaintext) // 16 * 16 + 16 + sealing.TAG


def test_what_was_changed_is_refused_before_decryption(monkeypatch):
    sealed = sealing.seal(KEY, b"Seven at the station?", b"to Budi")
    monkeypatch.setattr(sealing, "decrypt", lambda *_: pytest.fail("decrypted before the tag"))
    changed = [(KEY, other, b"to Budi") for other in (*touched(sealed), sealed + b"\x00")]
    others = [(bytes(32), sealed, b"to Budi"), (KEY, sealed, b"to Sari"), (KEY, sealed, b"")]
    for case in changed + others:
        refused(sealing.unseal, *case, says="a tag that does not fit")


def test_tag_is_compared_in_constant_time(monkeypatch):
    seen = []
    monkeypatch.setattr(sealing.hmac, "compare_digest", lambda a, b: seen.append((a, b)) or True)
    sealing.check(KEY, b"data", b"anything")
    assert seen == [(sealing.tag(KEY, b"data"), b"anything")]


# --- two ways to write a frame: the same ciphertext, other bytes around it, all of them verified


FROZEN = VECTORS["transcript"]
ALICE, BOB = (keys.demo_key_pair(f"{name} identity").public for name in ("alice", "bob"))
MESSAGE_KEY = bytes.fromhex(FROZEN["message_key"])
RATCHET_KEY = keys.demo_key_pair("alice ratchet 1").public
BOTH = keys.encode_public(ALICE) + keys.encode_public(BOB)


def test_libsignal_frame_is_what_its_protobuf_says():
    frame = Libsignal(ALICE, BOB).close(Header(RATCHET_KEY, 3, 300), MESSAGE_KEY, b"hello bob")
    ciphertext = FROZEN["sealed"][:32]  # the same block: only what is around it differs
    body = f"33 0a21 05{RATCHET_KEY.hex()} 10ac02 1802 2210 {ciphertext}".replace(" ", "")
    assert frame[:-8].hex() == body
    covered = BOTH + bytes.fromhex(body)
    assert frame[-8:] == sealing.tag(bytes.fromhex(FROZEN["authentication"]), covered, 8)


@given(st.integers(0, 2**32 - 1))
def test_protobuf_numbers_come_back(number):
    assert sealing.unpack(sealing.pack(number, b"x"), (int, bytes)) == [number, b"x"]


def test_a_first_frame_of_a_client_that_omits_zeros_and_orders_otherwise_is_read():
    prekey = keys.demo_key_pair("bob signed prekey")
    alice = ratchet.start_alice(bytes(32), prekey.public, Libsignal(ALICE, BOB))
    bob = ratchet.start_bob(bytes(32), prekey, Libsignal(BOB, ALICE))
    message_key = ratchet.sending_key(alice)[2]
    frame = ratchet.encrypt(alice, b"Seven?")[1]
    key, *_, ciphertext = sealing.unpack(frame[1:-8], (bytes, int, int, bytes))
    body = b"\x33\x22\x10" + ciphertext + b"\x0a\x21" + key  # fields 4 and 1; no 2, no 3
    tag = sealing.tag(sealing.message_keys(message_key).authentication, BOTH + body, 8)
    assert ratchet.decrypt(bob, body + tag)[1] == b"Seven?"
    refused(ratchet.decrypt, bob, body + frame[-8:], says="a tag that does not fit")
