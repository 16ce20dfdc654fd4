"""The bill: computed by hand, in range, and beside the bills that were published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import data, facts
from course_lib.capacity import charts, cost, load
from course_lib.capacity.load import Load, Traffic, step

COUNTRY = 235e6


def test_every_middle_by_hand():
    work = Load(1e6, Traffic(texts=50, photos=4, videos=1, call_minutes=10, ai_answers=2))
    bill = cost.bill(work, "Indonesia")
    code = (0.025 * 0.136) ** 0.5
    gigabytes = 1e6 * 365 * (52 * 1e3 + 4 * 2e5 + 3e6 + 10 * 0.5 * 7.5e5) / 1e9
    server = (24 / 1200 * 2.9 / 40) ** 0.5
    staff = (50 / 450e6 * 50 / 40e6) ** 0.5 * 19e6 / 50
    expected = {
        "codes": 1e6 * 0.5 * code,
        "servers": 1e6 * server,
        "bandwidth": gigabytes * 0.085,
        "storage": 1e6 * (4 * 2e5 + 3e6) * 3 / 1e9 * 0.023 * 12,
        "staff": 1e6 * staff,
        "ai": 1e6 * 365 * 2 * 0.002,
    }
    assert dict(zip(bill["item"], bill["mid"], strict=True)) == pytest.approx(expected)


@given(
    st.floats(1, 4e9),
    st.builds(Traffic, *[st.floats(0, 500)] * 5),
    st.sampled_from(["Indonesia", "India", "Nigeria"]),
    st.floats(1, 20),
)
def test_ranges_rise_and_nothing_is_negative(users, traffic, country, peak):
    bill = cost.bill(Load(users, traffic, peak_to_mean=peak), country)
    assert (bill["low"] >= 0).all()
    assert (bill["low"] <= bill["mid"]).all()
    assert (bill["mid"] <= bill["high"]).all()


def test_beside_published_costs():
    """WhatsApp's own costs of 2013 (facts C4, C13) lie in our range for text, below its middle."""
    text = cost.total(cost.per_user(cost.bill(Load(COUNTRY)), COUNTRY))
    assert text.low < facts.fact("C4").low / 100 < facts.fact("C13").value / 100 < text.mid
    lines = cost.per_user(cost.bill(Load(COUNTRY)), COUNTRY).set_index("item")
    assert lines["low"]["servers"] == pytest.approx(facts.fact("C3").value / 100)
    calls = cost.total(cost.per_user(cost.bill(Load(53e6, step("calls"))), 53e6))
    assert calls.low < facts.fact("S6.cost").low < facts.fact("S6.cost").high < calls.high


def test_signals_bill_keeps_its_published_sum():
    beside = cost.beside_signal(cost.per_user(cost.bill(Load(COUNTRY)), COUNTRY))
    signal = beside[beside["whose"] == "signal"]
    users = load.default("signal_users").range
    lines = data.toml("capacity", "bill").values()
    published = sum(facts.value(line["signal"]) for line in lines if "signal" in line) * 1e6
    assert cost.total(signal).mid * users.mid == pytest.approx(published)
    assert cost.total(signal).low * users.high == pytest.approx(published)
    assert cost.total(signal).high * users.low == pytest.approx(published)
    assert set(beside["item"]) == {*signal["item"], "ai"}


def drawn(lines):
    spec = charts.draw_dial(lines, limit=0.5).to_dict()
    return next(iter(spec["datasets"].values())), spec["layer"][0]["encoding"]


def test_the_dial_adds_the_lines_up_shows_no_zeros_and_keeps_its_axes():
    lines = [cost.up_to(dial, COUNTRY) for dial in (1, 4)]
    (text, axes), (everything, same) = map(drawn, lines)
    assert everything[-1]["item"] == "All together"
    assert everything[-1]["mid"] == pytest.approx(cost.total(lines[1]).mid)
    assert {row["item"] for row in text} < {row["item"] for row in everything}
    assert all(row["low"] > 0 for row in text)
    assert axes == same
    assert (cost.beside_signal(lines[0])["low"] == 0).any()
    bill = charts.draw_bill(cost.beside_signal(lines[0])).to_dict()["datasets"]
    assert all(row["low"] > 0 for rows in bill.values() for row in rows)
    assert len(charts.rounded(lines[0])) == len(text) - 1
