"""The sandbox in one object, `wa`: a world, and the verbs a lesson or a test needs."""

from __future__ import annotations

import hashlib
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from course_lib import data
from course_lib.business import api, engine, journal, messages
from course_lib.business.catalogue import Catalogue
from course_lib.business.doors import App, SyncTransport
from course_lib.business.people import TRAITS, Customer, World
from course_lib.business.settings import Settings
from course_lib.business.state import Message, Person
from course_lib.errors import refuse

if TYPE_CHECKING:
    import pandas as pd

FORM_VERSION = "3.0"
_phrase = data.phrases("business")


class Emulator(World):
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
        super().__init__(settings)
        self.person = partial(Customer, self)
        self.catalogue = Catalogue(self)
        self.catalogue.approve("hello_world", _phrase("template.hello"))

    def __enter__(self) -> Emulator:
        return self

    def __exit__(self, *problem: object) -> None:
        self.doors.apps.clear()

    # People

    def customer(self, wa_id: str, name: str = "", **traits: Any) -> Customer:
        """The person with this number (digits, country code first), made at the first call.

        `traits` set what a `state.Person` has: `reads_after=None`, `online=False`. With a
        `username=...` the number may be "": the company then knows only a business-scoped id.
        Endings listed in `state.MAGIC` behave as written there. Raises CourseError for anything but
        a number, and for an unknown trait.
        """
        wa_id = wa_id.lstrip("+").replace(" ", "")
        strange = [trait for trait in traits if trait not in TRAITS]
        known = wa_id.isascii() and wa_id.isdigit()
        if strange or not (known or (wa_id == "" and traits.get("username"))):
            raise refuse("business.customer", ", ".join([repr(wa_id), *strange]))
        user_id = str(traits.pop("user_id", ""))
        if not wa_id and not user_id:
            number = int.from_bytes(
                hashlib.blake2b(traits["username"].encode(), digest_size=6).digest(), "big"
            )
            user_id = f"ID.{number:015d}"
        person = self.customers.get(wa_id) or self.by_user_id.get(user_id)
        if person is None:
            person = self.new_person(wa_id, user_id, name)
            engine.meet(self, person)
        person.name = name or person.name
        for trait, value in traits.items():
            setattr(person, trait, value)
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

    def send_template(self, to: Person | str, name: str, *values: str, **more: Any) -> Message:
        """A template with its values for {{1}}, {{2}} ...: what may be sent at any time."""
        template: dict[str, Any] = {"name": name, "language": {"code": "en_US"}}
        if values:
            filled = [{"type": "text", "text": value} for value in values]
            template["components"] = [{"type": "body", "parameters": filled}]
        return self._say(to, "template", template, more)

    def _say(
        self, to: Person | str, kind: str, content: dict[str, Any], more: dict[str, Any]
    ) -> Message:
        number = to if isinstance(to, str) else to.wa_id
        whom = {"to": number} if number or isinstance(to, str) else {"recipient": to.user_id}
        body = {"messaging_product": "whatsapp", "type": kind, kind: content}
        return self.send(body | whom | more)

    # Doors for clients

    @cached_property
    def app(self) -> App:
        """The platform as an ASGI application."""
        return api.application(self, self.doors, self.settle)

    @property
    def transport(self) -> SyncTransport:
        """For `httpx.Client(transport=wa.transport)`: production addresses, no network."""
        return SyncTransport(self.app)

    # Looking back

    def why(self, message: Message | str) -> str:
        """What happened to a message and what it costs, each step with its reason."""
        return journal.why(message if isinstance(message, Message) else self.message(message))

    def frame(self, name: str) -> pd.DataFrame:
        """A table of "messages", "charges", "webhooks" or "envelopes"."""
        return journal.frame(self, self.outbox, name)
