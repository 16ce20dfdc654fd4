"""The coach company's month under every rule, by hand: what is paid, in the order of its times."""

from collections import Counter
from itertools import chain

import pytest

from course_lib import facts
from course_lib.business import month, rules

RIDERS, FREE = 2000, 1000
RANGE = facts.fact("R1")  # dollars of a notification of 2018
CHATS = month.DESIGNS | {"by_ad": month.Chat(ad=True)}


def timeline(chat):
    """The month in its order: hour, part, later than a day after the rider's word, first reply."""
    told = []
    for rider in range(RIDERS):
        begin = 20 * 24 * rider / RIDERS
        told += [(begin + n / 60, "replies", False, n == 0) for n in range(chat.replies)]
        last = begin + (chat.replies - 1) / 60
        more = (("reminder", chat.reminder), ("offer", chat.offer))
        told += [(last + after, part, after > 24, False) for part, after in more if after]
    return sorted(told)


def by_hand(chat):
    """By the rule's first day, the dollars for replies, reminders and offers."""
    told = timeline(chat)
    late = Counter(part for _, part, late, _ in told if late)
    begun = [part for _, part, late, first in told if late or (first and not chat.ad)]
    said = [part for _, part, late, _ in told if not late and not chat.ad]
    paid_2022, paid_2026 = Counter(begun[FREE:]), Counter(said[FREE:])
    asked = 0 if chat.ad else RIDERS - FREE
    reminder = 0 if chat.ad else late["reminder"]  # from 2023 an ad opens 72 hours
    middle, offer = (RANGE.low + RANGE.high) / 2, 0.0411 * late["offer"]
    both = [0.0316 * paid_2022["reminder"], 0.0316 * paid_2022["offer"]]
    return {
        "2018-08-01": [0, middle * late["reminder"], middle * late["offer"]],
        "2022-02-01": [0.019 * paid_2022["replies"], *both],
        "2023-06-01": [0.019 * asked, 0.02 * reminder, offer],
        "2024-11-01": [0, 0.02 * reminder, offer],
        "2025-07-01": [0, 0.025 * reminder, offer],
        "2026-10-01": [
            0.025 * paid_2026["replies"],
            0.025 * (reminder + paid_2026["reminder"]),
            offer,
        ],
    }


@pytest.mark.parametrize("chat", CHATS.values(), ids=CHATS)
def test_a_month_by_hand(chat):
    expected, late = by_hand(chat), Counter(part for _, part, late, _ in timeline(chat) if late)
    assert list(expected) == [rule.name for rule in rules.RULES]
    frame = month.under_every_rule(chat)
    assert frame["dollars"].tolist() == pytest.approx([*chain(*expected.values())])
    old, new = frame[:3], frame[3:]  # only 2018 is a range
    for end in ("low", "high"):
        ends = [getattr(RANGE, end) * late[part] for part in month.PARTS]
        assert old[end].tolist() == pytest.approx(ends)
        assert new[end].equals(new["dollars"])
