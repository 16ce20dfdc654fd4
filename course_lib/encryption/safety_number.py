"""The sixty digits two people compare to find out whether somebody sits between them.

Source: libsignal, fingerprint.rs, version 0 (5,200 rounds of SHA-512). A cryptographic handshake
agrees with *some* key; whether it is Budi's, only Budi can say, over another channel than the
server's. Thirty digits belong to each of the two, and both see all sixty in the same order.
"""

import hashlib

from course_lib.encryption import keys

ROUNDS = 5200  # hashes a forger must pay for every try
_VERSION = b"\x00\x00"


def digits(identity_a: bytes, id_a: str, identity_b: bytes, id_b: str) -> str:
    """The number of two people: twelve groups of five digits, the same from either side.

    Identities are public keys of 32 bytes; ids are what the server calls the two: phone numbers.

    >>> sari, budi = keys.demo_key_pair("sari identity"), keys.demo_key_pair("budi identity")
    >>> number = digits(sari.public, "Sari", budi.public, "Budi")
    >>> number == digits(budi.public, "Budi", sari.public, "Sari"), len(number.replace(" ", ""))
    (True, 60)

    Raises Refused when an identity is not 32 bytes, or an id is no text.
    """
    return together(half(identity_a, id_a), half(identity_b, id_b))


def together(one: str, other: str) -> str:
    """Two halves as both phones show them: the smaller one first, in groups of five.

    >>> together("2" * 30, "1" * 30)[:11], len(together("2" * 30, "1" * 30))
    ('11111 11111', 71)
    """
    both = "".join(sorted([one, other]))
    return " ".join(both[at : at + 5] for at in range(0, 60, 5))


def half(identity: bytes, person_id: str) -> str:
    """One person's thirty digits.

    >>> len(half(keys.demo_key_pair("sari identity").public, "Sari"))
    30

    Raises Refused as `digits` does.
    """
    key = keys.encode_public(identity)
    hashed = _VERSION + key + person_id.encode()
    for _ in range(ROUNDS):
        hashed = hashlib.sha512(hashed + key).digest()
    chunks = (int.from_bytes(hashed[at : at + 5], "big") for at in range(0, 30, 5))
    return "".join(str(chunk % 100_000).zfill(5) for chunk in chunks)


keys.guard(__name__)
