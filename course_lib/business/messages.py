"""What may be sent: message types and their limits, checked as the platform checks them.

`read` turns the JSON of a request into a `Command` or raises the platform's Refusal. Lengths are
data (`LIMITS`), so that the platform's reference and this file can be laid side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from course_lib.business.refusals import Refusal, invalid, not_simulated, parameter

LIMITS = {  # characters, at least 1 each
    "text body": 4096,
    "button body": 1024,
    "list body": 4096,
    "header text": 60,
    "footer text": 60,
    "button title": 20,
    "button id": 256,
    "list button": 20,
    "section title": 24,
    "row id": 200,
    "row title": 24,
    "row description": 72,
    "display text": 20,
    "flow cta": 30,
    "callback data": 512,
}
BUTTONS, SECTIONS, ROWS = 3, 10, 10
MEDIA = ("image", "document", "audio", "video", "sticker")
_LEFT_OUT = ("product", "product_list", "catalog_message", "order_details", "order_status",
             "call_permission_request", "address_message")  # fmt: skip
_BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}")
_PUNCTUATION = re.compile(r"[\s()+.-]")


class Command(NamedTuple):
    """One valid request to send: to whom, what, in answer to which message, with which note."""

    to: str
    bsuid: str
    type: str
    content: dict[str, Any]
    context: str | None = None
    callback: str | None = None


def read(body: object) -> Command:
    """The command in a request body. Raises Refusal (100, 131008, 131009) for anything else.

    >>> read({"messaging_product": "whatsapp", "to": "+62 811", "text": {"body": "hi"}}).to
    '62811'
    """
    if not isinstance(body, dict):
        raise parameter("The request body must be a JSON object.")
    product = body.get("messaging_product")
    if product != "whatsapp":
        if product is None:
            raise parameter("The parameter messaging_product is required.")
        raise parameter("Param messaging_product must be one of {WHATSAPP}.")
    kind = body.get("type") or ("text" if "text" in body else None)
    if kind is None:
        raise parameter("The parameter type is required.")
    check = _CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None:
        names = ", ".join(sorted(name.upper() for name in _CHECKS))
        raise parameter(f"Param type must be one of {{{names}}} - got {str(kind)!r}.")
    to, bsuid = _recipient(body)
    content = body.get(kind)
    check(content)
    context, callback = body.get("context"), body.get("biz_opaque_callback_data")
    if context is not None:
        context = _field(_object(context, "context"), "message_id", "context['message_id']")
    if callback is not None:
        _text(callback, "callback data", "biz_opaque_callback_data")
    return Command(to, bsuid, kind, content, context, callback)  # type: ignore[arg-type]


def _recipient(body: dict[str, Any]) -> tuple[str, str]:
    to, bsuid = body.get("to"), body.get("recipient")
    if isinstance(to, str) and to:
        digits = to if to.isdigit() else _PUNCTUATION.sub("", to)
        if digits.isascii() and digits.isdigit():
            return digits, ""
        if _BSUID.fullmatch(to):
            return "", to
        raise invalid("Parameter 'to' is not a phone number", "Digits with the country code.")
    if isinstance(bsuid, str) and _BSUID.fullmatch(bsuid):
        return "", bsuid
    raise parameter("The parameter to is required.", "Give `to` or `recipient`.")


def _object(value: object, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise parameter(f"The parameter {path} is required." if value is None
                        else f"Param {path} must be a JSON object.")  # fmt: skip
    return value


def _field(parent: dict[str, Any], key: str, path: str) -> str:
    value = parent.get(key)
    if value is None or value == "":
        raise parameter(f"The parameter {path} is required.")
    if not isinstance(value, str):
        raise parameter(f"Param {path} must be a string.")
    return value


def _text(value: object, what: str, path: str) -> str:
    """A text within its limit; the two shapes of the platform's complaint."""
    longest = LIMITS[what]
    if not isinstance(value, str) or not 1 <= len(value) <= longest:
        if what in ("text body", "callback data"):
            if not isinstance(value, str):
                raise parameter(f"The parameter {path} is required.")
            raise parameter(f"Param {path} must be at most {longest} characters long.")
        if value is None:
            raise Refusal(131008, details=f"Required parameter is missing: {path}")
        if what.startswith("row") and isinstance(value, str) and value:
            raise invalid(f"{what.capitalize()} is too long. Max length is {longest}")
        name = (
            what.capitalize().replace("Button body", "Body text").replace("List body", "Body text")
        )
        raise invalid(f"{name} length invalid. Min length: 1, Max length: {longest}")
    return value


def _list(value: object, path: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Refusal(131008, details=f"Required parameter is missing: {path}")
    return value


def _check_text(content: object) -> None:
    _text(_object(content, "text").get("body") or None, "text body", "text['body']")


def _check_media(kind: str) -> Callable[[object], None]:
    def check(content: object) -> None:
        held = _object(content, kind)
        given = [held.get(key) for key in ("id", "link") if held.get(key)]
        if len(given) != 1 or not isinstance(given[0], str):
            raise parameter(f"Param {kind} needs exactly one of id or link.")

    return check


def _check_location(content: object) -> None:
    place = _object(content, "location")
    for key, most in (("latitude", 90), ("longitude", 180)):
        try:
            near = abs(float(place[key])) <= most
        except (KeyError, TypeError, ValueError):
            near = False
        if not near:
            raise parameter(f"Param location['{key}'] must be a number up to {most}.")


def _check_contacts(content: object) -> None:
    if not isinstance(content, list) or not content:
        raise parameter("Param contacts must be a non-empty array.")


def _check_reaction(content: object) -> None:
    held = _object(content, "reaction")
    _field(held, "message_id", "reaction['message_id']")
    if not isinstance(held.get("emoji"), str):
        raise parameter("The parameter reaction['emoji'] is required.")


def _check_template(content: object) -> None:
    held = _object(content, "template")
    _field(held, "name", "template['name']")
    language = _object(held.get("language"), "template['language']")
    _field(language, "code", "template['language']['code']")
    if not isinstance(held.get("components", []), list):
        raise parameter("Param template['components'] must be an array.")


def _check_interactive(content: object) -> None:
    held = _object(content, "interactive")
    kind = held.get("type")
    if kind in _LEFT_OUT:
        raise not_simulated(f"interactive {kind}")
    if not isinstance(kind, str) or kind not in _ACTIONS:
        raise invalid(f"Parameter value is not valid: interactive['type'] {kind!r}")
    for part in ("header", "footer"):
        if held.get(part) is not None:
            _check_edge(part, _object(held[part], f"interactive['{part}']"), kind)
    body = _object(held.get("body"), "interactive['body']").get("text")
    _text(body, "list body" if kind == "list" else "button body", "interactive['body']['text']")
    _ACTIONS[kind](_object(held.get("action"), "interactive['action']"))


def _check_edge(part: str, held: dict[str, Any], kind: str) -> None:
    if part == "footer" or held.get("type") == "text":
        _text(held.get("text"), f"{part} text", f"interactive['{part}']['text']")
    elif kind == "list" or held.get("type") not in MEDIA:
        raise invalid(f"Header type is not valid: {held.get('type')!r}")


def _check_buttons(action: dict[str, Any]) -> None:
    buttons = _list(action.get("buttons"), "interactive['action']['buttons']")
    if not 1 <= len(buttons) <= BUTTONS:
        raise invalid(
            f"Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: {BUTTONS}"
        )
    replies = [_object(button.get("reply"), "button['reply']") for button in buttons]
    for key in ("id", "title"):
        values = [_text(reply.get(key), f"button {key}", f"reply['{key}']") for reply in replies]
        if len(set(values)) < len(values):
            raise invalid(f"Button {key}s must be unique: duplicated {key} {values[-1]!r}")


def _check_list(action: dict[str, Any]) -> None:
    _text(action.get("button"), "list button", "interactive['action']['button']")
    sections = _list(action.get("sections"), "interactive['action']['sections']")
    if not 1 <= len(sections) <= SECTIONS:
        raise invalid(f"Total section count exceed max allowed count: {SECTIONS}")
    rows = [row for section in sections for row in _list(section.get("rows"), "section['rows']")]
    if len(rows) > ROWS:
        raise invalid(f"Total row count exceed max allowed count: {ROWS}")
    if not rows:
        raise invalid("Total row count is below min allowed count: 1")
    for section in sections:
        if len(sections) > 1 or section.get("title"):
            _text(section.get("title"), "section title", "section['title']")
    for row in rows:
        _text(row.get("id"), "row id", "row['id']")
        _text(row.get("title"), "row title", "row['title']")
        if row.get("description"):
            _text(row["description"], "row description", "row['description']")
    if len({row["id"] for row in rows}) < len(rows):
        raise invalid("Row ids must be unique: duplicated row id")


def _parameters(action: dict[str, Any], name: str) -> dict[str, Any]:
    if action.get("name") != name:
        raise invalid(f"Parameter value is not valid: action['name'] must be {name!r}")
    return _object(action.get("parameters"), "interactive['action']['parameters']")


def _check_url(action: dict[str, Any]) -> None:
    held = _parameters(action, "cta_url")
    _text(held.get("display_text"), "display text", "parameters['display_text']")
    _field(held, "url", "parameters['url']")


def _check_flow(action: dict[str, Any]) -> None:
    held = _parameters(action, "flow")
    if bool(held.get("flow_id")) == bool(held.get("flow_name")):
        raise Refusal(131008, details="Give exactly one of flow_id and flow_name")
    _text(held.get("flow_cta"), "flow cta", "parameters['flow_cta']")
    if held.get("flow_action", "navigate") not in ("navigate", "data_exchange"):
        raise invalid("flow_action must be navigate or data_exchange")
    if held.get("flow_action_payload") is not None:
        _object(held["flow_action_payload"], "parameters['flow_action_payload']")


def _check_location_request(action: dict[str, Any]) -> None:
    if action.get("name") != "send_location":
        raise invalid("Parameter value is not valid: action['name'] must be 'send_location'")


_CHECKS: dict[str, Callable[[object], None]] = {
    "text": _check_text,
    "template": _check_template,
    "interactive": _check_interactive,
    "location": _check_location,
    "contacts": _check_contacts,
    "reaction": _check_reaction,
} | {kind: _check_media(kind) for kind in MEDIA}
_ACTIONS: dict[str, Callable[[dict[str, Any]], None]] = {
    "button": _check_buttons,
    "list": _check_list,
    "cta_url": _check_url,
    "flow": _check_flow,
    "location_request_message": _check_location_request,
}
