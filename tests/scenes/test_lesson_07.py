"""Six nameless phones: every name is counted, and every wrong phone has its numbers."""

import re

import pytest

from course_lib.errors import CourseError
from course_lib.lesson import store, touch
from course_lib.scenes import lesson_07 as scene

OTHERS = scene.Phones.places[1:]


def placed(friend, shop, sleeper):
    model = scene.Phones()
    for tag, place in zip(scene.Phones.tags, (friend, shop, sleeper), strict=True):
        model.act("put", f"{tag} {place}")
    return model


def test_the_names_are_counted():
    model = placed("p6", "p5", "p3")
    model.act("send")
    assert model.right == {"friend": "p4", "shop": "p3", "sleeper": "p2"}
    assert model.said.startswith("0 of 3")
    assert store.get("predictions", "whose_phone", None).yours


@pytest.mark.parametrize("place", scene.Phones.places)
def test_each_reason_stands_at_the_right_phone_beside_what_was_counted_at_the_wrong_one(place):
    model = placed(place, place, place)
    model.act("send")
    shown = {one["id"]: one for one in model.parts[4]["places"]}
    assert sum(len(one["notes"]) for one in shown.values()) == 3
    for tag, right in model.right.items():
        (note,) = shown[right]["notes"]
        most, this = model.counted[tag][right], model.counted[tag][place]
        assert str(most) in note
        assert note.endswith(f"({scene.phrase(place)}: {this})") == (right != place)
        assert (this != most) == (right != place)


def test_each_answer_stands_alone():
    model = placed(*OTHERS[:3])
    model.act("send")
    for tag, counts in model.counted.items():
        assert list(counts.values()).count(counts[model.right[tag]]) == 1


def test_dots_are_there_before_anything_is_sent_and_stay():
    model = placed(*OTHERS[:3])
    dots = [model.holds(place) for place in model.places]
    assert all(len(row) == scene.SLOTS and "●" in row for row in dots)
    model.act("send")
    answered = [model.holds(place) for place in model.places]
    assert dots == [re.sub(r"\d", "●", row) for row in answered]
    to = {
        place: set(re.findall(r"\d", row))
        for place, row in zip(model.places, answered, strict=True)
    }
    assert max(to, key=lambda place: len(to[place])) == model.right["shop"]
    assert to["p3"] == set("12456"), "the shop's row shows all to whom it wrote"
    hours = (place for place in model.parts if place["kind"] == "places")
    assert len(next(hours)["axis"].split()) == scene.SLOTS / 6 + 1


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
    model.act("send")
    model.act("hide")
    return model


def test_without_names_the_dots_alone_give_the_friend_away(hidden):
    assert hidden.right["friend"] == scene.FRIEND
    assert hidden.said.startswith("0 minutes later, the relay still names phone 4")
    worn = {one["id"]: "guess" in one["looks"] for one in hidden.parts[3]["places"]}
    assert [place for place, dashed in worn.items() if dashed] == [scene.FRIEND]


def test_the_relay_loses_whoever_waits_long_enough_and_never_in_a_draw(hidden):
    named = []
    for _ in range(5):
        counts = sorted(hidden._near().values())
        assert counts[-1] > counts[-2], hidden.late
        named.append(hidden._named() == scene.FRIEND)
        hidden.act("later")
    assert named == [True, True, True, False, False]
    assert "has lost you" in hidden.said
    assert "waits 50 minutes" in hidden.said


def test_messages_cannot_be_sent_before_they_were_written(hidden):
    dots = hidden.holds("p1")
    hidden.act("sooner")
    assert (hidden.late, hidden.holds("p1")) == (0, dots)
    hidden.act("later")
    assert hidden.holds("p1") != dots
    hidden.act("again")
    assert (hidden.late, hidden.at, hidden.was) == (None, {}, {})


def test_what_was_sent_to_me_has_a_field_of_its_own_once_it_was_counted():
    model = placed(*OTHERS[:3])
    assert "<span" not in rows(model)["p4"]
    model.act("send")
    fields = {place: row.count("<span") for place, row in rows(model).items()}
    assert fields == {place: model.holds(place).count("1") for place in model.places}
    assert max(fields, key=lambda place: fields[place]) == scene.FRIEND


def test_without_names_the_fields_are_what_falls_together(hidden):
    fields = {place: row.count("<span") for place, row in rows(hidden).items()}
    near = hidden._near()
    assert {place: fields[place] for place in near} == near


def rows(model):
    """The signs of each phone as they are drawn."""
    signs = re.findall(r'data-id="(p\d)".*?class="touch-words[^>]*>(.*?)</p>', drawn(model))
    return dict(signs)


def drawn(model):
    return touch.drawn(model.parts).replace("\n", "")


def test_a_full_dot_is_one_that_falls_together_with_mine(hidden):
    for place, count in hidden._near().items():
        assert hidden.holds(place).count("●") == count
