"""The ordinary calls of six clients nobody here wrote: recorded from their public sources, and two
of them live (pywa in `test_pywa`, heyoo here)."""

import json
from pathlib import Path

import pytest
from doors import ASHA, PHONE
from stories import Story

from course_lib.business import sandbox

CLIENTS = ["heyoo", "kapso_npm", "kapso_python", "pywa", "wa_cloud_py", "whatsapp_api_js"]


@pytest.mark.parametrize("client", CLIENTS)
def test_ordinary_calls(client, wa, door):
    path = Path(__file__).with_name("clients") / f"{client}.json"
    recorded = json.loads(path.read_text("utf-8"))
    asha = wa.customer(ASHA, "Asha")
    wa.catalogue.approve("seat", "Seat {{1}} is kept for you.")
    places = {"USER": asha.user_id, "VERSION": recorded["version"], "WORD": asha.says("hi")}
    assert len(recorded["calls"]) >= 14
    Story(wa, door, **places).play([call | {"after": "7s"} for call in recorded["calls"]])
    assert {message.error for message in wa.messages.values()} == {0}


# heyoo never closes the file it uploads.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_heyoo_over_loopback(server, tmp_path):
    # Since Python 3.13 a docstring may hold no half of a sign, and heyoo's does.
    heyoo = pytest.importorskip("heyoo", exc_type=UnicodeEncodeError)
    with sandbox() as wa:
        server.app = wa.app
        word = wa.customer(ASHA, "Asha").says("hi")
        client = heyoo.WhatsApp(token="TEST", phone_number_id=PHONE)
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
        told = json.loads(wa.courier.log[0].body)
        assert client.get_mobile(told) == ASHA
        assert client.get_message(told) == "hi"
