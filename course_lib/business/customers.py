"""People as code: they write, tap, fill in forms, go offline, block, and answer if you say how.

A `Customer` does what a thumb can do. `persona(customer, message)` is called when one reads a
message. Numbers with a magic ending behave in a documented way wherever they appear.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.business import rates, webhooks
from course_lib.business.delivery import Inbound, Message, hand_over
from course_lib.errors import CourseError

if TYPE_CHECKING:
    from course_lib.business.emulator import Emulator
    from course_lib.business.forms import Form

Persona = Callable[["Customer", Message], None]

# The last four digits of a number decide how its owner behaves.
MAGIC: dict[str, tuple[str, dict[str, Any]]] = {
    "0404": ("is not on WhatsApp", {"on_whatsapp": False}),
    "0408": ("is never online", {"online": False}),
    "0200": ("reads at once", {"reads_after": 0}),
    "0201": ("has the chat open all the time", {"chat_open": True}),
    "0204": ("never opens a message", {"reads_after": None}),
    "0403": ("blocks after the third marketing message", {"patience": 3}),
    "0410": ("has stopped marketing messages", {"stopped_marketing": True}),
    "0418": ("is in a control group without marketing", {"experiment": True}),
}


@dataclass(eq=False)
class Customer:
    """One person with a phone; made by `wa.customer(...)`."""

    world: Emulator
    wa_id: str
    user_id: str
    name: str
    market: rates.Market
    on_whatsapp: bool = True
    online: bool = True
    chat_open: bool = False
    blocked: bool = False
    stopped_marketing: bool = False
    experiment: bool = False
    reads_after: int | None = 5
    patience: int | None = None
    persona: Persona | None = None
    last_word: int | None = None
    came_from_ad: int | None = None
    answered_ad: int | None = None
    entry_id: str = ""
    marketing: deque[int] = field(default_factory=deque)
    waiting: list[Message] = field(default_factory=list)
    thread: list[Message | Inbound] = field(default_factory=list)

    def says(self, text: str, **more: Any) -> str:
        """Write a text message. Returns its id; opens the window for 24 hours."""
        return self.sends("text", {"body": text}, **more)

    def sends(
        self,
        kind: str,
        content: dict[str, Any],
        *,
        context: str | None = None,
        referral: dict[str, Any] | None = None,
    ) -> str:
        """Send any kind of message (location, image, reaction ...): the company is told of it.

        `context` is the id of the message it answers, `referral` the ad it came by.
        """
        world, now = self.world, self.world.clock.now
        ident = world.ids.wamid(self.wa_id)
        word = Inbound(ident, now, self.wa_id, kind, content, context, referral)
        self.last_word = now
        self.thread.append(word)
        world.words[ident] = word
        world.outbox.add("messages", webhooks.inbound, world.settings, self, word)
        world.settle()
        return ident

    def taps(self, message: Message | str, choice: str) -> str:
        """Tap the button or the list row with this title (or id) below a message."""
        shown = self._message(message)
        for kind, reply in choices(shown):
            if choice in (reply.get("title"), reply.get("id"), reply.get("text")):
                if kind == "button":
                    return self.sends("button", reply, context=shown.id)
                content = {"type": kind, kind: reply}
                return self.sends("interactive", content, context=shown.id)
        titles = [str(r.get("title") or r.get("text")) for _, r in choices(shown)]
        raise CourseError(
            expected="one of the choices below the message: " + (", ".join(titles) or "none"),
            got=repr(choice),
            do="Tap a title exactly as it is written.",
        )

    def opens_form(self, message: Message | str) -> Form:
        """Open the form (Flow) of a message; fill it in with `.submit(...)`."""
        from course_lib.business.forms import Form

        return Form(self, self._message(message))

    def reacts(self, message: Message | str, emoji: str) -> str:
        """Put an emoji on a message."""
        held = {"message_id": self._message(message).id, "emoji": emoji}
        return self.sends("reaction", held)

    def taps_ad(self, text: str = "Hello", headline: str = "Bandung to Jakarta, today") -> str:
        """Come through a click-to-WhatsApp ad and send the first words."""
        self.came_from_ad, self.answered_ad = self.world.clock.now, None
        referral = {
            "source_url": "https://fb.me/example",
            "source_id": "120000000000001",
            "source_type": "ad",
            "headline": headline,
            "body": "Seats from today",
            "media_type": "image",
            "image_url": "https://example.com/coach.jpg",
            "ctwa_clid": self.world.ids.fresh("clid", self.wa_id),
        }
        return self.says(text, referral=referral)

    def blocks(self) -> None:
        """Block the company: nothing arrives any more, and its quality suffers."""
        if not self.blocked:
            self.blocked = True
            self.world.complaint(self)

    def unblocks(self) -> None:
        """Let the company in again."""
        self.blocked = False

    def reports(self) -> None:
        """Report the last message as spam."""
        self.world.complaint(self)

    def stops_marketing(self) -> None:
        """Tap "stop" below a marketing message; the company is told."""
        self._prefers("stop")

    def resumes_marketing(self) -> None:
        """Take "stop" back."""
        self._prefers("resume")

    def goes_offline(self, duration: str | int | None = None) -> None:
        """Switch the phone off; with a duration, it comes back by itself."""
        self.online = False
        if duration is not None:
            self.world.clock.after(duration, self.comes_online)

    def comes_online(self) -> None:
        """Switch the phone on: what waited arrives."""
        self.online = True
        hand_over(self.world, self)
        self.world.settle()

    @property
    def last(self) -> Message:
        """The company's latest message that arrived here."""
        for item in reversed(self.thread):
            if isinstance(item, Message) and (item.delivered or item.read) is not None:
                return item
        raise CourseError(
            expected="a message from the company",
            got="none so far",
            do="Send one and let a few seconds pass: wa.advance('10s').",
        )

    def _prefers(self, wish: str) -> None:
        world = self.world
        self.stopped_marketing = wish == "stop"
        args = (world.settings, self, wish, world.clock.now)
        world.outbox.add("user_preferences", webhooks.preference, *args)
        world.settle()

    def _message(self, message: Message | str) -> Message:
        return self.world.message(message) if isinstance(message, str) else message


TRAITS = frozenset(Customer.__dataclass_fields__) - {"world", "wa_id", "name", "market"}


def choices(message: Message) -> list[tuple[str, dict[str, Any]]]:
    """What can be tapped below a message: (kind of reply, what the reply will carry)."""
    if message.template:
        return [
            ("button", {"payload": button.get("text", ""), "text": button.get("text", "")})
            for button in message.template.buttons
            if button.get("type", "").upper() == "QUICK_REPLY"
        ]
    action = message.content.get("action", {}) if message.type == "interactive" else {}
    kept = ("id", "title", "description")
    found = [("button_reply", button["reply"]) for button in action.get("buttons", [])]
    for section in action.get("sections", []):
        found += [("list_reply", row) for row in section["rows"]]
    return [(kind, {key: r[key] for key in kept if key in r}) for kind, r in found]


def crowd(
    world: Emulator,
    count: int,
    *,
    country: str = "62811",
    seed: int = 7,
    online: float = 0.97,
    reads: float = 0.8,
    patience: float = 8.0,
) -> list[Customer]:
    """A seeded population: shares online and reading, and after how many adverts people block.

    `patience` is the mean of a geometric distribution; numbers are made up and avoid the magic
    ones.

    >>> from course_lib.business import sandbox
    >>> people = crowd(sandbox(), 1000)
    >>> len(people), 950 < sum(person.online for person in people) < 990
    (1000, True)
    """
    rng = np.random.default_rng(seed)
    there, read = rng.random(count) < online, rng.random(count) < reads
    waits, bears = rng.integers(5, 7200, count), rng.geometric(1 / patience, count)
    people = []
    for i in range(count):
        person = world.customer(f"{country}{20_000_000 + 7 * i + 3}", f"Customer {i + 1}")
        person.online = bool(there[i])
        person.reads_after = int(waits[i]) if read[i] else None
        person.patience = int(bears[i])
        people.append(person)
    return people


def magic(wa_id: str) -> Iterable[tuple[str, Any]]:
    """The behaviour that the last four digits stand for.

    >>> dict(magic("628110000404"))
    {'on_whatsapp': False}
    """
    return MAGIC.get(wa_id[-4:], ("", {}))[1].items()
