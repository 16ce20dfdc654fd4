"""What a forger may put into a frame, a bundle or the middle of a talk, and what has to happen.

Of twenty-five cases those with numbers are here, in test_stories and in test_handshake; 17 is in
refused.toml, 20 in gives.toml (identities that are swapped or new), 25 in test_groups. Each refusal
leaves the state exactly as it was. The course stores no state, so there is nothing of saving and
loading.
"""

import dataclasses
import random
import struct
from functools import partial
from unittest.mock import Mock

import pytest
from phones import BUDI, SARI, SMALL_ORDER, WIRES, flipped, refused, session, talked

from course_lib.encryption import handshake, keys, ratchet
from course_lib.encryption.ratchet import MAX_LOST, TooManySkipped
from course_lib.encryption.sealing import Specification


def numbered(frame, **changes):
    """The same frame with other numbers in its header (of the specification's wire)."""
    numbers = dict(zip(("previous", "number"), struct.unpack(">II", frame[32:40]), strict=True))
    return frame[:32] + struct.pack(">II", *(numbers | changes).values()) + frame[40:]


@pytest.mark.parametrize(
    ("turn", "claim"),
    [("this", {"number": 2**32 - 1})]
    + [("next", {"previous": lost}) for lost in (MAX_LOST + 2, 2**32 - 1)],
)
def test_09_10_absurd_numbers_cost_nothing(turn, claim, monkeypatch):
    sari, budi = talked()
    budi.read(sari.write())
    frame = sari.write()
    if turn == "next":
        frame = keys.generate().public + frame[32:]
        assert budi.refuses(numbered(frame, previous=MAX_LOST + 1)), "one is read: not too many"
    for module, name in ((ratchet, "kdf_ck"), (keys, "agree"), (keys, "generate")):
        monkeypatch.setattr(module, name, lambda *_: pytest.fail("worked for a forger"))
    assert budi.refuses(numbered(frame, **claim), TooManySkipped)


def test_11_12_13_a_header_fits_its_own_message_only():
    sari, budi = talked()
    late, now, later = map(sari.write, (b"0", b"1", b"2"))
    budi.read(now)
    spliced = [late[:40] + later[40:], later[:40] + late[40:]]
    for frame in [*spliced, keys.generate().public + later[32:], sari.state.theirs + later[32:]]:
        budi.refuses(frame)
    assert [budi.read(late), budi.read(later)] == [b"0", b"2"]


@pytest.mark.parametrize("bad", SMALL_ORDER, ids=lambda key: key.hex()[:6] + key.hex()[-2:])
def test_14_small_order_keys_are_refused_before_any_kdf(bad, monkeypatch):
    sari, budi = talked()
    frame, prekey_header = sari.write(), handshake.start(SARI.identity, BUDI.bundle).header
    signature = keys.sign(BUDI.identity, keys.encode_public(bad))
    prekey = handshake.PrekeyBundle(BUDI.identity.public, bad, signature)
    identity = dataclasses.replace(BUDI.bundle, identity=bad)
    changed = [
        dataclasses.replace(prekey_header, **{one: bad}) for one in ("identity", "ephemeral")
    ]
    monkeypatch.setattr(keys, "hkdf", lambda *_, **__: pytest.fail("a key was derived"))
    budi.refuses(bad + frame[32:])
    refused(handshake.start, SARI.identity, identity)
    # Such an identity can be made to "sign" anything: the agreement must refuse it by itself.
    monkeypatch.setattr(keys, "verify", lambda *_: True)
    for call in (
        lambda: ratchet.start_alice(bytes(32), bad, Specification(b"")),
        *(partial(handshake.answer, BUDI, header) for header in changed),
        lambda: handshake.start(SARI.identity, BUDI.bundle, one_time_prekey=bad),
        *(partial(handshake.start, SARI.identity, bundle) for bundle in (prekey, identity)),
    ):
        refused(call, says="32 zero bytes")


def test_18_prekey_swapped_or_its_signature_flipped_foreign_or_over_another_form(monkeypatch):
    monkeypatch.setattr(keys, "hkdf", lambda *_: pytest.fail("a secret was derived"))
    signed = BUDI.signed_prekey.public
    foreign = keys.sign(SARI.identity, keys.encode_public(signed))
    flip, bare = flipped(BUDI.bundle.signature, 5), keys.sign(BUDI.identity, signed)
    changes = [{"signature": one} for one in (flip, foreign, bare)]
    for change in [*changes, {"signed_prekey": keys.demo_key_pair("mallory").public}]:
        bundle = dataclasses.replace(BUDI.bundle, **change)
        refused(handshake.start, SARI.identity, bundle, says="a signature that does not fit")


def test_19_a_spy_in_the_middle_succeeds_and_only_the_digits_differ():
    mallory = handshake.demo_keyring("mallory")
    sari, heard = session(to=mallory)
    assert heard.read(sari.write(b"for Budi only")) == b"for Budi only"
    shown, meant = (
        handshake.safety_number(SARI.identity.public, "Sari", ring.identity.public, "Budi")
        for ring in (mallory, BUDI)
    )
    assert shown != meant


def test_a_forged_header_under_the_prekey_before_any_answer_is_refused():
    alice, bob = session()
    assert alice.state.receiving is None
    alice.refuses(bob.state.mine.public + bytes(8 + 48), match="a tag that does not fit")


def test_a_message_whose_key_was_dropped_costs_the_agreements_of_a_new_turn(monkeypatch):
    monkeypatch.setattr(ratchet, "MAX_STORED", 1)
    sari, budi = talked()
    late, _, last = (sari.write() for _ in range(3))
    budi.read(last)
    sari.read(budi.write())
    budi.read(sari.write())
    agree = Mock(wraps=keys.agree)
    monkeypatch.setattr(keys, "agree", agree)
    assert budi.refuses(late)
    assert agree.call_count == 2, "a whole step for nothing"


@pytest.mark.parametrize("wire", WIRES)
def test_a_message_may_be_a_megabyte(wire):
    sari, budi = talked(wire)
    long = random.Random(1).randbytes(2**20)
    assert budi.read(sari.write(long)) == long
