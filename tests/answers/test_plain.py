import datetime as dt
import json
from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.answers.comparison import EXACT
from course_lib.answers.plain import described, is_open, made, plain, shown

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=10,
)


@dataclass
class Envelope:
    size: int


class AlwaysEqual:
    def __eq__(self, other):
        return True

    __hash__ = None


@given(values)
def test_what_python_holds_crosses_as_json(value):
    came = plain(value)
    assert json.loads(json.dumps(came, allow_nan=False)) == came
    assert plain(value) == came
    assert described(came)
    assert len(shown(came)) <= 60
    assert not is_open(came)


@pytest.mark.parametrize(
    ("came", "same"),
    [
        (pd.Series([1, 2]), [1, 2]),
        (pd.Series([1], index=["a"]), {"a": 1}),
        (pd.Series(["a", "b", "a"]).unique(), ["a", "b"]),
        (pd.NA, None),
    ],
)
def test_what_pandas_makes_is_what_python_has(came, same):
    assert plain(came) == plain(same)


def test_an_object_that_equals_everything_gains_nothing():
    assert plain(AlwaysEqual()) != plain(5)
    assert plain([AlwaysEqual()]) != plain([5])


def test_tables():
    frame = pd.DataFrame({"who": ["Sari", "Budi"], "size": [312, None]})
    frame["who"] = frame["who"].astype("category")
    assert plain(frame)["of"] == [["who", "size"], [["Sari", 312.0], ["Budi", None]]]
    grouped = pd.DataFrame({"who": ["a", "a"], "n": [1, 2]}).groupby("who").sum()
    assert plain(grouped)["of"] == [["who", "n"], [["a", 3]]]
    assert described(plain(frame)) == "a table with 2 rows and 2 columns"


def test_what_has_no_value_is_named():
    assert plain(Envelope(3)) == {"kind": "other", "of": "Envelope"}
    inside_itself = []
    inside_itself.append(inside_itself)
    assert "inside itself" in described(plain(inside_itself))
    assert described(plain(dt.date(2024, 1, 1))) == "an object of type date"


@pytest.mark.parametrize(
    ("value", "called"),
    [(pd.Series([1]), "a column (a Series)"), (pd.DatetimeIndex(["2024-10-19"]), "an index")],
)
def test_a_type_has_the_name_that_students_use(value, called):
    assert made(value) == called


def test_forged_json_is_a_difference_like_any_other():
    deep = 5
    for _ in range(5_000):
        deep = [deep]
    forgeries = ({"kind": "dict", "of": [deep]}, {"kind": "dict"}, {"kind": "dict", "of": 3}, {})
    told = {EXACT.difference(plain({1: 2}), forged) for forged in forgeries}
    assert told == {"The answer came in a form that cannot be compared."}
