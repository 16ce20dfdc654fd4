"""The doors to one sandbox, and an outside reader for every webhook it makes."""

import json
import logging
import threading
import time
import tomllib
from pathlib import Path

import httpx
import pytest
import pywa
import uvicorn

from course_lib.business import sandbox, webhooks

GRAPH = "https://graph.facebook.com"
PHONE, WABA, APP = "106540352242922", "102290129340398", "670843887433847"
ASHA = "919800000001"
SEND = f"/v23.0/{PHONE}/messages"
REQUESTS = tomllib.loads(Path(__file__).with_name("requests.toml").read_text("utf-8"))


class HttpDoor:
    """An ordinary httpx client; the transport or the address makes the difference."""

    def __init__(self, client):
        self.client = client

    def __call__(self, method, path, body=None, token="TEST", query=None, files=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        parts = {name: ("file", content, mime) for name, (mime, content) in (files or {}).items()}
        sent = (
            {"files": parts, "data": {"messaging_product": "whatsapp"}} if files else {"json": body}
        )
        answer = self.client.request(method, path, params=query, headers=headers, **sent)
        kind = answer.headers["content-type"]
        return answer.status_code, answer.json() if "json" in kind else answer.content

    def send(self, body):
        """The id of a message that is accepted."""
        return sent_id(self("POST", SEND, body))

    def refused(self, body, **more):
        """HTTP status, code and the platform's words for a message that is refused."""
        return refusal(*self("POST", SEND, body, **more))


def refusal(status, told):
    """HTTP status, code and the platform's words of an answer that refuses."""
    error = told["error"]
    return status, error["code"], error.get("error_data", error).get("details", error["message"])


class Bot:
    """An application that takes webhooks: `asked` holds each with its signature, `got` those that
    were answered with 200. `status(n)` is its n-th answer, `wait(raw)` what it waits for first."""

    def __init__(self, status=lambda count: 200, wait=None, body=b"", headers=()):
        self.status, self.wait, self.body, self.headers = status, wait, body, headers
        self.asked, self.got = [], []

    async def __call__(self, scope, receive, send):
        query = dict(pair.split("=") for pair in scope["query_string"].decode().split("&") if pair)
        status, body = webhooks.challenge(query, "vt")
        body, headers = body.encode(), []
        if scope["method"] == "POST":
            raw, more = b"", True
            while more:
                event = await receive()
                raw, more = raw + event["body"], event.get("more_body", False)
            self.asked.append((raw, dict(scope["headers"])[b"x-hub-signature-256"].decode()))
            status = self.status(len(self.asked))
            if self.wait:
                await self.wait(raw)
            body, headers = self.body, self.headers
            if status == 200:
                self.got.append(raw)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class Server:
    """uvicorn on loopback, serving whichever application is current."""

    def __init__(self):
        self.app, self.busy = None, 0
        config = uvicorn.Config(
            self._serve, port=0, lifespan="off", interface="asgi3", log_level="critical"
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]

    async def _serve(self, scope, receive, send):
        self.busy += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.busy -= 1

    def settled(self, _answer):
        """Wait until the application is done: what it told is kept after its answer has left."""
        until = time.monotonic() + 5
        while self.busy and time.monotonic() < until:
            time.sleep(0.001)

    def stop(self):
        self.server.should_exit = True
        self.thread.join(timeout=10)  # it serves nobody: a late answer holds nothing up


@pytest.fixture(scope="session")
def server():
    running = Server()
    yield running
    running.stop()


@pytest.fixture(params=["httpx", "loopback"])
def world(request, server, reader):
    """`world(**settings)` gives (sandbox, door); at the end pywa must accept every webhook."""
    made, clients = [], []

    def make(**settings):
        wa = sandbox(**{"start": "2026-07-15T09:00:00Z"} | settings)
        made.append(wa)
        if request.param == "httpx":
            client = httpx.Client(transport=wa.transport, base_url=GRAPH)
        else:
            server.app = wa.app
            hooks = {"response": [server.settled]}
            address = f"http://127.0.0.1:{server.port}"
            client = httpx.Client(base_url=address, trust_env=False, event_hooks=hooks)
        clients.append(client)
        return wa, HttpDoor(client)

    yield make
    for client in clients:
        client.close()
    for wa in made:
        reader.check(wa)


class Reader:
    """pywa as a reader of raw webhooks: counts what its typed handlers receive."""

    def __init__(self):
        self.seen, self.problems = [], []
        client = self.client = pywa.WhatsApp(
            phone_id=PHONE,
            token="TEST",
            server=None,
            verify_token="vt",
            app_secret="test-app-secret",
            waba_id=WABA,
            continue_handling=False,
            skip_duplicate_updates=False,
        )
        for name in (
            "message",
            "callback_button",
            "callback_selection",
            "flow_completion",
            "message_status",
            "template_status_update",
            "template_category_update",
        ):
            getattr(client, f"on_{name}")(lambda _, update: self.seen.append(update))

    def read(self, body, signature):
        assert self.client.webhook_update_validator(body, signature) is None
        before = len(self.seen)
        assert self.client.webhook_update_handler(body) == ("ok", 200)
        return self.seen[before:]

    def check(self, wa):
        for update in wa.courier.log:
            got = self.read(update.body, webhooks.sign("test-app-secret", update.body))
            assert len(got) == 1, f"silently dropped: {update.body.decode()}"


@pytest.fixture
def wa(reader):
    """A sandbox; at the end pywa must accept every webhook."""
    with sandbox() as made:
        yield made
        reader.check(made)


def http(wa, method, path, body=None, **more):
    """One request through the transport: the answer, its body parsed."""
    headers = {"Authorization": "Bearer TEST"} | more.pop("headers", {})
    if body is not None:
        more["json"] = body
    with httpx.Client(transport=wa.transport, base_url=GRAPH) as client:
        return client.request(method, path, headers=headers, **more)


def made(call, **names):
    """What a line of requests.toml says, with the calls of this file and other `names`."""
    return eval(call, {**globals(), **names})


@pytest.fixture(scope="session")
def reader():
    logging.getLogger("pywa").setLevel(logging.CRITICAL)
    return Reader()


def body(kind, content, to=ASHA, **more):
    """What is posted to send a message of this kind."""
    return {"messaging_product": "whatsapp", "to": to, "type": kind, kind: content} | more


def text(to=ASHA, said="hello", **more):
    return body("text", {"body": said}, to, recipient_type="individual", **more)


def template(name, to=ASHA, *values, language="en_US", **more):
    held = {"name": name, "language": {"code": language}}
    if values:
        filled = [{"type": "text", "text": value} for value in values]
        held["components"] = [{"type": "body", "parameters": filled}]
    return body("template", held, to, **more)


def interactive(kind, action, said="Choose", to=ASHA, **more):
    held = {"type": kind, "body": {"text": said}, "action": action} | more
    return body("interactive", held, to)


def reply(ident, title):
    return {"type": "reply", "reply": {"id": ident, "title": title}}


def rows(count, start=0):
    numbers = range(start, start + count)
    return [{"id": f"r{n}", "title": f"Row {n}", "description": "d"} for n in numbers]


def statuses(wa, wamid=None):
    """The status webhooks so far: (status, the whole status object)."""
    found = []
    for update in wa.courier.log:
        for one in update.value.get("statuses", []):
            if wamid in (None, one["id"]):
                found.append((one["status"], one))
    return found


def kept(wa):
    """All that a refusal must leave as it was."""
    people = [(p.key, p.last_word, p.answered_ad, len(p.thread)) for p in wa.customers.values()]
    counts = (
        wa.ids.count,
        len(wa.messages),
        len(wa.courier.log),
        dict(wa.meter.used),
        dict(wa.reached),
    )
    things = repr(wa.templates), repr(wa.flows), repr(wa.media), repr(wa.profile), wa.public_key
    return people, counts, things, sorted(wa.clock._due), wa.courier.url


def events(wa, field):
    return [update.value for update in wa.courier.log if update.field == field]


def price(told):
    held = told["pricing"]
    assert held["pricing_model"] == "PMP"
    return held["billable"], held["type"], held["category"]


def sent_id(answer):
    status, body = answer
    assert status == 200, json.dumps(body)
    return body["messages"][0]["id"]
