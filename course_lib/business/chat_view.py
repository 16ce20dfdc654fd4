"""The thread as a phone shows it, with a price tag on every business message.

An ordered list, so that a screen reader can walk through it; sizes in rem, so that it grows with
the text; every word escaped. `actions` says what the person could tap next, for whoever draws it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.resources import files
from typing import Any, NamedTuple

import jinja2

from course_lib import words
from course_lib.business import customers, journal
from course_lib.business.customers import Customer
from course_lib.business.delivery import Inbound, Message
from course_lib.business.forms import Form

_STATES = {"read": "✓✓", "delivered": "✓✓", "sent": "✓", "failed": "!", "waiting": "…"}


@dataclass
class Line:
    """One bubble: what it says, what can be tapped, how far it got, what it cost."""

    side: str
    who: str
    time: str
    texts: list[str]
    choices: list[str] = field(default_factory=list)
    label: str = "Choices"
    state: str = ""
    price: str = ""
    reason: str = ""

    @property
    def ticks(self) -> str:
        """The little marks below a message."""
        return _STATES.get(self.state.split(" ")[0], "")

    @property
    def failed(self) -> bool:
        """Did it fail?"""
        return self.state.startswith("failed")


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

    def __init__(self, customer: Customer) -> None:
        self.customer = customer

    @property
    def lines(self) -> list[Line]:
        """The bubbles in order; what failed is shown too, because the company sees it."""
        return [_line(self.customer, item) for item in self.customer.thread]

    def _repr_html_(self) -> str:
        company = self.customer.world.settings.name
        return _page().render(
            person_name=self.customer.name, company_name=company, lines=self.lines
        )

    def __repr__(self) -> str:
        rows = []
        for line in self.lines:
            choices = f" [{' | '.join(line.choices)}]" if line.choices else ""
            tail = f" ({line.state}, {line.price})" if line.state else ""
            rows.append(f"{line.who}, {line.time}: {' '.join(line.texts)}{choices}{tail}")
        return "\n".join(rows)


class Action(NamedTuple):
    """Something the person can do now: its words, whether it is possible, and how to do it."""

    label: str
    enabled: bool
    do: Callable[[], Any]


def actions(customer: Customer, form: Form | None = None) -> list[Action]:
    """What can be tapped below the last message, or chosen on an open form.

    >>> from course_lib.business import coach, sandbox
    >>> with sandbox() as wa:
    ...     bus, sari = coach.start(wa), wa.customer("6281200000001", "Sari")
    ...     _ = sari.says("hello"), wa.advance("5s")
    >>> [action.label for action in actions(sari)]
    ['Buy a ticket', 'My ticket']
    """
    if form is not None:
        return [
            Action(str(o["title"]), o.get("enabled", True), partial(form.submit, seat=o["id"]))
            for o in form.options("seats")
        ]
    message = customer.last
    if _is_form(message):
        label = message.content["action"]["parameters"]["flow_cta"]
        return [Action(label, True, partial(customer.opens_form, message))]
    return [Action(t, True, partial(customer.taps, message, t)) for t in _titles(message)]


def _line(customer: Customer, item: Message | Inbound) -> Line:
    when = words.time(dt.datetime.fromtimestamp(item.at, dt.UTC))[:5]
    if isinstance(item, Inbound):
        return Line("person", customer.name, when, _texts(item.type, item.content))
    world = customer.world
    line = Line("company", world.settings.name, when, _texts(item.type, item.content))
    if item.template:
        line.texts = [item.text]
    line.choices = _titles(item)
    if _is_form(item):
        line.choices, line.label = [item.content["action"]["parameters"]["flow_cta"]], "Form"
    line.state = f"failed {item.error}" if item.error else _step(item)
    owed = journal.owed(item)
    digits = max(4, -int(owed.as_tuple().exponent))
    line.price = words.money(owed, world.settings.currency, digits) if owed else "free"
    line.reason = journal.cause(item)
    return line


def _titles(message: Message) -> list[str]:
    return [str(r.get("title") or r.get("text")) for _, r in customers.choices(message)]


def _step(message: Message) -> str:
    steps = [name for name in ("sent", "delivered", "read") if getattr(message, name) is not None]
    return steps[-1] if steps else "waiting"


def _is_form(message: Message) -> bool:
    return message.type == "interactive" and message.content["type"] == "flow"


def _texts(kind: str, content: dict[str, Any]) -> list[str]:
    if kind == "text":
        return [content["body"]]
    if kind == "interactive":
        if "body" in content:
            parts = (content.get(name) or {} for name in ("header", "body", "footer"))
            return [part["text"] for part in parts if part.get("text")]
        reply = content[content["type"]]
        if "response_json" not in reply:
            return [reply["title"]]
        answers = json.loads(reply["response_json"])
        said = [f"{key}: {value}" for key, value in answers.items() if key != "flow_token"]
        return ["Form sent: " + ", ".join(said)]
    if kind == "button":
        return [content["text"]]
    if kind == "reaction":
        return [content["emoji"]]
    if kind == "location":
        return [str(content.get("name") or "Location")]
    named = content.get("filename") or content.get("caption") if isinstance(content, dict) else ""
    return [f"{kind.capitalize()}: {named}" if named else kind.capitalize()]


@cache
def _page() -> jinja2.Template:
    text = files("course_lib.business").joinpath("data/chat.html").read_text("utf-8")
    return jinja2.Environment(autoescape=True, trim_blocks=True).from_string(text)
