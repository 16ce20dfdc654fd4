"""Defaults come from the register of facts or say that they are assumed."""

import pytest

from course_lib import data, facts
from course_lib.capacity import load


def test_every_default_is_a_rising_range_with_a_reason():
    table = load.inputs()
    assert (table["low"] <= table["mid"]).all()
    assert (table["mid"] <= table["high"]).all()
    assert (table["low"] > 0).all()
    assert table["reason"].str.len().gt(20).all()
    assert table["name"].is_unique


def test_every_plain_number_is_called_assumed_in_its_reason():
    for name, row in data.toml("capacity", "inputs").items():
        ends = [row[end] for end in ("low", "mid", "high") if end in row]
        plain = [end for end in ends if not isinstance(end, str | dict)]
        assert bool(plain) == ("ssumed" in row["reason"]), name
        assert bool(plain) == (load.default(name).confidence == "assumption"), name


def test_nothing_from_memory_is_used():
    used = {each for name in load.inputs()["name"] for each in load.default(name).ids}
    assert used
    assert all(facts.fact(each).confidence != "C" for each in used)


def test_spread_and_missing_middle():
    pay, servers = (load.default(name).range for name in ("pay_per_person_year", "staff_per_user"))
    assert pay.mid == pytest.approx(380_000)
    assert (pay.high / pay.mid, pay.mid / pay.low) == pytest.approx((1.25, 1.25))
    assert servers.mid**2 == pytest.approx(servers.low * servers.high)


def test_weakest_confidence_wins():
    assert load.evidence("C2") == (("C2",), facts.fact("C2").confidence)
    assert load.evidence("F1.2013", 3) == (("F1.2013",), "assumption")
    assert facts.fact("F5.2013").confidence == "B1"
    assert load.evidence("F1.2013", "F5.2013")[1] == "B1"
    assert load.evidence({"times": ["F1.2013"], "by": ["U4"]})[1] == "D"
