"""A speech must cite three payments, each once, and the line that is held against it."""

import pytest

from course_lib import data
from course_lib.economics import hearing, ledger, platform
from course_lib.errors import CourseError

YEAR = ledger.user_year(seed=9)
ROLES = hearing.roles()["role"].tolist()
AGAINST = {
    name: role["against"] for name, role in data.toml("economics", "hearing")["role"].items()
}
SAID = data.toml("economics", "words")["label"]["what"]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_speak_and_has_to_face_a_line(role):
    safe = ["fee", "bought", "driven", "carriage"]
    rest = [line for line in safe if line != AGAINST[role]]
    assert hearing.missing(role, [AGAINST[role], *rest[:2]], YEAR) == []
    (lack,) = hearing.missing(role, rest[:3], YEAR)
    assert lack.startswith(f"the line against you, {SAID[AGAINST[role]]}: ")


def test_nothing_cited_lacks_three_payments_and_the_line_against():
    more, against = hearing.missing("platform", [], YEAR)
    assert more.startswith("3 more")
    assert "Sari's taps on ads" in against


def test_a_payment_and_the_step_inside_it_are_one():
    twice = ["taps", "tapped", "answers"]
    assert hearing.missing("platform", twice, YEAR) == ["1 more, each a payment of its own"]
    assert hearing.missing("platform", [*twice, "fee"], YEAR) == []
    step = ["tapped", "fee", "driven"]
    assert hearing.missing("platform", step, YEAR) == []


def test_the_same_line_again_and_a_line_that_is_none():
    again = ["fee"] * 3
    assert hearing.missing("user", again, YEAR) == ["2 more, each a payment of its own"]
    unknown, more = hearing.missing("user", ["fee", "goodwill", "driven"], YEAR)
    assert unknown.startswith("goodwill is no line of the ledger: carriage")
    assert more.startswith("1 more")
    (free,) = hearing.missing("user", ["fee", "driven", "carriage", "answered"], YEAR)
    assert free.startswith("answered is no line"), "a step without a payment"
    with pytest.raises(CourseError, match="Take one of them"):
        hearing.missing("judge", [], YEAR)


def test_a_payment_inside_another_is_a_line_of_both():
    inside = data.toml("economics", "hearing")["inside"]
    assert set(inside) <= set(ledger.earns().index)
    assert set(inside.values()) <= {line.what for line in YEAR}


def test_scorecards_are_the_models_numbers():
    row = platform.sweep(platform.Setting(ads=5, chat_price=0.05)).iloc[0]
    cards = hearing.scorecards(row)
    assert set(cards["role"]) == set(ROLES)
    score = cards.set_index(["role", "measure"])["score"]
    assert score["platform", "profit"] == row["profit"]
    assert score["user", "people_gain"] == score["regulator", "people_gain"]
    assert score["rival", "elsewhere"] == pytest.approx(1 - row["users"])


def test_what_is_held_against_a_role_is_said_in_words():
    held = hearing.roles().set_index("role")["held against it"]
    assert {role: text.partition(": ")[0] for role, text in held.items()} == {
        role: SAID[line] for role, line in AGAINST.items()
    }


def test_a_role_has_one_card_and_an_unknown_role_is_refused():
    every = hearing.roles().set_index("role")
    for name in ROLES:
        card = hearing.role(name)
        assert card["role"].tolist() == [name]
        assert card["held against it"].item() == every.loc[name, "held against it"]
    with pytest.raises(CourseError, match="coach"):
        hearing.role("coach")
