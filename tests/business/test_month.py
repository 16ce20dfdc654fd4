"""The coach company's month: the sums by hand, and what each rule makes of each change."""

import pytest

from course_lib import facts
from course_lib.business import month, rules

UTILITY = facts.fact("J13.2026.utility").value
OFFER = facts.fact("J13.2026.marketing").value
RIDERS = 2000


def dollars(since, chat=month.DESIGNS["as_it_is"]):
    frame = month.cost(chat, rules.rule_named(since))
    return frame.set_index("part")["dollars"].to_dict()


def test_october_2026_charges_each_reply_above_the_allowance():
    assert dollars("2026-10-01") == pytest.approx(
        {
            "replies": (6 * RIDERS - 1000) * UTILITY,
            "reminder": RIDERS * UTILITY,
            "offer": RIDERS * OFFER,
        }
    )


def test_october_2024_charges_conversations_not_replies():
    service = facts.fact("J13.2024.service").value
    charged = dollars("2023-06-01")
    assert charged["replies"] == pytest.approx((RIDERS - 1000) * service)
    assert charged == dollars("2023-06-01", month.Chat(replies=2))


def test_2018_is_a_range_and_nothing_else_is():
    frame = month.under_every_rule()
    ranges = frame[frame["low"] < frame["high"]]
    assert set(ranges["since"]) == {"1 Aug 2018"}
    assert ranges["high"].sum() == pytest.approx(2 * RIDERS * facts.fact("R1").high)
    assert (ranges["low"] <= ranges["dollars"]).all()


def test_an_early_reminder_saves_until_the_window_costs_too():
    early = month.Chat(reminder=23)
    for rule in rules.RULES[:-1]:
        assert sum(dollars(rule.name, early).values()) < sum(dollars(rule.name).values())
    assert sum(dollars("2026-10-01", early).values()) == sum(dollars("2026-10-01").values())


def test_a_form_saves_nothing_before_each_message_counts():
    form = month.DESIGNS["form"]
    same = [
        sum(dollars(r.name, form).values()) == sum(dollars(r.name).values()) for r in rules.RULES
    ]
    assert same == [True] * 5 + [False]


def test_an_ad_opens_as_many_hours_as_the_rule_gives():
    by_ad = month.Chat(ad=True)
    assert dollars("2018-08-01", by_ad) == dollars("2018-08-01"), "no free entry point yet"
    assert dollars("2022-02-01", by_ad)["reminder"] > 0, "30 hours are more than 24"
    for since in ("2023-06-01", "2026-10-01"):
        assert dollars(since, by_ad) == pytest.approx(
            {"replies": 0, "reminder": 0, "offer": RIDERS * OFFER}
        )


def test_plan_and_replay_agree():
    """Without ads the month is its messages, one after the other on the meter."""
    told = [case for _, case in month.plan(month.Chat(), 50)]
    assert [case.at for case in told] == sorted(case.at for case in told)
    for rule in rules.RULES:
        meter = rules.Meter(rule)
        whole = float(sum(meter.quote(case).rate for case in told))
        assert month.cost(month.Chat(), rule, 50)["dollars"].sum() == pytest.approx(whole)
