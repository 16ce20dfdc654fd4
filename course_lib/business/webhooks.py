"""What the platform tells the company: the envelope, its signature, and every kind of update.

The bytes are made once, signed, and delivered unchanged. Characters above U+007F are written as
\\uXXXX, as the platform signs them: whoever parses and writes the JSON again before checking the
signature fails at the first accented name.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from course_lib.business.refusals import notice
from course_lib.business.windows import SERVICE_WINDOW

if TYPE_CHECKING:
    from course_lib.business.customers import Customer
    from course_lib.business.delivery import Inbound, Message
    from course_lib.business.emulator import Emulator
    from course_lib.business.settings import Settings
    from course_lib.business.templates import Template

Json = dict[str, Any]
_compact = json.JSONEncoder(separators=(",", ":")).encode


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


def encode(waba_id: str, updates: list[tuple[str, int, Json]]) -> bytes:
    """The bytes of one POST with some updates (field, time, value).

    >>> encode("1", [("messages", 0, {})])
    b'{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"value":{},"field":"messages"}]}]}'
    """
    entries = []
    for field, at, value in updates:
        entry: Json = {"id": waba_id}
        if field != "messages":
            entry["time"] = at
        entries.append(entry | {"changes": [{"value": value, "field": field}]})
    whole = {"object": "whatsapp_business_account", "entry": entries}
    return _compact(whole).encode()


def _value(settings: Settings, customer: Customer) -> Json:
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": settings.display_number,
            "phone_number_id": settings.phone_id,
        },
        "contacts": [
            {
                "profile": {"name": customer.name},
                "wa_id": customer.wa_id,
                "user_id": customer.user_id,
            }
        ],
    }


def inbound(settings: Settings, customer: Customer, word: Inbound) -> Json:
    """A customer's message."""
    message: Json = {
        "from": customer.wa_id,
        "from_user_id": customer.user_id,
        "id": word.id,
        "timestamp": str(word.at),
        "type": word.type,
        word.type: word.content,
    }
    if word.context:
        message["context"] = {"from": settings.display_number, "id": word.context}
    if word.referral:
        message["referral"] = word.referral
    return _value(settings, customer) | {"messages": [message]}


def status(world: Emulator, message: Message, name: str, at: int) -> Json:
    """A step in the life of a message. The price is told on `sent` and once more, not thrice."""
    settings, customer = world.settings, world.customers[message.to]
    told: Json = {
        "id": message.id,
        "status": name,
        "timestamp": str(at),
        "recipient_id": customer.wa_id,
        "recipient_user_id": customer.user_id,
    }
    if message.callback:
        told["biz_opaque_callback_data"] = message.callback
    if name == "failed":
        told["errors"] = [notice(message.error, message.verdict.details)]
    elif name != "read" or message.delivered is None:
        told |= _priced(settings, message, name)
    return _value(settings, customer) | {"statuses": [told]}


def _priced(settings: Settings, message: Message, name: str) -> Json:
    quote = message.quoted if name == "sent" else message.quote
    told: Json = {}
    if message.case.entry_open or float(settings.webhook_version.lstrip("v")) < 24:
        told["conversation"] = {"id": message.conversation or _own_conversation(message.id)}
        if name == "sent":
            until = message.conversation_until or message.at + SERVICE_WINDOW
            told["conversation"]["expiration_timestamp"] = str(until)
        told["conversation"]["origin"] = {"type": quote.category}
    model = "PMP" if quote.rule >= "2025-07-01" else "CBP"
    price: Json = {"billable": quote.billable, "pricing_model": model}
    if model == "PMP":
        price["type"] = quote.type
    return told | {"pricing": price | {"category": quote.category}}


def _own_conversation(message_id: str) -> str:
    """Outside the free entry point every message is a conversation of its own (up to v23)."""
    return hashlib.blake2b(message_id.encode(), digest_size=16).hexdigest()


def preference(settings: Settings, customer: Customer, value: str, at: int) -> Json:
    """A customer stops or resumes marketing."""
    wish = {
        "wa_id": customer.wa_id,
        "user_id": customer.user_id,
        "detail": f"User requested to {value} marketing messages",
        "category": "marketing_messages",
        "value": value,
        "timestamp": at,
    }
    return _value(settings, customer) | {"user_preferences": [wish]}


def _template(template: Template) -> Json:
    return {
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language.replace("-", "_"),
    }


def template_status(template: Template, event: str, reason: str, at: int, title: str = "") -> Json:
    """A template is approved, rejected, paused or disabled."""
    told: Json = {"event": event} | _template(template) | {"reason": reason}
    told["message_template_category"] = template.category
    if title:
        told["other_info"] = {"title": title, "description": "Low quality feedback."}
    if event == "DISABLED":
        told["disable_info"] = {"disable_date": at}
    return told


def template_quality(template: Template, before: str) -> Json:
    """A template's quality moves."""
    scores = {"previous_quality_score": before, "new_quality_score": template.quality}
    return scores | _template(template)


def template_category(template: Template, before: str) -> Json:
    """A template is put into another category."""
    return _template(template) | {"previous_category": before, "new_category": template.category}


def number_quality(settings: Settings, event: str, level: str) -> Json:
    """The number is flagged, unflagged, or may reach more or fewer people."""
    return {
        "display_phone_number": settings.display_number,
        "event": event,
        "current_limit": level,
        "max_daily_conversations_per_business": level,
    }
