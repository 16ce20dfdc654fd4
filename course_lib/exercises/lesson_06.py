"""Exercises of lesson 6: the order of a sale, one seat for one person, who gains, what is known."""

from numpy.random import Generator

from course_lib import facts
from course_lib.business import coach
from course_lib.lesson.exercise import Complete, Write, load

_words = load(__file__, globals())
_COST = facts.STORY["sale"]["cost_rupiah"]


def _sell(wishes: list[list[str]]) -> dict[str, str]:
    taken: dict[str, str] = {}
    for who, seat in wishes:
        if seat not in taken:
            taken[seat] = who
    return taken


def _one_each(wishes: list[list[str]]) -> dict[str, str]:
    taken: dict[str, str] = {}
    for who, seat in wishes:
        if seat not in taken and who not in taken.values():
            taken[seat] = who
    return taken


def _refused(wishes: list[list[str]]) -> dict[str, str]:
    wanted = [seat for _, seat in wishes]
    return {seat: who for who, seat in wishes if wanted.count(seat) == 1}


def _some_wishes(random: Generator) -> tuple[list[list[str]]]:
    count = int(random.integers(3, 9))  # fewer people than wishes: some want two seats
    people = random.choice([f"Passenger {n}" for n in range(1, 6)], count)
    return ([[str(who), str(random.choice(coach.SEATS[-8:]))] for who in people],)


def _only_inside(wishes: list[list[str]]) -> dict[str, str]:
    for who, seat in wishes:
        taken = {seat: who}
    return taken  # no wish, no dictionary


def _adverts(gain: float, chat: float, share: float = 0.5) -> int:
    """The first number of marketing messages a sale with which Meta has over `share` of `gain`."""
    return int((share * gain - chat) // _MESSAGE) + 1


_PRICE = coach.ROUTES["bdg-jkt"][1]
_GAIN = _PRICE - _COST
_RUPIAH = facts.value("J17")
_MESSAGE, _CHAT = (_RUPIAH * facts.value(i) for i in ("J13.2024.marketing", "J13.2024.service"))

sell = Write(
    _words["sell"],
    _sell,
    random=_some_wishes,
    wrongs={
        "last": lambda wishes: {seat: who for who, seat in wishes},
        "swapped": lambda wishes: {who: seat for seat, who in _sell(wishes).items()},
        "nobody": _refused,
        "one_each": _one_each,
        "anew": lambda wishes: {seat: who for who, seat in wishes[-1:]},
        "only_inside": _only_inside,
        "after_one": lambda wishes: {seat: who for who, seat in wishes[:1]} or None,
    },
)
adverts = Complete(
    _words["adverts"],
    _adverts(_GAIN, _CHAT),
    wrongs={
        "before": _adverts(_GAIN, _CHAT) - 1,
        "no_chat": _adverts(_GAIN, 0),
        "card": _adverts(_GAIN, 6 * facts.value("J13.2026.utility") * _RUPIAH),
        "price": _adverts(_PRICE, _CHAT),
        "everything": _adverts(_GAIN, _CHAT, share=1),
    },
)
