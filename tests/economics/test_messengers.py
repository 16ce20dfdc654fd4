"""The ways to live: each function by hand, and the data against the register."""

import numpy as np
import pytest

from course_lib import facts
from course_lib.economics import messengers
from course_lib.errors import CourseError

TABLE = messengers.table().set_index(["service", "year"])


@pytest.mark.parametrize(
    ("way", "arguments", "dollars"),
    [
        ("yearly_fee", (450e6, 1, 1), 450e6),
        ("yearly_fee", (400e6, 0.99, 1 / 39), 400e6 * 0.99 / 39),
        ("donations", (50e6, 0.01, 40), 20e6),
        ("freemium", (1e6, 0.05, 5), 3e6),
        ("advertising", (1e6, 10, 2), 7.3e6),
        ("virtual_goods", (1e6, 0.05, 6, 2), 600e3),
        ("business_messages", (1e6, 20, 0.025), 500e3),
        ("commission", (1e6, 300, 0.005), 1.5e6),
        ("licence", (300e3, 5), 1.5e6),
        ("device", (1e6, 200, 0.02), 4e6),
    ],
)
def test_each_way_by_hand_for_numbers_and_arrays(way, arguments, dollars):
    function = messengers.WAYS[way]
    assert function(*arguments) == pytest.approx(dollars)
    doubled = function(np.array([1, 2]) * arguments[0], *arguments[1:])
    assert doubled.tolist() == pytest.approx([dollars, 2 * dollars])


def test_every_way_has_its_function_and_its_messengers():
    ways = messengers.ways()
    assert ways["function"].tolist() == list(messengers.WAYS)
    lived = {way for row in TABLE["ways"] for way in row.split("; ")}
    assert lived == {*ways["way"], ""}
    assert TABLE.index[TABLE["ways"] == ""].tolist() == [("Viber", 2013)]
    assert ways.notna().all(axis=None)


def test_all_messengers_are_there_and_whatsapp_twice():
    services = messengers.table()["service"].value_counts()
    assert services.pop("WhatsApp") == 2
    assert set(services.index) == {
        *("Signal", "Telegram", "Snapchat", "Discord", "LINE"),
        *("KakaoTalk", "WeChat", "Viber", "Element", "iMessage"),
    }
    assert (services == 1).all()


def test_dollars_per_user_from_the_register():
    per_user = TABLE["dollars_per_user"]
    assert per_user["WhatsApp", 2013] == pytest.approx(facts.fact("F13").value / 100)
    assert per_user["WhatsApp", 2025] == pytest.approx(2 / 3)
    assert per_user["Telegram", 2024] == pytest.approx(1.4)
    assert per_user["Snapchat", 2025] == pytest.approx(5930 / 474)
    assert TABLE["dollars"]["LINE", 2014] == pytest.approx(766.8e6)
    assert per_user[["LINE", "KakaoTalk", "WeChat", "Element", "iMessage"]].isna().all()


def test_what_is_from_memory_is_marked_and_has_no_number():
    marked = TABLE[TABLE["confidence"] == "C"]
    assert marked.index.tolist() == [("iMessage", 2024)]
    assert marked[["dollars", "users"]].isna().all(axis=None)
    for ids, word in zip(TABLE["facts"], TABLE["confidence"], strict=True):
        known = [facts.fact(each).confidence for each in ids.split(", ")]
        assert ("C" in known) == (word == "C")


def test_numbers_say_what_they_are_and_notes_say_the_rest():
    assert (TABLE["dollars"].notna() == (TABLE["dollars_are"] != "")).all()
    assert (TABLE["users"].notna() == (TABLE["users_are"] != "")).all()
    assert (TABLE["note"] != "").all()
    for (_, year), ids in TABLE["facts"].items():
        assert any(abs(int(facts.fact(each).as_of[:4]) - year) <= 2 for each in ids.split(", "))


@pytest.mark.parametrize(
    ("call", "meaning"),
    [
        (lambda: messengers.yearly_fee(-1, 1, 1), "users of zero or more"),
        (lambda: messengers.freemium(10, 5, 1), "Write 5 % as 0.05"),
        (lambda: messengers.donations(10, 2, 1), "a share of givers"),
        (lambda: messengers.commission(10, 2, 10), "a rate of commission"),
        (lambda: messengers.device(10, 2, -1), "because of the messenger"),
        (lambda: messengers.virtual_goods(10, 7, 1, 1), "a share of buyers"),
        (lambda: messengers.advertising(10, float("inf"), 1), "ads of zero or more"),
        (lambda: messengers.licence("many", 1), "a number for seats"),
    ],
)
def test_bad_input_says_what_it_would_mean(call, meaning):
    with pytest.raises(CourseError, match=meaning):
        call()
