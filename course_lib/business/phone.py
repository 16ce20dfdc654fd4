"""Somebody's phone with one chat open: what it shows, what a thumb can do now, and doing it.

A plain model: whoever draws it (a widget, a test, a loop over many people) taps by label.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from course_lib import data
from course_lib.business import emulator
from course_lib.business.chat_view import Chat, form_label
from course_lib.business.emulator import Form
from course_lib.business.state import Inbound
from course_lib.errors import refuse

HELLO = data.phrases("business")("chat.hello")
_PAUSE = "10s"  # after each tap: long enough for the answer to be there and read


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
        thread = self.customer.thread
        below = self._below() if thread and not isinstance(thread[-1], Inbound) else []
        return below or [Action(HELLO, True, lambda: self.customer.says("hello"))]

    def _below(self) -> list[Action]:
        if form := self.form:
            return [
                Action(str(o["title"]), o.get("enabled", True), partial(form.submit, seat=o["id"]))
                for o in form.options("seats")
            ]
        message = self.customer.last
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
        if label not in possible:
            raise refuse("business.action", repr(label), names=", ".join(possible))
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
