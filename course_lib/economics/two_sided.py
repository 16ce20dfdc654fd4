"""The two-sided monopoly: one owner, two prices, people on one side and companies on the other.

    people    = 1 - people price    + alpha x companies
    companies = 1 - company price   + beta  x people

`alpha` is what all companies are worth to a person, `beta` what all people are worth to a company.
One is as many as would come for nothing to a place where the other side is empty; more than one is
possible. Joining costs the owner nothing. The linear member of the family of Rochet and Tirole,
"Platform competition in two-sided markets", Journal of the European Economic Association 1 (2003),
and Armstrong, "Competition in two-sided markets", RAND Journal of Economics 37 (2006).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from course_lib.capacity import checks
from course_lib.errors import CourseError

Amounts = Any  # a float, or an array of many models at once

_WORTH = "What the other side is worth to one side cannot be negative here: write 0 for nothing."


class Optimum(NamedTuple):
    """The owner's best prices and what comes of them; floats, or arrays of one shape."""

    people_price: Amounts
    company_price: Amounts
    people: Amounts
    companies: Amounts
    profit: Amounts


def joining(price: Amounts, worth: Amounts, others: Amounts, alone: Amounts = 1.0) -> Amounts:
    """How many of one side come: `alone` - `price` + `worth` x `others`, and never fewer than none.

    >>> float(joining(price=0.5, worth=1.0, others=0.25))
    0.75
    """
    return np.maximum(alone - price + worth * others, 0.0)


def members(
    people_price: Amounts, company_price: Amounts, alpha: Amounts, beta: Amounts
) -> tuple[Amounts, Amounts]:
    """People and companies when each side's number fits the other's.

    A price below zero is a gift. Raises `CourseError` unless alpha x beta is below 1: each
    newcomer would bring more than one other, without end.

    >>> people, companies = members(0, 1, alpha=0, beta=1)
    >>> float(people), float(companies)
    (1.0, 1.0)
    """
    _worths(alpha, beta)
    both = np.asarray(alpha) * np.asarray(beta)
    if not np.all(both < 1):
        raise CourseError(
            expected="alpha x beta below 1",
            got=str(float(np.max(both))),
            do="Otherwise each newcomer brings more than one other: lower one of the two.",
        )
    free_people, free_companies = 1 - np.asarray(people_price), 1 - np.asarray(company_price)
    people = (free_people + alpha * free_companies) / (1 - both)
    companies = (free_companies + beta * free_people) / (1 - both)
    # Where a side stays away the other decides as if it did not exist.
    nobody, nothing = people < 0, companies < 0
    return (
        np.where(nothing, joining(people_price, 0, 0), np.where(nobody, 0.0, people)),
        np.where(nobody, joining(company_price, 0, 0), np.where(nothing, 0.0, companies)),
    )


def profit(people_price: Amounts, company_price: Amounts, alpha: Amounts, beta: Amounts) -> Amounts:
    """What the owner earns at these prices: each side's price times its number.

    >>> float(profit(0.5, 0.5, alpha=0, beta=0))
    0.5
    """
    people, companies = members(people_price, company_price, alpha, beta)
    return people_price * people + company_price * companies


def best_prices(alpha: Amounts, beta: Amounts, can_pay_people: bool = False) -> Optimum:
    """The prices that earn the owner most.

    With n = 1 / (2 - alpha - beta) the best are (1 - beta) n for people and (1 - alpha) n for
    companies; both sides and the profit are n. So the sign of the people's price depends on beta
    alone: at beta = 1 it is exactly zero, above it people would be paid. Who cannot pay people
    (`can_pay_people=False`, the floor) then does best at zero and at (1 + beta) / 2 for companies.
    Companies can always be paid: above alpha = 1 they are.

    Raises `CourseError` unless alpha + beta is below 2: beyond, profit grows without end.

    >>> best = best_prices(alpha=0, beta=0.5)
    >>> round(float(best.people_price), 4), round(float(best.profit), 4)
    (0.3333, 0.6667)
    >>> float(best_prices(0, 1.5).people_price), float(best_prices(0, 1.5, True).people_price)
    (0.0, -1.0)
    """
    _worths(alpha, beta)
    alpha, beta = np.broadcast_arrays(np.asarray(alpha, float), np.asarray(beta, float))
    if not np.all(alpha + beta < 2):
        raise CourseError(
            expected="alpha + beta below 2",
            got=str(float(np.max(alpha + beta))),
            do="Beyond that profit has no highest point: lower one of the two.",
        )
    each = 1 / (2 - alpha - beta)
    at_floor = (beta > 1) & (not can_pay_people)
    people_price = np.where(at_floor, 0.0, (1 - beta) * each)
    company_price = np.where(at_floor, (1 + beta) / 2, (1 - alpha) * each)
    people, companies = members(people_price, company_price, alpha, beta)
    earned = people_price * people + company_price * companies
    return Optimum(people_price, company_price, people, companies, earned)


def _worths(alpha: Amounts, beta: Amounts) -> None:
    checks.not_negative(alpha, "an alpha", _WORTH)
    checks.not_negative(beta, "a beta", _WORTH)
