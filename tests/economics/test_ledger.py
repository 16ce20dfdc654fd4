"""The ledger keeps every dollar, refuses what cannot be a payment, and stays as it was then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import facts
from course_lib.capacity import cost
from course_lib.capacity.load import Load, step
from course_lib.economics import ledger
from course_lib.economics.ledger import Ledger, Line

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


def test_carriage_is_near_the_bill_of_a_usual_year():
    line = ledger.carriage(seed=1)
    users = facts.fact("Y13.Indonesia").value
    usual = cost.total(cost.per_user(cost.bill(Load(users, step("calls"))), users))
    assert (line.low, line.mid, line.high) == pytest.approx(tuple(usual), rel=0.1)
    assert line.mid != usual.mid
    assert line == ledger.carriage(seed=1) != ledger.carriage(seed=2)
    assert line.paid_by == "Meta"


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
