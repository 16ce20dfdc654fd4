"""The outside of a message: all that a server sees when the inside is sealed.

One envelope is one row of the log, and one message to a person with two devices is two envelopes.
The same six columns hold the twelve envelopes of lesson 1 and the million of lesson 7.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib import checks, data, words
from course_lib.errors import refuse

if TYPE_CHECKING:  # pandas takes its time: it is loaded by the functions that make a table
    import pandas as pd

# A first message carries a handshake ("prekey"), so a server can tell it from the later ones.
KINDS = ("prekey", "text", "media", "receipt", "call")

COLUMNS = {  # column: its pandas type
    "sent_at": "datetime64[us, UTC]",
    "sender": "category",
    "recipient": "category",
    "kind": "category",
    "size": "int32",
    "group": "category",
}
_MAY_BE_MISSING = ("sender", "group")
_LARGEST = 2**31 - 1  # what int32 can hold
_phrase = data.phrases("relay")


@dataclass(frozen=True)
class Envelope:
    """When, from whom, to which device, what kind, how many bytes of ciphertext, in which group.

    `sender` None means a sealed sender: the recipient finds the name inside. `group` None means a
    message between two people.

    >>> seven = dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC)
    >>> Envelope(seven, "Sari", "Budi", "text", 312).size
    312

    Raises CourseError for a time that is not UTC, an empty name, an unknown kind, a size below 1.
    """

    sent_at: dt.datetime
    sender: str | None
    recipient: str
    kind: str
    size: int
    group: str | None = None

    def __post_init__(self) -> None:
        utc(self.sent_at, "sent_at")
        for column in ("sender", "recipient", "group"):
            name = getattr(self, column)
            missing = name is None and column in _MAY_BE_MISSING
            if not missing and not (isinstance(name, str) and name):
                raise refuse("relay.name", repr(name), column=column)
        checks.one_of(self.kind, KINDS, "relay.kind", join=" or ")
        if type(self.size) is not int or not 1 <= self.size <= _LARGEST:
            raise refuse("relay.size", repr(self.size))


def log_frame(envelopes: Iterable[Envelope]) -> pd.DataFrame:
    """The log of `envelopes`, one row each, in the order given.

    >>> seven = dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC)
    >>> log_frame([Envelope(seven, None, "Budi", "text", 312)]).loc[0, "recipient"]
    'Budi'
    """
    rows = list(envelopes)
    return typed({name: [getattr(row, name) for row in rows] for name in COLUMNS})


def typed(columns: Mapping[str, Any]) -> pd.DataFrame:
    """A log frame out of six columns (lists, arrays, Series) of equal length, with its types set.

    For logs made in bulk. Values are not checked here: see `validate`.

    >>> columns = dict(sent_at=["2024-10-19T07:00Z"], sender=["Sari"], recipient=["Budi"])
    >>> frame = typed(columns | dict(kind=["text"], size=[312], group=[None]))
    >>> validate(frame)
    []
    """
    import pandas as pd

    frame = pd.DataFrame({name: columns[name] for name in COLUMNS})
    frame["sent_at"] = pd.to_datetime(frame["sent_at"], utc=True)
    return frame.astype(COLUMNS)


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """A log, or some of its columns, to be shown: times as text, a dash where nothing is noted.

    >>> seven = dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC)
    >>> shown(log_frame([Envelope(seven, None, "Budi", "text", 312)])).iloc[0].tolist()
    ['2024-10-19 07:00:00', '-', 'Budi', 'text', 312, '-']
    """
    if "sent_at" not in getattr(frame, "columns", ()):
        raise refuse("relay.shown", type(frame).__name__)
    at = frame["sent_at"].dt.strftime("%Y-%m-%d %H:%M:%S")
    told = frame.astype(object).assign(sent_at=at)
    return told.where(told.notna(), "-")


def validate(frame: pd.DataFrame) -> list[str]:
    """What is wrong with a log frame, one sentence each; an empty list means nothing is.

    >>> validate(log_frame([]).drop(columns="size"))
    ['Column size is not there.']
    """
    if not hasattr(frame, "columns"):
        return [_phrase("wrong.no_table")]
    wrong = [_phrase("wrong.absent", name=name) for name in COLUMNS if name not in frame]
    wrong += [_phrase("wrong.foreign", name=name) for name in frame if name not in COLUMNS]
    for name, dtype in COLUMNS.items():
        if name in frame:
            wrong += _wrong_in(name, dtype, frame[name])
    return wrong


def _wrong_in(name: str, dtype: str, column: pd.Series) -> list[str]:
    if str(column.dtype) != dtype:
        return [_phrase("wrong.type", name=name, dtype=dtype, got=column.dtype)]
    wrong = []
    missing = int(column.isna().sum())
    if missing and name not in _MAY_BE_MISSING:
        wrong.append(_phrase("wrong.missing", name=name, rows=words.count(missing, "row")))
    used = set(column.dropna().unique()) if dtype == "category" else set()
    if name == "kind" and (strange := sorted(map(str, used - set(KINDS)))):
        kinds = words.listed(list(KINDS), "or")
        wrong.append(_phrase("wrong.kind", strange=words.listed(strange), kinds=kinds))
    elif not all(isinstance(value, str) and value for value in used):
        wrong.append(_phrase("wrong.name", name=name))
    if name == "size" and (small := int((column < 1).sum())):
        wrong.append(_phrase("wrong.size", rows=words.count(small, "row")))
    return wrong


def utc(moment: dt.datetime, what: str) -> dt.datetime:
    """`moment`, if it is a time in UTC. Raises CourseError otherwise.

    >>> utc(dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC), "at").hour
    7
    """
    if not isinstance(moment, dt.datetime) or moment.utcoffset() != dt.timedelta(0):
        raise refuse("relay.utc", moment, what=what)
    return moment
