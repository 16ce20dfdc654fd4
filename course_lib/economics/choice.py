"""What a messenger is worth to people: a choice experiment, simulated and recovered.

Each person meets one offer p and keeps the messenger or does not. Asked "would you give it up for p
dollars?" the offer at which half say no is the willingness to accept; asked "would you pay p to
keep it?" it is the willingness to pay. Either way the share that keeps falls with p (logit):
P(keep | p) = 1 / (1 + exp(-(a - b ln p))), with the median at exp(a / b). After Brynjolfsson,
Collis and Eggers (2019), facts A8 and A9, and Sunstein's pilot, fact A11.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course_lib import checks, data
from course_lib.errors import refuse
from course_lib.words import Range

OFFERS = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)

_DRAWS, _LEAST = 400, 20  # classes drawn for an interval; answers below which it misleads
_phrase = data.phrases("economics")
_WEAK_PRIOR = 1e-3  # keeps b finite for a class so small that no two answers overlap

Array = np.ndarray[Any, np.dtype[np.float64]]


def deal(people: int, seed: int) -> pd.DataFrame:
    """An offer for each of `people`, drawn from `OFFERS`: columns person (from 1), offer.

    Chance decides who meets which offer, so that the offers are not what makes people differ.

    >>> deal(people=3, seed=1)["person"].tolist()
    [1, 2, 3]
    """
    checks.whole(people, "economics.people")
    offers = np.random.default_rng(seed).choice(OFFERS, people)
    return pd.DataFrame({"person": range(1, people + 1), "offer": offers})


def simulate_answers(median: float, people: int, seed: int, b: float = 1.0) -> pd.DataFrame:
    """`people` invented answers whose true median is `median` dollars: columns offer, keeps.

    The larger `b`, the more people agree with each other.

    >>> answers = simulate_answers(median=48, people=1500, seed=1)
    >>> answers.groupby("offer")["keeps"].mean().loc[[1, 1000]].round(2).tolist()
    [0.97, 0.01]
    """
    checks.positive(median, "economics.median")
    checks.positive(b, "economics.agreement")
    offers = deal(people, seed)["offer"].to_numpy()
    random = np.random.default_rng([seed, 1])  # answers do not depend on how offers were drawn
    keep = 1 / (1 + (offers / median) ** b)
    return pd.DataFrame({"offer": offers, "keeps": random.random(people) < keep})


def fit_median(answers: pd.DataFrame) -> float:
    """The offer in dollars at which half would keep the messenger, by maximum likelihood.

    Raises `CourseError` if everybody answered the same, or if more money made more people keep it:
    such data hold no turning point.

    >>> round(fit_median(simulate_answers(median=48, people=1500, seed=1)))
    50
    """
    return float(np.exp(_log_median(*_fit_falling(answers))))


def keep_share(answers: pd.DataFrame, offers: Array) -> Array:
    """The fitted curve: the share that would keep the messenger at each of `offers`.

    >>> answers = simulate_answers(median=48, people=1500, seed=1)
    >>> keep_share(answers, np.array([fit_median(answers)])).tolist()
    [0.5]
    """
    a, b = _fit_falling(answers)
    keep: Array = 1 / (1 + np.exp(b * np.log(offers) - a))
    return keep


def median_interval(answers: pd.DataFrame, seed: int) -> Range:
    """Low end, estimate and high end in dollars: 95 % of the classes drawn from this class.

    The bootstrap: draw as many answers with replacement, fit again, look at the spread. A draw
    without a turning point is drawn again, so a small class looks a little surer than it is: fewer
    than 20 answers raise `CourseError`.

    >>> low, median, high = median_interval(simulate_answers(48, 1500, seed=1), seed=2)
    >>> low < 48 < high
    True
    """
    if len(answers) < _LEAST:
        raise refuse("economics.few_answers", len(answers), least=_LEAST)
    median = fit_median(answers)
    offers, keeps = _columns(answers)
    random = np.random.default_rng(seed)
    logs: list[float] = []
    while len(logs) < _DRAWS:
        again = random.integers(0, len(offers), len(offers))
        a, b = _fit(offers[again], keeps[again])
        if 0 < keeps[again].sum() < len(again) and b > 0:
            logs.append(_log_median(a, b))
    low, high = np.exp(np.quantile(logs, [0.025, 0.975]))
    return Range(float(low), median, float(high))


def _fit_falling(answers: pd.DataFrame) -> tuple[float, float]:
    a, b = _fit(*_columns(answers))
    if b <= 0:
        raise refuse("economics.falling", _phrase("got.as_many"))
    return a, b


def _log_median(a: float, b: float) -> float:
    return min(max(a / b, -20.0), 20.0)  # beyond, the offers said nothing about it


def _fit(offers: Array, keeps: Array) -> tuple[float, float]:
    """Newton's method on the log-likelihood of the logit; returns a and b."""
    logs = np.log(offers)
    rows = np.column_stack([np.ones(len(logs)), logs.mean() - logs])
    weights = np.zeros(2)
    for _ in range(30):
        keep = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (keeps - keep) - _WEAK_PRIOR * weights
        curve = (rows.T * (keep * (1 - keep))) @ rows + _WEAK_PRIOR * np.eye(2)
        step = np.linalg.solve(curve, slope)
        weights = weights + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-10:
            break
    return float(weights[0] + weights[1] * logs.mean()), float(weights[1])


def _columns(answers: pd.DataFrame) -> tuple[Array, Array]:
    missing = [name for name in ("offer", "keeps") if name not in answers]
    if missing:
        raise refuse("economics.answers", _phrase("got.no_column", name=missing[0]))
    offers, keeps = answers["offer"].to_numpy(float), answers["keeps"].to_numpy(float)
    checks.positive(offers, "economics.offer")
    if not 0 < keeps.sum() < len(keeps):
        raise refuse("economics.one_answer", _phrase("got.same"))
    return offers, keeps
