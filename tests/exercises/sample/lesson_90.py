"""A lesson as an author would write it, with one exercise of each kind."""

from course_lib.lesson.exercise import Complete, Write, load

words = load(__file__, globals())

bits = Complete(words["bits"], 2400, wrongs={"bytes": 300, "divided": 37.5})


def flip(data, place):
    changed = bytearray(data)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def sets(data, place):
    changed = bytearray(data)
    changed[place // 8] |= 1 << place % 8
    return bytes(changed)


def first(data, place):
    return bytes([data[0] ^ 1, *data[1:]])


def some_bytes(random):
    data = random.bytes(int(random.integers(1, 9)))
    return data, int(random.integers(0, 8 * len(data)))


flip = Write(
    words["flip"],
    flip,
    named={"clear_bit": (b"\x00\x00", 9), "set_bit": (b"\xff", 3)},
    random=some_bytes,
    wrongs={"sets": sets, "first": first},
)
