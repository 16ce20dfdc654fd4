"""Exercises of lesson 8: a price, what a tap is worth twice, a number found, whose gain."""

from numpy.random import Generator

from course_lib.lesson.exercise import Write, load

_words = load(__file__, globals())


def _price(bids: list[int], reserve: int) -> int:
    first, second = sorted([*bids, 0], reverse=True)[:2]
    return max(second, reserve) if first >= reserve else 0


def _some_bids(random: Generator) -> tuple[list[int], int]:
    bids = [int(bid) for bid in random.integers(1, 60, int(random.integers(2, 6)))]
    return bids, int(random.integers(0, 70))


price = Write(
    _words["price"],
    _price,
    random=_some_bids,
    wrongs={
        "own": lambda bids, reserve: max(bids) if max(bids) >= reserve else 0,
        "no_floor": lambda bids, reserve: sorted(bids)[-2] if max(bids) >= reserve else 0,
        "always_sold": lambda bids, reserve: max(sorted(bids)[-2], reserve),
        "last": lambda bids, reserve: max(bids[-1], reserve) if max(bids) >= reserve else 0,
        "keys": lambda bids, reserve: bids.items(),
    },
)
