"""Your own exported chat as a log: names become numbers at once, a text becomes its length.

Only where the notebook runs on your own machine, because a chat belongs to two people and a shared
server belongs to neither. Nothing is written to disk, no word of content is kept, and no error
holds one. What a file does not say is said in turn: see `report`.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from babel.localtime import get_localzone

from course_lib import data, relay, words
from course_lib.checks import one_of
from course_lib.errors import CourseError, refuse

_EXPORTS = data.toml("metadata", "exports")
_phrase = data.phrases("metadata")
FORMS: dict[str, str] = _EXPORTS["forms"]  # the head of a line, for the invented chat
ORDERS = {"day first": (2, 1, 0), "month first": (2, 0, 1), "year first": (0, 1, 2)}  # y, m, d
_SHARED: dict[str, str] = _EXPORTS["shared"]
_MOST_ROWS, _MOST_BYTES = 3_000_000, 2**30
_LEFT = data.toml("metadata", "words")["left_out"]  # why a line is no message
_LAST_YEAR = max(2026, dt.date.today().year) + 1
_OLDER = 5  # years between two readings of a date that make the older one implausible

# --- what lines look like: a direction mark may stand anywhere, and digits are those of any script
_RUN, _SPACE = "[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "[ \u00a0\u2009\u202f]"
_DATE = rf"(\d{{1,4}}{_RUN}*[%s]{_SPACE}?{_RUN}*\d{{1,2}}{_RUN}*[%s]{_SPACE}?{_RUN}*\d{{1,4}}\.?)"
_CLOCK = r"(\d{1,2}(?:[:.]|[ \u00a0\u202f]h[ \u00a0\u202f])\d{2}(?:[:.]\d{2})?)"
_WORDS, _AFTER, _OLD = r"([^\d\n\[\]]{1,24}?)", r"([^\d\n\[\]:–-]{0,24}?)", r"( ?(?:[ap]\.?m\.?)?)"
_ENDS = {  # what stands before a head, between its clock and its end, and at its end
    rf"\[{_RUN}*": rf"{_AFTER}\]:?{_SPACE}?",
    "": rf"{_AFTER}{_SPACE}?[-–]{_SPACE}",
    " ?": rf"{_OLD}: ",
    " ??": r"(?<=[:.]\d\d[:.]\d\d)() (?=[^\n:]+: )",
}
_QUOTED = re.compile(r"""(?:^|[\s(])["“”„«][^"“”„»]*$|[「『《][^」』》]*$""")  # opened, not closed
_EDITED = re.compile(rf"\s*({_RUN}*)<([^<>:：\n]+)>\s*$")
_FILE = re.compile(r"(?:([A-Z]{3}-\d{8}-WA\d+\.\w+|.*\.vcf)|\S.*\.\w{2,5}) \(([^()\n]{3,60})\)")
_ATTACHED = re.compile(r"<[^<>:：\n]{2,40}[:：] ?[^<>\n]+\.\w{2,5}>")
_PLACE = re.compile(r"\S.{0,80}https://(?:maps\.google|foursquare|maps\.app)\S+")
_ODD = re.compile(rf"{_RUN}|[<(]|://(?:maps|foursquare)")

_Path = str | Path
_Same = Mapping[str, str] | None
_Text = str | None
_Jobs = list[Callable[[], pd.DataFrame]]


def read(
    path: _Path, *, group: bool = False, same: _Same = None, zone: _Text = None, order: _Text = None
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
    box: _Jobs = [partial(_from_file, Path(path), group, dict(same or {}), zone, order)]
    same = None  # an error shows what stands here
    if isinstance(log := _opened(box), BaseException):
        raise log
    print(report(log))
    return log


def parse(
    text: str, *, group: bool = False, same: _Same = None, zone: _Text = None, order: _Text = None
) -> pd.DataFrame:
    """The log of an exported chat given as text; see `read`. Prints nothing: ask `report`.

    >>> parse("13/03/24, 21:15 - Sari: Halo", zone="Asia/Jakarta")["size"].tolist()
    [4]
    """
    box: _Jobs = [partial(_log, text, group, dict(same or {}), zone, order)]
    text, same = "", None  # an error shows what stands here
    if isinstance(log := _opened(box), BaseException):
        raise log
    return log


def report(log: pd.DataFrame) -> str:
    """What was read, how dates and times were understood, and what was left out.

    >>> print(report(parse("13/03/24, 21:15 - Sari: Halo", zone="Asia/Jakarta")))
    1 message of 1 person, from 13 Mar 2024 to 13 Mar 2024.
    Dates are read day first: with a year of two digits in front there would be dashes.
    Times are read as those of Asia/Jakarta.
    No line was left out.
    """
    noted, groups = log.attrs["read"], data.toml("metadata", "words")
    days = {end: words.date(dt.date.fromisoformat(noted[end])) for end in ("first", "last")}
    people = words.count(noted["people"], "person", "people")
    lines = [
        _phrase("read.all", messages=words.count(noted["n"], "message"), people=people, **days)
    ]
    lines += [_phrase(f"why.{noted['why']}", order=noted["order"])]
    lines += [_phrase("read.zone", zone=noted["zone"])]
    for group in ("report", "left_out"):
        kinds = [kind for kind in groups[group] if noted.get(kind)]
        lines += [_phrase(f"{group}.{kind}", n=words.number(noted[kind])) for kind in kinds]
    return "\n".join(lines if kinds else [*lines, _phrase("read.none")])


def synthetic(form: str = "Android, 24 hours") -> str:
    """An invented chat of Sari and Budi in Bandung, in one of `FORMS`, to try `parse` on.

    >>> synthetic("iPhone, 24 hours").splitlines()[1].startswith("[")
    True
    """
    if form not in FORMS:
        names = words.listed([repr(name) for name in FORMS], "or")
        raise refuse("metadata.form", repr(form), names=names)
    lines = [_head(form, pd.Timestamp("2024-09-16")) + _EXPORTS["invented"]["remark"]]
    for row in data.rows("metadata", "chat"):
        said = row["said"] or _EXPORTS["invented"]["media"]
        lines.append(f"{_head(form, pd.Timestamp(row['at']))}{row['name']}: {said}")
    return "\n".join(lines) + "\n"


def _head(form: str, at: pd.Timestamp) -> str:
    half = {"h12": at.hour % 12 or 12, "pm": "PM" if at.hour >= 12 else "AM"}
    day = {"d": at.day, "m": at.month, "y": at.year % 100}
    return FORMS[form].format(**day, **half, h=at.hour, n=at.minute, s=at.second)


def _opened(box: _Jobs) -> pd.DataFrame | BaseException:
    """The log, or what went wrong, without the frames that held the chat."""
    try:
        return box.pop()()
    except CourseError as wrong:
        return CourseError(expected=wrong.expected, got=wrong.got, do=wrong.do)
    except (KeyboardInterrupt, MemoryError) as wrong:
        return type(wrong)()
    except Exception as wrong:  # an unforeseen error must not show the chat either
        return refuse("metadata.no_text", type(wrong).__name__)


def _from_file(path: Path, *how: Any) -> pd.DataFrame:
    try:
        raw = path.read_bytes()
        raw = _unpacked(raw, path.stem) if raw[:2] == b"PK" else raw
        wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff") and "utf-16"
        bare = {b"\0": "utf-16-be"}.get(raw[:1]) or (raw[1:2] == b"\0" and "utf-16-le")
        text = raw.decode(wide or bare or "utf-8-sig")
    except OSError:
        raise refuse("metadata.no_file", _phrase("chat.no_file", path=repr(str(path)))) from None
    except (UnicodeDecodeError, zipfile.BadZipFile, RuntimeError, EOFError):
        raise refuse("metadata.no_text", _phrase("chat.other_file")) from None
    return _log(text, *how)


def _unpacked(raw: bytes, stem: str) -> bytes:
    """The chat in a .zip: phones call it `_chat.txt`, or as they call the archive."""
    archive = zipfile.ZipFile(io.BytesIO(raw))
    texts = [one for one in archive.infolist() if Path(one.filename).suffix.lower() == ".txt"]
    texts = [one for one in texts if not one.filename.startswith("__MACOSX")]
    for likely in ("_chat", stem, "whatsapp"):
        some = [one for one in texts if likely.lower() in Path(one.filename).stem.lower()]
        texts = some[:1] if some else texts
    if len(texts) != 1 or texts[0].file_size > _MOST_BYTES:
        raise refuse("metadata.no_text", _phrase("chat.texts", n=len(texts)))
    return archive.read(texts[0])


def _log(
    text: str, group: bool, same: Mapping[str, str], zone: _Text, order: _Text
) -> pd.DataFrame:
    there, notes = _zone(zone), Counter[str]()
    if order is not None:
        one_of(order, ORDERS, "metadata.order_name", " or ")
    lines, begin = _lines(text, notes)

    def place(message: int) -> int:
        return begin + message + sum(body.count("\n") for body in lines["body"][:message])

    days, taken, why = _days(lines["date"], order, place)
    local = pd.DatetimeIndex(days + _seconds(lines["clock"], lines["beside"], place))
    found = _messages(lines["body"], same, notes)
    if found.empty:
        raise _unread(begin)
    names = found["name"].drop_duplicates()
    if len(names) > 2 and not group:
        at = words.listed([str(place(message)) for message in names.index[:9]])
        raise refuse("metadata.group", _phrase("chat.group", people=len(names)), lines=at)
    local = local[found.index]
    log = _rows(found, _utc(local, there, notes), max(2, len(names)))
    ends = {"first": str(local.min().date()), "last": str(local.max().date())}
    counts = {"n": len(found), "people": len(names), **notes}
    log.attrs["read"] = {**ends, **counts, "order": taken, "why": why, "zone": there.key}
    return log


def _lines(text: str, notes: Counter[str]) -> tuple[dict[str, list[str]], int]:
    """The file cut at its usual head, and the line of the first. CourseError if it has none."""
    text = "\n" + text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    sample = text.split("\n", 2000)[1:2000]
    best, most, columns = "", 0, ("date", "early", "clock", "late", "body")
    for (start, end), sign, swapped in product(_ENDS.items(), "/.-", (False, True)):
        date = _DATE % (sign, sign)
        inner = [_CLOCK, _WORDS, date] if swapped else [date, _WORDS, _CLOCK]
        pattern = "".join([_RUN, "*", start, *inner, end])
        if (hits := sum(map(bool, map(re.compile(pattern, re.I).match, sample)))) > most:
            best, most, order = pattern, hits, (2, 1, 0, 3, 4) if swapped else (0, 1, 2, 3, 4)
    if not most:
        raise _unread(1)
    before, *parts = re.compile(f"\n{best}", re.I).split(text)
    lines = {name: parts[column::5] for name, column in zip(columns, order, strict=True)}
    lines["beside"] = [one + two for one, two in zip(lines["early"], lines["late"], strict=True)]
    notes["before"] = sum(map(bool, before.split("\n")))
    return lines, before.count("\n") + 1


@cache
def _known(kind: str) -> tuple[str, ...]:
    """What the app writes in any language, of one kind, in small letters."""
    languages = _EXPORTS["by_language"].values()
    return tuple({text.casefold() for language in languages for text in language.get(kind, ())})


def _plain(text: str) -> str:
    return re.sub(_SPACE, " ", re.sub(_RUN, "", text)).strip()


def _bare(text: str) -> str:
    return _plain(text).strip("<>. 。।").casefold()


def _messages(bodies: list[str], same: Mapping[str, str], notes: Counter[str]) -> pd.DataFrame:
    """Name and size of each message, by its number; counts what is left out.

    A size of 0 is that of a medium, -1 that of one in words of the app which are not known.
    """
    whole = {*_known("deleted"), *_known("calls"), *_known("other"), "null", ""}
    whole |= {text + dot for text in whole for dot in ".。"}
    names, seen, real = dict[str, tuple[str, str]](), dict[str, tuple[str, str]](), set[str]()
    rows: dict[str, list[Any]] = {"number": [], "name": [], "size": []}
    number_of, name_of, size_of = rows.values()
    for number, body in enumerate(bodies):
        raw, colon, said = body.partition(": ")
        if not colon or "\n" in raw:
            raw, colon, said = body.rstrip().partition(":")
            if not colon or said:
                notes["unnamed"] += 1
                continue
        if raw not in names:
            name = same.get(plain := _plain(raw), plain)
            names[raw] = name, "unnamed" if _QUOTED.search(name) else "" if name else "asked"
        name, kind = names[raw]
        if not kind and (_ODD.search(said) or said.partition("\n")[0].casefold() in whole):
            if said not in seen:
                seen[said] = _what(said)
            kind, said = seen[said]
        if kind in _LEFT:
            notes[kind] += 1
            continue
        if kind != "other":
            real.add(name)
        size = len(said) if said.isascii() else len(said.encode("utf-8", "replace"))
        number_of.append(number)
        name_of.append(name)
        size_of.append({"media": 0, "other": -1}.get(kind, size) if kind else size)
    found = pd.DataFrame(rows).set_index("number")
    if 1 < len(real) < found["name"].nunique():  # the rest are names of groups: the app's own
        title = ~found["name"].isin(real)
        notes["title"], found = int(title.sum()), found[~title]
    notes.update(other=int((found["size"] < 0).sum()), media=int((found["size"] < 1).sum()))
    return found


def _what(said: str) -> tuple[str, str]:
    """The kind of a message (or why it is left out), and its text without what the app added."""
    edited = _EDITED.search(said)
    if edited and edited.start() and (edited[1] or _bare(edited[2]) in _known("edited")):
        said = said[: edited.start()]
    first, plain = said.split("\n", 1)[0], _plain(said)
    line, marked = _plain(first), "\u200e" in said[:2]
    small, tail = _bare(first), _bare(re.split(_RUN, first)[-1])
    angled = line.startswith("<") and line.endswith(">")
    apart = marked or angled or tail != small  # set apart from what a person writes
    file = _FILE.fullmatch(line)
    files = file and (marked or file[1] or file[2].casefold() in _known("file"))
    omitted = apart and tail.endswith(_known("media"))
    along, others = line.casefold(), _known("other")
    sent_along = along in others or (marked and along.startswith(others)) or _PLACE.fullmatch(line)
    if files or omitted or sent_along or _ATTACHED.search(line):
        return "media", plain
    for kind in ("deleted", "calls"):
        if small in _known(kind) or (marked and small.startswith(_known(kind))):
            return kind.removesuffix("s"), plain
    app = said.rpartition(": \u200e")[2]  # after a colon in the name of a group
    if (marked or app != said) and any(sign in app.casefold() for sign in _known("remarks")):
        return "remark", plain
    return "other" if marked or line in ("", "null") or (angled and " " in line) else "", plain


def _days(dates: list[str], order: _Text, place: Callable[[int], int]) -> tuple[Any, str, str]:
    """The day of each line, the order of its date, and why it is this one (a key of `why`)."""
    codes, texts = pd.factorize(np.array(dates, dtype=object))
    orders = [order] if order else list(ORDERS)
    readings = {name: [_date(text, name) for text in texts] for name in orders}
    fits: dict[str, Any] = {name: days for name, days in readings.items() if None not in days}
    if not fits:
        best = min(readings.values(), key=lambda days: days.count(None))
        raise _unread(place(int(np.argmax(codes == best.index(None)))))
    soon, last = dt.date.today() + dt.timedelta(days=2), max(max(fits[name]) for name in fits)
    rules: dict[str, Callable[[str, list[dt.date]], Any]] = {  # the least of each is better
        "span": lambda _, days: (max(days) > soon, max(days) - min(days)),
        "dash": lambda name, _: name == "year first" and "-" not in texts[0],
        "late": lambda _, days: last.year - max(days).year >= _OLDER,
        "rising": lambda _, days: days != sorted(days),
    }
    why = "given" if order else "only"
    for rule, worse in rules.items():
        least = min(worse(name, days) for name, days in fits.items())
        kept = {name: days for name, days in fits.items() if worse(name, days) == least}
        fits, why = kept, why if len(kept) == len(fits) else rule
    taken, days = next(iter(fits.items()))
    if any(other != days for other in fits.values()):
        choices = words.listed([f"order={name!r}" for name in fits], "or")
        got = _phrase("chat.order", readings=words.listed(list(fits)))
        raise refuse("metadata.order", got, orders=choices)
    days_of = np.array(days, dtype="datetime64[D]")[codes].astype("datetime64[s]")
    return days_of, taken, why if len(fits) == 1 else "same"


def _date(text: str, order: str) -> dt.date | None:
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    year, month, day = (numbers[place] for place in ORDERS[order])
    year += 2000 if year < 100 else -543 if year > 2500 else 0  # a Thai year
    try:
        return dt.date(year, month, day) if 2009 <= year <= _LAST_YEAR else None  # 2009: the app
    except ValueError:
        return None


def _seconds(clocks: list[str], beside: list[str], place: Callable[[int], int]) -> Any:
    """The time of day of each line, from its clock and the words beside it."""
    codes, texts = pd.factorize(np.array(clocks, dtype=object))
    parts = np.array([[*map(int, re.findall(r"\d+", text)), 0][:3] for text in texts])
    asides, said = pd.factorize(np.array(beside, dtype=object))
    halves = {_letters(text): half for half in ("am", "pm") for text in _EXPORTS[half]}
    letters, (hour, minute, second) = [_letters(text) for text in said], parts[codes].T
    strange = [number for number, word in enumerate(letters) if word and word not in halves]
    late = np.array([halves.get(word) == "pm" for word in letters])[asides]
    twelve = np.array([word in halves for word in letters])[asides]
    if len(strange) > 1 or (strange and (twelve.any() or hour.max() <= 12)):
        line = place(int(np.argmax(asides == strange[-1])))
        raise refuse("metadata.clock", _phrase("chat.clock", line=line))
    wrong = (hour > np.where(twelve, 12, 23)) | (minute > 59) | (second > 59)
    if wrong.any():
        raise _unread(place(int(wrong.argmax())))
    hour = np.where(twelve, hour % 12 + 12 * late, hour)
    return (hour * 3600 + minute * 60 + second).astype("timedelta64[s]")


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text).casefold()


def _zone(name: _Text) -> ZoneInfo:
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


def _rows(found: pd.DataFrame, at: pd.DatetimeIndex, people: int) -> pd.DataFrame:
    """One row a message and reader. Raises CourseError where a group makes too many."""
    readers, rows = people - 1, len(at) * (people - 1)
    if rows > _MOST_ROWS:
        got = _phrase("chat.rows", messages=len(at), people=people, n=words.number(rows))
        raise refuse("metadata.rows", got, most=words.number(_MOST_ROWS))
    who = np.repeat(pd.factorize(found["name"])[0], readers)
    reader = np.tile(np.arange(readers), len(at))
    names = [f"person {number + 1}" for number in range(people)]
    columns = {
        "sender": (who, names),
        "recipient": (reader + (reader >= who), names),  # everybody but the one who wrote
        "kind": (np.repeat(found["size"].lt(1).astype(int), readers), ["text", "media"]),
        "group": (np.full(rows, 0 if people > 2 else -1), ["group 1"]),
    }
    typed = {name: pd.Categorical.from_codes(*column) for name, column in columns.items()}
    size = np.repeat(found["size"].clip(lower=1), readers)
    return relay.typed({**typed, "sent_at": at.repeat(readers), "size": size})


def _unread(line: int) -> CourseError:
    """Quotes no word of the file: it may be a secret."""
    at = pd.Timestamp("2024-03-13T21:15:07")
    forms = "; ".join(f"{name}: {_head(name, at).strip()}" for name in FORMS)
    return refuse("metadata.unread", _phrase("chat.line", line=line), forms=forms)
