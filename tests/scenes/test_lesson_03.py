"""One person's year: which thing it buys is computed by the bill of the lesson."""

import re

import pytest

from course_lib import facts
from course_lib.capacity import cost, load
from course_lib.errors import CourseError
from course_lib.lesson import store, touch
from course_lib.scenes import lesson_03 as scene

RATE = facts.value("J17")
ALL_IN_SCHOOL = {"sweet": "school", "bakso": "school", "phone": "school"}
COUNTRY = facts.value("Y13.Indonesia")
USERS = [("class_of", 30), ("school", 1000), ("country", COUNTRY)]


def placed(**at):
    model = scene.Bill()
    for tag, place in at.items():
        model.act("put", f"{tag} {place}")
    return model


def sent():
    model = placed(**ALL_IN_SCHOOL)
    model.act("send")
    return model


def squares(model):
    (part,) = [part for part in model.parts if part["kind"] == "places"]
    return {place["id"]: place for place in part["places"]}


def test_each_crowd_buys_another_thing():
    model = sent()
    assert model.right == {"phone": "class_of", "bakso": "school", "sweet": "country"}
    assert model.said.startswith("1 of 3")
    assert store.get("predictions", "one_year", None).yours


@pytest.mark.parametrize(("place", "users"), USERS)
def test_a_share_is_the_bill_of_the_lesson_divided_with_its_range(place, users):
    year = cost.total(cost.per_user(cost.bill(load.Load(users)), users))
    square = squares(sent())[place]
    told = f"{square['words']['text']} {square['cut']['text']}".replace(",", "")
    low, high, mid = (float(number) for number in re.findall(r"\d+", told))
    assert [low, mid, high] == pytest.approx([end * RATE for end in year], rel=0.06)


@pytest.mark.parametrize(("place", "users"), USERS)
def test_a_square_is_cut_into_a_piece_for_each_who_shares_it(place, users):
    cut = squares(sent())[place]["cut"]
    pieces = 100 / cut["wide"] * 100 / cut["tall"]
    bill = cost.total(cost.bill(load.Load(users))).mid * RATE
    assert pieces == pytest.approx(users / (bill / scene.BILL), rel=0.02)
    bills = {"country": round(bill / scene.BILL, -3)}.get(place, 1)
    told = scene.phrase(f"holds_{place}").replace("one", "1").replace("such ", "")
    assert f"{bills:,.0f} bill" in told
    assert bill / bills == pytest.approx(scene.BILL, rel=0.03)
    assert f"Rp{scene.BILL / 1e6:.0f} million" in scene.phrase("ask")


def test_before_the_guess_no_square_is_cut_and_no_share_is_told():
    before = squares(placed(**ALL_IN_SCHOOL))
    assert {(each["cut"]["wide"], each["cut"]["text"]) for each in before.values()} == {(100, "")}
    model = sent()
    html = touch.drawn(model.parts)
    assert html.count("touch-estimate") == 3
    assert html.count("\u2713 ") == 3, "a tag that moved is right now, too"
    assert html.count("\u2717 ") == 2


def test_the_things_say_their_prices():
    told = [
        re.sub(r"\D", "", scene.phrase(thing).replace(" million", "000000"))
        for thing in scene.PRICES
    ]
    assert [int(price) for price in told] == list(scene.PRICES.values())


def test_all_things_are_placed_first():
    model = placed(phone="school")
    with pytest.raises(CourseError):
        model.act("send")
    assert not model.was
    assert not store.load()["predictions"]
