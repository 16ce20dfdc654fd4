"""One customer's arithmetic: revenue per user, churn, lifetime value, payback, break-even.

Textbook definitions. Every function takes numbers or numpy arrays of one shape, so that a hundred
thousand business models cost one line. Amounts are dollars; a period (month or year) is whatever
the inputs share, and churn belongs to the same period as the margin.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

from course_lib.capacity import checks

Amounts = TypeVar("Amounts", float, np.ndarray[Any, np.dtype[np.float64]])

_DOLLARS = "Losses and refunds need their own line: write the amount as a positive number."
_STAYS = (
    "With a churn of zero nobody ever leaves and a lifetime never ends: use a churn above zero."
)


def arpu(revenue: Amounts, users: Amounts) -> Amounts:
    """Average revenue per user: all users, payers or not.

    >>> arpu(revenue=10_200_000, users=400_000_000)
    0.0255
    """
    checks.not_negative(revenue, "revenue", _DOLLARS)
    checks.positive(users, "users", "Without users there is no average: count them first.")
    return revenue / users


def mean_life(churn: Amounts) -> Amounts:
    """Periods a user stays on average when a share `churn` leaves in each.

    >>> mean_life(0.05)
    20.0
    """
    _leaves(churn)
    return 1 / churn


def lifetime_value(margin: Amounts, churn: Amounts) -> Amounts:
    """What one user brings until they leave: margin per period times mean life.

    >>> lifetime_value(margin=1, churn=0.05)
    20.0
    """
    _margin(margin)
    _leaves(churn)
    return margin / churn


def discounted_lifetime_value(margin: Amounts, churn: Amounts, discount: Amounts) -> Amounts:
    """`lifetime_value` when a dollar one period later is worth 1 / (1 + discount) today.

    The sum of margin * ((1 - churn) / (1 + discount)) ** t over t = 0, 1, 2 ...

    >>> round(discounted_lifetime_value(margin=1, churn=0.05, discount=0.01), 2)
    16.83
    """
    _margin(margin)
    _leaves(churn)
    checks.not_negative(discount, "a discount rate", "One per cent a month is 0.01.")
    return margin / (1 - (1 - churn) / (1 + discount))


def payback(acquisition_cost: Amounts, margin: Amounts) -> Amounts:
    """Periods until a user has brought in what it cost to win them.

    >>> payback(acquisition_cost=6, margin=0.5)
    12.0
    """
    checks.not_negative(acquisition_cost, "an acquisition cost", _DOLLARS)
    checks.positive(margin, "a margin", "At a margin of zero or less the money never comes back.")
    return acquisition_cost / margin


def freemium_arpu(paying_share: Amounts, price: Amounts) -> Amounts:
    """Revenue per user when a share of them pays `price` and the rest nothing.

    >>> freemium_arpu(paying_share=0.05, price=60)
    3.0
    """
    checks.share(paying_share, "a share of payers")
    checks.not_negative(price, "a price", _DOLLARS)
    return paying_share * price


def break_even_share(cost_per_user: Amounts, price: Amounts) -> Amounts:
    """The share of users who must pay `price` to cover the cost of everybody.

    Above one, no share is enough: even if everyone paid, the service would lose money.

    >>> break_even_share(cost_per_user=0.2, price=1)
    0.2
    """
    checks.not_negative(cost_per_user, "a cost per user", _DOLLARS)
    checks.positive(price, "a price", "At a price of zero no number of payers covers a cost.")
    return cost_per_user / price


def _leaves(churn: Any) -> None:
    checks.share(churn, "a churn")
    checks.positive(churn, "a churn", _STAYS)


def _margin(margin: Any) -> None:
    checks.not_negative(margin, "a margin", "A user who costs more than they bring has no value.")
