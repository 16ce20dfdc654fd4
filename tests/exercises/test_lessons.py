"""What the lessons call right, and numbers that their words and cells name, are their models'.

Answers alone are in gives.toml; what a cell shows is stored in its notebook, and compared.
"""

import tomllib
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from course_lib import facts
from course_lib.ads import attribution, auction, targeting
from course_lib.business import month, rules
from course_lib.capacity import cost, load, queueing
from course_lib.economics import adoption, hearing, ledger, platform
from course_lib.encryption import thief
from course_lib.exercises import (
    lesson_00,
    lesson_02,
    lesson_03,
    lesson_04,
    lesson_05,
    lesson_06,
    lesson_07,
    lesson_08,
)
from course_lib.exercises.lesson_09 import SEED, same, widths
from course_lib.metadata import defences, inference, population

from .conftest import CELLS

COUNTRY = facts.value("Y13.Indonesia")
FEE = 0.99


def run(source, **names):
    """What a cell of a notebook makes of these names."""
    exec(source, names)
    return names


def chosen(exercise):
    return exercise.words.options[exercise.answer]


def a_year(step):
    return cost.total(cost.per_user(cost.bill(load.Load(COUNTRY, load.step(step))), COUNTRY))


# Numbers in cells


def middle(assumed):
    return load.default(assumed).range.mid


CODES, CODE = load.default("codes_per_user_year").range, cost.code_price("Indonesia")
CALLS = a_year("calls")
SERVER, STAFF = (middle(f"least_{who}_dollars_per_year") for who in ("server", "staff"))
CROWD = cost.per_user(cost.bill(load.Load(COUNTRY)), COUNTRY).set_index("item")["mid"]
CENTS = [100 * CROWD[who] for who in ("staff", "servers")]
CARD = facts.table("rates_2026_10").set_index("market").loc["Indonesia"]
PEOPLE = attribution.simulate(people=400_000, seed=1)
NUMBERS = {  # as cells.toml calls them
    "texts": middle("texts_per_user_day"),
    "midnight": middle("midnight_peak"),
    "codes": CODES,
    "code": CODE,
    "calls": CALLS,
    "a_year": {"staff": STAFF, "server": SERVER, "both": SERVER + STAFF},
    "cents_a_user": {"staff": CENTS[0], "servers": CENTS[1]},
    "dollars_a_user": sum(CENTS) / 100,
    "whole": {id: round(1e6 * facts.value(id)) for id in ("Q1.total", "F1.2013")},
    "fact": {"U4": facts.value("U4"), "F8": facts.value("F8"), "nine_F13": 9 * facts.value("F13")},
    "card": 100 * CARD[["service", "utility", "marketing"]].astype(float),
    "seen": 100 * attribution.naive(PEOPLE).lift().mid,
    "caused": [100 * end for end in attribution.holdout(PEOPLE).lift()],
    "tap": 100 * ledger.tap(),
    "worth": lesson_08.worth.answer,
}
WRITTEN = tomllib.loads(Path(__file__).with_name("cells.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("lesson", "cell"), [(one, id) for one in WRITTEN for id in WRITTEN[one]])
def test_a_number_in_a_cell_is_the_models(lesson, cell):
    for written in WRITTEN[lesson][cell]:
        assert written.format(**NUMBERS) in CELLS[lesson][cell]


# Lessons 0 and 2


def test_a_thousand_tickets_bring_what_the_winner_pays_and_her_answer():
    cents = lesson_00.auction.answer([round(100 * bid) for bid in facts.story_bids().values()])
    assert lesson_00.thousand.answer == 1000 * (cents / 100 + facts.story_answer("ad"))


TURNS = "AABAABAB"  # of the exercise `fall`: A is Sari, B is Budi


def test_what_falls_is_what_the_thief_reads():
    read = thief.steal(TURNS, t=2)
    assert read[read.readable].message.tolist() == lesson_02.fall.answer
    assert f'"{TURNS}"' in lesson_02.fall.words.task
    assert "before message 2" in lesson_02.fall.words.task


# Lesson 3


def test_only_text_can_be_promised():
    text, photos, calls, ai = map(a_year, load.STEPS)
    assert chosen(lesson_03.promise).startswith("text")
    assert text.high < FEE < photos.high
    assert calls.mid < FEE < calls.high
    assert ai.low < FEE < ai.mid


def test_lines_that_signal_does_not_feed():
    lines = cost.bill(load.Load(COUNTRY, load.step("calls"))).set_index("item")["facts"]
    signal = {"S2.servers", "S3.staff", "S3.people", "S6", "C2"}
    assert facts.fact("C2").parents == ("S4.cost", "S4.traffic")
    free = [item for item, ids in lines.items() if not signal & set(ids.split(", "))]
    assert free == ["codes", "storage", "ai"]


def test_the_wait_is_the_formulas():
    seconds = queueing.erlang_c(0.95, servers=1) / (100 - 95)  # 100 done in a second, 95 come
    assert lesson_03.wait.answer == pytest.approx(1000 * seconds)


def test_the_line_by_hand_is_the_schools():
    bill = cost.bill(load.Load(1000)).set_index("item").loc["bandwidth", cost.ENDS]
    assert lesson_03.line.answer == pytest.approx(bill.tolist(), rel=0.03)


# Lessons 4 to 7


def test_the_loop_by_hand_is_the_model_and_ten_cents_decide():
    edge = float(chosen(lesson_04.tip).partition(":")[0])
    played, left, gone = (
        adoption.simulate(price, churn=0.1, network=6)["users"].iloc[-1]
        for price in (2, edge, edge + 0.1)
    )
    assert run(CELLS["04"]["months"], adoption=adoption)["here"] == pytest.approx(played)
    assert left > 0.85
    assert gone < 0.3


BEFORE, AFTER = map(rules.rule_named, ("2025-07-01", "2026-10-01"))


def test_one_rider_by_hand_is_one_of_the_months():
    """Whose bill has answers that are free; by hand there is none."""
    cents = run(CELLS["05"]["one-rider"], tables=Mock())
    before, after = (month.cost(month.Chat(), rule)["dollars"].sum() for rule in (BEFORE, AFTER))
    assert cents["before"] == pytest.approx(100 * before / 2000)
    assert cents["after"] == pytest.approx(100 * (after + AFTER.allowance * CARD["service"]) / 2000)


def test_what_saves_nothing_before_and_after():
    def saves_nothing(rule):
        sums = month.redesigned(f"{rule.since:%Y-%m-%d}").groupby("design")["dollars"].sum()
        same = sums.index[np.isclose(sums, sums["as_it_is"])]
        return {*same} - {"as_it_is"}

    assert saves_nothing(BEFORE) == {"form"}
    assert saves_nothing(AFTER) == {"early_reminder"}
    before, after = chosen(lesson_05.change).split(" October: ")
    assert "the form" in before
    assert "the early reminder" in after


def test_an_answer_costs_the_price_of_the_card_after_the_last_free_one():
    free = AFTER.allowance
    assert (free,) in [case.arguments for case in lesson_05.bill.named_cases()]
    assert lesson_05.bill.answer(free) == 0
    assert lesson_05.bill.answer(free + 1) == pytest.approx(CARD["service"])


SPLIT = run(CELLS["06"]["split"])["split"]


def test_meta_overtakes_the_company_where_the_exercise_says():
    chat, advert = (facts.value(f"J13.2024.{kind}") for kind in ("service", "marketing"))
    fees = (facts.value("J17") * (chat + count * advert) for count in range(200))
    ahead = [gain["Meta"] > gain["Nusa Bus"] for gain in (SPLIT(145_000, fee) for fee in fees)]
    assert ahead == sorted(ahead)
    assert ahead.index(True) == lesson_06.adverts.answer


def test_a_price_moves_the_gain_and_makes_none():
    before, after = (sum(SPLIT(price, fee=295).values()) for price in (145_000, 160_000))
    assert after - before == lesson_06.total.answer


def test_a_wait_and_five_dummies_are_the_first_that_hide_half():
    log = population.simulate(people=240, days=28, seed=7).log.head(30_000)
    part, known = defences.hide_senders(log), inference.partners(log)
    waits = {
        minutes: inference.attack(defences.delay(part, minutes, seed=2), known).right
        for minutes in range(0, 70, 10)
    }
    assert min(minutes for minutes, right in waits.items() if right < 0.5) == lesson_07.wait.answer
    assert list(waits.values()) == sorted(waits.values(), reverse=True)
    four, five = (inference.attack(defences.cover(part, n, seed=2), known).right for n in (4, 5))
    assert four >= 0.5 > five


# Lesson 8


def test_the_price_rule_is_that_of_the_auction():
    rounds = ([60, 40, 15], 20), ([60, 40, 15], 50), ([30, 10], 30), ([9, 9, 9], 4), ([60, 40], 70)
    for bids, reserve in rounds:
        done = auction.clear(bids, reserve=reserve)
        assert lesson_08.price.answer(bids, reserve) == done.prices[0], (bids, reserve)
    assert done.prices[0] == 0, "nobody bids the floor"


def test_what_was_caused_is_the_holdouts_share_of_the_sales_after_a_tap():
    """Of all sales to people who saw the ad it is one in nine; a tap is paid, so divide by taps."""
    by = attribution.credited(PEOPLE).set_index("method")
    taps = by.loc["last_click", "sales"]
    assert round(100 * by.loc["holdout", "sales"] / taps) == 23
    assert round(1 / by.loc["holdout", "share"]) == 9
    assert lesson_08.caused.answer == pytest.approx(0.23 * lesson_08.worth.answer)


def test_the_lift_of_the_notebook_is_the_models():
    lift = run(CELLS["08"]["lift"])["lift"]
    for two in (attribution.naive(PEOPLE), attribution.holdout(PEOPLE)):
        assert lift(two) == pytest.approx(100 * two.lift().mid)


def test_four_bidders_are_the_first_to_bring_the_platform_more():
    """By the closed form that tests/ads holds the model to: two or more of them want a person."""
    more = (n for n in range(2, 9) if 1 - (1 + n) / 2**n > 0.5)
    assert chosen(lesson_08.bidders).startswith(f"From {next(more)} on: more than half")


def test_the_search_of_the_notebook_finds_its_number():
    source, secret = CELLS["08"], CELLS["08"]["check-find"].split("\n")[0]
    made = run(f"{source['find']}\n{secret}", targeting=targeting)
    assert made["find"](made["secret"], "+62 000 5550 ") == lesson_08.find.answer
    assert lesson_08.find.judge(made["find"](made["secret"], "+62 000 5550")).ok
    assert made["find"](made["secret"], "+62 000 4713 ") is None
    assert f'fingerprint("{lesson_08.find.wrongs[1][0]}")' in source["undo"]


def test_the_loop_of_the_notebook_is_the_second_price():
    winner = run(CELLS["08"]["winner"])["winner"]
    for bids in ([60, 40, 16], [16, 40, 60], [40, 40, 5], [9, 70, 30, 70]):
        done = auction.clear(bids)
        assert winner(dict(enumerate(bids))) == (done.winners[0], done.prices[0]), bids


# Lesson 9


def played(**setting):
    return platform.sweep(platform.Setting(**setting)).iloc[0]


def test_the_order_of_the_widths_is_the_ledgers():
    width = {line.label: line.high - line.low for line in ledger.user_year(SEED)}
    options = widths.words.options
    order = sorted(options, key=lambda letter: width[options[letter]])
    assert " ".join(order) == widths.words.right
    assert set(options.values()) == set(width)


def test_the_fewest_ads_without_data_that_beat_the_card():
    """The numbers of the words are computed in test_feedback.py."""
    assert hearing.lacks("whatsapp_2026", played(ads=2, data=0.3, chat_price=0.07)) == []
    enough = (ads for ads in range(21) if played(ads=ads, chat_price=0.02)["profit"] >= 1)
    assert chosen(same).startswith(f"From {next(enough)} on: mostly for the cheaper chats")
    cheap, no_data = played(ads=2, data=0.3, chat_price=0.02), played(ads=2, chat_price=0.07)
    assert cheap["profit"] < no_data["profit"] < 1


def test_the_models_card_lies_inside_the_ranges_of_the_year():
    card = platform.sweep(hearing.card("whatsapp_2026").setting).iloc[0]
    lines = {line.what: line for line in ledger.user_year(SEED)}
    for what, part in ("carriage", "cost"), ("answers", "messages"), ("taps", "ads"):
        assert lines[what].low < card[part] < lines[what].high, what
