"""What the platform tells the company: every kind of update, its signature, its queue, its way.

The bytes are made once, at the event, and delivered unchanged, signed as they leave; they come
again, at longer and longer intervals, here for about 36 hours, until somebody says 200. Characters
above U+007F are written as \\uXXXX, as the platform signs them: whoever parses and writes the JSON
again before checking the signature fails at the first accented name.

`Courier` carries them, and the phone's requests: without a network to an application in this
process, and where an event loop runs to an address of this computer, never to any other. `drive`
runs a coroutine without an event loop, which works inside a running one and in a browser, as long
as nobody really waits.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import inspect
import json
import re
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import httpx

from course_lib import checks, data
from course_lib.business.messages import TABLE, Row, no, told
from course_lib.business.rules import HOUR, MINUTE, Quote
from course_lib.business.state import EVENT, State
from course_lib.errors import refuse, require

compact = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
RETRIES = (0, 1 * MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 15 * HOUR)
BOT = "bot.example"  # the host name under which a bot in this process is reached
LOOPBACK = re.compile(r"127(\.\d{1,3}){3}|localhost|::1")
CHALLENGE = "1158201444"
PATIENCE = {"timeout": httpx.Timeout(30.0).as_dict()}  # seconds that a bot may take to answer
LOOK = 0.02  # seconds between two looks at the queue while others are under way
T = TypeVar("T")
App = Callable[..., Any]
Way = httpx.AsyncBaseTransport
Webhook = Callable[[bytes, dict[str, str]], int]


def sign(app_secret: str, body: bytes) -> str:
    """The X-Hub-Signature-256 header: HMAC-SHA256 over the exact bytes (platform: webhooks).

    >>> sign("test-app-secret", b"{}")[:15]
    'sha256=c1ea5694'
    """
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def verify(app_secret: str, body: bytes, header: str | None) -> bool:
    """Did somebody who knows the secret send exactly these bytes?

    >>> verify("s", b"{}", sign("s", b"{}")), verify("s", b"{ }", sign("s", b"{}"))
    (True, False)
    """
    return hmac.compare_digest(sign(app_secret, body).encode(), (header or "").encode())


def challenge(query: dict[str, str], verify_token: str) -> tuple[int, str]:
    """A bot's answer to the platform's first call: the challenge itself, or 403.

    >>> challenge({"hub.mode": "subscribe", "hub.verify_token": "vt", "hub.challenge": "7"}, "vt")
    (200, '7')
    """
    if query.get("hub.mode") == "subscribe" and query.get("hub.verify_token") == verify_token:
        return 200, query.get("hub.challenge", "")
    return 403, "Forbidden"


def _message(event: Update) -> Row:
    word, settings = event.subject, event.state.settings
    context = word.context and {"from": settings.display_number, "id": word.context}
    names = {"word": word, "settings": settings, "context": context}
    return told("message", **names, person=event.state.customers[event.what], at=str(word.at))


def _status(event: Update) -> Row:
    """A step in the life of a message. The price is told on `sent` and once more, not thrice."""
    message, name, quote = event.subject, event.what, event.quote
    names: Row = {"message": message, "errors": "", "conversation": "", "pricing": ""}
    if name == "failed":
        title = TABLE[message.error]["title"]  # which stands there as the message, too
        details = message.verdict.details or title
        names["errors"] = [told("notice", code=message.error, title=title, details=details)]
    elif quote.type and (name != "read" or message.delivered is None):
        model, kind = ("PMP", quote.type) if quote.rule >= "2025-07-01" else ("CBP", "")
        if until := message.entry_until:  # told of the free entry point only, as since version 24
            own = hashlib.blake2b(f"{message.person.key}/{until}".encode(), digest_size=16)
            ends = str(until) if name == "sent" else ""
            names["conversation"] = told("conversation", id=own.hexdigest(), quote=quote, ends=ends)
        names["pricing"] = told("pricing", quote=quote, model=model, type=kind)
    return told("status", **names, name=name, settings=event.state.settings, at=str(event.at))


def _template(event: Update) -> Row:
    template = event.subject
    names: Row = {"id": int(template.id), "language": template.language.replace("-", "_")}
    names["info"] = template.pause and {"title": template.pause, "description": "Low quality"}
    names["disabled"] = {"disable_date": event.at} if template.status == "DISABLED" else ""
    return told(event.field, **names, template=template, what=event.what)


@dataclass(eq=False)
class Update:
    """An event as it is told: `value` is its JSON, `answers` has one for each attempt (an HTTP
    status; 0: nobody was there).
    """

    state: State
    at: int
    kind: str
    subject: Any
    what: str
    quote: Quote
    answers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        makers = {"message": _message, "status": _status}
        self.value: Row = makers.get(self.kind, _template)(self)

    @property
    def field(self) -> str:
        """The webhook field it belongs to."""
        return "messages" if self.kind in ("message", "status") else self.kind

    @cached_property
    def body(self) -> bytes:
        """The bytes of a POST with this one update."""
        known = {"id": self.state.settings.waba_id, "field": self.field, "value": self.value}
        at = "" if self.field == "messages" else self.at
        return compact(told("update", **known, at=at)).encode()


def drive(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits. Raises CourseError if it does.

    >>> async def ready() -> int:
    ...     return 200
    >>> drive(ready())
    200
    """
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    except RuntimeError as problem:
        if "loop" not in str(problem) and "async" not in str(problem):  # somebody's own mistake
            raise
    work.close()
    raise refuse("business.waits", data.phrases("business")("got.waits"))


class SyncTransport(httpx.BaseTransport):
    """Lets an ordinary `httpx.Client` talk to an application in the same process.

    `httpx.Client(transport=wa.transport)` may then call the production address.
    """

    def __init__(self, app: App) -> None:
        self._inner = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """What httpx calls for each request."""
        request.read()
        answer, raw = drive(_exchange(self._inner, request))
        return httpx.Response(answer.status_code, headers=answer.headers, content=raw)


async def _exchange(way: Way, request: httpx.Request) -> tuple[httpx.Response, bytes]:
    """The answer, and its bytes as they came, whatever they claim to be."""
    answer, raw = await way.handle_async_request(request), b""
    with suppress(httpx.HTTPError):  # half an answer has a status, too
        raw = b"".join([part async for part in answer.aiter_raw()])
    await answer.aclose()
    return answer, raw


class Courier:
    """The way to the company: `apps` in this process by host name, else loopback addresses.

    `url` is where webhooks go: an address, or a function that takes them. Nothing queues before
    somebody subscribes. `log` holds all updates, `waiting` those to be posted now.

    >>> from course_lib.business import sandbox
    >>> wa = sandbox(auto=False)
    >>> wa.courier.subscribed = True
    >>> _ = wa.customer("6281200000001").says("hi")
    >>> update = wa.courier.waiting.popleft()
    >>> wa.courier.answered(update, 500)
    >>> wa.courier.waiting[0] is update
    True
    """

    def __init__(self, state: State) -> None:
        self.state, self.apps = state, dict[str, App]()
        self.url: str | Webhook = ""
        self.subscribed, self.waiting = False, deque[Update]()
        self._log: list[Update] = []

    def collect(self) -> None:
        """Take in what has happened: its JSON is made now, and queued if somebody is subscribed."""
        for event in zip(*[iter(self.state.events)] * EVENT, strict=True):
            update = Update(self.state, *event)
            self._log.append(update)
            if self.subscribed and update.body:
                self.waiting.append(update)
        self.state.events.clear()

    @property
    def log(self) -> list[Update]:
        """All updates since the beginning."""
        self.collect()
        return self._log

    def answered(self, update: Update, status: int) -> None:
        """Note the company's answer; anything but 200 brings the same bytes again, later."""
        update.answers += (status,)
        failures = sum(answer != 200 for answer in update.answers)
        if 200 in update.answers or failures > len(RETRIES):
            return
        if wait := RETRIES[failures - 1]:
            self.state.clock.after(wait, self.waiting.append, update)
        else:
            self.waiting.appendleft(update)

    async def connect(self, bot: Any, path: str, verify_token: str) -> None:
        """Subscribe an application or a function; what was there stays where it fails."""
        require(callable(bot), "business.bot", repr(bot))
        if not any(map(inspect.iscoroutinefunction, (bot, type(bot).__call__))):
            return self._begin(bot)
        await self.subscribe(f"http://{BOT}{path}", verify_token, httpx.ASGITransport(bot))
        self.apps[BOT] = bot
        return None

    async def subscribe(self, url: str, verify_token: str, way: Way | None = None) -> None:
        """Send webhooks to an address once it has answered the platform's first call.

        Raises Refusal 2200 for a wrong answer, CourseError for an address that is not here.
        """
        asked = {"mode": "subscribe", "challenge": CHALLENGE, "verify_token": verify_token}
        query = httpx.QueryParams({f"hub.{key}": value for key, value in asked.items()})
        status, said = await self.ask(url + ("&" if "?" in url else "?") + str(query), way=way)
        if (status, said) != (200, CHALLENGE.encode()):
            raise no("verification", status=status, phrase=httpx.codes.get_reason_phrase(status))
        self._begin(url)

    def _begin(self, url: str | Webhook) -> None:
        self.collect()  # what has happened so far never comes
        self.url, self.subscribed = url, True

    async def ask(self, url: str, body: bytes = b"", way: Way | None = None) -> tuple[int, bytes]:
        """One request to the company, signed if it brings something: the status (0: nobody is
        there) and what it says. Raises CourseError for an address that is not here.
        """
        headers = self._headers(body) if body else {}
        method = "POST" if body else "GET"
        try:
            request = httpx.Request(method, url, headers=headers, content=body, extensions=PATIENCE)
            answer, said = await _exchange(way or self._way(request.url), request)
        except (httpx.InvalidURL, httpx.RequestError):
            if url.split("/")[2:3] == [BOT]:  # in this process: what it asks for has failed
                raise
            return 0, b""
        return answer.status_code, said

    def _headers(self, body: bytes) -> dict[str, str]:
        mac = sign(self.state.settings.app_secret, body)
        return {"content-type": "application/json", "x-hub-signature-256": mac}

    def _way(self, url: httpx.URL) -> Way:
        if app := self.apps.get(url.host):
            return httpx.ASGITransport(app)
        require(LOOPBACK.fullmatch(url.host), "business.outside", str(url))
        return self._network

    @cached_property
    def _network(self) -> Way:
        """Made once. No connection is kept: the next request may come from another event loop."""
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.AsyncHTTPTransport(trust_env=False, limits=limits)

    async def deliver(self, at_once: int = 1) -> None:
        """Post every waiting webhook; a bot that sends meanwhile only makes the queue longer.

        With `at_once` above 1 (needs an event loop) a slow answer does not hold up the others.
        """
        waiting, under_way = self.waiting, set[asyncio.Task[None]]()
        while waiting and at_once == 1:
            await self._post(waiting.popleft())
        while waiting or under_way:
            while waiting and len(under_way) < at_once:
                under_way.add(asyncio.create_task(self._post(waiting.popleft())))
            done, under_way = await asyncio.wait(under_way, timeout=LOOK)
            for task in done:
                task.result()

    async def _post(self, update: Update) -> None:
        """One attempt. Whatever goes wrong, the update leaves the queue only with an answer."""
        try:
            if callable(self.url):
                status = self.url(update.body, self._headers(update.body))
            else:
                status, _ = await self.ask(self.url, update.body)
            require(type(status) is int, "business.status", repr(status))
        except Exception:
            self.answered(update, 500)
            raise
        except BaseException:  # made to wait, cancelled or interrupted: not yet answered
            self.waiting.appendleft(update)
            raise
        self.answered(update, status)


checks.guard(__name__, error=None)
