"""The doors to one sandbox, and an outside reader for every webhook it makes."""

import asyncio
import logging
import threading
import time
import tomllib
from contextlib import ExitStack
from functools import partialmethod
from pathlib import Path

import httpx
import pytest
import pywa
import uvicorn
from starlette.requests import Request
from starlette.responses import Response

from course_lib.business import sandbox, webhooks

GRAPH = "https://graph.facebook.com"
PHONE, WABA, APP = "106540352242922", "102290129340398", "670843887433847"
ASHA = "919800000001"
IDS = {"phone_id": PHONE, "waba_id": WABA, "token": "TEST"}  # as pywa calls them
IDS |= {"verify_token": "vt", "app_secret": "test-app-secret", "continue_handling": True}
SEND, MEDIA = f"{PHONE}/messages", f"{PHONE}/media"
TEMPLATES, FLOWS = f"{WABA}/message_templates", f"{WABA}/flows"


def table(name):
    """What stands in NAME.toml beside this file."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))


REQUESTS = table("requests")


class Answer:
    """What the platform answers: an HTTP status, a body, an error's code, the sandbox's hint."""

    def __init__(self, answer):
        self.status = answer.status_code
        self.told = answer.json() if "json" in answer.headers["content-type"] else answer.content
        self.error = self.told.get("error", {}) if isinstance(self.told, dict) else {}
        self.code, self.hint = self.error.get("code", 0), answer.headers.get("X-Sandbox-Hint", "")


class Door:
    """An ordinary httpx client; the transport or the address makes the difference."""

    def __init__(self, client):
        self.client = client

    def __call__(self, method, path, body=None, token="TEST", headers=(), **more):
        headers = ({"Authorization": f"Bearer {token}"} if token else {}) | dict(headers)
        whole = path.startswith(("http", "/"))  # as an address that was told, or with a version
        path = httpx.URL(path).raw_path.decode() if whole else f"/v23.0/{path}"
        more |= {} if body is None else {"json": body}
        return Answer(self.client.request(method, path, headers=headers, **more))

    get, post = partialmethod(__call__, "GET"), partialmethod(__call__, "POST")
    delete = partialmethod(__call__, "DELETE")

    def send(self, body):
        """The id of a message that is accepted."""
        answer = self.post(SEND, body)
        assert answer.status == 200, answer.told
        return answer.told["messages"][0]["id"]

    def refused(self, body, **more):
        """HTTP status, code and the platform's words for a message that is refused."""
        answer = self.post(SEND, body, **more)
        details = answer.error.get("error_data", answer.error)
        return answer.status, answer.code, details.get("details", answer.error["message"])


class Bot:
    """An application that takes webhooks: `asked` holds each with its signature, `got` those that
    were answered with 200. `status(n)` is its n-th answer, `wait(raw)` what it waits for first."""

    def __init__(self, status=lambda count: 200, wait=None, body=b"", headers=None):
        self.status, self.wait, self.body, self.headers = status, wait, body, headers
        self.asked, self.got = [], []

    async def __call__(self, scope, receive, send):
        request = Request(scope, receive)
        status, said = webhooks.challenge(dict(request.query_params), "vt")
        if request.method == "POST":
            raw, said = await request.body(), self.body
            self.asked.append((raw, request.headers["x-hub-signature-256"]))
            status = self.status(len(self.asked))
            if self.wait:
                await self.wait(raw)
            if status == 200:
                self.got.append(raw)
        await Response(said, status, self.headers)(scope, receive, send)


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
    with ExitStack() as end:

        def make(**settings):
            wa = sandbox(**{"start": "2026-07-15T09:00:00Z"} | settings)
            end.callback(reader.check, wa)
            if request.param == "httpx":
                client = httpx.Client(transport=wa.transport, base_url=GRAPH)
            else:
                server.app = wa.app
                hooks = {"response": [server.settled]}
                address = f"http://127.0.0.1:{server.port}"
                client = httpx.Client(base_url=address, trust_env=False, event_hooks=hooks)
            return wa, Door(end.enter_context(client))

        yield make


def heard_by(client):
    """What the typed handlers of a pywa client receive from now on."""
    heard = []
    kinds = "message message_status callback_button callback_selection flow_completion"
    kinds += " template_status_update template_category_update"
    for kind in kinds.split():
        getattr(client, f"on_{kind}")(lambda _, update: heard.append(update))
    return heard


class Reader:
    """pywa as a reader of raw webhooks."""

    def __init__(self):
        self.client = pywa.WhatsApp(server=None, **IDS, skip_duplicate_updates=False)
        self.seen = heard_by(self.client)

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


@pytest.fixture
def door(wa):
    """The door to it."""
    with httpx.Client(transport=wa.transport, base_url=GRAPH) as client:
        yield Door(client)


@pytest.fixture
def loop():
    """Runs a scene with a sandbox in an event loop, as in a notebook; it must deliver by itself."""

    def run(scene, **settings):
        async def play():
            with sandbox(**{"auto": False} | settings) as wa:
                await scene(wa, wa.customer(ASHA, "Asha", user_id="IN.1001"))
                return [update.answers for update in wa.courier.log]

        return asyncio.run(play())

    return run


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


def template(name, parts=()):
    """`parts` fill the template in."""
    held = {"name": name, "language": {"code": "en_US"}, "components": list(parts)}
    return body("template", held)


def wish(text="Your seat is kept.", **more):
    """A new template, with an example where `text` has a place."""
    part = {"type": "BODY", "text": text}
    if "{{" in text:
        part["example"] = {"body_text": [["x"]]}
    basic = {"name": "seat", "language": "en_US", "category": "UTILITY", "components": [part]}
    return basic | more


def interactive(kind, action, said="Choose", to=ASHA, **more):
    held = {"type": kind, "body": {"text": said}, "action": action} | more
    return body("interactive", held, to)


def reply(ident, title):
    return {"type": "reply", "reply": {"id": ident, "title": title}}


def statuses(wa, wamid=None):
    """The statuses that were told so far, of one message or of all."""
    told = [one for each in wa.courier.log for one in each.value.get("statuses", [])]
    return [one for one in told if wamid in (None, one["id"])]


def kept(wa):
    """All that a refusal must leave as it was."""
    people = [(p.key, p.last_word, p.answered_ad, len(p.thread)) for p in wa.customers.values()]
    counts = (
        repr(wa.ids.numbers),
        len(wa.messages),
        len(wa.courier.log),
        dict(wa.meter.used),
        dict(wa.reached),
    )
    things = repr(wa.templates), repr(wa.flows), repr(wa.media), repr(wa.profile), wa.public_key
    return people, counts, things, sorted(wa.clock._due), wa.courier.url
