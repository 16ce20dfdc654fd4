"""Your own exported chat as a log: names become numbers at once, a text becomes its length.

Only where the notebook runs on your own machine, because a chat belongs to two people and a shared
server belongs to neither. Nothing is written to disk, no word of content is kept, and no error
holds one. What cannot be known from a file is said: see `report`.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from babel.localtime import get_localzone
from numpy.random import default_rng

from course_lib import data, relay, words
from course_lib.checks import one_of
from course_lib.errors import CourseError, refuse
from course_lib.metadata import population

_EXPORTS = data.toml("metadata", "exports")
_phrase = data.phrases("metadata")
FORMS: dict[str, str] = _EXPORTS["forms"]
ORDERS = {"day first": (2, 1, 0), "month first": (2, 0, 1), "year first": (0, 1, 2)}  # y, m, d
_SHARED: dict[str, str] = _EXPORTS["shared"]
_MOST_ROWS, _MOST_BYTES = 3_000_000, 2**30
_SAMPLE = 2000  # lines in which the form is looked for
_OLDER = 5  # years between two readings that make the older one implausible

_RUNS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"  # which way text runs
_MARKS, _SPACES = re.compile(f"[{_RUNS}]"), re.compile("[\u00a0\u2009\u202f]")
_DATE = r"\d{1,4}[./年-] ?\d{1,4}[./月-] ?\d{1,4}[.日]?"
_CLOCK, _WORD = r"\d{1,2}(?:[:.]| h )\d{2}(?:[:.]\d{2})?", r"[^\d\n\[\]]{1,24}?"
_AFTER = r"[^\d\n\[\]:–-]{0,24}?"
_HEAD = re.compile(
    rf"(\[?)(?:({_DATE})({_WORD})({_CLOCK})|({_CLOCK})({_WORD})({_DATE}))"
    rf"({_AFTER})(\]:? ?| ?[-–] |: )"
)
_QUOTED = re.compile(r"""(?:^|[\s(])["“”„«][^"“”„»]*$|[「『《][^」』》]*$""")  # opened, not closed
_EDITED = re.compile(r"\s*([\u200e\u200f]*)<([^<>:：\n]+)>\s*$")
_ATTACHED = re.compile(r"<[^<>:：\n]{2,40}[:：] ?[^<>\n]+\.\w{2,5}>")
_FILE = re.compile(r"(\S.*\.[A-Za-z0-9]{2,5}) \(([^()\n]{3,60})\)")
_PHONES_FILE = re.compile(r"(?:[A-Z]{3}-\d{8}-WA\d+)\.|.*\.vcf$")
_PLACE = re.compile(
    r"\S[^\n]{0,80}https://(?:maps\.google|www\.google|goo\.gl|foursquare|maps\.app)\S+"
)
_ODD = re.compile(rf"[{_RUNS}<(\n]|://")

_Readings = dict[str, list[dt.date]]


def read(
    path: str | Path,
    *,
    group: bool = False,
    same: Mapping[str, str] | None = None,
    zone: str | None = None,
    order: str | None = None,
) -> pd.DataFrame:
    """The exported chat at `path` (a .txt, or the .zip of the phone) as a log; prints `report`.

    People are "person 1", "person 2". A medium has size 1, because the file does not say its own.
    `zone` is where it was exported ("Europe/Berlin"), else that of this machine. `order` is one of
    `ORDERS`, for dates that fit several. `same` makes two names one, new to old, or leaves a name
    out (""). `group=True` reads a group, one row a recipient: ask its members first. Raises
    CourseError on a shared machine, for a group without `group=True`, and for what it cannot read.

    >>> read("no such chat.txt")
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected an exported chat. Got no file 'no such chat.txt'. ...
    """
    for begin, place in _SHARED.items():
        if any(name.startswith(begin) and value for name, value in os.environ.items()):
            raise refuse("metadata.own_machine", _phrase("chat.place", place=place))
    box = [partial(_from_file, Path(path), group, dict(same or {}), zone, order)]
    del same
    log = _opened(box)
    if isinstance(log, BaseException):
        raise log
    print(report(log))
    return log


def parse(
    text: str,
    *,
    group: bool = False,
    same: Mapping[str, str] | None = None,
    zone: str | None = None,
    order: str | None = None,
) -> pd.DataFrame:
    """The log of an exported chat given as text; see `read`. Says nothing: ask `report`.

    >>> parse("13/03/24, 21:15 - Sari: Halo", zone="Asia/Jakarta")["size"].tolist()
    [4]
    """
    box = [partial(_log, text, group, dict(same or {}), zone, order)]
    del text, same
    log = _opened(box)
    if isinstance(log, BaseException):
        raise log
    return log


def report(log: pd.DataFrame) -> str:
    """What was read, how dates and times were understood, and what was left out.

    >>> print(report(parse("13/03/24, 21:15 - Sari: Halo", zone="Asia/Jakarta")))
    1 message of 1 person, from 13 Mar 2024 to 13 Mar 2024.
    Dates are read day first: no other order fits all of them.
    Times are read as those of Asia/Jakarta.
    No line was left out.
    """
    return "\n".join(log.attrs["report"])


def synthetic(form: str = "Android, 24 hours") -> str:
    """An invented chat of Sari and Budi in Bandung, in one of `FORMS`, to try `parse` on.

    >>> synthetic("iPhone, 24 hours").splitlines()[1].startswith("[")
    True
    """
    if form not in FORMS:
        names = words.listed([repr(name) for name in FORMS], "or")
        raise refuse("metadata.form", repr(form), names=names)
    invented, random = _EXPORTS["invented"], default_rng(7)
    town = population.simulate(48, 14, 7, stories=())
    log, friends = town.log, town.people["best_friend"]
    friends = friends[town.people["zone"] == 7]
    pairs = log[log["sender"].astype(object).map(friends) == log["recipient"].astype(object)]
    sari = pairs["sender"].value_counts().idxmax()
    both = [sari, friends[sari]]
    chat = log[log["sender"].isin(both) & log["recipient"].isin(both)]
    lines = [_head(form, chat["sent_at"].iloc[0]) + invented["remark"]]
    for row in chat.itertuples():
        said = " ".join(random.choice(invented["words"], max(1, int(row.size) // 6)))
        said = invented["media"] if row.kind == "media" else said
        lines.append(
            f"{_head(form, row.sent_at)}{'Sari' if row.sender == sari else 'Budi'}: {said}"
        )
    return "\n".join(lines) + "\n"


def _head(form: str, at: pd.Timestamp) -> str:
    local = at + pd.Timedelta(hours=7)
    half = {"h12": local.hour % 12 or 12, "pm": "PM" if local.hour >= 12 else "AM"}
    day = {"d": local.day, "m": local.month, "y": local.year % 100}
    return FORMS[form].format(**day, **half, h=local.hour, n=local.minute, s=local.second)


def _opened(box: list[Callable[[], pd.DataFrame]]) -> pd.DataFrame | BaseException:
    """The log, or what went wrong, without the frames that held the chat."""
    try:
        return box.pop()()
    except CourseError as wrong:
        return CourseError(expected=wrong.expected, got=wrong.got, do=wrong.do)
    except KeyboardInterrupt:
        return KeyboardInterrupt()
    except Exception as wrong:  # an unforeseen error must not show the chat either
        return refuse("metadata.no_text", type(wrong).__name__)


def _from_file(path: Path, *how: Any) -> pd.DataFrame:
    try:
        raw = path.read_bytes()
    except OSError:
        raise refuse("metadata.no_file", _phrase("chat.no_file", path=repr(str(path)))) from None
    if raw[:4] == b"PK\x03\x04":
        raw = _unpacked(raw, path.stem)
    wide = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}.get(raw[:2], "utf-8-sig")
    if raw[1:2] == b"\0" or raw[:1] == b"\0":
        wide = "utf-16-be" if raw[:1] == b"\0" else "utf-16-le"
    try:
        text = raw.decode(wide)
    except UnicodeDecodeError:
        raise refuse("metadata.no_text", _phrase("chat.other_file")) from None
    return _log(text, *how)


def _unpacked(raw: bytes, stem: str) -> bytes:
    """The chat in a .zip: phones call it `_chat.txt`, or as they call the archive."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        inside = {
            PurePosixPath(one.filename).name: one
            for one in archive.infolist()
            if one.filename.lower().endswith(".txt") and not one.filename.startswith("__MACOSX")
        }
        likely = [name for name in inside if name in ("_chat.txt", f"{stem}.txt")]
        likely = likely or [name for name in inside if "whatsapp" in name.lower()] or list(inside)
        if len(likely) != 1 or inside[likely[0]].file_size > _MOST_BYTES:
            files = words.count(len(inside), "text")
            raise refuse("metadata.no_text", _phrase("chat.texts", files=files))
        return archive.read(inside[likely[0]])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        raise refuse("metadata.no_text", _phrase("chat.other_file")) from None


@dataclass
class _Found:
    """The lines of a file by column, and what was noted on the way. Numbers count messages."""

    dates: list[str]
    clocks: list[str]
    halves: list[str]  # the words beside the clock
    bodies: list[str]
    begin: int  # the line of the first
    names: dict[str, int] = field(default_factory=dict)  # a name and its first message
    who: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)

    def line(self, message: int) -> int:
        """Where in the file a message begins."""
        return self.begin + message + sum(body.count("\n") for body in self.bodies[:message])


def _log(
    text: str, group: bool, same: Mapping[str, str], zone: str | None, order: str | None
) -> pd.DataFrame:
    there = _zone(zone)
    if order is not None:
        one_of(order, ORDERS, "metadata.order_name", " or ")
    found = _heads(text)
    _messages(found, same)
    days, how = _days(found, order)
    local = pd.DatetimeIndex(days + _seconds(found))[found.kept]
    at = _utc(local, there, found.notes)
    people = list(found.names)
    if len(people) > 2 and not group:
        lines = words.listed([str(found.line(first)) for first in found.names.values()][:9])
        got = _phrase("chat.group", people=len(people))
        raise refuse("metadata.group", got, lines=lines)
    log = _rows(at, found, max(2, len(people)))
    log.attrs["report"] = _said(found, local, how, there.key)
    return log


def _heads(text: str) -> _Found:
    """Cuts a file into messages at its usual head. Raises CourseError if it has none."""
    text = "\n" + text.replace("\r\n", "\n").replace("\r", "\n").strip("\n\ufeff")
    seen = Counter(filter(None, map(_like, text.split("\n", _SAMPLE)[1 : _SAMPLE + 1])))
    if not seen:
        raise _unread(1)
    (pattern, clock_first), _ = seen.most_common(1)[0]
    before, *parts = re.compile(pattern, re.IGNORECASE).split(text)
    first, early, second, late, bodies = (parts[column::5] for column in range(5))
    dates, clocks = (second, first) if clock_first else (first, second)
    halves = [one + other for one, other in zip(early, late, strict=True)]
    found = _Found(dates, clocks, halves, bodies, before.count("\n") + 1)
    found.notes["before"] = sum(map(bool, before.split("\n")))
    return found


def _like(line: str) -> tuple[str, bool] | None:
    """A pattern for all heads of the form that `line` begins with, and whether the clock is first.

    Its five groups: date (or clock), words, clock (or date), words, message.
    """
    found = _HEAD.match(_plain(line))
    if not found:
        return None
    bracket, *six, after, end = found.groups()
    first, between, second = six[3:] if six[0] is None else six[:3]
    if end == ": " and not _half(after) and _letters(after):
        after, end = "", " "  # what looked like a word of the clock is a name
    if bool(bracket) != end.startswith("]") or (end == " " and len(re.findall(r"\d+", second)) < 3):
        return None
    ahead = "(?=[^\n:]*: )" if end == " " else ""
    words_between = f"({_WORD})" if _half(between) else f"{_loose(between)}()"
    words_after = f"({_AFTER})" if _letters(after) else f"{_loose(after)}()"
    closing = r"\]:?[ \u00a0\u202f]?" if bracket else _loose(end)
    parts = (re.escape(bracket), f"({_loose(first)})", words_between, f"({_loose(second)})")
    run = f"[{_RUNS}]*"
    return f"\n{run.join(['', *parts, words_after, closing])}{ahead}", six[0] is None


def _loose(text: str) -> str:
    """A pattern of `text` for other numbers, any space, and marks of direction between."""
    shapes = {" ": "[ \u00a0\u2009\u202f]", "-": "[-–]"}
    parts = re.findall(r"\d+|\D", text)
    some = [r"\d{1,4}" if part.isdigit() else shapes.get(part, re.escape(part)) for part in parts]
    return f"[{_RUNS}]*".join(some)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", _MARKS.sub("", text)).strip()


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text).casefold()


@cache
def _half(text: str) -> int:
    """1 where words beside a clock say "before noon", 2 for after, 0 for anything else."""
    asked = _letters(text)
    return next((n for n, half in ((1, "am"), (2, "pm")) if asked in _clock_words(half)), 0)


@cache
def _clock_words(half: str) -> frozenset[str]:
    return frozenset(map(_letters, _EXPORTS[half]))


@cache
def _known(kind: str) -> tuple[str, ...]:
    """What the app writes in any language, without marks and final dots, in small letters."""
    texts = [text for one in _EXPORTS["by_language"].values() for text in one.get(kind, ())]
    return tuple({text.casefold() for text in texts})


def _messages(found: _Found, same: Mapping[str, str]) -> None:
    """Fills in who wrote what kind and how much, and counts what is left out."""
    notes, codes, raw_names = found.notes, {}, {}
    exact = {text for kind in ("deleted", "calls", "other") for text in _known(kind)} | {"", "null"}
    longest = max(map(len, exact)) + 1
    for number, body in enumerate(found.bodies):
        raw, colon, said = body.partition(": ")
        if not colon or "\n" in raw:
            raw, said = body.rstrip().removesuffix(":"), ""
            if raw == body.rstrip() or "\n" in raw:
                notes["unnamed"] += 1
                continue
        name = raw_names.get(raw)
        if name is None:
            name = _plain(raw)
            name = raw_names[raw] = same.get(name, name)
        if not name or _QUOTED.search(name):
            notes["unnamed" if name else "asked"] += 1
            continue
        if _ODD.search(said) or (len(said) <= longest and said.rstrip(". ").casefold() in exact):
            kind, said = _what(said)
            notes["clock"] += sum(bool(_like(line)) for line in said.split("\n")[1:])
            if kind in ("deleted", "call", "remark"):
                notes[kind] += 1
                continue
        else:
            kind = "text"
        found.who.append(codes.setdefault(name, len(codes)))
        found.kinds.append(kind)
        size = len(said) if said.isascii() else len(said.encode("utf-8", "replace"))
        found.sizes.append(max(1, size) if kind == "text" else 1)
        found.kept.append(number)
        found.names.setdefault(name, number)
    _without_titles(found)
    notes.update(kind for kind in found.kinds if kind != "text")
    if not found.kept:
        raise _unread(found.begin)


def _without_titles(found: _Found) -> None:
    """Takes out names under which only the app writes, as it does under the name of a group."""
    who, other = np.array(found.who, dtype=int), np.array([k == "other" for k in found.kinds], bool)
    people = [name for code, name in enumerate(found.names) if not other[who == code].all()]
    if len(people) == len(found.names) or len(people) < 2:
        return
    old = list(found.names)
    kept = np.isin(who, [old.index(name) for name in people])
    found.notes["title"] += int((~kept).sum())
    found.who = [people.index(old[code]) for code in who[kept]]
    for column in ("kinds", "sizes", "kept"):
        values = getattr(found, column)
        setattr(found, column, [value for value, stays in zip(values, kept, strict=True) if stays])
    found.names = {name: found.names[name] for name in people}


def _what(said: str) -> tuple[str, str]:
    """The kind of a message (or why it is left out), and its text without what the app added."""
    edited = _EDITED.search(said)
    if (
        edited
        and edited.start()
        and (edited[1] or edited[2].strip(". ").casefold() in _known("edited"))
    ):
        said = said[: edited.start()]
    first, whole = said.split("\n", 1)[0], _plain(said)
    line = _plain(first)
    marked = "\u200e" in said[:2]
    small = line.strip("<>. 。।").casefold()
    tail = _plain(re.split(f"[{_RUNS}]", first)[-1]).strip("<>. 。।").casefold()
    angled = line.startswith("<") and line.endswith(">")
    ends = _known("media")
    if _ATTACHED.search(line) or ((marked or angled or tail != small) and tail.endswith(ends)):
        return "media", whole
    file = _FILE.fullmatch(line)
    if file and (marked or _PHONES_FILE.match(file[1]) or file[2].casefold() in _known("file")):
        return "media", whole
    if _PLACE.fullmatch(line) or line.casefold() in _known("polls") or small in _known("other"):
        return "media", whole
    app = said.rpartition(": \u200e")[2]  # the name of a group may hold a colon
    for kind in ("deleted", "calls"):
        if small in _known(kind) or (marked and small.startswith(_known(kind))):
            return kind.removesuffix("s"), whole
    if (marked or app != said) and any(
        sign in _plain(app).casefold() for sign in _known("remarks")
    ):
        return "remark", whole
    if marked or line in ("", "null") or (angled and " " in line):
        return "other", whole
    return "text", whole


def _days(found: _Found, order: str | None) -> tuple[np.ndarray[Any, Any], str]:
    """The day of each line, and the sentence that says how its date was read."""
    codes, texts = pd.factorize(np.array(found.dates, dtype=object))
    orders = [order] if order else list(ORDERS)
    readings = {name: [_date(text, name) for text in texts] for name in orders}
    fits: _Readings = {
        name: [day for day in days if day] for name, days in readings.items() if None not in days
    }
    if not fits:
        best = min(readings.values(), key=lambda days: days.count(None))
        raise _unread(found.line(int(np.flatnonzero(codes == best.index(None))[0])))
    why = "given" if order else "only"
    for rule, better in _RULES.items():
        if len(fits) > 1 and 0 < len(kept := better(fits)) < len(fits):
            fits, why = kept, rule
    days = next(iter(fits.values()))
    if any(other != days for other in fits.values()):
        orders = [f"order={name!r}" for name in fits]
        got = _phrase("chat.order", readings=words.listed(list(fits)))
        raise refuse("metadata.order", got, orders=words.listed(orders, "or"))
    how = _phrase(f"why.{why if len(fits) == 1 else 'same'}", order=next(iter(fits)))
    return np.array(days, dtype="datetime64[D]")[codes].astype("datetime64[s]"), how


def _date(text: str, order: str) -> dt.date | None:
    numbers = [int(part) for part in re.findall(r"\d+", _MARKS.sub("", text))]
    year, month, day = (numbers[place] for place in ORDERS[order])
    year += 2000 if year < 100 else -543 if year > 2500 else 0  # a Thai year
    try:
        return dt.date(year, month, day) if 2009 <= year <= 2100 else None  # the app is from 2009
    except ValueError:
        return None


def _past(fits: _Readings) -> _Readings:
    soon = dt.date.today() + dt.timedelta(days=2)
    return {name: days for name, days in fits.items() if max(days) <= soon}


def _narrow(fits: _Readings) -> _Readings:
    spans = {name: max(days) - min(days) for name, days in fits.items()}
    return {name: fits[name] for name, span in spans.items() if span == min(spans.values())}


def _late(fits: _Readings) -> _Readings:
    last = max(max(days).year for days in fits.values())
    return {name: days for name, days in fits.items() if max(days).year > last - _OLDER}


def _rising(fits: _Readings) -> _Readings:
    return {name: days for name, days in fits.items() if days == sorted(days)}


_RULES = {"past": _past, "span": _narrow, "late": _late, "rising": _rising}


def _seconds(found: _Found) -> np.ndarray[Any, Any]:
    """The time of day of each line."""
    codes, texts = pd.factorize(np.array(found.clocks, dtype=object))
    asides, said = pd.factorize(np.array(found.halves, dtype=object))
    half = np.array([_half(text) for text in said])[asides]
    numbers = [[int(part) for part in re.findall(r"\d+", _MARKS.sub("", text))] for text in texts]
    parts = np.array([[*some, 0][:3] for some in numbers])[codes]
    hour, minute, second = parts.T
    strange = [text for text in said if not _half(text) and _letters(text)]
    if len(strange) > 1 or (strange and (half.any() or hour.max() <= 12)):
        line = found.line(int(np.flatnonzero(asides == list(said).index(strange[-1]))[0]))
        raise refuse("metadata.clock", _phrase("chat.clock", line=line))
    wrong = (hour > np.where(half, 12, 23)) | (minute > 59) | (second > 59)
    if wrong.any():
        raise _unread(found.line(int(wrong.argmax())))
    hour = np.where(half, hour % 12 + 12 * (half == 2), hour)
    return (hour * 3600 + minute * 60 + second).astype("timedelta64[s]")


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or get_localzone().key)  # type: ignore[attr-defined]
    except (AttributeError, TypeError, ValueError, OSError, LookupError):
        raise refuse("metadata.zone", repr(name)) from None


def _utc(local: pd.DatetimeIndex, zone: ZoneInfo, notes: Counter[str]) -> pd.DatetimeIndex:
    """Local times as those of UTC. In an hour that came twice, a step back begins the second."""
    first, second = (
        local.tz_localize(zone, ambiguous=np.full(len(local), summer), nonexistent="shift_forward")
        for summer in (True, False)
    )
    twice = first != second
    back = pd.Series(twice & (np.diff(local, prepend=local[:1]) < np.timedelta64(0)))
    again = back.groupby(local.normalize()).cummax().to_numpy() & twice
    notes["twice"] += int(twice.sum())
    notes["never"] += int((first.tz_localize(None) != local).sum())
    return first.where(~again, second).tz_convert("UTC")


def _rows(at: pd.DatetimeIndex, found: _Found, people: int) -> pd.DataFrame:
    """One row a message and reader. Raises CourseError where a group makes too many."""
    sent, readers = len(at), people - 1
    if sent * readers > _MOST_ROWS:
        counts = {"messages": words.count(sent, "message"), "rows": words.number(sent * readers)}
        got = _phrase("chat.rows", people=words.count(people, "person", "people"), **counts)
        raise refuse("metadata.rows", got, most=words.number(_MOST_ROWS))
    who = np.repeat(np.array(found.who), readers)
    reader = np.tile(np.arange(readers), sent)
    reader += reader >= who  # everybody but the one who wrote
    media = np.array([kind != "text" for kind in found.kinds], dtype=np.int8)
    names = [f"person {number + 1}" for number in range(people)]
    among = np.full(len(who), 0 if people > 2 else -1)
    return relay.typed(
        {
            "sent_at": at.repeat(readers),
            "sender": pd.Categorical.from_codes(who, names),
            "recipient": pd.Categorical.from_codes(reader, names),
            "kind": pd.Categorical.from_codes(np.repeat(media, readers), ["text", "media"]),
            "size": np.repeat(np.array(found.sizes, dtype=np.int32), readers),
            "group": pd.Categorical.from_codes(among, ["group 1"]),
        }
    )


def _said(found: _Found, local: pd.DatetimeIndex, how: str, zone: str) -> list[str]:
    notes, names = found.notes, len(found.names)
    notes["media"] += notes["other"]
    days = {"first": words.date(local.min()), "last": words.date(local.max())}
    counts = {"messages": words.count(len(local), "message")}
    people = words.count(names, "person", "people")
    lines = [_phrase("report.read", people=people, **counts, **days), how]
    lines.append(_phrase("report.zone", zone=zone))
    numbers = {kind: words.number(n) for kind, n in notes.items() if n}
    kinds = data.toml("metadata", "words")
    lines += [_phrase(f"report.{one}", n=numbers[one]) for one in kinds["report"] if one in numbers]
    left = [
        _phrase(f"left_out.{one}", n=numbers[one]) for one in kinds["left_out"] if one in numbers
    ]
    return lines + (left or [_phrase("left_out.none")])


def _unread(line: int) -> CourseError:
    """Quotes no word of the file: it may be a secret."""
    at = pd.Timestamp("2024-03-13T14:15:07")
    forms = "; ".join(f"{name}: {_head(name, at).strip()}" for name in FORMS)
    return refuse("metadata.unread", _phrase("chat.line", line=line), forms=forms)
