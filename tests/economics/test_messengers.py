"""The ways to live: the data against the register."""

from course_lib import facts
from course_lib.economics import platform

TABLE = platform.messengers().set_index(["service", "year"])


def test_every_way_has_its_messengers():
    ways = platform.ways()
    lived = {way for row in TABLE["ways"] for way in row.split("; ")}
    assert lived == {*ways["way"], ""}
    assert len(ways) == 9
    assert TABLE.index[TABLE["ways"] == ""].tolist() == [("Viber", 2013)]
    assert (ways != "").all(axis=None)


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
