"""The scenario cards of "run the messenger": what a player must reach, and one way to play each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from course_lib import words
from course_lib.capacity import inputs
from course_lib.economics import parameters, platform
from course_lib.errors import CourseError

_FILE = Path(__file__).with_name("data") / "scenarios.toml"
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Card:
    """One card. `setting` is one way to play it; the bounds are on columns of `platform.sweep`."""

    name: str
    sentence: str
    facts: tuple[str, ...]
    setting: platform.Setting
    at_least: Mapping[str, float]
    at_most: Mapping[str, float]


@cache
def cards() -> tuple[Card, ...]:
    """The six cards, in the order of the file.

    >>> [card.name for card in cards()][:2]
    ['Signal', 'WhatsApp, 2014']
    """
    tables = [table for key, table in _tables().items() if key != "measures"]
    return tuple(
        Card(
            **table | {"facts": tuple(table["facts"]), "setting": _setting(dict(table["setting"]))}
        )
        for table in tables
    )


def card(name: str) -> Card:
    """The card called `name`; raises `CourseError` for a name that is on none.

    >>> card("Most profit").at_least
    {'profit': 6.3}
    """
    for each in cards():
        if each.name == name:
            return each
    raise CourseError(
        expected=words.listed([each.name for each in cards()], "or"),
        got=repr(name),
        do="Write the name as it stands on the card.",
    )


def missing(name: str, result: Mapping[str, Any]) -> list[str]:
    """What `result` (a row of `platform.sweep`) lacks to win the card, one text each; [] is won.

    >>> row = platform.sweep(platform.Setting()).iloc[0]
    >>> missing("Most for people", row)
    ['profit: -0.32, at least 0.00 wanted']
    """
    asked, said = card(name), measures()
    lacks = [
        (measure, result[measure], "at least", bound)
        for measure, bound in asked.at_least.items()
        if result[measure] < bound - _ROUNDING
    ] + [
        (measure, result[measure], "at most", bound)
        for measure, bound in asked.at_most.items()
        if result[measure] > bound + _ROUNDING
    ]
    return [
        f"{said[measure]}: {words.number(came, 2)}, {side} {words.number(bound, 2)} wanted"
        for measure, came, side, bound in lacks
    ]


def measures() -> dict[str, str]:
    """Columns of `platform.sweep` in words.

    >>> measures()["profit"]
    'profit'
    """
    return dict(_tables()["measures"])


def table() -> pd.DataFrame:
    """The cards to read: columns card, sentence, must reach.

    >>> table()["card"].tolist()[-1]
    'Most for people'
    """
    rows = [(each.name, each.sentence, ", ".join(_bounds(each))) for each in cards()]
    return pd.DataFrame(rows, columns=["card", "sentence", "must reach"])


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


def _bounds(asked: Card) -> list[str]:
    said, sides = measures(), {"at least": asked.at_least, "at most": asked.at_most}
    return [
        f"{said[measure]} {side} {words.number(bound, 1 if bound % 1 else 0)}"
        for side, bounds in sides.items()
        for measure, bound in bounds.items()
    ]


def _setting(told: dict[str, Any]) -> platform.Setting:
    rule = told.pop("rule", None)
    amounts = {name: inputs.evaluate(amount) for name, amount in told.items()}
    if rule:
        amounts["chat_price"] = parameters.chat_price(rule)
    return platform.Setting(**amounts)


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
