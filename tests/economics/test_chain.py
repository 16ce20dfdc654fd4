"""Four parties see and earn; each step is one payment, and nobody sees what is sealed to them."""

import pytest

from course_lib import facts
from course_lib.capacity import load
from course_lib.economics import ledger


def test_each_step_sums_to_zero_and_is_one_payment():
    earned = ledger.earns()
    assert earned.sum(axis="columns").tolist() == pytest.approx([0] * len(earned))
    paid = earned.drop(index="answered")  # free: she came by an ad
    assert ((paid > 0).sum(axis="columns") == 1).all()
    assert ((paid < 0).sum(axis="columns") == 1).all()
    assert not earned.loc["answered"].any()


@pytest.mark.parametrize("hidden", [*ledger.PARTIES, "outside"])
def test_a_hidden_column_can_be_rebuilt(hidden):
    earned = ledger.earns()
    rebuilt = -earned.drop(columns=hidden).sum(axis="columns")
    assert rebuilt.tolist() == pytest.approx(earned[hidden].tolist())


def test_the_dollars_are_those_of_the_lessons():
    earned = ledger.earns()
    assert earned.loc["tapped", "platform"] == ledger.tap()
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
