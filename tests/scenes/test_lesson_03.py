"""One person's year: which thing it buys is computed by the bill of the lesson."""

import pytest

from course_lib import facts
from course_lib.capacity import cost, load
from course_lib.errors import CourseError
from course_lib.lesson import store, touch
from course_lib.scenes import lesson_03 as scene


def placed(**at):
    model = scene.Bill()
    for tag, place in at.items():
        model.act("put", f"{tag} {place}")
    return model


def test_each_crowd_buys_another_thing():
    model = placed(class_of="sweet", school="sweet", country="sweet")
    model.act("send")
    assert model.right == {"class_of": "phone", "school": "bakso", "country": "sweet"}
    assert model.said.startswith("1 of 3")
    assert store.get("predictions", "one_year", None).yours


@pytest.mark.parametrize(("tag", "users"), [("class_of", 30), ("school", 1000)])
def test_a_share_is_the_bill_of_the_lesson_divided_with_its_range(tag, users):
    model = placed(class_of="sweet", school="sweet", country="sweet")
    model.act("send")
    year = cost.total(cost.per_user(cost.bill(load.Load(users)), users))
    rate = facts.fact("J17").value
    (row,) = [row for row in model.rows if row["tag"] == tag]
    low, high = row["range"].replace(",", "").strip(" ()").split(" to ")
    mid = row["text"].replace(",", "").removeprefix("Rp").removesuffix(" each")
    assert row["side"] ** 2 * scene.SCALE**2 == pytest.approx(year.mid * rate)
    assert model.parts[-2]["rows"] == model.rows
    written = [float(low), float(mid), float(high)]
    assert written == pytest.approx([end * rate for end in year], rel=0.06)


def test_before_the_guess_no_share_is_told_and_after_it_each_stands_below_its_thing():
    model = placed(class_of="sweet", school="sweet", country="phone")
    assert not [part for part in model.parts if part["kind"] == "shares"]
    model.act("send")
    (shares,) = [part for part in model.parts if part["kind"] == "shares"]
    assert [model.right[row["tag"]] for row in shares["rows"]] == list(model.places)
    sides = [row["side"] for row in shares["rows"]]
    assert sides == sorted(sides)
    html = touch.drawn(model.parts)
    assert html.count("touch-estimate") == 3
    assert html.count("\u2713 ") == 3, "a tag that moved is right now, too"
    assert html.count("\u2717 ") == 3


def test_all_crowds_are_placed_first():
    model = placed(school="phone")
    with pytest.raises(CourseError):
        model.act("send")
    assert not model.was
    assert not store.load()["predictions"]
