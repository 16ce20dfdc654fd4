"""What every small bot needs: send over HTTP, receive signed webhooks.

Only `plug` knows the sandbox. Give a bot a client for the real platform instead, and nothing else
changes.
"""

import json
from typing import Any, TypeVar

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from course_lib.business import webhooks
from course_lib.business.api import GRAPH
from course_lib.business.emulator import Emulator

VERSION = "v23.0"


class Bot:
    """Subclass it and write `heard(sender, kind, content, at)`.

    `sender` is a number, or the business-scoped id of somebody who shows none. `kind` is "text",
    "tap" or "form"; `content` the text, the id of what was tapped, or the form's answers; `at` the
    time of the message in seconds since 1970.

    >>> from course_lib.business import sandbox
    >>> class Echo(Bot):
    ...     def heard(self, sender, kind, content, at):
    ...         self.text(sender, f"{kind}: {content}")
    >>> buttons = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Yes"}]}
    >>> with sandbox() as wa:
    ...     echo, rita = plug(Echo, wa), wa.customer("", "Rita", user_id="ID.77")
    ...     wish = {"components": [{"type": "BODY", "text": "Will you come?"}, buttons]}
    ...     _ = wa.catalogue.approve("ask", "", **wish), wa.send_template(rita, "ask")
    ...     _ = wa.advance("10s"), rita.taps(rita.last, "Yes"), wa.advance("10s")
    >>> rita.last.content["body"]
    'tap: Yes'
    """

    def __init__(
        self, client: httpx.Client, phone_id: str, waba_id: str, app_secret: str, verify_token: str
    ) -> None:
        self.client, self.phone_id, self.waba_id = client, phone_id, waba_id
        self.app_secret, self.verify_token = app_secret, verify_token
        self.seen, self.offered = set[str](), set[tuple[str, str]]()
        hook = Route("/webhook", self._webhook, methods=["GET", "POST"])
        self.app = Starlette(routes=[hook, *self.routes()])

    def routes(self) -> list[Route]:
        """More addresses of this bot, such as the endpoint of a form."""
        return []

    def heard(self, sender: str, kind: str, content: Any, at: int) -> None:
        """Somebody wrote, tapped or filled in a form: what each bot says itself.

        `at` is in seconds since 1970. Raises NotImplementedError in a bot that does not.
        """
        raise NotImplementedError

    # Sending

    def post(self, path: str, **request: Any) -> Any:
        """One call to the platform; its answer.

        Raises httpx.HTTPStatusError if it is refused, with the platform's words.
        """
        answer = self.client.post(f"/{VERSION}/{path}", **request)
        if answer.is_error:
            raise httpx.HTTPStatusError(answer.text, request=answer.request, response=answer)
        return answer.json()

    def send(self, to: str, kind: str, content: dict[str, Any]) -> None:
        """A message of any kind."""
        whom = {"to" if to.isdigit() else "recipient": to}
        body = {"messaging_product": "whatsapp", "type": kind, kind: content}
        self.post(f"{self.phone_id}/messages", json=body | whom)

    def text(self, to: str, words: str) -> None:
        """Plain words."""
        self.send(to, "text", {"body": words})

    def buttons(self, to: str, words: str, choices: dict[str, str]) -> None:
        """Words with up to three buttons: id to title."""
        self.offered |= {(to, one) for one in choices}
        held = [{"type": "reply", "reply": {"id": i, "title": t}} for i, t in choices.items()]
        self._interactive(to, "button", words, {"buttons": held})

    def choices(self, to: str, words: str, label: str, rows: dict[str, str]) -> None:
        """Words with a list of up to ten rows: id to title."""
        self.offered |= {(to, one) for one in rows}
        held = [{"id": i, "title": title} for i, title in rows.items()]
        self._interactive(to, "list", words, {"button": label, "sections": [{"rows": held}]})

    def form(self, to: str, words: str, label: str, flow_id: str, token: str) -> None:
        """Words with a button that opens a form."""
        held = {"flow_message_version": "3", "flow_id": flow_id, "flow_cta": label}
        held |= {"flow_token": token, "flow_action": "data_exchange", "mode": "published"}
        self._interactive(to, "flow", words, {"name": "flow", "parameters": held})

    def document(self, to: str, name: str, content: str) -> None:
        """Upload a small text file and send it."""
        files = {"file": (name, content.encode(), "text/plain")}
        data = {"messaging_product": "whatsapp", "type": "text/plain"}
        told = self.post(f"{self.phone_id}/media", files=files, data=data)
        self.send(to, "document", {"id": told["id"], "filename": name})

    def _interactive(self, to: str, kind: str, words: str, action: dict[str, Any]) -> None:
        self.send(to, "interactive", {"type": kind, "body": {"text": words}, "action": action})

    # Receiving

    async def _webhook(self, request: Request) -> Response:
        if request.method != "POST":
            status, answer = webhooks.challenge(dict(request.query_params), self.verify_token)
            return PlainTextResponse(answer, status)
        raw = await request.body()
        if not webhooks.verify(self.app_secret, raw, request.headers.get("x-hub-signature-256")):
            return PlainTextResponse("bad signature", 403)
        for change in (change for entry in json.loads(raw)["entry"] for change in entry["changes"]):
            for message in change["value"].get("messages", []):
                if message["id"] not in self.seen:  # webhooks may come twice
                    self.seen.add(message["id"])
                    self._hear(message)
        return PlainTextResponse("ok")

    def _hear(self, message: dict[str, Any]) -> None:
        match message:
            case {"interactive": {"nfm_reply": {"response_json": answers}}}:
                kind, content = "form", json.loads(answers)
            case {"interactive": {"button_reply": reply}} | {"interactive": {"list_reply": reply}}:
                kind, content = "tap", reply["id"]
            case {"button": {"payload": content}}:
                kind = "tap"
            case _:
                kind, content = "text", message.get("text", {}).get("body", "")
        sender = message.get("from") or message["from_user_id"]
        self.heard(sender, kind, content, int(message["timestamp"]))


Made = TypeVar("Made", bound=Bot)


def plug(bot: type[Made], wa: Emulator) -> Made:
    """Start a bot beside a sandbox, through the HTTP door with production addresses."""
    settings = wa.settings
    headers = {"Authorization": f"Bearer {settings.token}"}
    client = httpx.Client(transport=wa.transport, base_url=GRAPH, headers=headers)
    known = (settings.phone_id, settings.waba_id, settings.app_secret, settings.verify_token)
    made = bot(client, *known)
    wa.connect(made.app)
    return made
