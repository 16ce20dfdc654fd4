"""The price rules since 2018: the chats of bill.toml, the cards, and a month as a whole."""

import datetime as dt

import pandas as pd
import pytest
from doors import table

from course_lib import facts
from course_lib.business import month, rules

BILL = table("bill")
START = rules.moment("2026-07-15T09:00:00Z")


def case(line, to="6281200000001"):
    hours, category, *more = line.split()
    at, to = START + int(hours) * rules.HOUR, "62811" if "another" in more else to
    return rules.Case(at, to, rules.market_in("ID"), category, "window" in more, "entry" in more)


@pytest.mark.parametrize("bill", BILL.values(), ids=BILL)
def test_bill(bill):
    meter = rules.Meter(rules.rule_named(bill["rule"]))
    for n in range(bill.get("strangers", 0)):
        assert meter.quote(case("0 service window", str(n))).type == "free_customer_service", n
    quotes = [meter.quote(case(line)) for line in bill["chat"]]
    assert [f"{quote.type} {quote.rate}" for quote in quotes] == bill["told"]


def test_every_rule_names_a_fact_and_covers_its_days():
    for rule in rules.RULES:
        assert facts.fact(rule.fact).as_of == rule.name
        assert rules.rule_at(rules.moment(rule.since)) is rule


def test_no_card_of_the_future():
    for day in pd.date_range("2022-02-01", "2026-11-01", freq="MS").date:
        unit = "message" if day >= dt.date(2025, 7, 1) else "conversation"
        assert rules.card_at(day, unit).since <= day


@pytest.mark.parametrize("day", ["2025-07-01", "2025-10-01", "2026-01-01", "2026-07-01"])
def test_what_stayed_on_a_card_is_what_the_facts_say(day):
    known = facts.table("rates_2026_04").set_index("market")
    card = rules.card_at(dt.date.fromisoformat(day), "message")
    for market in ("Indonesia", "Germany", "Brazil"):
        for column in ("marketing", "utility", "authentication"):
            assert float(card.rates[market, column]) == known.loc[market, column]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.name)
def test_a_month_is_its_messages_one_after_the_other_on_the_meter(rule):
    told, meter = [case for _, case in month.plan(month.Chat())], rules.Meter(rule)
    assert [case.at for case in told] == sorted(case.at for case in told)
    whole = float(sum(meter.quote(case).rate for case in told))
    assert month.cost(month.Chat(), rule)["dollars"].sum() == pytest.approx(whole)
