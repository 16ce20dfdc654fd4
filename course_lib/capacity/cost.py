"""The yearly bill of a messenger, line by line, each line a range.

Low, mid and high multiply all low, all middle and all high inputs: the range is as wide as if every
guess erred in the same direction. What people do in a day is the load's and has no range here.
Amounts are US dollars a year.
"""

from collections.abc import Mapping
from functools import cache
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd

from course_lib import checks, data, facts
from course_lib.capacity import load
from course_lib.capacity.load import DAYS_PER_YEAR, Load
from course_lib.words import Range

ENDS = list(Range._fields)
MONTHS = 12
GIGABYTE = 1e9

Triple = np.ndarray[Any, np.dtype[np.float64]]  # low, mid, high

_phrase = data.phrases("capacity")
_CODE = "dollars_per_code"
_LINES: dict[str, Any] = data.toml("capacity", "bill")


@cache
def code_price(country: str) -> Range:
    """Dollars for one sign-up code to a phone in `country`: from a sender at home to one abroad.

    WhatsApp's own rate card of April 2026 (fact RC4) stands in for SMS prices, which operators do
    not publish; the middle is the geometric mean. Raises `CourseError` for other countries.

    >>> code_price("Indonesia").low, code_price("Indonesia").high
    (0.025, 0.136)
    """
    rates = facts.table("rates_2026_04").dropna(subset=["authentication_international"])
    card = rates.set_index("market")
    checks.one_of(country, card.index, "capacity.country")
    kinds = ("authentication", "authentication_international")
    low, high = (float(card[kind][country]) for kind in kinds)
    return Range(low, sqrt(low * high), high)


def bill(work: Load, country: str = "Indonesia", **prices: float) -> pd.DataFrame:
    """What `work` costs in a year: columns item (a key), low, mid, high, facts, confidence.

    Sign-up codes are priced for `country`. Any input (see `load.default`), and `dollars_per_code`,
    can be replaced by name, such as `pay_per_person_year=12_000`; it is then yours and has no
    range. Small messengers pay a least amount for servers and staff; a peak above the usual one
    needs more servers.

    >>> bill(Load(users=1000))["item"].tolist()
    ['codes', 'servers', 'bandwidth', 'storage', 'staff', 'ai']
    """
    ask = _ranges(country, prices)
    rows = []
    for item, amount in _amounts(work, ask).items():
        line = _LINES[item]
        least = ask.get(line.get("least", ""), np.zeros(3))
        names = [line["least"]] if least[1] > amount[1] else line["inputs"]
        rows.append((item, *np.maximum(amount, least).tolist(), *_evidence(item, names, prices)))
    return pd.DataFrame(rows, columns=["item", *ENDS, "facts", "confidence"])


def per_user(yearly: pd.DataFrame, users: float) -> pd.DataFrame:
    """The same bill divided by `users`: dollars per user and year.

    Raises `CourseError` for users of zero or less.

    >>> round(total(per_user(bill(Load(users=200e6)), users=200e6)).mid, 1)
    0.2
    """
    checks.positive(users, "capacity.divided")
    return yearly.assign(**{end: yearly[end] / users for end in ENDS})


def total(lines: pd.DataFrame) -> Range:
    """The sum of all lines.

    >>> total(pd.DataFrame({"low": [1, 2], "mid": [2, 3], "high": [4, 4]}))
    Range(low=3.0, mid=5.0, high=8.0)
    """
    return Range(*(float(lines[end].sum()) for end in ENDS))


def one_user(work: Load, country: str = "Indonesia") -> Range:
    """What one user of `work` costs in a year, in dollars: `per_user`, all lines together.

    >>> round(one_user(Load(users=200e6)).mid, 1)
    0.2
    """
    return total(per_user(bill(work, country), work.users))


def scale(users: list[float], country: str = "Indonesia") -> pd.DataFrame:
    """Text alone, for services of different size: columns users, low, mid, high (per user-year).

    >>> scale([1000, 1e6])["mid"].is_monotonic_decreasing
    True
    """
    totals = [one_user(Load(each), country) for each in users]
    return pd.DataFrame(totals, columns=ENDS).assign(users=users)[["users", *ENDS]]


def beside_signal(lines: pd.DataFrame) -> pd.DataFrame:
    """`lines` per user and year beside Signal's published bill of 2023: columns whose, item, ends.

    Signal publishes the dollars (fact S2, S3); its number of users is an outside estimate with a
    range (fact S6), and that is Signal's range here.

    >>> beside_signal(per_user(bill(Load(200e6)), 200e6))["whose"].unique().tolist()
    ['yours', 'signal']
    """
    users = load.default("signal_users").range
    told = {item: line["signal"] for item, line in _LINES.items() if "signal" in line}
    rows = [(item, *(1e6 * facts.value(id) / n for n in users[::-1])) for item, id in told.items()]
    signal = pd.DataFrame(rows, columns=["item", *ENDS])
    both = pd.concat({"yours": lines, "signal": signal}, names=["whose"])
    return both.reset_index("whose")[["whose", "item", *ENDS]]


def up_to(dial: int, users: float, country: str = "Indonesia") -> pd.DataFrame:
    """The bill per user and year with everything up to step number `dial`, from text (1) to AI (4).

    Columns step, item, low, mid, high.

    Raises CourseError for a step that is not there.

    >>> up_to(1, 200e6)["step"].unique().tolist()
    ['text']
    """
    checks.one_of(dial, range(1, len(load.STEPS) + 1), "capacity.step")
    name = load.STEPS[dial - 1]
    lines = per_user(bill(Load(users, load.step(name)), country), users)
    return lines.assign(step=name)[["step", "item", *ENDS]]


def verdict(lines: pd.DataFrame, cents: float) -> str:
    """Whether free holds when `cents` come in for a user who costs `lines` (of `up_to`).

    Raises `CourseError` for less than none.

    >>> verdict(up_to(1, 235e6), cents=5)
    'Up to text, a user costs 21 cents (5.9 to 88). With 5 cents, free breaks at the low end, too.'
    """
    checks.not_negative(cents, "capacity.cents")
    year, step = total(lines), lines["step"].iloc[0]
    holds = _phrase(f"free.{sum(100 * end <= cents for end in year)}")
    return _phrase("free.said", step=step, amount=year.in_words(), cents=cents, holds=holds)


def _ranges(country: str, prices: Mapping[str, float]) -> dict[str, Triple]:
    names = [name for line in _LINES.values() for name in line["inputs"]]
    names += [line["least"] for line in _LINES.values() if "least" in line]
    ranges = {name: np.array(load.default(name).range) for name in names}
    ranges[_CODE] = np.array(code_price(country))
    for name, price in prices.items():
        checks.one_of(name, ranges, "capacity.price")
        checks.not_negative(price, "capacity.bill_line", name=name)
        ranges[name] = np.full(3, float(price))
    return ranges


def _amounts(work: Load, ask: Mapping[str, Triple]) -> dict[str, Triple]:
    """Low, mid and high dollars a year of every item, before the least amounts."""
    users, traffic = work.users, work.traffic
    gigabytes_sent = users * np.array(traffic.bytes_per_day()) * DAYS_PER_YEAR / GIGABYTE
    gigabytes_kept = users * np.array(traffic.stored_bytes_per_day()) * ask["days_kept"] / GIGABYTE
    headroom = max(1.0, work.peak_to_mean / load.default("peak_to_mean").range.mid)
    return {
        "codes": users * ask["codes_per_user_year"] * ask[_CODE],
        "servers": users * ask["server_dollars_per_user_year"] * headroom,
        "bandwidth": gigabytes_sent * ask["dollars_per_gigabyte"],
        "storage": gigabytes_kept * ask["dollars_per_gigabyte_month"] * MONTHS,
        "staff": users * ask["staff_per_user"] * ask["pay_per_person_year"],
        "ai": users * traffic.ai_answers * DAYS_PER_YEAR * ask["dollars_per_ai_answer"],
    }


def _evidence(item: str, names: list[str], prices: Mapping[str, float]) -> tuple[str, str]:
    """The facts behind one line, and the weakest confidence among its inputs."""
    used = [load.default(name) for name in names if name not in prices]
    ids = [each for one in used for each in one.ids]
    ids += ["RC4"] * (item == "codes" and _CODE not in prices)
    confidence = load.weakest([one.confidence for one in used] or ["yours"])
    return ", ".join(dict.fromkeys(ids)), confidence


checks.guard(__name__, error=None)
