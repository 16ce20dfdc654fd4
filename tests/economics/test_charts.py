"""The charts of lessons 4 and 9 hold what the frames say."""

import re

import pytest

from course_lib import look
from course_lib.economics import (
    adoption,
    charts,
    hearing,
    messengers,
    platform,
)

RUNS = {name: adoption.simulate(0, 0.1, 6, anger=a) for name, a in (("calm", 0), ("angry", 9))}
CHARTS = {
    "ways": charts.draw_ways(messengers.table()),
    "adoption": charts.draw_adoption(RUNS),
}


@pytest.mark.parametrize("name", CHARTS)
def test_small_data_and_a_title_for_every_field(name, small_and_named):
    small_and_named(CHARTS[name])


def test_ways_leave_out_what_is_not_published():
    (rows,) = CHARTS["ways"].to_dict()["datasets"].values()
    known = messengers.table().dropna(subset=["dollars_per_user"])
    assert sorted(row["who"] for row in rows) == sorted(
        f"{row.service}, {row.year}" for row in known.itertuples()
    )


def test_adoption_keeps_every_month_of_every_run():
    (rows,) = CHARTS["adoption"].to_dict()["datasets"].values()
    assert len(rows) == sum(map(len, RUNS.values()))
    angry = [row["users"] for row in rows if row["run"] == "angry"]
    assert angry == pytest.approx(RUNS["angry"]["users"].tolist())


def test_ways_do_not_make_up_a_way_to_live():
    (rows,) = CHARTS["ways"].to_dict()["datasets"].values()
    ways = {row["who"]: row["way"] for row in rows}
    assert ways["Viber, 2013"] == "not in our sources"
    assert ways["Telegram, 2024"] == "freemium"


def test_choices_show_the_whole_frontier_every_card_and_what_pays_you():
    yours = platform.sweep(platform.Setting(fee=0.5, ads=3))
    cloud, cards = platform.cloud(), hearing.points()
    made = list(charts.draw_choices(cloud, yours).to_dict()["datasets"].values())
    assert sorted(map(len, made)) == sorted([len(cloud), cloud["frontier"].sum(), len(cards), 1, 5])
    paid = next({row["what"]: row["dollars"] for row in rows} for rows in made if len(rows) == 5)
    assert paid["fees"] + paid["given"] + paid["ads"] + paid["messages"] - paid["cost"] == (
        pytest.approx(yours["profit"].item())
    )
    assert sum(map(len, made)) < 2000


def test_colours_of_the_choices_are_those_of_the_palette_letter_for_letter():
    chart = charts.draw_choices(platform.cloud(), platform.sweep(platform.Setting(ads=3)))
    named = set(re.findall(r"#[0-9a-fA-F]{6}", chart.to_json()))
    assert named == {look.BLUE, look.ORANGE, look.BLACK, look.GREY}


def test_facts_are_drawn_in_their_order_and_unit():
    chart = charts.draw_facts({"ads": "M10", "mine": 500}, "billion dollars", per=1000)
    (rows,) = chart.to_dict()["datasets"].values()
    assert [(row["what"], row["amount"], row["said"]) for row in rows] == [
        ("ads", 1.5, "1.5"),
        ("mine", 0.5, "0.5"),
    ]
