"""Six nameless phones: every name is counted, and every wrong phone has its numbers."""

from functools import partial

import playing
import pytest
from playing import part

from course_lib.lesson import touch
from course_lib.scenes import lesson_07 as scene

OTHERS = scene.Phones.places[1:]
RIGHT = {"friend": "p4", "shop": "p3", "sleeper": "p2"}
placed = partial(playing.placed, scene.Phones)  # the friend, the shop and the sleeper


def sent(*places):
    model = placed(*places or OTHERS[:3])
    model.act("send")
    return model


def dots(model):
    return [model.holds(place)["text"] for place in model.places]


@pytest.mark.parametrize("place", scene.Phones.places)
def test_one_name_is_told_at_a_time_beside_what_was_counted_at_the_wrong_phone(place):
    model = sent(place, place, place)
    assert model.right == RIGHT
    for told, tag in enumerate(model.tags):
        if told:
            model.act("next")
        right, counts = RIGHT[tag], model.counted[tag]
        assert (model.told[-1], model.at[tag]) == (tag, right)
        assert [model.at[later] for later in model.tags[told + 1 :]] == [place] * (2 - told)
        assert str(counts[right]) in model.said
        beside = scene.phrase("beside", place=scene.phrase(place), this=counts[place])
        assert (beside in model.said) == (counts[place] != counts[right]) == (right != place)
        assert list(counts.values()).count(counts[right]) == 1, "each answer stands alone"
    assert model.said.endswith(scene.phrase("right", count=[*RIGHT.values()].count(place)))
    assert [one["act"] for one in model.parts[2]["items"]] == ["hide"]


def test_lines_join_the_rows_of_friends_and_fan_out_from_the_shop():
    model = placed(*OTHERS[:3])
    before = dots(model)
    assert all(len(row) == scene.SLOTS and "●" in row for row in before)
    found = [[model.holds(place)["joins"] for place in model.places]]
    for act in ("send", "next", "next"):
        model.act(act)
        found.append([model.holds(place)["joins"] for place in model.places])
    assert dots(model) == before
    none, friends, shop, last = (
        [sum(0.5 in line for line in row) for row in each] for each in found
    )
    assert (none, friends) == ([0] * 6, [16, 0, 0, 16, 0, 0])
    assert all(shop), "the shop's lines reach all to whom it wrote"
    assert max(shop) == shop[2]
    silent = [row[0][0] for row in found[-1]]
    assert (len(last), min(silent), silent[1]) == (6, 21, 21), "minutes after 19:00"


def test_a_name_in_the_hand_is_put_nowhere_after_the_answer():
    model = placed(*OTHERS[:3])
    for act in (("take", "shop"), ("send",)):
        model.act(*act)
    html = touch.drawn(model.parts)
    assert 'data-act="put"' not in html
    assert 'aria-pressed="true"' not in html


@pytest.fixture
def hidden():
    model = sent()
    for name in ("next", "next", "hide"):
        model.act(name)
    return model


def test_without_names_the_dots_alone_give_the_friend_away_until_one_waits_long_enough(hidden):
    assert hidden.said.startswith("0 minutes later, the relay still names phone 4")
    named = []
    for _ in range(5):
        near = hidden._near()
        counts = sorted(near.values())
        assert counts[-1] > counts[-2], "never in a draw"
        for place, count in near.items():
            assert hidden.holds(place)["text"].count("◉") == count
        lanes = part(hidden, "places")["places"]
        worn = [one["id"] for one in lanes if "guess" in one["looks"]]
        assert worn == [hidden._named()]
        named += worn
        hidden.act("hide", "10")
    assert [place == scene.FRIEND for place in named] == [True, True, True, False, False]
    assert "has lost you" in hidden.said
    assert "waits 50 minutes" in hidden.said
    assert touch.drawn(hidden.parts).count("touch-twin") >= sum(hidden._near().values())


def test_messages_cannot_be_sent_before_they_were_written(hidden):
    before = dots(hidden)
    hidden.act("hide", "-10")
    assert (hidden.late, dots(hidden)) == (0, before)
    hidden.act("hide", "10")
    assert dots(hidden) != before
    hidden.act("again")
    assert (hidden.late, hidden.at, hidden.was) == (None, {}, {})
