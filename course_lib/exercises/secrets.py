"""Assignment on lessons 1 and 2: a school newspaper, a copied phone, and what its finder reads."""

from typing import Any

from numpy.random import Generator

from course_lib.encryption import handshake, keys, sealing
from course_lib.exercises.assignments import fill, shuffle
from course_lib.lesson.exercise import Arrange, Choose, Complete, Exercise, Write, load

REPORTERS = ("Ada", "Ben", "Chiara", "Deniz", "Emre")
DRAFTS, TOUCHED = 9, 3
OWNER = "J"  # whose phone was copied in the talk of the class
_TALK = 14  # messages of a made-up talk, at most
_words = load(__file__)


def build(random: Generator) -> tuple[dict[str, Any], list[Exercise]]:
    """The data of one class and its tasks.

    `given` has evening (messages), digits (a row a reporter: name, mira, read_out), drafts (key and
    sealed, as hex digits), talk (who writes, "M" or "J"), copied (a message number) and owner.
    """
    evening = int(random.integers(14, 60))
    digits, differ = _numbers(random)
    drafts, touched = _drafts(random)
    talk, copied = _class_talk(random)
    given = {
        "evening": evening,
        "digits": digits,
        "drafts": drafts,
        "talk": talk,
        "copied": copied,
        "owner": OWNER,
    }
    return given, [
        Choose(fill(shuffle(_words["holds"], random), count=evening)),
        _mismatch(digits, differ),
        Arrange(shuffle(_words["restart"], random)),
        Complete(
            fill(_words["touched"], count=DRAFTS),
            touched,
            wrongs={
                "from_one": [number + 1 for number in touched],
                "opens": [number for number in range(DRAFTS) if number not in touched],
                "first": touched[:1],
            },
        ),
        _EXPOSED,
        Choose(shuffle(_words["chatbot"], random)),
    ]


def _mismatch(digits: list[dict[str, str]], differ: list[str]) -> Complete:
    names = [row["name"] for row in digits]
    return Complete(
        _words["mismatch"],
        differ,
        wrongs={
            "text": [row["name"] for row in digits if row["mira"] != row["read_out"]],
            "first": [row["name"] for row in digits if row["mira"][:5] != row["read_out"][:5]],
            "same": [name for name in names if name not in differ],
        },
    )


def _numbers(random: Generator) -> tuple[list[dict[str, str]], list[str]]:
    """The sixty digits on both sides: two differ, one of them not in its first group.

    All numbers could be real: Mira's own half is in all that her phone shows. With the stranger
    somebody sits in the middle; another reporter has a new phone that Mira's does not know yet.
    """
    stranger, renewed, spaced = (str(name) for name in random.permutation(REPORTERS)[:3])
    mira = _half("Mira", random, below="5")
    digits = []
    for name in REPORTERS:
        theirs = _half(name, random, above=mira if name == renewed else "")
        shown = read_out = handshake.safety_digits(mira, theirs)
        if name == stranger:
            shown = handshake.safety_digits(mira, _half(name, random))
            read_out = handshake.safety_digits(_half("Mira", random), theirs)
        elif name == renewed:
            read_out = handshake.safety_digits(mira, _half(name, random, above=mira))
        elif name == spaced:
            read_out = read_out.replace(" ", "")
        digits.append({"name": name, "mira": shown, "read_out": read_out})
    return digits, sorted([stranger, renewed])


def _half(name: str, random: Generator, above: str = "", below: str = "a") -> str:
    """Thirty digits of a fresh identity key, the first that lie between two texts."""
    while True:
        half = handshake.safety_half(keys.key_pair(random.bytes(keys.SIZE)).public, name)
        if above < half < below:
            return half


def _drafts(random: Generator) -> tuple[list[dict[str, str]], list[int]]:
    """Sealed drafts, three of them changed: in the text, in the tag, and by a byte cut off."""
    touched = sorted(int(n) for n in random.permutation(DRAFTS)[:TOUCHED])
    places = dict(zip(random.permutation(touched).tolist(), ("text", "tag", "cut"), strict=True))
    drafts = []
    for number in range(DRAFTS):
        key = random.bytes(32)
        text = f"Draft {number}: page {random.integers(1, 9)}, {random.integers(90, 900)} words."
        sealed = _changed(sealing.seal(key, text.encode()), places.get(number, ""), random)
        drafts.append({"key": key.hex(), "sealed": sealed.hex()})
    return drafts, touched


def _changed(sealed: bytes, place: str, random: Generator) -> bytes:
    if place == "cut":
        return sealed[:-1]
    if not place:
        return sealed
    body = len(sealed) - sealing.TAG
    at = int(random.integers(body) if place == "text" else random.integers(body, len(sealed)))
    return sealed[:at] + bytes([sealed[at] ^ 1 << int(random.integers(8))]) + sealed[at + 1 :]


def _class_talk(random: Generator) -> tuple[str, int]:
    """A talk, and the copied message: the finder reads some of what follows, and not all."""
    while True:
        talk, copied = _talk(random, 24), int(random.integers(6, 12))
        if 2 <= len(_exposed(talk, copied, OWNER)) <= len(talk) - copied - 2:
            return talk, copied


def _talk(random: Generator, length: int) -> str:
    """Who writes each of `length` messages: "M" first, then turns of one to four messages."""
    turns: list[str] = []
    while len("".join(turns)) < length:
        turns.append("MJ"[len(turns) % 2] * int(random.integers(1, 5)))
    return "".join(turns)[:length]


def _other_begins(talk: str, copied: int, owner: str) -> int:
    """The first message of a new turn of the other, from the copied one on; the end if none."""
    other = "J" if owner == "M" else "M"
    begins = f"{owner}{talk}".find(f"{owner}{other}", copied)
    return len(talk) if begins < 0 else begins


def _exposed(talk: str, copied: int, owner: str) -> list[int]:
    """What the finder reads: up to the owner's answer to a new turn of the other."""
    answered = talk.find(owner, _other_begins(talk, copied, owner))
    return list(range(copied, len(talk) if answered < 0 else answered))


def _some_talk(random: Generator) -> tuple[str, int, str]:
    talk = _talk(random, int(random.integers(_TALK + 1)))
    return talk, int(random.integers(len(talk) + 1)), str(random.choice(["M", "J"]))


_EXPOSED = Write(
    _words["exposed"],
    _exposed,
    random=_some_talk,
    wrongs={
        "never": lambda talk, copied, owner: list(range(copied, len(talk))),
        "past": lambda talk, copied, owner: [*range(copied), *_exposed(talk, copied, owner)],
        "at_once": lambda talk, copied, owner: [*range(copied, _other_begins(talk, copied, owner))],
        "two": lambda talk, copied, owner: list(range(copied, min(copied + 2, len(talk)))),
    },
)
