"""What a messenger is worth to people: the offers of a choice experiment, and invented answers.

Each person meets one offer p and keeps the messenger or does not. Asked "would you give it up for p
dollars?" the offer at which half say no is the willingness to accept; asked "would you pay p to
keep it?" it is the willingness to pay. Either way the share that keeps falls with p (logit):
P(keep | p) = 1 / (1 + (p / median) ** b). After Brynjolfsson, Collis and Eggers (2019), facts A8
and A9, and Sunstein's pilot, fact A11.
"""

import numpy as np
import pandas as pd

from course_lib import checks

OFFERS = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


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
