"""Whatever a hand gives to the metadata room: a result, or a sentence; never a traceback of ours.

The reader of chats has tests of its own: its errors may not hold what they were given.
"""

import tomllib
import warnings
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd  # noqa: F401 (of calls.toml)
import pytest

from course_lib import relay
from course_lib.errors import CourseError
from course_lib.metadata import charts, chats, defences, inference, population

NAMED = (charts, chats, defences, inference, population, relay)  # in calls.toml
TOWN = population.simulate(48, 14, seed=1)
LOG, PEOPLE = TOWN.log, TOWN.people
KEY = defences.rotate(LOG, 7, seed=1)[1]
SHUFFLED = LOG.head(300).sample(frac=1, random_state=1)
CALLS = tomllib.loads(Path(__file__).with_name("calls.toml").read_text(encoding="utf-8"))
SAYS, LOGS = CALLS.pop("says"), {name: eval(made) for name, made in CALLS.pop("logs").items()}
ODD = [None, True, 0, -1, 1.5, "x", float("nan"), float("inf"), -(2**70), [], b"", {}, np.int64(3)]


@pytest.mark.parametrize(
    ("call", "values"),
    [(call, ODD if kind == "number" else LOGS.values()) for kind in CALLS for call in CALLS[kind]],
)
def test_any_log_and_any_number_gets_a_result_or_a_sentence(call, values):
    for value in values:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with suppress(CourseError):
                made = eval(call, globals(), {"log": value, "odd": value})
                if isinstance(made, inference.Result):
                    assert made.people
                    assert all(0 <= share <= 1 for share in (made.right, made.chance, made.simple))


@pytest.mark.parametrize("call", CALLS["filled"])
def test_an_empty_log_and_one_without_a_column_get_a_sentence(call):
    for log, said in ((LOG.head(0), "Expected"), (LOG.drop(columns="size"), "Column size is not")):
        with pytest.raises(CourseError, match=said):
            eval(call, globals(), {"log": log})


@pytest.mark.parametrize("call", SAYS)
def test_what_it_says(call):
    with pytest.raises(CourseError, match=SAYS[call]):
        eval(call)
