"""The whole platform for one company in one object: state, clock, decisions and their reasons.

Nothing here does input or output: the doors do (`graph` for requests, `doors` for webhooks). Use it
as `with sandbox() as wa:`; everything a lesson needs is a method of `wa`.
"""

from __future__ import annotations

import copy
import hashlib
from collections import deque
from typing import TYPE_CHECKING, Any

from course_lib.business import customers, delivery, journal, messages, rates, webhooks
from course_lib.business.bill import Meter
from course_lib.business.catalogue import Catalogue
from course_lib.business.clock import Clock, moment, seconds
from course_lib.business.customers import Customer
from course_lib.business.delivery import Inbound, Message
from course_lib.business.doors import App, Doors, SyncTransport, Webhook, drive
from course_lib.business.flows import Flow
from course_lib.business.identifiers import Identifiers
from course_lib.business.limits import LEVEL_NAMES, Limits
from course_lib.business.outbox import Outbox
from course_lib.business.refusals import TABLE, Refusal
from course_lib.business.rules import rule_named
from course_lib.business.settings import Settings
from course_lib.errors import CourseError

if TYPE_CHECKING:
    import pandas as pd

    from course_lib.business.graph import Answer


class Emulator:
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

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock(settings.start)
        self.ids = Identifiers(settings.seed)
        rule = rule_named(settings.rule) if settings.rule else None
        self.meter = Meter(settings.currency, rule)
        self.limits = Limits(self.clock, settings.throughput, self._number_moved)
        self.outbox = Outbox(self.clock, settings.waba_id, settings.app_secret, self)
        self.catalogue = Catalogue(self)
        self.customers: dict[str, Customer] = {}
        self.messages: dict[str, Message] = {}
        self.words: dict[str, Inbound] = {}
        self.media: dict[str, tuple[str, bytes]] = {}
        self.flows: dict[str, Flow] = {}
        self.public_key = ""
        self.allowed: set[str] = set()
        self.requests: list[tuple[int, str, str, int, int, str]] = []
        self.doors = Doors()
        self._by_bsuid: dict[str, str] = {}
        self._faults: deque[int] = deque()
        self._busy = False

    def __enter__(self) -> Emulator:
        return self

    def __exit__(self, *problem: object) -> None:
        self.doors.apps.clear()

    # People

    def customer(self, wa_id: str, name: str = "", **traits: Any) -> Customer:
        """The person with this number (digits, country code first), made at the first call.

        `traits` set what `Customer` has: `persona=...`, `reads_after=None`, `online=False`.
        Endings listed in `customers.MAGIC` behave as documented. Raises CourseError for anything
        but a number, and for an unknown trait.
        """
        wa_id = wa_id.lstrip("+").replace(" ", "")
        strange = [trait for trait in traits if trait not in customers.TRAITS]
        if strange or not (wa_id.isascii() and wa_id.isdigit()):
            raise CourseError(
                expected="digits with the country code first, and traits a customer has",
                got=", ".join([repr(wa_id), *strange]),
                do='Write, for example, wa.customer("6281200000001", "Sari", online=False).',
            )
        if (person := self.customers.get(wa_id)) is None:
            region = rates.region_of(wa_id)
            digits = int.from_bytes(hashlib.blake2b(wa_id.encode(), digest_size=6).digest(), "big")
            user_id = str(traits.pop("user_id", f"{region}.{digits:015d}"))
            person = Customer(self, wa_id, user_id, name or f"+{wa_id}", rates.market_of(wa_id))
            self.customers[wa_id] = person
            self._by_bsuid[user_id] = wa_id
            traits = dict(customers.magic(wa_id)) | traits
        if name:
            person.name = name
        for trait, value in traits.items():
            setattr(person, trait, value)
        return person

    def recipient(self, to: str, bsuid: str) -> Customer:
        """Whom a request means: a number, or a business-scoped user id."""
        if to:
            return self.customers.get(to) or self.customer(to)
        if bsuid not in self._by_bsuid:
            raise Refusal(131009, details="Recipient BSUID is not known to this business")
        return self.customers[self._by_bsuid[bsuid]]

    def allow(self, wa_id: str) -> None:
        """Put a number on the list of a test number."""
        self.allowed.add(wa_id)

    def complaint(self, customer: Customer) -> None:
        """Somebody blocked or reported: the number and the last template pay for it."""
        self.limits.complaint()
        sent = [m for m in customer.thread if isinstance(m, Message) and m.arrived is not None]
        if sent and sent[-1].template:
            self.catalogue.complaint(sent[-1].template)
        self.settle()

    # The company speaks

    def send(self, body: dict[str, Any]) -> Message:
        """The body of POST /PHONE_ID/messages. Raises Refusal for what the platform refuses."""
        command = messages.read(body)
        if self._faults and (code := self._faults.popleft()):
            raise Refusal(code, hint="You asked for this failure with fail_next.")
        message = delivery.accept(self, command)
        if self.outbox.subscribed:
            self.settle()
        return message

    def send_text(self, to: Customer | str, text: str, **more: Any) -> Message:
        """A text message: what needs an open window."""
        return self._say(to, "text", {"body": text}, more)

    def send_template(self, to: Customer | str, name: str, *values: str, **more: Any) -> Message:
        """A template with its values for {{1}}, {{2}} ...: what may be sent at any time."""
        template: dict[str, Any] = {"name": name, "language": {"code": "en_US"}}
        if values:
            filled = [{"type": "text", "text": value} for value in values]
            template["components"] = [{"type": "body", "parameters": filled}]
        return self._say(to, "template", template, more)

    def _say(
        self, to: Customer | str, kind: str, content: dict[str, Any], more: dict[str, Any]
    ) -> Message:
        number = to if isinstance(to, str) else to.wa_id
        body = {"messaging_product": "whatsapp", "to": number, "type": kind, kind: content}
        return self.send(body | more)

    def message(self, message_id: str) -> Message:
        """A sent message by its id. Raises CourseError if there is none."""
        if (found := self.messages.get(message_id)) is None:
            raise CourseError(
                expected="the id of a message the company sent",
                got=message_id,
                do="Take it from the answer to the request: messages[0].id.",
            )
        return found

    # Time and webhooks

    def advance(self, duration: str | int) -> None:
        """Let time pass ("10s", "25h"): messages arrive, reviews end, webhooks go out."""
        self.at(self.clock.now + seconds(duration))

    def at(self, when: str | int) -> None:
        """Move on to a moment ("2026-10-01"), stopping at everything that is due before it."""
        until = moment(when)
        while (due := self.clock.next_due) is not None and due <= until:
            self.clock.at(due)
            self.settle()
        self.clock.at(until)
        self.settle()

    def settle(self) -> None:
        """Run what is due now and, unless `auto=False`, deliver waiting webhooks."""
        if self.settings.auto:
            self.deliver()

    def connect(self, bot: App | Webhook | str, path: str = "/webhook") -> None:
        """Subscribe a bot: an ASGI application, a function (body, headers) -> status, or a URL.

        Raises CourseError if it does not answer the challenge with the verify token.
        """
        self.doors.connect(bot, path)
        if self.doors.url:
            drive(self.doors.challenge(self.doors.url, self.settings.verify_token))
        self.outbox.subscribed = True

    async def subscribe(self, url: str, verify_token: str, *, wait: bool) -> None:
        """Send webhooks to an address once it has answered the challenge."""
        await self.doors.challenge(url, verify_token, wait=wait)
        self.doors.connect(url, "")
        self.outbox.subscribed = True

    def deliver(self) -> None:
        """Post every waiting webhook; a bot that sends meanwhile only makes the queue longer."""
        if not self._busy:
            self._busy = True
            try:
                drive(self.deliver_async(wait=False))
            finally:
                self._busy = False

    async def deliver_async(self, *, wait: bool = True) -> None:
        """The same for a bot that waits for something (a database, a thread, a network)."""
        while (waiting := self.outbox.next()) is not None:
            lost = self.outbox.lost()
            status = None if lost else await self.doors.post(waiting, wait=wait)
            self.outbox.answered(waiting, status)

    def fail_next(self, code: int = 131000, times: int = 1, every: int = 1) -> None:
        """Let the next requests to send fail with a code: `times` of them, each `every`-th one.

        Raises CourseError for a code the platform does not have.
        """
        if code not in TABLE:
            raise CourseError(
                expected="a code of the platform", got=str(code), do="Try 131016 or 130429."
            )
        self._faults.extend(([0] * (every - 1) + [code]) * times)

    # Doors for clients

    @property
    def app(self) -> App:
        """The platform as an ASGI application."""
        if self.doors.platform is None:
            from course_lib.business.asgi import application

            self.doors.platform = application(self)
        return self.doors.platform

    @property
    def transport(self) -> SyncTransport:
        """For `httpx.Client(transport=wa.transport)`: production addresses, no network."""
        return SyncTransport(self.app)

    def request(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """An HTTP request without HTTP: method, path and JSON in, `Answer` out."""
        from course_lib.business import graph

        answer = graph.handle(self, method, path, body, **more)
        answer = drive(graph.confirm(self, answer, wait=False))
        self.settle()
        return answer

    # Looking back

    def why(self, message: Message | str) -> str:
        """What happened to a message and what it costs, each step with its reason."""
        return journal.why(self, message if isinstance(message, Message) else self.message(message))

    def frame(self, name: str) -> pd.DataFrame:
        """A table of "messages", "charges", "webhooks", "requests" or "envelopes"."""
        return journal.frame(self, name)

    def snapshot(self) -> Emulator:
        """The whole state at this moment, to go back to."""
        return copy.deepcopy(self)

    def restore(self, saved: Emulator) -> None:
        """Go back to a snapshot. Customers you hold stay yours; the snapshot can be used again."""
        memo: dict[int, Any] = {id(saved): self}
        kept = {k: (was, self.customers.get(k)) for k, was in saved.customers.items()}
        memo |= {id(was): mine for was, mine in kept.values() if mine is not None}
        fresh = copy.deepcopy(vars(saved), memo)
        for was, mine in kept.values():
            if mine is not None:
                vars(mine).update(copy.deepcopy(vars(was), memo))
        vars(self).update(fresh)

    def _number_moved(self, event: str, level: int) -> None:
        args = (self.settings, event, LEVEL_NAMES[level])
        self.outbox.add("phone_number_quality_update", webhooks.number_quality, *args)
