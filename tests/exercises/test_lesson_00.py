"""Lesson 0 tells the story of the story file: its bids, and what the winner pays."""

import ast
from pathlib import Path

import nbformat

from course_lib import facts
from course_lib.exercises import lesson_00 as ex

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "00_start_here.ipynb"


def bids_of_the_notebook():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    (source,) = (cell.source for cell in cells if cell.id == "chain-auction")
    return ast.literal_eval(ast.parse(source).body[0].value)


def test_the_bids_are_those_of_the_story_in_cents():
    assert bids_of_the_notebook() == [round(100 * bid) for bid in facts.story.weighed().values()]


def test_a_thousand_tickets_bring_what_the_winner_pays():
    bids = bids_of_the_notebook()
    price = ex.auction.answer(bids)
    assert 1000 * price / 100 + 1000 * facts.story.answer("ad") == ex.thousand.answer
    assert max(bids) / 100 == round(max(facts.story.weighed().values()), 2)
