"""Four parties see and earn; each step is one payment, and nobody sees what is sealed to them."""

import pytest

from course_lib import facts
from course_lib.economics import ledger


def test_each_step_sums_to_zero_and_is_one_payment():
    earned = ledger.earns()
    assert earned.sum(axis="columns").tolist() == pytest.approx([0] * len(earned))
    assert ((earned > 0).sum(axis="columns") == 1).all()
    assert ((earned < 0).sum(axis="columns") == 1).all()


@pytest.mark.parametrize("hidden", [*ledger.PARTIES, "outside"])
def test_a_hidden_column_can_be_rebuilt(hidden):
    earned = ledger.earns()
    rebuilt = -earned.drop(columns=hidden).sum(axis="columns")
    assert rebuilt.tolist() == pytest.approx(earned[hidden].tolist())


def test_the_dollars_are_those_of_the_lessons():
    earned = ledger.earns()
    assert earned.loc["answered", "platform"] == facts.fact("J13.2024.service").value
    seat = 145_000 / facts.fact("J17").value
    assert earned.loc["bought", "Nusa Bus"] == pytest.approx(seat)
    carried = earned.loc["carried", "relay"]
    a_day = facts.fact("P9").value / facts.fact("U16").value
    assert carried * a_day * 365 == pytest.approx(ledger.carrying())


def test_everybody_sees_something_and_the_relay_no_words():
    seen = ledger.sees()
    assert seen.columns.tolist() == list(ledger.PARTIES)
    assert seen.index.tolist() == ledger.earns().index.tolist()
    assert seen.map(len).gt(5).all(axis=None)
    assert not seen[["relay", "platform"]].stack().str.contains("words|seat|Jakarta").any()
