"""Every figure the course states: the register (`data/facts.csv`), its tables and the claims.

A figure is written once, in the register. A table names the ids of its rows and takes value, unit
and confidence from there; only the rate cards hold their own prices, under the id of their card.

A claim may be told as strongly as its evidence carries, in one of four words (`data/claims.csv`).

What happens to Sari stands in `data/story.toml`, once for all lessons: choices of ours. It holds no
price and no sum: what a message costs comes from the rate cards and the rules, what a tap costs
from the auction (`economics.ledger.tap`), dollars and rupiah from fact J17.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from io import StringIO
from math import prod, sqrt
from typing import TYPE_CHECKING, Any, Literal

from course_lib import checks, data, words
from course_lib.errors import CourseError, refuse, require

if TYPE_CHECKING:
    import pandas as pd

_phrase = data.phrases("facts")
CONFIDENCE: dict[str, str] = data.toml("facts", "words")["confidence"]
STRENGTH: dict[str, str] = data.toml("facts", "words")["strength"]  # from weak to strong
STORY: dict[str, Any] = data.toml("facts", "story")
Side = Literal["fits", "too strong", "too weak"]


@dataclass(frozen=True)
class Fact:
    """One figure or one plain statement.

    `value` is None for a statement without a number and where only a range is known; "more than"
    has `low` equal to `value`, "at most" has `high`. `unit` is spelled out; `kind` says
    what money (booked, received, paid out, ...) or what count (sent, monthly, ...) it is.
    `as_of` is as precise as the source: 2014-02-19, 2014-02, 2014, 2014-H1 or 2025-Q3. `caveat` are
    the words that must travel with the figure. `parents` are the facts it was worked out from
    (confidence D).
    """

    id: str
    statement: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    kind: str
    as_of: str
    confidence: str
    publisher: str
    title: str
    url: str
    note: str
    caveat: str
    parents: tuple[str, ...]

    @property
    def confidence_word(self) -> str:
        """How sure we are, in words."""
        return CONFIDENCE[self.confidence]

    @property
    def date(self) -> str:
        """`as_of` in words, no more precise than it is known."""
        year, _, rest = self.as_of.partition("-")
        if not rest:
            return year
        if not rest[0].isdigit():
            return _phrase("part.year", part=_phrase(f"part.{rest}"), year=year)
        if "-" in rest:
            return words.date(dt.date.fromisoformat(self.as_of))
        return words.date(dt.date(int(year), int(rest), 1)).partition(" ")[2]


@dataclass(frozen=True)
class Claim:
    """One claim of the article, who makes it, what they sell, and what a check found.

    `strength` is the strongest word its evidence carries, one of `STRENGTH`. `cells`
    are the cells in which a student acts on it, as lesson:id.
    """

    number: int
    claim: str
    who: str
    sells: str
    verdict: str
    strength: str
    why: str
    ids: tuple[str, ...]
    lesson: tuple[int, ...]
    cells: tuple[str, ...]


def fact(id: str) -> Fact:
    """The fact called `id`; CourseError names the nearest ids if there is none.

    >>> fact("U19").value, fact("U19").unit, fact("U19").date
    (3000000000.0, 'people', '30 Apr 2025')
    """
    if id not in (register := _register()):
        raise _unknown("facts.id", id, list(register))
    return register[id]


def value(ref: str) -> float:
    """The number of a fact or of one end of it: "S6:low", "S6:high", "S6:mid" (geometric mean).

    Raises CourseError where the register has no such number.

    >>> value("F13"), value("S6:low") < value("S6:mid") < value("S6:high")
    (2.55, True)
    """
    id, _, end = ref.partition(":")
    if end == "mid":
        return sqrt(value(f"{id}:low") * value(f"{id}:high"))
    one = fact(id)
    known = {"": one.value, "low": one.low, "high": one.high}.get(end)
    if known is None:
        raise refuse("facts.no_number", _phrase("none"), ref=ref, id=id)
    return known


def amount(told: float | str | Mapping[str, Any]) -> float:
    """A number as data files tell it: plain, a fact, or a product of such `times` over `by`.

    >>> amount(3), amount("F13"), amount({"times": [12e6, "E8.bill"], "by": ["E8.users"]})
    (3.0, 2.55, 0.02)
    """
    if isinstance(told, Mapping):
        return prod(map(amount, told["times"])) / prod(map(amount, told.get("by", ())))
    return value(told) if isinstance(told, str) else float(told)


def cite(*ids: str) -> str:
    """A caption: publisher, date, how sure, and the words that must go with the figure.

    Raises CourseError for a fact from memory (confidence C): it is not shown.

    >>> cite("U6")
    'Facebook, 19 Feb 2014 (seen in the source itself)'
    """
    captions = []
    for one in map(fact, ids):
        require(one.confidence != "C", "facts.from_memory", _phrase("from_memory", id=one.id))
        sure = "; ".join(filter(None, [one.confidence_word, one.caveat]))
        captions.append(f"{one.publisher}, {one.date} ({sure})")
    return "; ".join(dict.fromkeys(captions))


def table(name: str) -> pd.DataFrame:
    """A fresh frame of the table called `name`, one row a fact or one row a market.

    Columns: `id`, the table's own, and `confidence`; where each row is a fact of its own also
    `value` and `unit`. Days are datetime64. Rows from memory (confidence C) are left out.
    CourseError names the nearest tables if there is none.

    >>> table("users")[["id", "value", "unit"]].tail(1).values.tolist()
    [['U20', 3500000000.0, 'accounts']]
    """
    import pandas as pd

    if name not in (names := data.names("facts", "tables")):
        raise _unknown("facts.table", name, names)
    frame = pd.read_csv(StringIO(data.text("facts", f"tables/{name}.csv")))
    if "date" in frame:
        frame["date"] = pd.to_datetime(frame["date"])
    rows = [fact(id) for id in frame["id"]]
    if frame["id"].is_unique:
        frame["value"] = pd.Series([row.value for row in rows], dtype="float64")
        frame["unit"] = [row.unit for row in rows]
    frame["confidence"] = [row.confidence for row in rows]
    return frame[frame["confidence"] != "C"].reset_index(drop=True)


@cache
def claims() -> tuple[Claim, ...]:
    """The article's claims, paraphrased, each with its verdict.

    >>> [claim.number for claim in claims() if claim.verdict == "not confirmed"]
    [8, 20]
    """
    return tuple(_claim(row) for row in data.rows("facts", "claims"))


def claim_of(number: int) -> Claim:
    """The claim of that number. Raises CourseError for another number.

    >>> claim_of(2).number
    2
    """
    found = [claim for claim in claims() if claim.number == number]
    require(found, "facts.claim", repr(number), most=len(claims()))
    return found[0]


def weigh(number: int, word: str) -> tuple[Side, str]:
    """Whether `word` is as strong as the evidence for claim `number`, and that in words.

    Raises CourseError for another number or a word that is not in `STRENGTH`.

    >>> [weigh(8, word)[0] for word in ("is", "reported", "may")]
    ['too strong', 'fits', 'too weak']
    """
    claim, order = claim_of(number), list(STRENGTH)
    checks.one_of(word, STRENGTH, "facts.word")
    step = order.index(word) - order.index(claim.strength)
    if not step:
        return "fits", _phrase("judge.fits", word=word, why=claim.why)
    side: Side = "too strong" if step > 0 else "too weak"
    said = {"carried": claim.strength, "means": STRENGTH[claim.strength], "why": claim.why}
    return side, _phrase("judge.misses", word=word, side=side, **said)


def judged(*numbers: int) -> pd.DataFrame:
    """The article's claims of those numbers, as the course judges them, one a row.

    Raises CourseError for a number that no claim has.

    >>> judged(6, 7)["verdict"].tolist()
    ['holds, with a qualification', 'holds, with a qualification']
    """
    import pandas as pd

    chosen = sorted({*map(claim_of, numbers)}, key=lambda claim: claim.number)
    return pd.DataFrame(chosen, columns=["claim", "who", "verdict", "why", "ids"])


def speakers() -> pd.DataFrame:
    """Who makes the article's claims and what they sell: how many claims, and the first of them.

    >>> speakers()["claims"].tolist()
    [16, 2, 3]
    """
    import pandas as pd

    rows = pd.DataFrame(claims()).groupby("sells", sort=False, as_index=False)
    of_claims = {"claims": ("claim", "size"), "one_of_them": ("claim", "first")}
    return rows.agg(who=("who", "first"), **of_claims)[["who", "sells", *of_claims]]


def told(*ids: str) -> pd.DataFrame:
    """Facts to read, one a row: what is said, who tells it, when, how sure we are, and the id.

    >>> told("J3.share").columns.tolist()
    ['what', 'told by', 'when', 'how sure', 'fact']
    """
    import pandas as pd

    found = map(fact, ids)
    rows = [(one.statement, one.publisher, one.date, one.confidence_word, one.id) for one in found]
    return pd.DataFrame(rows, columns=data.toml("facts", "words")["told"])


def story_bids() -> dict[str, float]:
    """The bids for Sari's tap in dollars, each weighed by its chance beside the company's chance.

    So a bid twice as likely to be tapped counts twice: the highest wins and pays the second.

    >>> story_bids()
    {'football shop': 0.15, 'Nusa Bus': 0.4, 'warung': 0.24}
    """
    (own,) = (bid["rate"] for bid in STORY["bid"] if bid["ad"] == STORY["company"])
    return {bid["ad"]: round(bid["cents"] * bid["rate"] / own / 100, 6) for bid in STORY["bid"]}


def story_answer(came_by: str) -> float:
    """Dollars for answering Sari on the day of the sale: nothing after an ad (fact R11).

    Raises CourseError for another word.

    >>> story_answer("ad"), story_answer("herself")
    (0.0, 0.019)
    """
    checks.one_of(came_by, ("ad", "herself"))
    return 0.0 if came_by == "ad" else value("J13.2024.service")


@cache
def _register() -> dict[str, Fact]:
    return {row["id"]: _fact(row) for row in data.rows("facts", "facts")}


def _fact(row: dict[str, str]) -> Fact:
    numbers = {name: float(row[name]) if row[name] else None for name in ("value", "low", "high")}
    texts = {k: v for k, v in row.items() if k not in {*numbers, "parents"}}
    return Fact(**texts, **numbers, parents=tuple(row["parents"].split()))  # type: ignore[arg-type]


def _claim(row: dict[str, str]) -> Claim:
    numbers = {"number": int(row["number"]), "lesson": tuple(map(int, row["lesson"].split()))}
    lists = {name: tuple(row[name].split()) for name in ("ids", "cells")}
    texts = {k: v for k, v in row.items() if k not in {*numbers, *lists}}
    return Claim(**texts, **numbers, **lists)  # type: ignore[arg-type]


def _unknown(key: str, got: str, names: list[str]) -> CourseError:
    """An error naming what was probably meant: the parts of `got`, or the nearest names."""
    same = {name.lower(): name for name in names}
    near = [name for name in names if name.lower().startswith(f"{got.lower()}.")][:6]
    near = near or [same[hit] for hit in get_close_matches(got.lower(), same, n=3, cutoff=0)]
    return refuse(key, repr(got), near=words.listed(near, "or"))


checks.guard(__name__, error=None)
