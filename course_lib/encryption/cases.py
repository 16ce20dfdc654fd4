"""Five questions to a phone that chats perfectly, and a grid of what refuses a changed byte.

Sources: failures reported by users of public implementations of the ratchet, retold; the Signal
Double Ratchet specification, sections 3.5 (discard changes) and 6 (security considerations).
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from course_lib.encryption import conversation, keys, ratchet, sealing
from course_lib.encryption.broken import VARIANTS, Phone, Variant
from course_lib.encryption.keys import Refused
from course_lib.encryption.ratchet import Duplicate, State, TooManySkipped
from course_lib.encryption.wire import Specification

_PARTS = ((32, "ratchet key"), (36, "previous"), (40, "number"))  # each up to this byte


def changed_header(variant: Variant) -> bool:
    """Somebody changes a number in the header: the message is refused."""
    sari, budi = variant.talk()
    frame = sari.write(b"Eight?")
    return _refused(budi, _flipped(frame, at=35))  # the last byte of "previous"


def forged_message(variant: Variant) -> bool:
    """Somebody sends nonsense under a ratchet key of their own: the next real message is read."""
    sari, budi = variant.talk()
    forged = keys.generate().public + sari.write(b"Eight?")[keys.SIZE :]
    return _refused(budi, forged) and _reads(budi, sari.write(b"Nine?"), b"Nine?")


def forged_late_message(variant: Variant) -> bool:
    """A forged copy of a late message comes first: the real one is still read."""
    sari, budi = variant.talk()
    late = sari.write(b"Eight?")
    budi.read(sari.write(b"Nine?"))
    return _refused(budi, _flipped(late, at=-1)) and _reads(budi, late, b"Eight?")


def absurd_number(variant: Variant) -> bool:
    """A header claims 5,000 lost messages: it is refused before any of their keys is derived."""
    sari, budi = variant.talk()
    budi.read(sari.write(b"Eight?"))
    frame = sari.write(b"Nine?")
    try:
        budi.read(frame[:36] + (5000).to_bytes(4, "big") + frame[Specification.SIZE :])
    except TooManySkipped:
        return True
    except Refused:
        return False
    return False


def other_peoples_code(variant: Variant) -> bool:
    """A message from an independent implementation is read."""
    record, pair = conversation.recorded(), keys.demo_key_pair
    wire = variant.wire(record["associated_data"])
    prekey, first = pair("bob signed prekey"), pair("alice ratchet 1")
    alice = variant.phone(ratchet.start_alice(record["secret"], prekey.public, wire, first))
    alice.write(b"hello bob")
    return _reads(alice, record["theirs"], b"hello alice")


CASES: dict[str, Callable[[Variant], bool]] = {
    "changed header": changed_header,
    "forged message": forged_message,
    "forged late message": forged_late_message,
    "absurd number": absurd_number,
    "other people's code": other_peoples_code,
}


def results() -> pd.DataFrame:
    """Every case with every variant: columns variant, case, passes.

    >>> table = results()
    >>> table[~table.passes].case.tolist()[:2]
    ['changed header', "other people's code"]
    """
    return pd.DataFrame(
        {"variant": name, "case": case, "passes": ask(variant)}
        for name, variant in VARIANTS.items()
        for case, ask in CASES.items()
    )


def after_forgery(name: str, real: int) -> list[str]:
    """What the phone `name` of `VARIANTS` does with a forged message and the `real` ones after it.

    >>> after_forgery("ours", real=2)
    ['refused', 'read', 'read']
    """
    sari, budi = VARIANTS[name].talk()
    forged = keys.generate().public + sari.write(b"Eight?")[keys.SIZE :]
    frames = [forged, *(sari.write(b"Nine?") for _ in range(real))]
    return ["refused" if _refused(budi, frame) else "read" for frame in frames]


def flips(state: State, frame: bytes) -> pd.DataFrame:
    """Changes each byte of `frame` in turn (its lowest bit) and lets `state` read it.

    Columns: byte (from 0), part of the frame, refused_by (the check that said no) and unchanged
    (whether the state is the same after). The frame is one of `wire.Specification`.

    >>> step = conversation.play("AAB")[1]
    >>> table = flips(step.before["B"], step.frame)
    >>> table.refused_by.unique().tolist(), bool(table.unchanged.all())
    (['tag', 'too many skipped', 'duplicate'], True)
    """
    rows = []
    for at in range(len(frame)):
        phone, refused_by = Phone(state), "nothing"
        try:
            phone.read(_flipped(frame, at))
        except Refused as refused:
            names = {Duplicate: "duplicate", TooManySkipped: "too many skipped"}
            refused_by = names.get(type(refused), "tag")
        unchanged = phone.state == state
        rows.append((at, _part(frame, at), refused_by, unchanged))
    return pd.DataFrame(rows, columns=["byte", "part", "refused_by", "unchanged"])


def _part(frame: bytes, at: int) -> str:
    closing = "tag" if at >= len(frame) - sealing.TAG else "ciphertext"
    return next((part for end, part in _PARTS if at < end), closing)


def _flipped(frame: bytes, at: int) -> bytes:
    changed = bytearray(frame)
    changed[at] ^= 1
    return bytes(changed)


def _refused(phone: Phone, frame: bytes) -> bool:
    try:
        phone.read(frame)
    except Refused:
        return True
    return False


def _reads(phone: Phone, frame: bytes, expected: bytes) -> bool:
    try:
        return phone.read(frame) == expected
    except Refused:
        return False
