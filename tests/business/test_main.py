"""The served sandbox, as another program on this computer meets it."""

import subprocess
import sys
import time

import httpx
import pytest

from course_lib.business import sandbox
from course_lib.business.__main__ import act
from course_lib.errors import CourseError


def test_another_program_can_use_it():
    command = [sys.executable, "-m", "course_lib.business", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        try:
            told = dict(program.stdout.readline().split(maxsplit=1) for _ in range(7))
            told = {key: value.strip() for key, value in told.items()}
            headers = {"Authorization": f"Bearer {told['token']}"}
            with httpx.Client(base_url=told["address"], headers=headers, trust_env=False) as client:
                said = {"do": "say", "from": "919800000001", "text": "hi"}
                assert client.post("/_sandbox", json=said).status_code == 200
                text = {"messaging_product": "whatsapp", "to": "919800000001"}
                path = f"/v23.0/{told['phone_id']}/messages"
                answer = client.post(path, json=text | {"text": {"body": "hello"}}).json()
                ident = answer["messages"][0]["id"]
                client.post("/_sandbox", json={"do": "advance", "by": "1m"})
                why = client.post("/_sandbox", json={"do": "why", "id": ident}).json()["done"]
                assert "free inside the open window" in why
                assert client.post("/_sandbox", json={"do": "dance"}).status_code == 400
        finally:
            program.terminate()


def test_webhooks_reach_a_bot_on_loopback(server):
    got = []

    async def bot(scope, receive, send):
        if scope["method"] == "GET":
            pairs = dict(p.split("=") for p in scope["query_string"].decode().split("&"))
            body = pairs["hub.challenge"].encode()
        else:
            got.append((await receive())["body"])
            body = b"ok"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    server.app = bot
    with sandbox() as wa:
        wa.connect(f"http://127.0.0.1:{server.port}/webhook")
        wa.customer("919800000001").says("hi")
        deadline = time.monotonic() + 5
        while not got and time.monotonic() < deadline:
            time.sleep(0.01)
        assert b'"body":"hi"' in got[0]


def test_people_act_on_request():
    wa = sandbox()
    act(wa, {"do": "approve", "name": "news", "text": "Your seat is kept."})
    act(wa, {"do": "say", "from": "919800000001", "name": "Asha", "text": "hi"})
    act(wa, {"do": "block", "from": "919800000001"})
    assert wa.customer("919800000001").blocked
    with pytest.raises(CourseError):
        act(wa, {"do": "dance"})
