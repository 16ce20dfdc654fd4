"""The register of facts: schema, kinds, arithmetic, reader, and who uses it."""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from reading import numbers_in, says

from course_lib import data, facts
from course_lib.errors import CourseError
from course_lib.facts import CONFIDENCE

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "course_lib" / "facts" / "data"
TOLD = tomllib.loads(Path(__file__).with_name("register.toml").read_text(encoding="utf-8"))
UNITS, TABLES = set(TOLD["units"]), TOLD["tables"]
DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}-\d\d-\d\d")
LONGEST = {"statement": 200, "note": 160, "caveat": 80}
ROWS = data.rows("facts", "facts")
ALL = [facts.fact(row["id"]) for row in ROWS]
NUMBERS = [one for one in ALL if (one.value, one.low, one.high) != (None, None, None)]


def v(id: str) -> float:
    value = facts.fact(id).value
    assert value is not None, id
    return value


# --- schema


def test_ids_are_unique_and_well_formed() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids)) > 250
    assert all(re.fullmatch(r"[A-Z]{1,2}\d{1,2}(\.[A-Za-z0-9-]+)*", id) for id in ids)


def faults(one: facts.Fact) -> list[str]:
    """What is wrong with a row, each fault by its name."""
    bounds = [x for x in (one.low, one.value, one.high) if x is not None]
    right = {
        "confidence": one.confidence in CONFIDENCE,
        "statement ends": one.statement.endswith("."),
        **{f"{name} length": len(getattr(one, name)) <= most for name, most in LONGEST.items()},
        "publisher": bool(one.publisher),
        "as_of": bool(re.fullmatch(r"\d{4}(-(Q[1-4]|H[12]|\d\d(-\d\d)?))?", one.as_of)),
        "url": not one.url or one.url.startswith("http"),
        "title": one.confidence in "CD" or bool(one.title),
        "parents": bool(one.parents) == (one.confidence == "D"),
        "unit": (one.unit in UNITS) if one in NUMBERS else (one.unit == ""),
        "order of the bounds": bounds == sorted(bounds),
    }
    return [name for name, holds in right.items() if not holds] or ["date"] * (not one.date)


def test_rows_are_complete() -> None:
    assert {one.id: faults(one) for one in ALL if faults(one)} == {}


@pytest.mark.parametrize(
    "change",
    [
        *({"told": f"{name} length", name: "." * (most + 1)} for name, most in LONGEST.items()),
        *TOLD["fault"],
    ],
    ids=lambda change: change["told"],
)
def test_a_faulty_row_is_told(change: dict[str, object], monkeypatch) -> None:
    fault, changed = change["told"], {k: v for k, v in change.items() if k != "told"}
    spoiled = dataclasses.replace(facts.fact("U6"), **changed)
    monkeypatch.setitem(globals(), "NUMBERS", [spoiled])
    assert faults(spoiled) == [fault]


def test_every_unit_is_used() -> None:
    assert {one.unit for one in NUMBERS} == UNITS


def test_shares_lie_between_minus_one_and_one() -> None:
    assert all(abs(one.value or 0) <= 1 for one in ALL if one.unit == "share")


def test_statements_and_values_agree() -> None:
    spelled = {
        one.id
        for one in NUMBERS
        if one.value
        and not any(says(n, d, one.value) for n, d in numbers_in(DAY.sub("", one.statement)))
    }
    assert spelled == set(TOLD["spelled"])


# --- arithmetic of what was worked out here (confidence D)

DERIVED = {  # what is neither a sum nor a product of parents: those stand in register.toml
    "F15.2013": lambda: (
        (low := v("F1.2013") + v("F7.2013.all") - v("F7.2012.all")),
        low + v("F14.2012") - v("F14.2013"),
    ),
    "F16": lambda: tuple(end * 1e8 / v("U4") for end in ends("F15.2013")),
    "S6.cost": lambda: tuple(v("S1.2025") * 1e6 / end for end in reversed(ends("S6"))),
    "C4": lambda: tuple((end + v("F4.2013")) * 1e8 / v("U4") for end in ends("F15.2013")),
    "C13": lambda: (v("F5.2013") - v("F3.2013")) * 1e8 / v("U4"),
    "C12": lambda: (v("C3"), v("C13")),
}


def ends(id: str) -> tuple[float, float]:
    one = facts.fact(id)
    assert one.low is not None
    assert one.high is not None
    return one.low, one.high


def derived(id: str) -> float | tuple[float, float]:
    share = re.fullmatch(r"G5\.(\w+)\.(other|ads)", id)
    if share:
        return v(f"G1.{share[1]}.{share[2]}") / v(f"G1.{share[1]}.total")
    told = TOLD["derived"].get(id)
    if not told:
        return DERIVED[id]()
    return sum(map(v, told["plus"])) if "plus" in told else facts.amount(told)


def test_derived_values_follow_from_their_parents(monkeypatch) -> None:
    used: set[str] = set()
    read = facts.fact
    monkeypatch.setattr(facts, "fact", lambda id: used.add(id) or read(id))
    wrong = {}
    for one in [each for each in NUMBERS if each.confidence == "D"]:
        used.clear()
        expected = derived(one.id)
        got = (one.low, one.high) if isinstance(expected, tuple) else one.value
        if got != pytest.approx(expected, rel=0.01) or used != set(one.parents):
            wrong[one.id] = (got, expected, sorted(used))
    assert wrong == {}


def test_nothing_is_worked_out_from_memory() -> None:
    assert all(facts.fact(p).confidence != "C" for one in ALL for p in one.parents)


# --- the reader


def test_a_fact_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        facts.fact("U6").value = 1.0  # type: ignore[misc]


@pytest.mark.parametrize("id", TOLD["caption"])
def test_caption_says_who_when_and_how_sure(id: str) -> None:
    assert facts.cite(id).endswith(TOLD["caption"][id])


def test_captions_are_joined_without_repetition() -> None:
    assert facts.cite("F1.2012", "F1.2013", "U6", "U6").count("; ") == 2


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
    assert {f.name.removesuffix(".csv") for f in (DATA / "tables").iterdir()} == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_table_is_typed_complete_and_fresh(name: str) -> None:
    frame = facts.table(name)
    assert len(frame) == TABLES[name]
    assert {"id", "confidence"} <= set(frame)
    assert set(frame["confidence"]) <= {"A", "B", "B1", "D"}
    assert not frame.duplicated().any()
    assert list(frame.index) == list(range(len(frame)))
    if "value" in frame:
        assert frame["value"].dtype == "float64"
        assert frame["value"].notna().all()
        assert [v(id) for id in frame["id"]] == list(frame["value"])
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
    def rate(card: str, market: str, kind: str) -> float:
        frame = facts.table(card).set_index("market")
        return float(frame.loc[market, kind.replace("-", "_")])

    for one in ALL:
        group, year, kind = [*one.id.split("."), "", ""][:3]
        if group == "J13":
            card = {"2024": "rates_2024_10", "2026": "rates_2026_04"}[year]
            assert v(one.id) == rate(card, "Indonesia", kind)


# --- the claims


def test_the_claims_are_numbered_and_use_every_verdict() -> None:
    claims = facts.claims()
    assert [claim.number for claim in claims] == list(range(1, 22))
    assert {claim.verdict for claim in claims} == set(TOLD["verdicts"])


@pytest.mark.parametrize("claim", facts.claims(), ids=lambda claim: str(claim.number))
def test_claim_rests_on_facts_that_may_be_shown(claim: facts.Claim) -> None:
    assert claim.who
    assert claim.sells
    assert claim.claim.endswith(".")
    assert claim.ids
    assert facts.cite(*claim.ids)
    backing = [facts.fact(id) for id in claim.ids]
    for number, decimals in numbers_in(DAY.sub("", claim.why)):
        years = {float(one.as_of[:4]) for one in backing}
        known = [x for one in backing for x in (one.value, one.low, one.high)]
        assert number in years or any(says(number, decimals, x) for x in known), number


# --- money says what money it is, a count what was counted, and who mixes says so


KINDS = {name: set(kinds) for name, kinds in TOLD["kinds"].items()}
MONEY, COUNTS = KINDS["money"], KINDS["count"]
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

    >>> for told in ("2013-H1", "2013", "2013-12", "2026-Q2", "2014-H2", "2017-06-07"):
    ...     print(*period(told))
    2013-01-01 2013-06-30
    2013-01-01 2013-12-31
    2013-12-01 2013-12-31
    2026-04-01 2026-06-30
    2014-07-01 2014-12-31
    2017-06-07 2017-06-07
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
    wrong = {one.id: one.kind for one in NUMBERS if one.kind not in kinds_of(one.unit)}
    assert wrong == {}
    assert not [one.id for one in ALL if one not in NUMBERS and one.kind]
    assert {one.kind for one in ALL} == MONEY | COUNTS | {""}


def test_who_mixes_kinds_or_years_says_so() -> None:
    assert {one.id: unsaid(one) for one in ALL if unsaid(one)} == {}


@pytest.mark.parametrize(
    ("id", "hidden", "mixed"),
    [("C4", "paid out", "kind"), ("F15.2013", "received", "kind"), ("C12", "rough", "year")],
)
def test_a_mixture_that_is_not_told_is_found(id: str, hidden: str, mixed: str) -> None:
    assert mixed in unsaid(dataclasses.replace(facts.fact(id), statement="It is.", caveat=hidden))


# --- every fact has a reader: a cell, an exercise, a chart, a table or a teacher's page. It is
# read by its id, by a pattern such as f"Q4.{part}", as a row of a table that code names, or as a
# parent of a fact that is read. Comments, docstrings and stored outputs read nothing.


NAMED = re.compile(r"(?<![\w.])[A-Z]{1,2}\d{1,2}(?:\.[A-Za-z0-9-]*[A-Za-z0-9])*(?!\w)")
PATTERN = re.compile(r"[A-Z]{1,2}\d{1,2}[^ ]*\*[^ ]*")
APPS = ("Signal", "Telegram", "WhatsApp")
FILLED = {  # what the variables of the patterns are
    "G1.*.other": ("2022", "2023", "2024", "2025"),
    "G1.*.total": ("2019", "2025"),
    "G1.2024.*": ("total", "ads", "other"),
    "M6.*": ("2019", "2025"),
    "Q4.*": ("goodwill", "users", "brand", "technology", "other"),
    "Y19.*": APPS,
    "Y30.*": APPS,
}


def strings_of_code(text: str) -> Iterator[str]:
    """The strings of a program, docstrings left out; an f-string with stars for what is filled."""
    tree = ast.parse(re.sub(r"^[%!].*$", "pass", text, flags=re.MULTILINE))
    left_out = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            left_out.add(node.value)
        if isinstance(node, ast.JoinedStr):
            left_out |= set(node.values)
            told = [part.value if isinstance(part, ast.Constant) else "*" for part in node.values]
            yield "".join(map(str, told))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in left_out:
            yield node.value


def strings(tree: object) -> Iterator[str]:
    """All strings of a TOML tree; those under a key `facts` in brackets, too."""
    if isinstance(tree, dict):
        yield from (f"[{id}]" for id in tree.get("facts", []))
    if isinstance(tree, dict | list):
        for value in tree.values() if isinstance(tree, dict) else tree:
            yield from strings(value)
    elif isinstance(tree, str):
        yield tree


def texts() -> Iterator[str]:
    """All that is shown or run, the register itself left out."""
    for path in sorted(ROOT.glob("notebooks/**/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            yield from strings_of_code(source) if cell["cell_type"] == "code" else [source]
    for path in (ROOT / "course_lib").rglob("*.py"):
        yield from strings_of_code(path.read_text(encoding="utf-8"))
    for path in (ROOT / "course_lib").rglob("*.toml"):
        yield from strings(tomllib.loads(path.read_text(encoding="utf-8")))
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
    return {path.stem for path in (DATA / "tables").glob("*.csv")} & told


def read_ids(told: set[str], ids: set[str]) -> set[str]:
    found = {id for text in told for id in NAMED.findall(text)} & ids
    for text in told:
        if PATTERN.fullmatch(text):
            found |= {text.replace("*", part) for part in FILLED[text]} & ids
    for name in tables_read(told):
        found |= {*facts.table(name)["id"]} & ids
    todo = list(found)
    while todo:
        for parent in set(facts.fact(todo.pop()).parents) - found:
            found.add(parent)
            todo.append(parent)
    return found


# After the word fact, in brackets, or under a key `facts`; a call with such an id raises when run.
ID = r"[A-Z]{1,2}\d{1,2}(?:\.[A-Za-z0-9-]+)*"
PROSE = re.compile(rf"\b[Ff]acts? ({ID}(?:(?:, | and | to ){ID})*)|\[({ID})\](?!\()")


def missing(told: set[str]) -> set[str]:
    """Ids in prose that are not there. It may name a row of several figures by its first part."""
    found = {id for text in told for ids in PROSE.findall(text) for id in re.findall(ID, str(ids))}
    return found - {one.id for one in ALL} - {one.id.partition(".")[0] for one in ALL}


def test_every_id_that_prose_names_exists(told: set[str]) -> None:
    assert missing(told) == set()
    good = ["see fact E8.bill and [P9], [M77](a link), U98", "X9 and F99"]
    bad = ["[M78], facts U6, X9 and F99", *strings({"facts": ["U98"], "text": ["see fact U97."]})]
    assert missing({*good, *bad}) == {"M78", "X9", "F99", "U98", "U97"}


def test_every_fact_has_a_reader(told: set[str]) -> None:
    ids = {*facts._register()}
    assert sorted(ids - read_ids(told, ids)) == []


def test_every_table_has_a_reader(told: set[str]) -> None:
    assert {path.stem for path in (DATA / "tables").glob("*.csv")} == tables_read(told)


def test_the_search_for_readers_really_looks() -> None:
    ids = {"U19", "Q4.goodwill", "Q4.users", "C3", "E8.bill", "E8.users", "U15"}
    code = '"""U15"""\nfact("U19")  # U15\nx = f"Q4.{part}"'
    told = {*strings_of_code(code), "see fact C3, and U15x"}
    assert read_ids(told, ids) == ids - {"U15"}
