"""Your own exported chat as a log: names become numbers at once, a text becomes its length.

Only where the notebook runs on your own machine, because a chat belongs to two people and a shared
server belongs to neither. Nothing is written to disk, no word of content is kept, and no error
holds one. What a file does not say is said in turn: see `report`.
"""

import codecs
import os
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial, wraps
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from babel.localtime import get_localzone

from course_lib import data, relay, words
from course_lib.checks import one_of
from course_lib.errors import CourseError, refuse, require
from course_lib.metadata import exports
from course_lib.metadata.exports import FORMS, ORDERS

_SHARED: dict[str, str] = data.toml("metadata", "exports")["shared"]
_WORDS = data.toml("metadata", "words")
_MOST_ROWS, _MOST_BYTES, _START = 3_000_000, 10**8, 600  # a long chat has 10**7 bytes
_phrase = data.phrases("metadata")


def _in_private(read: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """`read`, whose errors come without the frames that held the chat or a name."""

    @wraps(read)
    def call(*given: Any, **how: Any) -> pd.DataFrame:
        box = [partial(read, *given, **how)]
        given, how = (), {}  # an error shows what stands here
        try:
            return box.pop()()
        except CourseError as error:
            wrong: BaseException = CourseError(expected=error.expected, got=error.got, do=error.do)
        except (KeyboardInterrupt, MemoryError) as error:
            wrong = type(error)()
        except Exception as error:  # an unforeseen error must not show the chat either
            name = type(error).__name__
            wrong = refuse("metadata.no_chat", _WORDS["broken"].get(name, name))
        raise wrong  # here the first error, with its frames, is forgotten

    return call


@_in_private
def read(path: str | Path, **how: Any) -> pd.DataFrame:
    """The exported chat at `path` (a .txt, or the .zip of the phone) as a log; prints `report`.

    How it is read is told as to `parse`. Raises CourseError on a shared machine, too.

    >>> read("no such chat.txt")
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected an exported chat. Got no file 'no such chat.txt'. ...
    """
    for begin, place in _SHARED.items():
        if any(name.startswith(begin) and value for name, value in os.environ.items()):
            raise refuse("metadata.own_machine", _phrase("chat.place", place=place))
    log = parse(_text(path), **how)
    print(report(log))
    return log


@_in_private
def parse(
    text: str,
    *,
    group: bool = False,
    same: Mapping[str, str] | None = None,
    zone: str | None = None,
    order: str | None = None,
) -> pd.DataFrame:
    """The log of an exported chat given as text. Prints nothing: ask `report`.

    People are "person 1", "person 2", each name one person, whoever shares it. A medium has size 1,
    because the file does not say its own. `zone` is where it was exported ("Europe/Berlin"), else
    that of this machine. `order` is one of `ORDERS`, for dates that fit several. `same` makes two
    names one, new to old, or leaves a name out (""). `group=True` reads a group, one row a
    recipient: ask its members first. Raises CourseError for a group without `group=True`, and for
    what it cannot read.

    >>> parse("13/03/24, 21:15 - Sari: Halo", zone="Asia/Jakarta")["size"].tolist()
    [4]
    """
    if not isinstance(text, str) or not isinstance(same or {}, Mapping):
        raise refuse("metadata.text", " and ".join([type(text).__name__, type(same).__name__]))
    same = {exports.unmarked(str(name)): new for name, new in (same or {}).items()}
    exports.check_kind(text[:_START])
    there, notes = _zone(zone), Counter[str]()
    if order is not None:
        one_of(order, ORDERS, "metadata.order_name")
    lines, at = exports.split(text, notes)
    days, taken, why = exports.days_of(lines["date"], order, at)
    local = pd.DatetimeIndex(days + exports.seconds_of(lines["clock"], lines["beside"], at))
    found = exports.messages(lines["body"], same, notes)
    require(not found.empty, "metadata.no_message", words.count(len(lines["body"]), "line"))
    names = found["name"].drop_duplicates()
    if len(names) > 2 and not group:
        begin = words.listed([str(at[message]) for message in names.index[:9]])
        raise refuse("metadata.group", _phrase("chat.group", people=len(names)), lines=begin)
    local = local[found.index]
    notes["twelve"] = len(local) * ({*range(1, 9)} < {*local.hour} <= {*range(1, 13)})
    plain = exports.unmarked(text) if same else ""
    notes["unused"] = sum(f"{name}:" not in plain for name in same)
    notes["names"] = len(names) * (len(names) != 2)
    notes["ahead"] = int((local > pd.Timestamp.now() + pd.Timedelta(days=1)).sum())
    notes["back"] = int((np.diff(local) < np.timedelta64(-1, "D")).sum())
    log = _rows(found, _utc(local, there, notes), max(2, len(names)))
    ends = {"first": words.date(local.min()), "last": words.date(local.max())}
    counts = {"n": len(found), "people": len(names), **notes}
    log.attrs["read"] = {**ends, **counts, "order": taken, "why": why, "zone": there.key}
    return log


def report(log: pd.DataFrame) -> str:
    """What was read, how dates and times were understood, and what was left out.

    Raises CourseError for a log that `read` or `parse` did not make.

    >>> print(report(parse("13/03/24, 21:15 - Sari: Halo", zone="Asia/Jakarta")))
    1 message of 1 person, from 13 Mar 2024 to 13 Mar 2024.
    Dates are read day first: with a year of two digits in front there would be dashes.
    Times are read as those of Asia/Jakarta.
    Names, each taken for one person, also where two people share it: 1.
    No line was left out.
    """
    require("read" in getattr(log, "attrs", {}), "metadata.read", type(log).__name__)
    noted = log.attrs["read"]
    told = {**noted, "messages": words.count(noted["n"], "message")}
    told["people"] = words.count(noted["people"], "person")
    lines = [_phrase(key, **told) for key in ("read.all", f"why.{noted['why']}", "read.zone")]
    for group in ("report", "left_out"):
        kinds = [kind for kind in _WORDS[group] if noted.get(kind)]
        lines += [_phrase(f"{group}.{kind}", n=words.number(noted[kind])) for kind in kinds]
    return "\n".join(lines if kinds else [*lines, _phrase("read.none")])


def synthetic(form: str = "android_24h") -> str:
    """An invented chat of Sari and Budi in Bandung, in one of `FORMS`, to try `parse` on.

    Raises CourseError for another form.

    >>> synthetic("iphone_24h").splitlines()[1].startswith("[")
    True
    """
    one_of(form, FORMS, "metadata.form")
    rows = [tuple(row.values()) for row in data.rows("metadata", "chat")]
    head = FORMS[form].format
    said = [(pd.Timestamp(at), ": ".join(filter(None, rest))) for at, *rest in rows]  # some no name
    return "".join(f"{head(at=at, hour=at.hour % 12 or 12)}{line}\n" for at, line in said)


def _text(name: str | Path) -> str:
    """The text of a file, in the coding that its first bytes tell."""
    try:
        path = Path(str(name)).expanduser()
        path = path if path.is_file() else Path(str(name).strip(" \n\"'")).expanduser()  # copied
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError, RuntimeError):
        got = _phrase("chat.no_file", path=repr(str(name)))
        raise refuse("metadata.no_file", got, recipe=exports.RECIPE) from None
    exports.check_kind(raw[:_START].decode("latin-1"), "magic")
    raw = _unpacked(path) if raw[:2] == b"PK" else raw
    require(len(raw) <= _MOST_BYTES, "metadata.no_chat", _phrase("chat.large"))
    high, low = (raw[at:4000:2].count(0) for at in (0, 1))  # texts in UTF-8 have no zeros
    wide = "utf-16-be" if high > low else low and "utf-16-le"
    # One that goes on: a file that was cut may end within a letter.
    return codecs.getincrementaldecoder(wide or "utf-8-sig")().decode(raw)


def _unpacked(path: Path) -> bytes:
    """The chat in a .zip: phones call it `_chat.txt`, or as they call the archive."""
    names = (archive := zipfile.ZipFile(path)).namelist()
    texts = [one for one in names if one.lower().endswith(".txt") and "__MACOSX" not in one]
    for likely in ("_chat", path.stem, "whatsapp"):
        texts = [one for one in texts if likely.lower() in Path(one).stem.lower()] or texts
    if len(texts) != 1:
        exports.check_kind("\n".join(names))
        raise refuse("metadata.no_chat", _phrase("chat.texts", n=len(texts)))
    return archive.open(texts[0]).read(_MOST_BYTES + 1)


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
    back = pd.Series(twice & (np.diff(local, prepend=local[:1]) < np.timedelta64(0, "s")))
    again = back.groupby(local.normalize()).cummax().to_numpy() & twice
    notes["twice"] += int(twice.sum())
    notes["never"] += int((first.tz_localize(None) != local).sum())
    return first.where(~again, second).tz_convert("UTC")


def _rows(found: pd.DataFrame, at: pd.DatetimeIndex, people: int) -> pd.DataFrame:
    """One row a message and reader. Raises CourseError where a group makes too many."""
    if (rows := len(at) * (people - 1)) > _MOST_ROWS:
        got = _phrase("chat.rows", messages=len(at), people=people, n=words.number(rows))
        raise refuse("metadata.rows", got, most=words.number(_MOST_ROWS))
    names = [_phrase("chat.person", n=number + 1) for number in range(people)]
    sender = pd.Categorical.from_codes(pd.factorize(found["name"])[0], names)
    sent = pd.DataFrame({"sender": sender, "sent_at": at, "size": found["size"].to_numpy()})
    log = sent.merge(pd.DataFrame({"recipient": pd.Categorical(names, names)}), how="cross")
    log = log[log["sender"] != log["recipient"]].reset_index(drop=True)  # all but who wrote
    log["kind"] = np.where(log["size"] < 1, "media", "text")
    log["group"] = "group 1" if people > 2 else None
    return relay.typed({**log, "size": log["size"].clip(lower=1)})
