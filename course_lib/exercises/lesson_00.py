"""Exercises of lesson 0: the four ways in which a lesson asks, on the story in miniature."""

from __future__ import annotations

from numpy.random import Generator

from course_lib import facts
from course_lib.lesson.exercise import load
from course_lib.lesson.kinds import Choose, Complete, Write

_words = load(__file__)
_TAP, _FIRST_BID = 0.24, 0.31  # of the invented bids in the lesson
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
    1000 * (_TAP + _REPLY),
    wrongs={
        "ad_only": 1000 * _TAP,
        "reply_only": 1000 * _REPLY,
        "one": _TAP + _REPLY,
        "first_price": 1000 * (_FIRST_BID + _REPLY),
    },
)
auction = Write(
    _words["auction"],
    _auction,
    named={
        "three_bidders": ({"Nusa Bus": 0.31, "Hotel Braga": 0.24, "Kopi Corner": 0.12},),
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
