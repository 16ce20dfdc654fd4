"""A speech must cite three payments, each once, and the line that is held against it."""

import pytest

from course_lib.economics import chain, hearing, ledger, platform, scenarios
from course_lib.errors import CourseError

YEAR = ledger.user_year(seed=9)
LINES = [line.what for line in YEAR] + chain.earns().index.tolist()
ROLES = hearing.roles()["role"].tolist()
AGAINST = dict(zip(ROLES, hearing.roles()["held against it"].str.split(": ").str[0], strict=True))


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_speak_and_has_to_face_a_line(role):
    safe = ["yearly fee", "Sari buys seat 12A", "The coach drives", "carrying the messages"]
    rest = [line for line in safe if line != AGAINST[role]]
    assert hearing.missing(role, [AGAINST[role], *rest[:2]], YEAR) == []
    (lack,) = hearing.missing(role, rest[:3], YEAR)
    assert lack.startswith(f"the line against you, {AGAINST[role]}: ")


def test_nothing_cited_lacks_three_payments_and_the_line_against():
    more, against = hearing.missing("platform", [], YEAR)
    assert more.startswith("3 more")
    assert "Sari's taps on ads" in against


def test_a_payment_and_the_step_inside_it_are_one():
    twice = ["messages to Sari", "Nusa Bus answers", "Sari's taps on ads"]
    assert hearing.missing("platform", twice, YEAR) == ["1 more, each a payment of its own"]
    assert hearing.missing("platform", [*twice, "yearly fee"], YEAR) == []
    step = ["Sari taps an ad of Nusa Bus", "yearly fee", "The coach drives"]
    assert hearing.missing("platform", step, YEAR) == []


def test_the_same_line_again_and_a_line_that_is_none():
    again = ["yearly fee"] * 3
    assert hearing.missing("user", again, YEAR) == ["2 more, each a payment of its own"]
    unknown, more = hearing.missing("user", ["yearly fee", "goodwill", "The coach drives"], YEAR)
    assert unknown.startswith("goodwill is no line of the ledger: carrying the messages")
    assert more.startswith("1 more")
    with pytest.raises(CourseError, match="Take one of them"):
        hearing.missing("judge", [], YEAR)


def test_a_payment_inside_another_is_a_line_of_both():
    inside = hearing._tables()["inside"]
    assert set(inside) <= set(chain.earns().index)
    assert set(inside.values()) <= {line.what for line in YEAR}


def test_scorecards_are_the_models_numbers():
    row = platform.sweep(platform.Setting(ads=5, chat_price=0.05)).iloc[0]
    cards = hearing.scorecards(row)
    assert set(cards["role"]) == set(ROLES)
    score = cards.set_index(["role", "measure"])["score"]
    said = scenarios.measures()
    assert score["platform", said["profit"]] == row["profit"]
    assert score["user", said["people_gain"]] == score["regulator", said["people_gain"]]
    assert score["rival", said["elsewhere"]] == pytest.approx(1 - row["users"])
