"""The sealed sentence: what a flipped bit breaks, and what letters wear; the spy's four places."""

from functools import partial

import pytest
from playing import kept, part, played, touched, worn

from course_lib.errors import CourseError
from course_lib.scenes import lesson_01 as scene

sentence, cells = partial(played, scene.Sentence), partial(touched, kind="letters")


@pytest.mark.parametrize("place", range(32))
def test_a_bit_breaks_its_block_and_one_letter_of_the_next(place):
    """Any letter can be struck: the bolt is dragged there, and the flip is the first."""
    model = sentence(f"hit bolt {place}", "mark 0", "flip")
    block, echo = place // scene.BLOCK, place + scene.BLOCK
    assert echo in model.wrong
    rest = model.wrong - {echo}
    assert rest <= set(range(block * scene.BLOCK, (block + 1) * scene.BLOCK))
    assert len(rest) >= scene.BLOCK - 2, "noise meets a letter by chance now and then"
    assert (worn(cells(model), "hit"), worn(cells(model), "now")) == ([place, echo], [place])
    assert worn(cells(model), "echo") == [echo], "a colour that no other letter has"


def test_a_refused_sentence_changes_nothing():
    model = sentence("mark 3")
    with pytest.raises(CourseError):
        model.act("use", "Too short.")
    assert (model.text.rstrip(), model.marked) == (scene.phrase("example"), {3})


def test_each_mark_is_told_what_it_was_by_its_looks_and_in_words():
    before, after = (
        cells(sentence("mark 3", "mark 30")),
        cells(sentence("mark 3", "mark 30", "flip")),
    )
    assert (worn(before, "hit"), worn(before, "echo")) == ([scene.HIT], [])
    assert (worn(after, "guess"), worn(after, "missed")) == ([3, 30], [30])
    assert all(len(cell["text"]) == 1 for cell in after), "a sign would hide the letter"
    for place, said in ((0, "wrong"), (30, "you marked it"), (scene.HIT, "flipped here")):
        assert said in after[place]["label"]
    counted = [row["wrong"] for row in part(sentence("mark 3", "flip"), "letters")["rows"]]
    assert counted == ["16 wrong", "1 wrong", "0 wrong"]


def test_a_bolt_in_the_hand_is_put_on_a_letter():
    model = sentence("take bolt")
    assert {cell["act"] for cell in cells(model)} == {"hit"}
    model.act("hit", "40")
    assert {cell["act"] for cell in cells(model)} == {"mark"}


@pytest.mark.parametrize("place", scene.Spy.places)
def test_a_spy_reads_only_where_keys_are_handed_out_and_only_there_the_digits_differ(place):
    model = played(scene.Spy)
    assert not [line for phone in model.parts[4]["phones"] for line in phone["lines"]]
    model.act("put", place)
    reads = model.reads(place) == model.words("sentence")
    assert reads == (place == "list")
    assert (model.digits("sari") == model.digits("budi")) == (not reads)
    shown = part(model, "places")["places"]
    known = [one["id"] for one in shown if one["words"]["text"] != "?"]
    assert known == [place] == [one["id"] for one in shown if one["put"]["off"]]
    broken = ["broken" in phone["lines"][0]["looks"] for phone in model.parts[4]["phones"]]
    assert broken == [reads, reads]
    model.act("put", "list")
    assert kept("spy_place")[0] == model.words(place), "the first place is the guess"
