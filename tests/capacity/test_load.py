"""From messages a day to servers; defaults rest on facts or say that they are assumed."""

from itertools import pairwise

import pytest

from course_lib import data, facts
from course_lib.capacity.load import STEPS, Load, Traffic, default, step

INPUTS = data.toml("capacity", "inputs")


@pytest.mark.parametrize(
    ("direction", "mean", "ratio"), [("in", 219_907, 1.555), ("out", 462_963, 1.538)]
)
def test_the_slides_of_2014_agree_with_themselves(direction, mean, ratio):
    users = facts.fact("E12.users").value
    texts = facts.fact(f"E12.{direction}").value / users
    peak = facts.fact(f"E12.peak-{direction}").value
    load = Load(users, Traffic(texts=texts), peak_to_mean=peak / mean)
    assert load.messages_per_second == pytest.approx(mean, abs=1)
    assert peak / load.messages_per_second == pytest.approx(ratio, abs=1e-3)
    assert load.peak_messages_per_second == pytest.approx(peak, rel=1e-5)


def test_calls_of_the_dial_are_what_signal_relays():
    """An outside check: 20 petabytes a year over Signal's estimated users."""
    calls = Traffic(call_minutes=step("calls").call_minutes).bytes_per_day()
    petabytes, users = facts.fact("S4.traffic").value, default("signal_users").range
    assert calls.low < petabytes * 1e15 / users.mid / 365 < calls.high


def test_the_dial_only_adds():
    days = [step(name) for name in STEPS]
    for before, after in pairwise(days):
        assert all(vars(before)[kind] <= vars(after)[kind] for kind in vars(before))
        assert before != after
    assert days[0] == Traffic(texts=days[0].texts)
    assert all(vars(days[-1]).values())


# --- defaults come from the register of facts or say that they are assumed


@pytest.mark.parametrize("name", INPUTS)
def test_every_default_is_a_rising_range_from_facts_or_called_assumed_with_a_reason(name):
    row, one = INPUTS[name], default(name)
    assert 0 < one.range.low <= one.range.mid <= one.range.high
    assert len(one.reason) > 20
    ends = [row[end] for end in ("low", "mid", "high") if end in row]
    plain = any(not isinstance(end, str | dict) for end in ends)
    assert plain == ("ssumed" in row["reason"]) == (one.confidence == "assumption")
    assert one.ids or plain
    assert all(facts.fact(each).confidence != "C" for each in one.ids), "from memory"
