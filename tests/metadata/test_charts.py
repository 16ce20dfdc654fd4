"""Charts of the lesson fit a notebook: few rows, at most 600 pixels, every channel named."""

import pytest

from course_lib.metadata import charts, inference


def made(town):
    truth = inference.partners(town.log)
    return {
        "wall": charts.sleep_wall(town.log),
        "result": charts.draw_result(inference.attack(town.log, truth)),
    }


def encodings(spec):
    for part in [spec, *spec.get("layer", [])]:
        yield from part.get("encoding", {}).items()


@pytest.mark.parametrize("name", ["wall", "result"])
def test_each_chart_is_small_and_named(name, town):
    spec = made(town)[name].to_dict()
    assert 0 < sum(len(rows) for rows in spec["datasets"].values()) <= 2000
    assert max(part.get("width", 0) for part in [spec, *spec.get("layer", [])]) <= 600
    for channel, encoding in encodings(spec):
        assert "title" in encoding or "condition" in encoding, channel


def test_the_wall_is_in_the_order_of_sleep(town):
    rows = charts.sleep_wall(town.log).data
    dark = rows[rows["activity"] < 0.1].groupby("place")["hour"].median()
    assert dark.loc[:15].median() < dark.loc[45:].median()
    assert rows["place"].nunique() == 60
