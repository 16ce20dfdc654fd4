"""The ordinary calls of six clients nobody here wrote: recorded from their public sources, and two
of them live (pywa in `test_pywa`, heyoo here)."""

import json
from pathlib import Path

import httpx
import pytest
from doors import APP, ASHA, GRAPH, PHONE, WABA, events
from heyoo import WhatsApp as Heyoo

from course_lib.business import sandbox

RECORDED = sorted(Path(__file__).with_name("clients").glob("*.json"))


def filled(call, places):
    """A recorded call with {PLACES} filled in."""
    text = json.dumps(call)
    for name, known in places.items():
        text = text.replace("{" + name + "}", known)
    return json.loads(text)


def make(client, call, places):
    call = filled(call, places)
    method, path, headers = call["method"], call["path"], {"Authorization": "Bearer TEST"}
    if "file" in call:
        name, mime = call["file"]
        content = call.get("content", "\x89PNG").encode("latin-1")
        files = {"file": (name, content, mime)}
        return client.request(method, path, headers=headers, data=call["form"], files=files)
    headers["Content-Type"] = "application/json"
    content = json.dumps(call["body"]).encode() if "body" in call else b""
    return client.request(method, path, headers=headers, content=content)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_ordinary_calls(path, reader):
    recorded = json.loads(path.read_text("utf-8"))
    with sandbox() as wa, httpx.Client(transport=wa.transport, base_url=GRAPH) as client:
        asha = wa.customer(ASHA, "Asha")
        text = "Seat {{1}} is kept for you."
        wa.catalogue.approve("seat", text)
        places = {"ASHA": ASHA, "USER": asha.user_id, "PHONE": PHONE, "WABA": WABA, "APP": APP}
        places |= {"VERSION": recorded["version"], "WORD": asha.says("hi")}
        for call in recorded["calls"]:
            answer = make(client, call, places)
            assert answer.status_code == 200, (call["what"], answer.text)
            told = answer.json() if "json" in answer.headers["content-type"] else {}
            if call["path"].endswith("/messages") and "status" not in call["body"]:
                assert wa.message(told["messages"][0]["id"]).error == 0, call["what"]
            assert call.get("has", "") in ("", *told), call["what"]
            places |= {name: told[key] for name, key in call.get("keep", {}).items()}
            wa.advance("7s")
        assert {m.error for m in wa.messages.values()} == {0}
        reader.check(wa)


def test_six_clients_and_their_ordinary_calls():
    counts = {path.stem: len(json.loads(path.read_text("utf-8"))["calls"]) for path in RECORDED}
    assert set(counts) == {
        "heyoo", "kapso_npm", "kapso_python", "pywa", "wa_cloud_py", "whatsapp_api_js",
    }  # fmt: skip
    assert all(count >= 14 for count in counts.values()), counts


# heyoo never closes the file it uploads.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_heyoo_over_loopback(server, tmp_path):
    with sandbox() as wa:
        server.app = wa.app
        asha = wa.customer(ASHA, "Asha")
        word = asha.says("hi")
        client = Heyoo(token="TEST", phone_number_id=PHONE)
        client.base_url = client.v15_base_url = f"http://127.0.0.1:{server.port}/v15.0"
        client.url = f"{client.base_url}/{PHONE}/messages"
        client.send_message("hello", ASHA)
        client.reply_to_message(word, ASHA, "and again")
        client.send_template("hello_world", ASHA, components=[])
        client.send_location("-6.9", "107.6", "Bandung", "Jalan Asia Afrika", ASHA)
        client.send_reaction("😀", word, ASHA)
        listed = {"header": "Seats", "body": "Which row?", "footer": "Nusa Bus"}
        section = {"title": "Coach", "rows": [{"id": "r1", "title": "Row 1"}]}
        client.send_button(listed | {"action": {"button": "Rows", "sections": [section]}}, ASHA)
        picture = tmp_path / "a.png"
        picture.write_bytes(b"\x89PNG")
        media = client.upload_media(str(picture))["id"]
        client.send_image(media, ASHA, link=False)
        url = client.query_media_url(media)
        kept = client.download_media(url, "image/png", str(tmp_path / "b"))
        assert Path(kept).read_bytes() == b"\x89PNG"
        assert client.mark_as_read(word) == {"success": True}
        assert client.delete_media(media) == {"success": True}
        wa.advance("10s")
        sent = [m.type for m in wa.messages.values() if not m.error]
        assert sent == ["text", "text", "template", "location", "reaction", "interactive", "image"]
        told = {"entry": [{"changes": [{"value": events(wa, "messages")[0]}]}]}
        assert client.get_mobile(told) == ASHA
        assert client.get_message(told) == "hi"
