"""The hearing: five roles, what each scores in the model, and what a speech still has to cite."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from course_lib import words
from course_lib.economics import chain, scenarios
from course_lib.economics.ledger import Ledger
from course_lib.errors import CourseError

CITED = 3  # payments that each speech rests on

_FILE = Path(__file__).with_name("data") / "hearing.toml"


def roles() -> pd.DataFrame:
    """The roles to read: columns role, wants, scorecard, and the line against it.

    >>> roles()["role"].tolist()
    ['regulator', 'platform', 'coach company', 'user', 'rival']
    """
    rows = [
        (name, role["wants"], words.listed(_measures(role)), f"{role['against']}: {role['asks']}")
        for name, role in _tables()["role"].items()
    ]
    return pd.DataFrame(rows, columns=["role", "wants", "scorecard", "held against it"])


def scorecards(result: Mapping[str, Any]) -> pd.DataFrame:
    """What each role scores with `result`, a row of `platform.sweep`: columns role, measure, score.

    >>> from course_lib.economics import platform
    >>> card = scorecards(platform.sweep(platform.Setting()).iloc[0])
    >>> card.set_index("measure").loc["privacy", "score"]
    np.float64(100.0)
    """
    told = dict(result) | {"elsewhere": 1 - result["users"]}
    rows = [
        (name, said, float(told[measure]))
        for name, role in _tables()["role"].items()
        for measure, said in zip(role["measures"], _measures(role), strict=True)
    ]
    return pd.DataFrame(rows, columns=["role", "measure", "score"])


def missing(role: str, cited: Sequence[str], ledger: Ledger) -> list[str]:
    """What a speech of `role` that cites these lines still lacks, one text each; [] is complete.

    A line is one of `ledger` or a step of `chain`, by its words. A speech needs `CITED` payments,
    each counted once, and among them the line that others hold against the role. Raises
    `CourseError` for a role that does not exist.

    >>> from course_lib.economics import ledger
    >>> year = ledger.user_year(seed=9)
    >>> missing("user", ["yearly fee", "carrying the messages", "Her question is carried"], year)
    ['1 more, each a payment of its own']
    """
    tables = _tables()
    if role not in tables["role"]:
        raise CourseError(
            expected=words.listed(list(tables["role"]), "or"),
            got=repr(role),
            do="Take one of them.",
        )
    lines = [line.what for line in ledger] + chain.earns().index.tolist()
    say, asked = tables["words"], tables["role"][role]
    lacks = [
        say["unknown"].format(line=line, lines=words.listed(lines))
        for line in cited
        if line not in lines
    ]
    payments = {tables["inside"].get(line, line) for line in cited if line in lines}
    if len(payments) < CITED:
        lacks.append(say["more"].format(count=CITED - len(payments)))
    if asked["against"] not in payments:
        lacks.append(say["against"].format(line=asked["against"], asks=asked["asks"]))
    return lacks


def _measures(role: Mapping[str, Any]) -> list[str]:
    return [scenarios.measures()[measure] for measure in role["measures"]]


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
