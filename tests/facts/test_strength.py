"""No claim may speak more strongly than its evidence, and the checker says which side it missed."""

import dataclasses

import pytest

from course_lib import facts
from course_lib.facts import strength

ORDER = list(strength.WORDS)
each = pytest.mark.parametrize("claim", facts.claims(), ids=lambda claim: str(claim.number))


@each
def test_no_word_is_stronger_than_the_evidence(claim):
    assert ORDER.index(claim.strength) <= ORDER.index(strength.ceiling(claim))


@each
def test_exactly_one_word_fits_each_claim(claim):
    sides = [strength.judge(claim.number, word).side for word in ORDER]
    place = ORDER.index(claim.strength)
    assert sides == ["too weak"] * place + ["fits"] + ["too strong"] * (len(ORDER) - place - 1)


@each
def test_the_reply_names_the_word_that_fits_and_why(claim):
    other = next(word for word in ORDER if word != claim.strength)
    message = strength.judge(claim.number, other).message
    assert f'"{claim.strength}"' in message
    assert claim.why in message


def test_every_word_is_needed():
    assert {claim.strength for claim in facts.claims()} == set(strength.WORDS)


@pytest.mark.parametrize(
    ("verdict", "ids", "word"),
    [
        ("holds", ("U19",), "is"),
        ("holds", ("U19", "C3"), "estimated"),
        ("holds", ("U19", "C3", "M21"), "reported"),
        ("not confirmed", ("U19",), "reported"),
        ("an opinion", ("U19", "M21"), "may"),
    ],
)
def test_the_ceiling_is_the_weakest_link(verdict, ids, word):
    claim = dataclasses.replace(facts.claims()[0], verdict=verdict, ids=ids)
    assert strength.ceiling(claim) == word
