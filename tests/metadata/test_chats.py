"""Files of every form are read; anything else gets a clear error; no word and no name is kept."""

import builtins
import os
import re
import tomllib
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import relay
from course_lib.errors import CourseError
from course_lib.metadata import chats, exports

EXPORTS = Path(__file__).parent / "exports"
PAIRS = sorted(path for path in EXPORTS.glob("*.txt") if path.stem != "group")
SECRET = "the treasure lies under the oak"
CODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
PLACES = tomllib.loads((EXPORTS.parent / "lines.toml").read_text(encoding="utf-8"))["place"]


@pytest.fixture(autouse=True)
def own_machine(monkeypatch):
    for name in list(os.environ):
        if name.startswith(tuple(chats._SHARED)):
            monkeypatch.delenv(name)


def android(*lines):
    return "\n".join(f"13/03/24, 21:{n} - {line}" for n, line in enumerate(lines, 10))


def zipped(tmp_path, name, files):
    path = tmp_path / f"{name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return path


# --- files


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_each_form_gives_the_same_log_without_a_word_or_a_name(path):
    log = chats.read(path, zone="Asia/Jakarta")
    assert relay.validate(log) == []
    assert log["sent_at"].dt.strftime("%d %H:%M").tolist() == [
        *("13 14:15", "13 14:15", "13 16:59", "13 17:00", "14 00:01")
    ]
    one, two = "person 1", "person 2"
    assert log["sender"].tolist() == [one, two, one, one, two]
    assert log["recipient"].tolist() == [two, one, two, two, one]
    assert log["kind"].tolist() == ["text", "text", "media", "text", "media"]
    assert log["size"].tolist() == [4, len("first line\nsecond line"), 1, 24, 1]
    assert log["group"].isna().all()
    kept = " ".join(map(str, [*log.to_numpy().ravel(), *log["sender"].cat.categories, log.attrs]))
    assert not re.search(r"Sari|Budi|Halo|line|example|IMG|PHOTO", kept)
    assert len(PAIRS) == len(chats.FORMS)


def test_nothing_is_written(monkeypatch):
    opened = []
    usual = builtins.open
    monkeypatch.setattr(builtins, "open", lambda *a, **k: opened.append((a, k)) or usual(*a, **k))
    before = {path: path.stat().st_mtime_ns for path in EXPORTS.iterdir()}
    chats.read(PAIRS[0])
    assert {path: path.stat().st_mtime_ns for path in EXPORTS.iterdir()} == before
    assert not any("w" in str(mode) for args, _ in opened for mode in args[1:2])


def test_a_group_is_read_on_request_only():
    with pytest.raises(CourseError, match="group of 4"):
        chats.read(EXPORTS / "group.txt")
    log = chats.read(EXPORTS / "group.txt", group=True)
    assert len(log) == 4 * 3
    assert log["group"].unique().tolist() == ["group 1"]
    assert relay.validate(log) == []
    joined = chats.read(EXPORTS / "group.txt", group=True, same={"Ani": "+62 000 0007"})
    assert joined["sender"].nunique() == 3


@pytest.mark.parametrize("form", chats.FORMS)
def test_the_invented_chat_is_the_same_in_each_form(form):
    log = chats.parse(chats.synthetic(form))
    usual = chats.parse(chats.synthetic())
    assert len(log) > 20
    assert (log["sent_at"].dt.floor("min") == usual["sent_at"]).all()
    assert log.drop(columns="sent_at").equals(usual.drop(columns="sent_at"))


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_coding_is_read(coding, end, tmp_path, capsys):
    raw = android("Ani: hällo", "Budi: b").replace("\n", end).encode(coding)
    (tmp_path / "chat.txt").write_bytes(raw)
    assert chats.read(tmp_path / "chat.txt", zone="UTC")["size"].tolist() == [6, 1]
    assert "2 messages of 2 people" in capsys.readouterr().out
    archive = zipped(tmp_path, "some", {"Chat/_chat.txt": raw, "Chat/notes.txt": "nothing"})
    assert chats.read(archive, zone="UTC")["size"].tolist() == [6, 1]


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_a_file_cut_within_a_letter_is_read(coding, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_bytes(android("Ani: a", "Budi: bé").encode(coding)[:-1])
    assert chats.read(path, zone="UTC")["size"].tolist() == [1, 1]


CHAT = android("Ani: a", "Budi: b")
ANI, BUDI = "WhatsApp Chat with Ani.txt", "WhatsApp Chat with Budi.txt"


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("Budi", {"_chat.txt": CHAT, "00000012-notes.txt": "x", "__MACOSX/._chat.txt": b"\0\5"}),
        ("Budi", {BUDI: CHAT, "IMG-20240314-WA0001.jpg": b"\xff\xd8", ".DS_Store": b"\0"}),
        ("Budi", {"WhatsApp-Chat mit Budi.txt": CHAT, "notes.txt": "x"}),
        ("Budi", {"Budi.txt": CHAT, "notes.txt": "x"}),
        ("WhatsApp Chat with Ani", {ANI: CHAT, BUDI: "x"}),
    ],
)
def test_the_zip_of_a_phone_is_read(name, files, tmp_path):
    assert len(chats.read(zipped(tmp_path, name, files), zone="UTC")) == 2


@pytest.mark.parametrize(
    ("files", "texts"),
    [
        ({}, 0),
        ({"a.jpg": "x"}, 0),
        ({"a.txt": "x", "b.txt": "y"}, 2),
        ({ANI: CHAT, BUDI: CHAT}, 2),
        ({"A/_chat.txt": CHAT, "B/_chat.txt": CHAT}, 2),
    ],
)
def test_a_zip_without_one_chat_is_refused(files, texts, tmp_path):
    with pytest.raises(CourseError, match=f"an archive with {texts} texts"):
        chats.read(zipped(tmp_path, "some", files))


def test_a_broken_zip_is_refused(tmp_path):
    path = zipped(tmp_path, "some", {"_chat.txt": android("Ani: a") * 99})
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(CourseError, match=r"the \.zip that the phone made"):
        chats.read(path)


@pytest.mark.parametrize("made", [b"PK\x03\x04\xff\xfe\x00", "folder", None])
def test_what_is_no_text_file_is_refused(made, tmp_path):
    path = tmp_path / "chat.txt"
    if made == "folder":
        path.mkdir()
    elif made:
        path.write_bytes(made)
    with pytest.raises(CourseError, match="exported chat"):
        chats.read(path)


@pytest.mark.parametrize("name", PLACES | chats._SHARED)
def test_a_shared_server_is_refused_and_the_invented_chat_offered(name, monkeypatch):
    monkeypatch.setenv(name, "yes")
    with pytest.raises(CourseError, match=r"chats\.synthetic") as refusal:
        chats.read(PAIRS[0])
    assert (PLACES | chats._SHARED)[name] in str(refusal.value)
    monkeypatch.setenv(name, "")
    with pytest.raises(CourseError, match="no file"):
        chats.read("chat.txt")


# --- clocks


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
    clocks = ("1:50", "2:10", "2:50", "2:05", "3:00")
    day = "\n".join(f"27/10/24, 0{clock} - A: b" for clock in clocks)
    log = chats.parse(day, zone="Europe/Berlin")
    assert log["sent_at"].dt.strftime("%d %H:%M").tolist() == [
        *("26 23:50", "27 00:10", "27 00:50", "27 01:05", "27 02:00")
    ]
    assert log.attrs["read"]["twice"] == 3
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


# --- what cannot be read is told, and nothing of it


@pytest.mark.parametrize(
    ("text", "line"),
    [
        *((text, 1) for text in ("hello", "", "\n", "\ufeff", "Ani: hi", "a,b,c\n1,2,3", "\0" * 9)),
        (f"13/03/24, 21:15 - A: {SECRET}\n45/03/24, 21:15 - A: {SECRET}", 2),
        (f"13/03/24, 25:15 - A: {SECRET}", 1),
        (f"13/03/24, 13:15 PM - A: {SECRET}", 1),
        (f"13/03/1924, 13:15 - A: {SECRET}", 1),
        (f"13/03/24, 9:15 xx - A: {SECRET}\n13/03/24, 9:16 yy - A: {SECRET}", 2),
    ],
)
def test_an_unreadable_line_is_named_and_not_quoted(text, line, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(text, encoding="utf-8")
    for work in (lambda: chats.parse(text), lambda: chats.read(path)):
        with pytest.raises(CourseError, match=rf"line {line}\b") as refusal:
            work()
        assert ("a clock of 24 hours" if "xx" in text else "iphone_24h") in str(refusal.value)
        assert "oak" not in str(refusal.value)


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


@pytest.mark.parametrize("wrong", [{"same": ["x"]}, {"same": 5}, {"text": b"oak"}, {"text": None}])
def test_wrong_types_get_a_sentence_and_hold_nothing(wrong):
    with pytest.raises(CourseError, match="a text, and for same a dict") as refusal:
        chats.parse(**({"text": android(f"Ani: {SECRET}")} | wrong))
    assert not any("treasure" in values for values in frames(refusal.value))
    with pytest.raises(CourseError, match="no file"):
        chats.read(5)


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
