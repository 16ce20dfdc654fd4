"""The ratchet: its first frame, fresh pairs, and any network at all (Hypothesis)."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from phones import VECTORS, flipped, session

from course_lib.encryption import keys, ratchet
from course_lib.encryption.sealing import Specification


def test_both_roles_start_from_raw_private_keys_and_give_the_frozen_frame():
    frozen = VECTORS["transcript"]
    both = "".join("05" + frozen["public"][f"{name} identity"] for name in ("alice", "bob"))
    wire, secret = Specification(bytes.fromhex(both)), bytes.fromhex(frozen["secret"])
    first, prekey = (
        keys.key_pair(keys.demo_key_pair(name).private.private_bytes_raw())
        for name in ("alice ratchet 1", "bob signed prekey")
    )
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
    (alice, bob), (other, _) = session(), session()
    assert alice.state.mine != other.state.mine
    frame = alice.write()
    assert ratchet.decrypt(bob.state, frame)[0] != ratchet.decrypt(bob.state, frame)[0]


class Network(RuleBasedStateMachine):
    """Two phones, and a network that delays, loses, repeats and changes frames as it likes."""

    wire = "specification"

    @initialize()
    def meet(self):
        self.sides = session(self.wire)
        self.underway, self.read = [], []

    @rule(writer=st.sampled_from([0, 1]), plaintext=st.binary(max_size=40))
    def send(self, writer, plaintext):
        if self.sides[writer].can_write():
            self.underway.append((1 - writer, self.sides[writer].write(plaintext), plaintext))

    @precondition(lambda self: self.underway)
    @rule(at=st.integers(0, 10**6))
    def deliver(self, at):
        reader, frame, plaintext = self.underway.pop(at % len(self.underway))
        assert self.sides[reader].read(frame) == plaintext
        self.read.append((reader, frame))

    @precondition(lambda self: self.underway)
    @rule(at=st.integers(0, 10**6))
    def drop(self, at):
        self.underway.pop(at % len(self.underway))

    @precondition(lambda self: self.read)
    @rule(at=st.integers(0, 10**6), back=st.booleans())
    def replay(self, at, back):
        reader, frame = self.read[at % len(self.read)]
        self.sides[1 - reader if back else reader].refuses(frame)

    @precondition(lambda self: self.underway or self.read)
    @rule(at=st.integers(0, 10**6), byte=st.integers(0, 10**6), bits=st.integers(1, 255))
    def tamper(self, at, byte, bits):
        frames = [(reader, frame) for reader, frame, _ in self.underway] + self.read
        reader, frame = frames[at % len(frames)]
        self.sides[reader].refuses(flipped(frame, byte % len(frame), bits))


class PhoneNetwork(Network):
    wire = "libsignal"


TestNetwork, TestPhoneNetwork = Network.TestCase, PhoneNetwork.TestCase
TestNetwork.settings = TestPhoneNetwork.settings = settings(max_examples=60, stateful_step_count=40)
