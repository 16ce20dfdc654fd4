"""The thread as a phone shows it, with a price tag on every business message.

An ordered list, so that a screen reader can walk through it; sizes in rem, so that it grows with
the text; every word escaped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from course_lib import data, words
from course_lib.business import emulator, journal
from course_lib.business.clock import utc
from course_lib.business.emulator import Customer
from course_lib.business.state import Inbound, Message

_TICKS = {"failed": "!", "read": "✓✓", "delivered": "✓✓", "sent": "✓"}  # the latest first
_SAID = ("text", "emoji", "name", "filename", "caption")  # what a message of another kind says
_phrase = data.phrases("business")


@dataclass
class Line:
    """One bubble: what it says, what can be tapped, how far it got, what it cost."""

    side: str
    who: str
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
        return [_line(self.customer, item) for item in self.customer.thread]

    def _repr_html_(self) -> str:
        company = self.customer.world.settings.name
        page = data.template("business", "chat.html")
        return page.render(person=self.customer.name, company=company, lines=self.lines)

    def __repr__(self) -> str:
        rows = []
        for line in self.lines:
            choices = f" [{' | '.join(line.choices)}]" if line.choices else ""
            tail = f" ({line.state}, {line.price})" if line.state else ""
            said = " ".join(line.texts) + choices + tail
            rows.append(_phrase("chat.row", who=line.who, time=line.time, said=said))
        return "\n".join(rows)


def form_label(message: Message) -> str:
    """The words on the button that opens a message's form; "" if it has none."""
    if message.type != "interactive" or message.content["type"] != "flow":
        return ""
    return str(message.content["action"]["parameters"]["flow_cta"])


def _line(customer: Customer, item: Message | Inbound) -> Line:
    when = words.time(utc(item.at))[:5]
    texts = _texts(item.type, item.content)
    if isinstance(item, Inbound):
        return Line("person", customer.name, when, texts)
    line = Line("company", customer.world.settings.name, when, texts)
    if item.template:
        line.texts = [item.text]
    line.choices = emulator.titles(item)
    if label := form_label(item):
        line.choices, line.label = [label], _phrase("chat.form")
    step = next(step for step in _TICKS if getattr(item, step) is not None)
    line.state, line.ticks = f"failed {item.error}" if item.error else step, _TICKS[step]
    line.price = journal.price(item) if journal.owed(item) else "free"
    line.reason = journal.cause(item)
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
    return [": ".join([kind.capitalize(), *said[:1]])]
