"""Why people do not leave: a messenger is worth what the people on it are worth to you.

Everybody uses one of two messengers, ours or another. Each month a share `churn` looks around and
picks the better one for them. Theirs to weigh: `network`, the dollars a year it is worth to have
everybody you know on the same one, and our `price`. Tastes differ (logistic, scale one dollar), as
in the discrete choice model with social effects of Brock and Durlauf (2001). A teaching model: its
numbers are not fitted to WhatsApp.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course_lib.capacity import checks

Shares = Any  # a float, or an array of many models at once


def choice_share(share: Shares, price: Shares, network: Shares) -> Shares:
    """The share of those looking around who pick us, when `share` of everybody is on ours.

    >>> float(choice_share(share=0.5, price=0.0, network=4.0))
    0.5
    """
    gain = network * (2 * share - 1) - price  # friends here, less friends there, less the price
    return 1 / (1 + np.exp(-np.clip(gain, -500, 500)))


def simulate(
    price: float,
    churn: float,
    network: float,
    months: int = 60,
    start: float = 0.9,
    anger: float = 0.0,
    angry_months: int = 1,
) -> pd.DataFrame:
    """Month by month, who stays: columns month, users, leaving, joining, dollars_per_person.

    `users`, `leaving` and `joining` are shares of all people; `dollars_per_person` is the fee paid
    in the month, averaged over all people. `anger` works like a price nobody earns and lasts for
    the first `angry_months`, a bad headline for example.

    >>> simulate(price=1.0, churn=0.1, network=4.0)["users"].round(2).tolist()[-1]
    0.9
    """
    _check(price, churn, network, start)
    checks.whole(months, "months", "Five years are 60.")
    checks.not_negative(anger, "anger", "Anger is a loss of value in dollars a year; calm is 0.")
    rows, users = [], start
    for month in range(1, months + 1):
        felt_price = price + (anger if month <= angry_months else 0.0)
        picks_us = choice_share(users, felt_price, network)
        leaving, joining = churn * users * (1 - picks_us), churn * (1 - users) * picks_us
        users = users - leaving + joining
        rows.append((month, users, leaving, joining, users * price / 12))
    return pd.DataFrame(
        rows, columns=["month", "users", "leaving", "joining", "dollars_per_person"]
    ).astype(float)


def revenue_grid(
    price: Shares, churn: Shares, network: Shares, months: int = 60, start: float = 0.9
) -> tuple[Shares, Shares]:
    """`simulate` for many models at once: users at the end, and dollars per person in all months.

    Give arrays that broadcast together; both answers have their common shape.

    >>> users, dollars = revenue_grid(np.array([0.0, 1.0, 9.0]), churn=0.1, network=4.0)
    >>> users.round(2).tolist(), dollars.round(2).tolist()
    ([0.98, 0.9, 0.0], [0.0, 4.5, 6.07])
    """
    _check(price, churn, network, start)
    users = np.full(np.broadcast(price, churn, network).shape, start)
    dollars = np.zeros_like(users)
    for _ in range(months):
        users = users + churn * (choice_share(users, price, network) - users)
        dollars += users * price / 12
    return users, dollars


def tipping_price(network: float) -> float:
    """The yearly price above which nearly everybody leaves, one after the other.

    Where the two resting points of `simulate` meet: users s with 2 * network * s * (1 - s) = 1.
    A network worth 2 dollars or less holds nobody: people then leave smoothly, and there is no
    such price.

    >>> round(tipping_price(4.0), 3)
    1.066
    """
    checks.not_negative(network, "a network value", "A network worth nothing is 0.")
    if network <= 2:
        return float("nan")
    lead = np.sqrt(1 - 2 / network)  # of ours over the other, 2 s - 1
    return float(network * lead - np.log((1 + lead) / (1 - lead)))


def _check(price: Any, churn: Any, network: Any, start: float) -> None:
    checks.not_negative(price, "a yearly price", "A free messenger has the price 0.")
    checks.share(churn, "a churn", "One in ten people looking around each month is 0.1.")
    checks.not_negative(network, "a network value", "A network worth nothing is 0.")
    checks.share(start, "a starting share of users", "Nine in ten people are 0.9.")
