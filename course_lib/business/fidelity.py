"""How true the sandbox is, feature by feature: exact, simplified or invented.

"exact" is said only where an outside client, a golden vector or a documented case is in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib import data

LEVELS = ("exact", "simplified", "invented")


@dataclass(frozen=True)
class Feature:
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
    return [Feature(**row) for row in data.rows("business", "fidelity")]
