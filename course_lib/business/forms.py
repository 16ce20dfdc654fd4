"""Filling in a form on the phone: open it, read the screen, submit, and the chat shows "Sent".

Each step asks the company's endpoint over an encrypted channel (`flows`); when the endpoint says
SUCCESS the phone sends what it was given as an ordinary reply in the chat.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from course_lib.business import flows, webhooks
from course_lib.business.doors import drive
from course_lib.errors import CourseError

if TYPE_CHECKING:
    from course_lib.business.customers import Customer
    from course_lib.business.delivery import Message
    from course_lib.business.emulator import Emulator

VERSION = "3.0"


def ask(world: Emulator, flow: flows.Flow, message: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """One question to the company's endpoint: HTTP status and the opened answer.

    Raises CourseError if the company has registered no key (unless `encryption=False`).
    """
    headers = {"content-type": "application/json"}
    if not world.settings.encryption:
        plain = json.dumps(message).encode()
        reply = drive(world.doors.call("POST", flow.endpoint, headers, plain))
        return reply.status, json.loads(reply.body) if reply.status == 200 else {}
    if not world.public_key:
        raise CourseError(
            expected="the company's public key",
            got="none",
            do="Register it first: POST /PHONE_ID/whatsapp_business_encryption.",
        )
    seed = world.ids.fresh("aes", flow.id, json.dumps(message))
    key, nonce = seed[:16].encode(), seed[16:32].encode()
    body = json.dumps(flows.request(world.public_key, message, key, nonce)).encode()
    headers["x-hub-signature-256"] = webhooks.sign(world.settings.app_secret, body)
    reply = drive(world.doors.call("POST", flow.endpoint, headers, body))
    if reply.status != 200:
        return reply.status, {}
    return 200, flows.unseal(reply.body.decode(), key, flows.flipped(nonce))


class Form:
    """An open form. `screen` is its name, `data` what it shows, `done` whether it was sent.

    `status` is the endpoint's last HTTP status: 421 could not decrypt, 427 the token is not valid.
    """

    def __init__(self, customer: Customer, message: Message) -> None:
        self.customer, self.message = customer, message
        world = customer.world
        held = message.content.get("action", {}).get("parameters", {})
        named = [held.get("flow_id"), held.get("flow_name")]
        found = [f for f in world.flows.values() if f.id in named or f.name in named]
        if message.type != "interactive" or not found:
            raise CourseError(
                expected="a message with a form",
                got=f"a message of type {message.type}",
                do="Open the message whose button opens the form.",
            )
        self.flow, self.token = found[0], str(held.get("flow_token", "unused"))
        self.done, self.status = False, 200
        payload = held.get("flow_action_payload") or {}
        self.screen, self.data = str(payload.get("screen", "")), payload.get("data") or {}
        if held.get("flow_action") == "data_exchange":
            self._exchange("INIT", {})
        elif not self.screen and self.flow.screens:
            self.screen = str(self.flow.screens[0].get("id", ""))

    def submit(self, **answers: Any) -> None:
        """Send what was filled in; the next screen comes back, or the form is done."""
        if self.done:
            raise CourseError(
                expected="an open form", got="one already sent", do="Open the form again."
            )
        if self.flow.endpoint:
            self._exchange("data_exchange", answers)
        else:
            self._finish(answers)

    def options(self, name: str) -> list[dict[str, Any]]:
        """The options of a list on this screen, taken ones with `enabled: False`."""
        found: list[dict[str, Any]] = self.data.get(name, [])
        return found

    def _exchange(self, action: str, answers: dict[str, Any]) -> None:
        asked: dict[str, Any] = {"version": VERSION, "action": action, "flow_token": self.token}
        asked |= {"screen": self.screen, "data": answers}
        self.status, answer = ask(self.customer.world, self.flow, asked)
        if self.status != 200:
            return
        self.screen, self.data = str(answer.get("screen", "")), answer.get("data") or {}
        if self.screen == "SUCCESS":
            held = self.data.get("extension_message_response", {})
            self._finish(held.get("params", {}))

    def _finish(self, answers: dict[str, Any]) -> None:
        self.done = True
        told = json.dumps(answers | {"flow_token": self.token})
        reply = {"name": "flow", "body": "Sent", "response_json": told}
        content = {"type": "nfm_reply", "nfm_reply": reply}
        self.customer.sends("interactive", content, context=self.message.id)
