"""The platform's addresses as a web application: one table, answers in the platform's shapes.

The application never waits, so it runs in a notebook, in a browser and under a server alike.
Versions such as /v23.0 are accepted and ignored. What is not in the table is "not simulated" and
says so in a header, not in the body.
"""

import hashlib
import inspect
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from course_lib import data
from course_lib.business import engine, flows, messages
from course_lib.business.messages import Refusal, Row, no, told
from course_lib.business.rules import DAY, MINUTE, utc
from course_lib.business.state import Flow, State
from course_lib.business.templates import Catalogue
from course_lib.business.webhooks import App, Courier, compact
from course_lib.errors import CourseError

GRAPH, STORE = "https://graph.facebook.com", "https://lookaside.fbsbx.com"  # there lie media
URL_LIVES = 5 * MINUTE
HINT = "X-Sandbox-Hint"
_VERSION = re.compile(r"/v\d+\.\d+(?=/)")
_FIELD = re.compile(r"(\w+)(?:\.\w+)*(?:\([^)]*\))?(?:\{[^}]*\})?")
_OF_A_FLOW = ("id", "name", "status", "categories", "validation_errors")  # without `fields`


@dataclass(eq=False)
class Call:
    """One request: the state, what its address names (`kind`, `thing`), and what came with it.

    `query` is what stands behind the question mark.
    """

    state: State
    courier: Courier
    request: Request
    query: dict[str, str]
    node: str
    edge: str
    kind: str
    thing: Any
    body: Any
    file: tuple[str, bytes] | None

    def fields(self) -> Row:
        """The body, with what the query adds. Raises Refusal if the body is no object."""
        if not isinstance(self.body, dict | None):
            raise no("not_an_object")
        return self.query | (self.body or {})

    def text(self, name: str) -> str:
        """A required text. Raises Refusal 100 without it."""
        value = self.fields().get(name)
        if not isinstance(value, str) or not value:
            raise no("required", path=name)
        return value

    def upload(self) -> tuple[str, bytes]:
        """The uploaded file: type and bytes. Raises Refusal 100 without it."""
        if self.file is None:
            raise no("required", path="file")
        return self.file

    def only(self, shown: dict[str, Any], default: Iterable[str] = ()) -> Row:
        """The fields the query asks for, always with the id; `default` without `fields`."""
        asked = _FIELD.findall(self.query.get("fields", ""))
        return {key: shown[key] for key in shown if key in ("id", *(asked or default or shown))}

    def page(self, items: list[dict[str, Any]]) -> Row:
        """A part of a list: `limit` items behind the cursor `after`, and where the next part is."""
        asked = {"limit": "25", "after": "0"} | self.query
        messages.check("page", asked)
        start, size = int(asked["after"]), int(asked["limit"])
        end = min(start + size, len(items))
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(end)}}
        if end < len(items):
            paging["next"] = str(self.request.url.include_query_params(limit=size, after=end))
        return {"data": items[start : start + size], "paging": paging}


def _send(call: Call) -> Any:
    body = call.body
    if isinstance(body, dict) and "status" in body:
        messages.check("mark_read", body)
        if (word := call.state.words.get(body["message_id"])) is None:
            raise no("not_a_customers")
        word.read = call.state.clock.now  # the customer sees blue ticks
        return None
    message = engine.accept(call.state, messages.read(body))
    person, sent = message.person, {"id": message.id}
    if message.type == "template":
        sent["message_status"] = "accepted"
    asked = {"input": body.get("to"), "wa_id": person.wa_id}
    if not asked["input"]:
        asked = {"input": body["recipient"], "user_id": person.user_id}
    return {"messaging_product": "whatsapp", "contacts": [asked], "messages": [sent]}


def _upload(call: Call) -> Any:
    mime, content = call.upload()
    if call.text("messaging_product") != "whatsapp":
        raise no("product")
    if mime not in messages.KIND_OF and call.fields().get("type") in messages.KIND_OF:
        mime = call.text("type")
    return {"id": engine.keep_media(call.state, mime, content)}


def _media(call: Call) -> Any:
    kept, until = call.thing, call.state.clock.now + URL_LIVES
    base = str(call.request.base_url).replace(GRAPH, STORE)
    place = f"mid={call.node}&ext={until}&hash={_seal(call.node, str(until))}"
    names = {"url": f"{base}whatsapp_business/attachments/?{place}", "size": len(kept.content)}
    sha256 = hashlib.sha256(kept.content).hexdigest()
    return told("media", **names, sha256=sha256, node=call.node, thing=kept)


def _delete_media(call: Call) -> None:
    del call.state.media[call.node]


def _seal(node: str, until: str) -> str:
    return hashlib.blake2b(f"{node}/{until}".encode(), digest_size=8).hexdigest()


def _download(call: Call) -> Any:
    node, until, seal = (call.query.get(key, "") for key in ("mid", "ext", "hash"))
    kept = engine.find_media(call.state, node)
    if kept is None or seal != _seal(node, until) or int(until) < call.state.clock.now:
        raise no("url_expired")
    return Response(kept.content, media_type=kept.mime)


def _show(call: Call, kind: str = "", thing: Any = None) -> Row:
    """What an address names, or another thing, as `data/told.toml` words it."""
    settings = call.state.settings
    names = {"settings": settings, "tier": f"TIER_{settings.messaging_limit}"}
    return call.only(told(kind or call.kind, **names, thing=thing or call.thing))


def _numbers(call: Call) -> Any:
    return call.page([_show(call, "phone")])


def _set_key(call: Call) -> None:
    if not flows.is_key(pem := call.text("business_public_key")):
        raise no("public_key")
    call.state.public_key = pem


def _profile(call: Call) -> Any:
    return {"data": [call.only(call.state.profile)]}


def _set_profile(call: Call) -> None:
    call.state.profile.update(call.fields())


async def _subscribe(call: Call) -> None:
    """The app's own address, or one for this account alone, which it need not have."""
    key = "callback_url" if call.kind == "app" else "override_callback_uri"
    if call.kind == "app" or key in call.fields():
        await call.courier.subscribe(call.text(key), call.text("verify_token"))


def _access_token(call: Call) -> Any:
    settings = call.state.settings
    if call.query.get("client_secret") != settings.app_secret:
        raise no("client_secret")
    return {"access_token": f"{settings.app_id}|{settings.app_secret}", "token_type": "bearer"}


def _templates(call: Call) -> Any:
    shown = list(call.state.templates.values())
    for key in {"name", "status", "category", "language"} & call.query.keys():
        shown = [template for template in shown if getattr(template, key) == call.query[key]]
    page = call.page([_show(call, "template", one) for one in shown])
    if "summary" in call.query:
        page["summary"] = told("summary", shown=len(shown), all=len(call.state.templates))
    return page


def _create_template(call: Call) -> Any:
    made = Catalogue(call.state).create(call.fields())
    return {"id": made.id, "status": made.status, "category": made.category}


def _edit_template(call: Call) -> Any:
    Catalogue(call.state).edit(kept := call.thing, call.fields())
    return {"success": True, "id": kept.id, "name": kept.name, "category": kept.category}


def _delete_template(call: Call) -> None:
    ident = str(call.fields().get("hsm_id", ""))
    Catalogue(call.state).delete("" if ident else call.text("name"), ident)


def _flow(call: Call, flow: Flow | None = None) -> Row:
    flow = flow or call.thing
    preview = f"https://business.facebook.com/wa/manage/flows/{flow.id}/preview/"
    names = {"preview": preview, "until": _written(call.state.clock.now + 30 * DAY), "thing": flow}
    names |= {"version": flow.json.get("version"), "data_api": flow.json.get("data_api_version")}
    return call.only(told("flow", **names, updated=_written(flow.updated)), _OF_A_FLOW)


def _written(at: int) -> str:
    return utc(at).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _create_flow(call: Call) -> Any:
    made = flows.create(call.state, call.fields()).id
    return {"id": made, "success": True, "validation_errors": []}


def _change_flow(call: Call) -> Any:
    """One step in the life of a form: what stands behind its id, or edit."""
    step, flow = call.edge or "edit", call.thing
    given = call.upload()[1] if step == "assets" else call.fields()
    flows.change(call.state, flow, "delete" if call.request.method == "DELETE" else step, given)
    return {"success": True, "validation_errors": []} if step == "assets" else None


def _flows(call: Call) -> Any:
    return call.page([_flow(call, flow) for flow in call.state.flows.values()])


_ROUTES: dict[str, dict[str, str]] = data.toml("business", "routes")


def application(state: State, courier: Courier, settle: Callable[[], None]) -> App:
    """The platform as an ASGI application; `settle` runs after each answer has been given."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        scope["query_string"] = scope["query_string"].decode("ascii", "ignore").encode()
        request = Request(scope, receive)
        try:
            answer = await _answer(state, courier, request)
        except (Refusal, CourseError) as problem:
            answer = _refused(state, problem)
        await answer(scope, receive, send)
        settle()

    return app


async def _answer(state: State, courier: Courier, request: Request) -> Response:
    path = _VERSION.sub("", request.scope["path"], 1)
    node, _, edge = path.strip("/").partition("/")
    headers = dict(request.scope["headers"])
    if node != "oauth":
        _authorise(state, request, headers)
    kind, thing = _find(state, node, method := request.method.lower())
    name = _ROUTES[kind].get(f"{request.method} {edge}".strip())
    if name is None:
        raise no("not_simulated", what=f"{request.method} {path}", node=node, method=method)
    given = await _read(request, headers.get(b"content-type", b"").decode("latin-1").lower())
    query = dict(request.query_params) if request.scope["query_string"] else {}
    query.pop("access_token", None)
    call = Call(state, courier, request, query, node, edge, kind, thing, *given)
    answer = globals()[f"_{name}"](call)  # one of the functions above
    if inspect.iscoroutine(answer):
        answer = await answer
    if isinstance(answer, Response):
        return answer
    return Response(compact(answer or {"success": True}), media_type="application/json")


def _authorise(state: State, request: Request, headers: dict[bytes, bytes]) -> None:
    """Let the company in. Raises Refusal 104 or 190 for anybody else."""
    settings, given = state.settings, headers.get(b"authorization", b"").decode("latin-1")
    token = (given.split() or [""])[-1] or request.query_params.get("access_token", "")
    if not token:
        raise no("no_token", token=settings.token)
    if token.startswith("EAA"):
        raise no("real_token")
    if token != settings.token and token != f"{settings.app_id}|{settings.app_secret}":
        raise no("wrong_token", token=settings.token)


def _find(state: State, node: str, method: str) -> tuple[str, Any]:
    """What the first part of an address names: its kind, and the thing. Raises Refusal."""
    if node in state.nodes:
        return state.nodes[node], None
    found = {"media": engine.find_media(state, node), "flow": state.flows.get(node)}
    named = [template for template in state.templates.values() if template.id == node]
    for kind, thing in (found | {"template": named and named[0]}).items():
        if thing:
            return kind, thing
    raise no("unknown", node=node, method=method, hint=", ".join(list(state.nodes)[:2]))


class _InMemory(MultiPartParser):
    spool_max_size = 2**28  # never to a disk, which would mean to wait


_FORMS = {"multipart/form-data": _InMemory, "application/x-www-form-urlencoded": FormParser}


async def _read(request: Request, kind: str) -> tuple[Any, tuple[str, bytes] | None]:
    """Body and uploaded file. Raises Refusal for what cannot be read."""
    try:
        if parser := _FORMS.get(kind.split(";")[0].strip()):
            return await _read_form(parser(request.headers, request.stream()))
        raw = b"".join([part async for part in request.stream()])
        body = json.loads(raw.decode()) if raw else None
        if b"\\u" in raw:  # half a character can be written in JSON, and nowhere else
            json.dumps(body, ensure_ascii=False).encode()
    except (ClientDisconnect, MultiPartException, KeyError, ValueError, RecursionError):
        raise no("not_json") from None
    return body, None


async def _read_form(parser: FormParser | MultiPartParser) -> tuple[Any, tuple[str, bytes] | None]:
    form = await parser.parse()
    fields, file = {k: value for k, value in form.items() if isinstance(value, str)}, None
    if isinstance(given := form.get("file"), UploadFile):
        file = str(given.content_type).split(";")[0], await given.read()
    await form.close()
    return fields, file


def _refused(state: State, problem: Exception) -> Response:
    """The platform's answer to a refusal; what the sandbox itself cannot do becomes 131000."""
    refusal = problem if isinstance(problem, Refusal) else no("sandbox", hint=problem)
    body = json.dumps(refusal.body(state.traces.fresh("trace")[:27]))
    hint = " ".join(refusal.hint.split()).encode("ascii", "replace").decode()
    return Response(body, refusal.http, {HINT: hint} if hint else None, "application/json")
