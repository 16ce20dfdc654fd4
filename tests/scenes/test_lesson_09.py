"""Two goals, three controls: what a setting brings is the model, and the corner is empty."""

import re
from functools import partial

import pytest
from playing import kept, part, played

from course_lib.economics import platform
from course_lib.lesson import touch
from course_lib.scenes import lesson_09 as scene

goals = partial(played, scene.Goals)


def points(model):
    """Where the settings are drawn, once there were two votes."""
    found = [each.split(" ") for spray in model.sprays for each in re.findall(r"M(.*?)h", spray)]
    return {(float(x), float(y)) for x, y in found}


def test_a_setting_brings_what_the_model_says():
    model = goals("vote yes", "fee 0", "ads 4", "data 0")
    row = platform.sweep(platform.Setting(ads=4, chat_price=scene.CHAT)).iloc[0]
    assert model.point == (row["profit"], row["people_gain"])
    assert "$1.16" in model.said
    assert "$6.16" in model.said


def test_each_goal_can_be_reached_and_no_setting_reaches_both():
    table = goals()._all()
    owner, people = table["profit"] >= scene.PROFIT, table["people_gain"] >= scene.GAIN
    assert owner.any()
    assert people.any()
    assert not (owner & people).any()
    assert len(table) == 3003
    whole = platform.models()  # with every price of a chat, too
    assert not ((whole["profit"] >= scene.PROFIT) & (whole["people_gain"] >= scene.GAIN)).any()


def test_the_second_vote_shows_all_settings_and_none_is_in_the_corner():
    before, after = goals("vote yes", "ads 9"), goals("vote yes", "ads 9", "vote no")
    (been,) = [dot for dot in part(before, "dots")["dots"] if not dot["text"]]
    (first,) = [dot for dot in part(goals("vote yes"), "dots")["dots"] if dot["text"] == "now"]
    assert abs(been["x"] - first["x"]) < 2, "where the first setting was, a trace stays"
    right, high = part(after, "dots")["goal"]
    assert not part(before, "dots")["sprays"]
    tiny = points(after)
    assert len(tiny) > 1000
    assert not [(x, y) for x, y in tiny if x > right and y < high]
    assert "none of its 3,003 settings" in after.said
    assert "$2.67" in after.said


def test_the_first_vote_is_the_guess():
    goals("vote yes", "ads 3", "vote no")
    assert kept("both_goals") == ("Yes, both", "No, one only")


@pytest.mark.parametrize("vote", ["yes", "no"])
def test_the_vote_stays_beside_the_answer(vote):
    again, yes, no = part(goals(f"vote {vote}", "vote no"), "buttons")["items"]
    assert (again["act"], no["text"], "true" in no["looks"]) == (
        "again",
        "\u2713 No, one only",
        True,
    )
    assert yes["text"] == ("\u2717 Yes, both" if vote == "yes" else "Yes, both")
    assert ["guess" in one["looks"] for one in (yes, no)] == [vote == "yes", vote == "no"]
    assert yes["off"]
    assert no["off"]


def test_one_ad_is_one_and_a_long_trail_fades():
    model = goals("vote yes", *[f"ads {n}" for n in range(20, 0, -1)])
    (ads,) = [one for one in model.parts if one.get("id") == "ads"]
    assert ads["shown"] == "1 ad"
    assert len(model.tried) == scene._TRAIL


def test_settings_stay_under_the_names_of_their_groups():
    model = goals("vote yes", "ads 18", "data 90", "keep Ani <b>", "ads 2", "keep  ")
    assert [name for name, _, _ in model.kept] == ["Ani <b>", "group 2"]
    html = touch.drawn(model.parts)
    assert "Ani &lt;b&gt;" in html
    assert "Ani <b>" not in html
    for _ in range(20):
        model.act("keep", "more")
    assert len(model.kept) == 8


def test_a_name_may_be_kept_before_a_control_was_moved():
    model = goals("vote yes", "keep first")
    assert len(model.kept) == 1


def test_nothing_is_kept_of_the_vote_before_the_hearing_until_it_is_cast(monkeypatch):
    for made, when in ((scene.Vote, "before"), (scene.After, "after")):
        vote = made()
        assert kept(f"vote_{when}") is None
        vote.act("cast", "asked")
        vote.act("cast", "never")
        assert kept(f"vote_{when}")[0] == "no, never"
        html = touch.drawn(vote.parts)
        assert html.count('aria-pressed="true"') == 1


def test_the_messenger_of_the_explorer_is_the_model():
    shown = scene.run(0, 4, 0, 2)
    assert "Profit $1.16, people gain $6.16" in shown.finding


def test_now_is_on_the_plane_from_the_start_where_the_model_puts_it():
    model = goals()
    first = model.point
    assert [dot["text"] for dot in part(model, "dots")["dots"]] == ["now"]
    model.act("ads", str(model.now["ads"]))
    assert model.point == pytest.approx(first, abs=0.001)


def test_the_corner_of_both_goals_is_starred_and_says_that_it_is_empty():
    before, after = goals("vote yes", "keep Ani"), goals("vote yes", "keep Ani", "vote no")
    assert part(before, "dots")["texts"][-1] == "\u2605 both goals \u2605"
    assert part(after, "dots")["texts"][-1] == "✗ both: 0 of 3,003"
    named = [dot["text"] for dot in part(after, "dots")["dots"] if dot["text"]]
    assert named == ["Ani", "now", "profit at most $2.67"]


def test_every_setting_is_drawn_where_the_model_puts_it():
    model = goals("vote yes", "vote no")
    table = model._all()
    for _, row in table.iterrows():
        assert scene._at(row["profit"], row["people_gain"]) in points(model)
    assert len(model.sprays) == table["set_ads"].nunique()
    (best,) = model.best
    profit = table.loc[table["people_gain"] >= scene.GAIN, "profit"].max()
    assert best["text"] == f"profit at most ${profit:.2f}"
