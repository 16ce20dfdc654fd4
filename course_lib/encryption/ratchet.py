"""The Double Ratchet: every message has a key of its own, every answer brings in a new secret.

Source: Signal Double Ratchet specification, revision 1, section 3; its names stand in brackets.
Two chains of keys run forward only: a thief of today cannot read yesterday. Each time the other
side answers under a new ratchet key, both start anew from the root: after one round trip a thief
who only listens is shut out.

A `State` is a value. `encrypt` and `decrypt` give back the next one and leave the old one alone: a
message that is refused changes nothing, and all states of a talk can be kept and looked at. A limit
comes with it: encrypting twice from one state (a restored backup, two threads) uses a key twice.
A phone deletes old states; Python cannot wipe memory.
"""

import hmac
from types import MappingProxyType
from typing import Any, NamedTuple

from course_lib.encryption import keys
from course_lib.encryption.keys import KeyPair, Refused
from course_lib.encryption.sealing import Header, Wire
from course_lib.errors import refuse

MAX_SKIP = 1000  # keys one message may make us derive: a forger could ask for billions
MAX_STORED = 2000  # keys kept for messages that are late; the oldest go first
MAX_LOST = 25_000  # messages that may be missing at the end of a turn; libsignal's limit, too

Skipped = MappingProxyType[tuple[bytes, int], bytes]  # (ratchet key, number): message key
_NONE: Skipped = MappingProxyType({})


class Duplicate(Refused):
    """A message read before. Known only in the chain being read: older copies fail at the tag."""


class TooManySkipped(Refused):
    """A header that claims more lost messages than anybody will work for."""


class State(NamedTuple):
    """All that one side remembers between two messages (section 3.2). Keys are 32 bytes.

    >>> from course_lib.encryption.sealing import Specification
    >>> start_bob(bytes(32), keys.demo_key_pair("budi signed prekey"), Specification(b""))
    State(mine=KeyPair(public=41b5fc15), theirs=None, sent=0, received=0, previous=0)
    """

    wire: Wire
    root: bytes  # [RK]
    mine: KeyPair  # [DHs] my ratchet key
    theirs: bytes | None  # [DHr] the other side's
    sending: bytes | None  # [CKs] chain keys
    receiving: bytes | None  # [CKr]
    sent: int = 0  # [Ns] messages under my ratchet key
    received: int = 0  # [Nr] under theirs, read or skipped
    previous: int = 0  # [PN] messages under my ratchet key before
    skipped: Skipped = _NONE  # [MKSKIPPED]

    def __repr__(self) -> str:
        return keys.show(self, "mine", "theirs", "sent", "received", "previous")


def start_alice(secret: bytes, prekey: bytes, wire: Wire, pair: KeyPair | None = None) -> State:
    """Who writes first [RatchetInitAlice]: secret and prekey (Bob's) are from the handshake.

    `pair` is a fresh ratchet key; give it only to repeat a demo.

    >>> from course_lib.encryption.sealing import Specification
    >>> budi, wire = keys.demo_key_pair("budi"), Specification(b"Sari and Budi")
    >>> alice, frame = encrypt(start_alice(bytes(32), budi.public, wire), b"Seven?")
    >>> decrypt(start_bob(bytes(32), budi, wire), frame)[1]
    b'Seven?'

    Raises Refused for a key of another length or of small order, and for no wire.
    """
    keys.require_length(keys.SIZE, secret, "shared_secret")
    mine = pair or keys.generate()
    root, sending = kdf_rk(secret, keys.agree(mine, prekey))
    return State(wire, root, mine, prekey, sending, receiving=None)


def start_bob(secret: bytes, prekey: KeyPair, wire: Wire) -> State:
    """Who reads first [RatchetInitBob]: his signed prekey is his first ratchet key.

    For an example see `start_alice`. Raises Refused as it does.
    """
    keys.require_length(keys.SIZE, secret, "shared_secret")
    return State(wire, secret, prekey, theirs=None, sending=None, receiving=None)


def encrypt(state: State, plaintext: bytes) -> tuple[State, bytes]:
    """The next state and the frame to send [RatchetEncrypt, section 3.4].

    For an example see `start_alice`. Raises CourseError for Bob before a message came to him, and
    after 2**32 messages without an answer.
    """
    candidate, header, message_key = sending_key(state)
    return candidate, state.wire.close(header, message_key, plaintext)


def decrypt(state: State, frame: bytes, pair: KeyPair | None = None) -> tuple[State, bytes]:
    """The next state and the plaintext [RatchetDecrypt, section 3.5].

    The candidate is given back only after the wire has verified the tag. `pair` is the ratchet key
    of the next step, if this message makes one; give it only to repeat a demo. For an example see
    `start_alice`. Raises Refused (also as Duplicate or TooManySkipped); your state is unchanged.
    """
    candidate, message_key = receiving_key(state, state.wire.header(frame), pair)
    return candidate, state.wire.open(frame, message_key)


def sending_key(state: State) -> tuple[State, Header, bytes]:
    """The next state, the header and the key of the next message. Use `encrypt`.

    Raises CourseError on a side that has to read a message before it can write.
    """
    if state.sending is None:
        raise refuse("encryption.reads_first", keys.phrase("got.none"))
    header = Header(state.mine.public, state.previous, state.sent)
    sending, message_key = kdf_ck(state.sending)
    return state._replace(sending=sending, sent=state.sent + 1), header, message_key


def receiving_key(state: State, head: Header, pair: KeyPair | None = None) -> tuple[State, bytes]:
    """The candidate state and the key of the message with this header, which nobody has verified.

    Messages missing at the end of a turn are given up where their keys would cost too much. Phones
    go on, too; after the specification nothing of that side could be read again.

    `decrypt` is the way to use it. Raises Duplicate and TooManySkipped before any work is done.
    """
    if (head.key, head.number) in state.skipped:  # [TrySkippedMessageKeys]
        skipped = state.skipped.copy()
        message_key = skipped.pop((head.key, head.number))
        return state._replace(skipped=MappingProxyType(skipped)), message_key
    if state.receiving is None or head.key != state.theirs:
        unread = 0 if state.receiving is None else max(head.previous - state.received, 0)
        check_missing(unread, head.number, MAX_LOST)
        check_missing(head.number, head.number)
        if unread + head.number <= MAX_SKIP:
            state = _skip(state, head.previous)
        state = _dh_ratchet(state, head.key, pair)
    check_missing(head.number - state.received, head.number)
    state = _skip(state, head.number)
    assert state.receiving is not None  # a new turn has made it
    receiving, message_key = kdf_ck(state.receiving)
    return state._replace(receiving=receiving, received=state.received + 1), message_key


def kdf_rk(root: bytes, agreed: bytes) -> tuple[bytes, bytes]:
    """Root key and agreement in, new root key and new chain key out [KDF_RK, section 5.2]."""
    derived = keys.hkdf(agreed, b"WhisperRatchet", 64, root)
    return derived[:32], derived[32:]


def kdf_ck(chain: bytes) -> tuple[bytes, bytes]:
    """Chain key in, next chain key and message key out [KDF_CK, section 5.2]. No way back.

    >>> [key.hex()[:8] for key in kdf_ck(bytes(32))]
    ['4ee7be0c', '3d7afb66']
    """
    return hmac.digest(chain, b"\x02", "sha256"), hmac.digest(chain, b"\x01", "sha256")


def check_missing(missing: int, number: int, most: int = MAX_SKIP) -> None:
    """Both caps on what a header may claim; `missing` messages would come before this `number`.

    Raises Duplicate for a number that was read before, TooManySkipped for more than `most` missing.
    """
    if missing < 0:
        raise keys.refused("duplicate", kind=Duplicate, number=f"{number:,}")
    if missing > most:
        counts = {"most": f"{most:,}", "missing": f"{missing:,}"}
        raise keys.refused("too_many_skipped", kind=TooManySkipped, **counts)


def _skip(state: State, until: int) -> State:
    """Derives and keeps the keys of messages that are late [SkipMessageKeys]."""
    if state.receiving is None or state.theirs is None or until <= state.received:
        return state
    chain, skipped = state.receiving, state.skipped.copy()
    for number in range(state.received, until):
        chain, skipped[state.theirs, number] = kdf_ck(chain)
    return state._replace(receiving=chain, received=until, skipped=newest(skipped))


def newest(skipped: dict[Any, bytes]) -> MappingProxyType[Any, bytes]:
    """The last MAX_STORED keys, in a mapping that nobody can change."""
    return MappingProxyType(dict(list(skipped.items())[-MAX_STORED:]))


def _dh_ratchet(state: State, theirs: bytes, pair: KeyPair | None) -> State:
    """Both chains start anew, from the root and two fresh agreements [DHRatchet]."""
    mine = pair or keys.generate()
    root, receiving = kdf_rk(state.root, keys.agree(state.mine, theirs))
    root, sending = kdf_rk(root, keys.agree(mine, theirs))
    first = (state.wire, root, mine, theirs, sending, receiving)
    return State(*first, previous=state.sent, skipped=state.skipped)


keys.guard(__name__, "check_missing", "newest")
