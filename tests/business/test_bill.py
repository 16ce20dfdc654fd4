"""The price rules since 2018, one by one, with the same messages."""

from decimal import Decimal

from course_lib import facts
from course_lib.business import rules
from course_lib.business.rules import HOUR, moment

INDONESIA = rules.market_in("ID")
START = moment("2026-07-15T09:00:00Z")


def case(hours, category, window=False, entry=False, to="6281200000001"):
    return rules.Case(START + hours * HOUR, to, INDONESIA, category, window, entry)


def priced(rule, *cases):
    meter = rules.Meter(rules.rule_named(rule))
    return [(q.type, str(q.rate)) for q in map(meter.quote, cases)]


def cell(table, column):
    frame = facts.table(table).set_index("market")
    return f"{frame.loc['Indonesia', column]:.4f}"


def test_conversations():
    chat = [
        case(0, "service", window=True),
        case(1, "utility", window=True),
        case(2, "utility", window=True),
        case(23, "marketing"),
        case(30, "utility"),
    ]
    in_2022 = priced("2022-02-01", *chat)
    free = "free_customer_service"
    assert [kind for kind, _ in in_2022] == [free, *["covered"] * 3, free]
    utility, marketing = (cell("rates_2023_06", c) for c in ("utility", "marketing"))
    assert priced("2023-06-01", *chat) == [
        (free, "0"),
        ("regular", utility),
        ("covered", "0"),
        ("regular", marketing),
        ("regular", utility),
    ]


def test_after_a_thousand_free_conversations_who_began_decides():
    strangers = [case(0, "service", window=True, to=str(n)) for n in range(1000)]
    chat = [*strangers, case(1, "service", window=True), case(1, "utility", to="x")]
    user, business = (cell("rates_2022_02", c) for c in ("user_initiated", "business_initiated"))
    assert priced("2022-02-01", *chat)[-2:] == [("regular", user), ("regular", business)]


def test_notifications_of_2018_cost_the_middle_of_the_known_range():
    price = facts.fact("R1")
    middle = (Decimal(str(price.low)) + Decimal(str(price.high))) / 2
    replies = priced("2018-08-01", case(0, "service", window=True), case(1, "utility"))
    assert replies == [("free_customer_service", "0"), ("regular", str(middle))]


def test_service_conversations_are_free_without_limit_from_november_2024():
    chat = [case(0, "service", window=True, to=str(n)) for n in range(1500)]
    assert {kind for kind, _ in priced("2024-11-01", *chat)} == {"free_customer_service"}


def test_october_2026_charges_inside_the_window_too():
    utility = cell("rates_2026_10", "utility")
    inside = case(0, "utility", window=True)
    assert priced("2025-07-01", inside) == [("free_customer_service", "0")]
    assert priced("2026-10-01", inside) == [("regular", utility)]
    assert priced("2026-10-01", case(0, "utility", entry=True)) == [("free_entry_point", "0")]


def test_authentication_is_domestic():
    ((_, rate),) = priced("2025-07-01", case(0, "authentication"))
    assert rate == cell("rates_2026_04", "authentication")


def test_every_rule_names_a_fact_and_covers_its_days():
    for rule in rules.RULES:
        assert facts.fact(rule.fact).as_of == rule.name
        assert rules.rule_at(moment(rule.since)) is rule
