"""The register of facts: schema, kinds, arithmetic, reader, and who uses it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from reading import Notebook, numbers_in, says

from course_lib import data, facts
from course_lib.errors import CourseError

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "course_lib" / "facts" / "data"
TOLD = tomllib.loads(Path(__file__).with_name("register.toml").read_text(encoding="utf-8"))
TABLES = TOLD["tables"]
DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}-\d\d-\d\d")
ROWS = data.rows("facts", "facts")
ALL = [facts.fact(row["id"]) for row in ROWS]
NUMBERS = [one for one in ALL if (one.value, one.low, one.high) != (None, None, None)]


# --- schema


def test_ids_are_unique() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids)) > 250


def faults(one: facts.Fact) -> list[str]:
    """What is wrong with a row, each fault by its name.

    >>> from dataclasses import replace
    >>> bad = {"confidence": "E", "statement": "x", "as_of": "", "url": "ftp://x", "id": "u"}
    >>> bad |= {"note": "." * 161, "caveat": "." * 81, "parents": ("U5",), "low": 1e12}
    >>> bad |= dict.fromkeys(("title", "unit", "publisher"), "")
    >>> len(faults(replace(facts.fact("U6"), **bad)))
    12
    >>> faults(replace(facts.fact("U6"), unit="share"))
    ['share']
    """
    bounds = [x for x in (one.low, one.value, one.high) if x is not None]
    rules = {
        "title": bool(one.title) or one.confidence in "CD",
        "parents": bool(one.parents) == (one.confidence == "D"),
        "unit": bool(one.unit) == bool(bounds),
        "order of the bounds": bounds == sorted(bounds),
        "share": one.unit != "share" or all(abs(x) <= 1 for x in bounds),
    }
    return unlike(one, TOLD["forms"]) + [name for name, holds in rules.items() if not holds]


def unlike(one: object, forms: dict[str, str]) -> list[str]:
    """The fields that are not of their form."""
    return [name for name, form in forms.items() if not re.fullmatch(form, getattr(one, name))]


def test_rows_are_complete() -> None:
    assert {one.id: faults(one) for one in ALL if faults(one)} == {}


def test_statements_and_values_agree() -> None:
    spelled = {
        one.id
        for one in NUMBERS
        if one.value
        and not any(says(n, d, one.value) for n, d in numbers_in(DAY.sub("", one.statement)))
    }
    assert spelled == set(TOLD["spelled"])


# --- arithmetic of what was worked out here (confidence D)


def worked_out(told: dict[str, list]) -> float:
    whole = sum(map(facts.value, told["plus"])) if "plus" in told else 1.0
    whole -= sum(map(facts.value, told.get("minus", ())))
    return whole * facts.amount({"times": told.get("times", ()), "by": told.get("by", ())})


def test_derived_values_follow_from_their_parents(monkeypatch) -> None:
    used: set[str] = set()
    read = facts.fact
    monkeypatch.setattr(facts, "fact", lambda id: used.add(id) or read(id))
    wrong = {}
    for one in [each for each in NUMBERS if each.confidence == "D"]:
        used.clear()
        told = TOLD["derived"][one.id]
        ends = {end: worked_out(told[end]) for end in ("low", "high") if end in told}
        ends = ends or {"value": worked_out(told)}
        got = {end: getattr(one, end) for end in ends}
        if got != pytest.approx(ends, rel=0.01) or used != set(one.parents):
            wrong[one.id] = (got, ends, sorted(used))
    assert wrong == {}


# --- the reader


def test_facts_from_memory_have_no_caption_and_no_row() -> None:
    remembered = {one.id for one in ALL if one.confidence == "C"}
    assert remembered
    for id in remembered:
        with pytest.raises(CourseError, match=r"Find a source for it or leave it out\."):
            facts.cite("U6", id)
    shown = {name: remembered & set(facts.table(name)["id"]) for name in TABLES}
    assert not any(shown.values()), shown


def test_every_other_fact_has_a_caption() -> None:
    assert all(facts.cite(one.id) for one in ALL if one.confidence != "C")


# --- tables


def test_tables_are_the_agreed_ones() -> None:
    assert set(data.names("facts", "tables")) == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_table_is_typed_complete_and_fresh(name: str) -> None:
    frame = facts.table(name)
    assert len(frame) == TABLES[name]
    assert {"id", "confidence"} <= set(frame)
    assert not frame.duplicated().any()
    assert list(frame.index) == list(range(len(frame)))
    if "value" in frame:
        assert frame["value"].dtype == "float64"
        assert [facts.value(id) for id in frame["id"]] == list(frame["value"])
    if "date" in frame:
        assert pd.api.types.is_datetime64_dtype(frame["date"])
    if "market" in frame and "since" not in frame:
        assert frame["market"].is_unique
        rates = frame.select_dtypes("number")
        assert rates.notna().sum().sum() >= 2 * len(frame)
        assert ((rates >= 0) & (rates < 0.2) | rates.isna()).all().all()
    frame.iloc[0, 0] = "spoiled"
    assert facts.table(name).iloc[0, 0] != "spoiled"


def test_a_change_of_a_card_is_a_price_of_a_known_market_or_says_that_it_is_not_known() -> None:
    frame = facts.table("rate_changes")
    assert not frame.duplicated(["since", "market"]).any()
    known = set(facts.table("rates_2026_10")["market"].str.split(" (", regex=False).str[0])
    assert set(frame["market"]) <= known | {"*"}
    prices = frame[["marketing", "utility", "authentication"]].stack().dropna()
    assert len(prices) > len(frame)
    assert all(price == "?" or 0 < float(price) < 0.2 for price in prices)


def test_facts_taken_from_a_card_agree_with_it() -> None:
    cards = {"2024": "rates_2024_10", "2026": "rates_2026_04"}
    for one in [each for each in ALL if each.id.startswith("J13.")]:
        _, year, kind = one.id.split(".")
        rates = facts.table(cards[year]).set_index("market").loc["Indonesia"]
        assert one.value == rates[kind.replace("-", "_")], one.id


# --- the claims


@pytest.mark.parametrize("claim", facts.claims(), ids=lambda claim: str(claim.number))
def test_claim_rests_on_facts_that_may_be_shown(claim: facts.Claim) -> None:
    assert unlike(claim, TOLD["claim_forms"]) == []
    assert facts.cite(*claim.ids)
    backing = [facts.fact(id) for id in claim.ids]
    for number, decimals in numbers_in(DAY.sub("", claim.why)):
        years = {float(one.as_of[:4]) for one in backing}
        known = [x for one in backing for x in (one.value, one.low, one.high)]
        assert number in years or any(says(number, decimals, x) for x in known), number


# --- money says what money it is, a count what was counted, and who mixes says so


MONEY, COUNTS = set(TOLD["kinds"]["money"]), set(TOLD["kinds"]["count"])
KINDS = {"money": MONEY, "count": COUNTS, "either": MONEY | COUNTS}
KINDS |= {"share": {"", "booked"}, "neither": {""}}
MAY_BE = {unit: KINDS[group] for group, units in TOLD["units"].items() for unit in units}
SAYS_SO = {
    "kind": re.compile(r"\bkinds\b"),
    "year": re.compile(r"\byears?\b.*\b(differ|different|unknown)|\b(different|unknown) years?\b"),
}


def period(as_of: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day that a date of the register can mean.

    >>> for told in ("2013-H1", "2013", "2013-12", "2026-Q2", "2014-H2", "2017-06-07"):
    ...     print(*(day.date() for day in period(told)))
    2013-01-01 2013-06-30
    2013-01-01 2013-12-31
    2013-12-01 2013-12-31
    2026-04-01 2026-06-30
    2014-07-01 2014-12-31
    2017-06-07 2017-06-07
    """
    first = pd.Period(as_of.replace("H1", "Q1").replace("H2", "Q3"))
    last = pd.Period(as_of.replace("H1", "Q2").replace("H2", "Q4"))
    return first.start_time, last.end_time.normalize()


def unsaid(one: facts.Fact) -> set[str]:
    """What a derived fact mixes without saying so in its statement or caveat.

    >>> from dataclasses import replace
    >>> for id, hidden in (("C4", "paid out"), ("F15.2013", "received"), ("C12", "rough")):
    ...     one = replace(facts.fact(id), statement="It is.", caveat=hidden)
    ...     print(sorted(unsaid(one)))
    ['kind']
    ['kind']
    ['kind', 'year']
    """
    parents = [facts.fact(id) for id in one.parents]
    money = {parent.kind for parent in parents} & MONEY
    days = [period(parent.as_of) for parent in parents]
    apart = days and max(d[0] for d in days) - min(d[1] for d in days) > pd.Timedelta(days=366)
    mixes = {"kind": len(money) > 1, "year": bool(apart)}
    told = f"{one.statement} {one.caveat}"
    return {name for name, mixed in mixes.items() if mixed and not SAYS_SO[name].search(told)}


def test_every_figure_of_money_and_every_count_names_its_kind() -> None:
    assert {one.unit for one in NUMBERS} == set(MAY_BE)
    assert {one.id: one.kind for one in NUMBERS if one.kind not in MAY_BE[one.unit]} == {}
    assert not [one.id for one in ALL if one not in NUMBERS and one.kind]
    assert {one.kind for one in ALL} == MONEY | COUNTS | {""}


def test_who_mixes_kinds_or_years_says_so() -> None:
    assert {one.id: unsaid(one) for one in ALL if unsaid(one)} == {}


# --- every fact has a reader: a cell, an exercise, a chart, a table or a teacher's page. It is
# read by its id, by a pattern such as f"Q4.{part}", as a row of a table that code names, or as a
# parent of a fact that is read. Comments, docstrings and stored outputs read nothing.


NAMED = re.compile(r"(?<![\w.])[A-Z]{1,2}\d{1,2}(?:\.[A-Za-z0-9-]*[A-Za-z0-9])*(?!\w)")
PATTERN = re.compile(r"[A-Z]{1,2}\d{1,2}[^ ]*\*[^ ]*")


def strings_of_code(text: str) -> Iterator[str]:
    """The strings of a program, docstrings left out; an f-string with stars for what is filled."""
    left_out: set[ast.AST] = set()
    for node in ast.walk(ast.parse(re.sub(r"^[%!].*$", "pass", text, flags=re.MULTILINE))):
        match node:
            case ast.Expr(value):
                left_out.add(value)
            case ast.JoinedStr(parts):
                left_out |= set(parts)
                told = [part.value if isinstance(part, ast.Constant) else "*" for part in parts]
                yield "".join(map(str, told))
            case ast.Constant(str() as text) if node not in left_out:
                yield text


def leaves(tree: object) -> Iterator[str]:
    """All strings of a TOML tree; a key is none, although some look like a fact.

    >>> list(leaves({"Q3": {"rest": ["U6", 1]}, "H2": "U19"}))
    ['U6', 'U19']
    """
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for value in tree.values() if isinstance(tree, dict) else tree:
            yield from leaves(value)


def texts() -> Iterator[str]:
    """All that is shown or run, the register itself left out."""
    for path in sorted(ROOT.glob("notebooks/**/*.ipynb")):
        cells = Notebook(path).cells
        yield from (cell.source for cell in cells.markdown)
        for cell in cells.code:
            yield from strings_of_code(cell.source)
    for path in (ROOT / "course_lib").rglob("*.py"):
        yield from strings_of_code(path.read_text(encoding="utf-8"))
    for path in (ROOT / "course_lib").rglob("*.toml"):
        yield from leaves(tomllib.loads(path.read_text(encoding="utf-8")))
    pages = [*(ROOT / "notebooks").rglob("*.md"), *(ROOT / "course_lib").rglob("*.csv")]
    for path in pages:
        if path != DATA / "facts.csv" and path.parent != DATA / "tables":
            yield (text := path.read_text(encoding="utf-8"))
            yield from re.split(r"[,\n]", text)  # a cell may name a table


@pytest.fixture(scope="module")
def told() -> set[str]:
    return set(texts())


def tables_read(told: set[str]) -> set[str]:
    """The names of the tables that a string of code is."""
    return {*data.names("facts", "tables")} & told


def read_ids(told: set[str], ids: set[str]) -> set[str]:
    """The facts that texts read.

    >>> code = '"U15"; fact("U19"); f"Q4.{part}"  # U15'
    >>> told = {*strings_of_code(code), "see fact C3, and U15x"}
    >>> sorted(read_ids(told, {"U15", "U19", "Q4.users", "Q4.goodwill", "C3"}))
    ['C3', 'E8.bill', 'E8.users', 'Q4.goodwill', 'Q4.users', 'U19']
    """
    found = {id for text in told for id in NAMED.findall(text)} & ids
    for text in told:
        if PATTERN.fullmatch(text):
            found |= {text.replace("*", part) for part in TOLD["filled"][text]} & ids
    for name in tables_read(told):
        found |= {*facts.table(name)["id"]} & ids
    todo = list(found)
    while todo:
        for parent in set(facts.fact(todo.pop()).parents) - found:
            found.add(parent)
            todo.append(parent)
    return found


# After the word fact, or in brackets; a call with such an id raises when run.
ID = r"[A-Z]{1,2}\d{1,2}(?:\.[A-Za-z0-9-]+)*"
PROSE = re.compile(rf"\b[Ff]acts? ({ID}(?:(?:, | and | to ){ID})*)|\[({ID})\](?!\()")


def missing(told: set[str]) -> set[str]:
    """Ids in prose that are not there. It may name a row of several figures by its first part.

    >>> good = {"see fact E8.bill and [P9], [M77](a link), U98", "X9 and F99"}
    >>> sorted(missing({*good, "[M78], facts U6, X9 and F99", "see fact U97."}))
    ['F99', 'M78', 'U97', 'X9']
    """
    found = {id for text in told for ids in PROSE.findall(text) for id in re.findall(ID, str(ids))}
    return found - {one.id for one in ALL} - {one.id.partition(".")[0] for one in ALL}


def test_every_id_that_prose_names_exists(told: set[str]) -> None:
    assert missing(told) == set()


def test_every_fact_has_a_reader(told: set[str]) -> None:
    ids = {*facts._register()}
    assert sorted(ids - read_ids(told, ids)) == []


def test_every_table_has_a_reader(told: set[str]) -> None:
    assert tables_read(told) == set(TABLES)
