"""Run the messenger: people, companies, advertisements and message fees, month by month.

People follow the choice model of `adoption`, companies the line of `two_sided`; the prices of an
advertisement, of a chat and of carrying come from `parameters`, with everything that is assumed. A
teaching model: none of it is fitted to WhatsApp.

All amounts are US dollars for each person of the country, also of those who are not here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from course_lib import words
from course_lib.capacity import checks
from course_lib.economics import adoption, messengers, parameters, two_sided
from course_lib.errors import CourseError

Amounts = Any  # a float, or an array of many models at once

MONTHS = 60
HIGHEST = {  # of each slider; the lowest is 0
    "fee": 12.0,
    "ads": 20.0,
    "data": 1.0,
    "chat_price": 0.5,
    "user_value": 1.5,
    "given": 2.0,
    "unease": 3.0,
}

_YEAR = 12
_AT_ONCE = 1024  # models in one go: their months then fit into a processor's cache
_STATES = ("users", "companies", "privacy")  # of the last month, not a sum over months


@dataclass(frozen=True)
class Setting:
    """What the owner decides, and how much a user is worth to companies.

    `fee`: dollars a year from every user. `ads`: shown to a user in a day. `data`: the share of
    what is known about a user that aims them. `chat_price`: dollars a company pays for a chat.
    `user_value`: 1 as assumed, 0 for nothing. `given`: dollars a user and year that some pay of
    their own accord, gifts or extras. `unease`: dollars a year that it costs a person when
    all data aim ads, as assumed unless told. Numbers, or arrays that broadcast: many models.

    >>> Setting(fee=1).ads
    0.0
    """

    fee: Amounts = 0.0
    ads: Amounts = 0.0
    data: Amounts = 0.0
    chat_price: Amounts = 0.0
    user_value: Amounts = 1.0
    given: Amounts = 0.0
    unease: Amounts = field(default_factory=lambda: parameters.assumed()["unease"])

    def __post_init__(self) -> None:
        for name, highest in HIGHEST.items():
            amount = getattr(self, name)
            checks.not_negative(amount, name, "Move the slider to 0 or above.")
            if np.max(amount) > highest:
                raise CourseError(
                    expected=f"{name} of {words.number(highest, 1)} at most",
                    got=str(float(np.max(amount))),
                    do="The model says nothing about what lies beyond: stay below.",
                )


class Month(NamedTuple):
    """One month: shares of people and companies that are here, then dollars, then an index.

    `privacy`: of 100 things the messenger knows about a person, how many aim no ad. It says nothing
    about what is stored, leaked or handed over.
    """

    users: Amounts
    companies: Amounts
    fees: Amounts
    given: Amounts
    ads: Amounts
    messages: Amounts
    cost: Amounts
    profit: Amounts
    people_gain: Amounts
    company_gain: Amounts
    privacy: Amounts


def simulate(setting: Setting, months: int = MONTHS) -> pd.DataFrame:
    """One row a month: month, then the fields of `Month`, for a setting of plain numbers.

    `people_gain` is what being here is worth to people, less fees, gifts, the nuisance of ads and
    unease about data; `company_gain` what chats and ads earn companies, less what they pay. What
    companies earn their customers pay, outside of this model.

    >>> run = simulate(Setting(ads=5))
    >>> len(run), bool(run["ads"].iloc[-1] > 0 == run["fees"].iloc[-1])
    (60, True)
    """
    checks.whole(months, "months", "Five years are 60.")
    frame = pd.DataFrame(_account(setting, *_members(setting, months))._asdict())
    frame.insert(0, "month", range(1, months + 1))
    return frame


def sweep(setting: Setting, months: int = MONTHS) -> pd.DataFrame:
    """Many models at once, one row each: the setting, then `Month`, dollars as the mean of a year.

    `users` and `companies` are those of the last month; what `setting` and results share in name
    is told apart by "set_" before the setting's.

    >>> table = sweep(Setting(fee=np.array([0.0, 1.0, 9.0])))
    >>> table["users"].round(1).tolist()
    [1.0, 1.0, 0.0]
    """
    checks.whole(months, "months", "Five years are 60.")
    asked = np.broadcast_arrays(*(np.asarray(value, float) for value in vars(setting).values()))
    flat = np.array([one.ravel() for one in asked])
    results = np.empty((len(Month._fields), flat.shape[1]))
    for start in range(0, flat.shape[1], _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        part = Setting(*flat[:, some])
        run = _account(part, *_members(part, months))
        for row, amounts in zip(results, run, strict=True):
            row[some] = amounts.sum(axis=0) * (_YEAR / months)
        for name in _STATES:
            results[Month._fields.index(name), some] = getattr(run, name)[-1]
    names = [f"set_{each.name}" for each in fields(setting)]
    return pd.DataFrame(np.concatenate([flat, results]).T, columns=[*names, *Month._fields])


def transfers(run: pd.DataFrame) -> pd.DataFrame:
    """Who paid whom: columns payer, receiver, what, dollars, summed over the rows of `run`.

    Every dollar leaves one party and reaches another; the last receiver stands outside.

    >>> transfers(simulate(Setting(fee=1)))["what"].tolist()
    ['fees', 'given', 'ads', 'messages', 'cost']
    """
    ways = [
        ("people", "the messenger", "fees"),
        ("people", "the messenger", "given"),
        ("companies", "the messenger", "ads"),
        ("companies", "the messenger", "messages"),
        ("the messenger", "staff, servers and networks", "cost"),
    ]
    rows = [(payer, receiver, what, float(run[what].sum())) for payer, receiver, what in ways]
    return pd.DataFrame(rows, columns=["payer", "receiver", "what", "dollars"])


def balances(paid: pd.DataFrame) -> pd.Series[float]:
    """What each party has more than before, from `transfers`: a series that sums to zero.

    >>> bool(abs(balances(transfers(simulate(Setting(ads=9)))).sum()) < 1e-9)
    True
    """
    got = paid.groupby("receiver")["dollars"].sum()
    return got.sub(paid.groupby("payer")["dollars"].sum(), fill_value=0.0)


def _members(setting: Setting, months: int) -> tuple[Amounts, Amounts]:
    """Shares of people and of companies that are here: arrays (months, models)."""
    known = parameters.assumed()
    felt = _felt(setting)
    shape = (months, *np.broadcast_shapes(*map(np.shape, vars(setting).values())))
    people, firms = np.empty(shape), np.empty(shape)
    users, companies = known["start_people"], known["start_companies"]
    for month in range(months):
        lure = known["companies_worth"] * companies
        stay = adoption.choice_share(users, felt - lure, known["network"])
        price = users * setting.chat_price / known["gain_per_chat"]  # companies pay by use
        come = np.minimum(two_sided.joining(price, setting.user_value, users, alone=0.0), 1.0)
        users = users + known["churn"] * (stay - users)
        companies = companies + known["churn"] * (come - companies)
        people[month], firms[month] = users, companies
    return people, firms


def _aimed(setting: Setting) -> Amounts:
    return setting.data * np.minimum(setting.ads, 1.0)  # without an ad nothing is aimed


def _felt(setting: Setting) -> Amounts:
    """What the owner's choices cost a user, in dollars a year."""
    known = parameters.assumed()
    dislike = known["ad_nuisance"] * setting.ads + setting.unease * _aimed(setting)
    return setting.fee + dislike


def _account(setting: Setting, users: Amounts, companies: Amounts) -> Month:
    """The dollars of each month, when these shares of people and companies are here."""
    known, aimed = parameters.assumed(), _aimed(setting)
    price, worth = parameters.advertisement(known["bidders"] * companies, aimed)
    looks = (1 - known["attention"] ** setting.ads) / (1 - known["attention"])  # a geometric sum
    wanted = known["dollars_per_thousand"] * setting.user_value
    ads = messengers.advertising(users, looks, wanted * price) / _YEAR
    chats = known["chats"] * companies / _YEAR
    messages = messengers.business_messages(users, chats, setting.chat_price)
    fees = messengers.yearly_fee(users, setting.fee, 1.0) / _YEAR
    given = users * setting.given / _YEAR
    carried = users * parameters.carrying() / _YEAR
    here = known["network"] * users + known["companies_worth"] * companies
    # The cheapest to win come first, so the mean company here gains half of the last one's more.
    margin = setting.user_value * users - companies / 2
    sold = known["gain_per_chat"] * chats * margin
    sold = sold + messengers.advertising(users, looks, wanted * worth) / _YEAR
    return Month(
        users,
        companies,
        fees,
        given,
        ads,
        messages,
        carried,
        profit=fees + given + ads + messages - carried,
        people_gain=users * (here - _felt(setting)) / _YEAR - given,
        company_gain=sold - ads - messages,
        privacy=100 * (1 - aimed) + 0 * users,
    )
