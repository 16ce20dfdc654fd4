"""The ways messengers live: one function each, and who lives how.

Every function returns dollars a year and takes numbers or numpy arrays. The data name their fact
ids; an amount that no source in the course gives stays empty.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from course_lib.capacity import checks, inputs
from course_lib.economics.unit_economics import Amounts, freemium_arpu

_DATA = Path(__file__).with_name("data")
_MONTHS, _DAYS = 12, 365


def yearly_fee(users: Amounts, price: Amounts, paying_share: Amounts) -> Amounts:
    """Everybody is asked for `price` a year and a share pays: WhatsApp until 2016.

    >>> yearly_fee(users=450_000_000, price=1, paying_share=1)
    450000000
    """
    _counted(users=users)
    return users * freemium_arpu(paying_share, price)


def donations(users: Amounts, giving_share: Amounts, gift: Amounts) -> Amounts:
    """A share of users gives `gift` dollars a year: Signal.

    >>> donations(users=50_000_000, giving_share=0.01, gift=40)
    20000000.0
    """
    _counted(users=users, gift=gift)
    checks.share(giving_share, "a share of givers")
    return users * giving_share * gift


def freemium(users: Amounts, paying_share: Amounts, monthly_price: Amounts) -> Amounts:
    """A share of users pays every month for more than the free part: Discord.

    >>> freemium(users=1_000_000, paying_share=0.05, monthly_price=5)
    3000000.0
    """
    _counted(users=users)
    return users * freemium_arpu(paying_share, monthly_price) * _MONTHS


def advertising(
    daily_users: Amounts, ads_per_day: Amounts, dollars_per_thousand: Amounts
) -> Amounts:
    """Companies pay for each thousand advertisements shown: Snapchat.

    >>> advertising(daily_users=1_000_000, ads_per_day=10, dollars_per_thousand=2)
    7300000.0
    """
    _counted(users=daily_users, ads=ads_per_day, price=dollars_per_thousand)
    return daily_users * ads_per_day * _DAYS * dollars_per_thousand / 1000


def virtual_goods(
    users: Amounts, buying_share: Amounts, items_a_year: Amounts, price: Amounts
) -> Amounts:
    """A share of users buys stickers and things in games: LINE.

    >>> virtual_goods(users=1_000_000, buying_share=0.05, items_a_year=6, price=2)
    600000.0
    """
    _counted(users=users, items=items_a_year, price=price)
    checks.share(buying_share, "a share of buyers")
    return users * buying_share * items_a_year * price


def business_messages(users: Amounts, paid_messages: Amounts, price: Amounts) -> Amounts:
    """Companies pay `price` for each of `paid_messages` a user gets in a year: WhatsApp today.

    >>> business_messages(users=1_000_000, paid_messages=20, price=0.025)
    500000.0
    """
    _counted(users=users, messages=paid_messages, price=price)
    return users * paid_messages * price


def commission(users: Amounts, spending: Amounts, rate: Amounts) -> Amounts:
    """A share `rate` of what each user spends in a year inside the messenger: WeChat.

    >>> commission(users=1_000_000, spending=300, rate=0.005)
    1500000.0
    """
    _counted(users=users, spending=spending)
    checks.share(rate, "a rate of commission")
    return users * spending * rate


def licence(seats: Amounts, price: Amounts) -> Amounts:
    """An employer or a state pays `price` a year for each seat: Element.

    >>> licence(seats=300_000, price=5)
    1500000
    """
    _counted(seats=seats, price=price)
    return seats * price


def device(sold_a_year: Amounts, profit: Amounts, because_of_it: Amounts) -> Amounts:
    """A share of the profit on phones bought because of the messenger: iMessage.

    >>> device(sold_a_year=1_000_000, profit=200, because_of_it=0.02)
    4000000.0
    """
    _counted(devices=sold_a_year, profit=profit)
    checks.share(because_of_it, "a share bought because of the messenger")
    return sold_a_year * profit * because_of_it


WAYS = {
    each.__name__: each
    for each in (
        yearly_fee,
        donations,
        freemium,
        advertising,
        virtual_goods,
        business_messages,
        commission,
        licence,
        device,
    )
}


def ways() -> pd.DataFrame:
    """The nine ways: columns way, function (a key of `WAYS`), who_pays, for_the_person_who_writes.

    >>> ways()["way"].tolist()[:3]
    ['yearly fee', 'donations', 'freemium']
    """
    return pd.read_csv(_DATA / "ways.csv")


def table() -> pd.DataFrame:
    """Who lives how, then and now, one row for a service and a year.

    Columns service, year, ways (the main one first), dollars (a year) and dollars_are, users and
    users_are, dollars_per_user, facts, confidence, note. NaN where our sources give no number, ""
    where they give no way.

    >>> table().set_index(["service", "year"])["dollars_per_user"].loc[("WhatsApp", 2013)]
    np.float64(0.0255)
    """
    rows = pd.read_csv(_DATA / "messengers.csv", dtype={"year": int}).fillna("")
    evidence = [
        inputs.evidence(*filter(None, [_ratio(row.dollars, row.users), *row.facts.split()]))
        for row in rows.itertuples()
    ]
    rows["dollars"] = [_amount(text) for text in rows["dollars"]]
    rows["users"] = [_amount(text) for text in rows["users"]]
    rows["dollars_per_user"] = rows["dollars"] / rows["users"]
    rows["facts"] = [", ".join(ids) for ids, _ in evidence]
    rows["confidence"] = [confidence for _, confidence in evidence]
    order = ["service", "year", "ways", "dollars", "dollars_are", "users", "users_are"]
    return rows[[*order, "dollars_per_user", "facts", "confidence", "note"]]


def _ratio(dollars: str, users: str) -> str:
    return " / ".join(filter(None, [dollars, users]))


def _amount(text: str) -> float:
    return inputs.evaluate(text) if text else float(np.nan)


def _counted(**amounts: Any) -> None:
    for what, amount in amounts.items():
        checks.not_negative(amount, what, "Write what is counted or paid as a positive number.")
