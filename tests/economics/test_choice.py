"""The choice experiment: offers by chance, and answers around the median that was put in."""

import pandas as pd
import pytest

from course_lib.economics import choice


def test_answers_follow_the_formula():
    """1 / (1 + (offer / median) ** b), to within three standard errors of each share."""
    answers = choice.simulate_answers(median=48, people=60_000, seed=4, b=1.5)
    for offer, keeps in answers.groupby("offer")["keeps"]:
        share = 1 / (1 + (offer / 48) ** 1.5)
        error = (share * (1 - share) / len(keeps)) ** 0.5
        assert keeps.mean() == pytest.approx(share, abs=3 * error)


def test_paying_and_accepting_are_told_apart():
    shares = pd.DataFrame(
        {m: choice.simulate_answers(m, 400, 1).groupby("offer")["keeps"].mean() for m in (1, 59)}
    )
    first = (shares < 0.5).idxmax()
    assert first[1] <= 2 < 20 <= first[59]


def test_everybody_meets_one_offer_by_chance():
    dealt = choice.deal(people=1200, seed=5)
    assert dealt["person"].tolist() == list(range(1, 1201))
    counts = dealt["offer"].value_counts()
    assert set(counts.index) == set(choice.OFFERS)
    assert counts.between(60, 140).all()
    assert not dealt["offer"].is_monotonic_increasing
