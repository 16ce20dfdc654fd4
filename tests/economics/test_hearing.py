"""Cards that can be won, and speeches that must cite three payments and the line against them."""

import pytest

from course_lib import data
from course_lib.economics import hearing, ledger, platform

YEAR = ledger.user_year(seed=9)
ROLES = hearing.roles()["role"].tolist()
AGAINST = {
    name: role["against"] for name, role in data.toml("economics", "hearing")["role"].items()
}
LABELS = data.toml("economics", "words")["label"]
SAID = LABELS["what"]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_speak_and_has_to_face_a_line_that_its_one_card_names(role):
    rest = [line for line in ("fee", "bought", "driven", "carriage") if line != AGAINST[role]]
    assert hearing.missing(role, [AGAINST[role], *rest[:2]], YEAR) == []
    (lack,) = hearing.missing(role, rest[:3], YEAR)
    assert lack.startswith(f"the line against you, {SAID[AGAINST[role]]}: ")
    (card,) = hearing.role(role).to_dict("records")
    assert card["role"] == role
    assert card["held against it"].startswith(f"{SAID[AGAINST[role]]}: ")


def test_scores_are_the_models_numbers():
    setting = platform.Setting(ads=5, chat_price=0.05)
    row, scores = platform.sweep(setting).iloc[0], hearing.scores(setting)
    assert {name.partition(", ")[0] for name in scores} == set(LABELS["role"].values())
    assert len(scores) == 9
    assert scores["platform, profit"] == pytest.approx(row["profit"], abs=0.005)
    gain = scores["user, people's gain"]
    assert gain == scores["regulator, people's gain"] == round(row["people_gain"], 2)
    assert scores["rival, share of people elsewhere"] == round(1 - row["users"], 2)


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
def test_its_own_setting_wins_it_and_not_anything_does(card, points, models):
    """The same sliders a player has, with what is given freely as on the card. What is given moves
    the frontier, so each card stands before its own."""
    own, table = points.loc[card.name], models[float(card.setting.given)]
    assert hearing.lacks(card.name, own) == []
    won = table.notna().all(axis="columns")
    for measure, side, bound in card.bounds():
        way = 1 if side == "at_least" else -1
        won &= way * (table[measure] - bound) >= -1e-9
    assert 0 < won.mean() < 0.05
    assert hearing.lacks(card.name, table[won].iloc[0]) == []
    assert hearing.lacks(card.name, table[~won].iloc[0])
    reached = [table[good] >= own[good] - 0.05 for good in ("profit", "people_gain")]
    assert (reached[0] & reached[1]).any(), "beyond what can be reached"


def test_no_card_is_best_at_everything(points):
    """Each card leaves somebody worse off than some other card does."""
    goods = points[["profit", "people_gain", "company_gain"]]
    for name, row in goods.iterrows():
        others = goods.drop(index=name)
        assert (others > row)[["profit", "people_gain"]].any(axis=None), name
        assert not (row >= others).all(axis=None), name
    assert points["profit"].idxmax() != points["people_gain"].idxmax()
