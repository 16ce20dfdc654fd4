import datetime as dt
import json
from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.lesson.plain import described, is_open, plain, shown

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
    made = plain(value)
    assert json.loads(json.dumps(made, allow_nan=False)) == made
    assert plain(value) == made
    assert described(made)
    assert len(shown(made)) <= 60
    assert not is_open(made)


@pytest.mark.parametrize(
    ("made", "same"),
    [
        (pd.Series([1, 2]), [1, 2]),
        (pd.Series([1], index=["a"]), {"a": 1}),
        (pd.Series(["a", "b", "a"]).unique(), ["a", "b"]),
        (pd.NA, None),
    ],
)
def test_what_pandas_makes_is_what_python_has(made, same):
    assert plain(made) == plain(same)


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
