"""The charts of lesson 8 are small, named, and hold what the models say."""

import pytest

from course_lib import facts
from course_lib.ads import attribution, auction, charts, targeting

PEOPLE = attribution.simulate(people=20_000, seed=1)
TWO = attribution.naive(PEOPLE), attribution.holdout(PEOPLE)
THIN = {n: targeting.thin_market(n, people=2_000) for n in (2, 4)}
PATH = auction.take_turns([0, 0, 2], [10, 4, 2], 40, rule="first_price", effects=(200, 100))
STUDIES = facts.table("studies")
CHARTS = {
    "lifts": charts.draw_lifts(*TWO),
    "gains": charts.draw_gains(THIN[2]),
    "market": charts.draw_market(THIN),
    "turns": charts.draw_turns(PATH, ["one", "two"]),
    "studies": charts.draw_studies(STUDIES),
}


def rows_of(name):
    return [row for rows in CHARTS[name].to_dict()["datasets"].values() for row in rows]


@pytest.mark.parametrize("name", CHARTS)
def test_small_data_and_a_title_for_every_field(name, small_and_named):
    bare = () if name in ("market", "turns") else ("y", "yOffset")
    small_and_named(CHARTS[name], *bare)


def test_gains_in_whole_cents():
    cents = {(row["party"], row["knows"]): row["amount"] for row in rows_of("gains")}
    knows, fits = "whom they want", "person: ads of 100 that fit"
    assert cents["platform: cents", "nothing"] == 50
    assert cents["platform: cents", knows] == round(100 * THIN[2]["platform"].iloc[1])
    assert cents[fits, knows] > cents[fits, "nothing"]


def test_turns_keep_every_turn_of_the_named_bidders():
    rows = rows_of("turns")
    assert len(rows) == 2 * len(PATH)
    assert [row["bid"] for row in rows if row["bidder"] == "two"] == PATH[:, 1].tolist()


def test_one_panel_an_outcome_and_no_common_axis():
    spec = CHARTS["studies"].to_dict()
    titles = [panel["title"]["text"] for panel in spec["vconcat"]]
    assert len(titles) == len(set(titles)) == 5
    assert spec["resolve"]["scale"]["x"] == "independent"
    assert sorted(row["id"] for row in rows_of("studies")) == sorted(STUDIES["id"])
    outcomes = {row["panel"] for row in rows_of("studies")}
    assert outcomes == {text.split(",")[0] for text in STUDIES["outcome"]}


def test_who_paid_is_a_shape_as_well_as_a_colour():
    for panel in CHARTS["studies"].to_dict()["vconcat"]:
        dots = panel["layer"][0]["encoding"]
        assert dots["color"]["field"] == dots["shape"]["field"] == "paid_by"
        assert set(dots["shape"]["scale"]["domain"]) == set(STUDIES["paid_by"])


def test_sentences_name_the_numbers_of_their_models():
    people = attribution.simulate(seed=1)
    report, held = attribution.naive(people), attribution.holdout(people)
    assert charts.said_lifts(report, held).count("%") == 4
    assert "345%" in charts.said_lifts(report, held)
    assert charts.said_credit(people).endswith("caused 23, somewhere from 11 to 34.")
    credited = attribution.credited(people).set_index("method")["sales"]
    for method in ("last_click", "holdout"):
        assert f"{credited[method]:,.0f}" in charts.said_credit(people)
    assert "2 bidders" in charts.said_gains(THIN[2], 2)
    assert "50 cents" in charts.said_gains(THIN[2], 2)
