"""A thief copies the whole state of one phone, once, and then only listens. What can they read?

Source: Signal Double Ratchet specification, section 1 (forward secrecy, break-in recovery). The
thief has all frames, earlier and later ones, and does whatever the stolen state allows. What they
lack is every random number drawn after the theft.

A thief who also *writes* is not in these tables; `tests/encryption/test_thief.py` plays them. Until
the other side's next turn, both phones hold one sending chain: of two messages with one number the
second is refused. After that turn whoever answers first, the owner or the thief, keeps the session,
and the other is refused from then on. What no answer takes back is the copied identity key: with it
the thief can open a new session in the owner's name, and the sixty digits stay the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from course_lib import words
from course_lib.encryption import conversation, keys, ratchet
from course_lib.encryption.conversation import NAMES, Step
from course_lib.encryption.keys import Refused
from course_lib.encryption.ratchet import State
from course_lib.errors import refuse


def steal(turns: str, t: int, victim: str = "B") -> pd.DataFrame:
    """Steals the state of `victim` before message `t`; one row per message of the talk.

    Columns: message (from 0), writer (a name), readable (by the thief: true or false).

    >>> "".join(".*"[readable] for readable in steal("ABABABABABAB", t=5).readable)
    '.....**.....'

    Raises CourseError for turns that are no talk, a `t` outside it, or an unknown victim.
    """
    steps = conversation.play(turns)
    return pd.DataFrame(
        {
            "message": [step.message for step in steps],
            "writer": [NAMES[step.writer] for step in steps],
            "readable": [
                step.message_key in known
                for step, known in zip(steps, spy(steps, t, victim), strict=True)
            ],
        }
    )


def spy(steps: Sequence[Step], t: int, victim: str = "B") -> list[frozenset[bytes]]:
    """The secret keys the thief holds while each message goes by: chains, root, message key.

    >>> [len(known) > 0 for known in spy(conversation.play("ABAB"), t=2)]
    [False, False, True, True]

    Raises CourseError as `steal` does.
    """
    keys.expect(int, t)
    keys.expect(str, victim)
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
