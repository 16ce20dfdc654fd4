"""Files of every form are read; anything else gets a clear error; no word and no name is kept."""

import builtins
import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from course_lib import relay
from course_lib.errors import CourseError
from course_lib.metadata import chats

EXPORTS = Path(__file__).parent / "exports"
PAIRS = sorted(path for path in EXPORTS.glob("*.txt") if path.stem != "group")
CODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
LINES = tomllib.loads((EXPORTS.parent / "lines.toml").read_text(encoding="utf-8"))
FILES = [(raw, kind) for kind, many in LINES["file"].items() for raw in many]
PLACES = LINES["place"] | chats._SHARED
CHAT = "13/03/24, 21:10 - Ani: hällo\n13/03/24, 21:11 - Budi: b"


def zipped(tmp_path, name, files):
    path = tmp_path / f"{name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return path


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_each_form_gives_the_same_log_without_a_word_or_a_name(path):
    log = chats.read(path, zone="Asia/Jakarta")
    assert relay.validate(log) == []
    log["day"] = log["sent_at"].dt.strftime("%d %H:%M")
    assert log[["day", "sender", "recipient", "kind", "size"]].to_numpy().tolist() == [
        ["13 14:15", "person 1", "person 2", "text", 4],
        ["13 14:15", "person 2", "person 1", "text", len("first line\nsecond line")],
        ["13 16:59", "person 1", "person 2", "media", 1],
        ["13 17:00", "person 1", "person 2", "text", 24],
        ["14 00:01", "person 2", "person 1", "media", 1],
    ]
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
def test_any_coding_is_read_also_in_a_zip_and_cut_within_a_letter(coding, end, tmp_path, capsys):
    raw = f"{CHAT}é".replace("\n", end).encode(coding)
    (tmp_path / "a chat of 'Sari'").write_bytes(raw[:-1])  # the last quote is its own
    assert chats.read(tmp_path / "a chat of 'Sari'", zone="UTC")["size"].tolist() == [6, 1]
    assert "2 messages of 2 people" in capsys.readouterr().out
    archive = zipped(tmp_path, "some", {"Chat/_chat.txt": raw, "Chat/notes.txt": "nothing"})
    assert chats.read(f'"{archive}" ', zone="UTC")["size"].tolist() == [6, 3]


@pytest.mark.parametrize("case", LINES["zip"], ids=lambda case: case["is"])
def test_of_an_archive_the_one_chat_is_read(case, tmp_path, monkeypatch):
    monkeypatch.setattr(chats, "_MOST_BYTES", case.get("most", 60))
    files = {file: text.replace("{chat}", CHAT) for file, text in case["files"].items()}
    path = zipped(tmp_path, case["name"], files)
    if refused := case.get("refused"):
        with pytest.raises(CourseError, match=refused):
            chats.read(path)
    else:
        assert len(chats.read(path, zone="UTC")) == 2


@pytest.mark.parametrize("case", LINES["broken"], ids=lambda case: case["said"])
def test_a_broken_zip_is_refused(case, tmp_path):
    path = zipped(tmp_path, "some", {"_chat.txt": CHAT * 99})
    raw, begins, to = path.read_bytes(), case["begins"].encode(), case["to"].encode()
    place = raw.index(begins) + case["at"]
    path.write_bytes(raw[:place] + (to and to + raw[place + 1 :]))
    with pytest.raises(CourseError, match=rf"the \.zip that the phone made.*{case['said']}"):
        chats.read(path)


@pytest.mark.parametrize(("raw", "kind"), FILES)
def test_what_is_no_text_file_is_called_what_it_is(raw, kind, tmp_path):
    (tmp_path / "chat.txt").write_bytes(raw.encode("latin-1"))
    with pytest.raises(CourseError, match=f"WhatsApp exported.*Got {kind}.*Export chat"):
        chats.read(tmp_path / "chat.txt")


def test_what_is_no_file_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.txt", "a\0b", "~nobody/a.txt", 5):
        with pytest.raises(CourseError, match=r"an exported chat\. Got no file.*Export chat"):
            chats.read(path)


@pytest.mark.parametrize("name", PLACES)
def test_a_shared_server_is_refused_and_the_invented_chat_offered(name, monkeypatch):
    monkeypatch.setenv(name, "yes")
    with pytest.raises(CourseError, match=r"chats\.synthetic") as refusal:
        chats.read(PAIRS[0])
    assert PLACES[name] in str(refusal.value)
    monkeypatch.setenv(name, "")
    with pytest.raises(CourseError, match="no file"):
        chats.read("chat.txt")


def test_the_zone_of_the_machine_is_taken_and_said_and_asked_for_if_it_has_none(monkeypatch):
    monkeypatch.setenv("TZ", "Africa/Cairo")
    assert "Africa/Cairo" in chats.report(chats.parse(CHAT))
    monkeypatch.setattr(chats, "get_localzone", lambda: None)
    with pytest.raises(CourseError, match="name of a time zone"):
        chats.parse(CHAT)
