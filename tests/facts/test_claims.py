"""The article, whole: each claim is judged in a lesson, and a student acts on it in named cells."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from course_lib import facts

ROOT = Path(__file__).resolve().parents[2]
SHOWS = re.compile(r'(?:\.query\("number in \[|facts\.judged\()([\d, ]+)[\])]')
ACTS = re.compile(
    r"\.check\(|predictions\.\w+\(|quiz\.ask\(|threads\.tap\(|keep_saying\(|scorecards\(|why\("
)


@cache
def cells(lesson: int) -> dict[str, str]:
    """The code cells of a lesson by id."""
    (path,) = ROOT.glob(f"notebooks/{lesson:02}_*.ipynb")
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {c["id"]: "".join(c["source"]) for c in found if c["cell_type"] == "code"}


def shown(lesson: int) -> set[int]:
    """The numbers of the claims whose verdict a lesson shows."""
    lists = [found for text in cells(lesson).values() for found in SHOWS.findall(text)]
    return {int(number) for one in lists for number in one.split(",")}


def faults(claim: facts.Claim) -> list[str]:
    acts = [(int(lesson), id) for lesson, _, id in (one.partition(":") for one in claim.cells)]
    wrong = [f"{lesson}:{id}" for lesson, id in acts if not ACTS.search(cells(lesson).get(id, ""))]
    wrong += ["no cell"] * (not acts)
    wrong += ["no verdict"] * (not any(claim.number in shown(lesson) for lesson in claim.lesson))
    reached = {lesson for lesson, _ in acts}
    return wrong + [
        f"lesson {lesson}"
        for lesson in claim.lesson
        if lesson not in reached and claim.number not in shown(lesson)
    ]


def test_every_claim_is_judged_and_acted_on() -> None:
    assert {one.number: faults(one) for one in facts.claims() if faults(one)} == {}


@pytest.mark.parametrize(
    ("cells", "lesson", "fault"),
    [
        ((), (4,), "no cell"),
        (("4:check-nothing",), (4,), "4:check-nothing"),
        (("4:imports",), (4,), "4:imports"),
        (("4:check-profit",), (8,), "no verdict"),
        (("4:check-profit",), (4, 8), "lesson 8"),
    ],
)
def test_a_claim_without_a_place_is_told(
    cells: tuple[str, ...], lesson: tuple[int, ...], fault: str
) -> None:
    import dataclasses

    claim = facts.claims()[17]
    assert fault in faults(dataclasses.replace(claim, cells=cells, lesson=lesson))
