"""The charts hold few rows, title everything and leave out what a logarithmic axis cannot show."""

import pandas as pd
import pytest

from course_lib.capacity import charts, cost
from course_lib.capacity.load import Load, step

USERS = 200e6
BILL = cost.per_user(cost.bill(Load(USERS, step("AI"))), USERS)
RATES = pd.DataFrame(
    [("a class", "mean", 0.02), ("a class", "peak", 0.2), ("a country", "mean", 1e5)],
    columns=["place", "when", "rate"],
)
CHARTS = {
    "rates": charts.draw_rates(RATES),
    "bill": charts.draw_bill(cost.beside_signal(BILL)),
    "dial": charts.draw_dial(BILL, limit=0.5),
    "scale": charts.draw_scale(cost.scale([30, 1e3, 1e6]), {"a school": 1e3}),
}


@pytest.mark.parametrize("name", CHARTS)
def test_small_data_and_a_title_for_every_field(name, small_and_named):
    small_and_named(CHARTS[name])


def test_rates_keep_their_order():
    encoding = CHARTS["rates"].to_dict()["encoding"]
    assert encoding["y"]["sort"] == ["a class", "a country"]
    assert encoding["color"]["scale"]["domain"] == ["mean", "peak"]


def test_bill_shows_both_sides_without_zeros():
    (rows,) = CHARTS["bill"].to_dict()["datasets"].values()
    assert {row["whose"] for row in rows} == {"your estimate", "Signal, 2023"}
    assert {row["item"] for row in rows} >= {"Sign-up codes", "Servers", "Staff"}
    assert all(row["low"] > 0 for row in rows)


def dial_rows(lines):
    return next(iter(charts.draw_dial(lines, limit=0.5).to_dict()["datasets"].values()))


def test_dial_adds_the_lines_up_and_keeps_its_axes():
    text = cost.per_user(cost.bill(Load(USERS)), USERS)
    assert dial_rows(BILL)[-1]["item"] == "All together"
    assert dial_rows(BILL)[-1]["mid"] == pytest.approx(cost.total(BILL).mid)
    assert {row["item"] for row in dial_rows(text)} < {row["item"] for row in dial_rows(BILL)}
    encodings = [
        charts.draw_dial(each, 0.5).to_dict()["layer"][0]["encoding"] for each in (text, BILL)
    ]
    assert encodings[0] == encodings[1]


def test_scale_marks_the_named_place():
    marked = [rows for rows in CHARTS["scale"].to_dict()["datasets"].values() if "place" in rows[0]]
    assert [(row["place"], row["users"]) for row in marked[0]] == [("a school", 1000)]


def test_a_written_bill_has_only_lines_that_cost_something():
    shown = charts.rounded(cost.bill(Load(1000)))
    assert shown["item"].tolist() == ["Sign-up codes", "Servers", "Bandwidth", "Staff"]
    assert shown.iloc[3].tolist() == ["Staff", "500", "3,000", "20,000"]
