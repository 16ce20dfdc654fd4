"""A talk of eight bubbles: what falls for each moment of a theft, and what is kept of the marks."""

from functools import partial

import pytest
from playing import kept, played

from course_lib.encryption import keys, ratchet, thief
from course_lib.scenes import lesson_02 as scene

talk = partial(played, scene.Talk)


def bubbles(model):
    return model.parts[4]["items"]


@pytest.mark.parametrize("moment", range(1, 8))
def test_what_falls_is_what_the_thief_of_the_lesson_reads(moment):
    model = talk(f"theft {moment}", "mark 1 2 3", "run")
    table = thief.steal(scene.TURNS, moment)
    assert model.open == set(table[table.readable].message)
    assert min(model.open) >= moment, "what was before stays sealed"
    assert kept("copied") == (2, str(len(model.open)))


def test_another_moment_answers_at_once_and_is_no_second_guess():
    model = talk("mark 0", "run", "theft 6")
    assert model.open == {6} | (model.open - {6})
    assert kept("copied") == (1, "2")


def test_ones_own_words_go_round():
    model = talk(*[f"write mine {n}" for n in range(9)], "write   ")
    assert model.lines == ["mine 8", *(f"mine {n}" for n in range(1, 8))]


def test_without_a_mark_it_stays_a_question():
    model = talk("run")
    assert model.open is None
    assert model.said == scene.phrase("none")


def test_the_theft_stands_in_the_talk_and_what_falls_in_words():
    shown = bubbles(talk("mark 7", "run"))
    assert [one["turn"]["looks"].count("theft") for one in shown] == [0, 0, 0, 1, 0, 0, 0, 0]
    assert ["the thief reads it" in one["label"] for one in shown].count(True) == 2
    assert shown[7]["label"].endswith("you marked it")


def test_what_is_sealed_is_noise_and_each_mark_is_told_what_it_was():
    model = talk("mark 3", "mark 7", "run")
    shown = {one["value"]: one for one in bubbles(model)}
    assert shown[3]["text"] == f"\u2713 {model.lines[3]}"
    assert shown[4]["text"] == model.lines[4], "read, and not marked"
    assert shown[7]["text"].startswith("\u2717 \u2709 ")
    assert {"guess", "missed"} <= set(shown[7]["looks"])
    sealed = [one["text"] for number, one in shown.items() if number not in model.open]
    assert not [text for text in sealed for line in model.lines if line in text]


def test_the_crank_turns_as_the_ratchet_does_and_not_back():
    model = played(scene.Crank, "back")
    assert model.said == model.words("said_first")
    chain = keys.demo_key("sari", "budi")
    for number in range(8):
        model.act("forward", "")
        chain, message_key = ratchet.kdf_ck(chain)
        assert model.chain == chain
        assert message_key.hex().startswith(model.made[number])
    model.act("forward", "")
    assert len(model.made) == 8
    model.act("back", "")
    assert model.chain == chain, "what is deleted stays deleted"
    assert "has 58 digits" in model.said
    assert len(str(2**256 // (10**12 * 365 * 24 * 3600))) == 58
    model.act("again", "")
    assert model.made == []
