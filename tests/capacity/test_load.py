"""From messages a day to servers; defaults rest on facts or say that they are assumed."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import data, facts
from course_lib.capacity import load
from course_lib.capacity.load import STEPS, Load, Traffic, default, step
from course_lib.capacity.load import rates as load_rates


def test_a_hundred_billion_messages_a_day():
    load = Load(2e9, Traffic(texts=50), peak_to_mean=14 / 9)
    assert load.messages_per_day == 100e9
    assert load.messages_per_second == pytest.approx(1_157_407, abs=1)
    assert load.peak_messages_per_second == pytest.approx(1.8e6, rel=1e-3)


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


def test_phones_on_servers():
    assert Load(3e9, share_online=1 / 3).servers_for_connections(2e6) == 500
    slides = Load(facts.fact("E12.users").value)
    assert slides.connections == pytest.approx(facts.fact("E12.phones").value)
    assert slides.servers_for_connections() == 150
    assert Load(30).servers_for_connections() == 1
    assert Load(1, share_online=0).servers_for_connections() == 1


def test_bytes_in_a_day():
    day = Traffic(texts=100, photos=2, videos=1, call_minutes=4, ai_answers=5)
    per_day = 105 * 1000 + 2 * 200_000 + 3_000_000 + 4 * 0.5 * 750_000
    assert day.bytes_per_day().mid == pytest.approx(per_day)
    assert day.stored_bytes_per_day().mid == pytest.approx(3_400_000)


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


@settings(deadline=None)
@given(st.floats(1, 4e9), st.floats(0, 1000), st.floats(1, 20))
def test_the_peak_is_never_below_the_mean(users, texts, peak):
    load = Load(users, Traffic(texts=texts), peak_to_mean=peak)
    assert load.messages_per_second == pytest.approx(users * texts / 86_400)
    assert load.peak_messages_per_second >= load.messages_per_second


def test_rates_of_places():
    rates = load_rates({"class": 30, "country": 235e6}, {"mean": 1, "New Year": 10})
    assert rates["rate"].round(3).tolist() == [0.017, 0.174, 135995.37, 1359953.704]
    assert rates[["place", "when"]].values.tolist()[1] == ["class", "New Year"]


# --- defaults come from the register of facts or say that they are assumed


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
