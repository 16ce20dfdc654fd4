"""A group of phones: keys handed out in pairs, messages sent once, new keys when somebody leaves.

Source: WhatsApp encryption overview, group messages; libsignal, group_cipher.rs. A member is one
phone or several: every *device* has pairwise sessions and a sender key of its own. The relay copies
a group message to every device; it is encrypted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from course_lib.encryption import handshake, prekeys, ratchet, sender_keys
from course_lib.encryption.keys import Shown
from course_lib.encryption.ratchet import State
from course_lib.encryption.sender_keys import SenderKey
from course_lib.encryption.wire import Specification
from course_lib.errors import CourseError


@dataclass(frozen=True, repr=False)
class Device(Shown):
    """One phone in the group: whose it is, its pairwise sessions, its sender key and the others'.

    >>> group, _ = start({"Sari": 1, "Budi": 2})
    >>> sorted(group), sorted(group["Sari 1"].theirs)
    (['Budi 1', 'Budi 2', 'Sari 1'], ['Budi 1', 'Budi 2'])
    """

    owner: str
    sessions: Mapping[str, State]
    mine: SenderKey
    theirs: Mapping[str, SenderKey]


Group = Mapping[str, Device]


def start(members: Mapping[str, int]) -> tuple[Group, list[bytes]]:
    """A group of people with so many devices each, "Sari 1", "Sari 2" ..., all keys handed out.

    The second value is what the relay saw: one pairwise frame for each ordered pair of devices.

    >>> len(start({"Sari": 2, "Budi": 1})[1])
    6

    Raises CourseError for fewer than two devices.
    """
    owners = {f"{who} {n}": who for who, count in members.items() for n in range(1, count + 1)}
    if len(owners) < 2:
        raise CourseError(
            expected="at least two devices",
            got=str(dict(members)),
            do='Try {"Sari": 1, "Budi": 2}.',
        )
    sessions: dict[str, dict[str, State]] = {name: {} for name in owners}
    rings = {name: prekeys.new_keyring() for name in owners}
    for one, other in combinations(owners, 2):
        hello = handshake.start(rings[one].identity, rings[other].bundle)
        wire, prekey = Specification(hello.associated_data), rings[other].signed_prekey
        sessions[one][other] = ratchet.start_alice(hello.secret, prekey.public, wire)
        sessions[other][one] = ratchet.start_bob(hello.secret, prekey, wire)
    group = {
        name: Device(owner, sessions[name], sender_keys.new_sender_key(1), {})
        for name, owner in owners.items()
    }
    return _hand_out(group)


def send(group: Group, writer: str, plaintext: bytes) -> tuple[Group, bytes]:
    """The group after device `writer` wrote, and the one frame that all other devices get.

    >>> group, _ = start({"Sari": 1, "Budi": 1})
    >>> group, frame = send(group, "Sari 1", b"Seven, all of you")
    >>> read(group, "Budi 1", "Sari 1", frame)[1]
    b'Seven, all of you'
    """
    device = _device(group, writer)
    mine, frame = sender_keys.encrypt(device.mine, plaintext)
    return {**group, writer: replace(device, mine=mine)}, frame


def read(group: Group, reader: str, writer: str, frame: bytes) -> tuple[Group, bytes]:
    """The group after device `reader` read a frame said to be from `writer`, and the plaintext.

    For an example see `send`. Raises Refused as `sender_keys.decrypt` does.
    """
    device = _device(group, reader)
    theirs, plaintext = sender_keys.decrypt(device.theirs[writer], frame)
    after = replace(device, theirs={**device.theirs, writer: theirs})
    return {**group, reader: after}, plaintext


def leave(group: Group, person: str) -> tuple[Group, list[bytes]]:
    """The group without `person`: all who stay make a new sender key and hand it out in pairs.

    >>> group, _ = start({"Sari": 2, "Budi": 1, "Wati": 1})
    >>> group, frames = leave(group, "Wati")
    >>> len(group), len(frames)
    (3, 6)

    Raises CourseError for somebody who is not in the group.
    """
    stay = {name: device for name, device in group.items() if device.owner != person}
    if len(stay) == len(group):
        raise _unknown(person, {device.owner for device in group.values()})
    fresh = {
        name: replace(device, mine=sender_keys.new_sender_key(device.mine.key_id + 1), theirs={})
        for name, device in stay.items()
    }
    return _hand_out(fresh)


def _hand_out(group: Group) -> tuple[Group, list[bytes]]:
    """Every device's sender key to every other device, each over the session of the two."""
    devices, frames = dict(group), []
    for writer in group:
        for reader in group:
            if reader == writer:
                continue
            one, other = devices[writer], devices[reader]
            ours, frame = ratchet.encrypt(one.sessions[reader], one.mine.to_bytes())
            session, raw = ratchet.decrypt(other.sessions[writer], frame)
            devices[writer] = replace(one, sessions={**one.sessions, reader: ours})
            devices[reader] = replace(
                other,
                sessions={**other.sessions, writer: session},
                theirs={**other.theirs, writer: SenderKey.from_bytes(raw)},
            )
            frames.append(frame)
    return devices, frames


def _device(group: Group, name: str) -> Device:
    if name not in group:
        raise _unknown(name, group)
    return group[name]


def _unknown(name: str, known: Iterable[str]) -> CourseError:
    return CourseError(
        expected=f"one of {', '.join(sorted(known))}", got=name, do="Choose a name from the list."
    )
