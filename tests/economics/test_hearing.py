"""Cards that can be won, and speeches that must cite three payments and the line against them."""

import pytest

from course_lib import data, facts
from course_lib.economics import hearing, ledger, platform

YEAR = ledger.user_year(seed=9)
ROLES = hearing.roles()["role"].tolist()
AGAINST = {
    name: role["against"] for name, role in data.toml("economics", "hearing")["role"].items()
}
LABELS = data.toml("economics", "words")["label"]
SAID = LABELS["what"]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_speak_and_has_to_face_a_line(role):
    safe = ["fee", "bought", "driven", "carriage"]
    rest = [line for line in safe if line != AGAINST[role]]
    assert hearing.missing(role, [AGAINST[role], *rest[:2]], YEAR) == []
    (lack,) = hearing.missing(role, rest[:3], YEAR)
    assert lack.startswith(f"the line against you, {SAID[AGAINST[role]]}: ")


def test_a_payment_inside_another_is_a_line_of_both():
    inside = data.toml("economics", "hearing")["inside"]
    assert set(inside) <= set(ledger.earns().index)
    assert set(inside.values()) <= {line.what for line in YEAR}


def test_scores_are_the_models_numbers():
    setting = platform.Setting(ads=5, chat_price=0.05)
    row, scores = platform.sweep(setting).iloc[0], hearing.scores(setting)
    assert {name.partition(", ")[0] for name in scores} == set(LABELS["role"].values())
    assert len(scores) == 9
    assert scores["platform, profit"] == pytest.approx(row["profit"], abs=0.005)
    gain = scores["user, people's gain"]
    assert gain == scores["regulator, people's gain"] == round(row["people_gain"], 2)
    assert scores["rival, share of people elsewhere"] == round(1 - row["users"], 2)


def test_what_is_held_against_a_role_is_said_in_words():
    held = hearing.roles().set_index("role")["held against it"]
    assert {role: text.partition(": ")[0] for role, text in held.items()} == {
        role: SAID[line] for role, line in AGAINST.items()
    }


def test_a_role_has_one_card():
    every = hearing.roles().set_index("role")
    for name in ROLES:
        card = hearing.role(name)
        assert card["role"].tolist() == [name]
        assert card["held against it"].item() == every.loc[name, "held against it"]


# --- cards can be won, none wins everything, and what they say rests on facts


CARDS = hearing.cards()
each = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)


@pytest.fixture(scope="module")
def points():
    return hearing.points().set_index("card")


@pytest.fixture(scope="module")
def models():
    given = sorted({float(card.setting.given) for card in CARDS})
    return {amount: platform.models(given=amount) for amount in given}


@each
def test_its_own_setting_wins_it(card, points):
    assert hearing.lacks(card.name, points.loc[card.name]) == []


@each
def test_it_can_be_won_and_not_by_anything(card, models):
    """The same sliders a player has, with what is given freely as on the card."""
    table = models[float(card.setting.given)]
    won = table.notna().all(axis="columns")
    for measure, bound in card.at_least.items():
        won &= table[measure] >= bound - 1e-9
    for measure, bound in card.at_most.items():
        won &= table[measure] <= bound + 1e-9
    assert 0 < won.mean() < 0.05
    winner = table[won].iloc[0]
    assert hearing.lacks(card.name, winner) == []
    loser = table[~won].iloc[0]
    assert hearing.lacks(card.name, loser)


def test_no_card_is_best_at_everything(points):
    """Each card leaves somebody worse off than some other card does."""
    goods = ["profit", "people_gain", "company_gain"]
    for name, row in points.iterrows():
        others = points.drop(index=name)
        assert (others["profit"] > row["profit"]).any() or (
            others["people_gain"] > row["people_gain"]
        ).any(), name
        assert not (row[goods] >= others[goods]).all(axis=None), name
    assert points["profit"].idxmax() != points["people_gain"].idxmax()


def test_no_card_lies_beyond_what_can_be_reached(points, models):
    """What is given freely moves the frontier, so each card stands before its own."""
    for card in CARDS:
        row, table = points.loc[card.name], models[float(card.setting.given)]
        near = (table["profit"] >= row["profit"] - 0.05) & (
            table["people_gain"] >= row["people_gain"] - 0.05
        )
        assert near.any(), card.name


def test_the_cards_stand_in_the_box_and_cite_what_can_be_cited():
    for card in CARDS:
        assert isinstance(card.setting, platform.Setting)
        assert card.sentence.endswith(".")
        assert card.label != card.name
        if card.facts:
            assert facts.cite(*card.facts)
    assert len(CARDS) == 6


def test_the_dollars_of_the_cards_are_those_of_the_facts():
    by_name = {card.name: card.setting for card in CARDS}
    assert by_name["whatsapp_2014"].fee == facts.fact("F8").value
    assert by_name["signal"].given == facts.fact("S6.cost").low
    premium, users = facts.fact("T4.premium").value, facts.fact("T6.users").value
    assert by_name["telegram"].given == pytest.approx(2 * premium * 1e6 / users)
    assert by_name["whatsapp_2026"].chat_price == platform.chat_price("2025-07-01")


def test_what_is_missing_is_said_in_words():
    row = platform.sweep(platform.Setting(fee=1.0)).iloc[0]
    assert hearing.lacks("signal", row) == ["income from fees: 0.98, at most 0.00 wanted"]
    assert len(hearing.deck()) == 6
