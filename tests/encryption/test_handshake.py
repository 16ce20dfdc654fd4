"""X3DH: vectors, both roles against PyPI x3dh, what is read once, and the sixty digits."""

from dataclasses import replace
from itertools import product

import pytest
import x3dh as peer
from phones import VECTORS, flipped, refused, result

from course_lib.encryption import handshake, keys, ratchet
from course_lib.encryption.handshake import Keyring, PrekeyBundle, PrekeyHeader
from course_lib.encryption.sealing import Specification

SARI = keys.demo_key_pair("sari identity")
BUDI = handshake.demo_keyring("budi", one_time=3)
ONE_TIME = BUDI.one_time[1].public


def test_transcript_is_frozen():
    frozen = VECTORS["transcript"]
    pair = {name: keys.demo_key_pair(name) for name in frozen["public"]}
    once = pair["bob one-time prekey"]
    bob = replace(handshake.demo_keyring("bob"), one_time=(once,))
    fresh = pair["alice ephemeral"]
    hello = handshake.start(pair["alice identity"], bob.bundle, once.public, fresh)
    assert hello.secret.hex() == frozen["secret"]
    names = ("alice identity", "bob identity")
    assert hello.associated_data.hex() == "".join("05" + frozen["public"][name] for name in names)
    assert hello.header.ephemeral.hex() == frozen["public"]["alice ephemeral"]
    assert handshake.answer(bob, hello.header) == hello


def test_libsignal_vector_on_bobs_side(monkeypatch):
    told = VECTORS["x3dh_libsignal_bob"]
    vector = {name: bytes.fromhex(value) for name, value in told.items() if name != "source"}
    identity, prekey = (
        keys.key_pair(vector[f"{name}_private"]) for name in ("identity", "signed_prekey")
    )
    assert (identity.public, prekey.public) == (vector["identity"], vector["signed_prekey"])
    bob = Keyring(identity, prekey, (), PrekeyBundle(identity.public, prekey.public, bytes(64)))
    who, fresh = vector["their_identity"], vector["their_ephemeral"]
    header = PrekeyHeader(who, fresh, prekey.public, None)
    secret = handshake.answer(bob, header).secret
    # libsignal derives 64 bytes, root and chain, and published the chain.
    derive = keys.hkdf
    monkeypatch.setattr(keys, "hkdf", lambda material, info, _: derive(material, info, 64))
    assert handshake.answer(bob, header).secret == secret + vector["chain"]


# --- against an independent implementation ---


class PeerState(peer.BaseState):
    @staticmethod
    def _encode_public_key(key_format, pub):
        return b"\x05" + pub


def peer_state(one_time):
    state = PeerState.create(
        peer.IdentityKeyFormat.CURVE_25519, peer.HashFunction.SHA_256, b"WhisperText"
    )
    state.generate_pre_keys(one_time)
    return state


@pytest.mark.parametrize("one_time", [0, 1])
@pytest.mark.parametrize("turn", range(20))
def test_we_write_and_the_peer_answers(one_time, turn):
    state, mine = peer_state(one_time), keys.generate()
    theirs = state.bundle
    bundle = PrekeyBundle(theirs.identity_key, theirs.signed_pre_key, theirs.signed_pre_key_sig)
    hello = handshake.start(mine, bundle, next(iter(theirs.pre_keys), None))
    head = hello.header
    header = peer.Header(head.identity, head.ephemeral, head.signed_prekey, head.one_time_prekey)
    secret, associated_data, _ = result(
        state.get_shared_secret_passive(header, require_pre_key=bool(one_time))
    )
    assert (hello.secret, hello.associated_data) == (secret, associated_data)


@pytest.mark.parametrize("one_time", [0, 1])
@pytest.mark.parametrize("turn", range(20))
def test_the_peer_writes_and_we_answer(one_time, turn):
    mine = handshake.new_keyring(one_time)
    pile = frozenset(pair.public for pair in mine.one_time)
    bundle = peer.Bundle(
        mine.bundle.identity, mine.bundle.signed_prekey, mine.bundle.signature, pile
    )
    secret, associated_data, head = result(
        peer_state(0).get_shared_secret_active(bundle, require_pre_key=bool(one_time))
    )
    header = PrekeyHeader(head.identity_key, head.ephemeral_key, head.signed_pre_key, head.pre_key)
    answered = handshake.answer(mine, header)
    assert (answered.secret, answered.associated_data) == (secret, associated_data)


@pytest.mark.parametrize(
    ("one", "encoded_keys"),
    [(BUDI.bundle, 2), (handshake.start(SARI, BUDI.bundle, ONE_TIME).header, 4)],
    ids=["bundle", "header"],
)
def test_what_travels_comes_back_and_cut_or_of_another_type_is_refused(one, encoded_keys):
    raw, read = one.to_bytes(), type(one).from_bytes
    assert raw[:33] == keys.encode_public(one.identity)
    assert read(raw) == one
    for other in [*(raw[:length] for length in range(len(raw))), raw + b"x"]:
        refused(read, other, says=f"of {len(raw)} bytes")
    for at in range(0, 33 * encoded_keys, 33):
        refused(read, raw[:at] + b"\x07" + raw[at + 1 :], says="starts with 07")


# --- keyrings: new ones, a used prekey, a new signed prekey now and then; a repeated header ---


def test_new_keyrings_and_handshakes_are_random_and_demo_ones_are_not():
    ring = handshake.new_keyring(one_time=3)
    pairs = [ring.identity, ring.signed_prekey, *ring.one_time]
    assert len({pair.public for pair in pairs}) == 5
    assert ring.bundle.is_signed()
    assert ring.identity != handshake.new_keyring().identity
    assert handshake.new_keyring().one_time == handshake.demo_keyring("wati").one_time == ()
    assert handshake.demo_keyring("budi", one_time=3) == BUDI
    assert handshake.start(SARI, BUDI.bundle).secret != handshake.start(SARI, BUDI.bundle).secret


def test_21_a_one_time_prekey_works_once_and_no_other_leaves_the_keyring():
    first, second = (handshake.start(SARI, BUDI.bundle, ONE_TIME).header for _ in range(2))
    left = handshake.finish(BUDI, first)
    assert left.one_time == (BUDI.one_time[0], BUDI.one_time[2])
    assert left.answered == frozenset()
    for header in (first, second):
        refused(handshake.answer, left, header, says="a one-time prekey that is still")


def test_a_signed_prekey_has_one_grace_period():
    hello = handshake.start(SARI, BUDI.bundle)
    renewed = handshake.rotate(BUDI)
    assert renewed.bundle.is_signed()
    assert renewed.signed_prekey != BUDI.signed_prekey
    assert (renewed.identity, renewed.one_time) == (BUDI.identity, BUDI.one_time)
    assert handshake.answer(renewed, hello.header) == hello
    read, twice = handshake.finish(renewed, hello.header), handshake.rotate(renewed)
    refused(handshake.answer, read, hello.header, says="that was not read before")
    refused(handshake.answer, twice, hello.header, says="a signed prekey that is still")
    again = handshake.start(SARI, renewed.bundle, ONE_TIME)
    assert handshake.answer(renewed, again.header) == again


@pytest.fixture(params=[None, ONE_TIME], ids=["no one-time prekey", "a one-time prekey"])
def frames(request):
    """What Sari wrote to Budi before he answered: three frames, each with the header in front."""
    hello = handshake.start(SARI, BUDI.bundle, request.param)
    wire = Specification(hello.associated_data)
    sari, frames = ratchet.start_alice(hello.secret, BUDI.bundle.signed_prekey, wire), []
    for text in (b"0", b"1", b"2"):
        sari, frame = ratchet.encrypt(sari, text)
        frames.append(hello.header.to_bytes() + frame)
    return frames


@pytest.mark.parametrize("begins", range(3))
def test_whichever_of_the_first_frames_comes_first_begins_the_chat(frames, begins):
    ring, budi, text = handshake.accept(BUDI, frames[begins])
    assert text == b"%d" % begins
    for at in set(range(3)) - {begins}:
        assert frames[at][: PrekeyHeader.SIZE] == frames[begins][: PrekeyHeader.SIZE]
        refused(handshake.accept, ring, frames[at])
        budi, text = ratchet.decrypt(budi, frames[at][PrekeyHeader.SIZE :])
        assert text == b"%d" % at
    for frame in frames:
        refused(ratchet.decrypt, budi, frame[PrekeyHeader.SIZE :])


def test_21_a_changed_first_message_is_never_read_and_a_recorded_one_once(frames):
    """Of a recorded one no changed byte makes a new one, though it may make the same secret."""
    frame = frames[0]
    read, _, _ = handshake.accept(BUDI, frame)
    renewed = handshake.rotate(read)
    for at in range(len(frame)):
        refused(handshake.accept, BUDI, flipped(frame, at))
        for ring, mask in product((read, renewed), (0x01, 0x80, 0xFF)):
            refused(handshake.accept, ring, flipped(frame, at, mask))
    for ring in (read, renewed, handshake.rotate(renewed)):
        refused(handshake.accept, ring, frame)
    assert handshake.accept(BUDI, frame)[2] == b"0"


def test_21_what_is_remembered_is_bounded_and_never_forgotten_while_it_counts(monkeypatch):
    """Dropping the oldest would open a door: enough new messages, and an old one is read again."""
    monkeypatch.setattr(handshake, "MAX_ANSWERED", 2)
    hellos = [handshake.start(SARI, BUDI.bundle).header for _ in range(3)]
    full = handshake.finish(handshake.finish(BUDI, hellos[0]), hellos[1])
    for header in hellos:
        refused(handshake.answer, full, header)
    renewed = handshake.rotate(full)
    fresh = handshake.start(SARI, renewed.bundle).header
    for ring in (renewed, full):
        assert len(ring.answered) == 2
        refused(handshake.answer, ring, hellos[2], says="Make a new signed prekey")
    renewed = handshake.rotate(renewed)
    assert renewed.answered == frozenset()
    assert handshake.answer(renewed, fresh).header == fresh  # in its grace period
    for header in hellos:
        refused(handshake.answer, renewed, header, says="a signed prekey that is still")


# --- the sixty digits: the published half is in gives.toml; what must change them


def test_number_is_twelve_groups_of_the_two_halves_smaller_first_and_tells_keys_and_names():
    mine, budi, mallory = (keys.demo_key_pair(f"{name} identity").public for name in "sbm")
    numbers = set()
    for other, name in product((budi, mallory), ("Budi", "Budy")):
        number = handshake.safety_number(mine, "Sari", other, name)
        assert number == handshake.safety_number(other, name, mine, "Sari")
        assert [len(group) for group in number.split(" ")] == [5] * 12
        halves = handshake.safety_half(mine, "Sari"), handshake.safety_half(other, name)
        assert number.replace(" ", "") == "".join(sorted(halves))
        numbers.add(number)
    assert len(numbers) == 4
