"""Exercises of lesson 2: a chain that forgets, a talk that heals, a backup that undoes it."""

from course_lib.encryption import ratchet
from course_lib.lesson.exercise import Write, load

_words = load(__file__, globals())


def _after(chain: bytes, steps: int, part: int = 0) -> bytes:
    for _ in range(steps):
        chain = ratchet.kdf_ck(chain)[part]
    return chain


def _key_of(chain: bytes, number: int) -> bytes:
    return ratchet.kdf_ck(_after(chain, number))[1]


key_of = Write(
    _words["key_of"],
    _key_of,
    named={
        "first_message": (bytes(32), 0),
        "second_message": (bytes(32), 1),
        "many_lost": (bytes(range(32)), 40),
    },
    random=lambda random: (random.bytes(32), int(random.integers(2, 30))),
    wrongs={
        "chain": lambda chain, number: _after(chain, number + 1),
        "late": lambda chain, number: _key_of(chain, number + 1),
        "early": lambda chain, number: _key_of(chain, number - 1),
        "first": lambda chain, number: _key_of(chain, 0),
        "mixed": lambda chain, number: _after(chain, number + 1, part=1),
    },
)
