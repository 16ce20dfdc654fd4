"""Each claim is judged in a lesson and acted on in named cells; one story in all lessons."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from reading import Notebook

from course_lib import data, facts
from course_lib.business import coach
from course_lib.economics import ledger

ROOT = Path(__file__).resolve().parents[2]
SHOWS = re.compile(r'(?:\.query\("number in \[|facts\.judged\()([\d, ]+)[\])]')
ACTS = re.compile(
    r"\.check\(|predictions\.\w+\(|quiz\.ask\(|touch\.tap\(|keep_saying\(|scorecards\(|why\("
)


@cache
def cells(lesson: int, kind: str = "code") -> dict[str, str]:
    """The cells of a lesson by id."""
    (path,) = ROOT.glob(f"notebooks/{lesson:02}_*.ipynb")
    return {c.id: c.source for c in Notebook(path).cells if c.cell_type == kind}


def shown(lesson: int) -> set[int]:
    """The numbers of the claims whose verdict a lesson shows."""
    lists = [found for text in cells(lesson).values() for found in SHOWS.findall(text)]
    return {int(number) for one in lists for number in one.split(",")}


def faults(claim: facts.Claim) -> list[str]:
    """What a claim lacks: cells that let a student act on it, lessons that show its verdict.

    >>> from dataclasses import replace
    >>> claim = facts.claims()[17]
    >>> faults(replace(claim, cells=("4:check-nothing", "4:imports"), lesson=(8,)))
    ['4:check-nothing', '4:imports', 'no verdict', 'lesson 8']
    >>> faults(replace(claim, cells=("4:check-profit",), lesson=(4, 8)))
    ['lesson 8']
    >>> faults(replace(claim, cells=()))
    ['no cell']
    """
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


# --- one story: what lessons, exercises and shops say of Sari is what `story.toml` chose


STORY, SALE = facts.STORY, facts.STORY["sale"]
TOLD = tomllib.loads(Path(__file__).with_name("lessons.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("lesson", "kind"), [(one, kind) for one in TOLD for kind in TOLD[one]])
def test_a_lesson_tells_the_story(lesson: str, kind: str) -> None:
    weighed = [round(100 * bid) for bid in facts.story_bids().values()]
    text = "\n".join(cells(int(lesson[-1]), kind).values())
    for part in TOLD[lesson][kind]:
        assert part.format(**STORY, weighed=weighed) in text


def test_the_shop_sells_what_the_story_tells() -> None:
    assert coach.ROUTES["bdg-jkt"] == (STORY["route"], SALE["price_rupiah"])
    assert STORY["seat"] in coach.SEATS
    assert STORY["route"] in data.toml("business", "coach")["to_the_days"]
    labels = [one.label for one in coach.phones("Sari", at_the_map=True)["Sari"].actions]
    assert STORY["seat"] in labels, "the day of the story is on sale"


def test_who_comes_by_an_ad_is_answered_free_and_a_tap_costs_the_same_without_weights() -> None:
    assert SALE["came_by"] == "ad"
    assert 0 < SALE["answered_after_hours"] <= 24, "a later answer opens nothing (fact R11)"
    assert facts.story_answer("herself") == facts.value("J13.2024.service")
    bids, earned = facts.story_bids(), ledger.earns()
    assert not earned.loc["answered"].any()
    assert earned.loc["tapped", "platform"] == ledger.tap() == sorted(bids.values())[-2]
    assert max(bids, key=lambda ad: bids[ad]) == STORY["company"]
    assert ledger.taps().mid == pytest.approx(STORY["year"]["taps"] * ledger.tap())


def test_it_holds_choices_and_no_result() -> None:
    text = data.text("facts", "story.toml")
    assert "dollars =" not in text
    assert str(ledger.tap()) not in text
