"""Your own exported chat as a log: names become numbers at once, a text becomes its length.

Only where the notebook runs on your own machine, because a chat belongs to two people and a shared
server belongs to neither. Nothing is written to disk, and no word of content is kept.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from numpy.random import default_rng

from course_lib import relay, words
from course_lib.errors import CourseError
from course_lib.metadata import population

FORMS = {  # what a file can look like: the head of a line written at 21:15:07 on 13 March 2024
    "Android, 24 hours": "{d:02}/{m:02}/{y:02}, {h:02}:{n:02} - ",
    "Android, 12 hours": "{m}/{d}/{y:02}, {h12}:{n:02}\u202f{pm} - ",
    "Android, Indonesian": "{d:02}/{m:02}/{y:02} {h:02}.{n:02} - ",
    "iPhone, 24 hours": "[{d:02}/{m:02}/{y:02}, {h:02}:{n:02}:{s:02}] ",
    "iPhone, 12 hours": "[{m}/{d}/{y:02}, {h12}:{n:02}:{s:02}\u202f{pm}] ",
    "iPhone, Indonesian": "[{d:02}/{m:02}/{y:02} {h:02}.{n:02}.{s:02}] ",
}
_SHARED = {
    "BINDER_SERVICE_HOST": "Binder",
    "BINDER_LAUNCH_HOST": "Binder",
    "JUPYTERHUB_API_URL": "a shared hub",
    "JUPYTERHUB_USER": "a shared hub",
}
_WHEN = (
    r"([0-9]{1,4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,4}),? "
    r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?(?: ?([ap])\.? ?m\.?)?"
)
_HEADS = (
    re.compile(rf"\[{_WHEN}\] ?(.*)", re.IGNORECASE),
    re.compile(rf"{_WHEN} - (.*)", re.IGNORECASE),
)
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # which way text runs
_MEDIA = re.compile(
    r"<media (omitted|tidak disertakan)>|<(attached|terlampir): .*>"
    r"|.*\((file attached|file terlampir)\)"
    r"|(image|video|audio|sticker|gif|document|gambar|stiker|dokumen|.*•.*)"
    r" (omitted|tidak disertakan)",
    re.IGNORECASE,
)
_SYSTEM = re.compile(
    r"end-to-end|\b(changed|created|added|removed|joined using|mengubah|membuat|menambahkan"
    r"|mengeluarkan|bergabung menggunakan)\b",
    re.IGNORECASE,
)
_Row = tuple[tuple[int, ...], str, str, int, int]  # when, name, kind, bytes, line


def read(
    path: str | Path,
    *,
    group: bool = False,
    same: Mapping[str, str] | None = None,
    hours_ahead: float = 7,
) -> pd.DataFrame:
    """The exported chat at `path` (a .txt file) as a log; people are "person 1", "person 2".

    `hours_ahead`: of UTC, where it was exported. `same`: two names of one person, new to old. A
    medium has size 1, because the file does not say its own. `group=True` reads a group, one row a
    recipient: ask its members first. Raises CourseError on Binder or a hub, for a group without
    `group=True`, and for a file it cannot read, with the line.

    >>> read("no such chat.txt")
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected an exported chat. Got no file 'no such chat.txt'. ...
    """
    if shared := [where for name, where in _SHARED.items() if os.environ.get(name)]:
        raise CourseError(
            expected="a notebook on your own machine",
            got=f"one on {shared[0]}",
            do="A chat is not only yours, and this is somebody else's computer. Use the invented "
            "one here: chats.parse(chats.synthetic()).",
        )
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        do = "Export the chat without media and unpack it if it is a .zip."
        raise CourseError(expected="an exported chat, a .txt", got="another file", do=do) from None
    except OSError:
        do = "Give the path of the .txt file, and check the spelling."
        got = f"no file {str(path)!r}"
        raise CourseError(expected="an exported chat", got=got, do=do) from None
    return parse(text, group=group, same=same, hours_ahead=hours_ahead)


def parse(
    text: str,
    *,
    group: bool = False,
    same: Mapping[str, str] | None = None,
    hours_ahead: float = 7,
) -> pd.DataFrame:
    """The log of an exported chat given as text; see `read`.

    >>> parse("13/03/24, 21:15 - Sari: Halo")["size"].tolist()
    [4]
    """
    rows = _rows(text, same or {})
    names = list(dict.fromkeys(name for _, name, _, _, _ in rows))
    if len(names) > 2 and not group:
        raise CourseError(
            expected="a chat of two people",
            got=f"a group of {len(names)}",
            do="Others wrote this with you. Ask them first, then write group=True.",
        )
    people = {name: f"person {number}" for number, name in enumerate(names, start=1)}
    everybody = [*people.values()] if len(people) > 1 else ["person 1", "person 2"]
    order, offset = _order([row[0] for row in rows]), dt.timedelta(hours=hours_ahead)
    columns: dict[str, list[object]] = {name: [] for name in relay.COLUMNS}
    for when, name, kind, size, line in rows:
        moment = _moment(when, order, line) - offset
        for reader in everybody:
            if reader != people[name]:
                among = "group 1" if len(people) > 2 else None
                values = (moment, people[name], reader, kind, size, among)
                for column, value in zip(columns.values(), values, strict=True):
                    column.append(value)
    return relay.typed(columns)


def synthetic(form: str = "Android, 24 hours", days: int = 14, seed: int = 7) -> str:
    """An invented chat of Sari and Budi, in one of `FORMS`, to try `parse` on.

    >>> synthetic("iPhone, 24 hours").splitlines()[1].startswith("[")
    True
    """
    if form not in FORMS:
        names = words.listed([repr(name) for name in FORMS], "or")
        raise CourseError(expected=f"a form: {names}", got=repr(form), do="Choose one of these.")
    town = population.simulate(48, days, seed, stories=())
    log, friends = town.log, town.people["best_friend"]
    friends = friends[town.people["zone"] == 7]  # as in Bandung
    pairs = log[log["sender"].astype(object).map(friends) == log["recipient"].astype(object)]
    sari = pairs["sender"].value_counts().idxmax()
    budi = friends[sari]
    chat = log[log["sender"].isin([sari, budi]) & log["recipient"].isin([sari, budi])]
    random, lines = default_rng(seed), []
    start = _head(form, chat["sent_at"].iloc[0])
    lines.append(f"{start}\u200eMessages and calls are end-to-end encrypted.")
    for row in chat.itertuples():
        name = "Sari" if row.sender == sari else "Budi"
        said = " ".join(random.choice(_WORDS, max(1, int(row.size) // 6)))
        said = "<Media omitted>" if row.kind == "media" else said
        lines.append(f"{_head(form, row.sent_at)}{name}: {said}")
    return "\n".join(lines) + "\n"


_WORDS = ["bus", "halo", "besok", "jam", "tujuh", "ya", "kursi", "Bandung", "oke", "nanti"]


def _head(form: str, at: pd.Timestamp) -> str:
    local = at + pd.Timedelta(hours=7)
    half = {"h12": local.hour % 12 or 12, "pm": "PM" if local.hour >= 12 else "AM"}
    day = {"d": local.day, "m": local.month, "y": local.year % 100}
    return FORMS[form].format(**day, **half, h=local.hour, n=local.minute, s=local.second)


def _rows(text: str, same: Mapping[str, str]) -> list[_Row]:
    """When (as written), who, kind, bytes and line of each message; system lines are left out."""
    head = None
    rows: list[_Row] = []
    open_row = False  # whether a line without a head belongs to the message before
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        line = _MARKS.sub("", raw).replace("\u202f", " ").replace("\xa0", " ")
        head = head or next((one for one in _HEADS if one.fullmatch(line)), None)
        found = head.fullmatch(line) if head else None
        if found is None:
            if head is None and line.strip():
                raise _unread(number)
            if open_row and line:
                when, name, kind, size, first = rows[-1]
                more = 0 if kind == "media" else 1 + len(line.encode("utf-8", "replace"))
                rows[-1] = (when, name, kind, size + more, first)
            continue
        *clock, half, rest = found.groups()
        when = (*(int(part or 0) for part in clock), {"a": 1, "p": 2}.get((half or "").lower(), 0))
        name, colon, said = rest.partition(": ")
        media = bool(_MEDIA.fullmatch(said))
        marked = ": \u200e" in raw and not media  # an iPhone's own remarks begin like this
        open_row = bool(colon and name.strip()) and not marked and not _SYSTEM.search(name)
        if open_row:
            size = 1 if media else max(1, len(said.encode("utf-8", "replace")))
            name = same.get(name.strip(), name.strip())
            rows.append((when, name, "media" if media else "text", size, number))
    if not rows:
        raise _unread(1)
    return rows


def _order(whens: list[tuple[int, ...]]) -> str:
    """Day first or month first: by a number above 12, else by rising dates, else by the clock."""
    if any(when[0] > 12 for when in whens):
        return "day"
    if any(when[1] > 12 for when in whens):
        return "month"
    by_day = [(when[2], when[1], when[0]) for when in whens]
    by_month = [(when[2], when[0], when[1]) for when in whens]
    if (by_day == sorted(by_day)) != (by_month == sorted(by_month)):
        return "day" if by_day == sorted(by_day) else "month"
    return "month" if whens[0][-1] else "day"


def _moment(when: tuple[int, ...], order: str, line: int) -> dt.datetime:
    first, second, third, hour, minute, seconds, half = when
    day, month, year = (first, second, third) if order == "day" else (second, first, third)
    if first > 99:
        year, month, day = first, second, third
    if half:
        hour = hour % 12 + (12 if half == 2 else 0) if 1 <= hour <= 12 else 99
    try:
        year = year + 2000 if year < 100 else year
        moment = dt.datetime(year, month, day, hour, minute, seconds, tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        raise _unread(line) from None
    if not 2009 <= moment.year <= 2100:  # the app is from 2009
        raise _unread(line)
    return moment


def _unread(line: int) -> CourseError:
    """Quotes no word of the file: it may be a secret."""
    at = pd.Timestamp("2024-03-13T14:15:07")
    forms = "; ".join(f"{name}: {_head(name, at).strip()}" for name in FORMS)
    return CourseError(
        expected=f"lines that begin like one of these. {forms}",
        got=f"line {line}, which does not",
        do="Export the chat again from the app, without media, and give the .txt file.",
    )
