"""The frontier is what brute force finds, small enough to draw, and the same every time."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.economics import platform

pairs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=30)


def beaten(one, other):
    return other[0] >= one[0] and other[1] >= one[1] and other != one


@settings(deadline=None, derandomize=True)
@given(pairs)
def test_on_it_are_those_whom_nobody_beats(points):
    table = pd.DataFrame(points, columns=["profit", "people_gain"])
    best = platform.pareto(table)
    kept = [point for point, on_it in zip(points, best, strict=True) if on_it]
    unbeaten = {point for point in points if not any(beaten(point, other) for other in points)}
    assert set(kept) == unbeaten
    assert len(kept) == len(set(kept))


@pytest.fixture(scope="module")
def models():
    return platform.models()


def test_a_hundred_thousand_models_each_what_one_alone_would_be(models):
    assert len(models) >= 100_000
    row = models.iloc[54_321]
    told = {name: row[f"set_{name}"] for name in platform.HIGHEST}
    alone = platform.sweep(platform.Setting(**told)).iloc[0]
    assert alone.to_numpy() == pytest.approx(row.to_numpy())


def test_the_cloud_holds_the_whole_frontier_and_few_rows(models):
    cloud = platform.cloud()
    assert len(cloud) <= 2000
    assert cloud["frontier"].sum() == platform.pareto(models).sum()
    edge = cloud[cloud["frontier"]]
    assert edge["profit"].max() == models["profit"].max()
    assert edge["people_gain"].max() == models["people_gain"].max()
    for _, row in cloud[~cloud["frontier"]].iterrows():
        as_good = (edge["profit"] >= row["profit"]) & (edge["people_gain"] >= row["people_gain"])
        assert as_good.any()


def test_a_cloud_is_the_callers_own():
    first = platform.cloud()
    first["profit"] = np.nan
    assert platform.cloud()["profit"].notna().all()
