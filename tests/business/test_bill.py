"""The price rules since 2018, one by one: the chats of bill.toml."""

from decimal import Decimal

import pytest
from doors import table

from course_lib import facts
from course_lib.business import rules

BILL = table("bill")
START = rules.moment("2026-07-15T09:00:00Z")


def case(line, to="6281200000001"):
    hours, category, *more = line.split()
    at, to = START + int(hours) * rules.HOUR, "62811" if "another" in more else to
    return rules.Case(at, to, rules.market_in("ID"), category, "window" in more, "entry" in more)


def expected(line):
    """Type and rate, which stands in a table of facts."""
    kind, *cell = line.split()
    if not cell:
        return kind, 0
    name, column = cell
    rate = facts.table(name).set_index("market").loc["Indonesia", column]
    return kind, Decimal(str(rate))


@pytest.mark.parametrize("bill", BILL.values(), ids=BILL)
def test_bill(bill):
    meter = rules.Meter(rules.rule_named(bill["rule"]))
    for n in range(bill.get("strangers", 0)):
        assert meter.quote(case("0 service window", str(n))).type == "free_customer_service", n
    quotes = [meter.quote(case(line)) for line in bill["chat"]]
    assert [(quote.type, quote.rate) for quote in quotes] == [
        expected(each) for each in bill["told"]
    ]


def test_notifications_of_2018_cost_the_middle_of_the_known_range():
    price, meter = facts.fact("R1"), rules.Meter(rules.rule_named("2018-08-01"))
    middle = (Decimal(str(price.low)) + Decimal(str(price.high))) / 2
    assert meter.quote(case("0 service window")).type == "free_customer_service"
    assert meter.quote(case("1 utility")).rate == middle


def test_every_rule_names_a_fact_and_covers_its_days():
    for rule in rules.RULES:
        assert facts.fact(rule.fact).as_of == rule.name
        assert rules.rule_at(rules.moment(rule.since)) is rule


def test_no_card_of_the_future():
    days = [f"20{y}-{m:02}-01" for y in (22, 23, 24, 25, 26) for m in range(1, 13)]
    for day in (rules.dt.date.fromisoformat(d) for d in days if "2022-02" <= d <= "2026-11"):
        unit = "message" if day >= rules.dt.date(2025, 7, 1) else "conversation"
        assert rules.card_at(day, unit).since <= day


@pytest.mark.parametrize("day", ["2025-07-01", "2025-10-01", "2026-01-01", "2026-07-01"])
def test_what_stayed_on_a_card_is_what_the_facts_say(day):
    known = facts.table("rates_2026_04").set_index("market")
    card = rules.card_at(rules.dt.date.fromisoformat(day), "message")
    for market in ("Indonesia", "Germany", "Brazil"):
        for column in ("marketing", "utility", "authentication"):
            assert float(card.rates[market, column]) == known.loc[market, column]
