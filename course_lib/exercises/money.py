"""Assignment on lessons 3 and 4: a cooperative runs a messenger, and somebody has to pay for it."""

from collections.abc import Iterator, Mapping
from itertools import accumulate
from math import ceil
from typing import Any

from numpy.random import Generator

from course_lib.exercises.assignments import fill, shuffle
from course_lib.lesson.exercise import Arrange, Choose, Complete, Exercise, Write, load, tables
from course_lib.words import number

FAMILIES = 30
ITEMS = tables("money")["given"]["items"]
_DAY, _HOUR = 86_400, 3600  # seconds
_words = load(__file__)


def build(random: Generator) -> tuple[dict[str, Any], list[Exercise]]:
    """The numbers of one class and its tasks.

    `given` has load (members, texts a day, times the mean, messages a second one server carries),
    bill (item and dollars a year), fee (dollars), cut (percent), families (a number each),
    revenue (dollars) and quarters (members at the end of each).
    """
    load, bill, families = _load(random), _bill(random), _families(random)
    fee, cut = int(random.choice([2, 3, 4])), int(random.choice([15, 20, 30]))
    shares = [*sorted(random.uniform(0.3, 0.9, size=3).tolist()), 1.0]  # of the last quarter
    quarters = [round(load["members"] * share, -3) for share in shares]
    revenue = int(random.integers(40, 90)) * 1000
    given = {
        "load": load,
        "bill": bill,
        "fee": fee,
        "cut": cut,
        "families": families,
        "revenue": revenue,
        "quarters": quarters,
    }
    return given, [
        _servers(load),
        _share(load["members"], bill, fee, cut),
        Arrange(shuffle(_words["waterfall"], random)),
        _tipping(families),
        _FIRST_MONTH,
        Choose(fill(shuffle(_words["chatbot"], random), **_chatbot(revenue, quarters))),
    ]


def _load(random: Generator) -> dict[str, Any]:
    """Drawn again until rounding up and down can be told apart, and from the mean as well."""
    while True:
        load = {
            "members": int(random.integers(180, 420)) * 1000,
            "texts": int(random.integers(20, 60)),
            "times": int(random.integers(40, 90)) / 10,
            "carries": int(random.choice([60, 80, 100, 120])),
        }
        rest = _busy_servers(load) % 1
        if 0.1 < rest < 0.9 and ceil(_busy_servers(load) / load["times"]) + 1 < _busy_servers(load):
            return load


def _busy_servers(load: Mapping[str, Any], seconds: int = _DAY) -> float:
    return load["members"] * load["texts"] / seconds * load["times"] / load["carries"]


def _servers(load: Mapping[str, Any]) -> Complete:
    told = {**load, "members": number(load["members"])}
    return Complete(
        fill(_words["servers"], **told),
        ceil(_busy_servers(load)),
        wrongs={
            "mean": ceil(_busy_servers(load) / load["times"]),
            "down": int(_busy_servers(load)),
            "hour": ceil(_busy_servers(load, _HOUR)),
        },
    )


def _bill(random: Generator) -> list[dict[str, Any]]:
    thousands = [random.integers(*between) for between in ((70, 140), (20, 50), (8, 25), (2, 8))]
    dollars = [int(n) * 1000 for n in thousands]
    return [{"item": item, "dollars": n} for item, n in zip(ITEMS, dollars, strict=True)]


def _share(members: int, bill: list[dict[str, Any]], fee: int, cut: int) -> Complete:
    cost = sum(row["dollars"] for row in bill)
    percent = 100 * cost / (fee * (1 - cut / 100)) / members
    return Complete(
        fill(_words["share"], fee=fee, cut=cut, members=number(members)),
        percent,
        wrongs={
            "store": 100 * cost / fee / members,
            "fraction": percent / 100,
            "cost": cost / members,
        },
    )


def _families(random: Generator) -> list[int]:
    """How many others must have left before a family leaves: a cascade that stops on its way."""
    leave = int(random.choice([*range(9, 14), *range(17, 22)]))
    at_once = int(random.integers(2, 4))
    pushed = [int(random.integers(max(1, n - 3), n + 1)) for n in range(at_once, leave)]
    stay = [int(random.integers(leave + 1, FAMILIES)) for _ in range(FAMILIES - leave)]
    drawn = [0] * at_once + pushed + stay
    return [int(n) for n in random.permutation(drawn)]


def _tipping(families: list[int]) -> Complete:
    gone = 0
    while (now := sum(limit <= gone for limit in families)) > gone:
        gone = now
    return Complete(
        fill(_words["tipping"], families=len(families)),
        len(families) - gone,
        wrongs={"first": sum(limit > 0 for limit in families), "gone": gone, "all": 0},
    )


def _chatbot(revenue: int, quarters: list[int]) -> dict[str, str]:
    """What a class reads in its chatbot's answer."""

    def cents(members: float) -> str:
        return number(100 * revenue / members, 1)

    names = ("first", "second", "third", "last")
    return {
        "revenue": number(revenue),
        **{name: number(count) for name, count in zip(names, quarters, strict=True)},
        "total": number(sum(quarters)),
        "by_mean": cents(sum(quarters) / 4),
        "by_last": cents(quarters[-1]),
        "by_sum": cents(sum(quarters)),
    }


def _totals(months: list[list[int]]) -> Iterator[int]:
    return accumulate(came - went for came, went in months)


def _first(months: list[bool]) -> int:
    return months.index(True) + 1 if True in months else 0


def _first_covered(months: list[list[int]]) -> int:
    return _first([total >= 0 for total in _totals(months)])


def _some_months(random: Generator) -> tuple[list[list[int]]]:
    """Small numbers, so that even months and even sums come up often; the first loses as a rule."""
    months = random.integers(0, 10, size=(int(random.integers(9)), 2)).tolist()
    if months and random.random() < 0.7:
        months[0][1] = months[0][0] + int(random.integers(1, 12))
    return (months,)


_FIRST_MONTH = Write(
    _words["first_month"],
    _first_covered,
    random=_some_months,
    wrongs={
        "alone": lambda months: _first([came >= went for came, went in months]),
        "strict": lambda months: _first([total > 0 for total in _totals(months)]),
        "from_zero": lambda months: max(0, _first_covered(months) - 1),
    },
)
