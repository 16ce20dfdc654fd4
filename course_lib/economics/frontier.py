"""What the owner of a messenger can choose from: a hundred thousand models, and the best of them.

The frontier of Pareto: the models from which profit can only rise if people gain less.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from course_lib.economics import platform

GOODS = ("profit", "people_gain")
SHOWN = 600  # models of the cloud in a chart, besides the frontier
_STEPS = {  # 104,181 models with everything the owner decides; few fees, since high ones empty it
    "fee": (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 5.0, 8.0, 12.0),
    "ads": tuple(np.arange(21.0)),
    "data": tuple(np.linspace(0, 1, 11)),
    "chat_price": tuple(np.linspace(0, 0.5, 41)),
}


def models(user_value: float = 1.0, given: float = 0.0) -> pd.DataFrame:
    """Every combination of the four decisions, played for five years: `platform.sweep`.

    >>> len(models())
    104181
    """
    decided = np.meshgrid(*_STEPS.values(), indexing="ij")
    setting = dict(zip(_STEPS, decided, strict=True)) | {"user_value": user_value, "given": given}
    return platform.sweep(platform.Setting(**setting))


def pareto(table: pd.DataFrame, goods: tuple[str, str] = GOODS) -> np.ndarray[Any, np.dtype[Any]]:
    """True for each row of `table` that no other row beats: none has as much of both, more of one.

    Of equal rows the first is kept.

    >>> pareto(pd.DataFrame({"profit": [3, 1, 2], "people_gain": [0, 2, 0]})).tolist()
    [True, True, False]
    """
    one, other = (table[good].to_numpy(float) for good in goods)
    order = np.lexsort((-other, -one))  # most of the first good on top
    rising = np.maximum.accumulate(other[order])
    best = np.empty(len(order), bool)
    best[order] = other[order] > np.concatenate([[-np.inf], rising[:-1]])
    return best


@lru_cache(maxsize=32)
def _drawn(user_value: float, given: float) -> pd.DataFrame:
    table = models(user_value, given)
    table["frontier"] = pareto(table)
    random = np.random.default_rng(0)
    some = random.choice(np.flatnonzero(~table["frontier"]), SHOWN, replace=False)
    rows = np.concatenate([np.flatnonzero(table["frontier"]), some])
    return table.iloc[rows].sort_values("profit", ignore_index=True)


def cloud(user_value: float = 1.0, given: float = 0.0) -> pd.DataFrame:
    """A chart's worth of `models`: the whole frontier and a sample of the rest, by rising profit.

    The columns of `platform.sweep`, and `frontier` (True or False).

    >>> bool(cloud().query("frontier")["people_gain"].is_monotonic_decreasing)
    True
    """
    return _drawn(user_value, given).copy()
