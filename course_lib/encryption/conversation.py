"""Sari and Budi talk, and every state on the way is kept: what lesson 2 steps through.

DEMO ONLY: all keys are made from names, so the same pattern of turns gives the same bytes in every
run. The protocol is the real one, from the handshake on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

import pandas as pd

from course_lib import checks, data, words
from course_lib.encryption import handshake, keys, ratchet, sealing
from course_lib.encryption.ratchet import State
from course_lib.errors import require

NAMES = {"A": "Sari", "B": "Budi"}


@dataclass(frozen=True, repr=False)
class Step(keys.Shown):
    """One message: its number from 0, who writes ("A" or "B"), and what both hold around it."""

    message: int
    writer: str
    frame: bytes
    message_key: bytes = field(repr=False)
    before: Mapping[str, State]
    after: Mapping[str, State]


def start(wire: type[sealing.Specification] = sealing.Specification) -> dict[str, State]:
    """The states after the handshake: "A" may write, "B" has to read first.

    >>> start()["B"].sending is None
    True
    """
    keyring = handshake.demo_keyring("budi")
    identity, fresh = (keys.demo_key_pair(f"sari {use}") for use in ("identity", "ephemeral"))
    agreed = handshake.start(identity, keyring.bundle, ephemeral=fresh)
    known, first = wire(agreed.associated_data), keys.demo_key_pair("sari ratchet 1")
    return {
        "A": ratchet.start_alice(agreed.secret, keyring.signed_prekey.public, known, first),
        "B": ratchet.start_bob(agreed.secret, keyring.signed_prekey, known),
    }


def play(turns: str) -> list[Step]:
    """A talk in which every message arrives at once; `turns` says who writes, like "ABAAB".

    >>> [step.after["B"].received for step in play("AABA")]
    [1, 2, 2, 1]

    Raises CourseError unless `turns` is made of A and B and starts with A.
    """
    require(turns.startswith("A") and set(turns) <= set(NAMES), "encryption.turns", turns)
    states, steps = start(), []
    for message, writer in enumerate(turns):
        before, reader = MappingProxyType(dict(states)), "AB".replace(writer, "")
        _, _, message_key = ratchet.sending_key(states[writer])
        states[writer], frame = ratchet.encrypt(states[writer], f"message {message}".encode())
        pair = keys.demo_key_pair(" ".join([NAMES[reader], "ratchet, message", str(message)]))
        states[reader], _ = ratchet.decrypt(states[reader], frame, pair)
        after = MappingProxyType(dict(states))
        steps.append(Step(message, writer, frame, message_key, before, after))
    return steps


def held(steps: Sequence[Step], holder: str, known: Sequence[frozenset[bytes]]) -> pd.DataFrame:
    """What `holder` ("A" or "B") holds after each message: one row per message and key.

    Columns: message, does ("writes", "reads"), key ("root", "sending", "receiving", "message" or
    "late 3"), value (hex8, "-" for none) and change: "kept", "step" (made from the chain alone),
    "fresh" (a new agreement is in it) or "used" (and deleted), and knows: whether the thief has the
    key, too, by what is `known` (see `thief.spy`).

    >>> table = held(play("AB"), "B", [frozenset()] * 2)
    >>> list(table[table.message == 0].change)
    ['fresh', 'fresh', 'fresh', 'used']

    Raises CourseError for another holder.
    """
    checks.one_of(holder, NAMES, "encryption.holder")
    keys.require(len(known) == len(steps), "known", words.count(len(known), "entry"), n=len(steps))
    rows = []
    for place, step in enumerate(steps):
        does = "writes" if step.writer == holder else "reads"
        keys_held = _changes(step.before[holder], step.after[holder])
        for key, value, change in [*keys_held, ("message", step.message_key, "used")]:
            row = (step.message, does, key, words.hex8(value) if value else "-", change)
            rows.append((*row, value in known[place]))
    return pd.DataFrame(rows, columns=["message", "does", "key", "value", "change", "knows"])


def walk(states: Sequence[State]) -> pd.DataFrame:
    """The keys in one phone's states, one after the other: for messages that come out of order.

    Columns as in `held`, with the place of the state as message and nothing in does. A key that
    waits for a late message is called "late 3" after the number of that message; its change is
    "stored", then "kept", then "used".

    >>> budi, frames = start()["B"], [step.frame for step in play("AAA")]
    >>> walk([budi, ratchet.decrypt(budi, frames[2])[0]]).key.tolist()[-2:]
    ['late 0', 'late 1']
    """
    rows = [
        (place, "", key, words.hex8(value) if value else "-", change)
        for place, (before, after) in enumerate(pairwise(states), start=1)
        for key, value, change in _changes(before, after)
    ]
    return pd.DataFrame(rows, columns=["message", "does", "key", "value", "change"])


def _changes(before: State, after: State) -> Iterator[tuple[str, bytes | None, str]]:
    turned = before.root != after.root
    for key in ("root", "sending", "receiving"):
        old, new = getattr(before, key), getattr(after, key)
        yield key, new, "fresh" if turned else "kept" if old == new else "step"
    for name, value in {**before.skipped, **after.skipped}.items():
        change = "kept" if name in before.skipped else "stored"
        yield f"late {name[1]}", value, change if name in after.skipped else "used"


def recorded() -> dict[str, bytes]:
    """A frame of ours that PyPI doubleratchet 1.3.0 has read, and the answer it wrote.

    "ours" says "hello bob", "theirs" says "hello alice"; "secret" and "associated_data" are those
    of a handshake between alice and bob. Bob's prekey is the demo key pair "bob signed prekey",
    Alice's first ratchet key "alice ratchet 1".

    >>> record, prekey = recorded(), keys.demo_key_pair("bob signed prekey")
    >>> wire = sealing.Specification(record["associated_data"])
    >>> ratchet.decrypt(ratchet.start_bob(record["secret"], prekey, wire), record["ours"])[1]
    b'hello bob'
    """
    record = data.toml("encryption", "recorded")
    return {name: bytes.fromhex(value) for name, value in record.items()}


keys.guard(__name__)
