"""What people want of the messenger: six cards to win, five roles to argue, and what still lacks.

A card says what a setting of `platform` must reach, and holds one way to play it. A role scores
what it cares for, and its speech has to cite payments of the ledger.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pandas as pd

from course_lib import checks, data, facts, words
from course_lib.economics import ledger, platform
from course_lib.economics.ledger import Ledger

CITED = 3  # payments that each speech rests on

_ROUNDING = 1e-9
_TABLES: dict[str, Any] = data.toml("economics", "hearing")
_phrase = data.phrases("economics")


@dataclass(frozen=True)
class Card:
    """One card, its name a key, and one way to play it; bounds are on columns of the model."""

    name: str
    sentence: str
    facts: Sequence[str]
    setting: platform.Setting
    at_least: Mapping[str, float]
    at_most: Mapping[str, float]

    @property
    def label(self) -> str:
        """The name on the card."""
        return _phrase(f"label.card.{self.name}")

    def bounds(self) -> list[tuple[str, str, float]]:
        """All bounds: measure, side ("at_least" or "at_most"), dollars or share."""
        sides = {"at_least": self.at_least, "at_most": self.at_most}
        return [(name, side, each) for side, some in sides.items() for name, each in some.items()]


def cards() -> tuple[Card, ...]:
    """The six cards, in the order of the file.

    >>> [card.name for card in cards()][:2]
    ['signal', 'whatsapp_2014']
    """
    told = deepcopy(data.toml("economics", "scenarios")).items()
    return tuple(Card(key, **one | {"setting": _setting(one["setting"])}) for key, one in told)


def card(name: str) -> Card:
    """The card called `name`; raises `CourseError` where there is none.

    >>> card("most_profit").at_least
    {'profit': 6.3}
    """
    by_name = {each.name: each for each in cards()}
    checks.one_of(name, by_name, "economics.card")
    return by_name[name]


def lacks(name: str, result: Mapping[str, Any]) -> list[str]:
    """What `result` (a row of `platform.sweep`) lacks to win the card, one text each; [] is won.

    It counts as it is shown, with two decimals.

    >>> lacks("most_welfare", platform.sweep(platform.Setting()).iloc[0])
    ['profit: -0.32, at least 0.00 wanted']
    """
    way = {"at_least": 1, "at_most": -1}
    return [
        _say("lacks", measure, side, bound, 2, came=words.number(result[measure], 2))
        for measure, side, bound in card(name).bounds()
        if way[side] * (bound - round(result[measure], 2)) > _ROUNDING
    ]


def deck() -> pd.DataFrame:
    """The cards to read: columns card (a key), sentence, must reach.

    >>> deck()["card"].tolist()[-1]
    'most_welfare'
    """
    rows = []
    for each in cards():
        bounds = [_say("bound", *bound, 1 if bound[-1] % 1 else 0) for bound in each.bounds()]
        rows.append((each.name, each.sentence, ", ".join(bounds)))
    return pd.DataFrame(rows, columns=data.toml("economics", "words")["heads"]["cards"])


def points() -> pd.DataFrame:
    """Where each card's own setting leads: the columns of `platform.sweep`, and card.

    >>> bool((points()["users"] > 0.9).all())
    True
    """
    rows = [platform.sweep(each.setting).assign(card=each.name) for each in cards()]
    return pd.concat(rows, ignore_index=True)


def _say(key: str, measure: str, side: str, bound: float, digits: int, **more: str) -> str:
    """A sentence about a bound."""
    said = {"measure": _phrase(f"label.measure.{measure}"), "side": _phrase(f"scenario.{side}")}
    return _phrase(f"scenario.{key}", bound=words.number(bound, digits), **said, **more)


def _setting(told: dict[str, Any]) -> platform.Setting:
    rule = told.pop("rule", None)
    amounts = {name: facts.amount(amount) for name, amount in told.items()}
    if rule:
        amounts["chat_price"] = platform.chat_price(rule)
    return platform.Setting(**amounts)


# --- the five roles


def roles() -> pd.DataFrame:
    """The roles to read: columns role (a key), wants, scorecard, and the line against it.

    >>> roles()["role"].tolist()
    ['regulator', 'platform', 'company', 'user', 'rival']
    """
    rows = []
    for name, role in _TABLES["role"].items():
        measures = words.listed([_phrase(f"label.measure.{one}") for one in role["measures"]])
        against = _phrase(f"label.what.{role['against']}")
        held = _phrase("hearing.held", line=against, asks=role["asks"])
        rows.append((name, role["wants"], measures, held))
    return pd.DataFrame(rows, columns=data.toml("economics", "words")["heads"]["roles"])


def role(name: str) -> pd.DataFrame:
    """The card of one role, a row of `roles`. Raises `CourseError` if there is no such role.

    >>> role("rival")["scorecard"].tolist()
    ['share of people elsewhere']
    """
    checks.one_of(name, _TABLES["role"], "economics.role")
    return roles().query("role == @name")


def missing(role: str, cited: Sequence[str], year: Ledger) -> list[str]:
    """What a speech of `role` that cites these lines still lacks, one text each; [] is complete.

    A line is one of `year` or a paid step of `ledger.earns()`, by its key. A speech needs `CITED`
    payments, each counted once, and among them the line that others hold against the role. Raises
    `CourseError` for a role that does not exist.

    >>> year = ledger.user_year(seed=9)
    >>> missing("user", ["fee", "carriage", "carried"], year)
    ['1 more, each a payment of its own']
    """
    checks.one_of(role, _TABLES["role"], "economics.role")
    cited = [cited] if isinstance(cited, str) else cited
    steps = ledger.earns()
    lines = [line.what for line in year] + steps.index[steps.any(axis=1)].tolist()
    asked, known = _TABLES["role"][role], words.listed(lines)
    strange = [line for line in cited if line not in lines]
    lacks = [_phrase("hearing.unknown", line=line, lines=known) for line in strange]
    payments = {_TABLES["inside"].get(line, line) for line in cited if line in lines}
    if len(payments) < CITED:
        lacks.append(_phrase("hearing.more", count=CITED - len(payments)))
    if asked["against"] not in payments:
        line = _phrase(f"label.what.{asked['against']}")
        lacks.append(_phrase("hearing.against", line=line, asks=asked["asks"]))
    return lacks


def scores(setting: platform.Setting) -> dict[str, float]:
    """What each role scores with `setting`, by role and measure in words; equals count as equal.

    >>> scores(platform.Setting())["regulator, privacy"]
    100.0
    """
    result = platform.sweep(setting).iloc[0]
    told = dict(result) | {"elsewhere": 1 - result["users"]}
    return {
        f"{_phrase(f'label.role.{name}')}, {_phrase(f'label.measure.{measure}')}": round(
            float(told[measure]), 2
        )
        for name, role in _TABLES["role"].items()
        for measure in role["measures"]
    }


checks.guard(__name__, error=None)
