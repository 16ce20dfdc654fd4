"""What may be sent: message types and their limits, checked as the platform checks them.

`read` turns the JSON of a request into a `Command` or raises the platform's Refusal. Lengths and
types of files are data (`data/limits.toml`), to be laid beside the platform's reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course_lib import data
from course_lib.business.refusals import no

_TABLES = data.toml("business", "limits")
LIMITS: dict[str, int] = _TABLES["characters"]  # at least 1 each
BUTTONS, SECTIONS, ROWS = (_TABLES["counts"][name] for name in ("buttons", "sections", "rows"))
FILES: dict[str, list[str]] = _TABLES["files"]  # kind of message: types of files it can show
MEGABYTES: dict[str, float] = _TABLES["megabytes"]
_BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}")
_PUNCTUATION = re.compile(r"[\s()+.-]")


@dataclass(frozen=True)
class Command:
    """One valid request to send: to whom, what, in answer to which message, with which note.

    `misplaced`: a business-scoped id stood in `to`, where the platform takes the part after the
    country for a telephone number.
    """

    to: str
    bsuid: str
    type: str
    content: Any
    context: str | None = None
    callback: str | None = None
    misplaced: bool = False


def read(body: object) -> Command:
    """The command in a request body. Raises Refusal (100, 131008, 131009) for anything else.

    >>> read({"messaging_product": "whatsapp", "to": "+62 811", "text": {"body": "hi"}}).to
    '62811'
    """
    if not isinstance(body, dict):
        raise no("not_an_object")
    if (product := body.get("messaging_product")) != "whatsapp":
        raise no("required", path="messaging_product") if product is None else no("product")
    kind = body.get("type") or ("text" if "text" in body else None)
    if kind is None:
        raise no("required", path="type")
    check = _CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None:
        names = ", ".join(sorted(name.upper() for name in _CHECKS))
        raise no("one_of", path="type", names=names, got=repr(str(kind)))
    to, bsuid, misplaced = _recipient(body)
    content = parsed(body.get(kind))
    check(content)
    context, callback = parsed(body.get("context")), body.get("biz_opaque_callback_data")
    if context is not None:
        context = _field(_object(context, "context"), "message_id", "context['message_id']")
    if callback is not None:
        _text(callback, "callback data", "biz_opaque_callback_data")
    return Command(to, bsuid, kind, content, context, callback, misplaced)


def parsed(value: Any) -> Any:
    """An object or array that came as JSON text, as the platform takes it too; the rest as it is.

    >>> parsed('{"body": "hi"}'), parsed("hi")
    ({'body': 'hi'}, 'hi')
    """
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _recipient(body: dict[str, Any]) -> tuple[str, str, bool]:
    to, bsuid = body.get("to"), body.get("recipient")
    if isinstance(to, str) and to:
        digits = to if to.isdigit() else _PUNCTUATION.sub("", to)
        if digits.isascii() and digits.isdigit():
            return digits, "", False
        if _BSUID.fullmatch(to):
            return to.split(".")[-1], "", True
        raise no("not_a_number")
    if isinstance(bsuid, str) and _BSUID.fullmatch(bsuid):
        return "", bsuid, False
    raise no("no_recipient")


def _object(value: object, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise no("required" if value is None else "must_be_object", path=path)
    return value


def _field(parent: dict[str, Any], key: str, path: str) -> str:
    value = parent.get(key)
    if value is None or value == "":
        raise no("required", path=path)
    if not isinstance(value, str):
        raise no("must_be_text", path=path)
    return value


def _text(value: object, what: str, path: str) -> str:
    """A text within its limit; the platform's complaints have three shapes."""
    longest = LIMITS[what]
    if isinstance(value, str) and 1 <= len(value) <= longest:
        return value
    if what in ("text body", "callback data"):
        raise no("too_long" if isinstance(value, str) else "required", path=path, most=longest)
    if value is None:
        raise no("missing", path=path)
    if what.startswith("row") and isinstance(value, str) and value:
        raise no("row_too_long", what=what.capitalize(), most=longest)
    name = "Body text" if what in ("button body", "list body") else what.capitalize()
    raise no("length", what=name, most=longest)


def _list(value: object, path: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise no("missing", path=path)
    return value


def _check_text(content: object) -> None:
    _text(_object(content, "text").get("body") or None, "text body", "text['body']")


def check_file(kind: str) -> Callable[[object], None]:
    """The check of an image, a document ...: exactly one of `id` and `link`."""

    def check(content: object) -> None:
        held = _object(content, kind)
        given = [held.get(key) for key in ("id", "link") if held.get(key)]
        if len(given) != 1 or not isinstance(given[0], str):
            raise no("id_or_link", kind=kind)

    return check


def check_place(content: object) -> None:
    """The check of a location: two numbers on the globe."""
    place = _object(content, "location")
    for key, most in (("latitude", 90), ("longitude", 180)):
        try:
            near = abs(float(place[key])) <= most
        except (KeyError, TypeError, ValueError, OverflowError):
            near = False
        if not near:
            raise no("degrees", key=key, most=most)


def _check_contacts(content: object) -> None:
    if not isinstance(content, list) or not content:
        raise no("no_contacts")


def _check_reaction(content: object) -> None:
    held = _object(content, "reaction")
    _field(held, "message_id", "reaction['message_id']")
    if not isinstance(held.get("emoji"), str):
        raise no("required", path="reaction['emoji']")


def _check_template(content: object) -> None:
    held = _object(content, "template")
    _field(held, "name", "template['name']")
    language = _object(held.get("language"), "template['language']")
    _field(language, "code", "template['language']['code']")
    if not isinstance(held.get("components") or [], list):
        raise no("must_be_array", path="template['components']")


def _check_interactive(content: object) -> None:
    held = _object(content, "interactive")
    kind = held.get("type")
    if kind in _TABLES["left_out"]:
        raise no("not_simulated", what=f"interactive {kind}")
    if not isinstance(kind, str) or kind not in _ACTIONS:
        raise no("value", path=f"interactive['type'] {kind!r}")
    for part in ("header", "footer"):
        if held.get(part) is not None:
            _check_edge(part, _object(held[part], f"interactive['{part}']"), kind)
    body = _object(held.get("body"), "interactive['body']").get("text")
    _text(body, "list body" if kind == "list" else "button body", "interactive['body']['text']")
    _ACTIONS[kind](_object(held.get("action"), "interactive['action']"))


def _check_edge(part: str, held: dict[str, Any], kind: str) -> None:
    shown = held.get("type")
    if part == "footer" or shown == "text":
        _text(held.get("text"), f"{part} text", f"interactive['{part}']['text']")
    elif kind == "list" or not isinstance(shown, str) or shown not in FILES:
        raise no("header_type", got=repr(shown))
    else:
        check_file(shown)(held.get(shown))


def _check_buttons(action: dict[str, Any]) -> None:
    buttons = _list(action.get("buttons"), "interactive['action']['buttons']")
    if not 1 <= len(buttons) <= BUTTONS:
        raise no("buttons_count", most=BUTTONS)
    replies = [_object(button.get("reply"), "button['reply']") for button in buttons]
    for key in ("id", "title"):
        values = [_text(reply.get(key), f"button {key}", f"reply['{key}']") for reply in replies]
        if len(set(values)) < len(values):
            raise no("buttons_unique", key=key, got=repr(values[-1]))


def _check_list(action: dict[str, Any]) -> None:
    _text(action.get("button"), "list button", "interactive['action']['button']")
    sections = _list(action.get("sections"), "interactive['action']['sections']")
    if not 1 <= len(sections) <= SECTIONS:
        raise no("too_many", what="section", most=SECTIONS)
    rows = [row for section in sections for row in _list(section.get("rows"), "section['rows']")]
    if len(rows) > ROWS:
        raise no("too_many", what="row", most=ROWS)
    if not rows:
        raise no("no_rows")
    for section in sections:
        if len(sections) > 1 or section.get("title"):
            _text(section.get("title"), "section title", "section['title']")
    for row in rows:
        _text(row.get("id"), "row id", "row['id']")
        _text(row.get("title"), "row title", "row['title']")
        if row.get("description"):
            _text(row["description"], "row description", "row['description']")
    if len({row["id"] for row in rows}) < len(rows):
        raise no("rows_unique")


def _named(action: dict[str, Any], name: str) -> None:
    if action.get("name") != name:
        raise no("named", name=repr(name))


def _check_url(action: dict[str, Any]) -> None:
    _named(action, "cta_url")
    held = _object(action.get("parameters"), "interactive['action']['parameters']")
    _text(held.get("display_text"), "display text", "parameters['display_text']")
    _field(held, "url", "parameters['url']")


def _check_flow(action: dict[str, Any]) -> None:
    _named(action, "flow")
    held = _object(action.get("parameters"), "interactive['action']['parameters']")
    if bool(held.get("flow_id")) == bool(held.get("flow_name")):
        raise no("flow_id_or_name")
    _text(held.get("flow_cta"), "flow cta", "parameters['flow_cta']")
    for key, names in _TABLES["flow"].items():
        if held.get(key, names[0]) not in names:
            raise no("value_of", key=key, names=", ".join(names))
    if held.get("flow_action_payload") is not None:
        _object(held["flow_action_payload"], "parameters['flow_action_payload']")


_CHECKS: dict[str, Callable[[object], None]] = {
    "text": _check_text,
    "template": _check_template,
    "interactive": _check_interactive,
    "location": check_place,
    "contacts": _check_contacts,
    "reaction": _check_reaction,
} | {kind: check_file(kind) for kind in FILES}
_ACTIONS: dict[str, Callable[[dict[str, Any]], None]] = {
    "button": _check_buttons,
    "list": _check_list,
    "cta_url": _check_url,
    "flow": _check_flow,
    "location_request_message": lambda action: _named(action, "send_location"),
}
