"""What the lessons call right, and numbers that their words and cells name, are their models'.

Answers alone, without a model, are in gives.toml.
"""

import dataclasses
from types import SimpleNamespace

import pytest

from course_lib import facts
from course_lib.ads import attribution, auction, targeting
from course_lib.business import month, rules
from course_lib.capacity import cost, load, queueing
from course_lib.economics import adoption, hearing, ledger, platform
from course_lib.encryption import groups, thief
from course_lib.exercises import (
    lesson_00,
    lesson_02,
    lesson_03,
    lesson_04,
    lesson_05,
    lesson_06,
    lesson_07,
    lesson_08,
    lesson_09,
)
from course_lib.metadata import defences, inference, population


def run(source, **names):
    """What a cell of a notebook makes of these names."""
    exec(source, names)
    return names


# Lesson 0


def test_a_thousand_tickets_bring_what_the_winner_pays():
    bids = [round(100 * bid) for bid in facts.story_bids().values()]
    price = lesson_00.auction.answer(bids)
    assert 1000 * price / 100 + 1000 * facts.story_answer("ad") == lesson_00.thousand.answer
    assert lesson_00.auction.judge(lambda bids: bids[1]).state == "wrong", "the place is no rule"


# Lesson 2


TURNS = "AABAABAB"  # of the exercise `fall`: A is Sari, B is Budi


def test_what_falls_is_what_the_thief_reads():
    read = thief.steal(TURNS, t=2)
    assert read[read.readable].message.tolist() == lesson_02.fall.answer
    assert f'"{TURNS}"' in lesson_02.fall.words.task
    assert "before message 2" in lesson_02.fall.words.task


def test_one_round_trip_is_the_order_of_healing():
    assert lesson_02.heal.words.right == "b d a e c"
    assert list(thief.steal("ABABABA", 3).readable) == [False] * 3 + [True] * 2 + [False] * 2


def test_a_departure_costs_what_the_exercise_says():
    group, _ = groups.start({f"member {n}": 1 for n in range(8)})
    assert len(groups.leave(group, "member 3")[1]) == lesson_02.leaves.answer


# Lesson 3


COUNTRY = facts.fact("Y13.Indonesia").value
FEE = 0.99


def a_year(step):
    return cost.total(cost.per_user(cost.bill(load.Load(COUNTRY, load.step(step))), COUNTRY))


def test_only_text_can_be_promised():
    text, photos, calls, ai = map(a_year, load.STEPS)
    assert lesson_03.promise.words.options[lesson_03.promise.answer].startswith("text")
    assert text.high < FEE < photos.high
    assert calls.mid < FEE < calls.high
    assert ai.low < FEE < ai.mid


def test_the_defended_sentence_gives_the_range():
    assert a_year("calls").in_words() == "33 cents (6.3 to 230)"
    assert "33 cents a user and year, 6 cents to 2.3 dollars" in lesson_03.defend.words.options["d"]
    assert a_year("text").high < 2, "two dollars for text alone would not fit"


def test_lines_that_signal_does_not_feed():
    lines = cost.bill(load.Load(COUNTRY, load.step("calls"))).set_index("item")["facts"]
    signal = {"S2.servers", "S3.staff", "S3.people", "S6", "C2"}
    assert facts.fact("C2").parents == ("S4.cost", "S4.traffic")
    free = [item for item, ids in lines.items() if not signal & set(ids.split(", "))]
    assert free == ["codes", "storage", "ai"]


def test_staff_is_the_largest_line_and_bandwidth_the_smallest_of_text():
    text = cost.bill(load.Load(COUNTRY)).set_index("item")["mid"]
    assert text.idxmax() == "staff"
    assert text[text > 0].idxmin() == "bandwidth"
    megabytes = load.default("bytes_per_text").range.mid * load.step("text").texts * 365 / 1e6
    assert megabytes == pytest.approx(18, abs=0.5)


def test_the_wait_is_the_formulas():
    seconds = queueing.erlang_c(0.95, servers=1) / (100 - 95)  # 100 done in a second, 95 come
    assert lesson_03.wait.answer == pytest.approx(1000 * seconds)


def test_the_school_pays_more_for_each_user():
    school = cost.total(cost.per_user(cost.bill(load.Load(1000)), 1000))
    assert 15 < school.mid / a_year("text").mid < 16


def test_numbers_written_by_hand_are_the_models(cells):
    source, default = cells("03"), load.default
    codes, prices = default("codes_per_user_year").range, cost.code_price("Indonesia")
    for price, end, name in zip(prices, codes, ("low", "middle", "high"), strict=True):
        assert f"{name} = pupils * {end:g} * {price:.3f}" in source["one-line"]
    ends = ", ".join(f"{end:.2g}" for end in (a_year("calls").low, a_year("calls").mid))
    assert f"[{ends}, {a_year('calls').high:.1f}0]" in source["whole"]
    least = default("least_server_dollars_per_year"), default("least_staff_dollars_per_year")
    assert f"= {sum(one.range.mid for one in least):.0f}\n" in source["shared-cost"]
    crowd = cost.per_user(cost.bill(load.Load(COUNTRY)), COUNTRY).set_index("item")["mid"]
    assert f"users * {crowd['servers'] + crowd['staff']:.2f})" in source["shared-cost"]
    midnight = f"midnight = {default('midnight_peak').range.mid:g}  # times the mean\n"
    assert midnight in source["rates-show"]
    assert '"usual peak": 1.56' in source["rates-show"]
    assert default("peak_to_mean").range.mid == pytest.approx(1.56, abs=0.006)
    assert f"texts = {default('texts_per_user_day').range.mid:g} " in source["class-rate"]


def test_the_line_by_hand_is_the_schools():
    bill = cost.bill(load.Load(1000)).set_index("item").loc["bandwidth", cost.ENDS]
    assert lesson_03.line.answer == pytest.approx(bill.tolist(), rel=0.03)


# Lesson 4


SILENT = SimpleNamespace(say=lambda *_: None)


def test_figures_typed_in_cells_are_the_registers(cells):
    books = run(cells("04")["price-and-revenue"], tables=SILENT)
    assert books["paid_for_whatsapp"] == facts.value("Q1.total") * 1e6
    assert books["revenue"] == pytest.approx(facts.value("F1.2013") * 1e6)
    assert f"users = {int(facts.value('U4')):_}\n" in cells("04")["arpu-december"]
    assert f"users * {facts.value('F8'):g}\n" in cells("04")["arpu-december"]


def test_nine_users_have_the_average_of_december_and_nothing_in_the_middle(cells):
    nine = run(cells("04")["skew"], tables=SILENT)
    assert nine["average"] == pytest.approx(facts.value("F13"))
    assert (len(nine["paid"]), nine["median"]) == (9, 0)


def test_the_loop_by_hand_is_the_model(cells):
    source = cells("04")["months"].replace("adoption.choice_share", "choice_share")
    names = run(source, choice_share=adoption.choice_share)
    tip = lesson_04.tip.answer
    played, left, gone = (
        adoption.at_the_end(adoption.simulate(price, churn=0.1, network=6))
        for price in (2, tip, tip + 0.1)
    )
    assert names["here"] == pytest.approx(played)
    assert left > 0.85
    assert gone < 0.3


# Lesson 5


BEFORE, AFTER = "2025-07-01", "2026-10-01"


def sums(since):
    return month.redesigned(since).groupby("design")["dollars"].sum()


def test_one_rider_by_hand_is_one_of_the_months(cells):
    card = facts.table("rates_2026_10").set_index("market").loc["Indonesia"]
    assert f"reply = {100 * card['service']:g} " in cells("05")["one-rider"]
    assert f"reminder = {100 * card['utility']:g} " in cells("05")["one-rider"]
    assert f"offer = {100 * card['marketing']:g}\n" in cells("05")["one-rider"]
    assert card["service"] == card["utility"]
    before, after = (month.cost(month.Chat(), rules.rule_named(n)) for n in (BEFORE, AFTER))
    assert before["dollars"].sum() / 2000 == pytest.approx(0.0661)
    assert (after["dollars"].sum() + 1000 * card["service"]) / 2000 == pytest.approx(0.2161)


def test_what_saves_nothing_before_and_after():
    before, after = sums(BEFORE), sums(AFTER)
    assert before.index[before == before["as_it_is"]].tolist() == ["as_it_is", "form"]
    assert after["early_reminder"] == pytest.approx(after["as_it_is"])
    assert after["form"] < after["as_it_is"]
    before, after = lesson_05.change.words.options[lesson_05.change.answer].split(" October: ")
    assert "the form" in before
    assert "the early reminder" in after


def test_the_free_answers_end_at_the_last_free_one():
    assert [case.arguments for case in lesson_05.bill.named_cases()][2] == (1000,)
    price = facts.table("rates_2026_10").set_index("market").loc["Indonesia", "service"]
    assert lesson_05.bill.answer(1001) == pytest.approx(price)
    assert rules.rule_named(AFTER).allowance == 1000


# Lesson 6


@pytest.fixture
def split(cells):
    """The function that the notebook's own cells define."""
    return run(cells("06")["split"], facts=facts)["split"]


def test_meta_overtakes_the_company_where_the_exercise_says(split):
    rupiah = facts.value("J17")
    chat, advert = (facts.value(f"J13.2024.{kind}") * rupiah for kind in ("service", "marketing"))
    ahead = [
        gains["Meta"] > gains["Nusa Bus"]
        for gains in (split(145_000, chat + n * advert) for n in range(200))
    ]
    assert ahead == sorted(ahead)
    assert ahead.index(True) == lesson_06.adverts.answer == 94


def test_a_price_moves_the_gain_and_makes_none(split):
    sums = [sum(split(price, fee=295).values()) for price in (145_000, 160_000)]
    assert sums[1] - sums[0] == lesson_06.total.answer


# Lesson 7


@pytest.fixture(scope="module")
def town():
    """The first envelopes without senders, and who truly writes most to whom."""
    log = population.simulate(people=240, days=28, seed=7).log.head(30_000)
    return defences.hide_senders(log), inference.partners(log)


def test_the_wait_is_the_first_below_half(town):
    part, known = town
    found = {
        minutes: inference.attack(defences.delay(part, minutes, seed=2), known).right
        for minutes in range(0, 70, 10)
    }
    assert min(minutes for minutes, right in found.items() if right < 0.5) == lesson_07.wait.answer
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_five_dummies_for_a_message_are_the_first_that_hide_half(town):
    part, known = town
    four, five = (inference.attack(defences.cover(part, n, seed=2), known).right for n in (4, 5))
    assert four >= 0.5 > five


# Lesson 8


def test_the_price_rule_is_that_of_the_auction():
    rounds = ([60, 40, 15], 20), ([60, 40, 15], 50), ([30, 10], 30), ([9, 9, 9], 4), ([60, 40], 70)
    for bids, reserve in rounds:
        done = auction.clear(bids, reserve=reserve)
        assert lesson_08.price.answer(bids, reserve) == done.prices[0], (bids, reserve)
    assert done.prices[0] == 0, "nobody bids the floor"


@pytest.fixture(scope="module")
def people():
    return attribution.simulate(people=400_000, seed=1)


def test_what_was_caused_is_the_holdouts_share_of_the_sales_after_a_tap(people):
    """Of all sales to people who saw the ad it is one in nine; a tap is paid, so divide by taps."""
    by = attribution.credited(people).set_index("method")
    taps = by.loc["last_click", "sales"]
    assert round(100 * by.loc["holdout", "sales"] / taps) == 23
    assert round(1 / by.loc["holdout", "share"]) == 9
    assert lesson_08.caused.answer == pytest.approx(0.23 * lesson_08.worth.answer)


def test_numbers_in_the_prose_are_those_of_the_models(cells, people):
    source = cells("08")
    both = attribution.naive(people), attribution.holdout(people)
    seen, held = (round(100 * two.lift().mid) for two in both)
    assert f"{seen} percent" in source["title"]
    assert f"{seen} percent became {held}" in source["key-points"]
    price = 100 * ledger.tap()
    for told in ("tap-text", "scores-read", "credit-read", "key-points"):
        assert f"{price:g}" in source[told]
    assert f"worth {lesson_08.worth.answer} cents" in source["key-points"]


def test_four_bidders_are_the_first_to_bring_the_platform_more():
    """By the closed form, and as the explorer shows it, in whole cents."""
    for bidders in range(2, 9):
        market = targeting.thin_market(bidders, people=20_000)
        more = bidders >= lesson_08.bidders.answer
        assert (1 - (1 + bidders) / 2**bidders > 0.5) == more, bidders
        assert (round(100 * market["platform"].iloc[1]) > 50) == more, bidders


def test_the_search_of_the_notebook_finds_its_number(cells):
    source = cells("08")
    undo, shown = source["undo"].split("\n")
    made = run(f"{source['find']}\n{undo}", targeting=targeting)
    assert eval(shown, made) == lesson_08.find.wrongs[1].answer
    exec(source["check-find"].split("\n")[0], made)
    assert made["find"](made["secret"], "+62 000 5550 ") == lesson_08.find.answer
    assert lesson_08.find.judge(made["find"](made["secret"], "+62 000 5550")).ok
    assert made["find"](made["secret"], "+62 000 4713 ") is None
    found = eval(source["undo-million"], made)
    assert targeting.fingerprint("+" + found.number) == made["digest"]
    assert 100_000 < found.tries < 1_000_000


def test_the_loop_of_the_notebook_is_the_second_price(cells):
    made = run(cells("08")["winner"] + "\n" + cells("08")["bids"].split("\n")[0])
    assert made["winner"](made["bids"]) == ("Nusa Bus", 24)
    for bids in ([60, 40, 16], [16, 40, 60], [40, 40, 5], [9, 70, 30, 70]):
        done = auction.clear(bids)
        named = {str(place): bid for place, bid in enumerate(bids)}
        assert made["winner"](named) == (str(done.winners[0]), done.prices[0])


def test_the_lift_of_the_notebook_is_the_models(cells, people):
    made = run(cells("08")["lift"], attribution=attribution)
    for two in (attribution.naive(people), attribution.holdout(people)):
        assert made["lift"](two) == pytest.approx(100 * two.lift().mid)


# Lesson 9


YEAR = ledger.user_year(lesson_09.SEED)


def played(**setting):
    return platform.sweep(platform.Setting(**setting)).iloc[0]


def test_the_order_of_the_widths_is_the_ledgers():
    width = {line.label: line.high - line.low for line in YEAR}
    options = lesson_09.widths.words.options
    order = sorted(options, key=lambda letter: width[options[letter]])
    assert " ".join(order) == lesson_09.widths.words.right
    assert set(options.values()) == set(width)


def test_the_fewest_ads_without_data_that_beat_the_card():
    """The numbers of the words are computed in test_feedback.py."""
    assert hearing.lacks("whatsapp_2026", played(ads=2, data=0.3, chat_price=0.07)) == []
    enough = (ads for ads in range(21) if played(ads=ads, chat_price=0.02)["profit"] >= 1)
    assert next(enough) == lesson_09.same.answer


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


def test_facts_named_in_the_replies_say_so():
    assert "donations" in facts.fact("S5").statement
    assert facts.fact("M19").as_of.startswith("2025")
    assert facts.fact("Y10.gave")
