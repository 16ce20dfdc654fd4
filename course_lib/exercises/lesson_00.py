"""Exercises of lesson 0: the ways in which a lesson asks, on the story in miniature."""

from numpy.random import Generator

from course_lib import facts
from course_lib.lesson.exercise import Complete, Write, load

_words = load(__file__, globals())
_BIDS = facts.story_bids()
_FIRST_BID, _TAP = sorted(_BIDS.values(), reverse=True)[:2]
_REPLY = facts.value("J13.2024.service")


def _auction(bids: list[int]) -> int:
    return sorted(bids)[-2]


def _some_bids(random: Generator) -> tuple[list[int]]:
    return ([int(bid) for bid in random.choice(100, size=random.integers(2, 7), replace=False)],)


thousand = Complete(
    _words["thousand"],
    1000 * _TAP,  # the answer was free: she came by an ad (fact R11)
    wrongs={
        "with_reply": 1000 * (_TAP + _REPLY),
        "reply_only": 1000 * _REPLY,
        "one": _TAP,
        "first_price": 1000 * _FIRST_BID,
    },
)
auction = Write(
    _words["auction"],
    _auction,
    random=_some_bids,
    wrongs={
        "own_bid": lambda bids: max(bids),
        "lowest": lambda bids: sorted(bids)[1],
        "not_sorted": lambda bids: bids[-2],
        "both": lambda bids: (max(bids), _auction(bids)),
        "in_place": lambda bids: bids.sort()[-2],
        "distinct": lambda bids: sorted(set(bids))[-2],
    },
)
