"""Somebody's phone with one chat open: what it shows, what a thumb can do now, and doing it.

A plain model: whoever draws it (a widget, a test, a loop over a thousand people) taps by label.
"""

from __future__ import annotations

from course_lib.business import chat_view
from course_lib.business.chat_view import Action, Chat
from course_lib.business.customers import Customer
from course_lib.business.delivery import Inbound
from course_lib.business.forms import Form
from course_lib.errors import CourseError

HELLO = "Say hello"
_PAUSE = "10s"  # after each tap: long enough for the answer to be there and read


class Phone:
    """`actions` can be done now, `act` does one of them, `form` is the open form or None.

    >>> from course_lib.business import coach, sandbox
    >>> with sandbox() as wa:
    ...     bus, phone = coach.start(wa), Phone(wa.customer("6281200000001", "Sari"))
    ...     _ = phone.play("Say hello", "Buy a ticket", "Bandung to Jakarta")
    >>> phone.notice
    'Bandung to Jakarta: which day?'
    """

    def __init__(self, customer: Customer) -> None:
        self.customer = customer
        self.form: Form | None = None

    @property
    def actions(self) -> list[Action]:
        """What is below the last message, or on the open form; a greeting where nothing is."""
        thread = self.customer.thread
        if thread and not isinstance(thread[-1], Inbound):
            below = chat_view.actions(self.customer, self.form)
            if below:
                return below
        return [Action(HELLO, True, lambda: self.customer.says("hello"))]

    @property
    def notice(self) -> str:
        """The newest words of the company: of the open form, or of the chat."""
        if self.form:
            return str(self.form.data.get("note", ""))
        said = [line for line in Chat(self.customer).lines if line.side == "company"]
        return " ".join(said[-1].texts) if said else ""

    def act(self, label: str) -> None:
        """Tap what is labelled so. Raises CourseError for what is not there or cannot be tapped."""
        possible = {action.label: action for action in self.actions if action.enabled}
        if label not in possible:
            raise CourseError(
                expected="one of: " + ", ".join(possible),
                got=repr(label),
                do="Write it exactly as it stands in the chat. A seat that is taken is not there.",
            )
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

    def _repr_html_(self) -> str:
        return Chat(self.customer)._repr_html_()

    def __repr__(self) -> str:
        return repr(Chat(self.customer))
