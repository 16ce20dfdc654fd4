"""Every form of export that is known is read; anything else gets a clear error; no word is kept."""

import builtins
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import relay
from course_lib.errors import CourseError
from course_lib.metadata import chats

EXPORTS = Path(__file__).parent / "exports"
PAIRS = sorted(path for path in EXPORTS.glob("*.txt") if path.stem != "group")
each = pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)


@pytest.fixture(autouse=True)
def own_machine(monkeypatch):
    for name in chats._SHARED:
        monkeypatch.delenv(name, raising=False)


def test_there_is_a_file_for_each_form():
    assert len(PAIRS) == len(chats.FORMS)


@each
def test_each_form_gives_the_same_log(path):
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


@each
def test_no_word_and_no_name_is_kept(path):
    log = chats.read(path, zone="Asia/Jakarta")
    kept = " ".join(map(str, [*log.to_numpy().ravel(), *log["sender"].cat.categories, log.attrs]))
    assert not re.search(r"Sari|Budi|Halo|line|example|IMG|PHOTO", kept)


def test_nothing_is_written(monkeypatch):
    opened = []
    usual = builtins.open
    monkeypatch.setattr(builtins, "open", lambda *a, **k: opened.append((a, k)) or usual(*a, **k))
    before = {path: path.stat().st_mtime_ns for path in EXPORTS.iterdir()}
    chats.read(PAIRS[0])
    assert {path: path.stat().st_mtime_ns for path in EXPORTS.iterdir()} == before
    assert not any("w" in str(mode) for args, _ in opened for mode in args[1:2])


@pytest.mark.parametrize("name", sorted(chats._SHARED))
def test_a_shared_server_is_refused_and_the_invented_chat_offered(name, monkeypatch):
    monkeypatch.setenv(name, "yes")
    with pytest.raises(CourseError, match=r"chats\.synthetic") as refusal:
        chats.read(PAIRS[0])
    assert chats._SHARED[name] in str(refusal.value)
    assert len(chats.parse(chats.synthetic())) > 20


def test_a_group_is_read_on_request_only():
    with pytest.raises(CourseError, match="group of 4"):
        chats.read(EXPORTS / "group.txt")
    log = chats.read(EXPORTS / "group.txt", group=True)
    assert len(log) == 4 * 3
    assert log["group"].unique().tolist() == ["group 1"]
    assert relay.validate(log) == []


def test_two_names_of_one_person_become_one():
    log = chats.read(EXPORTS / "group.txt", group=True, same={"Ani": "+62 000 0007"})
    assert log["sender"].nunique() == 3


@pytest.mark.parametrize("form", chats.FORMS)
def test_the_invented_chat_is_the_same_in_each_form(form):
    log = chats.parse(chats.synthetic(form))
    usual = chats.parse(chats.synthetic())
    assert (log["sent_at"].dt.floor("min") == usual["sent_at"]).all()
    assert log.drop(columns="sent_at").equals(usual.drop(columns="sent_at"))


def test_the_order_of_day_and_month():
    line = "{}, 21:15 - A: b"
    for days, month in (
        (["03/04/24", "04/03/24"], 3),  # rising only if the month comes first
        (["04/03/24", "03/04/24"], 3),
        (["03/04/24", "13/04/24"], 4),
        (["03/04/24", "03/14/24"], 3),
    ):
        log = chats.parse("\n".join(map(line.format, days)), zone="UTC")
        assert log["sent_at"].min().month == month, days
    assert chats.parse("2024-03-04, 21:15 - A: b", zone="UTC")["sent_at"][0].day == 4


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("hello", 1),
        ("", 1),
        ("13/03/24, 21:15 - A: secret\n45/03/24, 21:15 - A: secret", 2),
        ("13/03/24, 25:15 - A: secret", 1),
        ("13/03/24, 13:15 PM - A: secret", 1),
        ("13/03/1924, 13:15 - A: secret", 1),
    ],
)
def test_an_unreadable_line_is_named_and_not_quoted(text, line):
    with pytest.raises(CourseError, match=rf"line {line}\b") as refusal:
        chats.parse(text)
    assert "iphone_24h" in str(refusal.value)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("made", ["zip", "folder", "nothing"])
def test_what_is_no_text_file_is_refused(made, tmp_path):
    path = tmp_path / "chat.txt"
    if made == "zip":
        path.write_bytes(b"PK\x03\x04\xff\xfe\x00")
    elif made == "folder":
        path.mkdir()
    with pytest.raises(CourseError, match="exported chat"):
        chats.read(path)


clocks = st.sampled_from(["13/03/24, 21:15 - ", "[3/13/24, 9:15:07\u202fPM] ", "13/03/24 21.15 - "])
bits = st.one_of(
    st.text(max_size=12),
    st.sampled_from([": ", "\n", "\u200e", "Sari: ", "<Media omitted>", "[", "] ", "99/99/99, "]),
    clocks,
)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.lists(bits, max_size=12).map("".join))
def test_any_text_gives_a_log_or_a_clear_error(text):
    try:
        log = chats.parse(text, group=True)
    except CourseError:
        return
    assert isinstance(log, pd.DataFrame)
    assert relay.validate(log) == []


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Sari", "Budi"]),
            st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=30),
        ),
        min_size=1,
    )
)
def test_one_row_a_message(messages):
    text = "\n".join(f"13/03/24, 21:15 - {name}: {said}" for name, said in messages)
    assert len(chats.parse(text)) == len(messages)
