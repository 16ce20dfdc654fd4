"""The scenario cards of "run the messenger": what a player must reach, and one way to play each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from course_lib import checks, data, facts, words
from course_lib.economics import platform

_ROUNDING = 1e-9
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

    @property
    def bounds(self) -> list[tuple[str, str, float]]:
        """All bounds: measure, side ("at_least" or "at_most"), dollars or share."""
        sides = {"at_least": self.at_least, "at_most": self.at_most}
        return [(name, side, each) for side, some in sides.items() for name, each in some.items()]


@cache
def cards() -> tuple[Card, ...]:
    """The six cards, in the order of the file.

    >>> [card.name for card in cards()][:2]
    ['signal', 'whatsapp_2014']
    """
    return tuple(
        Card(name, **told | {"setting": _setting(dict(told["setting"]))})
        for name, told in data.toml("economics", "scenarios").items()
    )


def card(name: str) -> Card:
    """The card called `name`; raises `CourseError` where there is none.

    >>> card("most_profit").at_least
    {'profit': 6.3}
    """
    by_name = {each.name: each for each in cards()}
    checks.one_of(name, by_name, "economics.card")
    return by_name[name]


def missing(name: str, result: Mapping[str, Any]) -> list[str]:
    """What `result` (a row of `platform.sweep`) lacks to win the card, one text each; [] is won.

    >>> row = platform.sweep(platform.Setting()).iloc[0]
    >>> missing("most_welfare", row)
    ['profit: -0.32, at least 0.00 wanted']
    """
    way = {"at_least": 1, "at_most": -1}
    return [
        _say("lacks", measure, side, bound, 2, came=words.number(result[measure], 2))
        for measure, side, bound in card(name).bounds
        if way[side] * (bound - result[measure]) > _ROUNDING
    ]


def table() -> pd.DataFrame:
    """The cards to read: columns card (a key), sentence, must reach.

    >>> table()["card"].tolist()[-1]
    'most_welfare'
    """
    rows = []
    for each in cards():
        bounds = [
            _say("bound", measure, side, bound, 1 if bound % 1 else 0)
            for measure, side, bound in each.bounds
        ]
        rows.append((each.name, each.sentence, ", ".join(bounds)))
    return pd.DataFrame(rows, columns=data.toml("economics", "words")["heads"]["cards"])


@cache
def _points() -> pd.DataFrame:
    rows = [platform.sweep(each.setting).assign(card=each.name) for each in cards()]
    return pd.concat(rows, ignore_index=True)


def points() -> pd.DataFrame:
    """Where each card's own setting leads: the columns of `platform.sweep`, and card.

    >>> bool((points()["users"] > 0.9).all())
    True
    """
    return _points().copy()


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
