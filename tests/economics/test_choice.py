"""The choice experiment recovers a median that was put in."""

import numpy as np
import pandas as pd
import pytest

from course_lib.economics import choice
from course_lib.errors import CourseError


def grid_maximum(answers):
    """The same likelihood, maximised by brute force over b and ln(median)."""
    logs, keeps = np.log(answers["offer"].to_numpy()), answers["keeps"].to_numpy(float)
    best = (-np.inf, 0.0)
    for b in np.arange(0.7, 1.4, 0.02):
        for center in np.arange(np.log(20), np.log(120), 0.01):
            z = b * (center - logs)
            best = max(best, ((keeps * z - np.logaddexp(0, z)).sum(), np.exp(center)))
    return best[1]


def test_fit_is_the_maximum_of_the_likelihood():
    answers = choice.simulate_answers(median=48, people=1500, seed=4)
    assert choice.fit_median(answers) == pytest.approx(grid_maximum(answers), rel=0.006)


def test_shares_that_follow_the_formula_give_the_median_back():
    """a = b ln 48: answers in the exact proportions, no chance involved."""
    rows = []
    for offer in (3, 12, 48, 192, 768):
        kept = round(10_000 / (1 + (offer / 48) ** 1.5))
        rows += [(offer, True)] * kept + [(offer, False)] * (10_000 - kept)
    answers = pd.DataFrame(rows, columns=["offer", "keeps"])
    assert choice.fit_median(answers) == pytest.approx(48, rel=1e-3)


def test_intervals_cover_the_truth_as_often_as_promised(monkeypatch):
    monkeypatch.setattr(choice, "_DRAWS", 100)
    inside = 0
    for seed in range(40):
        answers = choice.simulate_answers(median=48, people=400, seed=seed)
        low, median, high = choice.median_interval(answers, seed=seed)
        assert low < median < high
        inside += low < 48 < high
    assert inside >= 34  # 38 of 40 expected; 33 or fewer would come once in two hundred tries


def test_paying_and_accepting_are_told_apart():
    pays = choice.simulate_answers(median=1, people=400, seed=1)
    accepts = choice.simulate_answers(median=59, people=400, seed=2)
    assert choice.median_interval(pays, 3)[2] < choice.median_interval(accepts, 3)[0]


def test_small_class_gets_a_wide_interval():
    few, many = (choice.simulate_answers(48, people, seed=6) for people in (25, 1500))
    width = [
        np.log(high / low) for low, _, high in (choice.median_interval(c, 1) for c in (few, many))
    ]
    assert width[0] > 3 * width[1]


def test_a_class_without_overlap_has_its_median_between_the_answers():
    answers = pd.DataFrame({"offer": [1, 2, 5, 50, 100], "keeps": [True, True, True, False, False]})
    assert 5 < choice.fit_median(answers) < 50


def test_a_handful_of_answers_gets_no_interval():
    """A bootstrap of two answers has width zero: it would look certain."""
    few = choice.simulate_answers(48, 20, seed=6)
    assert choice.median_interval(few, 1)
    with pytest.raises(CourseError, match="20 answers or more"):
        choice.median_interval(few[1:], 1)


@pytest.mark.parametrize(
    ("call", "meaning"),
    [
        (lambda: choice.simulate_answers(0, 10, 1), "half the people say yes"),
        (lambda: choice.simulate_answers(10, 0, 1), "class of 30"),
        (lambda: choice.simulate_answers(10, 10, 1, b=0), "would not persuade"),
        (lambda: choice.fit_median(pd.DataFrame({"offer": [1]})), "no keeps"),
        (
            lambda: choice.fit_median(pd.DataFrame({"offer": [0, 1], "keeps": [1, 0]})),
            "asks nothing",
        ),
        (
            lambda: choice.fit_median(pd.DataFrame({"offer": [1, 2], "keeps": [1, 1]})),
            "wider range",
        ),
        (lambda: choice.fit_median(pd.DataFrame({"offer": [1, 9], "keeps": [0, 1]})), "direction"),
    ],
)
def test_bad_input_says_what_it_would_mean(call, meaning):
    with pytest.raises(CourseError, match=meaning):
        call()


def test_everybody_meets_one_offer_by_chance():
    dealt = choice.deal(people=1200, seed=5)
    assert dealt["person"].tolist() == list(range(1, 1201))
    counts = dealt["offer"].value_counts()
    assert set(counts.index) == set(choice.OFFERS)
    assert counts.between(60, 140).all()
    assert not dealt["offer"].is_monotonic_increasing
    with pytest.raises(CourseError, match="A class of 30"):
        choice.deal(people=0, seed=5)
