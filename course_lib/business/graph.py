"""The platform's addresses: which path does what, in one table; the answers in its shapes.

Pure: a method, a path and JSON go in, an `Answer` comes out. Versions such as /v23.0 are accepted
and ignored. What is not in the table is "not simulated" and says so in the hint, not in the body.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from course_lib.business import objects, shelf
from course_lib.business.call import Call
from course_lib.business.refusals import RATE_LIMITS, Refusal, not_simulated, parameter
from course_lib.errors import CourseError

if TYPE_CHECKING:
    from course_lib.business.emulator import Emulator

_VERSION = re.compile(r"^/v\d+\.\d+(?=/)")


class Answer(NamedTuple):
    """An HTTP answer. `hint` is for the student and travels in a header.

    `challenge` is a URL that must first answer the platform's challenge with that verify token.
    """

    status: int
    body: Any
    hint: str = ""
    mime: str = "application/json"
    challenge: tuple[str, str] | None = None


def handle(
    world: Emulator,
    method: str,
    path: str,
    body: Any = None,
    *,
    query: dict[str, str] | None = None,
    token: str | None = None,
    files: dict[str, tuple[str, bytes]] | None = None,
    base: str = "https://lookaside.fbsbx.com",
) -> Answer:
    """Answer one request. Without `token` the sandbox's own is used (you are the company).

    `files` are the uploaded parts (type and bytes by name), `base` where media are fetched from.

    >>> from course_lib.business import sandbox
    >>> body = {"to": "919800000001", "text": {"body": "hi"}}
    >>> handle(sandbox(), "POST", "/v23.0/106540352242922/messages", body).body["error"]["message"]
    '(#100) The parameter messaging_product is required.'
    """
    given = dict(query or {})
    path = _VERSION.sub("", path) or "/"
    try:
        held = world.settings.token if token is None else token or given.pop("access_token", "")
        _authorise(world, held, path)
        answer = _dispatch(Call(world, method, path, body, given, files or {}, base))
    except (Refusal, CourseError) as no:
        answer = refused(world, no)
    code = answer.body["error"]["code"] if answer.status != 200 else 0
    world.requests.append((world.clock.now, method, path, answer.status, code, answer.hint))
    return answer


def refused(world: Emulator, no: Refusal | CourseError) -> Answer:
    """The platform's answer to a refusal; whatever the sandbox itself cannot do becomes 131000."""
    refusal = no if isinstance(no, Refusal) else Refusal(131000, hint=str(no))
    limited = refusal.code in RATE_LIMITS
    status = world.settings.rate_limit_status if limited else refusal.http
    return Answer(status, refusal.body(world.ids.fresh("trace")[:27]), refusal.hint)


async def confirm(world: Emulator, answer: Answer, *, wait: bool) -> Answer:
    """The answer, once the company's address has passed the challenge if there is one to pass."""
    if answer.challenge:
        try:
            await world.subscribe(*answer.challenge, wait=wait)
        except (Refusal, CourseError) as no:
            return refused(world, no)
    return answer


def _authorise(world: Emulator, token: str, path: str) -> None:
    settings = world.settings
    if path == "/oauth/access_token":
        return
    if not token:
        raise Refusal(104, hint="Send the header Authorization: Bearer TEST.")
    if token.startswith("EAA"):
        raise Refusal(190, hint="This looks like a real token. Do not use it here; revoke it.")
    if token not in (settings.token, f"{settings.app_id}|{settings.app_secret}"):
        raise Refusal(190, hint=f"The token of this sandbox is {settings.token}.")


def _dispatch(call: Call) -> Answer:
    node, _, edge = call.path.strip("/").partition("/")
    kind = call.kind(node)
    call.node = node
    handler = _TABLE.get((call.method, kind, edge))
    if handler is None:
        if kind == "?":
            raise call.unknown(node)
        raise not_simulated(f"{call.method} {call.path}")
    result = handler(call)
    if isinstance(result, bytes):
        return Answer(200, result, mime=call.mime)
    return Answer(200, result, challenge=call.challenge)


def _send(call: Call) -> Any:
    body = call.body
    if isinstance(body, dict) and "status" in body:
        if body.get("messaging_product") != "whatsapp":
            raise parameter("The parameter messaging_product is required.")
        if body["status"] != "read" or not isinstance(body.get("message_id"), str):
            raise parameter("The parameter message_id is required.")
        if (word := call.world.words.get(body["message_id"])) is None:
            raise parameter("Invalid parameter", "Mark a message of a customer as read, by its id.")
        word.read = call.world.clock.now  # the customer sees blue ticks
        return {"success": True}
    message = call.world.send(body)
    customer = call.world.customers[message.to]
    if body.get("to") and not str(body["to"])[:1].isalpha():
        contact = {"input": body["to"], "wa_id": customer.wa_id}
    else:
        asked = body.get("recipient") or body["to"]
        contact = {"input": asked, "user_id": customer.user_id, "wa_id": ""}
    told = {"id": message.id}
    if message.type == "template":
        told["message_status"] = "held_for_quality_assessment" if message.held else "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [told]}


def _send_marketing(call: Call) -> Any:
    if not isinstance(call.body, dict) or call.body.get("type") != "template":
        raise parameter("Param type must be one of {TEMPLATE}.")
    return _send(call)


_TABLE: dict[tuple[str, str, str], Callable[[Call], Any]] = {
    ("POST", "phone", "messages"): _send,
    ("PUT", "phone", "messages"): _send,
    ("POST", "phone", "marketing_messages"): _send_marketing,
    ("POST", "phone", "media"): objects.upload,
    ("GET", "media", ""): objects.media,
    ("DELETE", "media", ""): objects.delete_media,
    ("GET", "download", "attachments"): objects.download,
    ("GET", "phone", ""): objects.number,
    ("POST", "phone", "whatsapp_business_encryption"): objects.set_key,
    ("GET", "waba", ""): objects.account,
    ("GET", "waba", "phone_numbers"): objects.numbers,
    ("GET", "waba", "subscribed_apps"): objects.subscriptions,
    ("POST", "waba", "subscribed_apps"): objects.subscribe_account,
    ("DELETE", "waba", "subscribed_apps"): objects.unsubscribe,
    ("POST", "app", "subscriptions"): objects.subscribe_app,
    ("GET", "oauth", "access_token"): objects.access_token,
    ("GET", "waba", "message_templates"): shelf.templates,
    ("POST", "waba", "message_templates"): shelf.create_template,
    ("DELETE", "waba", "message_templates"): shelf.delete_template,
    ("GET", "template", ""): shelf.template,
    ("POST", "template", "unpause"): shelf.unpause_template,
    ("GET", "waba", "flows"): shelf.flows,
    ("POST", "waba", "flows"): shelf.create_flow,
    ("GET", "flow", ""): shelf.flow,
}
