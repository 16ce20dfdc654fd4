"""Exercises of lesson 2: a chain that forgets, a talk that heals, a backup that undoes it."""

from __future__ import annotations

from numpy.random import Generator

from course_lib.encryption import ratchet
from course_lib.lesson.exercise import load
from course_lib.lesson.kinds import Arrange, Choose, Complete, Write

_words = load(__file__)


def _key_of(chain: bytes, number: int) -> bytes:
    for _ in range(number):
        chain, _message_key = ratchet.kdf_ck(chain)
    return ratchet.kdf_ck(chain)[1]


def _chain_after(chain: bytes, number: int) -> bytes:
    for _ in range(number + 1):
        chain = ratchet.kdf_ck(chain)[0]
    return chain


def _along_message_keys(chain: bytes, number: int) -> bytes:
    for _ in range(number + 1):
        chain = ratchet.kdf_ck(chain)[1]
    return chain


def _some_place(random: Generator) -> tuple[bytes, int]:
    return random.bytes(32), int(random.integers(2, 30))


key_of = Write(
    _words["key_of"],
    _key_of,
    named={
        "first_message": (bytes(32), 0),
        "second_message": (bytes(32), 1),
        "many_lost": (bytes(range(32)), 40),
    },
    random=_some_place,
    wrongs={
        "chain": _chain_after,
        "late": lambda chain, number: _key_of(chain, number + 1),
        "first": lambda chain, number: _key_of(chain, 0),
        "mixed": _along_message_keys,
    },
)
lacked = Choose(_words["lacked"])
worst = Complete(
    _words["worst"], 11, wrongs={"ten": 10, "twelve": 12, "before": 4, "monologue": 22}
)
heal = Arrange(_words["heal"])
locked = Choose(_words["locked"])
claim = Choose(_words["claim"])
finds = Choose(_words["finds"])
leaves = Complete(
    _words["leaves"], 7 * 6, wrongs={"one_each": 7, "self": 7 * 7, "stays": 8 * 7, "pairs": 21}
)
