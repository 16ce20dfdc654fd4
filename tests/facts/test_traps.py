"""Figures often misread keep their guard; no claim speaks more strongly than its evidence."""

import re
import tomllib
from pathlib import Path

import pytest

from course_lib import facts

ALL = facts._register().values()
TRAPS = tomllib.loads(Path(__file__).with_name("traps.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TRAPS)
def test_a_figure_keeps_its_guard(name: str) -> None:
    for id, told in TRAPS[name].items():
        for field, kept in told.items():
            got = facts.cite(id) if field == "cite" else getattr(facts.fact(id), field)
            if isinstance(kept, list):
                assert all(word in got for word in kept), (id, field)
            else:
                assert got == kept, (id, field)


def test_each_of_other_income_has_its_guard() -> None:
    other = {id for id in facts._register() if re.fullmatch(r"G[15]\..*\.other", id)}
    assert other == {id for ids in TRAPS.values() for id in ids if id.endswith(".other")}


def test_estimates_without_a_source_are_absent() -> None:
    wrong = {2.7e9, 2.9e9, 3.2e9, 906}
    users = {one.value for one in ALL if one.unit == "people" and "WhatsApp" in one.statement}
    assert not wrong & {*users, *(one.value for one in ALL if one.unit == "USD million")}


def test_willing_to_accept_is_not_willing_to_pay() -> None:
    worth = facts.table("worth").set_index("id")["willing_to"]
    assert set(worth) == {"accept", "pay"}
    for id, way in worth.items():
        assert ("accept, not to pay" in facts.fact(str(id)).caveat) == (way == "accept")
    assert facts.value("A11.pay") < facts.value("A11.accept")


# --- no claim speaks more strongly than its evidence, and the checker says which side it missed


ORDER = list(facts.STRENGTH)
CEILINGS = tomllib.loads(Path(__file__).with_name("ceilings.toml").read_text(encoding="utf-8"))
each = pytest.mark.parametrize("claim", facts.claims(), ids=lambda claim: str(claim.number))


def ceiling(claim: facts.Claim) -> str:
    """The strongest word that the verdict and the weakest of the cited facts allow.

    >>> from dataclasses import replace
    >>> first = facts.claims()[0]
    >>> for ids in (["U19"], ["U19", "C3"], ["U19", "C3", "M21"]):
    ...     print(ceiling(replace(first, verdict="holds", ids=ids)))
    is
    estimated
    reported
    >>> ceiling(replace(first, verdict="not confirmed", ids=["U19"]))
    'reported'
    >>> ceiling(replace(first, verdict="an opinion", ids=["U19", "M21"]))
    'may'
    """
    limits = [CEILINGS["confidence"][facts.fact(id).confidence] for id in claim.ids]
    limits += [CEILINGS["verdict"].get(claim.verdict, ORDER[-1])]
    return min(limits, key=ORDER.index)


@each
def test_exactly_one_word_fits_each_claim_and_the_reply_names_it_and_why(claim):
    sides = [facts.weigh(claim.number, word)[0] for word in ORDER]
    place = ORDER.index(claim.strength)
    assert sides == ["too weak"] * place + ["fits"] + ["too strong"] * (len(ORDER) - place - 1)
    assert place <= ORDER.index(ceiling(claim))
    for word in {*ORDER} - {claim.strength}:
        _side, message = facts.weigh(claim.number, word)
        assert f'"{claim.strength}"' in message
        assert claim.why in message
