"""Exports in every form and language found: one synthetic file each, built from `languages.csv`.

The phrases are those that the app writes; nobody's line is here. Sari and Budi exchange fourteen
messages, and the app writes four lines of its own.
"""

import csv
import io
import itertools
import random
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from babel import Locale, localedata

from course_lib import relay
from course_lib.errors import CourseError
from course_lib.metadata import chats, exports

HERE = Path(__file__).parent
TABLE = (HERE / "languages.csv").read_text(encoding="utf-8")
LANGUAGES = list(csv.DictReader(TABLE.splitlines(), delimiter=";"))
each = pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words["language"])
MARK = "\u200e"
TEXTS = {"text": 6, "media": 8}


@pytest.fixture(autouse=True)
def own_machine(monkeypatch):
    import os

    for name in list(os.environ):
        if name.startswith(tuple(chats._SHARED)):
            monkeypatch.delenv(name)


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
    lines = []
    for minute, (name, text) in enumerate(said(words, phone), start=10):
        digits = str(minute).translate(digits_of(words[phone]))
        head = words[phone].format(m=digits)
        name = name or ("Budi" if phone == "iphone" else None)
        lines.append(f"{head}{name}: {text}" if name else f"{head}{text}")
    return "\n".join(lines) + "\n"


def digits_of(head):
    zero = next(ord(sign) - int(sign) for sign in head if sign.isdecimal())
    return {ord("0") + n: chr(zero + n) for n in range(10)}


@each
@pytest.mark.parametrize("phone", ["iphone", "android"])
@pytest.mark.parametrize("spaces", ["", "\u202f"])
def test_each_language_gives_the_same_log(words, phone, spaces):
    head = words[phone]
    inside = head[:-3].replace(" ", spaces or " ")  # phones put narrow spaces beside the clock
    text = export(words | {phone: inside + head[-3:]}, phone)
    log = chats.parse(text, zone="Asia/Jakarta")
    assert relay.validate(log) == []
    assert log["kind"].value_counts().to_dict() == TEXTS
    sizes = log.loc[log["kind"] == "text", "size"].tolist()
    assert sizes == [4, len("first line\nsecond line"), len("Halo apa kabar"), 5, 24, 1]
    assert log["sender"].value_counts().to_dict() == {"person 1": 7, "person 2": 7}
    assert log["sent_at"].dt.strftime("%Y-%m-%d %H").unique().tolist() == ["2024-03-13 14"]
    assert log["sent_at"].dt.minute.tolist() == [11, 12, *range(13, 22), 24, 25, 26][:14]
    noted = log.attrs["read"]
    lines = sum(noted.get(kind, 0) for kind in ("remark", "unnamed", "deleted", "call"))
    assert lines == 4
    assert not noted.get("other")


# --- forms of heads that public tools' tests and issues list, beside those of the languages


@pytest.mark.parametrize(
    ("head", "at"),
    [
        ("13/6/18, 1:55 p.m. - ", "13:55:00"),
        ("13-06-2018, 01.55 PM - ", "13:55:00"),
        ("13.06.18 21.25.15: ", "21:25:15"),
        ("[06.13.18 21:25:15] ", "21:25:15"),
        ("13.6.2018 klo 21.25.15 - ", "21:25:15"),
        ("13. 6. 2018. 21:25:15 ", "21:25:15"),
        ("[13/6/18 1:55:00 p. m.] ", "13:55:00"),
        (f"{MARK}[13/6/18 1:55:00 p. m.] ", "13:55:00"),
        ("[2018/06/13, 21:25:15] ", "21:25:15"),
        ("13/6/2018 1:55 p.\u00a0m. - ", "13:55:00"),
        ("13/6/18, 1:55\u202fPM - ", "13:55:00"),
        ("13/6/18, 12:00 AM - ", "00:00:00"),
        ("13/6/18, 12:30 PM - ", "12:30:00"),
        ("13/6/18, 00:08 a. m. - ", "00:08:00"),
        ("13-06-18 22:55:45 ", "22:55:45"),
        ("2018-06-13, 8:04:08 AM: ", "08:04:08"),
        ("13/06/2018 17:03:48: ", "17:03:48"),
        ("6/13/18, 1:59:59 PM: ", "13:59:59"),
        ("2018/06/13, 5:46 pm - ", "17:46:00"),
        ("9:15 PM, 13/6/2018 - ", "21:15:00"),
        ("13/06/18 9:15 da noite - ", "21:15:00"),
        ("13.06.18, 21:15 Uhr - ", "21:15:00"),
        ("13/06/18, 21:15 – ", "21:15:00"),
        ("18-06-13, 21:15 - ", "21:15:00"),
    ],
)
def test_each_head_gives_its_time(head, at):
    text = f"{head}Ani: Halo\n{head}Budi: a\nb\n{head}Ani: c: d - e"
    log = chats.parse(text, zone="UTC")
    assert log["sent_at"].astype(str).unique().tolist() == [f"2018-06-13 {at}+00:00"]
    assert log["size"].tolist() == [4, 3, 8]
    assert log["sender"].nunique() == 2


def test_dashes_put_the_year_first():
    assert chats.parse("24-03-13, 21:15 - A: b", zone="UTC")["sent_at"][0].year == 2024
    assert chats.parse("13-03-24 21:15:00 A: b", zone="UTC")["sent_at"][0].year == 2024
    with pytest.raises(CourseError, match="year first"):
        chats.parse("24-03-25, 21:15 - A: b", zone="UTC")


# --- day and month: slices of a chat, as short as students' are


def chat_of(days, form):
    chance = random.Random(3)
    for day, minute in itertools.product(days, sorted(chance.sample(range(1440), 4))):
        at = day + pd.Timedelta(minutes=minute)
        yield f"{form(at)}{chance.choice(['Ani', 'Budi'])}: halo"


SLICED = {
    "day, 24": lambda at: f"{at:%d/%m/%y, %H:%M} - ",
    "day, 12": lambda at: f"{at:%d/%m/%y, %I:%M %p} - ",
    "month, 24": lambda at: f"{at:%m/%d/%y, %H:%M} - ",
    "month, 12": lambda at: f"{at.month}/{at.day}/{at:%y, %I:%M %p} - ",
    "year, 24": lambda at: f"{at:%y-%m-%d, %H:%M} - ",
    "dots": lambda at: f"[{at:%d.%m.%y, %H:%M:%S}] ",
}


@pytest.mark.parametrize("form", SLICED)
@pytest.mark.parametrize("month", range(1, 13))
def test_days_1_to_12_of_one_month_are_dated_right(form, month):
    start = pd.Timestamp(2023, month, 1)
    pairs = [*itertools.combinations(range(12), 2)]
    for first, last in [(0, 11), *random.Random(month).sample(pairs, 5)]:
        days = [start + pd.Timedelta(days=n) for n in range(first, last + 1)]
        text = "\n".join(chat_of(days, SLICED[form]))
        log = chats.parse(text, zone="UTC")
        assert log["sent_at"].dt.floor("D").dt.tz_localize(None).unique().tolist() == days
        assert log.attrs["read"]["why"] in ("span", "only")


@pytest.mark.parametrize("days", [["05/06/24"], ["05/06/24", "05/06/24"]])
def test_a_tie_is_refused_and_the_argument_named(days):
    text = "\n".join(f"{day}, 9:15 PM - A: b" for day in days)
    with pytest.raises(CourseError, match="order='day first' or order='month first'"):
        chats.parse(text, zone="UTC")
    for order, month in (("day first", 6), ("month first", 5)):
        log = chats.parse(text, zone="UTC", order=order)
        assert log["sent_at"][0].month == month
    with pytest.raises(CourseError, match="year first"):
        chats.parse(text, order="backwards")


def test_a_date_that_is_the_same_in_every_order_is_no_tie():
    log = chats.parse("05/05/24, 21:15 - A: b", zone="UTC")
    assert "same in every order" in chats.report(log)


def test_an_order_that_does_not_fit_names_the_line():
    text = "12/03/24, 21:15 - A: b\n13/03/24, 21:15 - A: b"
    with pytest.raises(CourseError, match="line 2"):
        chats.parse(text, order="month first")


# --- what vanished before, and who did


def iphone(*lines):
    return "\n".join(f"[13/03/24, 21:{n:02}:00] {line}" for n, line in enumerate(lines, 10))


def android(*lines):
    return "\n".join(f"13/03/24, 21:{n:02} - {line}" for n, line in enumerate(lines, 10))


def read(text, **how):
    log = chats.parse(text, zone="UTC", **how)
    return log, log.attrs["read"]


@pytest.mark.parametrize(
    "line",
    [
        f"{MARK}POLL:\nWhich day?\n{MARK}OPTION: Monday ({MARK}2 votes)",
        f"{MARK}Contact card omitted",
        f"{MARK}Location: https://maps.google.com/?q=1.0,2.0",
        f"{MARK}Location: Cafe (Street 1) https://foursquare.com/v/4b0588",
        f"{MARK}Video note omitted",
        f"{MARK}<attached: 00000012-PHOTO-2024-03-14-07-01-00.jpg>",
        f"{MARK}<添付ファイル: 00000012-PHOTO-2024-03-14-07-01-00.jpg>",
        f"{MARK}<附件：00000012-PHOTO-2024-03-14-07-01-00.jpg>",
        f"look here {MARK}image omitted",
        f"look here {MARK}<Anhang: 00000012-PHOTO-2024-03-14-07-01-00.jpg>",
        f"{MARK}You received a view once message. For added privacy, open it on your phone.",
        f"{MARK}mynd sleppt",  # a language that is not in the list
    ],
)
def test_marked_lines_are_media(line):
    log, noted = read(iphone("Ani: hi", f"Budi: {line}", "Budi: yes"))
    assert log["kind"].tolist() == ["text", "media", "text"]
    assert log["size"].tolist()[1] == 1
    assert noted["media"] == 1


def test_words_not_known_are_counted():
    log, noted = read(iphone("Ani: hi", f"Budi: {MARK}mynd sleppt", "Budi: yes"))
    assert noted["other"] == 1
    assert "words not known here: 1" in chats.report(log)


@pytest.mark.parametrize(
    "line",
    [
        "IMG-20240314-WA0001.jpg (anything at all)",
        "Ani.vcf (anything at all)",
        "ticket.pdf (Datei angehängt)",
        "<Medien ausgeschlossen>\nwith words below",
        "<Nothing that is known>",
        "location: https://maps.google.com/?q=1.0,2.0",
        "live location shared",
        "null",
        "",
        "POLL:\nWhich day?\nOPTION: Monday (2 votes)",
    ],
)
def test_media_of_android(line):
    log, _ = read(android("Ani: hi", f"Budi: {line}", "Budi: yes"))
    assert log["kind"].tolist() == ["text", "media", "text"]


@pytest.mark.parametrize(
    "line",
    [
        "see notes.txt (it is old)",
        f"a {MARK}b",
        "x < y and y > z",
        "<3",
        "This message was deleted by mistake, sorry",
        "https://maps.google.com/?q=1.0,2.0",
        "Poll",
        "a\n\nb",
    ],
)
def test_ordinary_texts_stay(line):
    for text in (android("Ani: hi", f"Budi: {line}"), iphone("Ani: hi", f"Budi: {line}")):
        assert read(text)[0]["kind"].tolist() == ["text", "text"]


def test_an_edited_text_loses_what_the_app_added():
    lines = ("Ani: halo", f"Budi: ya {MARK}<This message was edited>", "Ani: x <y z>")
    assert read(android(*lines))[0]["size"].tolist() == [4, 2, 7]
    text = android("Ani: halo", "Budi: ya <Diese Nachricht wurde bearbeitet.>")
    assert read(text)[0]["size"].tolist() == [4, 2]


@pytest.mark.parametrize(
    "line",
    [
        'Ani changed the subject from "Trip: Bandung" to "Trip: Bogor"',
        'Ani changed the subject from "Trip" to "Trip: Bogor"',
        "Ani hat den Betreff von „Trip: Bandung“ zu „Trip: Bogor“ geändert.",
        "Ani a modifié le sujet de « Trip: Bandung » à « Trip: Bogor »",
        "Ani cambió el asunto de “Trip: Bandung” a “Trip: Bogor”",
        "Aniがグループ名を「Trip: Bandung」に変更しました",
        'Ani mengubah subjek dari "Trip: Bandung" menjadi "Trip: Bogor"',
        "Ani added Budi",
        "Ani lagði Budi við",
    ],
)
def test_a_remark_is_nobody(line):
    log, noted = read(android("Ani: hi", line, "Budi: hi"))
    assert log["sender"].tolist() == ["person 1", "person 2"]
    assert noted["unnamed"] == 1


@pytest.mark.parametrize(
    "name",
    [
        "Budi (changed number)",
        "Budi added me",
        "Budi end-to-end",
        'Budi "Bo" Santoso',
        "~\u202fBudi",
        "\u202a+62 000 0007\u202c",
        "👋 Budi",
        "O'Neill",
    ],
)
def test_any_saved_name_is_somebody(name):
    for text in (android("Ani: hi", f"{name}: a: b"), iphone("Ani: hi", f"{name}: a: b")):
        assert read(text)[0]["size"].tolist() == [2, 4]


def test_the_name_of_a_group_is_nobody():
    for title in ("Trip", "Trip: Bandung"):
        remark = f"{title}: {MARK}Messages and calls are end-to-end encrypted."
        foreign = f"{title}: {MARK}skilaboð eru dulkóðuð"
        lines = ("Ani: a", "Budi: b", "Citra: c")
        assert read(iphone(remark, *lines), group=True)[0]["sender"].nunique() == 3
    log, noted = read(iphone(foreign.replace("Trip: ", ""), *lines), group=True)
    assert log["sender"].nunique() == 3
    assert noted["title"] == 1


def test_names_can_be_joined_and_left_out():
    text = android("Ani: a", "Ani new: b", "Notice: c", "Budi: d")
    with pytest.raises(CourseError, match="lines 1, 2, 3 and 4"):
        read(text)
    log, noted = read(text, same={"Ani new": "Ani", "Notice": ""})
    assert log["sender"].tolist() == ["person 1", "person 1", "person 2"]
    assert noted["asked"] == 1


def test_a_cut_file_says_what_lies_before_the_first_message():
    _, noted = read("the end of something\nmore\n" + android("Ani: a"))
    assert noted["before"] == 2


def test_a_group_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(chats, "_MOST_ROWS", 5)
    with pytest.raises(CourseError, match="one for each message and each of its readers"):
        read(android("A: a", "B: b", "C: c"), group=True)


# --- clocks


def test_words_of_a_clock_that_are_not_known_are_refused():
    text = "13/03/24, 9:15 xx - A: secret\n13/03/24, 9:16 yy - A: secret"
    with pytest.raises(CourseError, match="line 2"):
        chats.parse(text)


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("Europe/London", "21:15", "20:15"),
        ("Europe/Berlin", "20:15", "19:15"),
        ("Asia/Kolkata", "15:45", "15:45"),
        ("America/New_York", "02:15", "01:15"),
        ("UTC", "21:15", "21:15"),
    ],
)
def test_daylight_saving_is_included(zone, winter, summer):
    for day, clock in (("13/01/24", winter), ("13/07/24", summer)):
        log = chats.parse(f"{day}, 21:15 - A: b", zone=zone)
        assert log["sent_at"].dt.strftime("%H:%M")[0] == clock
        assert zone in chats.report(log)


def test_the_hour_that_comes_twice_and_the_one_that_never_does():
    day = "\n".join(
        f"27/10/24, 0{clock} - A: b" for clock in ("1:50", "2:10", "2:50", "2:05", "3:00")
    )
    log, noted = chats.parse(day, zone="Europe/Berlin"), {}
    noted = log.attrs["read"]
    assert log["sent_at"].dt.strftime("%d %H:%M").tolist() == [
        *("26 23:50", "27 00:10", "27 00:50", "27 01:05", "27 02:00")
    ]
    assert noted["twice"] == 3
    log = chats.parse("31/03/24, 02:30 - A: b", zone="Europe/Berlin")
    assert "right time zone" in chats.report(log)


def test_the_zone_of_the_machine_is_taken_and_said(monkeypatch):
    monkeypatch.setenv("TZ", "Africa/Cairo")
    assert "Africa/Cairo" in chats.report(chats.parse("13/01/24, 21:15 - A: b"))


@pytest.mark.parametrize("zone", ["Mars/Base", "UTC+7", 7, "../etc", ""])
def test_a_zone_that_is_none_is_refused(zone, monkeypatch):
    if zone == "":
        monkeypatch.setattr(chats, "get_localzone", lambda: None)
    with pytest.raises(CourseError, match="name of a time zone"):
        chats.parse("13/01/24, 21:15 - A: b", zone=zone)


# --- files


def zipped(tmp_path, name, **files):
    path = tmp_path / f"{name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return path


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_coding_is_read(coding, end, tmp_path, capsys):
    path = tmp_path / "chat.txt"
    path.write_bytes(android("Ani: hällo", "Budi: b").replace("\n", end).encode(coding))
    assert chats.read(path, zone="UTC")["size"].tolist() == [6, 1]
    assert "2 messages of 2 people" in capsys.readouterr().out


def test_the_zip_of_a_phone_is_read(tmp_path):
    chat, other = android("Ani: a", "Budi: b"), "something else"
    iphones = {"_chat.txt": chat, "00000012-notes.txt": other, "__MACOSX/._chat.txt": other}
    androids = {"WhatsApp Chat with Budi.txt": chat, "IMG-20240314-WA0001.jpg": "x"}
    german = {"WhatsApp-Chat mit Budi.txt": chat, "notes.txt": other}
    renamed = {"Budi.txt": chat, "notes.txt": other}
    for files in (iphones, androids, german, renamed):
        path = zipped(tmp_path, "Budi", **files)
        assert len(chats.read(path, zone="UTC")) == 2


@pytest.mark.parametrize(
    ("inside", "texts"), [({}, 0), ({"a.jpg": "x"}, 0), ({"a.txt": "x", "b.txt": "y"}, 2)]
)
def test_a_zip_without_one_chat_is_refused(inside, texts, tmp_path):
    with pytest.raises(CourseError, match=f"an archive with {texts} texts"):
        chats.read(zipped(tmp_path, "some", **inside))


def test_a_broken_zip_is_refused(tmp_path):
    path = zipped(tmp_path, "some", **{"_chat.txt": android("Ani: a") * 99})
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(CourseError, match=r"the \.zip that the phone made"):
        chats.read(path)


# --- secrets


SECRET = "the treasure lies under the oak"
BROKEN = {
    "no head": SECRET,
    "a date": f"45/45/24, 21:15 - Ani: {SECRET}",
    "a clock": f"13/03/24, 29:15 - Ani: {SECRET}",
    "a tie": f"05/06/24, 21:15 - Ani: {SECRET}",
    "a group": android(*(f"{name}: {SECRET}" for name in "ABC")),
}


def frames(error):
    """Every local value that an error drags along, in its own frames and in those of its causes."""
    seen = []
    while error:
        step = error.__traceback__
        while step:
            if "course_lib" in step.tb_frame.f_code.co_filename:
                seen.append(repr(step.tb_frame.f_locals))
            step = step.tb_next
        error = error.__cause__ or error.__context__
    return seen


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("from_file", [False, True])
def test_no_frame_of_an_error_holds_the_chat(kind, from_file, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(BROKEN[kind], encoding="utf-8")
    with pytest.raises(CourseError) as refusal:
        chats.read(path) if from_file else chats.parse(BROKEN[kind], same={"oak": "treasure"})
    assert frames(refusal.value)
    assert not any("treasure" in values or "oak" in values for values in frames(refusal.value))
    assert "treasure" not in str(refusal.value)


@pytest.mark.parametrize("unforeseen", [ZeroDivisionError, KeyboardInterrupt, MemoryError])
def test_an_unforeseen_error_holds_nothing_either(unforeseen, monkeypatch):
    def broken(*_):
        raise unforeseen(SECRET)

    monkeypatch.setattr(exports, "days_of", broken)
    with pytest.raises((CourseError, KeyboardInterrupt, MemoryError)) as refusal:
        chats.parse(android(f"Ani: {SECRET}"))
    assert not any("treasure" in values for values in [*frames(refusal.value), str(refusal.value)])


PLACES = {
    "BINDER_SERVICE_HOST": "Binder",
    "JUPYTERHUB_USER": "hub",
    "COLAB_RELEASE_TAG": "Colab",
    "KAGGLE_KERNEL_RUN_TYPE": "Kaggle",
    "CODESPACES": "Codespaces",
    "DEEPNOTE_PROJECT_ID": "Deepnote",
    "COCALC_PROJECT_ID": "CoCalc",
    "SAGEMAKER_APP_TYPE": "SageMaker",
    "GITPOD_WORKSPACE_ID": "Gitpod",
    "DATABRICKS_RUNTIME_VERSION": "Databricks",
}


@pytest.mark.parametrize("name", PLACES)
def test_shared_machines_refuse(name, monkeypatch):
    monkeypatch.setenv(name, "yes")
    with pytest.raises(CourseError, match=PLACES[name]):
        chats.read("chat.txt")
    monkeypatch.setenv(name, "")
    with pytest.raises(CourseError, match="no file"):
        chats.read("chat.txt")


def test_a_long_chat_is_read_in_its_parts():
    lines = android(*(f"{'AB'[n % 2]}: {n}" for n in range(40))) + "\n"
    log = chats.parse(lines * 50, zone="UTC", order="day first")
    assert len(log) == 2000
    assert np.array_equal(log["size"].to_numpy()[:12], [1] * 10 + [2] * 2)
    assert io.StringIO(chats.report(log)).readline().startswith("2,000 messages")


# --- kinds that other eyes found


def both(head, *more):
    return "\n".join(head + line for line in ("Ani: hi", "Budi: hallo", *more))


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


@pytest.mark.parametrize(
    "head",
    [
        "13/03/2024 à 09:15 - ",
        "13/03/2024 às 09:15 - ",
        "13.3.2024 klo 9.15 - ",
        "[13.03.24 г., 9:15:00 ч.] ",
        "13.03.24, 09:15 Uhr - ",
        "[2024-03-13 9 h 15 min 00 s] ",
        "2024年3月13日 上午9:15 - ",
        "2024. 03. 13. de. 9:15 - ",
        "१३/३/२४, ९:१५ म.पू. - ",
    ],
)
def test_a_morning_is_read(head):
    log, _ = read(both(head))
    assert log["sent_at"].astype(str).unique().tolist() == ["2024-03-13 09:15:00+00:00"]


@pytest.mark.parametrize(
    ("date", "orders"),
    [
        ("24/3/13", "order='day first' or order='year first'"),
        ("25. 3. 24.", "order='day first' or order='year first'"),
        ("24. 3. 13.", 2024),
        ("13. 3. 24.", 2024),
        ("13/3/24", 2024),
        ("13.3.24", 2024),
    ],
)
def test_two_digits_of_a_year_in_front(date, orders):
    """Basque and Nepali phones write 24/3/13, Korean ones 24. 3. 13.: said, or not guessed."""
    text = both(f"{date} 21:15 - ")
    if isinstance(orders, str):
        with pytest.raises(CourseError, match=orders):
            read(text)
        assert read(text, order="year first")[0]["sent_at"].dt.month[0] == 3
    else:
        assert read(text)[0]["sent_at"].dt.year.tolist() == [orders] * 2


def test_a_name_with_a_colon_is_one_name():
    lines = ["Work: Budi: hi", "Ani: note: buy rice", "Work: Budi: a", "Work: Budi: b: c", "Ani: x"]
    log, _ = read(iphone(*lines))
    assert log["size"].tolist() == [2, 14, 1, 4, 1]
    assert log["sender"].nunique() == 2
    log, _ = read(iphone(*lines), same={"Work: Budi": "Ani"})
    assert log["sender"].nunique() == 1
    several = [f"Team: {name}: {text}" for text in ("one", "two", "six") for name in "AB"]
    assert read(iphone("Ani: hi", *several), group=True)[1]["people"] == 3


@pytest.mark.parametrize(
    "line",
    [
        "Ani님이 그룹 이름을 'Trip: Bandung'(으)로 변경했습니다",
        "Ani ændrede emnet fra »Trip: A« til »Trip: B«",
        "Ani heeft het onderwerp gewijzigd van ‘Trip: A’ in ‘Trip: B’",
        "Ani שינה את הנושא מ-״Trip: A״ ל-״Trip: B״",
        "Ani将群名从“Trip: A”改为“Trip: B”",
        "Ani ändrade ämnet från ”Trip: A” till ”Trip: B”",
    ],
)
def test_a_quotation_around_a_colon_is_nobody(line):
    log, noted = read(both("13/03/24, 21:15 - ", line))
    assert noted["unnamed"] == 1
    assert len(log) == 2


@pytest.mark.parametrize("name", ['"Bo', "Rock 'n Roll", 'Budi 5"', "„Bo“ Santoso", "\u200e"])
def test_a_name_with_half_a_quotation_is_somebody(name):
    assert read(android("Ani: hi", f"{name}: a b"))[0]["size"].tolist() == [2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "see you here https://maps.app.goo.gl/abc",
        "here https://maps.google.com/?q=1.0,2.0",
        "we all meet here: https://maps.google.com/?q=1.0,2.0",
        "cafe: https://maps.google.com/maps/x is nice",
        "\nfirst: b",
    ],
)
def test_a_text_with_a_link_or_an_empty_line_is_a_text(text):
    log, noted = read(android("Ani: hi", f"Budi: {text}"))
    assert log["size"].tolist() == [2, len(text.strip())]
    assert not noted["media"]


def test_a_name_whose_text_begins_below_keeps_it():
    assert read(android("Ani: hi", "Budi:\nfirst: b"))[0]["size"].tolist() == [2, 8]


OTHER = "[12/03/24, 20:00:00] Citra: hello"


def test_lines_in_another_form_are_counted_or_refused():
    log, noted = read(both("13/03/24, 21:15 - ", f"Ani: look:\n{OTHER}\n{OTHER}"))
    assert (len(log), noted["inside"]) == (3, 2)
    assert "in another form" in chats.report(log)
    strange = "13 Mar 2024, 21:15 - Ani: hi\n" * 20
    for text in (f"{strange}{android('Ani: a')}", android(*["Ani: a"] * 25) + f"\n{OTHER}" * 20):
        with pytest.raises(CourseError, match="20 lines in another form"):
            read(text)


def test_lines_that_go_back_in_time_are_counted():
    head, old = "13/03/24, 21:15 - ", "12/02/24, 20:00 - Budi: hello"
    log, noted = read(both(head, f"Ani: look:\n{old}", "Budi: no"))
    assert noted["back"] == 1
    assert "more than a day older" in chats.report(log)


@pytest.mark.parametrize("line", ["Messages are encrypted.", f"Budi: {MARK}Ani added Citra"])
def test_a_chat_without_messages_says_so(line):
    with pytest.raises(CourseError, match="in which somebody wrote"):
        read(iphone(line))


def test_of_two_chats_in_an_archive_none_is_taken(tmp_path):
    names = ("WhatsApp Chat with Ani.txt", "WhatsApp Chat with Budi.txt")
    both_there = zipped(tmp_path, "some", **dict.fromkeys(names, android("Ani: a")))
    with pytest.raises(CourseError, match="an archive with 2 texts"):
        chats.read(both_there)
    folders = dict.fromkeys(("A/_chat.txt", "B/_chat.txt"), android("Ani: a"))
    with pytest.raises(CourseError, match="an archive with 2 texts"):
        chats.read(zipped(tmp_path, "more", **folders))
    named = zipped(tmp_path, "WhatsApp Chat with Ani", **dict.fromkeys(names, android("Ani: a")))
    assert len(chats.read(named, zone="UTC")) == 1


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_a_file_cut_within_a_letter_is_read(coding, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_bytes(android("Ani: a", "Budi: bé").encode(coding)[:-1])
    assert chats.read(path, zone="UTC")["size"].tolist() == [1, 1]


@pytest.mark.parametrize("wrong", [{"same": ["x"]}, {"same": 5}, {"text": b"oak"}, {"text": None}])
def test_wrong_types_get_a_sentence_and_hold_nothing(wrong):
    with pytest.raises(CourseError, match="a text, and for same a dict") as refusal:
        chats.parse(**({"text": android(f"Ani: {SECRET}")} | wrong))
    assert not any("treasure" in values for values in frames(refusal.value))
    with pytest.raises(CourseError, match="no file"):
        chats.read(5)


def test_1395_slices_of_synthetic_chats_are_dated_right():
    chance, wrong = random.Random(1395), 0
    for _ in range(1395):
        month = pd.Timestamp(chance.randrange(2012, 2026), chance.randint(1, 12), 1)
        form = SLICED[chance.choice([*SLICED])]
        first, last = sorted(chance.sample(range(12), 2))
        days = [month + pd.Timedelta(days=day) for day in range(first, last + 1)]
        text = "\n".join(f"{form(day)}{'AB'[n % 2]}: halo" for n, day in enumerate(days))
        at = chats.parse(text, zone="UTC")["sent_at"].dt.tz_localize(None)
        wrong += at.tolist() != days
    assert wrong == 0
