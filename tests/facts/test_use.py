"""Every fact has a reader: a cell, an exercise, a chart, a table or a teacher's page.

A fact is read by its id, by a pattern such as f"Q4.{part}", as a row of a table that code names, or
as a parent of a fact that is read. Comments, docstrings and stored outputs read nothing.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from course_lib import facts

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "course_lib" / "facts" / "data"
ID = re.compile(r"(?<![\w.])[A-Z]{1,2}\d{1,2}(?:\.[A-Za-z0-9-]*[A-Za-z0-9])*(?!\w)")
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
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            left_out.add(body[0].value)
        if isinstance(node, ast.JoinedStr):
            left_out |= set(node.values)
            told = [part.value if isinstance(part, ast.Constant) else "*" for part in node.values]
            yield "".join(map(str, told))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in left_out:
            yield node.value


def strings_of_toml(tree: object) -> Iterator[str]:
    values = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for value in values:
        yield from strings_of_toml(value)
    if isinstance(tree, str):
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
        yield from strings_of_toml(tomllib.loads(path.read_text(encoding="utf-8")))
    pages = [*(ROOT / "notebooks").rglob("*.md"), *(ROOT / "course_lib").rglob("*.csv")]
    for path in pages:
        if path != DATA / "facts.csv" and path.parent != DATA / "tables":
            yield (text := path.read_text(encoding="utf-8"))
            yield from re.split(r"[,\n]", text)  # a cell may name a table


def tables_read(told: set[str]) -> set[str]:
    """The names of the tables that a string of code is."""
    return {path.stem for path in (DATA / "tables").glob("*.csv")} & told


def read_ids(told: set[str], ids: set[str]) -> set[str]:
    found = {id for text in told for id in ID.findall(text)} & ids
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


def test_every_fact_has_a_reader() -> None:
    ids = {*facts._register()}
    assert sorted(ids - read_ids(set(texts()), ids)) == []


def test_every_table_has_a_reader() -> None:
    assert {path.stem for path in (DATA / "tables").glob("*.csv")} == tables_read(set(texts()))


def test_the_search_for_readers_really_looks() -> None:
    ids = {"U19", "Q4.goodwill", "Q4.users", "C3", "E8.bill", "E8.users", "U15"}
    code = '"""U15"""\nfact("U19")  # U15\nx = f"Q4.{part}"'
    told = {*strings_of_code(code), "see fact C3, and U15x"}
    assert read_ids(told, ids) == ids - {"U15"}
