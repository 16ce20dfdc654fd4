"""A group of phones: keys handed out in pairs, messages sent once, new keys when somebody leaves.

Sources: WhatsApp encryption overview, group messages; libsignal, sender_keys.rs and group_cipher.rs
(version 3, which WhatsApp's clients speak). A member is one phone or several: every *device* has
pairwise sessions and a sender key of its own. The relay copies a group message to every device; it
is encrypted once.
All readers have the same chain key, so only the signature keeps one of them from writing in the
writer's name. Nothing comes back that could heal a stolen chain: it is open until it is replaced.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, permutations
from types import MappingProxyType

from course_lib import checks, words
from course_lib.encryption import handshake, keys, ratchet, sealing
from course_lib.encryption.sealing import VERSION, Specification, pack, unpack, versioned
from course_lib.errors import refuse, require

MAX_DEVICES = 100  # in a group: each pair of them shakes hands


@dataclass(frozen=True, repr=False)
class SenderKey(keys.Shown):
    """What one device writes with (`private` is there) or reads another's frames with.

    >>> new_sender_key(key_id=7).iteration
    0
    """

    key_id: int
    signing: bytes  # public, 32 bytes
    chain: bytes = field(repr=False)  # 32 bytes
    iteration: int = 0
    private: keys.KeyPair | None = field(default=None, repr=False)
    skipped: Mapping[int, bytes] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "skipped", MappingProxyType(dict(self.skipped)))  # inside, too

    def to_bytes(self) -> bytes:
        """What the others get: this chain from here on, and the public signing key."""
        public = keys.encode_public(self.signing)
        return VERSION + pack(self.key_id, self.iteration, self.chain, public)

    @classmethod
    def from_bytes(cls, raw: bytes) -> SenderKey:
        """Somebody's sender key, to read with. Raises Refused for anything else."""
        key_id, iteration, chain, public = unpack(versioned(raw, 0), (int, int, bytes, bytes))
        keys.require_length(keys.SIZE, chain, "chain_key")
        return cls(key_id, keys.decode_public(public), chain, iteration)


@dataclass(frozen=True, repr=False)
class Device(keys.Shown):
    """One phone in the group: whose it is, its pairwise sessions, its sender key and the others'.

    >>> group, _ = start({"Sari": 1, "Budi": 2})
    >>> sorted(group), sorted(group["Sari 1"].theirs)
    (['Budi 1', 'Budi 2', 'Sari 1'], ['Budi 1', 'Budi 2'])
    """

    owner: str
    sessions: Mapping[str, ratchet.State]
    mine: SenderKey
    theirs: Mapping[str, SenderKey]

    def __post_init__(self) -> None:
        for name in ("sessions", "theirs"):  # frozen inside, too
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


Group = Mapping[str, Device]


def start(members: Mapping[str, int]) -> tuple[Group, list[bytes]]:
    """A group of people with so many devices each, "Sari 1", "Sari 2" ..., all keys handed out.

    The second value is what the relay saw: one pairwise frame for each ordered pair of devices.

    >>> len(start({"Sari": 2, "Budi": 1})[1])
    6

    Raises CourseError for fewer than two devices.
    """
    for count in members.values():
        checks.whole(count, "encryption.devices")
    if (devices := sum(members.values())) > MAX_DEVICES:
        raise keys.refused("many_devices", words.number(devices), most=MAX_DEVICES)
    owners = {f"{who} {n}": who for who, count in members.items() for n in range(1, count + 1)}
    require(len(owners) > 1, "encryption.two_devices", dict(members))
    sessions: dict[str, dict[str, ratchet.State]] = {name: {} for name in owners}
    rings = {name: handshake.new_keyring() for name in owners}
    for one, other in combinations(owners, 2):
        hello = handshake.start(rings[one].identity, rings[other].bundle)
        wire, prekey = Specification(hello.associated_data), rings[other].signed_prekey
        sessions[one][other] = ratchet.start_alice(hello.secret, prekey.public, wire)
        sessions[other][one] = ratchet.start_bob(hello.secret, prekey, wire)
    group = {
        name: Device(owner, sessions[name], new_sender_key(1), {}) for name, owner in owners.items()
    }
    return _hand_out(group)


def send(group: Group, writer: str, plaintext: bytes) -> tuple[Group, bytes]:
    """The group after device `writer` wrote, and the one frame that all other devices get.

    >>> group, _ = start({"Sari": 1, "Budi": 1})
    >>> group, frame = send(group, "Sari 1", b"Seven, all of you")
    >>> read(group, "Budi 1", "Sari 1", frame)[1]
    b'Seven, all of you'

    Raises CourseError for a writer who is not in the group.
    """
    device = _device(group, writer)
    mine, frame = encrypt(device.mine, plaintext)
    return {**group, writer: replace(device, mine=mine)}, frame


def read(group: Group, reader: str, writer: str, frame: bytes) -> tuple[Group, bytes]:
    """The group after device `reader` read a frame said to be from `writer`, and the plaintext.

    For an example see `send`. Raises Refused as `decrypt` does, and for a writer whose key the
    reader does not have: one who left, or the reader.
    """
    device = _device(group, reader)
    keys.require(writer in device.theirs, "no_sender_key", writer)
    theirs, plaintext = decrypt(device.theirs[writer], frame)
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
    owners = sorted({device.owner for device in group.values()})
    checks.one_of(person, owners, "encryption.member")
    fresh = {
        name: replace(device, mine=new_sender_key(device.mine.key_id + 1), theirs={})
        for name, device in group.items()
        if device.owner != person
    }
    return _hand_out(fresh)


def new_sender_key(key_id: int) -> SenderKey:
    """A fresh sender key; its id tells it from the one before.

    >>> new_sender_key(key_id=7).key_id
    7
    """
    pair = keys.generate()
    return SenderKey(key_id, pair.public, secrets.token_bytes(keys.SIZE), private=pair)


def encrypt(mine: SenderKey, plaintext: bytes) -> tuple[SenderKey, bytes]:
    """The next sender key and one frame for the whole group, signed.

    >>> sari = new_sender_key(1)
    >>> budi = SenderKey.from_bytes(sari.to_bytes())
    >>> decrypt(budi, encrypt(sari, b"Seven, all of you")[1])[1]
    b'Seven, all of you'

    Raises CourseError for a sender key one can only read with, and after 2**32 messages.
    """
    if mine.private is None:
        raise refuse("encryption.own_sender_key", keys.phrase("got.reading_key"))
    chain, message_key = ratchet.kdf_ck(mine.chain)
    ciphertext = sealing.encrypt(*_cipher(message_key), plaintext)
    body = VERSION + pack(mine.key_id, mine.iteration, ciphertext)
    signed = body + keys.sign(mine.private, body)
    return replace(mine, chain=chain, iteration=mine.iteration + 1), signed


def decrypt(theirs: SenderKey, frame: bytes) -> tuple[SenderKey, bytes]:
    """The next state of somebody's sender key, and the plaintext. For an example see `encrypt`.

    Raises Refused for a signature that is not of this sender or a key of another time, Duplicate,
    TooManySkipped; `theirs` is not changed.
    """
    key_id, iteration, ciphertext = unpack(versioned(frame, keys.SIGNATURE), (int, int, bytes))
    keys.require(key_id == theirs.key_id, "sender_key")
    body, signature = frame[: -keys.SIGNATURE], frame[-keys.SIGNATURE :]
    keys.require(keys.verify(theirs.signing, body, signature), "signature")
    candidate, message_key = _receiving_key(theirs, iteration)
    return candidate, sealing.decrypt(*_cipher(message_key), ciphertext)


def _receiving_key(theirs: SenderKey, iteration: int) -> tuple[SenderKey, bytes]:
    if iteration in theirs.skipped:
        rest = {number: key for number, key in theirs.skipped.items() if number != iteration}
        return replace(theirs, skipped=rest), theirs.skipped[iteration]
    ratchet.check_missing(iteration - theirs.iteration, iteration)
    chain, skipped = theirs.chain, dict(theirs.skipped)
    for number in range(theirs.iteration, iteration):
        chain, skipped[number] = ratchet.kdf_ck(chain)
    chain, message_key = ratchet.kdf_ck(chain)
    after = replace(theirs, chain=chain, iteration=iteration + 1, skipped=ratchet.newest(skipped))
    return after, message_key


def _cipher(message_key: bytes) -> tuple[bytes, bytes]:
    """Key and start of one message; here the start comes first (libsignal, "WhisperGroup")."""
    derived = keys.hkdf(message_key, b"WhisperGroup", 48)
    return derived[16:], derived[:16]


def _hand_out(group: Group) -> tuple[Group, list[bytes]]:
    """Every device's sender key to every other device, each over the session of the two."""
    devices, frames = dict(group), []
    for writer, reader in permutations(group, 2):
        one, other = devices[writer], devices[reader]
        ours, frame = ratchet.encrypt(one.sessions[reader], one.mine.to_bytes())
        session, raw = ratchet.decrypt(other.sessions[writer], frame)
        theirs = {**other.theirs, writer: SenderKey.from_bytes(raw)}
        devices[writer] = replace(one, sessions={**one.sessions, reader: ours})
        sessions = {**other.sessions, writer: session}
        devices[reader] = replace(other, sessions=sessions, theirs=theirs)
        frames.append(frame)
    return devices, frames


def _device(group: Group, name: str) -> Device:
    checks.one_of(name, sorted(group), "encryption.member")
    return group[name]


keys.guard(__name__)
