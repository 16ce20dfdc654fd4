"""Assignment "data_and_ads": envelopes, fingerprints, an auction, a test (lessons 7 and 8)."""

import hashlib
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from numpy.random import Generator

from course_lib.exercises.assignments import fill, shuffle
from course_lib.lesson.exercise import Choose, Complete, Exercise, Write, load

Log = list[list[Any]]
Ad = dict[str, Any]
Ads = list[Ad]
Sale = Callable[[Ads], list[Any] | None]

_PEOPLE = ("Asih", "Bagus", "Cahya", "Dimas", "Elok")
_SHOPS = ("Kopi Pagi", "Toko Buku", "Sepeda Jaya", "Roti Enak")
_BIDDERS = ("Two", "Three")
_NIGHT = 6  # hours
_words = load(__file__)


def build(random: Generator) -> tuple[dict[str, Any], list[Exercise]]:
    """What a class is given, and its tasks."""
    hours = _hours(random)
    while len(set((starts := _starts(hours)).values())) < len(starts):
        hours = _hours(random)  # two mistakes with the same hour could not be told apart
    numbers = [f"+62 000 {n:04}" for n in random.choice(10_000, 3, replace=False)]
    test = _test(random)
    while not _well_apart(lifts := _lifts(test)):
        test = _test(random)
    given = {
        "log": _log(random, 40),
        "hours": hours,
        "fingerprints": [hashlib.sha256(number.encode()).hexdigest() for number in numbers],
        "ads": _some_ads(random, least=len(_SHOPS)),
        "test": test,
    }
    chatbot = fill(_words["chatbot"], bidders=random.choice(_BIDDERS))
    return given, [
        _CLOSEST,
        Complete(_words["quiet"], starts.pop("right"), wrongs=starts),
        Complete(
            _words["numbers"],
            numbers,
            wrongs={
                "endings": [number[-4:] for number in numbers],
                "first": numbers[:1],
                "count": 10_000,
            },
        ),
        _SOLD,
        Complete(_words["lift"], lifts.pop("right"), wrongs=lifts),
        Choose(shuffle(chatbot, random)),
    ]


def _others(log: Log, person: str) -> list[str]:
    """Whom `person` has written to or heard from, an envelope each."""
    named = [ends for _, *ends in log if person in ends]
    return [str(recipient if sender == person else sender) for sender, recipient in named]


def _closest(log: Log, person: str) -> str | None:
    others = _others(log, person)
    return max(sorted(others), key=others.count, default=None)


def _last_equal(log: Log, person: str) -> str | None:
    others = _others(log, person)
    return max(sorted(others)[::-1], key=others.count, default=None)


def _loudest(log: Log, person: str) -> str | None:
    ends = [end for envelope in log for end in envelope[1:] if end != person]
    return max(sorted(ends), key=ends.count, default=None)


def _latest(log: Log, person: str) -> str | None:
    others = _others(sorted(log), person)
    return others[-1] if others else None


def _log(random: Generator, count: int) -> Log:
    minutes = sorted(int(at) for at in random.choice(7 * 24 * 60, count, replace=False))
    return [[at, *map(str, random.choice(_PEOPLE, 2, replace=False))] for at in minutes]


_CLOSEST = Write(
    _words["closest"],
    _closest,
    random=lambda random: (_log(random, int(random.integers(0, 12))), str(random.choice(_PEOPLE))),
    wrongs={
        "one_way": lambda log, person: _closest([e for e in log if e[1] == person], person),
        "loudest": _loudest,
        "last_equal": _last_equal,
        "latest": _latest,
    },
)


def _hours(random: Generator) -> list[int]:
    """Envelopes by hour of the day, with a night that goes past midnight UTC."""
    begin = int(random.integers(19, 24))
    night = {(begin + n) % 24 for n in range(_NIGHT)}
    return [int(random.integers(0, 6) if n in night else random.integers(9, 60)) for n in range(24)]


def _starts(hours: list[int]) -> dict[str, int]:
    """The hour in which the night begins, and the hours of the typical mistakes."""
    sums = [sum(hours[(start + n) % 24] for n in range(_NIGHT)) for start in range(24)]
    within = sums[: 24 - _NIGHT + 1]
    begin = sums.index(min(sums))
    return {
        "right": begin,
        "cut": within.index(min(within)),
        "single": hours.index(min(hours)),
        "end": (begin + _NIGHT) % 24,
    }


def _score(ad: Ad) -> int:
    return int(ad["bid"] * ad["taps"] + ad["quality"])


def _sale(price: Callable[[Ad, int], int], key: Callable[[Ad], int] = _score) -> Sale:
    """A sale to the first by `key`, at a price that comes of it and the next score, 0 if alone."""

    def sold(ads: Ads) -> list[Any] | None:
        if not ads:
            return None
        winner, *others = sorted(ads, key=key, reverse=True)
        return [winner["name"], price(winner, _score(others[0]) if others else 0)]

    return sold


def _price(winner: Ad, runner_up: int) -> int:
    return max(0, runner_up - int(winner["quality"]))


def _some_ads(random: Generator, least: int = 0) -> Ads:
    """Some of the shops. Steps are coarse, so that equal scores happen."""
    bids, taps, quality = (random.integers(low, high, 4) for low, high in ((2, 8), (1, 5), (0, 10)))
    ads = [
        {"name": shop, "bid": 500 * int(bid), "taps": 5 * int(tap), "quality": 2500 * int(extra)}
        for shop, bid, tap, extra in zip(_SHOPS, bids, taps, quality, strict=True)
    ]
    return ads[: int(random.integers(least, len(_SHOPS) + 1))]


_SOLD = Write(
    _words["sold"],
    _sale(_price),
    random=lambda random: (_some_ads(random),),
    wrongs={
        "own_bid": _sale(lambda winner, _: int(winner["bid"] * winner["taps"])),
        "highest_bid": _sale(_price, key=lambda ad: int(ad["bid"])),
        "no_rebate": _sale(lambda _, runner_up: runner_up),
        "below_zero": _sale(lambda winner, runner_up: runner_up - int(winner["quality"])),
    },
)


def _test(random: Generator) -> dict[str, dict[str, int]]:
    """People and buyers of a test; who saw the ad is part of the group."""
    group, holdout = (1000 * int(random.integers(*bounds)) for bounds in ((10, 16), (5, 9)))
    share, saw = random.uniform(0.02, 0.04), 500 * int(random.integers(4, 8))
    buyers = round(group * share * random.uniform(1.08, 1.25))
    saw_buyers = round(buyers * random.uniform(0.5, 0.65))
    return {
        "ad_group": {"people": group, "buyers": buyers},
        "saw_the_ad": {"people": saw, "buyers": saw_buyers},
        "holdout": {"people": holdout, "buyers": round(holdout * share)},
    }


def _lifts(test: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """The lift in percent, and what the typical mistakes give."""
    group, saw, holdout = (test[name] for name in ("ad_group", "saw_the_ad", "holdout"))
    shares = {name: part["buyers"] / part["people"] for name, part in test.items()}
    others = (group["buyers"] - saw["buyers"]) / (group["people"] - saw["people"])
    ratio = shares["ad_group"] / shares["holdout"]
    return {
        "right": 100 * (ratio - 1),
        "naive": 100 * (shares["saw_the_ad"] / others - 1),
        "counts": 100 * (group["buyers"] / holdout["buyers"] - 1),
        "points": 100 * (shares["ad_group"] - shares["holdout"]),
        "ratio": ratio,
    }


def _well_apart(lifts: Mapping[str, float]) -> bool:
    ordered = sorted(lifts.values())
    return all(high > 1.05 * low > 0 for low, high in pairwise(ordered))
