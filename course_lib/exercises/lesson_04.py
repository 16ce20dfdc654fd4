"""Exercises of lesson 4: profit, what was booked per user, the edge of a network, one per cent."""

from numpy.random import Generator

from course_lib import facts
from course_lib.lesson.exercise import Complete, Write, load

_words = load(__file__, globals())


def _cents_booked(revenue: float, users: list[float]) -> float:
    return 100 * revenue / (sum(users) / len(users))


def _some_year(random: Generator) -> tuple[int, list[int]]:
    counts = random.integers(10, 900, size=int(random.integers(2, 7))) * 1_000_000
    return int(random.integers(1, 200)) * 1_000_000, sorted(map(int, counts))


def _per_person(year: int) -> float:
    return facts.value(f"G1.{year}.total") * 1e6 / facts.value(f"M6.{year}")


_OTHER, _ADS, _TOTAL = map(facts.value, ("G1.2024.other", "M10", "G1.2024.total"))

cents_booked = Write(
    _words["cents_booked"],
    _cents_booked,
    random=_some_year,
    wrongs={
        "last": lambda revenue, users: 100 * revenue / users[-1],
        "dollars": lambda revenue, users: revenue / (sum(users) / len(users)),
        "sum": lambda revenue, users: 100 * revenue / sum(users),
        "everybody": lambda revenue, users: 100 * facts.value("F8"),
        "brackets": lambda revenue, users: 100 * revenue / sum(users) / len(users),
        "list": lambda revenue, users: 100 * revenue / users,
        "middle": lambda revenue, users: 100 * revenue / sorted(users)[len(users) // 2],
        "rounded": lambda revenue, users: round(_cents_booked(revenue, users)),
    },
)
beside = Complete(
    _words["beside"],
    100 * (_OTHER + _ADS) / _TOTAL,
    wrongs={
        "only_other": 100 * _OTHER / _TOTAL,
        "only_ads": 100 * _ADS / _TOTAL,
        "twice": 100 * (_OTHER + _ADS) / (_TOTAL + _ADS),
        "share": (_OTHER + _ADS) / _TOTAL,
    },
)
per_person = Complete(
    _words["per_person"],
    _per_person(2025) / _per_person(2019),
    wrongs={
        "joined": facts.value("M8.2025") / (4 * facts.value("M25")),
        "quarter": facts.value("M8.2025") / facts.value("M25"),
        "growth": 100 * (_per_person(2025) / _per_person(2019) - 1),
        "no_people": facts.value("G1.2025.total") / facts.value("G1.2019.total"),
    },
)
