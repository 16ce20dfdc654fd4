"""What the tests of this room share: published bytes, two phones that talk, changed frames."""

import json
from pathlib import Path

import pytest

from course_lib.encryption import handshake, ratchet, thief
from course_lib.encryption.keys import Refused
from course_lib.encryption.sealing import Libsignal, Specification

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text())
SMALL_ORDER = [bytes.fromhex(public) for public in VECTORS["small_order"]["public"]]
SARI, BUDI = handshake.demo_keyring("sari"), handshake.demo_keyring("budi")
WIRES = {
    "specification": lambda mine, theirs, both: Specification(both),
    "libsignal": lambda mine, theirs, both: Libsignal(mine, theirs),
}


def result(coroutine):
    """The value of a coroutine that never waits: the independent libraries are written so."""
    with pytest.raises(StopIteration) as stopped:
        coroutine.send(None)
    return stopped.value.value


def refused(call, *given, says=None, kind=Refused):
    """Asserts that a call is refused, in a sentence with these words."""
    with pytest.raises(kind, match=says):
        call(*given)


def flipped(raw, at, mask=1):
    """The same bytes, with another one at one place."""
    changed = bytearray(raw)
    changed[at] ^= mask
    return bytes(changed)


def touched(raw):
    """The same bytes, each changed in turn (its lowest and its highest bit), and every cut."""
    for at in range(len(raw)):
        yield from (flipped(raw, at), flipped(raw, at, 0x80), raw[:at], raw[at + 1 :])


class Side(thief.Phone):
    """A phone that checks at each refusal that its state did not change."""

    def write(self, plaintext=b"x"):
        return super().write(plaintext)

    def can_write(self):
        return self.state.sending is not None

    def refuses(self, frame, kind=Refused, match=None):
        before, copy = self.state, self.state._replace()
        with pytest.raises(kind, match=match) as refused:
            self.read(frame)
        assert self.state is before
        assert self.state == copy
        return type(refused.value) is kind


def session(wire="specification", to=BUDI):
    """Sari, who may write, and who answers with the keyring `to`."""
    hello = handshake.start(SARI.identity, to.bundle)
    people = (SARI.identity.public, to.identity.public)
    sari, other = (WIRES[wire](*order, hello.associated_data) for order in (people, people[::-1]))
    alice = ratchet.start_alice(hello.secret, to.signed_prekey.public, sari)
    answered = handshake.answer(to, hello.header)
    assert answered == hello
    return Side(alice), Side(ratchet.start_bob(answered.secret, to.signed_prekey, other))


def talked(wire="specification"):
    """Two sides who have written to each other once."""
    sari, budi = session(wire)
    budi.read(sari.write())
    sari.read(budi.write())
    return sari, budi
