"""The words of lesson 2 name what thieves can read: it must still be what the ratchet says."""

import pytest

from course_lib.encryption import conversation, groups, ratchet, thief
from course_lib.encryption.keys import Refused
from course_lib.exercises import lesson_02 as ex

TURNS = "AABAABAB"  # of the exercise `fall`: A is Sari, B is Budi


def test_what_falls_is_what_the_thief_reads():
    read = thief.steal(TURNS, t=2)
    assert read[read.readable].message.tolist() == ex.fall.answer
    assert f'"{TURNS}"' in ex.fall.words.task
    assert "before message 2" in ex.fall.words.task
    assert ex.fall.judge([4, 2, 3]).ok


def test_the_thief_of_the_step_through_loses_what_the_words_say():
    """Root key and sending chain first, with the fresh pair drawn at message 4; then message 5."""
    steps = conversation.play("ABABABA")
    before, after = steps[4].before["B"], steps[4].after["B"]
    assert before.mine != after.mine
    known = thief.spy(steps, 3)
    assert steps[4].message_key in known[4]
    assert not {after.root, after.sending} & known[4]
    assert steps[5].message_key not in known[5]
    assert steps[6].message_key not in known[6]


def test_one_round_trip_is_the_order_of_healing():
    assert ex.heal.words.right == "b d a e c"
    assert list(thief.steal("ABABABA", 3).readable) == [False] * 3 + [True] * 2 + [False] * 2


def talked_on(sari, writer, other):
    """Whether Sari reads `writer` from now on, and no longer the `other`."""
    writer, frame = ratchet.encrypt(writer, b"in Budi's name")
    sari, _ = ratchet.decrypt(sari, frame)
    sari, answer = ratchet.encrypt(sari, b"to Budi")
    ratchet.decrypt(writer, answer)
    with pytest.raises(Refused):
        ratchet.decrypt(other, answer)
    with pytest.raises(Refused):
        ratchet.decrypt(sari, ratchet.encrypt(other, b"in Budi's name")[1])


def test_of_a_thief_who_writes_and_budi_whoever_answers_first_keeps_the_session():
    """What the quiz says about a thief who writes, and the part in which they may be shut out."""
    sari, budi = (conversation.play("ABAB")[-1].after[side] for side in "AB")
    sari, frame = ratchet.encrypt(sari, b"to Budi")
    phone, copy = ratchet.decrypt(budi, frame)[0], ratchet.decrypt(budi, frame)[0]
    talked_on(sari, copy, phone)
    talked_on(sari, phone, copy)


def test_a_departure_costs_what_the_exercise_says():
    group, _ = groups.start({f"member {n}": 1 for n in range(8)})
    assert len(groups.leave(group, "member 3")[1]) == ex.leaves.answer
