"""Lines of exports in every form and language found: what is said, by whom, when, and what is not.

`languages.csv` has a row for each language of the app: Sari and Budi exchange fourteen messages and
the app writes four lines of its own. `strangers.csv` holds what nobody of us was handed: heads at
21:15 on 13 March 2024 (<R>, <N> and <S> are a mark from right to left, a narrow and a hard space),
the sentence about encryption, remarks, and in a row six media, a document, a medium of Android, two
deleted messages and a missed call. `lines.toml` has the rest. No real person's line is anywhere.
"""

import csv
import random
import tomllib
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from babel import Locale, localedata

from course_lib import relay
from course_lib.errors import CourseError
from course_lib.metadata import chats, exports

HERE = Path(__file__).parent
LINES = tomllib.loads((HERE / "lines.toml").read_text(encoding="utf-8"))
SIGNS = {"<R>": "\u200f", "<N>": "\u202f", "<S>": "\u00a0"}
STRANGERS = defaultdict(dict)
MARK = "\u200e"


def rows(name):
    text = (HERE / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


for row in rows("strangers.csv"):
    for sign, letter in SIGNS.items():
        row["text"] = row["text"].replace(sign, letter)
    STRANGERS[row["kind"]][row["name"]] = row["text"]

HEADS = {**LINES["head"], **dict.fromkeys(STRANGERS["head"].values(), "2024-03-13 21:15")}
REMARKS = [*LINES["remark"], *STRANGERS["remark"].values()]


def iphone(*lines):
    return "\n".join(f"[13/03/24, 21:{n}:07] {line}" for n, line in enumerate(lines, 10))


def android(*lines):
    return "\n".join(f"13/03/24, 21:{n} - {line}" for n, line in enumerate(lines, 10))


def read(text, **how):
    log = chats.parse(text, zone="UTC", **how)
    assert relay.validate(log) == []
    assert log.index.tolist() == list(range(len(log)))
    return log, log.attrs["read"]


def sizes(text, **how):
    log, noted = read(text, **how)
    return log["size"].tolist(), noted


# --- small chats, and a whole one in each language


@pytest.mark.parametrize("case", LINES["case"], ids=lambda case: case["is"])
def test_a_small_chat(case):
    forms = {"android": android, "iphone": iphone, "whole": lambda *lines: "\n".join(lines)}
    text, how = forms[case.get("form", "android")](*case["lines"]), case.get("how", {})
    if refused := case.get("refused"):
        with pytest.raises(CourseError, match=refused):
            read(text, **how)
        return
    log, noted = read(text, **how)
    first = log["sent_at"].min()
    got = noted | {name: getattr(first, name) for name in ("year", "month", "day")}
    got |= {"sizes": log["size"].tolist(), "who": [int(one[-1]) for one in log["sender"]]}
    assert {key: got.get(key, 0) for key in case.get("gives", {})} == case.get("gives", {})
    assert case.get("says", "") in chats.report(log)
    assert len(log) == noted["n"] * (max(2, noted["people"]) - 1)
    assert log["sender"].nunique() == noted["people"]


def said(words, phone):
    """Who says what, in the order of the clock; None is the app."""
    one = MARK if phone == "iphone" else ""
    media = [words[what] for what in ("image", "video", "audio", "sticker")]
    if phone == "iphone":
        media = [f"{MARK}{what}" for what in media]
        file = f"{MARK}ticket.pdf • {MARK}2 pages {MARK}{words['document']}"
        card = f"{MARK}{words['contact']}"
    else:
        media = [words["omitted"]] * 4
        file, card = (f"{MARK}{name} ({words['attached']})" for name in ("a b.pdf", "Ani.vcf"))
    yield None, f"{MARK}{words['encrypted']}"
    yield "Sari", "Halo"
    yield "Budi", "first line\nsecond line"
    yield from zip(["Sari", "Budi"] * 2, media, strict=True)
    yield "Sari", file
    yield "Budi", card
    yield "Sari", f"{one}Location: https://maps.google.com/?q=-6.914744,107.609810"
    yield "Budi", f"{one}POLL:\nWhen?\n{one}OPTION: seven (2 votes)\n{one}OPTION: eight (0 votes)"
    yield "Sari", f"Halo {MARK}apa kabar"
    yield "Budi", f"{one}{words['deleted']}"
    yield ("Sari" if one else None), f"{one}{words['call']}"
    yield "Budi", f"besok {MARK}<This message was edited>"
    yield "Sari", "https://example.org/a: b"
    yield "Budi", "7"
    yield None, f"{MARK}{words['encrypted']}"


def export(words, phone):
    zero = next(ord(sign) - int(sign) for sign in words[phone] if sign.isdecimal())
    digits = {ord("0") + n: chr(zero + n) for n in range(10)}
    for minute, (name, text) in enumerate(said(words, phone), start=10):
        head = words[phone].format(m=str(minute).translate(digits))
        name = name or ("Budi" if phone == "iphone" else None)
        yield f"{head}{name}: {text}" if name else f"{head}{text}"


@pytest.mark.parametrize("words", rows("languages.csv"), ids=lambda words: words["language"])
@pytest.mark.parametrize("phone", ["iphone", "android"])
@pytest.mark.parametrize("space", [" ", "\u202f"])  # phones put narrow ones beside the clock
def test_each_language_gives_the_same_log(words, phone, space):
    head = words[phone][:-3].replace(" ", space) + words[phone][-3:]
    log = chats.parse("\n".join(export(words | {phone: head}, phone)) + "\n", zone="Asia/Jakarta")
    assert relay.validate(log) == []
    assert log["kind"].value_counts().to_dict() == {"text": 6, "media": 8}
    long = log.loc[log["kind"] == "text", "size"].tolist()
    assert long == [4, len("first line\nsecond line"), len("Halo apa kabar"), 5, 24, 1]
    assert log["sender"].value_counts().to_dict() == {"person 1": 7, "person 2": 7}
    assert log["sent_at"].dt.strftime("%Y-%m-%d %H").unique().tolist() == ["2024-03-13 14"]
    assert log["sent_at"].dt.minute.tolist() == [*range(11, 22), 24, 25, 26]
    noted = log.attrs["read"]
    assert sum(noted.get(kind, 0) for kind in ("remark", "unnamed", "deleted", "call")) == 4
    assert not noted.get("other")


# --- when: heads, orders of day and month, words of the day


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_head_gives_its_time(head, end):
    lines = [f"{head}{line}" for line in ("Ani: Halo", "Budi: a\nb", "Ani: c: d - e")]
    log, _ = read(end.join(lines))
    (at,) = log["sent_at"].astype(str).unique()
    assert at.startswith(HEADS[head])
    assert log["size"].tolist() == [4, 3, 8]
    assert log["sender"].nunique() == 2


@pytest.mark.parametrize(("word", "hour", "read_as"), LINES["word"])
def test_words_of_the_day_that_go_over_noon_or_midnight(word, hour, read_as):
    log, _ = read(f"13/03/24, {hour}:15 {word} - Ani: hi")
    assert log["sent_at"].dt.hour.tolist() == [read_as]


@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_the_clock_of_no_language_is_read_the_wrong_way(width):
    """All that the Unicode locale data know: read right, or refused where two languages clash."""
    unknown = set()
    for name in localedata.locale_identifiers():
        if name.startswith("smn"):  # "ip." is the morning in Inari Sami, the afternoon in Finnish
            continue
        periods = Locale.parse(name).day_periods["format"].get(width, {})
        for half, hour in (("am", 9), ("pm", 21)):
            if half in periods:
                try:
                    at = exports.seconds_of(["9:15"], [periods[half]], int)
                except CourseError:
                    unknown.add(periods[half])
                else:
                    assert at.astype(int)[0] == (hour * 60 + 15) * 60, (name, periods[half])
    assert len(unknown) <= 6


@pytest.mark.parametrize("head", LINES["strange"])
def test_a_date_that_is_not_understood_is_said_to_be_one(head):
    with pytest.raises(CourseError, match=f"{LINES['strange'][head]}.*first in line 1"):
        read(f"{head}Ani: hi\n{head}Budi: hallo")


@pytest.mark.parametrize("date", LINES["year"])
def test_two_digits_of_a_year_in_front(date):
    """Basque and Nepali phones write 24/3/13, Korean ones 24. 3. 13.: said, or not guessed."""
    year = LINES["year"][date]
    text = f"{date} 21:15 - Ani: hi\n{date} 21:15 - Budi: hallo"
    if isinstance(year, str):
        with pytest.raises(CourseError, match=year):
            read(text)
        assert read(text, order="year first")[0]["sent_at"].dt.month[0] == 3
    else:
        assert read(text)[0]["sent_at"].dt.year.tolist() == [year] * 2


SLICED = {
    "day, 24": lambda at: f"{at:%d/%m/%y, %H:%M} - ",
    "day, 12": lambda at: f"{at:%d/%m/%y, %I:%M %p} - ",
    "month, 24": lambda at: f"{at:%m/%d/%y, %H:%M} - ",
    "month, 12": lambda at: f"{at.month}/{at.day}/{at:%y, %I:%M %p} - ",
    "year, 24": lambda at: f"{at:%y-%m-%d, %H:%M} - ",
    "dots": lambda at: f"[{at:%d.%m.%y, %H:%M:%S}] ",
}


@pytest.mark.parametrize("slices", [240, pytest.param(1395, marks=pytest.mark.weekly)])
def test_slices_of_synthetic_chats_are_dated_right(slices):
    """Slices of days 1 to 12 of one month, where either number of a date could be the month."""
    chance, wrong = random.Random(1395), 0
    for n in range(slices):
        month = pd.Timestamp(chance.randrange(2012, 2026), n % 12 + 1, 1)
        form = SLICED[[*SLICED][n // 12 % len(SLICED)]]
        first, last = sorted(chance.sample(range(12), 2)) if n > 72 else (0, 11)
        days = [month + pd.Timedelta(days=day) for day in range(first, last + 1)]
        heads = [form(day + pd.Timedelta(minutes=chance.randrange(1440))) for day in days]
        log, noted = read("\n".join(f"{head}{chance.choice('AB')}: halo" for head in heads))
        wrong += log["sent_at"].dt.floor("D").dt.tz_localize(None).tolist() != days
        wrong += noted["why"] not in ("span", "only")
    assert wrong == 0


@pytest.mark.parametrize("days", [["05/06/24"], ["05/06/24", "05/06/24"]])
def test_a_tie_is_refused_and_the_argument_named(days):
    text = "\n".join(f"{day}, 9:15 PM - A: b" for day in days)
    with pytest.raises(CourseError, match="order='day first' or order='month first'"):
        read(text)
    for order, month in (("day first", 6), ("month first", 5)):
        assert read(text, order=order)[0]["sent_at"][0].month == month


# --- what: media, remarks, texts


@pytest.mark.parametrize(
    ("form", "line"),
    [(iphone, line) for line in LINES["marked"]] + [(android, line) for line in LINES["medium"]],
)
def test_a_medium_is_a_medium(form, line):
    log, noted = read(form("Ani: hi", f"Budi: {line}", "Budi: yes"))
    assert log["kind"].tolist() == ["text", "media", "text"]
    assert log["size"].tolist()[1] == 1
    assert noted["media"] == 1


@pytest.mark.parametrize("name", STRANGERS["media"])
def test_media_calls_and_deleted_messages(name):
    *media, document, omitted, gone, mine, call = STRANGERS["media"][name].split("|")
    lines = [f"Budi: {MARK}{one}" for one in (*media, gone, mine, call)]
    paper = f"Ani: {MARK}a.pdf • {MARK}3 pages {MARK}{document}"
    long, noted = sizes(iphone("Ani: hi", *lines, paper, "Budi: hallo"))
    assert long == [2, *[1] * 7, 5]
    assert (noted["media"], noted["other"], noted["deleted"], noted["call"]) == (7, 0, 2, 1)
    lines = [f"Budi: {one}" for one in (omitted, gone, mine)]
    long, noted = sizes(android("Ani: hi", *lines, "Budi: hallo"))
    assert (long, noted["deleted"], noted["other"]) == ([2, 1, 5], 2, 0)


@pytest.mark.parametrize("said", STRANGERS["sealed"].values(), ids=STRANGERS["sealed"])
def test_the_sentence_about_encryption_is_nobodys(said):
    long, noted = sizes(iphone(f"Budi: {MARK}{said}", "Ani: hi", "Budi: hallo"))
    assert (long, noted["remark"], noted["media"]) == ([2, 5], 1, 0)
    long, noted = sizes(android(said, "Ani: hi", "Budi: hallo"))
    assert (long, noted["unnamed"]) == ([2, 5], 1)


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_is_nobodys(remark):
    log, noted = read(android("Ani: hi", remark, "Budi: hallo", "Ani: a"))
    assert log["size"].tolist() == [2, 5, 1]
    assert log["sender"].tolist() == ["person 1", "person 2", "person 1"]
    assert noted["unnamed"] == 1


@pytest.mark.parametrize("text", LINES["text"])
def test_a_text_is_a_text(text):
    for form in (iphone, android):
        log, noted = read(form("Ani: hi", f"Budi: {text}", "Ani: ok"))
        assert log["kind"].unique().tolist() == ["text"]
        assert log["size"].tolist() == [2, len(text.replace(MARK, "").strip().encode()), 2]
        assert not noted["media"]


# --- who: names, groups


@pytest.mark.parametrize("name", LINES["name"])
@pytest.mark.parametrize("form", [iphone, android])
def test_any_name_is_somebody(name, form):
    lines = ("Ani: hi", f"{name}: a", "Ani: b", f"{name}: see 'c' \"d")
    long, noted = sizes(form(*lines))
    assert (long, noted["people"]) == ([2, 1, 1, 10], 2)
    if ":" not in name:
        assert sizes(form("Ani: hi", f"{name}: a: b"))[0] == [2, 4]


# --- what belongs to no message


def test_many_lines_in_another_form_are_refused():
    other = "\n[12/03/24, 20:00:00] Citra: hello"
    strange = "13 Mar 2024, 21:15 - Ani: hi\n" * 20
    for text in (strange + android("Ani: a"), android(*["Ani: a"] * 25) + other * 20):
        with pytest.raises(CourseError, match="20 lines in another form"):
            read(text)


def test_a_group_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(chats, "_MOST_ROWS", 5)
    with pytest.raises(CourseError, match="one for each message and each of its readers"):
        read(android("A: a", "B: b", "C: c"), group=True)


def test_a_long_chat_is_read_in_its_parts():
    lines = android(*(f"{'AB'[n % 2]}: {n}" for n in range(40))) + "\n"
    log, _ = read(lines * 50, order="day first")
    assert len(log) == 2000
    assert log["size"].tolist()[:12] == [1] * 10 + [2] * 2
    assert chats.report(log).startswith("2,000 messages")
