"""The hearing: five roles, what each scores in the model, and what a speech still has to cite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from course_lib import checks, data, words
from course_lib.economics import ledger, platform
from course_lib.economics.ledger import Ledger

CITED = 3  # payments that each speech rests on

_TABLES: dict[str, Any] = data.toml("economics", "hearing")
_phrase = data.phrases("economics")


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
    every = roles()
    return every[every["role"] == name]


def scorecards(result: Mapping[str, Any]) -> pd.DataFrame:
    """What each role scores with `result`, a row of `platform.sweep`: columns role,
    measure (keys), score.

    >>> from course_lib.economics import platform
    >>> card = scorecards(platform.sweep(platform.Setting()).iloc[0])
    >>> card.set_index("measure").loc["privacy", "score"]
    np.float64(100.0)
    """
    told = dict(result) | {"elsewhere": 1 - result["users"]}
    rows = [
        (name, measure, float(told[measure]))
        for name, role in _TABLES["role"].items()
        for measure in role["measures"]
    ]
    return pd.DataFrame(rows, columns=["role", "measure", "score"])


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
    card = scorecards(platform.sweep(setting).iloc[0])
    said = card.replace(data.toml("economics", "words")["label"])
    names = said["role"] + ", " + said["measure"]
    return dict(zip(names, card["score"].round(2).tolist(), strict=True))
