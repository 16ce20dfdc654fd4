import base64
import datetime as dt
import json
import re
import subprocess
import sys

import ipywidgets as widgets
import pytest

from course_lib import data
from course_lib.lesson import store

NOON = dt.datetime(2024, 10, 19, 12, tzinfo=dt.UTC)
NINE = b'{"version": 1, "predictions": {"seat": 9}}'


@pytest.fixture
def panel(shown):
    store.save_panel()
    return shown[0]


def linked(panel):
    data = re.search(r'href="data:application/json;base64,([^"]+)"', panel.html).group(1)
    return json.loads(base64.b64decode(data))["predictions"]


def send(panel, content):
    info = {"name": "x", "type": "", "size": len(content), "last_modified": NOON}
    panel.part(widgets.FileUpload).value = ({**info, "content": memoryview(content)},)


def test_what_is_recorded_comes_back(file):
    file.write_text("")  # an empty file is an empty course
    assert store.get("predictions", "bill", 2) == (2, False)
    store.record("predictions", "bill", 40)
    store.record("confidence", "claim 1", 80)
    assert store.get("predictions", "bill", 2) == (40, True)
    assert store.get("confidence", "claim 1", 50).label == ""
    assert "not yours" in store.get("predictions", "seat", 2).label
    assert list(file.parent.iterdir()) == [file]


def test_the_path_is_beside_the_notebooks_unless_told(monkeypatch, tmp_path):
    monkeypatch.delenv("COURSE_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    store.record("predictions", "bill", 40)
    assert json.loads((tmp_path / "my_course.json").read_text())["predictions"] == {"bill": 40}
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "work"))  # a folder stays where it is
    store.record("predictions", "bill", 30)
    assert json.loads((tmp_path / "work" / "my_course.json").read_text())["version"] == 1
    monkeypatch.setenv("COURSE_STORE", "~nobody-here/x.json")  # no error: it cannot be written
    assert store.load()["predictions"] == {}


DAMAGED = {
    b"{": "damaged",
    b"\xff\xfe\x00": "damaged",
    b"[]": "not a file of this course",
    b'{"version": 1, "verdicts": 3}': "not a file of this course",
    b'{"version": 2}': "another version",
    b'{"version": 1, "article": {"pen": "\\ud83d"}}': "damaged",  # half a character
}


@pytest.mark.parametrize("raw", DAMAGED)
def test_a_file_that_cannot_be_read_is_kept_aside(file, capsys, raw):
    for number in (1, 2):
        file.write_bytes(raw)
        store.record("predictions", "bill", 40)
        assert (file.parent / f"my_course.kept-{number}.json").read_bytes() == raw
        said = capsys.readouterr().out
        assert DAMAGED[raw] in said
        assert f"my_course.kept-{number}.json" in said
        assert store.get("predictions", "bill", 2).value == 40


BAD_UPLOADS = DAMAGED | {
    b"": "it is empty",
    b'{"version": 1, "predictions": {"n": NaN}}': "damaged",
    b'{"version": 1, "notes": {"n": 1e999}}': "damaged",
    b'{"version": 1, "predictions": {"n": ' + b"9" * 5000 + b"}}": "damaged",
    b"[" * 100_000: "damaged",
    b'{"version": true}': "another version",
    b'{"version": 1.0}': "another version",
}


@pytest.mark.parametrize("content", BAD_UPLOADS, ids=lambda content: repr(content[:40]))
def test_an_upload_that_cannot_be_read_changes_nothing_and_says_so(file, panel, content):
    send(panel, NINE)
    before = file.read_text()
    send(panel, content)
    assert "Nothing was changed: the file could not be read (it " in panel.said
    assert BAD_UPLOADS[content] in panel.said
    assert "added" not in panel.said, "an old success on the screen"
    assert file.read_text() == before


def test_what_is_not_known_is_kept(file):
    file.write_text('{"version": 1, "notes": {"x": 1}, "predictions": {"old": {"deep": [1]}}}')
    store.record("predictions", "bill", 40)
    kept = json.loads(file.read_text())
    assert kept["notes"] == {"x": 1}
    assert kept["predictions"] == {"old": {"deep": [1]}, "bill": 40}


def test_a_folder_that_cannot_be_written_is_said(nowhere, tmp_path, capsys):
    store.record("predictions", "bill", 40)
    assert re.search("could not be written here .*: .*download the file", capsys.readouterr().out)
    assert store.get("predictions", "bill", 2) == (40, True), "held until the kernel stops"
    (tmp_path / "nowhere").mkdir()
    store.record("predictions", "seat", 9)
    kept = json.loads((tmp_path / "nowhere" / "my_course.json").read_text())
    assert kept["predictions"] == {"bill": 40, "seat": 9}


@pytest.mark.parametrize("breaks", ["write_text", "replace"])
def test_no_half_written_file_is_left(file, monkeypatch, breaks):
    store.record("predictions", "bill", 40)
    before = file.read_text()

    def full(self, text, **_):
        if breaks == "write_text":
            self.write_bytes(b"{")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(file), breaks, full)
    assert not store.record("predictions", "seat", 9)
    monkeypatch.undo()
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert file.read_text() == before


def test_what_json_cannot_hold_changes_nothing(file):
    store.record("predictions", "bill", 40)
    before = file.read_text()
    with pytest.raises(ValueError, match="JSON"):
        store.record("predictions", "bill", float("nan"))
    assert file.read_text() == before
    store.record("article", "pen", "\ud83d!")
    assert store.get("article", "pen", None).value == "?!"


WRITER = """
import os, sys
os.environ["COURSE_STORE"] = sys.argv[1]
from course_lib.lesson import store
for n in range(60):
    store.record("predictions", f"{sys.argv[2]} {n}", n)
"""


def test_two_notebooks_that_write_at_once_lose_nothing(file):
    both = [subprocess.Popen([sys.executable, "-c", WRITER, str(file), who]) for who in "ab"]
    assert [writer.wait(300) for writer in both] == [0, 0]
    assert len(store.load()["predictions"]) == 120


def test_an_upload_adds_and_never_overwrites(file):
    store.record("predictions", "bill", 40)
    uploaded = {"version": 1, "predictions": {"bill": 1, "seat": 9}, "notes": {"x": 1}}
    other = b"\xef\xbb\xbf" + json.dumps(uploaded).encode()  # as another program writes it
    assert "added: 1" in repr(store.merge(other))
    assert store.load()["predictions"] == {"bill": 40, "seat": 9}
    assert store.load()["notes"] == {"x": 1}


def test_the_panel_downloads_the_newest_and_uploads(panel):
    assert "Nothing is saved yet" in panel.html
    assert linked(panel) == {}
    assert panel.html.count("download=") == 1
    assert 'class="course-download"' in panel.html
    assert ".course-download {" in data.text("lesson", "live.css"), "it looks like a button"
    assert "href" not in panel.stills[0]["text/html"], "the sanitizer takes the link away"
    assert "Run this cell to download" in panel.still
    store.save_panel()  # another lesson's, in the same kernel
    store.record("predictions", "bill", 40)
    assert linked(panel) == {"bill": 40}
    send(panel, NINE)
    assert "added: 1" in panel.said
    assert linked(panel) == {"bill": 40, "seat": 9}
