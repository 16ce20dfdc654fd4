"""A chat as a phone shows it, and what a thumb can do there.

An ordered list, so that a screen reader can walk through it, with a price tag on every business
message; sizes in rem, so that it grows with the text; every word escaped. `Phone` is a plain model:
whoever draws it (a widget, a test, a loop over many people) taps by label.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from course_lib import data, words
from course_lib.business import emulator
from course_lib.business.emulator import Customer, Form
from course_lib.business.rules import dollars, utc
from course_lib.business.state import Inbound, Message
from course_lib.checks import guard, one_of

_phrase = data.phrases("business")
HELLO = _phrase("chat.hello")
_PAUSE = "10s"  # after each tap: long enough for the answer to be there and read
_TICKS = {"failed": "!", "read": "✓✓", "delivered": "✓✓", "sent": "✓"}  # the latest first
_SAID = ("text", "emoji", "name", "filename", "caption")  # what a message of another kind says


@dataclass
class Line:
    """One bubble: what it says, what can be tapped, how far it got, what it cost."""

    side: str
    time: str
    texts: list[str]
    choices: list[str] = field(default_factory=list)
    label: str = _phrase("chat.choices")
    state: str = ""
    ticks: str = ""
    price: str = ""
    reason: str = ""


@dataclass(repr=False)
class Chat:
    """A thread to look at: shows itself in a notebook, and as plain text elsewhere.

    >>> from course_lib.business import sandbox
    >>> with sandbox() as wa:
    ...     sari = wa.customer("6281200000001", "Sari")
    ...     _ = sari.says("<b>hi</b>"), wa.send_text(sari, "Welcome aboard."), wa.advance("10s")
    >>> print(Chat(sari))
    Sari, 09:00: <b>hi</b>
    Nusa Bus, 09:00: Welcome aboard. (read, free)
    >>> "<b>" in Chat(sari)._repr_html_()
    False
    """

    customer: Customer

    @property
    def lines(self) -> list[Line]:
        """The bubbles in order; what failed is shown too, because the company sees it."""
        return [_line(item) for item in self.customer.thread]

    def _repr_html_(self) -> str:
        return self._shown("chat.html")

    def __repr__(self) -> str:
        return self._shown("chat.txt")

    def _shown(self, page: str) -> str:
        names = {"person": self.customer.name, "company": self.customer.world.settings.name}
        return data.template("business", page).render(names, lines=self.lines, say=_phrase)


def form_label(message: Message) -> str:
    """The words on the button that opens a message's form; "" if it has none."""
    if message.type != "interactive" or message.content["type"] != "flow":
        return ""
    return str(message.content["action"]["parameters"]["flow_cta"])


def _line(item: Message | Inbound) -> Line:
    when = words.time(utc(item.at))[:5]
    texts = _texts(item.type, item.content)
    if isinstance(item, Inbound):
        return Line("person", when, texts)
    price = dollars(item.owed) if item.owed else _phrase("chat.free")
    line = Line("company", when, texts, emulator.titles(item), price=price, reason=item.cause)
    if item.template:
        line.texts = [item.filled.text]
    if label := form_label(item):
        line.choices, line.label = [label], _phrase("chat.form")
    step = next(step for step in _TICKS if getattr(item, step) is not None)
    line.state, line.ticks = _phrase(f"chat.{step}", error=item.error), _TICKS[step]
    return line


def _texts(kind: str, content: Any) -> list[str]:
    if kind == "text":
        return [content["body"]]
    if kind == "interactive" and "body" in content:
        parts = (content.get(name) or {} for name in ("header", "body", "footer"))
        return [part["text"] for part in parts if part.get("text")]
    if kind == "interactive":
        reply = content[content["type"]]
        if "response_json" not in reply:
            return [reply["title"]]
        answers = json.loads(reply["response_json"])
        said = [f"{key}: {value}" for key, value in answers.items() if key != "flow_token"]
        return [_phrase("chat.form_sent", answers=", ".join(said))]
    held = content if isinstance(content, dict) else {}
    said = [str(held[key]) for key in _SAID if held.get(key)]
    return [": ".join([data.toml("business", "words")["kind"].get(kind, kind), *said[:1]])]


@dataclass(frozen=True)
class Action:
    """Something the person can do now: its words, whether it is possible, and how to do it."""

    label: str
    enabled: bool
    do: Callable[[], Any]


@dataclass(repr=False)
class Phone(Chat):
    """`actions` can be done now, `act` does one of them, `form` is the open form or None.

    >>> from course_lib.business import coach, sandbox
    >>> with sandbox() as wa:
    ...     bus, phone = coach.start(wa), Phone(wa.customer("6281200000001", "Sari"))
    ...     _ = phone.play("Say hello", "Buy a ticket", "Bandung to Jakarta")
    >>> phone.notice
    'Bandung to Jakarta: which day?'
    """

    form: Form | None = None

    @property
    def actions(self) -> list[Action]:
        """What is below the last message, or on the open form; a greeting where nothing is."""
        thread, came = self.customer.thread, self.customer.arrived
        below = self._below(came[-1]) if came and not isinstance(thread[-1], Inbound) else []
        return below or [Action(HELLO, True, lambda: self.customer.says("hello"))]

    def _below(self, message: Message) -> list[Action]:
        if form := self.form:
            return [
                Action(str(o["title"]), o.get("enabled", True), partial(form.submit, seat=o["id"]))
                for o in form.data.get("seats", [])
            ]
        if label := form_label(message):
            return [Action(label, True, partial(self.customer.opens_form, message))]
        titles = emulator.titles(message)
        return [Action(t, True, partial(self.customer.taps, message, t)) for t in titles]

    @property
    def free(self) -> list[str]:
        """The labels that can be tapped now: on the map of a coach, the free seats.

        >>> from course_lib.business import coach
        >>> "12A" in coach.phones("Sari", at_the_map=True)["Sari"].free
        True
        """
        return [action.label for action in self.actions if action.enabled]

    @property
    def notice(self) -> str:
        """The newest words of the company: of the open form, or of the chat."""
        if self.form:
            return str(self.form.data.get("note", ""))
        said = [line for line in self.lines if line.side == "company"]
        return " ".join(said[-1].texts) if said else ""

    def act(self, label: str) -> None:
        """Tap what is labelled so. Raises CourseError for what is not there or cannot be tapped."""
        possible = {action.label: action for action in self.actions if action.enabled}
        one_of(label, possible, "business.action")
        opened = possible[label].do()
        if isinstance(opened, Form):
            self.form = opened
        elif self.form and self.form.done:
            self.form = None
        self.customer.world.advance(_PAUSE)

    def play(self, *labels: str) -> Phone:
        """Tap one after the other; returns the phone, which shows its thread.

        >>> from course_lib.business import coach, sandbox
        >>> wa = sandbox()
        >>> bus, phone = coach.start(wa), Phone(wa.customer("6281200000001", "Sari"))
        >>> [action.label for action in phone.play("Say hello", "Buy a ticket").actions][:1]
        ['Bandung to Jakarta']
        """
        for label in labels:
            self.act(label)
        return self


guard(__name__)
