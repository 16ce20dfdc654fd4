"""The ratchet: published vectors, its state as a value, and any network at all (Hypothesis)."""

import json
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from course_lib.encryption import keys, ratchet
from course_lib.encryption.keys import Refused
from course_lib.encryption.sealing import Libsignal, Specification
from course_lib.errors import CourseError

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
PREKEY = keys.demo_key_pair("bob signed prekey")
SARI, BUDI = (keys.demo_key_pair(f"{name} identity").public for name in ("sari", "budi"))


def unhex(name):
    return {k: bytes.fromhex(v) for k, v in VECTORS[name].items() if k != "source"}


def test_chain_key_gives_the_published_keys():
    vector = unhex("chain_key")
    assert ratchet.kdf_ck(vector["chain"]) == (vector["next_chain"], vector["message_key"])


def test_root_key_gives_the_recomputed_keys():
    vector = unhex("root_key")
    derived = ratchet.kdf_rk(vector["root"], vector["agreed"])
    assert derived == (vector["next_root"], vector["chain"])


def test_both_roles_start_from_raw_private_keys_and_give_the_frozen_frame():
    frozen, names = VECTORS["transcript"], ("alice identity", "bob identity")
    both = b"".join(b"\x05" + bytes.fromhex(frozen["public"][name]) for name in names)
    wire, secret = Specification(both), bytes.fromhex(frozen["secret"])
    first = keys.key_pair(keys.demo_key_pair("alice ratchet 1").private.private_bytes_raw())
    prekey = keys.key_pair(PREKEY.private.private_bytes_raw())
    alice = ratchet.start_alice(secret, prekey.public, wire, first)
    bob = ratchet.start_bob(secret, prekey, wire)
    assert (alice.root.hex(), alice.sending.hex()) == (frozen["root"], frozen["chain"])
    assert ratchet.sending_key(alice)[2].hex() == frozen["message_key"]
    alice, frame = ratchet.encrypt(alice, b"hello bob")
    assert frame.hex() == frozen["header"] + frozen["sealed"]
    chosen = keys.demo_key_pair("bob ratchet 1")
    bob, plaintext = ratchet.decrypt(bob, frame, chosen)
    assert (plaintext, bob.root.hex() != alice.root.hex()) == (b"hello bob", True)
    assert bob.mine is chosen
    assert bob.receiving == alice.sending


def test_next_pair_is_random_unless_it_is_chosen():
    wire = Specification(b"")
    one, two = (ratchet.start_alice(bytes(32), PREKEY.public, wire) for _ in range(2))
    assert one.mine != two.mine
    _, frame = ratchet.encrypt(one, b"hi")
    bob = ratchet.start_bob(bytes(32), PREKEY, wire)
    assert ratchet.decrypt(bob, frame)[0] != ratchet.decrypt(bob, frame)[0]
    again = [ratchet.decrypt(bob, frame, keys.demo_key_pair("b"))[0] for _ in range(2)]
    assert again[0] == again[1]


def test_the_key_objects_stay_in_the_state():
    state = ratchet.start_bob(bytes(32), PREKEY, Specification(b""))
    assert state.mine.private is PREKEY.private


def test_state_cannot_be_changed():
    state = ratchet.start_bob(bytes(32), PREKEY, Specification(b""))
    with pytest.raises(AttributeError):
        state.sent = 5
    for stored in (state, read_last_of(3)):
        with pytest.raises(TypeError):
            stored.skipped[b"key", 0] = bytes(32)


def read_last_of(n):
    wire = Specification(b"")
    alice = ratchet.start_alice(bytes(32), PREKEY.public, wire)
    for _ in range(n):
        alice, frame = ratchet.encrypt(alice, b"x")
    return ratchet.decrypt(ratchet.start_bob(bytes(32), PREKEY, wire), frame)[0]


@pytest.mark.parametrize("length", [0, 31, 33])
def test_secret_of_another_length_is_refused(length):
    with pytest.raises(Refused, match="a shared secret of 32 bytes"):
        ratchet.start_alice(bytes(length), PREKEY.public, Specification(b""))
    with pytest.raises(Refused, match="a shared secret of 32 bytes"):
        ratchet.start_bob(bytes(length), PREKEY, Specification(b""))


def test_a_forged_header_under_the_prekey_before_any_answer_is_refused():
    wire = Specification(b"")
    alice = ratchet.start_alice(bytes(32), PREKEY.public, wire)
    assert alice.receiving is None
    with pytest.raises(Refused, match="a tag that does not fit"):
        ratchet.decrypt(alice, PREKEY.public + bytes(8 + 48))


def test_the_file_is_short_enough_to_read_beside_the_specification():
    assert len(Path(ratchet.__file__).read_text().splitlines()) <= 200


class Network(RuleBasedStateMachine):
    """Two phones, and a network that delays, loses, repeats and changes frames as it likes."""

    wires = (Specification(b"both"), Specification(b"both"))

    @initialize()
    def meet(self):
        self.sides = [
            ratchet.start_alice(bytes(32), PREKEY.public, self.wires[0]),
            ratchet.start_bob(bytes(32), PREKEY, self.wires[1]),
        ]
        self.underway, self.read, self.written = [], [], 0

    @rule(writer=st.sampled_from([0, 1]), plaintext=st.binary(max_size=40))
    def send(self, writer, plaintext):
        before = self.sides[writer]
        if before.sending is None:
            with pytest.raises(CourseError, match="a message from the other side first"):
                ratchet.encrypt(before, plaintext)
            return
        self.sides[writer], frame = ratchet.encrypt(before, plaintext)
        self.underway.append((1 - writer, frame, plaintext))

    @precondition(lambda self: self.underway)
    @rule(at=st.integers(0, 10**6))
    def deliver(self, at):
        reader, frame, plaintext = self.underway.pop(at % len(self.underway))
        self.sides[reader], got = ratchet.decrypt(self.sides[reader], frame)
        assert got == plaintext
        self.read.append((reader, frame))

    @precondition(lambda self: self.underway)
    @rule(at=st.integers(0, 10**6))
    def drop(self, at):
        self.underway.pop(at % len(self.underway))

    @precondition(lambda self: self.read)
    @rule(at=st.integers(0, 10**6), back=st.booleans())
    def replay(self, at, back):
        reader, frame = self.read[at % len(self.read)]
        self.refused(1 - reader if back else reader, frame)

    @precondition(lambda self: self.underway or self.read)
    @rule(at=st.integers(0, 10**6), byte=st.integers(0, 10**6), bits=st.integers(1, 255))
    def tamper(self, at, byte, bits):
        frames = [(reader, frame) for reader, frame, _ in self.underway] + self.read
        reader, frame = frames[at % len(frames)]
        place = byte % len(frame)
        changed = frame[:place] + bytes([frame[place] ^ bits]) + frame[place + 1 :]
        self.refused(reader, changed)

    def refused(self, reader, frame):
        before = self.sides[reader]
        copy = before._replace()
        with pytest.raises(Refused):
            ratchet.decrypt(before, frame)
        assert self.sides[reader] is before
        assert before == copy


class PhoneNetwork(Network):
    wires = (Libsignal(SARI, BUDI), Libsignal(BUDI, SARI))


TestNetwork, TestPhoneNetwork = Network.TestCase, PhoneNetwork.TestCase
TestNetwork.settings = TestPhoneNetwork.settings = settings(
    derandomize=True, deadline=None, max_examples=60, stateful_step_count=40
)
