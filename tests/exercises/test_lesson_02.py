"""The words of lesson 2 name what thieves can read: it must still be what the ratchet says."""

from course_lib.encryption import groups, thief
from course_lib.exercises import lesson_02 as ex

TURNS = "AABAABAB"  # of the exercise `fall`: A is Sari, B is Budi


def test_what_falls_is_what_the_thief_reads():
    read = thief.steal(TURNS, t=2)
    assert read[read.readable].message.tolist() == ex.fall.answer
    assert f'"{TURNS}"' in ex.fall.words.task
    assert "before message 2" in ex.fall.words.task
    assert ex.fall.judge([4, 2, 3]).ok


def test_one_round_trip_is_the_order_of_healing():
    assert ex.heal.words.right == "b d a e c"
    assert list(thief.steal("ABABABA", 3).readable) == [False] * 3 + [True] * 2 + [False] * 2


def test_a_departure_costs_what_the_exercise_says():
    group, _ = groups.start({f"member {n}": 1 for n in range(8)})
    assert len(groups.leave(group, "member 3")[1]) == ex.leaves.answer
