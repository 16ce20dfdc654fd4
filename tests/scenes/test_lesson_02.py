"""A talk of eight bubbles: what falls for each moment of a theft, and what is kept of the marks."""

import pytest

from course_lib.encryption import keys, ratchet, thief
from course_lib.lesson import store
from course_lib.scenes import lesson_02 as scene


def played(*acts):
    model = scene.Talk()
    for name, value in acts:
        model.act(name, value)
    return model


@pytest.mark.parametrize("moment", range(1, 8))
def test_what_falls_is_what_the_thief_of_the_lesson_reads(moment):
    model = played(("theft", str(moment)), ("mark", "1 2 3"), ("run", ""))
    table = thief.steal(scene.TURNS, moment)
    assert model.open == set(table[table.readable].message)
    assert min(model.open) >= moment, "what was before stays sealed"
    assert store.get("predictions", "copied", None) == (2, True)
    assert store.get("answers", "copied", None).value == str(len(model.open))


def test_another_moment_answers_at_once_and_is_no_second_guess():
    model = played(("mark", "0"), ("run", ""), ("theft", "6"))
    assert model.open == {6} | (model.open - {6})
    assert store.get("answers", "copied", None).value == "2"


def test_ones_own_words_go_round():
    model = played(*[("write", f"mine {n}") for n in range(9)], ("write", "  "))
    assert model.lines[0] == "mine 8"
    assert model.lines[1:] == [f"mine {n}" for n in range(1, 8)]


def test_without_a_mark_it_stays_a_question():
    model = played(("run", ""))
    assert model.open is None
    assert model.said == scene.phrase("none")


def test_the_theft_stands_in_the_talk_and_what_falls_in_words():
    model = played(("mark", "7"), ("run", ""))
    bubbles = model.parts[4]["items"]
    assert [one["turn"]["looks"].count("theft") for one in bubbles] == [0, 0, 0, 1, 0, 0, 0, 0]
    assert ["the thief reads it" in one["label"] for one in bubbles].count(True) == 2
    assert bubbles[7]["label"].endswith("you marked it")


def test_what_is_sealed_is_noise_and_each_mark_is_told_what_it_was():
    model = played(("mark", "3"), ("mark", "7"), ("run", ""))
    shown = {one["value"]: one for one in model.parts[4]["items"]}
    assert shown[3]["text"] == f"\u2713 {model.lines[3]}"
    assert shown[4]["text"] == model.lines[4], "read, and not marked"
    assert shown[7]["text"].startswith("\u2717 \u2709 ")
    assert {"guess", "missed"} <= set(shown[7]["looks"])
    sealed = [one["text"] for number, one in shown.items() if number not in model.open]
    assert not [text for text in sealed for line in model.lines if line in text]


def test_again():
    model = played(("write", "mine"), ("mark", "3"), ("run", ""), ("again", ""))
    assert (model.open, model.marked, model.theft) == (None, set(), scene.THEFT)
    assert model.lines[0] == "Are you awake?"


def test_the_crank_turns_as_the_ratchet_does_and_not_back():
    model = scene.Crank()
    model.act("back", "")
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
