"""The sealed sentence: what a flipped bit breaks, and how the marks are kept."""

from functools import partial

import pytest
from playing import kept, played

from course_lib.errors import CourseError
from course_lib.scenes import lesson_01 as scene

OWN = "Budi, my train is late. Wait at the north gate."
sentence = partial(played, scene.Sentence)


@pytest.mark.parametrize("place", range(32))
def test_a_bit_breaks_its_block_and_one_letter_of_the_next(place):
    """Any letter can be struck: the bolt is dragged there, and the flip is the first."""
    model = sentence(f"hit bolt {place}", "mark 0", "flip")
    block = place // scene.BLOCK
    assert place + scene.BLOCK in model.wrong
    rest = model.wrong - {place + scene.BLOCK}
    assert rest <= set(range(block * scene.BLOCK, (block + 1) * scene.BLOCK))
    assert len(rest) >= scene.BLOCK - 2, "noise meets a letter by chance now and then"


def test_the_first_flip_breaks_seventeen():
    model = sentence("mark 5", "mark 1 6 7", "flip")
    assert len(model.wrong) == 17
    assert kept("flip") == (3, "17")
    assert "3" in model.said
    assert "17" in model.said


def test_a_second_flip_is_no_second_guess():
    model = sentence("mark 5", "flip", "hit 20")
    assert kept("flip")[0] == 1
    assert 36 in model.wrong


def test_a_bit_of_the_last_block_damages_the_end():
    model = sentence("mark 5", "flip", "hit 40")
    assert model.said == scene.phrase("closed")
    assert len(model.wrong) == 48


def test_a_first_flip_in_the_last_block_is_a_guess_too():
    sentence("hit bolt 40", "mark 5", "flip")
    assert kept("flip") == (1, "48")


def test_without_a_mark_it_stays_a_question():
    model = sentence("flip")
    assert not model.read
    assert model.said == scene.phrase("none")
    assert kept("flip") is None


def test_a_mark_changes_no_meaning_and_a_flip_does():
    model = sentence()
    assert model.act("mark", "3") is False
    assert model.act("flip", "") is not False


def test_ones_own_sentence():
    model = sentence("mark 3", f"use {OWN}")
    assert model.text.rstrip() == OWN
    assert not model.marked


@pytest.mark.parametrize("other", ["", "Too short.", "x" * 49, "Café Café Café Café", "a\tb" * 9])
def test_a_sentence_that_cannot_be_cut_into_blocks(other):
    model = sentence(f"use {OWN}", "mark 3")
    with pytest.raises(CourseError):
        model.act("use", other)
    assert model.text.rstrip() == OWN
    assert model.marked == {3}


def cells(model):
    return [cell for row in model.parts[3]["rows"] for cell in row["cells"]]


def worn(model, look):
    return [place for place, cell in enumerate(cells(model)) if look in cell["looks"]]


def test_each_mark_is_told_what_it_was_by_its_looks_and_not_by_a_sign_on_the_letter():
    model = sentence("mark 3", "mark 30", "flip")
    assert (worn(model, "guess"), worn(model, "missed")) == ([3, 30], [30])
    assert all(len(cell["text"]) == 1 for cell in cells(model))


def test_the_struck_letter_and_the_one_below_it_share_a_colour_that_no_other_has():
    model = sentence("mark 3")
    assert (worn(model, "hit"), worn(model, "echo")) == ([scene.HIT], [])
    model.act("flip")
    for place in (scene.HIT, 20):
        assert worn(model, "hit") == [place, place + scene.BLOCK]
        assert (worn(model, "now"), worn(model, "echo")) == ([place], [place + scene.BLOCK])
        counted = [row["wrong"] for row in model.parts[3]["rows"]]
        assert sorted(counted) == ["0 wrong", "1 wrong", "16 wrong"]
        model.act("hit", "20")


def test_a_bolt_in_the_hand_is_put_on_a_letter_and_marks_nothing():
    model = sentence("mark 7", "take bolt")
    assert {cell["act"] for cell in cells(model)} == {"hit"}
    model.act("hit", "40")
    assert (model.hit, model.marked, model.read) == (40, {7}, "")
    assert {cell["act"] for cell in cells(model)} == {"mark"}


def test_other_letters_are_struck_after_the_answer_and_the_marks_go():
    model = sentence("mark 3", "flip", "hit 20")
    assert (model.marked, len(model.wrong)) == (set(), 17)
    assert model.said == scene.phrase("struck", wrong=17)


def test_looks_stand_in_words_too():
    model = sentence("mark 30", "flip")
    labels = [cell["label"] for cell in cells(model)]
    assert "wrong" in labels[0]
    assert "you marked it" in labels[30]
    assert "flipped here" in labels[5]


@pytest.mark.parametrize("place", scene.Spy.places)
def test_a_spy_reads_only_where_keys_are_handed_out_and_only_there_the_digits_differ(place):
    model = played(scene.Spy, f"put {place}")
    reads = model.reads(place) == model.words("sentence")
    assert reads == (place == "list")
    assert (model.digits("sari") == model.digits("budi")) == (not reads)
    shown = {one["id"]: one for one in model.parts[3]["places"]}
    assert [one["words"]["text"] == "?" for one in shown.values()].count(True) == 3
    assert [one["put"]["off"] for one in shown.values()].count(True) == 1
    assert shown[place]["put"]["off"]
    broken = ["broken" in phone["lines"][0]["looks"] for phone in model.parts[4]["phones"]]
    assert broken == [reads, reads]


def test_the_first_place_is_the_guess_and_untouched_nothing_is_told():
    model = scene.Spy()
    assert not [line for phone in model.parts[4]["phones"] for line in phone["lines"]]
    model = played(scene.Spy, "put relay", "put list")
    assert kept("spy_place") == ("the relay", "the list of public keys")
    model.act("again", "")
    assert (model.at, model.been) == ("", set())
