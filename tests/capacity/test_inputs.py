"""Defaults come from the register of facts or say that they are assumed."""

import tomllib
from pathlib import Path

import pytest

from course_lib import facts
from course_lib.capacity import inputs
from course_lib.errors import CourseError


def test_every_default_is_a_rising_range_with_a_reason():
    table = inputs.table()
    assert (table["low"] <= table["mid"]).all()
    assert (table["mid"] <= table["high"]).all()
    assert (table["low"] > 0).all()
    assert table["reason"].str.len().gt(20).all()
    assert table["name"].is_unique


def test_every_plain_number_is_called_assumed_in_its_reason():
    rows = tomllib.loads(Path(inputs.__file__).with_name("inputs.toml").read_text())
    for name, row in rows.items():
        ends = [row[end] for end in ("low", "mid", "high") if end in row]
        plain = [end for end in ends if not isinstance(end, str)]
        assert bool(plain) == ("ssumed" in row["reason"]), name
        assert bool(plain) == (inputs.default(name).confidence == "assumption"), name


def test_nothing_from_memory_is_used():
    used = {each for name in inputs.table()["name"] for each in inputs.default(name).ids}
    assert used
    assert all(facts.fact(each).confidence != "C" for each in used)


def test_arithmetic_on_facts_from_left_to_right():
    bill, users = facts.fact("E8.bill").value, facts.fact("E8.users").value
    assert inputs.evaluate("12e6 * E8.bill / E8.users") == pytest.approx(12e6 * bill / users)
    assert inputs.evaluate("S6:mid") ** 2 == pytest.approx(
        facts.fact("S6").low * facts.fact("S6").high
    )
    assert inputs.evaluate(3) == 3


def test_spread_and_missing_middle():
    pay, servers = inputs.default("pay_per_person_year"), inputs.default("staff_per_user")
    assert pay.mid == pytest.approx(380_000)
    assert (pay.high / pay.mid, pay.mid / pay.low) == pytest.approx((1.25, 1.25))
    assert servers.mid**2 == pytest.approx(servers.low * servers.high)


def test_weakest_confidence_wins():
    assert inputs.evidence("C2") == (("C2",), facts.fact("C2").confidence)
    assert inputs.evidence("F1.2013", 3) == (("F1.2013",), "assumption")
    assert inputs.evidence("F1.2013", "M17")[1] == "B1"
    assert inputs.evidence("F1.2013 / U4")[1] == "D"


@pytest.mark.parametrize(
    ("call", "meaning"),
    [
        (lambda: inputs.default("price_of_tea"), "the name of an input"),
        (lambda: inputs.evaluate("S6"), "S6:low, S6:mid or S6:high"),
        (lambda: inputs.evaluate("Z99"), "the id of a fact"),
    ],
)
def test_bad_names_are_explained(call, meaning):
    with pytest.raises(CourseError, match=meaning):
        call()
