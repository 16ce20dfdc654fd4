import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.lesson.plain import described, is_open, plain, shown, sort_key

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
    ("one", "other"),
    [
        (True, 1),
        ("1", 1),
        (b"1", "1"),
        ({1: 2}, {"1": 2}),
        ([1], {1}),
        (None, "None"),
        ({"kind": "bytes", "of": "00"}, b"\x00"),
        (dt.date(2024, 1, 1), "2024-01-01"),
    ],
)
def test_different_values_stay_different(one, other):
    assert sort_key(plain(one)) != sort_key(plain(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, 2), [1, 2]),
        (np.array([1, 2]), [1, 2]),
        (np.float64(0.5), 0.5),
        (np.bool_(True), True),
        (Decimal("0.5"), 0.5),
        ({2, 1}, frozenset([1, 2])),
        (pd.Series([1, 2]), [1, 2]),
        (pd.Series([1], index=["a"]), {"a": 1}),
        (pd.Series(["a", "b", "a"]).unique(), ["a", "b"]),
        ({"a": 1}.keys(), ["a"]),
        ({"a": 1}.items(), [("a", 1)]),
        (range(3), [0, 1, 2]),
        (Fraction(1, 2), 0.5),
        (pd.NA, None),
    ],
)
def test_the_same_value_in_another_coat_is_the_same(one, other):
    assert plain(one) == plain(other)


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


def test_a_range_without_end_is_no_list():
    assert plain(range(10**12)) == {"kind": "other", "of": "range"}


def test_what_has_no_value_is_named():
    assert plain(Envelope(3)) == {"kind": "other", "of": "Envelope"}
    inside_itself = []
    inside_itself.append(inside_itself)
    assert "inside itself" in described(plain(inside_itself))
    assert "too long" in described(plain(1 << 100_000))
    assert "function" in described(plain(len))
    assert "generator" in described(plain(n for n in [1]))
    assert described(plain(object())) == "an object of type object"
    assert described(plain(dt.date(2024, 1, 1))) == "an object of type date"


def test_what_no_plain_value_looks_like_is_still_described():
    for forged in ({}, {"kind": "table", "of": 3}, {"kind": "bytes", "of": 7}, {"kind": []}):
        assert described(forged)


def test_three_dots_are_found_anywhere():
    assert is_open(plain({"a": [1, (2, ...)]}))
    assert not is_open(plain('{"kind": "open"}'))
