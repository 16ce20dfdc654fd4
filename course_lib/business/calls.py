"""One request on its way in: who asks, what came with it, and small ways to look at it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from course_lib.business import catalogue
from course_lib.business.doors import Courier
from course_lib.business.refusals import Refusal, no
from course_lib.business.state import State

_FIELD = re.compile(r"(\w+)(?:\.\w+)*(?:\([^)]*\))?(?:\{[^}]*\})?")
HINT = "X-Sandbox-Hint"
File = tuple[str, bytes]


@dataclass
class Call:
    """One request: the state, what its address names (`thing`), and what came with it."""

    state: State
    courier: Courier
    request: Request
    thing: Any
    body: Any
    files: dict[str, File]

    @property
    def query(self) -> dict[str, str]:
        """The parameters behind the question mark."""
        return dict(self.request.query_params)

    def fields(self) -> dict[str, Any]:
        """The body, with what the query adds. Raises Refusal if the body is no object."""
        if not isinstance(self.body, dict | None):
            raise no("not_an_object")
        return {**self.query, **(self.body or {})}

    def text(self, name: str) -> str:
        """A required text. Raises Refusal 100 without it."""
        value = self.fields().get(name)
        if not isinstance(value, str) or not value:
            raise no("required", path=name)
        return value

    def file(self) -> File:
        """The uploaded file: type and bytes. Raises Refusal 100 without it."""
        if "file" not in self.files:
            raise no("required", path="file")
        return self.files["file"]

    def only(self, shown: dict[str, Any], default: Iterable[str] = ()) -> dict[str, Any]:
        """The fields the query asks for, always with the id; `default` without `fields`."""
        asked = self.query.get("fields")
        wanted = {*(_FIELD.findall(asked) if asked else default or shown), "id"}
        return {key: value for key, value in shown.items() if key in wanted}

    def page(self, items: list[dict[str, Any]]) -> dict[str, Any]:
        """A part of a list: `limit` items behind the cursor `after`, and where the next part is."""
        limit, start = self.query.get("limit", "25"), 0
        if not re.fullmatch(r"[1-9]\d{0,5}", limit):
            raise no("limit")
        with suppress(ValueError):
            start = max(0, int(base64.b64decode(self.query.get("after", ""))))
        end = min(start + int(limit), len(items))
        before, after = (base64.b64encode(b"%d" % place).decode() for place in (start, end))
        paging: dict[str, Any] = {"cursors": {"before": before, "after": after}}
        if end < len(items):
            paging["next"] = str(self.request.url.include_query_params(after=after))
        return {"data": items[start:end], "paging": paging}


def authorise(state: State, request: Request) -> None:
    """Let the company in. Raises Refusal 104 or 190 for anybody else."""
    settings, given = state.settings, request.headers.get("authorization", "")
    token = given.removeprefix("Bearer ").strip() or request.query_params.get("access_token", "")
    if not token:
        raise no("no_token", token=settings.token)
    if token.startswith("EAA"):
        raise no("real_token")
    if token not in (settings.token, f"{settings.app_id}|{settings.app_secret}"):
        raise no("wrong_token", token=settings.token)


class _InMemory(MultiPartParser):
    spool_max_size = 2**28  # never to a disk, which would mean to wait


async def read(request: Request) -> tuple[Any, dict[str, File]]:
    """Body and uploaded files. Raises Refusal for what cannot be read."""
    kind = request.headers.get("content-type", "").lower()
    if kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        return await _read_form(request, kind.startswith("multipart"))
    raw = await request.body()
    try:
        body = json.loads(raw) if raw else None
        if b"\\ud" in raw.lower():  # half a character can be written in JSON, and nowhere else
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise no("not_json") from None
    return body, {}


async def _read_form(request: Request, in_parts: bool) -> tuple[Any, dict[str, File]]:
    fields: dict[str, Any] = {}
    files: dict[str, File] = {}
    try:
        parser = _InMemory(request.headers, request.stream())
        form = await (parser.parse() if in_parts else request.form())
    except (MultiPartException, HTTPException, ValueError, KeyError):
        raise no("not_json") from None
    for key, value in form.items():
        if isinstance(value, UploadFile):
            files[key] = str(value.content_type).split(";")[0], await value.read()
        else:
            fields[key] = value
    await form.close()
    return fields, files


def find(state: State, node: str) -> tuple[str, Any]:
    """What the first part of an address names: its kind ("?" for nothing), and the thing."""
    settings = state.settings
    kinds = {settings.phone_id: "phone", settings.waba_id: "waba", settings.app_id: "app"}
    if kind := kinds.get(node) or {"oauth": "oauth", "whatsapp_business": "store"}.get(node):
        return kind, kind
    if found := catalogue.find_media(state, node):
        return "media", found
    if node in state.templates:
        return "template", state.templates[node]
    return ("flow", state.flows[node]) if node in state.flows else ("?", None)


def refused(state: State, request: Request, problem: Exception) -> Response:
    """The platform's answer to a refusal; what the sandbox itself cannot do becomes 131000."""
    refusal = problem if isinstance(problem, Refusal) else no("sandbox", hint=problem)
    if isinstance(problem, HTTPException):
        refusal = no("not_simulated", what=request.scope["path"])
    body = json.dumps(refusal.body(state.traces.fresh("trace")[:27]))
    hint = " ".join(refusal.hint.split()).encode("ascii", "replace").decode()
    return Response(body, refusal.http, {HINT: hint} if hint else None, "application/json")
