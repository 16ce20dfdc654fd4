"""Figures that are often misread: each keeps the value and the words that guard it."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from course_lib import facts

with (files("course_lib.facts") / "data" / "facts.csv").open(encoding="utf-8") as lines:
    ALL = [facts.fact(row["id"]) for row in csv.DictReader(lines)]


def test_200_million_users_is_early_2013() -> None:
    assert facts.fact("U2").value == 200e6
    assert "early 2013" in facts.fact("U2").note


def test_first_half_of_2014_revenue_is_15_9_million() -> None:
    assert facts.fact("F1.2014H1").value == 15.921
    assert "15.29" in facts.fact("F1.2014H1").note


def test_the_loss_of_138_million_is_of_2013() -> None:
    assert facts.fact("F2.2013").value == 138.146
    assert facts.fact("F2.2013").as_of == "2013"


def test_brand_value_is_448_million() -> None:
    assert facts.fact("Q4.brand").value == 448


def test_in_and_out_is_not_sent() -> None:
    frame = facts.table("messages_per_day").set_index("id")
    assert frame.loc["P3", "counting"] == "in and out"
    assert frame.loc["P5", "counting"] == "sent"
    for id in ("P1", "P3", "P4"):
        assert "in and out" in facts.cite(id)


def test_140_billion_messages_are_all_meta_apps() -> None:
    assert facts.fact("P10").value == 140e9
    assert "all Meta messaging apps together, not WhatsApp" in facts.cite("P10")
    assert "P10" not in set(facts.table("messages_per_day")["id"])
    assert max(facts.table("messages_per_day")["value"]) == 100e9


def test_estimates_without_a_source_are_absent() -> None:
    wrong = {2.7e9, 2.9e9, 3.2e9, 906.0}
    users = [one.value for one in ALL if one.unit == "people" and "WhatsApp" in one.statement]
    assert not wrong & {*users, *(one.value for one in ALL if one.unit == "USD million")}


def test_other_revenue_always_travels_with_both_its_qualifications() -> None:
    other = [one for one in ALL if one.id.startswith("G2.") or one.id.endswith("s.other")]
    other += [one for one in ALL if one.id[:3] in ("G1.", "G5.") and one.id.endswith(".other")]
    assert len(other) == 18 + 8 + 5
    for one in other:
        assert "an upper bound for WhatsApp's paid messages" in one.caveat
        assert "click-to-chat ads not included" in one.caveat


@pytest.mark.parametrize("year", ["2022", "2023", "2024", "2025"])
def test_other_revenue_of_a_year_is_its_quarters_within_rounding(year: str) -> None:
    quarters = sum(facts.fact(f"G2.{year}Q{q}").value or 0 for q in (1, 2, 3, 4))
    assert quarters == pytest.approx(facts.fact(f"G1.{year}.other").value, abs=1)


def test_advertising_of_a_year_is_its_quarters_within_rounding() -> None:
    for year in ("2022", "2023", "2024", "2025"):
        quarters = sum(facts.fact(f"G3.{year}Q{q}").value or 0 for q in (1, 2, 3, 4))
        assert quarters == pytest.approx(facts.fact(f"G1.{year}.ads").value, abs=1)


@pytest.mark.parametrize("year", [str(year) for year in range(2019, 2026)])
def test_the_parts_of_a_year_add_up(year: str) -> None:
    parts = sum(facts.fact(f"G1.{year}.{k}").value or 0 for k in ("ads", "other", "labs"))
    assert parts == facts.fact(f"G1.{year}.total").value


def test_unconfirmed_splits_of_2019_to_2021_are_not_shown() -> None:
    frame = facts.table("meta_years")
    early = frame[frame["year"] < 2022]
    assert set(early["measure"]) == {"total", "advertising"}
    assert len(early) == 5


def test_revenue_per_person_is_two_series() -> None:
    frame = facts.table("family_people").set_index("id")
    assert frame.loc["M25", "measure"] != frame.loc["M8.2025", "measure"]
    assert frame.loc["M25", "unit"] == "USD per monthly person a quarter"
    assert frame.loc["M8.2025", "unit"] == "USD per daily person a year"
    for id in ("M25", "M8.2025"):
        assert "not comparable" in facts.cite(id)
    assert "Facebook alone" in facts.cite("G7.world")


def test_conversation_and_message_prices_are_different_units() -> None:
    units = {name: set(facts.table(name)["unit"]) for name in ("rates_2024_10", "rates_2026_04")}
    assert units == {
        "rates_2024_10": {"USD per conversation"},
        "rates_2026_04": {"USD per message"},
    }
    frame = facts.table("india_marketing_rate").set_index("id")
    assert frame.loc["R21.2024", "unit"] == "USD per conversation"
    assert frame.loc["R21.2025", "unit"] == "USD per message"


def test_reseller_prices_are_labelled_and_without_markup() -> None:
    assert "markup taken off" in facts.cite("RC1")
    assert "markup taken off" in facts.cite("RC2")
    april = facts.table("rates_2026_04").set_index("market")["marketing"]
    assert (april["Argentina"], april["Brazil"]) == (0.0618, 0.0625)


def test_service_was_paid_in_october_2024_and_2026_but_not_between() -> None:
    service = {
        name: facts.table(name).set_index("market").loc["India", "service"]
        for name in ("rates_2024_10", "rates_2026_04", "rates_2026_10")
    }
    assert service == {"rates_2024_10": 0.0040, "rates_2026_04": 0, "rates_2026_10": 0.0014}
    october = facts.table("rates_2026_10")
    assert (october["service"] == october["utility"]).all()


def test_telegram_2024_names_both_figures_and_the_one_off() -> None:
    one = facts.fact("T2.2024")
    assert (one.low, one.high) == (1000, 1400)
    assert "one-off" in one.note
    assert "the founder said more than 1 billion" in facts.cite("T2.2024")


def test_accounts_people_and_survey_shares_are_kept_apart() -> None:
    units = [facts.fact(id).unit for id in ("Y13.Indonesia", "J12.apps", "J11.2024-01")]
    assert units == ["accounts", "people", "share"]
    assert "accounts, not people" in facts.cite("Y13.Indonesia")
    assert "survey share" in facts.cite("J11.2024-01")


def test_one_persons_claim_is_called_so() -> None:
    assert "one person's claim" in facts.cite("C6")
    assert "one source's claim" in facts.cite("E8.bill")


def test_two_cents_come_with_their_range() -> None:
    assert facts.fact("C3").high == facts.fact("C3").value == 2
    assert "one source's figure for rented servers; range 2 to 5 cents" in facts.cite("C3")
    assert (facts.fact("C12").low, facts.fact("C12").high) == (2, 5)


def test_revenue_a_user_names_its_divisor() -> None:
    one = facts.fact("F13")
    assert (one.value, one.high) == (2.55, facts.fact("F13.mean").value)
    assert "divides by December's users; about 3.4 cents by the year's mean" in facts.cite("F13")


def test_willing_to_accept_is_not_willing_to_pay() -> None:
    frame = facts.table("worth").set_index("id")
    assert set(frame["willing_to"]) == {"accept", "pay"}
    assert frame.loc["A11.pay", "value"] < frame.loc["A11.accept", "value"]
    for id, row in frame.iterrows():
        assert ("accept, not to pay" in facts.fact(str(id)).caveat) == (
            row["willing_to"] == "accept"
        )


def test_studies_name_who_paid_and_whether_chance_decided() -> None:
    frame = facts.table("studies")
    assert set(frame["randomised"]) == {"yes", "no"}
    assert frame["paid_by"].str.len().min() > 0
    assert (frame["value"].min(), frame["value"].max()) == (0.04, 0.65)


def test_signal_numbers_and_bbc_numbers_stay_apart() -> None:
    assert facts.fact("N2.bbc").confidence == "C"
    items = facts.table("signal_costs").set_index("id")["value"]
    assert items.drop("S3.staff").sum() == pytest.approx(13.7)
