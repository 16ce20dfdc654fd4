import ast
import asyncio
from pathlib import Path

import httpx
import pytest
from doors import APP, ASHA, GRAPH, PHONE, SEND, WABA, Bot

from course_lib import relay
from course_lib.business import sandbox, state
from course_lib.business.webhooks import drive
from course_lib.errors import CourseError

ROOM = Path(state.__file__).parent
SHELL = {"webhooks.py", "api.py", "__main__.py", "bot.py", "coach.py"}


def test_the_core_does_no_input_or_output():
    banned = {"socket", "asyncio", "threading", "time", "httpx", "starlette", "requests", "urllib"}
    for path in ROOM.glob("*.py"):
        names = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add((node.module or "").split(".")[0])
        assert path.name in SHELL or not names & banned, path.name


def test_the_platform_never_waits(wa):
    headers = {"Authorization": "Bearer TEST"}
    request = httpx.Request("GET", f"{GRAPH}/v23.0/{PHONE}", headers=headers)
    assert drive(httpx.ASGITransport(wa.app).handle_async_request(request)).status_code == 200


def test_why_names_window_rule_and_rate(wa):
    asha = wa.customer(ASHA, "Asha")
    asha.says("hi")
    inside = wa.send_text(asha, "hello")
    wa.advance("25h")
    late = wa.send_text(asha, "too late")
    paid = wa.send_template(asha, "hello_world")
    wa.advance("10s")
    assert "window open: the customer wrote 0.0 h ago" in wa.why(inside)
    assert "2025-07-01: service is free inside the open window" in wa.why(inside.id)
    assert "window closed: the customer last wrote 25.0 h ago" in wa.why(late)
    assert "failed with 131047" in wa.why(late)
    assert wa.why(late).endswith("owed: $0 (failed: " + late.verdict.reason + ")")
    assert "utility to India, list price $0.0014 per message" in wa.why(paid)
    assert "owed: $0.0014" in wa.why(paid)


def test_frames(wa):
    assert relay.validate(wa.frame("envelopes")) == [], "nothing has happened yet"
    asha = wa.customer(ASHA, "Asha")
    asha.says("hi")
    wa.send_text(asha, "hello")
    wa.advance("10s")
    assert [len(wa.frame(name)) for name in ("charges", "webhooks")] == [1, 4]
    assert wa.frame("webhooks")["what"].tolist() == ["text", "sent", "delivered", "read"]
    log = wa.frame("envelopes")
    assert relay.validate(log) == []
    assert sorted(log["kind"]) == ["receipt", "receipt", "text", "text"]


ENDS = {"0404": ("failed", 131026), "0408": ("sent", 0), "0204": ("delivered", 0)}
ENDS |= {"0200": ("read", 0), "0201": ("read", 0)}


@pytest.mark.parametrize(("ending", "expected"), ENDS.items())
def test_magic_endings(wa, ending, expected):
    wa.catalogue.approve("offer", "Come and see.", "MARKETING")
    message = wa.send_template(f"91980000{ending}", "offer")
    wa.advance("1m")
    steps = [s for s in ("sent", "delivered", "read", "failed") if getattr(message, s)]
    assert (steps[-1], message.error) == expected
    assert (message.delivered is None) == (ending in ("0404", "0408", "0201"))
    assert set(state.MAGIC) == set(ENDS)


@pytest.mark.parametrize(
    "path", ["calls", "groups", "whatsapp_commerce_settings", "register", "message_qrdls"]
)
def test_left_out(door, path):
    answer = door.post(f"{PHONE}/{path}", {})
    assert (answer.status, answer.code, answer.error["error_subcode"]) == (400, 100, 33)
    assert "not simulated" in answer.hint
    assert "not simulated" not in str(answer.told)


OUTSIDE = {"callback_url": "https://example.com/", "verify_token": "vt"}


@pytest.mark.parametrize(
    ("asked", "status", "code", "hint"),
    [
        ({"token": ""}, 401, 104, "Bearer TEST"),
        ({"token": "EAAx"}, 401, 190, "revoke"),
        (
            {"path": f"{APP}/subscriptions", "params": OUTSIDE},
            500,
            131000,
            "never calls the outside",
        ),
        ({"content": b"{not json", "headers": {"Content-Type": "application/json"}}, 400, 100, ""),
    ],
)
def test_the_hint_travels_in_a_header(door, asked, status, code, hint):
    answer = door.post(**{"path": SEND} | asked)
    assert (answer.status, answer.code) == (status, code)
    assert hint in answer.hint


def test_a_body_may_be_a_web_form(wa, door):
    ident = wa.customer(ASHA).says("hi")
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": ident}
    assert door.post(SEND, data=read).told == {"success": True}
    assert wa.customer(ASHA).thread[0].read == wa.clock.now


def test_a_bot_that_answers_is_never_called_inside_its_own_call(wa):
    inside, deepest = [], []

    def bot(body, headers):
        inside.append(body)
        deepest.append(len(inside))
        if b'"hi"' in body:
            wa.send_text(ASHA, "hello")
        inside.pop()
        return 200

    wa.connect(bot)
    wa.customer(ASHA).says("hi")
    wa.advance("1m")
    assert deepest == [1] * 4  # the word, then sent, delivered and read


def test_the_number_shows_its_tier(world):
    _, door = world(messaging_limit=2000)
    assert door.get(PHONE).told["messaging_limit_tier"] == "TIER_2000"


def test_an_account_may_have_an_address_of_its_own(wa, door):
    wa.courier.apps["bot.example"] = Bot()
    path, there = f"{WABA}/subscribed_apps", "http://bot.example/own"
    assert door.post(path).told == {"success": True}
    assert not wa.courier.subscribed
    own = {"override_callback_uri": there, "verify_token": "wrong"}
    assert door.post(path, own).code == 2200
    assert door.post(path, own | {"verify_token": "vt"}).told == {"success": True}
    assert (wa.courier.url, wa.courier.subscribed) == (there, True)


def test_a_bot_that_waits_is_told_what_to_do():
    async def bot(scope, receive, send):
        await asyncio.sleep(1)

    async def plug_in():
        with sandbox() as wa, pytest.raises(CourseError, match="deliver_async"):
            wa.connect(bot)

    asyncio.run(plug_in())  # as in a notebook
    with pytest.raises(StopIteration):
        plug_in().send(None)  # and without any event loop


def test_a_customer_who_cannot_be_is_not_kept(wa):
    with pytest.raises(CourseError):
        wa.customer("62811", onlin=1)
    assert wa.customers == {}
