"""The words of lesson 9 name numbers of its ledger and its model: they must still be theirs."""

import dataclasses

from course_lib import facts
from course_lib.economics import adoption, hearing, ledger, platform
from course_lib.exercises import lesson_09 as ex

YEAR = ledger.user_year(ex.SEED)


def played(**setting):
    return platform.sweep(platform.Setting(**setting)).iloc[0]


def test_the_order_of_the_widths_is_the_ledgers():
    width = {line.label: line.high - line.low for line in YEAR}
    options = ex.widths.words.options
    order = sorted(options, key=lambda letter: width[options[letter]])
    assert " ".join(order) == ex.widths.words.right
    assert set(options.values()) == set(width)


def test_the_fewest_ads_without_data_that_beat_the_card():
    """The numbers of the words are computed in test_feedback.py."""
    assert hearing.lacks("whatsapp_2026", played(ads=2, data=0.3, chat_price=0.07)) == []
    enough = (ads for ads in range(21) if played(ads=ads, chat_price=0.02)["profit"] >= 1)
    assert next(enough) == ex.same.answer


def test_people_who_mind_no_data_would_rather_keep_the_card():
    card = dataclasses.replace(hearing.card("whatsapp_2026").setting, unease=0)
    kept, proposed = platform.sweep(card).iloc[0], played(ads=4, chat_price=0.02, unease=0)
    assert kept["people_gain"] > proposed["people_gain"]
    assert kept["profit"] < proposed["profit"]


def test_the_models_card_lies_inside_the_ranges_of_the_year():
    card = platform.sweep(hearing.card("whatsapp_2026").setting).iloc[0]
    lines = {line.what: line for line in YEAR}
    parts = ("carriage", "cost"), ("answers", "messages")
    for what, part in (*parts, ("taps", "ads")):
        assert lines[what].low < card[part] < lines[what].high


def test_the_floor_and_what_stands_beside_it():
    free = adoption.best_prices(0, 1.5, can_pay_people=True)
    assert ex.floor.answer == 1.25
    assert (free.people_price, free.company_price) == (-1, 2)


def test_facts_named_in_the_replies_say_so():
    assert "donations" in facts.fact("S5").statement
    assert facts.fact("M19").as_of.startswith("2025")
    assert facts.fact("Y10.gave")
