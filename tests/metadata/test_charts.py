"""Charts of the lesson fit a notebook: few rows, at most 600 pixels, every channel named."""

import pytest

from course_lib.metadata import charts, inference


@pytest.mark.parametrize("name", ["wall", "result"])
def test_small_data_and_a_title_for_every_field(name, town, small_and_named):
    attack = inference.attack(town.log, inference.partners(town.log))
    wall, result = charts.sleep_wall(town.log), charts.draw_result(attack)
    small_and_named({"wall": wall, "result": result}[name])


def test_the_wall_is_in_the_order_of_sleep(town):
    rows = charts.sleep_wall(town.log).data
    dark = rows[rows["activity"] < 0.1].groupby("place")["hour"].median()
    assert dark.loc[:15].median() < dark.loc[45:].median()
    assert rows["place"].nunique() == 60
