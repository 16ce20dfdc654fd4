"""How true the sandbox is, feature by feature: exact, simplified or invented."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import NamedTuple

LEVELS = ("exact", "simplified", "invented")


class Feature(NamedTuple):
    """One line of the register. `proof` names the test that exercises it."""

    feature: str
    level: str
    source: str
    note: str
    proof: str


def register() -> list[Feature]:
    """Every feature with its level, best shown as a table: `pandas.DataFrame(register())`.

    >>> {feature.level for feature in register()} == set(LEVELS)
    True
    """
    text = files("course_lib.business").joinpath("data/fidelity.csv").read_text("utf-8")
    return [Feature(**row) for row in csv.DictReader(text.splitlines())]
