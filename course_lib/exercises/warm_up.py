"""Exercises of the warm-up: what the functions of the lessons are made of, on ten messages."""

from numpy.random import Generator

from course_lib.lesson.exercise import Write, load

_words = load(__file__, globals())

_SENT = [("Sari", 96), ("Budi", 80), ("Sari", 112)]


def _longer(sizes: list[int], limit: int) -> int:
    return sum(size > limit for size in sizes)


def _sent(messages: list[tuple[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for sender, size in messages:
        total[sender] = total.get(sender, 0) + size
    return total


def _some_sizes(random: Generator) -> tuple[list[int], int]:
    sizes = [int(size) for size in random.integers(1, 400, size=8)]
    return sizes, sizes[int(random.integers(8))]


def _some_messages(random: Generator) -> tuple[list[tuple[str, int]]]:
    names = random.choice(["Sari", "Budi", "Nusa Bus"], size=8)
    return ([(str(name), int(random.integers(1, 400))) for name in names],)


longer = Write(
    _words["longer"],
    _longer,
    random=_some_sizes,
    wrongs={
        "at_least": lambda sizes, limit: sum(size >= limit for size in sizes),
        "all": lambda sizes, _limit: len(sizes),
        "always_100": lambda sizes, _limit: sum(size > 100 for size in sizes),
        "sum": lambda sizes, limit: sum(size for size in sizes if size > limit),
        "inside": lambda sizes, limit: int(sizes[0] > limit) if sizes else None,
    },
)
sent = Write(
    _words["sent"],
    _sent,
    named={"three_messages": (_SENT,), "one_person": ([("Budi", 5), ("Budi", 7)],)},
    random=_some_messages,
    wrongs={
        "last": dict,
        "count": lambda messages: _sent([(sender, 1) for sender, _ in messages]),
        "inside": lambda messages: dict(messages[-1:]),
        "no_first": lambda messages: {sender: {}[sender] for sender, _ in messages},  # no sum yet
    },
)
