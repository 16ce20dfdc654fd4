"""The ways messengers live, who lives how, and the arithmetic of one user.

Amounts are dollars, most of them a year. The data name their fact ids; an amount that no source in
the course gives stays empty.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from course_lib import checks, data, facts
from course_lib.capacity import load


def break_even_share(cost_per_user: float, price: float) -> float:
    """The share of users who must pay `price` to cover the cost of everybody.

    Above one, no share is enough: even if everyone paid, the service would lose money.

    >>> break_even_share(cost_per_user=0.2, price=1)
    0.2
    """
    checks.not_negative(cost_per_user, "economics.cost")
    checks.positive(price, "economics.no_price")
    return cost_per_user / price


def ways() -> pd.DataFrame:
    """The nine ways: columns way, who_pays, for_the_person_who_writes.

    >>> ways()["way"].tolist()[:3]
    ['yearly fee', 'donations', 'freemium']
    """
    return pd.DataFrame(data.rows("economics", "ways"))


def table() -> pd.DataFrame:
    """Who lives how, then and now, one row for a service and a year.

    Columns service, year, ways (the main one first), dollars (a year) and dollars_are, users and
    users_are, dollars_per_user, facts, confidence, note. NaN where our sources give no number, ""
    where they give no way.

    >>> table().set_index(["service", "year"])["dollars_per_user"].loc[("WhatsApp", 2013)]
    np.float64(0.0255)
    """
    rows = pd.DataFrame(data.rows("economics", "messengers")).astype({"year": int})
    evidence = []
    for dollars, users, others in zip(rows["dollars"], rows["users"], rows["facts"], strict=True):
        ratio = [{"times": [dollars], "by": [users] if users else []}] if dollars else []
        evidence.append(load.evidence(*(ratio or filter(None, [users])), *others.split()))
    times = pd.to_numeric(rows["times"])
    rows["dollars"] = times * [facts.value(id) if id else np.nan for id in rows["dollars"]]
    rows["users"] = [facts.value(id) if id else np.nan for id in rows["users"]]
    rows["dollars_per_user"] = rows["dollars"] / rows["users"]
    rows["facts"] = [", ".join(ids) for ids, _ in evidence]
    rows["confidence"] = [confidence for _, confidence in evidence]
    order = ["service", "year", "ways", "dollars", "dollars_are", "users", "users_are"]
    return rows[[*order, "dollars_per_user", "facts", "confidence", "note"]]
