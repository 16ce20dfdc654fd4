"""Exercises of lesson 8: a price, what a tap is worth twice, a number found, whose gain."""

from numpy.random import Generator

from course_lib.lesson.exercise import Complete, Write, chosen, load

_words = load(__file__)
globals().update(chosen(_words))
_TAPS, _CHATS, _ANSWERED, _BUY, _MARGIN = 100, 80, 60, 12, 600  # of 100 taps; cents a sale
_CAUSED = 0.23  # the holdout of the notebook, of the sales after a tap: 11 to 34 in 100


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
worth = Complete(
    _words["worth"],
    _BUY * _MARGIN // _TAPS,
    wrongs={"dollars": 0.72, "patient": 96, "all_chat": 90, "sale": _MARGIN, "buyers": _BUY},
)
caused = Complete(
    _words["caused"],
    _BUY * _MARGIN / _TAPS * _CAUSED,
    wrongs={"all": 72, "rest": 55.44, "dollars": 0.1656, "seen": 8, "times": 1656, "upper": 313},
)
