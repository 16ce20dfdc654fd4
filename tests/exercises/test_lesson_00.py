"""What lesson 0 asks follows the story file, as its bids do (tests/facts/test_story.py)."""

from course_lib import facts
from course_lib.exercises import lesson_00 as ex


def test_a_thousand_tickets_bring_what_the_winner_pays():
    bids = [round(100 * bid) for bid in facts.story_bids().values()]
    price = ex.auction.answer(bids)
    assert 1000 * price / 100 + 1000 * facts.story_answer("ad") == ex.thousand.answer
    assert ex.auction.judge(lambda bids: bids[1]).state == "wrong", "the place is no rule"
