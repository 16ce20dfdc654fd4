"""A talk of eight bubbles: what falls for each moment of a theft, and what each bubble shows."""

from functools import partial

import pytest
from playing import kept, part, played, touched

from course_lib.encryption import keys, ratchet, thief
from course_lib.scenes import lesson_02 as scene

talk, bubbles = partial(played, scene.Talk), partial(touched, kind="bubbles")


@pytest.mark.parametrize("moment", range(1, 8))
def test_what_falls_is_what_the_thief_of_the_lesson_reads(moment):
    model = talk(f"theft {moment}", "mark 1 2 3", "run")
    table = thief.steal(scene.TURNS, moment)
    assert model.open == set(table[table.readable].message)
    assert min(model.open) >= moment, "what was before stays sealed"
    assert kept("copied") == [2, str(len(model.open))]
    stands = ["theft" in one["turn"]["looks"] for one in bubbles(model)]
    assert stands == [number == moment for number in range(8)]
    labels = ["the thief reads it" in one["label"] for one in bubbles(model)]
    assert labels == [number in model.open for number in range(8)]


def test_what_is_sealed_is_noise_and_each_mark_is_told_what_it_was():
    model = talk("mark 3", "mark 7", "run")
    shown = bubbles(model)
    assert shown[3]["text"] == f"\u2713 {model.lines[3]}"
    assert shown[4]["text"] == model.lines[4], "read, and not marked"
    assert shown[7]["text"].startswith("\u2717 \u2709 ")
    assert {"guess", "missed"} <= set(shown[7]["looks"])
    assert shown[7]["label"].endswith("you marked it")
    sealed = [one["text"] for number, one in enumerate(shown) if number not in model.open]
    assert not [text for text in sealed for line in model.lines if line in text]


def test_the_crank_turns_as_the_ratchet_does_and_not_back():
    model, chain = played(scene.Crank), keys.demo_key("sari", "budi")
    for number in range(8):
        model.act("forward")
        chain, message_key = ratchet.kdf_ck(chain)
        assert model.chain == chain
        assert message_key.hex().startswith(part(model, "steps")["items"][number]["text"])
    model.act("back")
    assert model.chain == chain, "what is deleted stays deleted"
