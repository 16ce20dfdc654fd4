"""Capstone: audit an invented article about another messenger, claim by claim, from a dossier."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
from numpy.random import Generator

from course_lib import words as written
from course_lib.answers.trial import Outcome
from course_lib.exercises.assignments import fill, shuffle
from course_lib.lesson.exercise import Case, Choose, Complete, Exercise, Write, load, tables

PARTS = {"reach": (1, 2, 3), "money": (4, 5, 6), "outlook": (7, 8, 9)}
PAYERS = ("shops", "advertisers", "others")
COLUMNS = ("publisher", "sells", "date", "confidence", "says")
YEAR = 2025
_GIVEN, _words = tables("capstone")["given"], load(__file__)
_PUBLISHERS = _GIVEN["publishers"]

Rows = list[dict[str, Any]]


class Verdicts(Complete):
    """A verdict for each claim. Every wrong one is answered, not only the first.

    `wrongs` maps the number of a claim to all verdicts with a tempting one in its place.
    """

    def feedback(self, case: Case, outcome: Outcome) -> str:
        """What each wrong verdict is told."""
        said = super().feedback(case, outcome)
        of = outcome.value.get("of") if isinstance(outcome.value, dict) else None
        try:
            came = dict(of or ())
            wrong = [n for n, right in self.answer.items() if not self.compare.same(right, came[n])]
        except (LookupError, TypeError, ValueError):
            return said  # no dictionary with these claims: the frame has said so
        return " ".join(self.words.wrongs[str(number)] for number in wrong) or said


def build(random: Generator) -> tuple[dict[str, Any], list[Exercise]]:
    """The article and the dossier of one class, and its tasks.

    `given` has headline, paper, note, article (paragraphs), verdicts (four words), claims (number
    and text), dossier (id and `COLUMNS`), books (year, quarter, payer, income in million dollars)
    and counts (quarter, and in millions the daily users, monthly users and accounts).
    """
    variants = _drawn(random)
    books = _books(variants[3]["verdict"] == "holds", random)
    counts = _counts(random)
    divided_by = str(random.choice(["daily", "accounts"]))
    numbers = _numbers(variants, books, counts, divided_by, random)
    dossier = _dossier(variants, numbers, random)
    claims = [
        {"number": number, "text": claim["text"].format(**numbers)}
        for number, claim in enumerate(_GIVEN["claims"], start=1)
    ]
    printed = {f"claim_{claim['number']}": claim["text"] for claim in claims}
    given = {
        "article": [paragraph.format(**printed) for paragraph in _GIVEN["article"]],
        **{name: _GIVEN[name] for name in ("headline", "paper", "note", "verdicts")},
        "claims": claims,
        "dossier": [{name: row[name] for name in ("id", *COLUMNS)} for row in dossier],
        "books": books,
        "counts": counts,
    }
    return given, [
        _income(books),
        *(_verdicts(part, variants) for part in PARTS),
        _gains(dossier),
        _per_user(numbers["wrong"], books, counts, divided_by),
        _ALLOWED,
        Choose(fill(shuffle(_words["chatbot"], random), wrong=numbers["wrong"])),
    ]


def _drawn(random: Generator) -> list[dict[str, Any]]:
    """One variant of each claim, drawn again until every verdict comes up."""
    while True:
        choices = [claim["variants"] for claim in _GIVEN["claims"] if "variants" in claim]
        drawn = [variants[int(random.integers(len(variants)))] for variants in choices]
        if {variant["verdict"] for variant in drawn} == set(_GIVEN["verdicts"]):
            return drawn


def _books(shops_lead: bool, random: Generator) -> Rows:
    """Income by quarter and payer; the shops bring clearly more, or less, than half of 2025."""
    mean = {"shops": 12.0 if shops_lead else 5.0, "advertisers": 5.0, "others": 2.0}
    return [
        {
            "year": year,
            "quarter": quarter,
            "payer": payer,
            "income": round(mean[payer] * float(random.uniform(0.85, 1.15)), 1),
        }
        for year in (YEAR - 1, YEAR)
        for quarter in (1, 2, 3, 4)
        for payer in PAYERS
    ]


def _counts(random: Generator) -> Rows:
    """Millions at the end of each quarter of the year; every column grows."""
    monthly, rows = float(random.uniform(14, 22)), []
    daily, accounts = random.uniform(0.3, 0.42), random.uniform(1.5, 1.9)
    for quarter in (1, 2, 3, 4):
        monthly *= float(random.uniform(1.05, 1.15))
        row = {"daily": monthly * daily, "monthly": monthly, "accounts": monthly * accounts}
        rows.append({"quarter": quarter, **{key: round(float(n), 1) for key, n in row.items()}})
    return rows


def _sum(books: Rows, *years: int) -> float:
    return round(sum(row["income"] for row in books if row["year"] in years), 1)


def _mean(counts: Rows, column: str) -> float:
    return sum(row[column] for row in counts) / len(counts)


def _numbers(
    variants: list[dict[str, Any]], books: Rows, counts: Rows, divided_by: str, random: Generator
) -> dict[str, str]:
    """Every number of the article and the dossier, written out."""
    last, revenue = counts[-1], _sum(books, YEAR)
    reach = last["monthly" if variants[0]["verdict"] == "holds" else "accounts"]
    gain = round(float(random.uniform(4, 15)), 1)
    profits = variants[4]["verdict"] == "holds"
    amounts = {
        "reach": reach,
        "monthly": last["monthly"],
        "accounts": last["accounts"],
        "revenue": revenue,
        "profit": gain if profits else revenue,
        "costs": revenue - gain if profits else revenue + gain,
    }
    return {
        **{name: written.number(amount, 1) for name, amount in amounts.items()},
        "fee": str(random.integers(20, 36)),
        "leavers": str(random.integers(54, 72)),
        "wrong": written.number(revenue / _mean(counts, divided_by), 2),
    }


def _dossier(variants: list[dict[str, Any]], numbers: Mapping[str, str], random: Generator) -> Rows:
    rows = [row for variant in variants for row in variant["rows"]]
    rows += [_GIVEN["echo"], _GIVEN["count"]]
    mixed = [rows[place] for place in random.permutation(len(rows))]
    return [
        {**row, "id": f"D{place}", "says": row["says"].format(**numbers)}
        for place, row in enumerate(mixed, start=1)
    ]


def _verdicts(part: str, variants: list[dict[str, Any]]) -> Verdicts:
    drawn = {number: variants[number - 1] for number in PARTS[part]}
    right = {number: variant["verdict"] for number, variant in drawn.items()}
    tempting = {str(n): {**right, n: variant["tempting"]} for n, variant in drawn.items()}
    says = {str(number): variant["why"] for number, variant in drawn.items()}
    return Verdicts(replace(_words[part], wrongs=says), right, wrongs=tempting)


def _gains(dossier: Rows) -> Complete:
    def ids(chosen: Callable[[dict[str, Any]], bool]) -> list[str]:
        return [row["id"] for row in dossier if chosen(row)]

    return Complete(
        _words["gains"],
        ids(lambda row: row["gains"]),
        wrongs={
            "company": ids(lambda row: row["publisher"] == "Serindit Ltd"),
            "seller": ids(lambda row: not row["sells"].startswith("nothing")),
            "hearsay": ids(lambda row: row["confidence"] == "C"),
        },
    )


def _income(books: Rows) -> Complete:
    frame = pd.DataFrame(books)
    of_year = frame[frame["year"] == YEAR]
    quarters = of_year.groupby("payer", as_index=False)["income"]
    last = of_year[of_year["quarter"] == 4]
    return Complete(
        _words["income"],
        quarters.sum(),
        wrongs={
            "all_years": frame.groupby("payer", as_index=False)["income"].sum(),
            "mean": quarters.mean(),
            "last": last[["payer", "income"]],
        },
    )


def _per_user(wrong: str, books: Rows, counts: Rows, divided_by: str) -> Complete:
    def found(income: float, users: float) -> dict[str, Any]:
        return {"divided_by": divided_by, "dollars": income / users}

    income, monthly = _sum(books, YEAR), _mean(counts, "monthly")
    return Complete(
        fill(_words["per_user"], wrong=wrong),
        found(income, monthly),
        wrongs={
            "article": found(income, _mean(counts, divided_by)),
            "last": found(income, counts[-1]["monthly"]),
            "both_years": found(_sum(books, YEAR - 1, YEAR), monthly),
        },
    )


def _as_strong(strength: str, rows: list[list[str]]) -> bool:
    seen = any(confidence == "A" for _, confidence in rows)
    voices = {publisher for publisher, confidence in rows if confidence == "B"}
    needed = {"is": seen or len(voices) >= 2, "reported": seen or bool(voices), "may": True}
    return needed[strength]


def _taking_for_b(letter: str, strength: str, rows: list[list[str]]) -> bool:
    return _as_strong(strength, [[who, "B" if sure == letter else sure] for who, sure in rows])


def _some_evidence(random: Generator) -> tuple[str, list[list[str]]]:
    rows = [
        [str(random.choice(_PUBLISHERS[1:])), confidence]
        for confidence in random.choice(["A", "B", "B", "C"], size=int(random.integers(5))).tolist()
    ]
    return str(random.choice(["is", "is", "reported", "may"])), rows


_ALLOWED = Write(
    _words["allowed"],
    _as_strong,
    random=_some_evidence,
    wrongs={
        "copies": lambda strength, rows: _as_strong(
            strength, [[str(place), sure] for place, (_, sure) in enumerate(rows)]
        ),
        "hearsay": partial(_taking_for_b, "C"),
        "two_needed": partial(_taking_for_b, "A"),
        "may_refused": lambda strength, rows: bool(rows) and _as_strong(strength, rows),
    },
)
