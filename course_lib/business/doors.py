"""How bytes get in and out without a network: one exchange with an ASGI application.

`exchange` speaks ASGI; `drive` runs it to its end without an event loop, which works inside a
running one and in a browser, as long as the application never really waits. `Doors` knows the
company's side: where its webhooks and forms live. Only loopback addresses are ever contacted.
"""

from __future__ import annotations

import inspect
import ipaddress
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx

from course_lib.business.refusals import Refusal
from course_lib.errors import CourseError

if TYPE_CHECKING:
    from course_lib.business.outbox import Delivery

BOT = "bot.example"  # the host name under which a bot in this process is reached
CHALLENGE = "1158201444"
T = TypeVar("T")
Scope = MutableMapping[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Any]


class Reply(NamedTuple):
    """Status, headers and body of an HTTP answer."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


async def exchange(
    app: App, method: str, url: str, headers: list[tuple[bytes, bytes]], body: bytes
) -> Reply:
    """One HTTP request to an ASGI application, in this process."""
    parts = urlsplit(url)
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": parts.scheme,
        "path": parts.path or "/",
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": headers,
        "server": (parts.hostname, parts.port or 443),
        "client": ("127.0.0.1", 1),
    }
    given = iter([{"type": "http.request", "body": body, "more_body": False}])
    start: dict[str, Any] = {}
    chunks: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return next(given, {"type": "http.disconnect"})

    async def send(event: dict[str, Any]) -> None:
        if event["type"] == "http.response.start":
            start.update(event)
        else:
            chunks.append(event.get("body", b""))

    await app(scope, receive, send)
    return Reply(start["status"], list(start.get("headers", [])), b"".join(chunks))


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
    except RuntimeError as no:
        if "loop" not in str(no) and "async" not in str(no):  # somebody's own mistake
            raise
    work.close()
    raise CourseError(
        expected="a bot that answers at once",
        got="one that waits (for a thread, a timer or a network)",
        do="Use sandbox(auto=False) and `await wa.deliver_async()`.",
    )


class SyncTransport(httpx.BaseTransport):
    """Lets an ordinary `httpx.Client` talk to an application in the same process.

    `httpx.Client(transport=wa.transport)` may then call the production address.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """What httpx calls for each request."""
        headers = [(key.lower(), value) for key, value in request.headers.raw]
        work = exchange(self.app, request.method, str(request.url), headers, request.read())
        reply = drive(work)
        return httpx.Response(reply.status, headers=reply.headers, content=reply.body)


Webhook = Callable[[bytes, dict[str, str]], int]


class Doors:
    """The company's side: applications in this process by host name, else loopback addresses."""

    def __init__(self) -> None:
        self.platform: App | None = None
        self.apps: dict[str, App] = {}
        self.webhook: Webhook | None = None
        self.url = ""

    def __deepcopy__(self, memo: dict[int, Any]) -> Doors:
        return self  # the outside world is not part of a snapshot

    def connect(self, bot: Any, path: str) -> None:
        """Remember where webhooks go: an application, a function or a URL."""
        self.webhook, self.url = None, ""
        if isinstance(bot, str):
            self.url = bot
        elif inspect.iscoroutinefunction(bot) or inspect.iscoroutinefunction(type(bot).__call__):
            self.apps[BOT], self.url = bot, f"http://{BOT}{path}"
        else:
            self.webhook = bot

    # `wait` says whether the company may take its time (needs an event loop). Without it, each of
    # these is over at once: `drive` it.

    async def challenge(self, url: str, verify_token: str, *, wait: bool = False) -> None:
        """The platform's first call to a webhook. Raises Refusal 2200 for a wrong answer."""
        query = {"mode": "subscribe", "challenge": CHALLENGE, "verify_token": verify_token}
        asked = urlencode({f"hub.{key}": value for key, value in query.items()})
        status, _, body = await self.call("GET", f"{url}?{asked}", {}, wait=wait)
        if (status, body) != (200, CHALLENGE.encode()):
            raise Refusal(
                2200,
                message="(#2200) Callback verification failed with the following errors: "
                f"HTTP Status Code = {status}; HTTP Message = {HTTPStatus(status).phrase}",
                hint="Answer the GET with hub.challenge and nothing else if the token is yours.",
            )

    async def post(self, waiting: Delivery, *, wait: bool = False) -> int:
        """Deliver a webhook; the answer is an HTTP status (0 if nobody is there)."""
        headers = {"content-type": "application/json", "x-hub-signature-256": waiting.signature}
        if self.webhook:
            return self.webhook(waiting.body, headers)
        try:
            return (await self.call("POST", self.url, headers, waiting.body, wait=wait)).status
        except httpx.TransportError:
            return 0

    async def call(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: bytes = b"",
        *,
        wait: bool = False,
    ) -> Reply:
        """One request to the company. Raises CourseError for an address that is not here."""
        if (app := self._app(url)) is not None:
            whole = {"host": BOT, "content-length": str(len(body))} | headers
            raw = [(key.lower().encode(), value.encode()) for key, value in whole.items()]
            return await exchange(app, method, url, raw, body)
        if wait:
            async with httpx.AsyncClient(trust_env=False) as there:
                answer = await there.request(method, url, headers=headers, content=body)
        else:
            with httpx.Client(trust_env=False) as client:
                answer = client.request(method, url, headers=headers, content=body)
        return Reply(answer.status_code, answer.headers.raw, answer.content)

    def _app(self, url: str) -> App | None:
        host = urlsplit(url).hostname or ""
        if host in self.apps:
            return self.apps[host]
        if not is_loopback(host):
            raise CourseError(
                expected="an address on this computer, or a name given to wa.connect",
                got=url,
                do="Use http://127.0.0.1:PORT/..., because a sandbox never calls the outside.",
            )
        return None


def is_loopback(host: str) -> bool:
    """Does the name mean this computer?

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("example.com")
    (True, True, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
