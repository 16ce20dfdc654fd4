"""Sealing and the two wires: round trips, vectors, and everything a forger could try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phones import VECTORS, flipped, published, refused

from course_lib.encryption import keys, ratchet, sealing
from course_lib.encryption.sealing import Header, Libsignal, versioned
from course_lib.errors import CourseError

KEY = bytes(range(32))


@pytest.mark.parametrize("name", ["message_keys", "transcript"])
def test_message_keys_are_the_published_ones(name):
    vector = published(name)
    expected = (vector["encryption"], vector["authentication"], vector["start"])
    assert sealing.message_keys(vector["message_key"]) == expected


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.binary(max_size=80))
def test_what_is_sealed_can_be_opened(key, plaintext, associated_data):
    sealed = sealing.seal(key, plaintext, associated_data)
    assert sealing.unseal(key, sealed, associated_data) == plaintext
    assert len(sealed) == len(plaintext) // 16 * 16 + 16 + sealing.TAG


def changed(sealed):
    """Every bit flipped, every cut at either end, a byte more."""
    for bit in range(8 * len(sealed)):
        yield flipped(sealed, bit // 8, 1 << bit % 8)
    for length in range(len(sealed)):
        yield from (sealed[:length], sealed[len(sealed) - length :])
    yield sealed + b"\x00"


def test_what_was_changed_is_refused_before_decryption(monkeypatch):
    sealed = sealing.seal(KEY, b"Seven at the station?", b"to Budi")
    monkeypatch.setattr(sealing, "decrypt", lambda *_: pytest.fail("decrypted before the tag"))
    others = [(bytes(32), sealed, b"to Budi"), (KEY, sealed, b"to Sari"), (KEY, sealed, b"")]
    for case in [*((KEY, other, b"to Budi") for other in changed(sealed)), *others]:
        refused(sealing.unseal, *case, says="a tag that does not fit")


@pytest.mark.parametrize("last", [b"\x00", b"\x11", b"\xff", b"\x05\x02", None])
def test_impossible_padding_or_length_under_a_valid_tag_is_refused(last):
    used = sealing.message_keys(KEY)
    whole = sealing.encrypt(used.encryption, used.start, (last or b"").rjust(16, b"\0"))
    for length in (16,) if last else (0, 15, 17):
        covered = whole[:length]
        tagged = covered + sealing.tag(used.authentication, covered)
        refused(sealing.unseal, KEY, tagged, says="under a valid tag")


def test_only_a_tag_of_the_length_that_is_asked_passes():
    full = sealing.tag(KEY, b"data")
    sealing.check(KEY, b"data", full[:8], length=8)
    for received, length in ((full, 8), (full[:7], 8), (b"", 8), (full[:8], 32)):
        refused(sealing.check, KEY, b"data", received, length)


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


def test_the_previous_count_travels_one_lower_and_comes_back():
    mine, theirs = Libsignal(ALICE, BOB), Libsignal(BOB, ALICE)
    for count in (1, 2, 128, 1000):
        frame = mine.close(Header(RATCHET_KEY, count, 5), MESSAGE_KEY, b"x")
        assert sealing.unpack(frame[1:-8], (bytes, int, int, bytes))[2] == count - 1
        assert theirs.header(frame) == Header(RATCHET_KEY, count, 5)


def test_another_version_is_refused():
    frame = Libsignal(ALICE, BOB).close(Header(RATCHET_KEY, 0, 0), MESSAGE_KEY, b"x")
    for version in (b"\x32", b"\x34", b"\x44"):
        refused(Libsignal(BOB, ALICE).header, version + frame[1:], says="a frame of version 3")
    assert versioned(b"\x33", 0) == b""


@given(st.integers(0, 2**32 - 1))
def test_protobuf_numbers_come_back(number):
    assert sealing.pack(127, 128).hex() == "087f108001"  # seven bits to a group
    assert sealing.unpack(sealing.pack(number, b"x"), (int, bytes)) == [number, b"x"]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("08", int),  # no value
        ("08ffffffff1f", int),  # 2**33 - 1
        ("08ffffffffff01", int),  # six groups
        ("0901020304050607", int),  # a kind we do not read
        ("0a0161", int),  # bytes where a number is wanted
        ("08ffffffffffffffffff7f", int),  # more than 64 bits
        ("0005", int),  # field 0
        ("08050b", int),  # a group begins, a kind nobody writes
        ("0d01020304", int),  # four fixed bytes where a number is wanted
        *((fewer, bytes) for fewer in ("0a05616263", "0affffffff0f61", "0a", "0a80")),
    ],
)
def test_protobuf_refuses_what_it_cannot_read_or_is_not_there(raw, kind):
    refused(sealing.unpack, bytes.fromhex(raw), [kind], says="the numbered fields")


@pytest.mark.parametrize(
    "unknown",
    ["7205616263ff00", "78ffffffffffffffffff01", "7d01020304", "790102030405060708", "7800"],
)
def test_protobuf_skips_fields_it_does_not_know(unknown):
    assert sealing.unpack(sealing.pack(5, b"new", 7), [int]) == [5]
    for raw in (bytes.fromhex("0805" + unknown), bytes.fromhex(unknown + "0805")):
        assert sealing.unpack(raw, [int]) == [5]


@pytest.mark.parametrize("raw", ["", "1000", "1005", "180a"])
def test_protobuf_takes_what_is_left_out_as_zero_or_empty(raw):
    """Other writers omit zero-valued fields: the encoding guide calls that the default value."""
    values = sealing.unpack(bytes.fromhex(raw), [int, int, int, bytes])
    assert values == [0, 5 * (raw == "1005"), 10 * (raw == "180a"), b""]


@pytest.mark.parametrize("value", [-1, 2**32, 1.5, None, "5"])
def test_protobuf_writes_no_number_that_a_reader_would_refuse(value):
    refused(sealing.pack, b"x", value, says="numbers from 0 to", kind=CourseError)


def omitting(frame, closing):
    """The same fields as another client writes them: in another order, without zeros."""
    key, number, previous, ciphertext = sealing.unpack(frame[1:-closing], (bytes, int, int, bytes))
    parts = [b"\x22" + bytes([len(ciphertext)]) + ciphertext, b"\x0a\x21" + key]
    parts += [bytes([tag, n]) for tag, n in ((0x18, previous), (0x10, number)) if n]
    return frame[:1] + b"".join(parts)


def test_a_first_frame_of_a_client_that_omits_zeros_is_read():
    prekey = keys.demo_key_pair("bob signed prekey")
    alice = ratchet.start_alice(bytes(32), prekey.public, Libsignal(ALICE, BOB))
    bob = ratchet.start_bob(bytes(32), prekey, Libsignal(BOB, ALICE))
    message_key = ratchet.sending_key(alice)[2]
    alice, frame = ratchet.encrypt(alice, b"Seven?")
    body = omitting(frame, 8)
    assert len(body) == len(frame) - 8 - 4  # "number 0" and "previous 0" are gone
    key = sealing.message_keys(message_key).authentication
    assert ratchet.decrypt(bob, body + sealing.tag(key, BOTH + body, 8))[1] == b"Seven?"
    refused(ratchet.decrypt, bob, body + frame[-8:], says="a tag that does not fit")
