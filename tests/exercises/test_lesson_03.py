"""The words of lesson 3 name numbers of its model: they must still be the model's."""

import pytest

from course_lib import facts
from course_lib.capacity import charts, cost, load, queueing
from course_lib.exercises import lesson_03 as ex

COUNTRY = facts.fact("Y13.Indonesia").value
FEE = 0.99


def a_year(step):
    return cost.total(cost.per_user(cost.bill(load.Load(COUNTRY, load.step(step))), COUNTRY))


def test_only_text_can_be_promised():
    text, photos, calls, ai = map(a_year, load.STEPS)
    assert ex.promise.words.options[ex.promise.answer].startswith("text")
    assert text.high < FEE < photos.high
    assert calls.mid < FEE < calls.high
    assert ai.low < FEE < ai.mid


def test_the_defended_sentence_gives_the_range():
    assert a_year("calls").in_words() == "33 cents (6.3 to 230)"
    assert "33 cents a user and year, 6 cents to 2.3 dollars" in ex.defend.words.options["d"]
    assert a_year("text").high < 2, "two dollars for text alone would not fit"


def test_lines_that_signal_does_not_feed():
    lines = cost.bill(load.Load(COUNTRY, load.step("calls"))).set_index("item")["facts"]
    signal = {"S2.servers", "S3.staff", "S3.people", "S6", "C2"}
    assert facts.fact("C2").parents == ("S4.cost", "S4.traffic")
    free = [item for item, ids in lines.items() if not signal & set(ids.split(", "))]
    assert free == ["codes", "storage", "ai"]


def test_the_table_names_whose_numbers_stand_behind_a_line():
    lines = cost.bill(load.Load(COUNTRY, load.step("calls")))
    for ids, (_, whose) in zip(lines["facts"], charts.from_whom(lines).values, strict=True):
        kinds = {
            one if one == "C2" else one.rstrip("0123456789.abcdefghijklmnopqrstuvwxyz-")
            for one in ids.split(", ")
        }
        assert ("Signal" in whose) == bool(kinds & {"S", "C2"}), ids
        assert ("WhatsApp" in whose) == bool(kinds & {"E", "U", "RC"}), ids
        assert (whose == "an assumption") == (not ids), ids


def test_staff_is_the_largest_line_and_bandwidth_the_smallest_of_text():
    text = cost.bill(load.Load(COUNTRY)).set_index("item")["mid"]
    assert text.idxmax() == "staff"
    assert text[text > 0].idxmin() == "bandwidth"
    megabytes = load.default("bytes_per_text").range.mid * load.step("text").texts * 365 / 1e6
    assert megabytes == pytest.approx(18, abs=0.5)


def test_the_wait_is_the_formulas():
    seconds = queueing.erlang_c(0.95, servers=1) / (100 - 95)  # 100 done in a second, 95 come
    assert ex.wait.answer == pytest.approx(1000 * seconds)


def test_the_school_pays_more_for_each_user():
    school = cost.total(cost.per_user(cost.bill(load.Load(1000)), 1000))
    assert 15 < school.mid / a_year("text").mid < 16


def test_numbers_written_by_hand_are_the_models(cells):
    source, default = cells, load.default
    codes, prices = default("codes_per_user_year").range, cost.code_price("Indonesia")
    for price, end, name in zip(prices, codes, ("low", "middle", "high"), strict=True):
        assert f"{name} = pupils * {end:g} * {price:.3f}" in source["one-line"]
    ends = ", ".join(f"{end:.2g}" for end in (a_year("calls").low, a_year("calls").mid))
    assert f"[{ends}, {a_year('calls').high:.1f}0]" in source["whole"]
    least = default("least_server_dollars_per_year"), default("least_staff_dollars_per_year")
    assert f"= {sum(one.range.mid for one in least):.0f}\n" in source["shared-cost"]
    crowd = cost.per_user(cost.bill(load.Load(COUNTRY)), COUNTRY).set_index("item")["mid"]
    assert f"users * {crowd['servers'] + crowd['staff']:.2f})" in source["shared-cost"]
    assert (
        f"midnight = {default('midnight_peak').range.mid:g}  # times the mean\n"
        in source["rates-show"]
    )
    assert '"usual peak": 1.56' in source["rates-show"]
    assert default("peak_to_mean").range.mid == pytest.approx(1.56, abs=0.006)
    assert f"texts = {default('texts_per_user_day').range.mid:g} " in source["class-rate"]


def test_the_line_by_hand_is_the_schools():
    bill = cost.bill(load.Load(1000)).set_index("item").loc["bandwidth", cost.ENDS]
    assert ex.line.answer == pytest.approx(bill.tolist(), rel=0.03)
