"""Exports that nobody of us was handed: heads, remarks and media of 26 languages and more.

`strangers.csv` holds what phones write, by kind: heads of lines at 21:15 on 13 March 2024 (<R>, <N>
and <S> are a mark from right to left, a narrow and a hard space), the sentence about encryption,
remarks of the app without a mark, and in a row six media, a document, a medium of Android phones,
two deleted messages and a missed call. No real person's line is here.
"""

import csv
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from course_lib import relay
from course_lib.errors import CourseError
from course_lib.metadata import chats

M = "\u200e"
MARKS = {"<R>": "\u200f", "<N>": "\u202f", "<S>": "\u00a0"}
TABLE = Path(__file__).with_name("strangers.csv").read_text(encoding="utf-8")
KINDS = defaultdict(dict)
for row in csv.DictReader(TABLE.splitlines(), delimiter=";"):
    for sign, mark in MARKS.items():
        row["text"] = row["text"].replace(sign, mark)
    KINDS[row["kind"]][row["name"]] = row["text"]


def iphone(*lines):
    return "\n".join(f"[13/03/24, 21:{n}:07] {line}" for n, line in enumerate(lines, 10))


def android(*lines):
    return "\n".join(f"13/03/24, 21:{n} - {line}" for n, line in enumerate(lines, 10))


def read(text, **how):
    log = chats.parse(text, zone="UTC", **how)
    assert relay.validate(log) == []
    assert log.index.tolist() == list(range(len(log)))
    return log["size"].tolist(), log.attrs["read"]


def each(kind):
    return pytest.mark.parametrize("name", KINDS[kind])


@each("head")
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_head_is_read(name, end):
    lines = [f"{KINDS['head'][name]}{line}" for line in ("Ani: hi", "Budi: hallo\nall", "Ani: ok")]
    log = chats.parse(end.join(lines), zone="UTC")
    assert log["sent_at"].dt.strftime("%Y-%m-%d %H:%M").unique().tolist() == ["2024-03-13 21:15"]
    assert log["size"].tolist() == [2, 9, 2]
    assert log["sender"].nunique() == 2


@each("sealed")
def test_the_sentence_about_encryption_is_nobodys(name):
    said = KINDS["sealed"][name]
    sizes, noted = read(iphone(f"Budi: {M}{said}", "Ani: hi", "Budi: hallo"))
    assert (sizes, noted["remark"], noted["media"]) == ([2, 5], 1, 0)
    sizes, noted = read(android(said, "Ani: hi", "Budi: hallo"))
    assert (sizes, noted["unnamed"]) == ([2, 5], 1)


@each("remark")
def test_a_remark_without_a_mark_is_nobodys(name):
    sizes, noted = read(android("Ani: hi", KINDS["remark"][name], "Budi: hallo", "Ani: a"))
    assert (sizes, noted["unnamed"]) == ([2, 5, 1], 1)


@each("media")
def test_media_calls_and_deleted_messages(name):
    *media, document, omitted, gone, mine, call = KINDS["media"][name].split("|")
    lines = [f"Budi: {M}{one}" for one in (*media, gone, mine, call)]
    paper = f"Ani: {M}a.pdf • {M}3 pages {M}{document}"
    sizes, noted = read(iphone("Ani: hi", *lines, paper, "Budi: hallo"))
    assert sizes == [2, *[1] * 7, 5]
    assert (noted["media"], noted["other"], noted["deleted"], noted["call"]) == (7, 0, 2, 1)
    lines = [f"Budi: {one}" for one in (omitted, gone, mine)]
    sizes, noted = read(android("Ani: hi", *lines, "Budi: hallo"))
    assert (sizes, noted["deleted"], noted["other"]) == ([2, 1, 5], 2, 0)


NAMES = [
    *("Budi (changed number)", "[Budi]", "Budi - Work", "~\u202fBudi", "\u2068+62 812\u2069", "💩"),
    *("Dr. Budi, M.D.", "12:30 Budi", "13/03/24 Budi", "9 PM Budi", "Budi, 9:15 - Work", "שרה"),
    *("أحمد", "李四", "-Budi-", "::", "Budi\tS", "@budi", "AM", "null", "You", "<Media omitted>"),
    *('צה"ל', "This message was deleted", "Budi left", "admin", "Budi 'Bo", "\u202bأحمد\u202c"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", [iphone, android])
def test_any_name_is_somebody(name, form):
    lines = ("Ani: hi", f"{name}: a", "Ani: b", f"{name}: see 'c' \"d")
    sizes, noted = read(form(*lines))
    assert (sizes, noted["people"]) == ([2, 1, 1, 10], 2)


@pytest.mark.parametrize(
    "text",
    [
        *("13/03/24", "13/03/24, 21:15", "[13/03/24]", "a\n13/03/24\nb", "a\n21:15 - b", "a: b"),
        *("9:15 PM - see you", "- yes", "[ok]", "()", "<>", "<b>hi</b>", "omitted", "deleted"),
        *("image omitted", "Missed voice call?", "POLL: yes", "null and void", "👍🏽", "a\u2028b"),
        *("a\x0bb", "a\x1cb", "a\u0085b", "a\tb", "@+62 812 hi", "https://x.y/z: q", "1. a\n2. b"),
    ],
)
def test_a_text_is_a_text(text):
    for form in (iphone, android):
        sizes, noted = read(form("Ani: hi", f"Budi: {text}", "Ani: ok"))
        assert sizes == [2, len(text.encode()), 2]
        assert not noted["media"]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("[۱۴۰۲/۱۲/۲۳, ۲۱:۱۵:۰۷] ", "the year 1402"),
        ("[3/9/1445 هـ، 9:15:07 م] ", "the year 1445"),
        ("13/3/67 21:15 - ", "the year 67"),
        ("113/3/13 21:15 - ", "the year 113"),
        ("13 Mar 2024, 21:15 - ", "a month by its name"),
        ("Mar 13, 2024, 9:15 PM - ", "a month by its name"),
        ("[13. März 2024, 21:15:07] ", "a month by its name"),
        ("[令和6年3月13日 21:15:07] ", "an era"),
    ],
)
def test_a_date_that_is_not_understood_is_said_to_be_one(head, said):
    with pytest.raises(CourseError, match=f"{said}.*first in line 1"):
        read(f"{head}Ani: hi\n{head}Budi: hallo")


@pytest.mark.parametrize(
    ("word", "hour", "read_as"),
    [
        ("malam", 9, 21),
        ("malam", 12, 0),
        ("de la noche", 12, 0),
        ("nachts", 2, 2),
        ("nachmittags", 2, 14),
        ("siang", 11, 11),
        ("siang", 1, 13),
        ("晚上", 11, 23),
        ("凌晨", 12, 0),
        ("中午", 12, 12),
        ("usiku", 3, 3),
        ("ночи", 3, 3),
        ("вечера", 9, 21),
        ("সন্ধ্যা", 7, 19),
    ],
)
def test_words_of_the_day_that_go_over_noon_or_midnight(word, hour, read_as):
    log = chats.parse(f"13/03/24, {hour}:15 {word} - Ani: hi", zone="UTC")
    assert log["sent_at"].dt.hour.tolist() == [read_as]


def test_a_name_with_a_colon_on_a_line_or_two_is_said_to_be_unsure():
    text = android("Ani: hi", "Work: Budi: a", "Ani: b", "Work: Budi: c")
    assert read(text)[1]["colon"] == 2
    assert "may belong to the name" in chats.report(chats.parse(text, zone="UTC"))
    sizes, noted = read(text, same={"Work: Budi": "Work: Budi"})
    assert (sizes, noted["colon"]) == ([2, 1, 1, 1], 0)
    assert not read(android("Ani: hi", "Budi: see: a", "Budi: c"))[1]["colon"]


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "hello", "Ani: hi", "a,b,c\n1,2,3", "\0" * 9])
def test_what_is_no_chat_is_refused(text, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(text, encoding="utf-8")
    for work in (lambda: chats.parse(text), lambda: chats.read(path)):
        with pytest.raises(CourseError, match="Got"):
            work()


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["ar digits", "zh-Hant", "th digits", "bn", "he rtl"])
def test_every_coding_in_an_archive_with_other_files(coding, name, tmp_path):
    head = KINDS["head"][name]
    text = f"{head}Ani: hi\r\n{head}Budi: hallo"
    with zipfile.ZipFile(tmp_path / "WhatsApp Chat.zip", "w") as archive:
        archive.writestr("Chat/_chat.txt", text.encode(coding))
        archive.writestr("__MACOSX/Chat/._chat.txt", b"\0\5\26\7")
        archive.writestr("Chat/00000012-PHOTO-2024-03-13.jpg", b"\xff\xd8")
        archive.writestr("Chat/.DS_Store", b"\0")
        archive.writestr("Chat/notes.txt", "nothing")
    log = chats.read(tmp_path / "WhatsApp Chat.zip", zone="UTC")
    assert log["size"].tolist() == [2, 5]
