"""X3DH: a first message to somebody whose phone is off, under a secret only the two of you have.

Source: Signal X3DH specification, sections 2.4 to 4.6 (the names DH1 to DH4 are its own). Everybody
gives the server an identity key, a prekey signed with it, and a pile of one-time prekeys; the
private halves stay in a `Keyring`. Four small agreements are mixed into one secret: the identities
say *who*, the fresh keys make it *new*.
No one-time prekey left means no DH4. It still works, but a thief of both the identity key and the
signed prekey could read the first message later (section 4.6), and the reader has to remember what
was read: see `finish`.
Whether somebody sits between the two shows in sixty digits that they compare: `safety_number`. A
new identity key is trusted at first sight, as open clients do; it shows in the digits, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from course_lib import words
from course_lib.encryption import keys, ratchet, sealing
from course_lib.encryption.keys import KeyPair

MAX_ANSWERED = 5000  # first messages remembered until the signed prekey changes
MAX_ONE_TIME = 10_000  # more than any phone lays out
ROUNDS = 5200  # hashes of the safety number: a forger must pay them for every try
_INFO = b"WhisperText"
_VERSION = b"\x00\x00"  # of the safety number
_ENCODED = keys.SIZE + 1
_NO_KEY = bytes(_ENCODED)


@dataclass(frozen=True, repr=False)
class PrekeyBundle(keys.Shown):
    """The public part that the server keeps: two keys of 32 bytes, a signature of 64.

    The signature is the identity key's, over the encoded (33-byte) signed prekey.

    >>> bundle = demo_keyring("budi").bundle
    >>> PrekeyBundle.from_bytes(bundle.to_bytes()) == bundle, bundle.is_signed()
    (True, True)
    """

    identity: bytes
    signed_prekey: bytes
    signature: bytes

    def is_signed(self) -> bool:
        """Whether the owner of `identity` vouches for `signed_prekey`."""
        return keys.verify(self.identity, keys.encode_public(self.signed_prekey), self.signature)

    def to_bytes(self) -> bytes:
        """130 bytes for the server, which need not understand them."""
        encoded = keys.encode_public(self.identity, self.signed_prekey)
        return encoded + keys.require_length(keys.SIGNATURE, self.signature, "signature")

    @classmethod
    def from_bytes(cls, raw: bytes) -> PrekeyBundle:
        """The bundle in 130 bytes. Raises Refused for another length or key type."""
        keys.require_length(2 * _ENCODED + keys.SIGNATURE, raw, "bundle")
        return cls(keys.decode_public(raw[:33]), keys.decode_public(raw[33:66]), raw[66:])


@dataclass(frozen=True, repr=False)
class Keyring(keys.Shown):
    """All pairs of one device: what never leaves it, and the `bundle` that does.

    `previous` is the signed prekey before this one, for messages that were on their way. What
    `answered` is for says `finish`.

    >>> len(demo_keyring("budi", one_time=2).one_time)
    2
    """

    identity: KeyPair
    signed_prekey: KeyPair
    one_time: tuple[KeyPair, ...]
    bundle: PrekeyBundle
    previous: KeyPair | None = None
    answered: frozenset[tuple[bytes, bytes]] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, repr=False)
class PrekeyHeader(keys.Shown):
    """What stands open in front of a first message, so that the other side can follow.

    Who writes, a fresh key, and which prekeys of the reader were used. 32 bytes each.

    >>> header = PrekeyHeader(bytes(32), bytes(32), bytes(32), None)
    >>> PrekeyHeader.from_bytes(header.to_bytes()) == header
    True
    """

    identity: bytes
    ephemeral: bytes
    signed_prekey: bytes
    one_time_prekey: bytes | None

    SIZE = 4 * _ENCODED

    def to_bytes(self) -> bytes:
        """Four encoded keys, 132 bytes; 33 zeros stand for "no one-time prekey"."""
        always = keys.encode_public(self.identity, self.ephemeral, self.signed_prekey)
        once = self.one_time_prekey
        return always + (_NO_KEY if once is None else keys.encode_public(once))

    @classmethod
    def from_bytes(cls, raw: bytes) -> PrekeyHeader:
        """The header in 132 bytes. Raises Refused for another length or key type."""
        keys.require_length(cls.SIZE, raw, "prekey_header")
        parts = [raw[at : at + _ENCODED] for at in range(0, cls.SIZE, _ENCODED)]
        identity, ephemeral, signed_prekey = map(keys.decode_public, parts[:3])
        one_time_prekey = None if parts[3] == _NO_KEY else keys.decode_public(parts[3])
        return cls(identity, ephemeral, signed_prekey, one_time_prekey)


@dataclass(frozen=True, repr=False)
class Agreement(keys.Shown):
    """The end of a handshake: the same `secret` (32 bytes) and `associated_data` on both sides.

    >>> start(keys.generate(), demo_keyring("budi").bundle).associated_data[:1].hex()
    '05'
    """

    secret: bytes = field(repr=False)
    associated_data: bytes
    header: PrekeyHeader


def new_keyring(one_time: int = 0) -> Keyring:
    """Random keys for a device, with `one_time` one-time prekeys.

    >>> len(new_keyring(one_time=3).one_time)
    3
    """
    return _keyring(lambda _: keys.generate(), one_time, nonce=None)


def demo_keyring(name: str, one_time: int = 0) -> Keyring:
    """DEMO ONLY: the same keys for the same `name`, in every run. Whoever knows the name has them.

    >>> demo_keyring("bob").identity == keys.demo_key_pair("bob identity")
    True
    """
    return _keyring(lambda use: keys.demo_key_pair(f"{name} {use}"), one_time, nonce=bytes(64))


def rotate(mine: Keyring, fresh: KeyPair | None = None) -> Keyring:
    """The keyring with a new signed prekey, as phones make one every few weeks.

    A first message to the one before is still read, one to an older one never again. `fresh` is the
    new pair; give it only to repeat a demo. The server needs the new `bundle`.

    >>> old = demo_keyring("budi")
    >>> hello = start(keys.generate(), old.bundle)
    >>> answer(rotate(old), hello.header) == hello
    True
    """
    pair, now = fresh or keys.generate(), mine.signed_prekey
    kept = frozenset(trace for trace in mine.answered if trace[0] == now.public)
    bundle = _bundle(mine.identity, pair)
    return replace(mine, signed_prekey=pair, bundle=bundle, previous=now, answered=kept)


def start(
    mine: KeyPair,
    bundle: PrekeyBundle,
    one_time_prekey: bytes | None = None,
    ephemeral: KeyPair | None = None,
) -> Agreement:
    """The writer's side: `mine` is my identity; the server gave `bundle` and `one_time_prekey`.

    `ephemeral` is a fresh pair for this one handshake; give it only to repeat a demo.

    >>> sari, budi = demo_keyring("sari"), demo_keyring("budi")
    >>> hello = start(sari.identity, budi.bundle)
    >>> answer(budi, hello.header) == hello
    True

    Raises Refused when the prekey is not signed by the identity, or a key is of small order.
    """
    keys.require(bundle.is_signed(), "signed_prekey")
    fresh = ephemeral or keys.generate()
    agreements = [
        keys.agree(mine, bundle.signed_prekey),  # DH1: it is me
        keys.agree(fresh, bundle.identity),  # DH2: it is you
        keys.agree(fresh, bundle.signed_prekey),  # DH3: it is new
    ]
    if one_time_prekey is not None:
        agreements.append(keys.agree(fresh, one_time_prekey))  # DH4: it is once
    header = PrekeyHeader(mine.public, fresh.public, bundle.signed_prekey, one_time_prekey)
    return _agreement(agreements, bundle.identity, header)


def answer(mine: Keyring, header: PrekeyHeader) -> Agreement:
    """The reader's side: the same agreements from the other end.

    Read the message next; then put `finish(mine, header)` in the keyring's place.

    >>> budi = demo_keyring("budi", one_time=1)
    >>> hello = start(keys.generate(), budi.bundle, budi.one_time[0].public)
    >>> answer(budi, hello.header).secret == hello.secret
    True

    Raises Refused for a prekey that is not ours or was used before, for a message that was read
    before, and for keys of small order.
    """
    signed = _signed_prekey(mine, header)
    agreements = [
        keys.agree(signed, header.identity),
        keys.agree(mine.identity, header.ephemeral),
        keys.agree(signed, header.ephemeral),
    ]
    if header.one_time_prekey is not None:
        own = _own(mine.one_time, header.one_time_prekey, "one_time_prekey")
        agreements.append(keys.agree(own, header.ephemeral))
    agreed = _agreement(agreements, mine.identity.public, header)
    if header.one_time_prekey is None:
        keys.require(_trace(agreed) not in mine.answered, "answered")
        keys.require(len(mine.answered) < MAX_ANSWERED, "full", most=words.number(MAX_ANSWERED))
    return agreed


def finish(mine: Keyring, header: PrekeyHeader) -> Keyring:
    """The keyring once the first message was read: no copy of that message will be read again.

    The one-time prekey is gone, not earlier: else anybody could burn it with forged messages. Where
    there was none, a trace of the agreed secret is remembered. The writer's fresh key would not do:
    the same secret comes from other bytes (see `keys.agree`). Traces go with their signed prekey.

    >>> budi = demo_keyring("budi")
    >>> hello = start(keys.generate(), budi.bundle)
    >>> answer(finish(budi, hello.header), hello.header)
    Traceback (most recent call last):
    course_lib.encryption.keys.Refused: ...

    Raises Refused as `answer` does.
    """
    agreed = answer(mine, header)
    if header.one_time_prekey is None:
        return replace(mine, answered=mine.answered | {_trace(agreed)})
    left = tuple(pair for pair in mine.one_time if pair.public != header.one_time_prekey)
    return replace(mine, one_time=left)


def accept(mine: Keyring, frame: bytes) -> tuple[Keyring, ratchet.State, bytes]:
    """Keyring, ratchet and plaintext after the first frame that came, with its header in front.

    The writer repeats the header until an answer came: the first frame may get lost. So a frame
    with the same 132 bytes in front belongs to this chat: cut them off and use `ratchet.decrypt`.

    >>> budi, sari = demo_keyring("budi"), keys.generate()
    >>> hello = start(sari, budi.bundle)
    >>> framing = sealing.Specification(hello.associated_data)
    >>> state = ratchet.start_alice(hello.secret, budi.bundle.signed_prekey, framing)
    >>> accept(budi, hello.header.to_bytes() + ratchet.encrypt(state, b"Seven?")[1])[2]
    b'Seven?'

    Raises Refused, with nothing changed, as `answer` and `ratchet.decrypt` do.
    """
    header = PrekeyHeader.from_bytes(frame[: PrekeyHeader.SIZE])
    agreed, signed = answer(mine, header), _signed_prekey(mine, header)
    state = ratchet.start_bob(agreed.secret, signed, sealing.Specification(agreed.associated_data))
    state, plaintext = ratchet.decrypt(state, frame[PrekeyHeader.SIZE :])
    return finish(mine, header), state, plaintext


def safety_number(identity_a: bytes, id_a: str, identity_b: bytes, id_b: str) -> str:
    """The number of two people: twelve groups of five digits, the same from either side.

    The handshake agrees with *some* key; whether it is Budi's, only Budi can say, over another
    channel than the server's. Source: libsignal, fingerprint.rs, version 0 (5,200 rounds of
    SHA-512).

    Identities are public keys of 32 bytes; ids are what the server calls the two: phone numbers.

    >>> sari, budi = keys.demo_key_pair("sari identity"), keys.demo_key_pair("budi identity")
    >>> number = safety_number(sari.public, "Sari", budi.public, "Budi")
    >>> number == safety_number(budi.public, "Budi", sari.public, "Sari"), len(number.split())
    (True, 12)

    Raises Refused when an identity is not 32 bytes, or an id is no text.
    """
    return safety_digits(safety_half(identity_a, id_a), safety_half(identity_b, id_b))


def safety_digits(one: str, other: str) -> str:
    """Two halves as both phones show them: the smaller one first, in groups of five.

    >>> safety_digits("2" * 30, "1" * 30)[:11], len(safety_digits("2" * 30, "1" * 30))
    ('11111 11111', 71)
    """
    both = "".join(sorted([one, other]))
    return " ".join(both[at : at + 5] for at in range(0, 60, 5))


def safety_half(identity: bytes, person_id: str) -> str:
    """One person's thirty digits.

    >>> len(safety_half(keys.demo_key_pair("sari identity").public, "Sari"))
    30

    Raises Refused as `safety_number` does.
    """
    key = keys.encode_public(identity)
    hashed = _VERSION + key + person_id.encode()
    for _ in range(ROUNDS):
        hashed = hashlib.sha512(hashed + key).digest()
    chunks = (int.from_bytes(hashed[at : at + 5], "big") for at in range(0, 30, 5))
    return "".join(str(chunk % 100_000).zfill(5) for chunk in chunks)


def _keyring(pair: Callable[[str], KeyPair], one_time: int, nonce: bytes | None) -> Keyring:
    few = 0 <= one_time <= MAX_ONE_TIME
    keys.require(few, "one_time", one_time, most=words.number(MAX_ONE_TIME))
    pile = tuple(pair(f"prekey {n}") for n in range(1, one_time + 1))
    identity, signed = pair("identity"), pair("signed prekey")
    return Keyring(identity, signed, pile, _bundle(identity, signed, nonce))


def _bundle(identity: KeyPair, signed: KeyPair, nonce: bytes | None = None) -> PrekeyBundle:
    signature = keys.sign(identity, keys.encode_public(signed.public), nonce)
    return PrekeyBundle(identity.public, signed.public, signature)


def _signed_prekey(mine: Keyring, header: PrekeyHeader) -> KeyPair:
    ours = filter(None, [mine.signed_prekey, mine.previous])
    return _own(ours, header.signed_prekey, "signed_prekey")


def _own(pairs: Iterable[KeyPair], public: bytes, what: str) -> KeyPair:
    for pair in pairs:
        if pair.public == public:
            return pair
    raise keys.refused("unknown_prekey", what=keys.phrase(f"things.{what}"))


def _agreement(agreements: list[bytes], reader: bytes, header: PrekeyHeader) -> Agreement:
    """Mixes them into one secret; 32 bytes of FF in front set it apart from a signature's hash."""
    secret = keys.hkdf(b"\xff" * 32 + b"".join(agreements), _INFO, keys.SIZE)
    return Agreement(secret, keys.encode_public(header.identity, reader), header)


def _trace(agreed: Agreement) -> tuple[bytes, bytes]:
    """What is remembered of a first message: its signed prekey, and 16 bytes made of its secret."""
    return agreed.header.signed_prekey, keys.hkdf(agreed.secret, b"first message read", 16)


keys.guard(__name__)
