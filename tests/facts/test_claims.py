"""Each claim is judged in a lesson and acted on in named cells; one story in all lessons."""

from __future__ import annotations

import ast
import dataclasses
import re
from functools import cache
from pathlib import Path

import pytest
from reading import Notebook

from course_lib import data, facts, words
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


def test_a_claim_without_a_place_is_told() -> None:
    claim = facts.claims()[17]
    nowhere = dataclasses.replace(claim, cells=("4:check-nothing", "4:imports"), lesson=(8,))
    assert faults(nowhere) == ["4:check-nothing", "4:imports", "no verdict", "lesson 8"]
    half = dataclasses.replace(claim, cells=("4:check-profit",), lesson=(4, 8))
    assert faults(half) == ["lesson 8"]
    assert faults(dataclasses.replace(claim, cells=())) == ["no cell"]


# --- one story: what lessons, exercises and shops say of Sari is what `story.toml` chose


SALE, LATER = facts.STORY["sale"], facts.STORY["later"]
CENTS = {bid["ad"]: bid["cents"] for bid in facts.STORY["bid"]}


def code(lesson: int) -> str:
    return "\n".join(cells(lesson).values())


def texts(lesson: int) -> str:
    return "\n".join(cells(lesson, "markdown").values())


def assigned(lesson: int, name: str) -> object:
    """The first literal that a lesson gives to `name`."""
    for node in ast.walk(ast.parse(code(lesson))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return ast.literal_eval(node.value)
    raise AssertionError(name)


def test_both_auctions_are_that_of_the_story() -> None:
    weighed = {ad: round(100 * bid) for ad, bid in facts.story_bids().items()}
    assert assigned(0, "bids") == list(weighed.values())
    assert assigned(8, "bids") == weighed
    told = ", ".join(f"{cents / 100:.2f}" for cents in CENTS.values())  # before they are weighed
    assert f'"ad": {list(CENTS)}, "bid": [{told}]'.replace("'", '"') in code(8)
    assert str([bid["rate"] for bid in facts.STORY["bid"]]) in code(8)
    told = texts(8).split("weighed already, beside Nusa Bus: ")[1].split("\n")[0]
    own = next(bid["rate"] for bid in facts.STORY["bid"] if bid["ad"] == "Nusa Bus")
    shop, stall = (bid for bid in facts.STORY["bid"] if bid["ad"] != "Nusa Bus")
    assert f"{shop['cents']} x {shop['rate']} / {own}, which is {weighed[shop['ad']]}" in told
    assert f"the warung's {stall['cents']} as {weighed[stall['ad']]}" in told


def test_the_tap_of_lesson_8_comes_on_the_day_of_the_story() -> None:
    assert f"{LATER['tap']['day']:%-d %B %Y}" in texts(8)
    assert "funnel.referral()" in code(8)


def test_the_tap_costs_the_same_with_and_without_weights() -> None:
    bids = facts.story_bids()
    assert max(bids, key=lambda ad: bids[ad]) == facts.STORY["company"]
    assert ledger.tap() == pytest.approx(sorted(bids.values())[-2])


def test_the_seat_is_that_of_the_shop_and_of_lesson_6() -> None:
    assert coach.ROUTES["bdg-jkt"][1] == SALE["price_rupiah"]
    assert facts.STORY["seat"] in coach.SEATS
    assert f"split({SALE['price_rupiah']:_}, fee)" in code(6)
    for name in ("worth", "cost"):
        assert f"{name.upper()} = {SALE[f'{name}_rupiah']:_}" in code(6)
    assert f'coach.bought("{facts.STORY["seat"]}")' in code(6)


def test_a_sandbox_opens_on_the_day_of_the_story() -> None:
    for lesson, day in ((5, LATER["reminder"]["day"]), (6, SALE["day"])):
        assert code(lesson).split('sandbox(start="')[1].startswith(f"{day}T"), lesson


def test_she_travels_when_the_story_says() -> None:
    taps = data.toml("business", "coach")["to_the_seats"]  # of lesson 6
    assert words.date(SALE["travels"]) in taps
    assert facts.STORY["route"] in taps


def test_who_comes_by_an_ad_is_answered_free_and_lesson_0_and_9_say_so() -> None:
    assert SALE["came_by"] == "ad"
    assert 0 < SALE["answered_after_hours"] <= 24, "a later answer opens nothing (fact R11)"
    assert facts.story_answer("ad") == 0
    assert facts.story_answer("herself") == facts.value("J13.2024.service")
    assert 'facts.story_answer("ad")' in code(0)
    earned = ledger.earns()
    assert not earned.loc["answered"].any()
    assert earned.loc["tapped", "platform"] == ledger.tap()


def test_it_holds_choices_and_no_result() -> None:
    text = (ROOT / "course_lib" / "facts" / "data" / "story.toml").read_text(encoding="utf-8")
    assert "dollars =" not in text
    assert str(ledger.tap()) not in text


def test_a_year_of_hers_has_the_taps_of_the_story() -> None:
    line, year = ledger.taps(), facts.STORY["year"]
    assert (year["seats"], year["offers"]) == (12, 24), "as the docstring of ledger.answers says"
    assert line.mid == pytest.approx(facts.STORY["year"]["taps"] * ledger.tap())
