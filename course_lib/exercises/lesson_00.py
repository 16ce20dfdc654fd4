"""Exercises of lesson 0: the four ways in which a lesson asks, on the story in miniature."""

from __future__ import annotations

from numpy.random import Generator

from course_lib import facts
from course_lib.lesson.exercise import load
from course_lib.lesson.kinds import Choose, Complete, Write

_words = load(__file__)
_BIDS = facts.story.weighed()
_FIRST_BID, _TAP = sorted(_BIDS.values(), reverse=True)[:2]
_prices = facts.table("rates_2024_10").set_index("market")
_REPLY = float(_prices.loc["Indonesia", "service"])


def _auction(bids: dict[str, float]) -> tuple[str, float]:
    return max(bids, key=lambda name: bids[name]), sorted(bids.values())[-2]


def _some_bids(random: Generator) -> tuple[dict[str, float]]:
    bidders = int(random.integers(2, 7))
    cents = random.choice(100, size=bidders, replace=False)
    return ({f"Bidder {n}": round(float(bid) / 100, 2) for n, bid in enumerate(cents, start=1)},)


sees = Choose(_words["sees"])
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
    named={
        "three_bidders": (_BIDS,),
        "winner_last": ({"Ana": 0.05, "Bo": 0.10, "Cici": 0.11, "Dian": 0.20},),
    },
    random=_some_bids,
    wrongs={
        "own_bid": lambda bids: (max(bids, key=bids.get), max(bids.values())),
        "lowest": lambda bids: (max(bids, key=bids.get), sorted(bids.values())[1]),
        "price_only": lambda bids: sorted(bids.values())[-2],
    },
)
strength = Choose(_words["strength"])
