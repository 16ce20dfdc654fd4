"""Twenty-five things a network, a server or a member may do, and what has to happen.

Each refusal leaves the state exactly as it was. (Saving and loading, half of case 23, is not here:
the course stores no state.) Cases of the handshake are in test_handshake in more detail.
"""

import dataclasses
import itertools
import os
import struct
from functools import partial

import pytest
from phones import BUDI, SARI, SMALL_ORDER, WIRES, Side, flipped, refused, session, talked

from course_lib.encryption import groups, handshake, keys, ratchet, sealing
from course_lib.encryption.ratchet import MAX_SKIP, MAX_STORED, Duplicate, TooManySkipped
from course_lib.encryption.sealing import Libsignal, Specification
from course_lib.errors import CourseError


@pytest.fixture(params=WIRES)
def talk(request):
    return talked(request.param)


@pytest.fixture
def spec():
    return talked()


def numbered(frame, **changes):
    """The same frame with other numbers in its header (of the specification's wire)."""
    numbers = dict(zip(("previous", "number"), struct.unpack(">II", frame[32:40]), strict=True))
    return frame[:32] + struct.pack(">II", *(numbers | changes).values()) + frame[40:]


def test_01_in_order_for_a_hundred_turns(talk):
    writer, reader = talk
    for turn in range(100):
        for message in range(turn % 3 + 1):
            text = f"{turn}.{message}".encode()
            assert reader.read(writer.write(text)) == text
        writer, reader = reader, writer


def test_02_out_of_order_in_one_chain(talk):
    sari, budi = talk
    frames = sari.write_many(5)
    assert [budi.read(frames[at - 1]) for at in (5, 1, 3, 2, 4)] == [b"4", b"0", b"2", b"1", b"3"]
    assert not budi.state.skipped


def test_03_a_late_message_of_the_previous_chain(talk):
    sari, budi = talk
    first, middle, last = sari.write_many(3)
    budi.read(first)
    sari.read(budi.write())
    assert budi.read(sari.write(b"new turn")) == b"new turn"
    assert (budi.read(last), budi.read(middle)) == (b"2", b"1")
    assert not budi.state.skipped


def test_04_a_replay_is_named(talk):
    sari, budi = talk
    frame = sari.write()
    budi.read(frame)
    assert budi.refuses(frame, Duplicate)


def test_05_a_replay_of_a_late_message(talk):
    sari, budi = talk
    late, last = sari.write_many(2)
    budi.read(last)
    budi.read(late)
    assert budi.refuses(late, Duplicate)


def test_05_a_replay_from_an_older_chain_fails_at_its_tag(talk):
    sari, budi = talk
    old = sari.write()
    budi.read(old)
    sari.read(budi.write())
    budi.read(sari.write())
    assert budi.refuses(old, match="a tag that does not fit")


def test_06_every_flipped_byte_and_then_the_genuine_frame(talk, monkeypatch):
    sari, budi = talk
    frame = sari.write(b"Seven?")
    with monkeypatch.context() as watched:
        watched.setattr(sealing, "decrypt", lambda *_: pytest.fail("decrypted"))
        for at in range(len(frame)):
            budi.refuses(flipped(frame, at, 0x80 if at == 31 else 1))
    assert budi.read(frame) == b"Seven?"


def test_07_a_forged_copy_of_a_late_message_does_not_burn_its_key(talk):
    sari, budi = talk
    late, last = sari.write_many(2)
    budi.read(last)
    for at in (-1, -10):
        budi.refuses(flipped(late, at))
    assert budi.read(late) == b"0"


def test_08_every_truncation(talk):
    sari, budi = talk
    frame = sari.write(b"Seven?")
    for length in range(len(frame)):
        budi.refuses(frame[:length])
        budi.refuses(frame[len(frame) - length :])
    assert budi.read(frame) == b"Seven?"


@pytest.fixture
def no_work(monkeypatch):
    """From here on, neither a key may be derived nor an agreement be made."""

    def forbid():
        for module, name in ((ratchet, "kdf_ck"), (keys, "agree"), (keys, "generate")):
            monkeypatch.setattr(module, name, lambda *_: pytest.fail("worked for a forger"))

    return forbid


def test_09_a_jump_as_far_as_allowed_and_one_further(talk, no_work):
    sari, budi = talk
    frames = sari.write_many(2 * MAX_SKIP + 3)
    assert budi.read(frames[MAX_SKIP]) == b"1000"
    assert len(budi.state.skipped) == MAX_SKIP
    no_work()
    assert budi.refuses(frames[2 * MAX_SKIP + 2], TooManySkipped)


@pytest.fixture
def derived(monkeypatch):
    """How many chain keys were turned since the test asked."""
    turned, turn = [], ratchet.kdf_ck
    monkeypatch.setattr(ratchet, "kdf_ck", lambda chain: (turned.append(1), turn(chain))[1])
    return turned


def test_09_both_chains_count_together(spec, derived):
    """One message may not ask for 1,000 keys of the old chain and 1,000 of the new one: the old
    ones are given up then, and the talk goes on."""
    sari, budi = spec
    frames = sari.write_many(601)
    budi.read(frames[0])
    sari.read(budi.write())
    new = sari.write_many(402)
    kept = Side(budi.state)
    derived.clear()
    assert kept.read(new[400]) == b"400"
    assert len(derived) == MAX_SKIP + 1
    assert kept.read(frames[600]) == b"600"
    derived.clear()
    assert budi.read(new[401]) == b"401"
    assert len(derived) == 402
    assert len(budi.state.skipped) == 401
    assert budi.refuses(frames[600])


def test_09_more_than_a_thousand_lost_at_the_end_of_a_turn_do_not_end_the_talk(talk, derived):
    sari, budi = talk
    budi.read(sari.write())
    lost = sari.write_many(MAX_SKIP + 500)
    sari.read(budi.write(b"still there?"))
    frame = sari.write(b"yes")
    derived.clear()
    assert budi.read(frame) == b"yes"
    assert len(derived) == 1
    assert sari.read(budi.write(b"good")) == b"good"
    budi.refuses(lost[-1])
    assert budi.read(sari.write(b"seven?")) == b"seven?"


def test_09_more_than_a_thousand_lost_at_its_beginning_end_this_direction(talk):
    """The documented limit: without a message of this turn there is no new key in any answer, so
    the cap on work stands in the way. The refusal says what to do: a new session."""
    sari, budi = talk
    sari.write_many(MAX_SKIP + 1)
    sari.read(budi.write(b"still there?"))
    frame = sari.write(b"yes")
    assert budi.refuses(frame, TooManySkipped, match="start a new session")
    assert sari.read(budi.write(b"this way it works")) == b"this way it works"


def test_09_a_claim_of_more_than_anybody_loses_is_refused_without_work(spec, no_work):
    sari, budi = spec
    frame, most = keys.generate().public + sari.write()[32:], ratchet.MAX_LOST + budi.state.received
    budi.refuses(numbered(frame, previous=most))
    no_work()
    budi.refuses(numbered(frame, previous=most + 1), kind=TooManySkipped)


@pytest.mark.parametrize("which", ["number", "previous"])
def test_10_the_largest_numbers_cost_nothing(spec, no_work, which):
    sari, budi = spec
    budi.read(sari.write())
    frame = sari.write()
    if which == "previous":
        frame = keys.generate().public + frame[32:]
    no_work()
    assert budi.refuses(numbered(frame, **{which: 2**32 - 1}), TooManySkipped)


def test_11_a_forged_ratchet_key_makes_no_half_step(spec):
    sari, budi = spec
    frame = sari.write(b"genuine")
    for forged in (keys.generate().public + frame[32:], sari.state.theirs + frame[32:]):
        budi.refuses(forged)
    assert budi.read(frame) == b"genuine"


def test_12_the_header_of_one_message_on_the_body_of_another(spec):
    sari, budi = spec
    one, other = sari.write_many(2)
    budi.refuses(one[:40] + other[40:])
    budi.refuses(other[:40] + one[40:])
    assert [budi.read(one), budi.read(other)] == [b"0", b"1"]


def test_13_a_number_lowered_to_a_late_one(spec):
    sari, budi = spec
    late, now, later = sari.write_many(3)
    budi.read(now)
    budi.refuses(numbered(later, number=struct.unpack(">I", late[36:40])[0]))
    assert [budi.read(late), budi.read(later)] == [b"0", b"2"]


@pytest.mark.parametrize("bad", SMALL_ORDER, ids=lambda key: key.hex()[:6] + key.hex()[-2:])
def test_14_small_order_keys_are_refused_before_any_kdf(bad, spec, monkeypatch):
    sari, budi = spec
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


def test_15_reflection(talk):
    for side, other in (talk, talk[::-1]):
        frame = side.write()
        side.refuses(frame)
        other.read(frame)
        side.refuses(frame)


@pytest.mark.parametrize("wire", WIRES)
def test_16_a_frame_of_another_session_of_the_same_two(wire):
    (sari, budi), (other_sari, other_budi) = session(wire), session(wire)
    budi.refuses(other_sari.write())
    budi.read(sari.write())
    other_budi.read(other_sari.write())
    budi.refuses(other_sari.write())
    sari.refuses(other_budi.write())


def test_17_the_right_keys_under_swapped_identities(talk):
    sari, budi = talk
    frame = sari.write()
    wire = budi.state.wire
    if isinstance(wire, Libsignal):
        swapped = Libsignal(wire.theirs, wire.mine)
    else:
        swapped = Specification(wire.associated_data[33:] + wire.associated_data[:33])
    Side(budi.state._replace(wire=swapped)).refuses(frame)
    assert budi.read(frame) == b"x"


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
    assert digits(mallory) != digits(BUDI)


def digits(ring):
    """What Sari's phone shows for whom she takes for Budi."""
    return handshake.safety_number(SARI.identity.public, "Sari", ring.identity.public, "Budi")


def test_20_a_changed_identity_is_trusted_at_first_sight_and_shows_in_the_digits(spec):
    """A documented limit, as in open clients: nobody but the two people can tell a new phone from
    a spy. The old session stays what it was and takes nothing from the new identity."""
    sari, budi = spec
    new_phone = handshake.demo_keyring("budi's new phone")
    fresh, _ = session(to=new_phone)
    assert fresh.state.wire != sari.state.wire
    budi.refuses(fresh.write())
    assert budi.read(sari.write()) == b"x"
    assert digits(BUDI) != digits(new_phone)


def test_21_a_one_time_prekey_works_once():
    budi = handshake.demo_keyring("budi", one_time=1)
    one = budi.one_time[0].public
    first, second = (handshake.start(SARI.identity, budi.bundle, one) for _ in range(2))
    handshake.answer(budi, first.header)
    later = handshake.finish(budi, first.header)
    for header in (first.header, second.header):
        refused(handshake.answer, later, header, says="a one-time prekey that is still")
    assert later.answered == frozenset()


def test_21_without_one_time_prekey_the_secret_is_remembered():
    hello = handshake.start(SARI.identity, BUDI.bundle)
    assert handshake.answer(BUDI, hello.header) == handshake.answer(BUDI, hello.header)  # replayed
    later = handshake.finish(BUDI, hello.header)
    same = flipped(hello.header.ephemeral, 31, 0x80)  # for any private key: see `keys.agree`
    changed = dataclasses.replace(hello.header, ephemeral=same)
    assert handshake.answer(BUDI, changed).secret == hello.secret
    for header in (hello.header, changed):
        for again in (handshake.answer, handshake.finish):
            refused(again, later, header, says="that was not read before")
    another = handshake.start(SARI.identity, BUDI.bundle)
    assert handshake.answer(later, another.header) == another


@pytest.mark.parametrize("one_time", [0, 1])
@pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
def test_21_no_changed_byte_makes_a_recorded_first_message_new(one_time, mask):
    budi = handshake.demo_keyring("budi", one_time)
    once = budi.one_time[0].public if one_time else None
    hello = handshake.start(SARI.identity, budi.bundle, once)
    wire = Specification(hello.associated_data)
    sari = Side(ratchet.start_alice(hello.secret, budi.bundle.signed_prekey, wire))
    frame = hello.header.to_bytes() + sari.write(b"Seven?")
    later, _, plaintext = handshake.accept(budi, frame)
    assert plaintext == b"Seven?"
    renewed = handshake.rotate(later)
    for at in range(len(frame)):
        for ring in (later, renewed):
            refused(handshake.accept, ring, flipped(frame, at, mask))
    for ring in (later, renewed, handshake.rotate(renewed)):
        refused(handshake.accept, ring, frame)


def test_21_what_is_remembered_is_bounded_and_never_forgotten_while_it_counts(monkeypatch):
    """Dropping the oldest would open a door: enough new messages, and an old one is read again."""
    monkeypatch.setattr(handshake, "MAX_ANSWERED", 2)
    hellos = [handshake.start(SARI.identity, BUDI.bundle).header for _ in range(3)]
    budi = handshake.finish(handshake.finish(BUDI, hellos[0]), hellos[1])
    for header in hellos:
        refused(handshake.answer, budi, header)
    renewed = handshake.rotate(budi)
    fresh = handshake.start(SARI.identity, renewed.bundle).header
    for ring in (renewed, budi):
        assert len(ring.answered) == 2
        refused(handshake.answer, ring, hellos[2], says="Make a new signed prekey")
    renewed = handshake.rotate(renewed)
    assert renewed.answered == frozenset()
    assert handshake.answer(renewed, fresh).header == fresh  # in its grace period
    for header in hellos:
        refused(handshake.answer, renewed, header, says="a signed prekey that is still")


def test_22_stored_keys_are_capped_and_the_oldest_go_first(talk):
    sari, budi = talk
    missed = []
    for _ in range(3):
        *late, last = sari.write_many(901)
        missed += late
        budi.read(last)
    assert len(budi.state.skipped) == MAX_STORED
    budi.refuses(missed[0])
    budi.refuses(missed[2700 - MAX_STORED - 1])
    assert budi.read(missed[2700 - MAX_STORED]) == b"700"
    assert budi.read(missed[-1]) == b"899"


def test_23_a_talk_continues_from_any_kept_state_bit_for_bit(spec):
    """Nothing is saved or loaded here; a state is a value, and the same value does the same."""
    sari, budi = spec
    late, last = sari.write_many(2)
    budi.read(last)
    new, pair = Side(budi.state), keys.demo_key_pair("next")
    assert budi.read(late) == new.read(late) == b"0"
    assert budi.state == new.state
    assert budi.write(b"same") == new.write(b"same")
    assert ratchet.decrypt(sari.state, budi.write(), pair)[0].mine == pair


def test_24_a_restored_state_or_two_threads_on_one_use_a_key_twice(talk):
    """The documented limit: a state is a value, and who uses it twice has no protection."""
    sari, budi = talk
    backup = sari.state
    one = sari.write(b"one")
    budi.read(one)
    sari.state = backup
    other = sari.write(b"two")
    assert other[:40] == one[:40]
    assert budi.refuses(other, Duplicate)


def test_25_a_group_member_cannot_forge():
    """Nor replay, nor read on when she is out: see test_groups."""
    group, _ = groups.start({"Sari": 1, "Budi": 1, "Wati": 1})
    known_to_wati = group["Wati 1"].theirs["Sari 1"]
    forger = dataclasses.replace(known_to_wati, private=keys.generate())
    _, forged = groups.encrypt(forger, b"Sari pays for all")
    refused(groups.read, group, "Budi 1", "Sari 1", forged, says="the writer's signature")


# --- and more ---


@pytest.mark.parametrize("wire", WIRES)
def test_more_counters_end_before_the_numbers_of_a_header_do(wire):
    sari, _ = session(wire)
    sari.state = sari.state._replace(sent=2**32 - 1)
    sari.write()
    for state in (sari.state, sari.state._replace(sent=0, previous=2**32 + 1)):
        refused(ratchet.encrypt, state, b"x", says="to 4,294,967,295", kind=CourseError)


def test_more_bob_cannot_write_first():
    _, budi = session()
    refused(budi.write, says="a message from the other side first", kind=CourseError)


def test_more_empty_and_very_long_messages(talk):
    sari, budi = talk
    for plaintext in (b"", os.urandom(2**20)):
        assert budi.read(sari.write(plaintext)) == plaintext


def test_more_a_message_whose_key_was_dropped_looks_like_a_new_turn(spec, monkeypatch):
    monkeypatch.setattr(ratchet, "MAX_STORED", 1)
    sari, budi = spec
    late, _, last = sari.write_many(3)
    budi.read(last)
    sari.read(budi.write())
    budi.read(sari.write())
    agreed = itertools.count()
    agree = keys.agree
    monkeypatch.setattr(keys, "agree", lambda *pair: (next(agreed), agree(*pair))[1])
    budi.refuses(late)
    assert next(agreed) == 2  # a whole step for nothing: that is what it costs
