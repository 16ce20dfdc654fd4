"""The sandbox in one object, `wa`: a state that settles, its people with a thumb, and the verbs.

After each step what has happened is told, and webhooks go out; nothing else settles. People write,
tap, fill in forms and block. Looking back, there are tables, and a sentence for each step of a
message: money becomes a float there, once, and envelopes have the columns of the relay's log, what
a server in the middle would have seen of the same chat.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

from course_lib import data, words
from course_lib.business import api, engine, flows, messages
from course_lib.business.messages import FILES, Refusal, Row, told
from course_lib.business.rules import HOUR, dollars, is_open, region_of, utc
from course_lib.business.state import EVENT, Message, Person, Settings, State
from course_lib.business.templates import Catalogue
from course_lib.business.webhooks import App, Courier, SyncTransport, Webhook, drive
from course_lib.checks import one_of
from course_lib.errors import refuse, require

if TYPE_CHECKING:
    import pandas as pd

HEADER, BLOCK, RECEIPT = 60, 16, 66  # bytes: made up, of the size of lesson 1's envelopes
_phrase = data.phrases("business")
_Rows = Iterable[tuple[Any, ...]]


class Customer(Person):
    """One person with a phone and a thumb; made by `wa.customer(...)`."""

    def says(self, text: str, **more: Any) -> str:
        """Write a text message. Returns its id; opens the window for 24 hours.

        Raises CourseError for anything but a text with something in it.
        """
        require(isinstance(text, str) and text, "business.says", repr(text))
        return self.sends("text", {"body": text}, **more)

    def sends(self, kind: str, content: dict[str, Any], **more: Any) -> str:
        """Send any kind of message (location, reaction ...): the company is told of it.

        `context` is the id of the message it answers, `referral` the ad it came by. Returns the id.
        Raises CourseError for content that is no dictionary.
        """
        require(isinstance(content, dict), "business.sends", repr(content))
        word = engine.hear(self.world, self, kind, content, **more)
        self.world.settle()
        return word.id

    def sends_file(self, kind: str, mime: str, content: bytes) -> str:
        """Send an image, a document ...; the company can fetch it for 7 days."""
        kept = engine.keep_media(self.world, mime, content, engine.KEPT_INBOUND)
        digest = hashlib.sha256(content).hexdigest()
        return self.sends(kind, {"id": kept, "mime_type": mime, "sha256": digest})

    def taps(self, message: Message | str, choice: str) -> str:
        """Tap the button or the list row with this title (or id) below a message.

        Returns the id of the reply. Raises CourseError for what cannot be tapped there.
        """
        shown = self.world.message(message)
        for way, reply in choices(shown):
            if choice in (reply.get("title"), reply.get("id"), reply.get("text")):
                held = reply if way == "button" else {"type": way, way: reply}
                return self.sends(way if way == "button" else "interactive", held, context=shown.id)
        raise refuse("business.choice", repr(choice), names=", ".join(titles(shown)) or "none")

    def opens_form(self, message: Message | str) -> Form:
        """Open the form (Flow) of a message; fill it in with `.submit(...)`."""
        return Form(self, self.world.message(message))

    def taps_ad(self, text: str = "") -> str:
        """Come through a click-to-WhatsApp ad and send the first words."""
        self.came_from_ad, self.answered_ad = self.world.clock.now, None
        said, clid = _phrase("ad.body"), self.world.ids.fresh("clid", self.key)
        referral = told("referral", headline=_phrase("ad.headline"), body=said, clid=clid)
        return self.says(text or _phrase("ad.text"), referral=referral)

    def blocks(self) -> None:
        """Block the company: nothing arrives any more, and the last template pays for it."""
        if not self.blocked and (came := self.arrived) and came[-1].template:
            self.world.catalogue.complaint(came[-1].template)
        self.blocked = True
        self.world.settle()

    @property
    def arrived(self) -> list[Message]:
        """The company's messages that arrived here."""
        return [m for m in self.thread if isinstance(m, Message) and m.arrived is not None]

    @property
    def last(self) -> Message:
        """The latest message of the company that arrived here; CourseError if none has."""
        require(self.arrived, "business.no_message", _phrase("got.none"))
        return self.arrived[-1]


TRAITS = {trait.name for trait in fields(Person)} - {"world", "wa_id", "name", "market", "thread"}


def choices(message: Message) -> list[tuple[str, dict[str, Any]]]:
    """What can be tapped below a message: (kind of reply, what the reply will carry)."""
    if message.template:
        return [("button", reply) for reply in message.filled.replies]
    action = message.content.get("action", {}) if message.type == "interactive" else {}
    kept = ("id", "title", "description")
    found = [("button_reply", button["reply"]) for button in action.get("buttons", [])]
    found += [("list_reply", row) for part in action.get("sections", []) for row in part["rows"]]
    return [(kind, {key: r[key] for key in kept if key in r}) for kind, r in found]


def titles(message: Message) -> list[str]:
    """The words on what can be tapped below a message."""
    return [str(reply.get("title") or reply.get("text")) for _, reply in choices(message)]


class Form:
    """An open form. `screen` is its name, `data` what it shows, `done` whether it was sent.

    Raises CourseError for a message without a form that asks an endpoint.

    `status` is the endpoint's last HTTP status: 421 could not decrypt, 427 the token is not valid,
    0 nobody was there.
    """

    def __init__(self, customer: Customer, message: Message) -> None:
        self.customer, self.message = customer, message
        content = message.content if message.type == "interactive" else {}
        held = content.get("action", {}).get("parameters", {})
        found = flows.find(customer.world, held)
        if found is None or not found.endpoint or held.get("flow_action") != "data_exchange":
            raise refuse("business.form", _phrase("got.other", type=message.type))
        self.endpoint, self.token = found.endpoint, str(held.get("flow_token", "unused"))
        self.done, self.status, self.screen, self.data = False, 200, "", dict[str, Any]()
        self._exchange("INIT", {})

    def submit(self, **answers: Any) -> None:
        """Send what was filled in; the next screen comes back, or the form is done.

        Raises CourseError for a form that was sent before.
        """
        require(not self.done, "business.form_sent", _phrase("got.sent"))
        self._exchange("data_exchange", answers)

    def _exchange(self, action: str, answers: dict[str, Any]) -> None:
        asked: dict[str, Any] = {"version": "3.0", "action": action, "data": answers}
        asked |= {"flow_token": self.token, "screen": self.screen}
        self.status, answer = ask(self.customer.world, self.endpoint, asked)
        if self.status != 200:
            return
        self.screen, self.data = str(answer.get("screen", "")), answer.get("data") or {}
        if self.screen == "SUCCESS":
            self.done = True
            held = self.data.get("extension_message_response", {}).get("params", {})
            content = told("form_reply", filled=json.dumps(held | {"flow_token": self.token}))
            self.customer.sends("interactive", content, context=self.message.id)


def ask(wa: Emulator, endpoint: str, message: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """One sealed question to the company's endpoint: HTTP status and the opened answer.

    Raises CourseError if the company has registered no key, or answers 200 with anything else.
    """
    require(wa.public_key, "business.key", "none")
    seed = wa.ids.fresh("aes", endpoint, json.dumps(message))
    key, nonce = seed[:16].encode(), seed[16:32].encode()
    body = json.dumps(flows.request(wa.public_key, message, key, nonce)).encode()
    status, said = drive(wa.courier.ask(endpoint, body))
    if status != 200:
        return status, {}
    try:
        return 200, flows.unseal(said.decode("ascii", "replace"), key, flows.flipped(nonce))
    except flows.CannotDecryptError:
        raise refuse("business.sealed", repr(said[:40])) from None


class Emulator(State, AbstractContextManager["Emulator"]):
    """The platform as one company sees it.

    >>> from course_lib.business import sandbox
    >>> with sandbox() as wa:
    ...     sari = wa.customer("6281200000001", "Sari")
    ...     _ = sari.says("Is there a bus to Bandung?")
    ...     sent = wa.send_text(sari, "Yes, at noon.")
    ...     wa.advance("10s")
    >>> sent.read is not None, str(sent.quote.rate)
    (True, '0')
    """

    person = Customer

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.courier = Courier(self)
        self._busy = False
        self.catalogue = Catalogue(self)
        self.catalogue.approve("hello_world", _phrase("template.hello"))

    def __exit__(self, *problem: object) -> None:
        self.courier.apps.clear()

    # Time, and the way to the company

    def message(self, message: Message | str) -> Message:
        """A sent message, by its id. Raises CourseError if there is none."""
        ident = message.id if isinstance(message, Message) else message
        require(isinstance(ident, str) and ident in self.messages, "business.message", ident)
        return self.messages[ident]

    def advance(self, duration: str | int) -> None:
        """Let time pass ("10s", "25h"): messages arrive, reviews end, webhooks go out."""
        engine.try_again(self)
        self.clock.advance(duration, self.settle)

    def settle(self) -> None:
        """Tell what has happened and, unless `auto=False`, deliver waiting webhooks."""
        if self.courier.subscribed or (self.events and self.events[1 - EVENT] == "message"):
            self.courier.collect()  # nobody listens to statuses alone: they can wait for a look
        if self.settings.auto and self.courier.waiting and not self._busy:
            self._busy = True  # a bot that sends meanwhile only makes the queue longer
            try:
                drive(self.courier.deliver())
            finally:
                self._busy = False

    def connect(self, bot: App | Webhook, path: str = "/webhook") -> None:
        """Subscribe a bot: an ASGI application or a function (body, headers) -> status.

        Raises CourseError or Refusal if it does not answer the challenge with the verify token.
        """
        drive(self.courier.connect(bot, path, self.settings.verify_token))

    async def deliver_async(self, at_once: int = 1) -> None:
        """Deliver to a bot that waits for something (a database, a thread, a network)."""
        await self.courier.deliver(at_once)

    # People

    def customer(self, wa_id: str, name: str = "", user_id: str = "", **traits: Any) -> Customer:
        """The person with this number (digits, country code first), made at the first call.

        `traits` set what a `state.Person` has: `reads_after=None`, `online=False`. With a
        `user_id=...` (business-scoped) the number may be "": the company then knows no number.
        Endings listed in `state.MAGIC` behave as written there. Raises CourseError for anything but
        a number, and for an unknown trait.
        """
        number = messages.digits(str(wa_id))
        strange = [trait for trait in traits if trait not in TRAITS]
        known = region_of(number) != "ZZ" or (wa_id == "" and user_id)
        require(known and not strange, "business.customer", ", ".join([repr(wa_id), *strange]))
        person = self.customers.get(number) or self.by_user_id.get(user_id)
        if person is None:
            person = self.new_person(number, user_id, name)
            engine.meet(self, person)
        vars(person).update(traits, name=name or person.name)
        assert isinstance(person, Customer)
        return person

    # The company speaks

    def send(self, body: dict[str, Any]) -> Message:
        """The body of POST /PHONE_ID/messages. Raises Refusal for what the platform refuses."""
        message = engine.accept(self, messages.read(body))
        self.settle()
        return message

    def send_text(self, to: Person | str, text: str, **more: Any) -> Message:
        """A text message: what needs an open window."""
        return self._say(to, "text", {"body": text}, more)

    def send_template(self, to: Person | str, name: str, **more: Any) -> Message:
        """A template without variables: what may be sent at any time."""
        return self._say(to, "template", {"name": name, "language": {"code": "en_US"}}, more)

    def submit(self, name: str, text: str) -> str:
        """Send a template to review, as utility: "PENDING", or why it was refused at once.

        >>> from course_lib.business import sandbox
        >>> wa = sandbox()
        >>> wa.submit("My Reminder", "Your coach leaves at six.")
        'Use a-z, 0-9 and _ only.'
        >>> wa.submit("reminder", "Your coach leaves at six.")
        'PENDING'
        >>> wa.submit("reminder", "Your coach leaves at seven.").split(". ")[0]
        'There is already en_US content for this template'
        """
        wish = {"name": name, "language": "en_US", "category": "UTILITY"}
        try:
            made = self.catalogue.create(wish | {"components": [{"type": "BODY", "text": text}]})
        except Refusal as refused:
            return f"{refused.user or refused.message} {refused.hint}".strip()
        return made.status

    def _say(self, to: Person | str, kind: str, content: Row, more: Row) -> Message:
        person = to if isinstance(to, Person) and not to.wa_id else None
        whom = {"recipient": person.user_id} if person else {"to": getattr(to, "wa_id", to)}
        body = {"messaging_product": "whatsapp", "type": kind, kind: content} | whom | more
        return self.send(body)

    # Doors for clients

    @cached_property
    def app(self) -> App:
        """The platform as an ASGI application."""
        return api.application(self, self.courier, self.settle)

    @property
    def transport(self) -> SyncTransport:
        """For `httpx.Client(transport=wa.transport)`: production addresses, no network."""
        return SyncTransport(self.app)

    # Looking back

    def why(self, message: Message | str) -> str:
        """What happened to a message and what it costs, each step with its reason."""
        message, lines = self.message(message), list[str]()
        for step in ("at", "failed", "sent", "delivered", "read"):
            if (at := getattr(message, step)) is not None:
                when, said = utc(at), _phrase(f"why.{step}", message=message)
                lines.append(" ".join((words.date(when.date()), words.time(when), said)))
        last, how, ago = message.last_word, "never", ""
        if last is not None:
            how = "open" if is_open(last, message.at) else "closed"
            ago = words.number((message.at - last) / HOUR, 1)
        lines.insert(1, _phrase(f"why.{how}", ago=ago))
        lines.append(_phrase("why.owed", amount=dollars(message.owed), cause=message.cause))
        return "\n".join(lines)

    def frame(self, name: str) -> pd.DataFrame:
        """A table of "charges", "webhooks" or "envelopes", a row for each.

        Raises CourseError for any other name.
        """
        import pandas as pd  # here: a sandbox that nobody looks back on needs no tables

        from course_lib import relay

        one_of(name, _FRAMES, "business.frame")
        columns = data.toml("business", "frames")[name]
        frame = pd.DataFrame(list(_FRAMES[name](self)), columns=columns)
        return relay.typed(frame) if name == "envelopes" else frame


def _charges(wa: Emulator) -> _Rows:
    for m in wa.messages.values():
        case, quote, came = m.case, m.quote, None if m.arrived is None else utc(m.arrived)
        decided = (came, case.market.name, case.category, quote.type)
        yield m.id, *decided, float(quote.rate), float(m.owed), quote.card, quote.rule, m.cause


def _webhooks(wa: Emulator) -> _Rows:
    for update in wa.courier.log:
        told = (update.value.get("statuses") or update.value.get("messages") or [update.value])[0]
        what = told.get("status") or told.get("event") or told.get("type", "")
        yield utc(update.at), update.field, what, json.dumps(update.value)


def _envelopes(wa: Emulator) -> _Rows:
    company, seen = wa.settings.name, list[tuple[Any, ...]]()
    for person in wa.customers.values():
        for item in person.thread:
            kind = "media" if item.type in FILES else "text"
            size = HEADER + BLOCK * (len(json.dumps(item.content).encode()) // BLOCK + 1)
            if not isinstance(item, Message):
                seen.append((utc(item.at), person.name, company, kind, size, None))
            elif item.arrived is not None:
                seen.append((utc(item.arrived), company, person.name, kind, size, None))
                ticks = [utc(at) for at in (item.delivered, item.read) if at is not None]
                seen += [(at, person.name, company, "receipt", RECEIPT, None) for at in ticks]
    return sorted(seen, key=lambda row: row[:5])


_FRAMES = {"charges": _charges, "webhooks": _webhooks, "envelopes": _envelopes}
