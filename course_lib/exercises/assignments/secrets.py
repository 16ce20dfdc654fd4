"""Assignment on lessons 1 and 2: a school newspaper, a copied phone, and what its finder reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from course_lib.encryption import sealing
from course_lib.exercises.assignments.build import fill, shuffle
from course_lib.lesson.comparison import ANY_ORDER
from course_lib.lesson.exercise import Exercise, Words
from course_lib.lesson.kinds import Arrange, Choose, Complete, Write

REPORTERS = ("Ada", "Ben", "Chiara", "Deniz", "Emre")
DRAFTS, TOUCHED = 9, 3
OWNER = "J"  # whose phone was copied in the talk of the class
_TALK = 14  # messages of a made-up talk, at most


def build(words: Mapping[str, Words], random: Generator) -> tuple[dict[str, Any], list[Exercise]]:
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
        Choose(fill(shuffle(words["holds"], random), count=evening)),
        _mismatch(words["mismatch"], digits, differ),
        Arrange(shuffle(words["restart"], random), points=2),
        Complete(
            fill(words["touched"], count=DRAFTS),
            touched,
            compare=ANY_ORDER,
            wrongs={
                "from_one": [number + 1 for number in touched],
                "opens": [number for number in range(DRAFTS) if number not in touched],
                "first": touched[:1],
            },
            points=2,
        ),
        _exposed(words["exposed"]),
        Choose(shuffle(words["chatbot"], random), points=2),
    ]


def _mismatch(words: Words, digits: list[dict[str, str]], differ: list[str]) -> Complete:
    names = [row["name"] for row in digits]
    return Complete(
        words,
        differ,
        compare=ANY_ORDER,
        wrongs={
            "text": [row["name"] for row in digits if row["mira"] != row["read_out"]],
            "first": [row["name"] for row in digits if row["mira"][:5] != row["read_out"][:5]],
            "same": [name for name in names if name not in differ],
        },
        points=2,
    )


def _numbers(random: Generator) -> tuple[list[dict[str, str]], list[str]]:
    """The sixty digits on both sides: two differ, one of them not in its first and last group."""
    names = [str(name) for name in random.permutation(REPORTERS)]
    rows = {}
    for name in names:
        groups = _groups(random)
        rows[name] = (groups, " ".join(groups))
    stranger, double, spaced = names[:3]
    rows[stranger] = (rows[stranger][0], " ".join(_groups(random, unlike=rows[stranger][0])))
    own = rows[double][0]
    forged = [own[0], *_groups(random, unlike=own)[1:-1], own[-1]]
    rows[double] = (own, " ".join(forged))
    rows[spaced] = (rows[spaced][0], "".join(rows[spaced][0]))
    digits = [
        {"name": name, "mira": " ".join(rows[name][0]), "read_out": rows[name][1]}
        for name in REPORTERS
    ]
    return digits, sorted([stranger, double])


def _groups(random: Generator, unlike: list[str] | None = None) -> list[str]:
    """Twelve groups of five digits, each different from the one of `unlike` in its place."""
    made = [int(n) for n in random.integers(100_000, size=12)]
    if unlike:
        made = [(n + (n == int(old))) % 100_000 for n, old in zip(made, unlike, strict=True)]
    return [f"{n:05}" for n in made]


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
        if 2 <= len(_exposed_messages(talk, copied, OWNER)) <= len(talk) - copied - 2:
            return talk, copied


def _talk(random: Generator, length: int) -> str:
    """Who writes each of `length` messages: "M" first, then turns of one to four messages."""
    turns: list[str] = []
    while len("".join(turns)) < length:
        turns.append("MJ"[len(turns) % 2] * int(random.integers(1, 5)))
    return "".join(turns)[:length]


def _exposed_messages(talk: str, copied: int, owner: str) -> list[int]:
    readable, new_turn = [], False
    for number in range(copied, len(talk)):
        if talk[number] == owner and new_turn:
            break
        begins = number == 0 or talk[number - 1] != talk[number]
        if talk[number] != owner and begins:
            new_turn = True
        readable.append(number)
    return readable


def _until_the_other_begins(talk: str, copied: int, owner: str) -> list[int]:
    readable = []
    for number in range(copied, len(talk)):
        if talk[number] != owner and (number == 0 or talk[number - 1] == owner):
            break
        readable.append(number)
    return readable


def _some_talk(random: Generator) -> tuple[str, int, str]:
    talk = _talk(random, int(random.integers(_TALK + 1)))
    return talk, int(random.integers(len(talk) + 1)), str(random.choice(["M", "J"]))


def _exposed(words: Words) -> Write:
    return Write(
        words,
        _exposed_messages,
        named={
            "in_turns": ("MJMJMJMJ", 3, "J"),
            "other_phone": ("MJMJMJ", 2, "M"),
            "long_turn": ("MMMMJJMMMJM", 2, "J"),
            "at_start": ("MMJMJ", 0, "J"),
            "at_end": ("MJM", 3, "J"),
        },
        random=_some_talk,
        wrongs={
            "never": lambda talk, copied, owner: list(range(copied, len(talk))),
            "past": lambda talk, copied, owner: [
                *range(copied),
                *_exposed_messages(talk, copied, owner),
            ],
            "at_once": _until_the_other_begins,
            "two": lambda talk, copied, owner: list(range(copied, min(copied + 2, len(talk)))),
        },
        points=4,
    )
