"""What the lines of an exported chat say: where a message begins, when it was, who wrote what.

The forms are those of iPhones and Android phones in many languages; what the app writes by itself
is data (`exports.toml`). Nothing here keeps a word. A number called `message` counts them from 0.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from course_lib import data, words
from course_lib.errors import CourseError, refuse

_EXPORTS = data.toml("metadata", "exports")
_phrase = data.phrases("metadata")
RECIPE: str = data.toml("metadata", "refusals")["no_chat"]["do"]  # how a chat is exported
FORMS: dict[str, str] = _EXPORTS["forms"]  # the head of a line, for the invented chat
ORDERS = {"day first": (2, 1, 0), "month first": (2, 0, 1), "year first": (0, 1, 2)}  # y, m, d
_MONTHS = {name: n for n, names in enumerate(_EXPORTS["months"], 1) for name in names}
_LEFT = data.toml("metadata", "words")["left_out"]  # why a line is no message
_LAST_YEAR = max(2026, dt.date.today().year) + 1
_SAMPLE = 2000  # lines that tell the form of all
_OLDER = 5  # years between two readings of a date that make the older one implausible


def _filled(text: str, written: str = "%(any)s") -> str:
    """A pattern of `exports.toml` with its parts in their places, and dates as `written`."""
    while "%(" in text:
        text %= {**_EXPORTS["parts"], "written": written}
    return text


_FOUND = {name: re.compile(_filled(text)) for name, text in _EXPORTS["patterns"].items()}


def unread(line: int, what: str = "line", **told: object) -> CourseError:
    """A refusal that names a line and quotes no word of it: it may be a secret.

    What is wrong there is its head, the `month` or the `year` of its date.

    >>> unread(3).got
    'line 3, which does not'
    """
    key = "metadata.unread" if what == "line" else "metadata.calendar"
    return refuse(key, _phrase(f"chat.{what}", line=line, **told), recipe=RECIPE)


def check_kind(start: str, group: str = "others") -> None:
    """Refuses what is known as something else, of the `others` or by its `magic` first bytes.

    >>> check_kind("13/03/24, 21:15 - Sari: Halo")
    >>> check_kind("%PDF-1.7", "magic")
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected a chat that WhatsApp exported... Got a PDF. ...
    """
    for kind, begins in _EXPORTS[group].items():
        if re.match(begins, start, re.I) and not _FOUND["begins"].match(unmarked(start)):
            raise refuse("metadata.no_chat", _phrase(f"kinds.{kind}"))


def split(text: str, notes: Counter[str]) -> tuple[dict[str, list[str]], list[int]]:
    """The file cut at its usual head, and the line of each. CourseError if it has none.

    >>> lines, at = split("13/03/24, 21:15 - Sari: Halo", Counter())
    >>> lines["date"], lines["clock"], lines["body"], at
    (['13/03/24'], ['21:15'], ['Sari: Halo'], [1])
    """
    text = "\n" + re.sub("\r(?:\r?\n)?", "\n", text).strip("\n")
    some = text.split("\n", _SAMPLE)[1:_SAMPLE]
    best, most, columns = "", 0, ("date", "early", "clock", "late", "body")
    for ends, written, swapped in product(_EXPORTS["heads"], _EXPORTS["dates"], (False, True)):
        inner = "%(clock)s%(words)s%(date)s" if swapped else "%(date)s%(words)s%(clock)s"
        pattern = _filled(ends["start"] + inner + ends["end"], written)
        begins = re.compile(pattern, re.I).match  # a chat does so in its own form, whatever follows
        if (hits := sum(map(bool, map(begins, some))) + _SAMPLE * bool(begins(some[0]))) > most:
            best, most, order = pattern, hits, (2, 1, 0, 3, 4) if swapped else (0, 1, 2, 3, 4)
    if not most:
        named = [line for line, one in enumerate(some, 1) if _FOUND["dated"].match(one)]
        raise unread(named[0], "month") if named else unread(1)
    before, *parts = re.compile(f"\n{best}", re.I).split(text)
    lines = {name: parts[column::5] for name, column in zip(columns, order, strict=True)}
    lines["beside"] = [one + two for one, two in zip(lines["early"], lines["late"], strict=True)]
    inside = [len(_FOUND["like"].findall(other)) for other in (before, *lines["body"])]
    notes.update(before=sum(map(bool, before.split("\n"))), inside=sum(inside))
    few = max(9, (read := len(lines["body"])) // 10)
    # One message can hold any number that were pasted, but for the last: there a chat goes on.
    if notes["before"] > max(9, read) or max(sum(map(bool, inside)), inside[-1]) > few:
        raise refuse("metadata.one_form", _phrase("chat.forms", n=max(notes.values())))
    lengths = [other.count("\n") + 1 for other in (before, *lines["body"])]
    return lines, np.cumsum(lengths[:-1]).tolist()


@cache
def _known(kind: str) -> tuple[str, ...]:
    """What the app writes in any language, of one kind, in small letters."""
    languages = _EXPORTS["by_language"].values()
    return tuple({text.casefold() for language in languages for text in language.get(kind, ())})


_LINES = {*_known("deleted"), *_known("calls"), *_known("other"), "null", ""}  # that are no text


def unmarked(text: str) -> str:
    """Without marks of direction, and with ordinary spaces.

    >>> unmarked("\\u200eSari\\u00a0K.")
    'Sari K.'
    """
    return _FOUND["space"].sub(" ", _FOUND["run"].sub("", text)).strip()


def _bare(text: str) -> str:
    return unmarked(text).strip("<>. 。।").casefold()


def messages(bodies: list[str], same: Mapping[str, str], notes: Counter[str]) -> pd.DataFrame:
    """Name and size of each message, by its number; counts what is left out.

    A size of 0 is that of a medium, -1 that of one in words of the app which are not known.

    >>> found = messages(["Sari: Halo", "Budi joined", "Budi: <Media omitted>"], {}, Counter())
    >>> found["size"].tolist()
    [4, 0]
    """
    colons, unsure = _with_colon(bodies, same)
    named, told = cache(partial(_named, bodies, same)), cache(_what)
    rows, by_admin = list[tuple[int, str, int]](), _known("by_admin")
    for number, body in enumerate(bodies):
        raw, said = _parted(body, colons)
        (name, kind, closing), first = named(raw), said.partition("\n")[0]
        whole = (low := first.rstrip(".。").casefold()) in _LINES or low.startswith(by_admin)
        if closing and any(sign in first for sign in closing):  # the quotation was a remark's
            kind = "unnamed"
        elif not kind and (whole or _FOUND["odd"].search(said)):
            kind, said = told(said)
        if kind in _LEFT:
            notes[kind] += 1
            continue
        size = {"media": 0, "other": -1}.get(kind, len(said.encode("utf-8", "replace")))
        rows.append((number, name, size))
    found = pd.DataFrame(rows, columns=["number", "name", "size"]).set_index("number")
    return _people(found, unsure, notes)


def _parted(body: str, colons: set[str]) -> tuple[str | None, str]:
    """The name as it stands, None for a remark of the app, and the text."""
    raw, colon, said = body.partition(": ")
    if not colon or "\n" in raw:
        raw, colon, said = body.rstrip().partition(":")
        if not colon or said[:1].strip():
            return None, body
    longer = f"{raw}: {said.partition(': ')[0]}" if raw in colons else raw
    return (longer, body[len(longer) + 2 :]) if longer in colons else (raw, said)


def _named(bodies: list[str], same: Mapping[str, str], raw: str | None) -> tuple[str, str, str]:
    """Whom a name means; why it is left out; and what would close a quotation that opens in it."""
    if raw is None:
        return "", "unnamed", ""
    name = same.get(plain := unmarked(raw), plain)
    if plain in same:
        return name, "" if name else "asked", ""
    opened = _FOUND["opened"].search(plain)
    if not opened or sum(one.startswith(f"{raw}: ") for one in bodies[:_SAMPLE]) > 1:
        return name, "", ""
    return name, "", _EXPORTS["closed"].get(opened[1], opened[1])


def _people(found: pd.DataFrame, unsure: set[str], notes: Counter[str]) -> pd.DataFrame:
    """The messages of people: names that only the app uses are counted and left out."""
    real = found.loc[found["size"] >= 0, "name"].unique()
    if 1 < len(real) < found["name"].nunique():  # the rest are names of groups: the app's own
        title = ~found["name"].isin(real)
        notes["title"], found = int(title.sum()), found[~title]
    lines = found["name"].value_counts()
    if len(lines) > 2:  # a remark with a colon in it looks like somebody who wrote once
        signs, once = _known("remarks"), lines.index[lines == 1]
        app = found["name"].isin([one for one in once if any(it in one.casefold() for it in signs)])
        notes["unnamed"], found = notes["unnamed"] + int(app.sum()), found[~app]
    notes["colon"] = int(found["name"].isin(unsure).sum())
    notes.update(other=int((found["size"] < 0).sum()), media=int((found["size"] < 1).sum()))
    return found


def _with_colon(bodies: list[str], same: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Names with a colon in them, and what stands before it: all their lines have another colon.

    Three lines or more of a name settle it, or `same`; the second set is of those that are unsure.
    """
    second: dict[str, Counter[str]] = {}
    for body in bodies[:_SAMPLE]:
        raw, *parts = body.partition("\n")[0].split(": ", 2)
        second.setdefault(raw, Counter())[parts[0] if len(parts) > 1 else ""] += 1
    few = {raw: some for raw, some in second.items() if "" not in some}
    told = {raw for raw, some in few.items() if any(f"{raw}: {rest}" in same for rest in some)}
    sure = told | {raw for raw, some in few.items() if 3 * len(some) <= some.total()}
    return {*sure, *(f"{raw}: {rest}" for raw in sure for rest in few[raw])}, {*few} - sure


def _what(said: str) -> tuple[str, str]:
    """The kind of a message (or why it is left out), and its text without what the app added."""
    edited = _FOUND["edited"].search(said)
    if edited and edited.start() and (edited[1] or _bare(edited[2]) in _known("edited")):
        said = said[: edited.start()]
    first, plain = said.split("\n", 1)[0], unmarked(said)
    line, marked = unmarked(first), "\u200e" in said[:2]
    small, tail = _bare(first), _bare(_FOUND["run"].split(first)[-1])
    angled = line.startswith("<") and line.endswith(">")
    apart = marked or angled or tail != small  # set apart from what a person writes
    for kind in ("deleted", "calls"):
        if small in _known(kind) or small.startswith(_known(kind if marked else "by_admin")):
            return kind.removesuffix("s"), plain
    file = _FOUND["file"].fullmatch(line)
    files = file and (marked or file[1] or file[2].casefold() in _known("file"))
    omitted = apart and (tail.endswith(_known("media")) or tail.startswith(_known("media")))
    low, others = line.casefold(), _known("other")
    other = low in others or (marked and low.startswith(others)) or _FOUND["place"].fullmatch(line)
    if files or omitted or other or _FOUND["attached"].search(line):
        return "media", plain
    app = said.rpartition(": \u200e")[2]  # after a colon in the name of a group
    if (marked or app != said) and any(sign in app.casefold() for sign in _known("remarks")):
        return "remark", plain
    strange = marked or plain in ("", "null") or _FOUND["unknown"].fullmatch(line)
    return "other" if strange else "", plain


def days_of(dates: list[str], order: str | None, at: Sequence[int]) -> tuple[Any, str, str]:
    """The day of each line, the order of its date, and why it is this one (a key of `why`).

    Raises CourseError for dates that fit no order, or that several orders read differently.

    >>> [str(part) for part in days_of(["13/03/24"], None, [1])]
    ["['2024-03-13T00:00:00']", 'day first', 'dash']
    """
    codes, texts = pd.factorize(np.array(dates, dtype=object))
    readings = {one: [_date(text, one) for text in texts] for one in ([order] if order else ORDERS)}
    fits: dict[str, Any] = {name: days for name, days in readings.items() if None not in days}
    if not fits:
        best = min(readings.values(), key=lambda days: days.count(None))
        strange, line = best.index(None), at[int(np.argmax(codes == best.index(None)))]
        numbers = [*map(int, re.findall(r"\d+", texts[strange]))]
        years = [n for n in numbers if n > 31]
        if len(years) == 1 and not 1800 < years[0] < 2500 and not any(best):
            raise unread(line, "year", year=years[0])
        raise unread(line, "line" if len(numbers) > 2 else "month")
    soon, ends = dt.date.today() + dt.timedelta(days=2), {name: max(fits[name]) for name in fits}
    bare = {"year first"} if re.fullmatch(r"\d\d[/.]\d.*", texts[0]) else set[str]()
    last = max((end.year for name, end in ends.items() if name not in bare), default=0)
    rules: dict[str, Callable[[str, list[dt.date]], Any]] = {  # the least of each is better
        "span": lambda _, days: (max(days) > soon, max(days) - min(days)),
        "dash": lambda name, _: name in bare and ends[name].year - last < _OLDER,
        "late": lambda _, days: last - max(days).year >= _OLDER,
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
    when = np.array(days, dtype="datetime64[D]")[codes].astype("datetime64[s]")
    return when, taken, why if len(fits) == 1 else "same"


def _date(text: str, order: str) -> dt.date | None:
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    if len(numbers) == 2:  # a day and a year; 0 is a month that has no known name
        numbers, order = [max(numbers), _MONTHS.get(_letters(text), 0), min(numbers)], "year first"
    year, month, day = (numbers[place] for place in ORDERS[order])
    year += 2000 if year < 100 else -543 if year > 2500 else 0  # a Thai year
    try:
        return dt.date(year, month, day) if 2009 <= year <= _LAST_YEAR else None  # 2009: the app
    except ValueError:
        return None


def seconds_of(clocks: list[str], beside: list[str], at: Sequence[int]) -> Any:
    """The time of day of each line, from its clock and the words beside it.

    Raises CourseError for what is no clock, and for unknown words beside several.

    >>> seconds_of(["9:15"], [" PM"], [1]).astype(int).tolist()
    [76500]
    """
    codes, texts = pd.factorize(np.array(clocks, dtype=object))
    parts = np.array([[*map(int, re.findall(r"\d+", text)), 0][:3] for text in texts])
    asides, said = pd.factorize(np.array(beside, dtype=object))
    hours = _EXPORTS["halves"].items()
    halves = {_letters(text): pair for half, pair in hours for text in _EXPORTS[half]}
    letters, (hour, minute, second) = [_letters(text) for text in said], parts[codes].T
    strange = [number for number, word in enumerate(letters) if word and word not in halves]
    half = np.array([halves.get(word, (24, 24)) for word in letters])[asides]
    twelve = half[:, 0] < 24
    if len(strange) > 1 or (strange and (twelve.any() or hour.max() <= 12)):
        line = at[int(np.argmax(asides == strange[-1]))]
        raise refuse("metadata.clock", _phrase("chat.clock", line=line))
    wrong = (hour > np.where(twelve, 12, 23)) | (minute > 59) | (second > 59)
    if wrong.any():
        raise unread(at[int(wrong.argmax())])
    late = (hour % 12 >= half[:, 0]) & (hour % 12 < half[:, 1])
    hour = np.where(twelve, hour % 12 + 12 * late, hour)
    return (hour * 3600 + minute * 60 + second).astype("timedelta64[s]")


def _letters(text: str) -> str:
    """The letters of a clock's words, without such as "o'clock"."""
    found = _FOUND["letters"].findall(text.casefold())
    return "".join(word for word in found if word not in _EXPORTS["beside"])
