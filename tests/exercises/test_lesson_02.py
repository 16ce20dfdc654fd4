"""The words of lesson 2 name what thieves can read: it must still be what the ratchet says."""

import pytest

from course_lib.encryption import conversation, groups, ratchet, thief
from course_lib.encryption.keys import Refused
from course_lib.exercises import lesson_02 as ex

MISTAKES = list(zip(ex.worst.words.wrongs, ex.worst.wrongs, strict=True))
LONG_TURNS, MONOLOGUE = "AAAABBBB" * 3, "ABA" + "A" * 20 + "B"


def opened(turns):
    return [int(thief.steal(turns, t).readable.sum()) for t in range(len(turns))]


def test_the_worst_theft_and_its_neighbours():
    counts = opened(LONG_TURNS)
    assert max(counts) == ex.worst.answer == 3 + 4 + 4
    wrong = {name: value.answer for name, value in MISTAKES}
    worst = counts.index(max(counts))
    assert (counts[worst + 1], counts[worst - 1]) == (wrong["ten"], 4)
    assert wrong["before"] == min(counts[:worst])
    assert max(opened(MONOLOGUE)) == wrong["monologue"]


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


def test_a_thief_who_writes_takes_the_chat_over_and_budi_falls_out():
    sari, budi = (conversation.play("ABA")[-1].after[side] for side in "AB")
    stolen = budi
    stolen, frame = ratchet.encrypt(stolen, b"not from Budi")
    sari, _ = ratchet.decrypt(sari, frame)
    for _ in range(3):
        sari, frame = ratchet.encrypt(sari, b"to Budi")
        stolen, _ = ratchet.decrypt(stolen, frame)
        stolen, frame = ratchet.encrypt(stolen, b"not from Budi")
        sari, _ = ratchet.decrypt(sari, frame)
    sari, frame = ratchet.encrypt(sari, b"to Budi")
    with pytest.raises(Refused):
        ratchet.decrypt(budi, frame)
    _, frame = ratchet.encrypt(budi, b"from Budi")
    with pytest.raises(Refused):
        ratchet.decrypt(sari, frame)


def test_a_departure_costs_what_the_exercise_says():
    group, _ = groups.start({f"member {n}": 1 for n in range(8)})
    assert len(groups.leave(group, "member 3")[1]) == ex.leaves.answer
