"""Attacks: a thief copies a phone; a stranger changes and forges messages, and four phones fall.

The thief copies the whole state of one phone, once, and then only listens. What can they read?

Source: Signal Double Ratchet specification, section 2.1 (forward security, break-in recovery). The
thief has all frames, earlier and later ones, and does whatever the stolen state allows. What they
lack is every random number drawn after the theft.

A thief who also *writes* is not in these tables; `tests/encryption/stories.toml` tells them. Until
the other side's next turn, both phones hold one sending chain: of two messages with one number the
second is refused. After that turn whoever answers first, the owner or the thief, keeps the session,
and the other is refused from then on. What no answer takes back is the copied identity key: with it
the thief can open a new session in the owner's name, and the sixty digits stay the same.

The four phones have a mistake each that was made in a real program (failures reported by users of
public implementations, retold; specification, sections 3.5, discard changes, and 6). Two people
with the same broken phone understand each other well: that is why nobody noticed.
"""

from collections.abc import Callable, Sequence

import pandas as pd

from course_lib import words
from course_lib.encryption import conversation, handshake, keys, ratchet, sealing
from course_lib.encryption.conversation import NAMES, Step
from course_lib.encryption.keys import Refused
from course_lib.encryption.ratchet import Duplicate, State, TooManySkipped
from course_lib.errors import refuse

_CHECKS = {Duplicate: "duplicate", TooManySkipped: "skipped"}


def steal(turns: str, t: int, victim: str = "B") -> pd.DataFrame:
    """Steals the state of `victim` before message `t`; one row per message of the talk.

    Columns: message (from 0), writer (a name), readable (by the thief: true or false).

    >>> "".join(".*"[readable] for readable in steal("ABABABABABAB", t=5).readable)
    '.....**.....'

    Raises CourseError for turns that are no talk, a `t` outside it, or an unknown victim.
    """
    steps = conversation.play(turns)
    rows = [
        (step.message, NAMES[step.writer], step.message_key in known)
        for step, known in zip(steps, spy(steps, t, victim), strict=True)
    ]
    return pd.DataFrame(rows, columns=["message", "writer", "readable"])


def spy(steps: Sequence[Step], t: int, victim: str = "B") -> list[frozenset[bytes]]:
    """The secret keys the thief holds while each message goes by: chains, root, message key.

    >>> [len(known) > 0 for known in spy(conversation.play("ABAB"), t=2)]
    [False, False, True, True]

    Raises CourseError as `steal` does.
    """
    if victim not in NAMES or not 0 <= t < len(steps):
        got = keys.phrase("got.theft", victim=victim, t=t)
        raise refuse("encryption.theft", got, last=words.number(len(steps) - 1))
    state = stolen = steps[t].before[victim]
    known: list[frozenset[bytes]] = []
    for step in steps:
        tried, message_key = _read(stolen if step.message < t else state, step, victim)
        if step.message < t:  # frames recorded earlier, tried with what was stolen later
            held = [message_key]
        else:
            state = tried
            held = [state.root, state.sending, state.receiving, message_key]
        known.append(frozenset(key for key in held if key is not None))
    return known


def _read(state: State, step: Step, victim: str) -> tuple[State, bytes | None]:
    """What the thief's copy becomes with this frame, and its message key, if they can have it."""
    header = state.wire.header(step.frame)
    try:
        if step.writer != victim:
            candidate, message_key = ratchet.receiving_key(state, header)
        elif header.key == state.mine.public:
            candidate, _, message_key = ratchet.sending_key(state)
        else:
            return state, None
        state.wire.open(step.frame, message_key)
    except Refused:
        return state, None
    return candidate, message_key


class Phone:
    """Keeps the state between two messages, and writes frames of its `wire`. This one is ours.

    >>> sari, budi = Phone.talk()
    >>> budi.read(sari.write(b"Eight?"))
    b'Eight?'
    """

    wire: type[sealing.Specification] = sealing.Specification

    def __init__(self, state: State) -> None:
        self.state = state

    @classmethod
    def talk(cls) -> tuple["Phone", "Phone"]:
        """Sari's phone and Budi's, after one message and its answer."""
        sari, budi = (cls(state) for state in conversation.start(cls.wire).values())
        budi.read(sari.write(b"Seven?"))
        sari.read(budi.write(b"Seven."))
        return sari, budi

    def write(self, plaintext: bytes) -> bytes:
        """The frame to send."""
        self.state, frame = ratchet.encrypt(self.state, plaintext)
        return frame

    def read(self, frame: bytes) -> bytes:
        """The plaintext; a frame that is refused leaves the state alone."""
        self.state, plaintext = ratchet.decrypt(self.state, frame)
        return plaintext

    def tries(self, frame: bytes) -> str:
        """What `read` does: "read", or refused by "tag", "skipped", "duplicate"; or "moved", too.

        A phone that refuses a frame and has another state afterwards has "moved".
        """
        before = self.state
        try:
            self.read(frame)
        except Refused as refusal:
            moved = self.state != before
            return "moved" if moved else _CHECKS.get(type(refusal), "tag")
        return "read"


class NoRollback(Phone):
    """Adopts the new state before the tag was verified."""

    def read(self, frame: bytes) -> bytes:
        wire = self.state.wire
        self.state, message_key = ratchet.receiving_key(self.state, wire.header(frame))
        return wire.open(frame, message_key)


class NoCap(Phone):
    """Derives as many keys as a header asks for."""

    def read(self, frame: bytes) -> bytes:
        state, header = self.state, self.state.wire.header(frame)
        while header.key == state.theirs and header.number - state.received > ratchet.MAX_SKIP:
            near = header._replace(number=state.received + ratchet.MAX_SKIP)
            state, _ = ratchet.receiving_key(state, near)
        self.state, plaintext = ratchet.decrypt(state, frame)
        return plaintext


class _HeaderOutsideTag(sealing.Specification):
    def covered(self, start: bytes) -> bytes:  # noqa: ARG002 (that is the mistake)
        return self.associated_data


class _LabelsSwapped(sealing.Specification):
    @staticmethod
    def derive(message_key: bytes) -> sealing.MessageKeys:
        authentication, encryption, start = sealing.message_keys(message_key)
        return sealing.MessageKeys(encryption, authentication, start)


class OpenHeader(Phone):
    """The tag covers the ciphertext, but not the header in front of it."""

    wire = _HeaderOutsideTag


class LabelsSwapped(Phone):
    """The key for encryption makes the tag, and the key for the tag encrypts."""

    wire = _LabelsSwapped


PHONES = {
    "ours": Phone,
    "open_header": OpenHeader,
    "no_rollback": NoRollback,
    "no_cap": NoCap,
    "labels_swapped": LabelsSwapped,
}


def changed_header(sari: Phone, budi: Phone) -> bool:
    """Somebody changes a number in the header: the message is refused."""
    return budi.tries(sealing.tampered(sari.write(b"Eight?"), at=35)) != "read"  # in "previous"


def forged_message(sari: Phone, budi: Phone) -> bool:
    """Somebody sends nonsense under a ratchet key of their own: the next real message is read."""
    forged = keys.generate().public + sari.write(b"Eight?")[keys.SIZE :]
    return budi.tries(forged) != "read" and budi.tries(sari.write(b"Nine?")) == "read"


def absurd_number(sari: Phone, budi: Phone) -> bool:
    """A header claims 5,000 lost messages: it is refused before any of their keys is derived."""
    budi.read(sari.write(b"Eight?"))
    frame = sari.write(b"Nine?")
    return budi.tries(frame[:36] + (5000).to_bytes(4, "big") + frame[40:]) == "skipped"


def other_peoples_code(sari: Phone, _budi: Phone) -> bool:
    """A message from an independent implementation is read."""
    record, first = conversation.recorded(), keys.demo_key_pair("alice ratchet 1")
    prekey = handshake.demo_keyring("bob").signed_prekey.public
    framing = sari.wire(record["associated_data"])
    alice = type(sari)(ratchet.start_alice(record["secret"], prekey, framing, first))
    alice.write(b"hello bob")
    return alice.tries(record["theirs"]) == "read"


_ATTACKS = changed_header, forged_message, absurd_number, other_peoples_code
ATTACKS: dict[str, Callable[[Phone, Phone], bool]] = {each.__name__: each for each in _ATTACKS}


def attacks() -> pd.DataFrame:
    """Every attack on every phone: columns phone, attack, passes.

    >>> table = attacks()
    >>> table[~table.passes].attack.tolist()[:2]
    ['changed_header', 'other_peoples_code']
    """
    return pd.DataFrame(
        {"phone": name, "attack": attack, "passes": withstands(*phone.talk())}
        for name, phone in PHONES.items()
        for attack, withstands in ATTACKS.items()
    )


def flips(state: State, frame: bytes) -> list[str]:
    """Changes each byte of `frame` in turn (its lowest bit); what a phone in `state` does with it.

    >>> step = conversation.play("AAB")[1]
    >>> sorted(set(flips(step.before["B"], step.frame)))
    ['duplicate', 'skipped', 'tag']
    """
    return [Phone(state).tries(sealing.tampered(frame, at)) for at in range(len(frame))]


keys.guard(__name__)
