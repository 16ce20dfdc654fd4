"""Six nameless phones: every name is counted, and every wrong phone has its numbers."""

import re
from functools import partial

import playing
import pytest
from playing import kept

from course_lib.errors import CourseError
from course_lib.lesson import store, touch
from course_lib.scenes import lesson_07 as scene

OTHERS = scene.Phones.places[1:]
placed = partial(playing.placed, scene.Phones)  # the friend, the shop and the sleeper


def test_the_names_are_counted():
    model = placed("p6", "p5", "p3")
    model.act("send")
    assert model.right == {"friend": "p4", "shop": "p3", "sleeper": "p2"}
    assert "0 of 3" not in model.said, "the first proof alone"
    assert kept("whose_phone")


@pytest.mark.parametrize("place", scene.Phones.places)
def test_one_name_is_told_at_a_time_beside_what_was_counted_at_the_wrong_phone(place):
    model = placed(place, place, place)
    model.act("send")
    for told, tag in enumerate(model.tags):
        if told:
            model.act("next")
        assert (model.told[-1], model.at[tag]) == (tag, model.right[tag])
        assert [model.at[later] for later in model.tags[told + 1 :]] == [place] * (2 - told)
        most, this = model.counted[tag][model.right[tag]], model.counted[tag][place]
        assert str(most) in model.said
        beside = scene.phrase("beside", place=scene.phrase(place), this=this)
        assert (beside in model.said) == (model.right[tag] != place)
        assert (this != most) == (model.right[tag] != place)
    count = list(model.right.values()).count(place)
    assert model.said.endswith(scene.phrase("right", count=count))
    assert [one["act"] for one in model.parts[2]["items"]] == ["hide"]


def test_each_answer_stands_alone():
    model = placed(*OTHERS[:3])
    model.act("send")
    for tag, counts in model.counted.items():
        assert list(counts.values()).count(counts[model.right[tag]]) == 1


def test_dots_are_there_before_anything_is_sent_and_stay():
    model = placed(*OTHERS[:3])
    dots = [model.holds(place)["text"] for place in model.places]
    assert all(len(row) == scene.SLOTS and "●" in row for row in dots)
    assert not [place for place in model.places if model.holds(place)["joins"]]
    model.act("send")
    assert dots == [model.holds(place)["text"] for place in model.places]
    assert len(model.axis.split()) == scene.SLOTS / 6


def joined(model):
    """Of each phone, how many lines begin or end in its row."""
    return {
        place: sum(0.5 in line for line in model.holds(place)["joins"]) for place in model.places
    }


def test_lines_join_the_rows_of_friends_and_fan_out_from_the_shop():
    model = placed(*OTHERS[:3])
    model.act("send")
    assert joined(model) == {"p1": 16, "p2": 0, "p3": 0, "p4": 16, "p5": 0, "p6": 0}
    model.act("next")
    assert max(joined(model), key=joined(model).get) == "p3"
    assert all(joined(model).values()), "the shop's lines reach all to whom it wrote"
    model.act("next")
    silent = [model.holds(place)["joins"][0][0] for place in model.places]
    assert min(silent) == silent[1] == 21, "minutes after 19:00"


def test_a_name_in_the_hand_is_put_nowhere_after_the_answer():
    model = placed(*OTHERS[:3])
    model.act("take", "shop")
    model.act("send")
    assert 'data-act="put"' not in drawn(model)
    assert 'aria-pressed="true"' not in drawn(model)


def test_all_names_are_placed_first():
    model = scene.Phones()
    model.act("put", "shop p2")
    with pytest.raises(CourseError):
        model.act("send")
    assert not model.was
    assert not store.load()["predictions"]


@pytest.fixture
def hidden():
    model = placed(*OTHERS[:3])
    for name in ("send", "next", "next", "hide"):
        model.act(name)
    return model


def test_without_names_the_dots_alone_give_the_friend_away(hidden):
    assert hidden.right["friend"] == scene.FRIEND
    assert hidden.said.startswith("0 minutes later, the relay still names phone 4")
    worn = {one["id"]: "guess" in one["looks"] for one in hidden.parts[4]["places"]}
    assert [place for place, dashed in worn.items() if dashed] == [scene.FRIEND]


def test_the_relay_loses_whoever_waits_long_enough_and_never_in_a_draw(hidden):
    named = []
    for _ in range(5):
        counts = sorted(hidden._near().values())
        assert counts[-1] > counts[-2], hidden.late
        named.append(hidden._named() == scene.FRIEND)
        hidden.act("hide", "10")
    assert named == [True, True, True, False, False]
    assert "has lost you" in hidden.said
    assert "waits 50 minutes" in hidden.said


def test_messages_cannot_be_sent_before_they_were_written(hidden):
    dots = hidden.holds("p1")
    hidden.act("hide", "-10")
    assert (hidden.late, hidden.holds("p1")) == (0, dots)
    hidden.act("hide", "10")
    assert hidden.holds("p1") != dots
    hidden.act("again")
    assert (hidden.late, hidden.at, hidden.was) == (None, {}, {})


def test_without_names_the_fields_are_what_falls_together(hidden):
    fields = {place: row.count("touch-twin") for place, row in rows(hidden).items()}
    near = hidden._near()
    assert {place: fields[place] for place in near} == near


def rows(model):
    """The signs of each phone as they are drawn."""
    signs = re.findall(r'data-id="(p\d)".*?class="touch-evening[^>]*>(.*?)</p>', drawn(model))
    return dict(signs)


def drawn(model):
    return touch.drawn(model.parts).replace("\n", "")


def test_a_full_dot_is_one_that_falls_together_with_mine(hidden):
    for place, count in hidden._near().items():
        assert hidden.holds(place)["text"].count("◉") == count
