"""Tables, names of types and forged answers; the rest of a comparison is in gives.toml."""

import numpy as np
import pandas as pd
import pytest

from course_lib.lesson.comparison import EXACT, Comparison
from course_lib.lesson.plain import made, plain

UNORDERED = Comparison(ordered=False)
RIGHT = pd.DataFrame({"who": ["a", "b"], "n": [1, 2]})


@pytest.mark.parametrize(
    ("compare", "came", "says"),
    [
        (EXACT, RIGHT[["n", "who"]], ""),
        (UNORDERED, RIGHT.iloc[::-1], ""),
        (EXACT, RIGHT.rename(columns={"n": "m"}), "Missing: 'n'. Not expected: 'm'."),
        (EXACT, RIGHT.head(1), "Expected 2 rows, and 1 came."),
        (EXACT, RIGHT.assign(n=[1, 3]), "At column n, row 2: Expected 2, and 3 came."),
    ],
)
def test_tables_are_told_by_column_and_row(compare, came, says):
    assert compare.difference(plain(RIGHT), plain(came.reset_index(drop=True))) == says


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


def test_forged_json_is_a_difference_like_any_other():
    deep = 5
    for _ in range(5_000):
        deep = [deep]
    forgeries = ({"kind": "dict", "of": [deep]}, {"kind": "dict"}, {"kind": "dict", "of": 3}, {})
    told = {EXACT.difference(plain({1: 2}), forged) for forged in forgeries}
    assert told == {"The answer came in a form that cannot be compared."}
