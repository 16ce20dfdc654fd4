import math

import numpy as np
import pandas as pd
import pytest

from course_lib.lesson.comparison import EXACT, Comparison, other_unit
from course_lib.lesson.plain import made, plain


def gap(compare, expected, came, reveal=True):
    return compare.difference(plain(expected), plain(came), reveal=reveal)


@pytest.mark.parametrize(
    ("compare", "expected", "came"),
    [
        (EXACT, 0.3, 0.1 + 0.2),
        (EXACT, 2, 2.0),
        (EXACT, 0, 0.0),
        (EXACT, math.nan, math.nan),
        (EXACT, {"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (Comparison(0.01), 100, 101),
        (Comparison(0.01), [[100.0]], ((99.5,),)),
        (Comparison(0.1), -100, -95),
        (Comparison(loose=True), "Nusa Bus", " nusabus "),
        (Comparison(ordered=False), [1, "a", 2], ["a", 2, 1]),
        (EXACT, pd.DataFrame({"a": [1], "b": [2]}), pd.DataFrame({"b": [2], "a": [1]})),
        (Comparison(ordered=False), pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [2, 1]})),
    ],
)
def test_equal(compare, expected, came):
    assert gap(compare, expected, came) == ""


@pytest.mark.parametrize(
    ("compare", "expected", "came", "says"),
    [
        (EXACT, 24, "24", "Expected a number, and the text '24' came."),
        (EXACT, True, 1, "Expected True or False, and the number 1 came."),
        (EXACT, 10**12, 10**12 + 1, "1000000000001 came."),
        (EXACT, math.inf, 5, "Expected inf, and 5 came."),
        (EXACT, 5, math.inf, "Expected 5, and inf came."),
        (Comparison(0.01), 100, 101.5, "Expected 100, and 101.5 came."),
        (Comparison(0.01), -100, 100, "Expected -100"),
        (EXACT, [1, 2], [1], "Expected 2 of them, and 1 came."),
        (EXACT, [1, [2, 3]], [1, [2, 4]], "At item 2: At item 2: Expected 3, and 4 came."),
        (EXACT, [1], {1}, "Expected a list, and a set of size 1 came."),
        (EXACT, [1], (n for n in [1]), "put list(...) around it"),
        (EXACT, {"a": 1}, {"a": 2}, "At key 'a': Expected 1, and 2 came."),
        (EXACT, {"a": 1}, {"b": 1}, "Missing: 'a'. Not expected: 'b'."),
        (EXACT, b"abcd", b"abc", "Expected 4 bytes, and 3 came."),
        (EXACT, b"abcd", b"abce", "At byte 3 (counted from 0): Expected 100, and 101 came."),
        (EXACT, "Bus", "bus", "Expected 'Bus', and 'bus' came."),
        (EXACT, None, 0, "Expected nothing (None), and the number 0 came."),
    ],
)
def test_the_first_difference_is_named(compare, expected, came, says):
    assert says in gap(compare, expected, came)


@pytest.mark.parametrize(
    ("came", "says"),
    [
        ("18", "no quotes"),
        ("$0.26", "no sign such as $"),
        ("0,26", "a point before its decimals"),
        ("none", ""),
        ([18], "write `[0]` behind it"),
        ([18, 19], ""),
    ],
)
def test_a_number_in_a_wrapping_is_told_how_to_stand(came, says):
    said = gap(EXACT, 18, came)
    assert says in said
    assert ("came. " in said) == bool(says)


@pytest.mark.parametrize(
    ("expected", "came", "says"),
    [
        (0.0911, 0.09, "rounded too far"),
        (-138.5, -140.0, "rounded too far"),
        (1.25, 1.2, "rounded too far"),
        (0.0911, 9.11, "a hundred times"),
        (24, 20, ""),
        (24, 0, ""),
        (0.004, 0.0, ""),
        (3, 10**1000, ""),
        (0, 100, ""),
        ([1.5, 2.5], [150, 250], "a hundred times"),
        ([1.5, 2.5], [150, 2.5], "a hundred times"),
        ([1.5, 2.5], [150, 2500], ""),
        ({"a": 3.0, "b": "x"}, {"a": 3e6}, "a million times"),
        ({"a": 3.0}, {"b": 300}, ""),
    ],
)
def test_a_unit_and_a_rounding_are_recognised(expected, came, says):
    told = other_unit(plain(expected), plain(came))
    assert says in told
    assert bool(told) == bool(says)


def test_a_number_that_counts_as_right_is_not_told_to_be_rounded():
    """Beside a wrong text, or where a key lacks: only the fault is told."""
    right, near = {"per": "accounts", "usd": 1.8653}, Comparison(within=0.01)
    for came in ({"per": "people", "usd": 1.87}, {"usd": 1.87}, {**right, "usd": 1.87, "x": 1}):
        assert other_unit(plain(right), plain(came), near) == ""
        assert other_unit(plain(right), plain(came))


@pytest.mark.parametrize(
    ("expected", "came", "says"),
    [
        (5, (1, 2), "Expected a number, and a tuple came."),
        (5, pd.Series([1, 2]), "Expected a number, and a column (a Series) came."),
        (pd.Series([1, 2]), 5, "Expected a column (a Series), and the number 5 came."),
        (pd.DatetimeIndex(["2024-10-19"]), "x", "Expected an index, and the text 'x' came."),
        (np.array([1, 2]), 5, "Expected an array, and the number 5 came."),
    ],
)
def test_types_have_the_names_that_students_use(expected, came, says):
    names = (made(expected), made(came))
    assert EXACT.difference(plain(expected), plain(came), names=names) == says


def test_tables_are_told_by_column_and_row():
    right = pd.DataFrame({"who": ["a", "b"], "n": [1, 2]})
    assert gap(EXACT, right, right.rename(columns={"n": "m"})) == "Missing: 'n'. Not expected: 'm'."
    assert gap(EXACT, right, right.head(1)) == "Expected 2 rows, and 1 came."
    other = right.assign(n=[1, 3])
    assert gap(EXACT, right, other) == "At column n, row 2: Expected 2, and 3 came."


@pytest.mark.parametrize(
    ("expected", "came", "says"),
    [
        (4711, 5000, "5000 came, which is too high."),
        (4711, 8.5, "8.5 came, which is too low."),
        ("4711", "x", "'x' came"),
        ([4711], [12], "12 came, which is too low."),
        (b"4711", b"1234", "At byte 0 (counted from 0): "),
    ],
)
def test_the_answer_is_not_given_away_but_the_side_is(expected, came, says):
    said = gap(EXACT, expected, came, reveal=False)
    assert says in said
    assert "4711" not in said
    assert "52" not in said  # the first byte of b"4711"


def test_what_has_only_a_type_is_never_equal():
    assert gap(EXACT, object(), object())
    assert gap(EXACT, len, len)


def test_forged_json_is_a_difference_like_any_other():
    deep = 5
    for _ in range(5_000):
        deep = [deep]
    right = plain({1: 2})
    forgeries = ({"kind": "dict", "of": [deep]}, {"kind": "dict"}, {"kind": "dict", "of": 3}, {})
    for forged in forgeries:
        assert (
            EXACT.difference(right, forged) == "The answer came in a form that cannot be compared."
        )


def test_rules_are_told():
    everything = Comparison(within=0.005, loose=True, ordered=False)
    assert everything.rule == (
        "Within 0.5% of the right number counts as right. Capitals and spaces do not matter. "
        "The order does not matter."
    )
