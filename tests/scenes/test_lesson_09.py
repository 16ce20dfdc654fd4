"""Two goals, three controls: what a setting brings is the model, and the corner is empty."""

import re
from functools import partial

import pytest
from playing import part, played

from course_lib.economics import platform
from course_lib.lesson import touch
from course_lib.scenes import lesson_09 as scene

goals = partial(played, scene.Goals)


def plane(model):
    return part(model, "dots")


def texts(model):
    return [dot["text"] for dot in plane(model)["dots"] if dot["text"]]


def test_each_goal_can_be_reached_and_no_setting_reaches_both():
    for table in (goals()._all(), platform.models()):  # with every price of a chat, too
        owner, people = table["profit"] >= scene.PROFIT, table["people_gain"] >= scene.GAIN
        assert owner.any()
        assert people.any()
        assert not (owner & people).any()
    assert len(goals()._all()) == 3003


def test_the_second_vote_shows_every_setting_where_the_model_puts_it_and_none_in_the_corner():
    before, after = goals("vote yes", "keep Ani"), goals("vote yes", "keep Ani", "vote no")
    assert not plane(before)["sprays"]
    right, high = plane(after)["goal"]
    found = [each.split(" ") for spray in after.sprays for each in re.findall(r"M(.*?)h", spray)]
    points = {(float(x), float(y)) for x, y in found}
    assert not [(x, y) for x, y in points if x > right and y < high]
    table = after._all()
    drawn = {scene._at(*both) for both in table[["profit", "people_gain"]].to_numpy()}
    assert points == drawn
    assert len(after.sprays) == table["set_ads"].nunique()
    best = table.loc[table["people_gain"] >= scene.GAIN, "profit"].max()
    assert texts(after) == ["Ani", "now", f"profit at most ${best:.2f}"]
    assert "none of its 3,003 settings" in after.said
    assert "$2.67" in after.said
    corners = [plane(each)["texts"][-1] for each in (before, after)]
    assert corners == ["\u2605 both goals \u2605", "\u2717 both: 0 of 3,003"]


@pytest.mark.parametrize("vote", ["yes", "no"])
def test_the_vote_stays_beside_the_answer(vote):
    again, yes, no = part(goals(f"vote {vote}", "vote no"), "buttons")["items"]
    assert (again["act"], no["text"]) == ("again", "\u2713 No, one only")
    assert "true" in no["looks"]
    assert yes["text"] == ("\u2717 Yes, both" if vote == "yes" else "Yes, both")
    assert ["guess" in one["looks"] for one in (yes, no)] == [vote == "yes", vote == "no"]
    assert (yes["off"], no["off"]) == (True, True)


def test_now_is_on_the_plane_from_the_start_where_the_model_puts_it_and_leaves_a_trace():
    model = goals()
    first, (now,) = model.point, plane(model)["dots"]
    assert now["text"] == "now"
    model.act("ads", str(model.now["ads"]))
    assert model.point == pytest.approx(first, abs=0.001)
    (been,) = [dot for dot in plane(goals("vote yes", "ads 1"))["dots"] if not dot["text"]]
    assert abs(been["x"] - now["x"]) < 2
    (ads,) = [one for one in goals("ads 1").parts if one.get("id") == "ads"]
    assert ads["shown"] == "1 ad"


def test_a_name_is_text():
    html = touch.drawn(goals("vote yes", "keep Ani <b>").parts)
    assert "Ani &lt;b&gt;" in html
    assert "Ani <b>" not in html


@pytest.mark.parametrize("made", [scene.Vote, scene.After])
def test_a_vote_of_the_hearing_may_be_changed(made):
    html = touch.drawn(played(made, "cast asked", "cast never").parts)
    assert html.count('aria-pressed="true"') == 1
