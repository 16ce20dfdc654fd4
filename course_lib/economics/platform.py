"""How messengers live, and one to run: people, companies, ads and message fees, month by month.

Of real ones the data name their fact ids; an amount that no source in the course gives stays empty.

People follow the choice model of `adoption`, companies the line of its two-sided monopoly. The
price of an advertisement is that of the auction of `ads`, the price of a chat from the rate cards
of `business`, the cost of carrying from the ledger. What is assumed stands, each number with its
reason, in `data/platform.toml`. A teaching model: none of it is fitted to WhatsApp.

All its amounts are US dollars for each person of the country, also of those who are not here.

What the owner can choose from: a hundred thousand models, and the frontier of Pareto among them,
the models from which profit can only rise if people gain less.
"""

from dataclasses import dataclass, field, fields
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from course_lib import checks, data, facts, words
from course_lib.business import month, rules
from course_lib.capacity import load
from course_lib.economics import adoption, ledger
from course_lib.errors import require

Amounts = Any  # a float, or an array of many models at once

HIGHEST: dict[str, float] = data.toml("economics", "sliders")["highest"]
SHOWN = 600  # models of the cloud in a chart, besides the frontier

_STEPS = {  # 104,181 models, in the order of `Setting`; few fees, since high ones empty it
    "fee": (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 5.0, 8.0, 12.0),
    "ads": tuple(np.arange(21.0)),
    "data": tuple(np.linspace(0, 1, 11)),
    "chat_price": tuple(np.linspace(0, 0.5, 41)),
}
_YEAR = 12
_AT_ONCE = 1024  # models in one go: their months then fit into a processor's cache
_STATES = ("users", "companies", "privacy")  # of the last month, not a sum over months


def break_even_share(cost_per_user: float, price: float) -> float:
    """The share of users who must pay `price` to cover the cost of everybody.

    Above one, no share is enough: even if everyone paid, the service would lose money.

    Raises `CourseError` for a cost below zero, and a price of zero or less.

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


def messengers() -> pd.DataFrame:
    """Who lives how, then and now, one row for a service and a year.

    Columns service, year, ways (the main one first), dollars (a year) and dollars_are, users and
    users_are, dollars_per_user, facts, confidence, note. NaN where our sources give no number, ""
    where they give no way.

    >>> messengers().set_index(["service", "year"])["dollars_per_user"].loc[("WhatsApp", 2013)]
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


# --- the messenger to run


def assumed() -> dict[str, float]:
    """What the model assumes, by name; units and reasons stand beside it in `data/platform.toml`.

    A copy: who changes it does not change the model.

    >>> assumed()["chats"]
    12.0
    """
    rows = data.toml("economics", "platform").items()
    return {name: float(row["value"]) for name, row in rows}


@cache
def chat_price(since: str) -> float:
    """Dollars for one business chat under the rule that began on the day `since` (see `rules`).

    The chat is `month.Chat()`: six replies, a reminder a day later, an offer a week later, past the
    free ones. Raises `CourseError` for a day on which no rule began.

    >>> round(chat_price("2025-07-01"), 4)
    0.0661
    """
    bill = month.cost(month.Chat(), rules.rule_named(since))
    return float(bill["dollars"].sum()) / month.RIDERS


def advertisement(bidders: adoption.Amounts, aimed: adoption.Amounts) -> tuple[Any, Any]:
    """Price and worth of an ad, as shares of its worth to a company whose thing the person wants.

    The mean of `auction.clear` over all cases: a person wants a company's thing or does not, half
    and half. Aimed ads know it, the others do not: with few bidders knowing lowers the price, with
    many it raises it (Levin and Milgrom 2010).

    >>> few, many = advertisement(np.float64(2), 1.0)[0], advertisement(np.float64(9), 1.0)[0]
    >>> float(few), float(advertisement(np.float64(2), 0.0)[0]), round(float(many), 2)
    (0.25, 0.5, 0.98)
    """
    n = np.arange(int(assumed()["bidders"]) + 1)
    curves = (n > 1) / 2, (n > 0) / 2, 1 - (n + 1) / 2.0**n, 1 - 0.5**n  # not aimed, then aimed
    blind_price, blind_worth, price, worth = (np.interp(bidders, n, each) for each in curves)
    price = blind_price + aimed * (price - blind_price)
    return price, blind_worth + aimed * (worth - blind_worth)


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
    unease: Amounts = field(default_factory=lambda: assumed()["unease"])

    def __post_init__(self) -> None:
        for name, highest in HIGHEST.items():
            amount = getattr(self, name)
            checks.not_negative(amount, "economics.slider", name=name)
            most, came = words.number(highest, 1), float(np.asarray(amount).max(initial=0.0))
            require(came <= highest, "economics.beyond", came, name=name, highest=most)


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


def sweep(setting: Setting) -> pd.DataFrame:
    """Many models at once, one row each: the setting, then `Month`, dollars as the mean of a year.

    `users` and `companies` are those of the last month; what `setting` and results share in name
    is told apart by "set_" before the setting's.

    >>> table = sweep(Setting(fee=np.array([0.0, 1.0, 9.0])))
    >>> table["users"].round(1).tolist()
    [1.0, 1.0, 0.0]
    """
    asked = np.broadcast_arrays(*(np.asarray(value, float) for value in vars(setting).values()))
    flat = np.array([one.ravel() for one in asked])
    results = np.empty((len(Month._fields), flat.shape[1]))
    for start in range(0, flat.shape[1], _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        part = Setting(*flat[:, some])
        run = _account(part, *_members(part))
        for row, amounts in zip(results, run, strict=True):
            row[some] = amounts.sum(axis=0) * (_YEAR / adoption.MONTHS)
        for name in _STATES:
            results[Month._fields.index(name), some] = getattr(run, name)[-1]
    names = [f"set_{each.name}" for each in fields(setting)]
    return pd.DataFrame(np.concatenate([flat, results]).T, columns=[*names, *Month._fields])


def models(user_value: float = 1.0, given: float = 0.0) -> pd.DataFrame:
    """Every combination of the four decisions, played for five years: `sweep`.

    >>> len(models())
    104181
    """
    fee, ads, used, price = np.meshgrid(*_STEPS.values(), indexing="ij")
    return sweep(Setting(fee, ads, used, price, user_value, given))


def pareto(table: pd.DataFrame) -> np.ndarray[Any, np.dtype[Any]]:
    """True for each row of `table` that no other row beats: none has as much of both, more of one.

    Of equal rows the first is kept.

    >>> pareto(pd.DataFrame({"profit": [3, 1, 2], "people_gain": [0, 2, 0]})).tolist()
    [True, True, False]
    """
    one, other = (table[good].to_numpy(float) for good in ("profit", "people_gain"))
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

    The columns of `sweep`, and `frontier` (True or False).

    >>> bool(cloud().query("frontier")["people_gain"].is_monotonic_decreasing)
    True
    """
    return _drawn(user_value, given).copy()


def _members(setting: Setting) -> tuple[Amounts, Amounts]:
    """Shares of people and of companies that are here: arrays (months, models)."""
    known = assumed()
    felt = _felt(setting)
    shape = (adoption.MONTHS, *np.broadcast_shapes(*map(np.shape, vars(setting).values())))
    people, firms = np.empty(shape), np.empty(shape)
    users, companies = known["start_people"], known["start_companies"]
    for number in range(adoption.MONTHS):
        lure = known["companies_worth"] * companies
        stay = adoption.choice_share(users, felt - lure, known["network"])
        price = users * setting.chat_price / known["gain_per_chat"]  # companies pay by use
        come = np.minimum(adoption.joining(price, setting.user_value, users, alone=0.0), 1.0)
        users = users + known["churn"] * (stay - users)
        companies = companies + known["churn"] * (come - companies)
        people[number], firms[number] = users, companies
    return people, firms


def _aimed(setting: Setting) -> Amounts:
    return setting.data * np.minimum(setting.ads, 1.0)  # without an ad nothing is aimed


def _felt(setting: Setting) -> Amounts:
    """What the owner's choices cost a user, in dollars a year."""
    known = assumed()
    dislike = known["ad_nuisance"] * setting.ads + setting.unease * _aimed(setting)
    return setting.fee + dislike


def _account(setting: Setting, users: Amounts, companies: Amounts) -> Month:
    """The dollars of each month, when these shares of people and companies are here."""
    known, aimed = assumed(), _aimed(setting)
    price, worth = advertisement(known["bidders"] * companies, aimed)
    looks = (1 - known["attention"] ** setting.ads) / (1 - known["attention"])  # a geometric sum
    wanted = known["dollars_per_thousand"] * setting.user_value
    shown = users * looks * load.DAYS_PER_YEAR
    ads = shown * (wanted * price) / 1000 / _YEAR
    chats = known["chats"] * companies / _YEAR
    messages = users * chats * setting.chat_price
    fees, given = users * setting.fee / _YEAR, users * setting.given / _YEAR
    carried = users * ledger.carrying() / _YEAR
    here = known["network"] * users + known["companies_worth"] * companies
    # The cheapest to win come first, so the mean company here gains half of the last one's more.
    margin = setting.user_value * users - companies / 2
    sold = known["gain_per_chat"] * chats * margin + shown * (wanted * worth) / 1000 / _YEAR
    return Month(
        *(users, companies, fees, given, ads, messages, carried),
        profit=fees + given + ads + messages - carried,
        people_gain=users * (here - _felt(setting)) / _YEAR - given,
        company_gain=sold - ads - messages,
        privacy=100 * (1 - aimed) + 0 * users,
    )


checks.guard(__name__, error=None)
