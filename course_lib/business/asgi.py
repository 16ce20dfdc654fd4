"""The HTTP door: Starlette's request and response around `graph`, whose table is the router.

The application never waits, so it runs in a notebook, in a browser and under a server alike. After
an answer has been given, waiting webhooks go out.
"""

from __future__ import annotations

import json
from email import message_from_bytes
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from course_lib.business import graph
from course_lib.business.doors import App
from course_lib.business.refusals import Refusal, parameter

if TYPE_CHECKING:
    from course_lib.business.emulator import Emulator

HINT = "X-Sandbox-Hint"
_compact = json.JSONEncoder(separators=(",", ":")).encode
FILES = "https://lookaside.fbsbx.com"  # where the platform keeps media


def application(world: Emulator) -> App:
    """The platform as an ASGI application; the state is `world`, shared with the other doors."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":  # a server also asks about its own start and end
            response = _response(await _answer(world, Request(scope, receive)))
            await response(scope, receive, send)
            world.settle()

    return app


async def _answer(world: Emulator, request: Request) -> graph.Answer:
    raw, scope = await request.body(), request.scope
    headers = {key: value.decode("latin-1") for key, value in scope["headers"]}
    host = headers.get(b"host", "")
    platform = host.endswith(("facebook.com", "fbsbx.com"))
    try:
        body, files = _parse(headers.get(b"content-type", ""), raw)
    except Refusal as no:
        return graph.refused(world, no)
    answer = graph.handle(
        world,
        scope["method"],
        scope["path"],
        body,
        query=dict(parse_qsl(scope["query_string"].decode("latin-1"))),
        token=headers.get(b"authorization", "").removeprefix("Bearer ").strip(),
        files=files,
        base=FILES if platform else f"{scope['scheme']}://{host}",
    )
    return await graph.confirm(world, answer, wait=True)


def _response(answer: graph.Answer) -> Response:
    body = answer.body
    content = body if isinstance(body, bytes) else _compact(body).encode()
    response = Response(content, answer.status, media_type=answer.mime)
    if answer.hint:
        hint = " ".join(answer.hint.split())
        response.headers[HINT] = hint.encode("ascii", "replace").decode()
    return response


def _parse(kind: str, raw: bytes) -> tuple[Any, dict[str, tuple[str, bytes]]]:
    """Body and uploaded files. Raises Refusal for JSON that cannot be read."""
    if kind.startswith("multipart/form-data"):
        return _multipart(kind, raw)
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(raw.decode(errors="replace"))), {}
    if not raw:
        return None, {}
    try:
        return json.loads(raw), {}
    except (ValueError, RecursionError):
        raise parameter("The request body is not valid JSON.") from None


def _multipart(kind: str, raw: bytes) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    """The parts of an upload, byte for byte (RFC 7578)."""
    boundary = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode()).get_boundary() or ""
    fields, files = {}, {}
    for part in (b"\r\n" + raw).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, _, content = part.lstrip(b"\r\n").partition(b"\r\n\r\n")
        headers = message_from_bytes(head)
        name = str(headers.get_param("name", header="content-disposition"))
        if headers.get_filename() is None:
            fields[name] = content.decode(errors="replace")
        else:
            files[name] = (headers.get_content_type(), content)
    return fields, files
