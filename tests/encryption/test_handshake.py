"""X3DH: vectors, both roles against PyPI x3dh, every way to be refused, and the spy who is not."""

import pytest
import x3dh as peer
from phones import VECTORS, flipped, published, refused, result

from course_lib.encryption import handshake, keys, ratchet
from course_lib.encryption.handshake import Keyring, PrekeyBundle, PrekeyHeader
from course_lib.encryption.sealing import Specification

SARI = keys.demo_key_pair("sari identity")
BUDI = handshake.demo_keyring("budi", one_time=2)
THREE = handshake.demo_keyring("budi", one_time=3)
ONE_TIME = BUDI.one_time[0].public


def ring(identity, signed_prekey, *one_time):
    signature = keys.sign(identity, keys.encode_public(signed_prekey.public), bytes(64))
    bundle = PrekeyBundle(identity.public, signed_prekey.public, signature)
    return Keyring(identity, signed_prekey, one_time, bundle)


@pytest.fixture
def transcript():
    """Bob's keyring and Alice's handshake with the frozen keys."""
    pair = {name: keys.demo_key_pair(name) for name in VECTORS["transcript"]["public"]}
    bob = ring(pair["bob identity"], pair["bob signed prekey"], pair["bob one-time prekey"])
    one, fresh = bob.one_time[0].public, pair["alice ephemeral"]
    return bob, lambda: handshake.start(pair["alice identity"], bob.bundle, one, fresh)


def test_transcript_is_frozen(transcript, monkeypatch):
    (bob, start), frozen = transcript, VECTORS["transcript"]
    hello = start()
    assert hello.secret.hex() == frozen["secret"]
    names = ("alice identity", "bob identity")
    assert hello.associated_data.hex() == "".join("05" + frozen["public"][name] for name in names)
    assert hello.header.ephemeral.hex() == frozen["public"]["alice ephemeral"]
    assert handshake.answer(bob, hello.header) == hello
    mixed = []
    monkeypatch.setattr(keys, "hkdf", lambda material, *_: mixed.append(material) or bytes(32))
    handshake.answer(bob, start().header)
    assert [material.hex() for material in mixed] == ["ff" * 32 + "".join(frozen["agreements"])] * 2


def test_libsignal_vector_on_bobs_side(monkeypatch):
    vector = published("x3dh_libsignal_bob")
    bob = ring(
        keys.key_pair(vector["identity_private"]), keys.key_pair(vector["signed_prekey_private"])
    )
    assert bob.bundle.identity == vector["identity"]
    header = PrekeyHeader(
        vector["their_identity"], vector["their_ephemeral"], vector["signed_prekey"], None
    )
    assert bob.bundle.signed_prekey == vector["signed_prekey"]
    secret = handshake.answer(bob, header).secret
    # libsignal derives 64 bytes, root and chain, and published the chain.
    derive, longer = keys.hkdf, []

    def hkdf(material, info, length):
        longer.append(derive(material, info, 64))
        return derive(material, info, length)

    monkeypatch.setattr(keys, "hkdf", hkdf)
    handshake.answer(bob, header)
    assert longer[0] == secret + vector["chain"]


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
    header = peer.Header(
        identity_key=head.identity,
        ephemeral_key=head.ephemeral,
        signed_pre_key=head.signed_prekey,
        pre_key=head.one_time_prekey,
    )
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
    ("one", "size", "keys_at"),
    [
        (THREE.bundle, 130, (0, 33)),
        (handshake.start(SARI, BUDI.bundle, ONE_TIME).header, 132, (0, 33, 66, 99)),
    ],
    ids=["bundle", "header"],
)
def test_what_travels_comes_back_and_cut_or_of_another_type_is_refused(one, size, keys_at):
    raw, kind = one.to_bytes(), type(one)
    assert len(raw) == size
    assert raw[:33] == keys.encode_public(one.identity)
    assert kind.from_bytes(raw) == one
    for other in [*(raw[:length] for length in range(size)), raw + b"x"]:
        refused(kind.from_bytes, other, says=f"of {size} bytes")
    for at in keys_at:
        refused(kind.from_bytes, raw[:at] + b"\x07" + raw[at + 1 :], says="starts with 07")


# --- keyrings: new ones, a used prekey, a new signed prekey now and then; a repeated header ---


def test_new_keyrings_and_handshakes_are_random_and_demo_ones_are_not():
    ring = handshake.new_keyring(one_time=3)
    pairs = [ring.identity, ring.signed_prekey, *ring.one_time]
    assert len({pair.public for pair in pairs}) == 5
    assert ring.bundle.is_signed()
    assert ring.identity != handshake.new_keyring().identity
    assert handshake.new_keyring().one_time == handshake.demo_keyring("wati").one_time == ()
    assert handshake.demo_keyring("budi", one_time=3) == THREE
    assert handshake.start(SARI, BUDI.bundle).secret != handshake.start(SARI, BUDI.bundle).secret


def test_used_prekey_leaves_the_keyring_and_no_other():
    used = THREE.one_time[1]
    left = handshake.finish(THREE, handshake.start(SARI, THREE.bundle, used.public).header)
    assert left.one_time == (THREE.one_time[0], THREE.one_time[2])


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
    again = handshake.start(SARI, renewed.bundle, BUDI.one_time[0].public)
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


def test_a_first_frame_that_was_touched_changes_nothing(frames):
    for at in range(len(frames[0])):
        refused(handshake.accept, BUDI, flipped(frames[0], at))
    assert handshake.accept(BUDI, frames[0])[2] == b"0"


# --- the sixty digits: the published half, and what must change them


def test_half_is_the_published_one():
    told = VECTORS["safety_number"]
    assert handshake.safety_half(bytes.fromhex(told["identity"]), told["id"]) == told["half"]


def test_number_is_twelve_groups_of_the_two_halves_smaller_first_and_tells_keys_and_names():
    one, *others = (keys.demo_key_pair(f"{name} identity").public for name in "sbm")
    numbers = set()
    for other in others:
        for name in ("Budi", "Budy"):
            number = handshake.safety_number(one, "Sari", other, name)
            assert number == handshake.safety_number(other, name, one, "Sari")
            assert [len(group) for group in number.split(" ")] == [5] * 12
            halves = handshake.safety_half(one, "Sari"), handshake.safety_half(other, name)
            assert number.replace(" ", "") == "".join(sorted(halves))
            numbers.add(number)
    assert len(numbers) == 4
