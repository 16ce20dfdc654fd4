"""Figures that are often misread: each keeps the value and the words that guard it."""

from __future__ import annotations

import csv
from importlib.resources import files

from course_lib import facts

with (files("course_lib.facts") / "data" / "facts.csv").open(encoding="utf-8") as lines:
    ALL = [facts.fact(row["id"]) for row in csv.DictReader(lines)]


def test_200_million_users_is_early_2013() -> None:
    assert facts.fact("U2").value == 200e6
    assert "early 2013" in facts.fact("U2").note


def test_the_loss_of_138_million_is_of_2013() -> None:
    assert facts.fact("F2.2013").value == 138.146
    assert facts.fact("F2.2013").as_of == "2013"


def test_brand_value_is_448_million() -> None:
    assert facts.fact("Q4.brand").value == 448


def test_in_and_out_is_not_sent() -> None:
    assert [facts.fact(id).kind for id in ("P3", "P2", "P9")] == ["in and out", "sent", "delivered"]
    for id in ("P1", "P3"):
        assert "in and out" in facts.cite(id)


def test_estimates_without_a_source_are_absent() -> None:
    wrong = {2.7e9, 2.9e9, 3.2e9, 906.0}
    users = [one.value for one in ALL if one.unit == "people" and "WhatsApp" in one.statement]
    assert not wrong & {*users, *(one.value for one in ALL if one.unit == "USD million")}


def test_other_revenue_always_travels_with_both_its_qualifications() -> None:
    other = [one for one in ALL if one.id[:3] in ("G1.", "G5.") and one.id.endswith(".other")]
    assert {one.id for one in other} == {
        *(f"G1.{year}.other" for year in ("2022", "2024", "2026Q2")),
        "G5.2024.other",
    }
    for one in other:
        assert "an upper bound for WhatsApp's paid messages" in one.caveat
        assert "click-to-chat ads not included" in one.caveat


def test_revenue_per_person_is_two_series() -> None:
    assert facts.fact("M25").unit == "USD per monthly person a quarter"
    assert facts.fact("M8.2025").unit == "USD per daily person a year"
    for id in ("M25", "M8.2025"):
        assert "not comparable" in facts.cite(id)
    assert "Facebook alone" in facts.cite("G7.Asia")


def test_conversation_and_message_prices_are_different_units() -> None:
    units = {name: set(facts.table(name)["unit"]) for name in ("rates_2024_10", "rates_2026_04")}
    assert units == {
        "rates_2024_10": {"USD per conversation"},
        "rates_2026_04": {"USD per message"},
    }


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
    assert [facts.fact(id).unit for id in ("Y13.Indonesia", "U19", "A15")] == [
        "accounts",
        "people",
        "share",
    ]
    assert "accounts, not people" in facts.cite("Y13.Indonesia")
    assert "survey" in facts.cite("A15")


def test_one_persons_claim_is_called_so() -> None:
    assert "one source's claim" in facts.cite("E8.bill")


def test_two_cents_are_of_an_unknown_year_and_come_with_their_range() -> None:
    assert (facts.fact("C3").value, facts.fact("C3").high) == (2, None)  # not "at most"
    assert "a bill of an unknown year over users of June 2017" in facts.cite("C3")
    assert (facts.fact("C12").low, facts.fact("C12").high) == (2, 12.475)


def test_booked_received_and_paid_out_are_three_numbers() -> None:
    cents = {facts.fact(id).kind: facts.fact(id).value for id in ("F13", "F16", "C4")}
    assert cents == {"booked": 2.55, "received": 7.82, "paid out": 10.3}
    assert facts.fact("C13").value == 12.475  # what was booked as cost, pay in shares left out
    for id in ("F13", "F16", "C4"):
        assert "by December's users" in facts.cite(id)


def test_revenue_a_user_names_its_divisor() -> None:
    one = facts.fact("F13")
    assert (one.value, one.high) == (2.55, facts.fact("F13.mean").value)
    assert "divides by December's users; about 3.4 cents by the year's mean" in facts.cite("F13")


def test_the_two_weeks_of_january_2021_have_two_winners() -> None:
    for id, winner in (("Y19", "WhatsApp"), ("Y30", "Signal")):
        counts = {
            app: facts.fact(f"{id}.{app}").value for app in ("Signal", "Telegram", "WhatsApp")
        }
        assert max(counts, key=lambda app: counts[app] or 0) == winner


def test_willingness_was_asked_of_two_groups() -> None:
    assert "200 other people" in facts.fact("A11.accept").note
    assert "200 other" in facts.fact("A11.accept").statement


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
