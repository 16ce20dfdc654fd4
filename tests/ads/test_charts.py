"""The charts of lesson 8 are small, named, and hold what the models say."""

import pandas as pd
import pytest

from course_lib import facts
from course_lib.ads import attribution, auction, bidding, charts, targeting

ADS = pd.DataFrame(
    {"ad": ["shop", "bus", "warung"], "bid": [0.6, 0.4, 0.15], "rate": [0.005, 0.02, 0.03]}
).assign(quality=0.0)
PEOPLE = attribution.simulate(people=20_000, seed=1)
TWO = attribution.naive(PEOPLE), attribution.holdout(PEOPLE)
THIN = {n: targeting.thin_market(n, people=2_000) for n in (2, 4)}
DAY = bidding.opportunities(300, seed=1)
DAYS = {pacing: bidding.deliver(DAY, 0.4, pacing) for pacing in ("unpaced", "adaptive")}
PATH = bidding.take_turns([0, 0, 2], [10, 4, 2], 40, rule="first_price", effects=(200, 100))
STUDIES = facts.table("studies")
CHARTS = {
    "scores": charts.draw_scores(ADS),
    "lifts": charts.draw_lifts(*TWO),
    "gains": charts.draw_gains(THIN[2]),
    "market": charts.draw_market(THIN),
    "budget": charts.draw_budget(DAYS),
    "turns": charts.draw_turns(PATH, ["one", "two"]),
    "studies": charts.draw_studies(STUDIES),
}


def parts(spec):
    """The spec and everything it is made of."""
    yield spec
    for inner in [*spec.get("layer", []), *spec.get("vconcat", []), spec.get("spec", {})]:
        if inner:
            yield from parts(inner)


def rows_of(name):
    return [row for rows in CHARTS[name].to_dict()["datasets"].values() for row in rows]


@pytest.mark.parametrize("name", CHARTS)
def test_small_data_and_a_title_for_every_field(name):
    spec = CHARTS[name].to_dict()
    assert 0 < len(rows_of(name)) <= 2000
    for part in parts(spec):
        assert part.get("width", 0) <= 600
        for channel, encoding in part.get("encoding", {}).items():
            named = {"title", "condition", "legend"} & set(encoding)
            assert named or channel in ("row", "column", "yOffset"), (name, channel)


def test_scores_name_the_winner_and_the_price_of_the_auction():
    done = auction.clear(ADS["bid"], rates=ADS["rate"])
    said = {row["ad"]: row["said"] for row in rows_of("scores") if "ad" in row}
    assert said == {"shop": "", "bus": "wins, pays 22.5 cents a tap", "warung": ""}
    assert done.winners.tolist() == [1]
    runner_up = [row["score"] for row in rows_of("scores") if "ad" not in row]
    assert runner_up == pytest.approx([0.45])


def test_quality_moves_the_winner_in_the_picture():
    liked = charts.draw_scores(ADS.assign(quality=[0.0, 0.0, 0.01])).to_dict()
    rows = [row for rows in liked["datasets"].values() for row in rows]
    assert [row["ad"] for row in rows if row.get("wins")] == ["warung"]


def test_gains_in_whole_cents():
    cents = {(row["party"], row["knows"]): row["amount"] for row in rows_of("gains")}
    knows, fits = "whom they want", "person: ads of 100 that fit"
    assert cents["platform: cents", "nothing"] == 50
    assert cents["platform: cents", knows] == round(100 * THIN[2]["platform"].iloc[1])
    assert cents[fits, knows] > cents[fits, "nothing"]


def test_the_budget_line_is_what_was_spent_by_each_hour():
    for row in rows_of("budget"):
        if "pacing" in row:
            day = DAYS[row["pacing"]]
            spent = day.loc[day["hour"] <= row["hour"], "paid"].sum()
            assert row["spent"] == pytest.approx(spent, abs=6e-4)


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
