"""Exercises of lesson 1: a sealed message, a flipped bit, a key made in the open, sixty digits."""

from numpy.random import Generator

from course_lib.encryption import sealing
from course_lib.lesson.exercise import Write, load

_words = load(__file__, globals())


def _with(data: bytes, position: int, new: bytes) -> bytes:
    return data[:position] + new + data[position + 1 :]


def _some_bytes(random: Generator) -> tuple[bytes, int]:
    length = int(random.integers(1, 40))
    few = random.integers(4, size=length)  # values, so that many come twice
    return bytes(few.tolist()), int(random.integers(length))


flip = Write(
    _words["flip"],
    sealing.tampered,
    named={"middle_byte": (b"Seen", 1), "first_byte": (b"12A", 0), "largest": (b"\x00\xff", 1)},
    random=_some_bytes,
    wrongs={
        "nothing": lambda data, position: data,
        "lost": lambda data, position: _with(data, position, b""),
        "all": lambda data, position: bytes(byte ^ 1 for byte in data),
        "added": lambda data, position: _with(data, position, bytes([data[position] + 1])),
        "replaced": lambda data, position: data.replace(
            data[position : position + 1], bytes([data[position] ^ 1])
        ),
        "zeros": lambda data, position: _with(data, position, bytes(data[position] ^ 1)),
        "one_byte": lambda data, position: bytes([data[position] ^ 1]),
        "array": lambda data, position: [
            byte ^ (place == position) for place, byte in enumerate(data)
        ],
    },
)
