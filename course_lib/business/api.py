"""The platform's addresses as a web application: one table, answers in the platform's shapes.

The application never waits, so it runs in a notebook, in a browser and under a server alike.
Versions such as /v23.0 are accepted and ignored. What is not in the table is "not simulated" and
says so in a header, not in the body.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from itertools import chain
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from course_lib.business import calls, catalogue, engine, flows, messages
from course_lib.business.calls import Call
from course_lib.business.catalogue import Catalogue
from course_lib.business.clock import MINUTE, utc
from course_lib.business.doors import App, Courier
from course_lib.business.refusals import Refusal, no
from course_lib.business.state import Flow, State, Template, told
from course_lib.errors import CourseError

STORE = "https://lookaside.fbsbx.com"  # where the platform keeps media
URL_LIVES = 5 * MINUTE
_VERSION = re.compile(r"^/v\d+\.\d+(?=/)")
_OF_A_FLOW = ("id", "name", "status", "categories", "validation_errors")  # without `fields`
_compact = json.JSONEncoder(separators=(",", ":")).encode


def _do(act: Callable[..., object], *args: Any) -> dict[str, Any]:
    act(*args)
    return {"success": True}


def _send(call: Call) -> Any:
    body = call.body
    if isinstance(body, dict) and "status" in body:
        return _mark_read(call.state, body)
    message = engine.accept(call.state, messages.read(body))
    accepted = "accepted" if message.type == "template" else ""
    number, whom = (message.person.wa_id, "") if body.get("to") else ("", body["recipient"])
    names = {
        "input": body.get("to") or whom,
        "number": number,
        "user_id": whom and message.person.user_id,
    }
    return told("sent", **names, message=message, accepted=accepted)


def _mark_read(state: State, body: dict[str, Any]) -> Any:
    if body.get("messaging_product") != "whatsapp":
        raise no("required", path="messaging_product")
    ident = body.get("message_id")
    if body["status"] != "read" or not isinstance(ident, str):
        raise no("required", path="message_id")
    if ident not in state.words:
        raise no("not_a_customers")
    state.words[ident].read = state.clock.now  # the customer sees blue ticks
    return {"success": True}


def _upload(call: Call) -> Any:
    (mime, content), known = call.file(), {*chain(*messages.FILES.values())}
    if mime not in known and call.fields().get("type") in known:
        mime = call.text("type")
    return {"id": catalogue.keep_media(call.state, mime, content)}


def _media(call: Call) -> Any:
    kept, node, url = call.thing, call.request.path_params["node"], call.request.url
    own = not url.netloc.endswith(("facebook.com", "fbsbx.com"))
    base, until = f"{url.scheme}://{url.netloc}" if own else STORE, call.state.clock.now + URL_LIVES
    place = f"mid={node}&ext={until}&hash={_seal(node, str(until))}"
    link, sha256 = f"{base}/whatsapp_business/attachments/?{place}", hashlib.sha256(kept.content)
    names = {"url": link, "sha256": sha256.hexdigest(), "size": len(kept.content), "node": node}
    return told("media", **names, thing=kept)


def _seal(node: str, until: str) -> str:
    return hashlib.blake2b(f"{node}/{until}".encode(), digest_size=8).hexdigest()


def _download(call: Call) -> Any:
    node, until, seal = (call.query.get(key, "") for key in ("mid", "ext", "hash"))
    kept = catalogue.find_media(call.state, node)
    if kept is None or seal != _seal(node, until) or int(until) < call.state.clock.now:
        raise no("url_expired")
    return Response(kept.content, media_type=kept.mime)


def _number(call: Call) -> dict[str, Any]:
    settings = call.state.settings
    level = "HIGH" if settings.throughput > 80 else "STANDARD"
    names = {"quality": engine.quality(call.state), "tier": f"TIER_{settings.messaging_limit}"}
    return call.only(told("number", **names, settings=settings, level=level))


def _set_key(call: Call) -> Any:
    if not flows.is_key(pem := call.text("business_public_key")):
        raise no("public_key")
    call.state.public_key = pem
    return {"success": True}


def _profile(call: Call) -> Any:
    shown = call.only({"messaging_product": "whatsapp"} | call.state.profile)
    return {"data": [shown]}


async def _subscribe(call: Call) -> Any:
    """The app's own address, or one for this account alone; of an account it need not be any."""
    url = call.fields().get("override_callback_uri") or call.fields().get("callback_url")
    if url or call.thing == "app":
        await call.courier.subscribe(
            str(url or call.text("callback_url")), call.text("verify_token")
        )
    return {"success": True}


def _access_token(call: Call) -> Any:
    settings = call.state.settings
    if call.query.get("client_secret") != settings.app_secret:
        raise no("client_secret")
    return {"access_token": f"{settings.app_id}|{settings.app_secret}", "token_type": "bearer"}


def _template(call: Call, template: Template) -> dict[str, Any]:
    return call.only(told("template", thing=template))


def _templates(call: Call) -> Any:
    shown = list(call.state.templates.values())
    for key in {"name", "status", "category", "language"} & call.query.keys():
        shown = [template for template in shown if getattr(template, key) == call.query[key]]
    page = call.page([_template(call, template) for template in shown])
    if "summary" in call.query:
        count = {"total_count": len(shown), "message_template_count": len(call.state.templates)}
        more = {"message_template_limit": 250, "are_translations_complete": False}
        page["summary"] = count | more
    return page


def _create_template(call: Call) -> Any:
    made = Catalogue(call.state).create(call.fields())
    return {"id": made.id, "status": made.status, "category": made.category}


def _edit_template(call: Call) -> Any:
    kept = call.thing
    done = _do(Catalogue(call.state).edit, kept, call.fields())
    return done | {"id": kept.id, "name": kept.name, "category": kept.category}


def _delete_template(call: Call) -> Any:
    ident = str(call.fields().get("hsm_id", ""))
    kept = call.state.templates.get(ident)
    return _do(Catalogue(call.state).delete, kept.name if kept else call.text("name"), ident)


def _flow(call: Call, flow: Flow) -> dict[str, Any]:
    until = _written(call.state.clock.now + catalogue.KEPT)
    preview = f"https://business.facebook.com/wa/manage/flows/{flow.id}/preview/"
    names: dict[str, Any] = {"updated": _written(flow.updated), "preview": preview, "until": until}
    names |= {"version": flow.json.get("version"), "data_api": flow.json.get("data_api_version")}
    return call.only(told("flow", **names, thing=flow), _OF_A_FLOW)


def _written(at: int) -> str:
    return utc(at).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _create_flow(call: Call) -> Any:
    made = catalogue.create_flow(call.state, call.fields())
    return {"id": made.id, "success": not made.errors, "validation_errors": made.errors}


def _change_flow(call: Call) -> Any:
    """One step in the life of a form: what stands behind its id, or edit."""
    step = call.request.path_params.get("edge") or "edit"
    given = call.file()[1] if step == "assets" else call.fields()
    step = "delete" if call.request.method == "DELETE" else step.replace("assets", "upload")
    catalogue.change_flow(call.state, call.thing, step, given)
    if step != "upload":
        return {"success": True}
    return {"success": not call.thing.errors, "validation_errors": call.thing.errors}


# What an address names (its first part), what stands behind it, by method.
_TABLE: dict[tuple[str, str, str], Callable[[Call], Any]] = {
    ("phone", "messages", "POST"): _send,
    ("phone", "media", "POST"): _upload,
    ("phone", "", "GET"): _number,
    ("phone", "whatsapp_business_encryption", "POST"): _set_key,
    ("phone", "whatsapp_business_profile", "GET"): _profile,
    ("phone", "whatsapp_business_profile", "POST"): lambda call: _do(
        call.state.profile.update, call.fields()
    ),
    ("media", "", "GET"): _media,
    ("media", "", "DELETE"): lambda call: _do(
        call.state.media.pop, call.request.path_params["node"]
    ),
    ("store", "attachments", "GET"): _download,
    ("oauth", "access_token", "GET"): _access_token,
    ("app", "subscriptions", "POST"): _subscribe,
    ("waba", "", "GET"): lambda call: call.only(told("account", settings=call.state.settings)),
    ("waba", "phone_numbers", "GET"): lambda call: call.page([_number(call)]),
    ("waba", "subscribed_apps", "POST"): _subscribe,
    ("waba", "message_templates", "GET"): _templates,
    ("waba", "message_templates", "POST"): _create_template,
    ("waba", "message_templates", "DELETE"): _delete_template,
    ("template", "", "GET"): lambda call: _template(call, call.thing),
    ("template", "", "POST"): _edit_template,
    ("waba", "flows", "POST"): _create_flow,
    ("waba", "flows", "GET"): lambda call: call.page(
        [_flow(call, flow) for flow in call.state.flows.values()]
    ),
    ("flow", "", "GET"): lambda call: _flow(call, call.thing),
    ("flow", "", "POST"): _change_flow,
    ("flow", "", "DELETE"): _change_flow,
    ("flow", "assets", "POST"): _change_flow,
    ("flow", "publish", "POST"): _change_flow,
    ("flow", "deprecate", "POST"): _change_flow,
}


def application(state: State, courier: Courier, settle: Callable[[], None]) -> App:
    """The platform as an ASGI application; `settle` runs after each answer has been given."""

    async def at_node(request: Request) -> Response:
        node, edge = request.path_params["node"], request.path_params.get("edge", "")
        if node != "oauth":
            calls.authorise(state, request)
        kind, thing = calls.find(state, node)
        handler = _TABLE.get((kind, edge, request.method))
        if kind == "?":
            hint = f"{state.settings.phone_id}, {state.settings.waba_id}"
            raise no("unknown", node=node, hint=hint)
        if handler is None:
            raise no("not_simulated", what=f"{request.method} {request.scope['path']}")
        answer = handler(Call(state, courier, request, thing, *await calls.read(request)))
        if not isinstance(answer, dict | Response):
            answer = await answer
        if isinstance(answer, Response):
            return answer
        return Response(_compact(answer), media_type="application/json")

    async def refused(request: Request, problem: Exception) -> Response:
        return calls.refused(state, request, problem)

    methods = ["GET", "POST", "PUT", "DELETE"]
    refusals: Any = dict.fromkeys((Refusal, CourseError, HTTPException), refused)
    paths = ("/{node}/{edge:path}", "/{node}")
    routes = [Route(path, at_node, methods=methods) for path in paths]
    inner = Starlette(routes=routes, exception_handlers=refusals)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope["path"] = _VERSION.sub("", scope["path"]).rstrip("/") or "/"
            scope["query_string"] = scope["query_string"].decode("ascii", "ignore").encode()
        await inner(scope, receive, send)
        settle()

    return app
