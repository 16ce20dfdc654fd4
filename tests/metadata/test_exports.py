"""Lines of exports in every form and language found: what is said, by whom, when, and what is not.

`languages.csv` has a row for each language of the app: Sari and Budi exchange fourteen messages and
the app writes four lines of its own. `strangers.toml` holds what nobody of us was handed, and
`lines.toml` the rest. No real person's line is anywhere. What cannot be read is told, and nothing
of it.
"""

import csv
import random
import time
import tomllib
import traceback
from pathlib import Path

import pandas as pd
import pytest
from babel import Locale, localedata
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import relay
from course_lib.errors import CourseError
from course_lib.metadata import chats, exports

HERE = Path(__file__).parent
LINES, STRANGERS = (
    tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    for name in ("lines", "strangers")
)
CONVERSATION = LINES["conversation"]
PHONES = {phone: CONVERSATION.pop(phone) for phone in ("iphone", "android")}
LANGUAGES = (HERE / "languages.csv").read_text(encoding="utf-8").splitlines()
HEADS = {"android": "13/03/24, 21:{} - ", "iphone": "[13/03/24, 21:{}:07] ", "whole": ""}


def chat(form, *lines):
    """Lines under heads of this form, one a minute."""
    return "\n".join(HEADS[form].format(n) + line for n, line in enumerate(lines, 10))


def read(text, **how):
    log = chats.parse(text, **({"zone": "UTC"} | how))
    assert relay.validate(log) == []
    assert log.index.tolist() == list(range(len(log)))
    return log, log.attrs["read"]


# --- small chats, and a whole one in each language


def cases():
    """The chats of lines.toml: whole ones, and each line of a list in the shape for it."""
    yield from ((case["is"], case) for case in LINES["case"])
    for shape in LINES["shape"]:
        table, _, name = shape["of"].rpartition(".")
        for entry in (STRANGERS if table else LINES)[name]:
            values = entry if isinstance(entry, list) else [entry]
            made = {key: filled(told, values) for key, told in shape.items()}
            yield f"{shape['is']}: {values[0]}", made


def filled(told, values):
    if isinstance(told, dict):
        return {key: filled(each, values) for key, each in told.items()}
    if isinstance(told, list):
        return [filled(each, values) for each in told]
    return told.format(*values) if isinstance(told, str) else told


def frames(error):
    """Every local value that an error drags along, in its own frames and in those of its causes."""
    seen = []
    while error:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if "course_lib" in frame.f_code.co_filename:
                seen.append(repr(frame.f_locals))
        error = error.__cause__ or error.__context__
    assert seen
    return seen


def assert_private(refusal):
    """No word of the secret of lines.toml is in an error or its frames."""
    for told in (str(refusal.value), *frames(refusal.value)):
        assert "treasure" not in told
        assert "oak" not in told


def noted(log):
    """What was read: numbers of `report`, and the rows in a few words."""
    at, first = log["sent_at"].dt, log["sent_at"].min()
    return log.attrs["read"] | {
        **{part: getattr(first, part) for part in ("year", "month", "day")},
        "at": " ".join(at.strftime("%Y-%m-%d %H:%M:%S").unique()),
        "minute": " ".join(at.strftime("%Y-%m-%d %H:%M").unique()),
        "clocks": ", ".join(at.strftime("%d %H:%M")),
        "kinds": " ".join(log["kind"]),
        "sizes": " ".join(map(str, log["size"])),
        "who": " ".join(log["sender"].str.removeprefix("person ")),
    }


@pytest.mark.parametrize(("name", "case"), [*cases()])
def test_a_small_chat(name, case, tmp_path):
    text, how = chat(case.get("form", "android"), *case["lines"]), case.get("how", {})
    if refused := case.get("refused"):
        (tmp_path / "chat.txt").write_text(text, encoding="utf-8")
        for ask, given in ((chats.parse, text), (chats.read, tmp_path / "chat.txt")):
            with pytest.raises(CourseError, match=refused) as refusal:
                ask(given, **how)
            assert_private(refusal)
        return
    log, told = read(text, **how)
    got, gives = noted(log), case.get("gives", {})
    assert {key: str(got.get(key, 0)) for key in gives} == {k: str(gives[k]) for k in gives}
    assert case.get("says", "") in chats.report(log)
    assert len(log) == told["n"] * (max(2, told["people"]) - 1)
    assert log["sender"].nunique() == told["people"]


def export(words, phone):
    """The conversation of lines.toml in the words of a language and the digits of its clock."""
    zero = next(ord(sign) - int(sign) for sign in words[phone] if sign.isdecimal())
    digits = {ord("0") + n: chr(zero + n) for n in range(10)}
    for minute, line in enumerate(PHONES[phone], start=10):
        yield words[phone].format(m=str(minute).translate(digits)) + line.format(**words) + "\n"


@pytest.mark.parametrize(
    "words", [*csv.DictReader(LANGUAGES, delimiter=";")], ids=lambda words: words["language"]
)
@pytest.mark.parametrize("phone", PHONES)
@pytest.mark.parametrize("space", [" ", "\u202f"])  # phones put narrow ones beside the clock
def test_each_language_gives_the_same_log(words, phone, space):
    head = words[phone][:-3].replace(" ", space) + words[phone][-3:]
    log, told = read("".join(export(words | {phone: head}, phone)), zone="Asia/Jakarta")
    got = noted(log)
    assert {key: got[key] for key in CONVERSATION} == CONVERSATION
    assert sum(told.get(kind, 0) for kind in ("remark", "unnamed", "deleted", "call")) == 4
    assert not told.get("other")


# --- when: words of the day, orders of day and month


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
                    at = exports.seconds_of(["9:15"], [periods[half]], [1])
                except CourseError:
                    unknown.add(periods[half])
                else:
                    assert at.astype(int)[0] == (hour * 60 + 15) * 60, (name, periods[half])
    assert len(unknown) <= 6


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
        log, told = read("\n".join(f"{head}{chance.choice('AB')}: halo" for head in heads))
        wrong += log["sent_at"].dt.floor("D").dt.tz_localize(None).tolist() != days
        wrong += told["why"] not in ("span", "only")
    assert wrong == 0


# --- long ones, and any text at all


def test_many_lines_in_another_form_are_refused():
    other = "\n[12/03/24, 20:00:00] Citra: hello"
    strange, usual = "13 Mar 24, 21:15 - Ani: hi\n" * 20, chat("android", *["Ani: a"] * 25)
    for text in (strange + chat("android", "Ani: a"), usual + other * 20):
        with pytest.raises(CourseError, match="20 lines in another form"):
            read(text)


def test_a_group_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(chats, "_MOST_ROWS", 5)
    with pytest.raises(CourseError, match="one for each message and each of its readers"):
        read(chat("android", "A: a", "B: b", "C: c"), group=True)


def test_a_long_chat_is_read_in_its_parts():
    lines = chat("android", *(f"{'AB'[n % 2]}: {n}" for n in range(40))) + "\n"
    log, _ = read(lines * 50, order="day first")
    assert len(log) == 2000
    assert log["size"].tolist()[:12] == [1] * 10 + [2] * 2
    assert chats.report(log).startswith("2,000 messages")


@pytest.mark.parametrize("sign", [*'\n \u200e<[(:/"“', "\n ", "a.b ", "a: b\n", "13/03/24, "])
def test_the_longest_message_takes_no_time(sign):
    """65,536 characters of one kind: a pattern that tries each of them anew takes minutes."""
    begin = time.process_time()
    read(chat("android", "Ani: " + (sign * 65_536)[:65_536] + "x", "Budi: hallo"))
    assert time.process_time() - begin < 10


clocks = st.sampled_from(["13/03/24, 21:15 - ", "[3/13/24, 9:15:07\u202fPM] ", "13/03/24 21.15 - "])
bits = st.one_of(
    st.text(max_size=12),
    st.sampled_from([": ", "\n", "\u200e", "Sari: ", "<Media omitted>", "[", "] ", "99/99/99, "]),
    clocks,
)


@settings(max_examples=400)
@given(st.lists(bits, max_size=12).map("".join))
def test_any_text_gives_a_log_or_a_clear_error(text):
    try:
        log = chats.parse(text, group=True)
    except CourseError:
        return
    assert isinstance(log, pd.DataFrame)
    assert relay.validate(log) == []


words = st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=30)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(["Sari", "Budi"]), words), min_size=1))
def test_one_row_a_message(messages):
    text = "\n".join(f"13/03/24, 21:15 - {name}: {said}" for name, said in messages)
    assert len(chats.parse(text)) == len(messages)


# --- what went wrong is told, and nothing of the chat

SECRET = "Ani: the treasure lies under the oak"


@pytest.mark.parametrize("unforeseen", [ZeroDivisionError, KeyboardInterrupt, MemoryError])
def test_an_unforeseen_error_holds_nothing_either(unforeseen, monkeypatch):
    def broken(*_):
        raise unforeseen(SECRET)

    monkeypatch.setattr(exports, "days_of", broken)
    with pytest.raises((CourseError, KeyboardInterrupt, MemoryError)) as refusal:
        chats.parse(chat("android", SECRET))
    assert_private(refusal)


@pytest.mark.parametrize("wrong", [{"same": ["x"]}, {"same": 5}, {"text": b"oak"}, {"text": None}])
def test_wrong_types_get_a_sentence_and_hold_nothing(wrong):
    with pytest.raises(CourseError, match="a text, and for same a dict") as refusal:
        chats.parse(**({"text": chat("android", SECRET)} | wrong))
    assert_private(refusal)
