"""Money says what money it is, a count what was counted, and who mixes says so."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import tomllib
from pathlib import Path

import pytest

from course_lib import facts

TOLD = Path(__file__).with_name("register.toml").read_text(encoding="utf-8")
KINDS = {name: set(kinds) for name, kinds in tomllib.loads(TOLD)["kinds"].items()}
MONEY, COUNTS = KINDS["money"], KINDS["count"]
ALL = facts._register().values()
MONEY_UNIT = re.compile(r"USD|EUR|IDR|INR|KRW|RMB|US cents")
COUNT_UNIT = re.compile(
    r"(people|accounts|employees|engineers|downloads|tickets|trips|messages|photos|videos"
    r"|conversations|shares)( a \w+)?"
)
SAYS_SO = {
    "kind": re.compile(r"\bkinds\b"),
    "year": re.compile(r"\byears?\b.*\b(differ|different|unknown)|\b(different|unknown) years?\b"),
}


def kinds_of(unit: str) -> set[str]:
    """The kinds a figure in this unit may have; an empty one where neither money nor heads."""
    if MONEY_UNIT.match(unit):
        return MONEY
    if COUNT_UNIT.fullmatch(unit):
        return COUNTS | MONEY if unit == "shares" else COUNTS
    return {"", "booked"} if unit == "share" else {""}


def period(as_of: str) -> tuple[dt.date, dt.date]:
    """The first and the last day that a date of the register can mean.

    >>> period("2013-H1")
    (datetime.date(2013, 1, 1), datetime.date(2013, 6, 30))
    """
    year, _, rest = as_of.partition("-")
    spans = {"": (1, 12), "H1": (1, 6), "H2": (7, 12)}
    spans |= {f"Q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)}
    if rest.count("-"):
        return (day := dt.date.fromisoformat(as_of)), day
    first, last = spans.get(rest) or (int(rest), int(rest))
    after = dt.date(int(year) + last // 12, last % 12 + 1, 1)
    return dt.date(int(year), first, 1), after - dt.timedelta(days=1)


def unsaid(one: facts.Fact) -> set[str]:
    """What a derived fact mixes without saying so in its statement or caveat."""
    parents = [facts.fact(id) for id in one.parents]
    money = {parent.kind for parent in parents} & MONEY
    days = [period(parent.as_of) for parent in parents]
    apart = days and max(d[0] for d in days) - min(d[1] for d in days) > dt.timedelta(days=366)
    mixes = {"kind": len(money) > 1, "year": bool(apart)}
    told = f"{one.statement} {one.caveat}"
    return {name for name, mixed in mixes.items() if mixed and not SAYS_SO[name].search(told)}


def test_every_figure_of_money_and_every_count_names_its_kind() -> None:
    numbers = [one for one in ALL if (one.value, one.low, one.high) != (None, None, None)]
    wrong = {one.id: one.kind for one in numbers if one.kind not in kinds_of(one.unit)}
    assert wrong == {}
    assert not [one.id for one in ALL if one not in numbers and one.kind]
    assert {one.kind for one in ALL} == MONEY | COUNTS | {""}


def test_who_mixes_kinds_or_years_says_so() -> None:
    assert {one.id: unsaid(one) for one in ALL if unsaid(one)} == {}


@pytest.mark.parametrize(
    ("id", "hidden", "mixed"),
    [("C4", "paid out", "kind"), ("F15.2013", "received", "kind"), ("C12", "rough", "year")],
)
def test_a_mixture_that_is_not_told_is_found(id: str, hidden: str, mixed: str) -> None:
    assert mixed in unsaid(dataclasses.replace(facts.fact(id), statement="It is.", caveat=hidden))


@pytest.mark.parametrize(
    ("as_of", "days"),
    [
        ("2013", ("2013-01-01", "2013-12-31")),
        ("2013-12", ("2013-12-01", "2013-12-31")),
        ("2026-Q2", ("2026-04-01", "2026-06-30")),
        ("2014-H2", ("2014-07-01", "2014-12-31")),
        ("2017-06-07", ("2017-06-07", "2017-06-07")),
    ],
)
def test_a_date_has_a_first_and_a_last_day(as_of: str, days: tuple[str, str]) -> None:
    assert tuple(day.isoformat() for day in period(as_of)) == days
