"""What the platform tells the company: every kind of update, its envelope, signature, and queue.

The bytes are made once, at the event, signed, and delivered unchanged; they come again, at longer
and longer intervals for about 36 hours, until somebody says 200. Characters above U+007F are
written as \\uXXXX, as the platform signs them: whoever parses and writes the JSON again before
checking the signature fails at the first accented name.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import deque
from collections.abc import Callable
from functools import cached_property
from typing import Any

from course_lib.business.clock import HOUR, MINUTE
from course_lib.business.refusals import notice
from course_lib.business.rules import SERVICE_WINDOW
from course_lib.business.state import Event, State, told

Json = dict[str, Any]
_compact = json.JSONEncoder(separators=(",", ":")).encode
RETRIES = (0, 1 * MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 15 * HOUR)


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


def encode(waba_id: str, name: str, at: int, value: Json) -> bytes:
    """The bytes of one POST with one update.

    >>> encode("1", "messages", 0, {})
    b'{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"value":{},"field":"messages"}]}]}'
    """
    entry: Json = {"id": waba_id} | ({} if name == "messages" else {"time": at})
    entry["changes"] = [{"value": value, "field": name}]
    return _compact({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def _message(state: State, event: Event) -> Json:
    word, person, settings = event.subject, state.customers[event.what], state.settings
    context = word.context and {"from": settings.display_number, "id": word.context}
    names = {"word": word, "person": person, "settings": settings, "context": context}
    return told("message", **names, at=str(word.at))


def _status(state: State, event: Event) -> Json:
    """A step in the life of a message. The price is told on `sent` and once more, not thrice."""
    message, name, quote = event.subject, event.what, event.quote
    names = {"settings": state.settings, "person": message.person, "message": message}
    names |= {"name": name, "errors": "", "conversation": "", "pricing": ""}
    if name == "failed":
        names["errors"] = [notice(message.error, message.verdict.details)]
    elif quote.type and (name != "read" or message.delivered is None):
        # Outside the free entry point every message is a conversation of its own.
        own = hashlib.blake2b(message.id.encode(), digest_size=16).hexdigest()
        until = str(message.conversation_until or message.at + SERVICE_WINDOW)
        until, own = until if name == "sent" else "", message.conversation or own
        model = "PMP" if quote.rule >= "2025-07-01" else "CBP"
        kind = quote.type if model == "PMP" else ""
        names["conversation"] = told("conversation", id=own, until=until, quote=quote)
        names["pricing"] = told("pricing", quote=quote, model=model, type=kind)
    return told("status", **names, at=str(event.at))


def _template(state: State, event: Event) -> Json:  # noqa: ARG001
    template, what = event.subject, event.what
    info = {"title": what, "description": "Low quality"} if what else ""
    disabled = {"disable_date": event.at} if template.status == "DISABLED" else ""
    names = {"id": int(template.id), "language": template.language.replace("-", "_")}
    names |= {"what": what, "more": event.more, "info": info, "disabled": disabled}
    return told(event.kind, **names, template=template)


# The field of each kind of event, and what makes its JSON.
_FIELDS: dict[str, tuple[str, Callable[[State, Event], Json]]] = {
    "message": ("messages", _message),
    "status": ("messages", _status),
    "template_status": ("message_template_status_update", _template),
    "template_category": ("template_category_update", _template),
}


class Update(Event):
    """An event as it is told: its JSON, and an answer for each attempt (an HTTP status; 0: nobody
    was there). JSON and bytes are made at once; of a status, whose facts never change, at a first
    look where nobody is subscribed.
    """

    answers: tuple[int, ...] = ()

    @property
    def field(self) -> str:
        """The webhook field it belongs to."""
        return _FIELDS[self.kind][0]

    @cached_property
    def value(self) -> Json:
        """What is told."""
        return _FIELDS[self.kind][1](self.state, self)

    @cached_property
    def body(self) -> bytes:
        """The bytes of the POST."""
        return encode(self.state.settings.waba_id, self.field, self.at, self.value)

    @property
    def signature(self) -> str:
        """The X-Hub-Signature-256 header."""
        return sign(self.state.settings.app_secret, self.body)

    @property
    def done(self) -> bool:
        """Has the company said 200?"""
        return 200 in self.answers


class Outbox:
    """Updates on their way to the company. Nothing queues before somebody subscribes.

    `log` holds all of them, `waiting` those to be posted now.

    >>> from course_lib.business import sandbox
    >>> wa = sandbox(auto=False)
    >>> wa.outbox.subscribed = True
    >>> _ = wa.customer("6281200000001").says("hi")
    >>> update = wa.outbox.waiting.popleft()
    >>> wa.outbox.answered(update, 500)
    >>> wa.outbox.waiting[0] is update
    True
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.subscribed = False
        self.log: list[Update] = []
        self.waiting: deque[Update] = deque()

    def collect(self) -> None:
        """Take in what has happened, make its JSON, sign it, and queue it."""
        updates, self.state.events = self.state.events, []
        self.log += updates
        for update in updates:
            if self.subscribed and update.body:
                self.waiting.append(update)
            elif update.kind != "status":  # what a status tells never changes later
                update.value  # noqa: B018 (made now)

    def answered(self, update: Update, status: int) -> None:
        """Note the company's answer; anything but 200 brings the same bytes again, later."""
        update.answers += (status,)
        failures = sum(answer != 200 for answer in update.answers)
        if update.done or failures > len(RETRIES):
            return
        if wait := RETRIES[failures - 1]:
            self.state.clock.after(wait, self.waiting.append, update)
        else:
            self.waiting.appendleft(update)
