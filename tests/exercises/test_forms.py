"""The form of an answer: what is read all the same, and what is told before anything is graded."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from course_lib.answers.comparison import Comparison
from course_lib.answers.plain import plain
from course_lib.answers.trial import Outcome
from course_lib.exercises import assignments
from course_lib.exercises.assignments import partial_credit
from course_lib.lesson.exercise import Case, Complete, Words

FORMS = tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))
PARTS = FORMS.pop("earned by part")


def task(answer, **more):
    return assignments.Task(Complete(Words("a.b", "What?", "So.", **more), answer, wrongs={}))


@pytest.mark.parametrize("form", FORMS)
def test_the_form_is_told_before_grading_and_not_whether_it_is_right(form):
    told = FORMS[form]
    said = task(told["right"]).check(told["came"])
    assert told.get("says", "Read:") in str(said)
    assert ("says" in told) == (getattr(said, "state", "") == "wrong")


@pytest.mark.parametrize(
    ("right", "says"), [([1, 2], "A Series came"), (pd.DataFrame({"a": [1]}), "`.reset_index()`")]
)
def test_a_series_is_named(right, says):
    verdict = task(right).check(pd.Series([1, 2], index=["a", "b"]))
    assert says in str(verdict)
    assert verdict.state == "wrong"


def test_a_set_is_read_where_no_order_counts():
    made = task([3, 1], compare=Comparison(ordered=False))
    assert "Read:" in str(made.check({1, 3}))
    assert made.exercise.feedback(Case(), Outcome(plain({1, 3}))) == ""
    assert made.exercise.feedback(Case(), Outcome({"kind": "set", "of": 3}))
    assert "Expected a list" in str(task([3, 1]).check({1, 3}))


@pytest.mark.parametrize("case", PARTS)
def test_a_dictionary_earns_by_part_and_odd_json_nothing(case):
    made = task({1: "a", 2: "b", 3: "c"}, points=3)
    assert partial_credit(made.exercise, PARTS[case]["came"]) == PARTS[case]["points"]
    assert "Points for each: 1." in str(made)
