"""The form of an answer: what is read all the same, and what is told before anything is graded."""

import pandas as pd
import pytest

from course_lib.exercises import assignments
from course_lib.exercises.assignments import partial_credit
from course_lib.lesson.comparison import Comparison, other_unit
from course_lib.lesson.exercise import Case, Complete, Words
from course_lib.lesson.plain import plain
from course_lib.lesson.trial import Outcome


def task(answer, **more):
    return assignments.Task(Complete(Words("a.b", "What?", "So.", **more), answer, wrongs={}))


@pytest.mark.parametrize(
    ("right", "came", "says"),
    [
        (94, "94", "without quotes: 94."),
        (39.4, "39.4%", "without the percent sign: 39.4."),
        (39.4, "39,4 %", "without the percent sign: 39.4."),
        (1200.0, "$1,200", "without quotes: 1200."),
        (1200.0, "Rp 1,200", "without quotes: 1200."),
        (94, "many", "Expected a number"),
        (94, 94.5, "A whole number is asked."),
        ([1, 2], ["1", "2"], "without quotes: 1."),
        ({"by": "x", "dollars": 9.9}, {"by": "x", "dollars": "9.9"}, "without quotes: 9.9."),
        ([1, 2], pd.Series([1, 2], index=["a", "b"]), "A Series came"),
        (pd.DataFrame({"a": [1]}), pd.Series([1], index=["a"]), "`.reset_index()`"),
    ],
)
def test_what_is_told_before_grading(right, came, says):
    verdict = task(right).check(came)
    assert says in str(verdict)
    assert verdict.state == "wrong"


@pytest.mark.parametrize(
    ("right", "came"),
    [(94, 94.0), (94, 95), (39.4, 40), ("94", "94"), ([1], []), ({"a": 1}, {"a": 2.5})],
)
def test_whether_it_is_right_is_not_told(right, came):
    assert "Read:" in str(task(right).check(came))


def test_a_set_is_read_where_no_order_counts():
    made = task([3, 1], compare=Comparison(ordered=False))
    assert "Read:" in str(made.check({1, 3}))
    assert made.exercise.feedback(Case(), Outcome(plain({1, 3}))) == ""
    assert made.exercise.feedback(Case(), Outcome({"kind": "set", "of": 3}))
    assert "Expected a list" in str(task([3, 1]).check({1, 3}))


@pytest.mark.parametrize(
    ("came", "points"),
    [
        ({1: "a", 2: "b", 3: "c"}, 3.0),
        ({1: "a", 2: "x", 3: "c"}, 2.0),
        ({1: "a"}, 1.0),
        ({"1": "a"}, 0.0),
        (["a", "b", "c"], 0.0),
        (3, 0.0),
    ],
)
def test_a_dictionary_earns_by_part(came, points):
    made = task({1: "a", 2: "b", 3: "c"}, points=3)
    assert partial_credit(made.exercise, plain(came)) == points
    assert "Points for each: 1." in str(made)


@pytest.mark.parametrize("odd", [{"kind": "dict", "of": 3}, {"kind": "dict", "of": [[1]]}, {}])
def test_odd_json_earns_nothing(odd):
    assert partial_credit(task({1: "a", 2: "b"}).exercise, odd) == 0.0


def test_a_wrong_unit_is_told_in_every_place():
    for right, came in ((0.24, 24), ([1.5, 2.5], [1500, 2500]), ({"a": 3.0}, {"a": 3_000_000})):
        exercise = task(right).exercise
        told = exercise.feedback(Case(), Outcome(plain(came)))
        assert other_unit(plain(right), plain(came)) in told
        assert "times as much" in told
        assert told.count("as much") == 1
        assert not other_unit(plain(right), plain(right))
    for came, said in ((25, "too high."), (10**1000, "cannot be compared.")):
        assert task(0.24).exercise.feedback(Case(), Outcome(came)).endswith(said)
