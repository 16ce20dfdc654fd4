"""Exercises of lesson 6: the order of a sale, one seat for one person, who gains, what is known."""

from __future__ import annotations

from numpy.random import Generator

from course_lib import facts
from course_lib.business import coach
from course_lib.lesson.exercise import load
from course_lib.lesson.kinds import Arrange, Choose, Complete, Write

_words = load(__file__)
_COST, _WORTH = (facts.story.STORY["sale"][f"{name}_rupiah"] for name in ("cost", "worth"))
_NEW_PRICE = 160_000


def _sell(wishes: list[list[str]]) -> dict[str, str]:
    taken: dict[str, str] = {}
    for who, seat in wishes:
        if seat not in taken:
            taken[seat] = who
    return taken


def _refused(wishes: list[list[str]]) -> dict[str, str]:
    wanted = [seat for _, seat in wishes]
    return {seat: who for who, seat in wishes if wanted.count(seat) == 1}


def _some_wishes(random: Generator) -> tuple[list[list[str]]]:
    people = [f"Passenger {n}" for n in range(1, int(random.integers(3, 9)))]
    return ([[who, str(random.choice(coach.SEATS[-8:]))] for who in people],)


def _dollars(rupiah: float) -> float:
    rate = facts.fact("J17").value
    assert rate is not None
    return rupiah / rate


def _adverts(gain: float, chat: float, share: float = 0.5) -> int:
    """The first number of marketing messages a sale with which Meta has over `share` of `gain`."""
    price, count = facts.fact("J13.2024.marketing").value, 0
    assert price is not None
    while count * price + chat <= share * gain:
        count += 1
    return count


_PRICE = coach.ROUTES["bdg-jkt"][1]
_GAIN = _dollars(_PRICE - _COST)
_CHAT = facts.fact("J13.2024.service").value or 0.0
_TWENTY_SIX = 6 * float(facts.table("rates_2026_10").set_index("market").service["Indonesia"])

order = Arrange(_words["order"])
sell = Write(
    _words["sell"],
    _sell,
    named={
        "race_for_12a": ([["Sari", "12A"], ["Budi", "12A"], ["Ana", "3C"]],),
        "twice": ([["Sari", "12A"], ["Sari", "12A"]],),
        "nobody_yet": ([],),
    },
    random=_some_wishes,
    wrongs={
        "last": lambda wishes: {seat: who for who, seat in wishes},
        "swapped": lambda wishes: {who: seat for seat, who in _sell(wishes).items()},
        "nobody": _refused,
    },
)
total = Complete(
    _words["total"],
    0,
    wrongs={"more": _NEW_PRICE - _PRICE, "less": _PRICE - _NEW_PRICE, "whole": _WORTH - _COST},
)
adverts = Complete(
    _words["adverts"],
    _adverts(_GAIN, _CHAT),
    wrongs={
        "before": _adverts(_GAIN, _CHAT) - 1,
        "card": _adverts(_GAIN, _TWENTY_SIX),
        "price": _adverts(_dollars(_PRICE), _CHAT),
        "everything": _adverts(_GAIN, _CHAT, share=1),
    },
)
claim = Choose(_words["claim"])
keys = Choose(_words["keys"])
