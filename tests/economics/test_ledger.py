"""The ledger keeps every dollar, refuses what cannot be a payment, and stays as it was then."""

import datetime as dt
from dataclasses import FrozenInstanceError

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import facts
from course_lib.capacity import cost, load
from course_lib.capacity.load import Load, step
from course_lib.economics import ledger
from course_lib.economics.ledger import Ledger, Line
from course_lib.errors import CourseError

amounts = st.floats(0, 1e6)
lines = st.builds(
    lambda day, what, ends, payer: Line(day, what, *sorted(ends), paid_by=payer),
    st.dates(),
    st.text("abc", min_size=1),
    st.tuples(amounts, amounts, amounts),
    st.sampled_from(["Sari", "Meta", "Nusa Bus"]),
)


@given(st.lists(lines, max_size=8, unique=True))
def test_payers_share_the_total_and_what_the_others_pay_remains_with_meta(drawn):
    kept = Ledger(drawn)
    shares = [kept.total(paid_by=payer) for payer in {line.paid_by for line in drawn}]
    for end in ("low", "mid", "high"):
        parts = sum(getattr(share, end) for share in shares)
        assert getattr(kept.total(), end) == pytest.approx(parts)
        assert kept.frame()[end].sum() == pytest.approx(parts)
    assert [line.when for line in kept] == sorted(line.when for line in drawn)
    assert len(list(kept)) == len(drawn)
    came = Ledger(line for line in drawn if line.paid_by != "Meta").total()
    own, left = kept.total(paid_by="Meta"), ledger.remainder(kept)
    expected = (came.low - own.high, came.mid - own.mid, came.high - own.low)
    assert left == pytest.approx(expected, abs=1e-6)


def test_frame_has_its_columns_and_kinds_even_when_empty():
    for kept in (Ledger(), Ledger([ledger.fee(2024)])):
        frame = kept.frame()
        assert frame.columns.tolist() == ["when", "what", "low", "mid", "high", "paid_by"]
        assert pd.api.types.is_datetime64_dtype(frame["when"])
        assert {str(frame[end].dtype) for end in ("low", "mid", "high")} == {"float64"}


def test_a_ledger_holds_lines_each_once_and_cannot_be_changed():
    for wrong, meaning in ((ledger.fee(2024), "a second time"), (("fee", 3), "a ledger.Line")):
        with pytest.raises(CourseError, match=meaning):
            Ledger([ledger.fee(2024), wrong])
    with pytest.raises(FrozenInstanceError):
        next(iter(Ledger([ledger.fee(2024)]))).mid = 5


def test_carriage_is_near_the_bill_of_a_usual_year():
    line = ledger.carriage(seed=1)
    users = facts.fact("Y13.Indonesia").value
    usual = cost.total(cost.per_user(cost.bill(Load(users, step("calls"))), users))
    assert (line.low, line.mid, line.high) == pytest.approx(tuple(usual), rel=0.1)
    assert line.mid != usual.mid
    assert line == ledger.carriage(seed=1) != ledger.carriage(seed=2)
    assert line.paid_by == "Meta"


def test_sari_pays_nothing_since_2016_and_little_before():
    for year in (2016, 2024):
        assert Ledger([ledger.fee(year)]).total() == (0, 0, 0)
    then = ledger.fee(2015)
    assert (then.low, then.mid, then.high) == (
        0,
        pytest.approx(facts.fact("F16").value / 100),
        facts.fact("F8").value,
    )
    assert then.paid_by == "Sari"


def test_a_company_pays_for_seats_and_offers_at_the_prices_of_the_day():
    line = ledger.answers(seed=1)
    assert line == ledger.answers(seed=1) != ledger.answers(seed=2)
    assert 0 < line.low < line.mid < line.high
    reply, reminder, offer = (
        facts.fact(f"J13.2024.{category}").value for category in ("service", "utility", "marketing")
    )
    many = sum(ledger.answers(seed).high for seed in range(40)) / 40
    assert many == pytest.approx(12 * (reply * 10 / 12 + reminder) + 24 * offer, rel=0.1)
    later = ledger.answers(1, year=2027).high - ledger.answers(1, year=2025).high
    assert later > 6 * facts.fact("J13.2026.utility").value, "six replies a seat are charged again"
    assert line.paid_by == "Nusa Bus"


def test_a_sale_costs_the_company_cents_and_an_advert_more_than_the_chat():
    line = ledger.sale()
    card = facts.table("rates_2024_10").set_index("market").loc["Indonesia"]
    assert (line.low, line.mid) == (0, card["service"])
    assert line.high == pytest.approx(card["service"] + card["marketing"])
    assert line.paid_by == "Nusa Bus"
    assert line.when < dt.date(2024, 11, 1), "service is free from November (fact R6)"


def test_taps_are_a_hypothesis_with_a_wide_range_and_a_middle_near_the_outside_check():
    line = ledger.taps()
    assert line.low == 0
    assert line.mid == pytest.approx(4 * 0.24), "four taps at the price of lesson 8's auction"
    assert line.high == pytest.approx(4 * facts.fact("G7.Asia").value)
    outside = 1e6 * facts.fact("M10").value / facts.fact("U16").value
    assert outside / 2 < line.mid < 2 * outside


@pytest.mark.parametrize("year", [2019, 2024, 2026])
def test_a_user_year_holds_each_payment_once_and_closes(year):
    lines = list(ledger.user_year(seed=5, year=year))
    assert lines == [
        ledger.carriage(5, year),
        ledger.fee(year),
        ledger.answers(5, year),
        ledger.taps(year),
    ]
    assert {line.when.year for line in lines} == {year}
    assert ledger.sale().what not in {line.what for line in lines}


# --- four parties see and earn; each step is one payment, and nobody sees what is sealed to them


def test_each_step_sums_to_zero_and_is_one_payment():
    earned = ledger.earns()
    assert earned.sum(axis="columns").tolist() == pytest.approx([0] * len(earned))
    paid = earned.drop(index="answered")  # free: she came by an ad
    assert ((paid > 0).sum(axis="columns") == 1).all()
    assert ((paid < 0).sum(axis="columns") == 1).all()
    for what, row in earned.iterrows():
        step = ledger.step(what)
        assert list(step) == [*ledger.PARTIES, "outside"]
        assert list(step.values()) == pytest.approx([row[party] for party in step])


def test_the_dollars_are_those_of_the_lessons():
    earned = ledger.earns()  # of a tap: in tests/facts/test_claims.py
    seat = 145_000 / facts.fact("J17").value
    assert earned.loc["bought", "Nusa Bus"] == pytest.approx(seat)
    carried = earned.loc["carried", "relay"]
    a_day = load.default("texts_per_user_day").range.mid
    assert carried * a_day * 365 == pytest.approx(ledger.carrying())


def test_everybody_sees_something_and_the_relay_no_words():
    seen = ledger.sees()
    assert seen.columns.tolist() == list(ledger.PARTIES)
    assert seen.index.tolist() == ledger.earns().index.tolist()
    assert seen.map(len).gt(5).all(axis=None)
    assert not seen[["relay", "platform"]].stack().str.contains("words|seat|Jakarta").any()
