"""The life of a message: accepted, judged, sent, delivered, read, or failed, each with its reason.

The platform answers a request at once (`accept` raises Refusal or returns the message) and tells
the rest later by webhook. That a text outside the window is accepted first and fails afterwards is
the platform's way, and the most common surprise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from course_lib.business import windows
from course_lib.business.bill import UNSENT, Case, Quote
from course_lib.business.clock import DAY, moment
from course_lib.business.messages import MEDIA, Command
from course_lib.business.refusals import Refusal, invalid, parameter

if TYPE_CHECKING:
    from course_lib.business.customers import Customer
    from course_lib.business.emulator import Emulator
    from course_lib.business.templates import Template

KEPT_FOR = 30 * DAY  # an undelivered message is dropped after this
ON_THE_WAY = 1  # seconds from the platform to a phone that is online
NO_MARKETING_TO_US = moment("2025-04-01")


class Verdict(NamedTuple):
    """What was decided after "200": an error code (0: send it) and why, in words."""

    code: int
    reason: str
    details: str = ""


SEND = Verdict(0, "may be sent")
UNREACHABLE = Verdict(
    131026, "the person is not on WhatsApp or has blocked you", "Message Undeliverable."
)
WINDOW_CLOSED = Verdict(
    131047,
    "free words need an open window; only a template could have been sent",
    "Message failed to send because more than 24 hours have passed since the customer last "
    "replied to this number.",
)
STOPPED = Verdict(131050, "this person has stopped marketing from you")
CONTROL_GROUP = Verdict(130472, "this person is in a group that gets no marketing")
_HEALTHY = (
    "In order to maintain a healthy ecosystem engagement, the message failed to be delivered."
)
US_STOP = Verdict(131049, "no marketing is delivered to numbers in the United States", _HEALTHY)
TOO_MUCH = Verdict(131049, "this person has had enough marketing for a day (our rule)", _HEALTHY)
LIMIT = Verdict(131048, "the messaging limit of people outside the window is used up")
UNPAID = Verdict(131042, "this message costs money and there is no payment method")
DROPPED = Verdict(131026, "kept for 30 days and never picked up", "Message Undeliverable.")
BAD_FEEDBACK = Verdict(132015, "held back for early feedback, and the feedback was bad")


@dataclass(slots=True, eq=False)
class Inbound:
    """A customer's message. Times are seconds since 1970."""

    id: str
    at: int
    wa_id: str
    type: str
    content: dict[str, Any]
    context: str | None = None
    referral: dict[str, Any] | None = None
    read: int | None = None


@dataclass(slots=True, eq=False)
class Message:
    """A company's message and everything that happened to it."""

    id: str
    to: str
    type: str
    content: dict[str, Any]
    case: Case
    last_word: int | None
    quote: Quote = UNSENT
    quoted: Quote = UNSENT  # what "sent" told; `quote` is newer if the phone was off
    context: str | None = None
    callback: str | None = None
    template: Template | None = None
    text: str = ""
    conversation: str = ""
    conversation_until: int = 0
    verdict: Verdict = SEND
    held: bool = False
    sent: int | None = None
    delivered: int | None = None
    read: int | None = None
    failed: int | None = None

    @property
    def at(self) -> int:
        """When the platform accepted it."""
        return self.case.at

    @property
    def error(self) -> int:
        """The code of the failure, 0 if none."""
        return self.verdict.code

    @property
    def arrived(self) -> int | None:
        """When it reached the phone (an open chat reads at once, without "delivered")."""
        return self.read if self.delivered is None else self.delivered


def accept(world: Emulator, command: Command) -> Message:
    """Take a request: everything the platform refuses at once raises Refusal, state unchanged."""
    customer, settings = world.recipient(command.to, command.bsuid), world.settings
    if customer.wa_id == settings.display_number:
        raise Refusal(131021)
    if settings.test_number and customer.wa_id not in world.allowed:
        raise Refusal(
            131030,
            details="Recipient phone number not in allowed list: Add recipient phone number to "
            "recipient list and try again.",
            hint="A test number writes only to listed people: wa.allow(number).",
        )
    text, category, template = "", "service", None
    if command.type == "template":
        template, text = world.catalogue.ready(command.content)
        category = template.priced_as
        if command.bsuid and category == "authentication":
            raise Refusal(131062)
    elif command.type != "text":
        _check_references(world, command)
    world.limits.admit(customer.wa_id)
    now, last_word = world.clock.now, customer.last_word
    message = Message(
        world.ids.wamid(customer.wa_id),
        customer.wa_id,
        command.type,
        command.content,
        Case(now, customer.wa_id, customer.market, category,
             windows.is_open(last_word, now), False),
        last_word,
        UNSENT,
        UNSENT,
        command.context,
        command.callback,
        template,
        text,
    )  # fmt: skip
    world.messages[message.id] = message
    customer.thread.append(message)
    verdict = judge(world, customer, message)
    if verdict.code:
        fail(world, message, verdict)
    elif template and world.catalogue.holds(template, message):
        message.held = True
    else:
        dispatch(world, message)
    return message


def _check_references(world: Emulator, command: Command) -> None:
    """Media, flows and messages that a request names must exist."""
    content = command.content
    if command.type in MEDIA and "id" in content and content["id"] not in world.media:
        raise parameter(
            f"Param {command.type}['id'] is not a valid whatsapp business account media "
            "attachment ID",
            "Upload the file first: POST /PHONE_ID/media.",
        )
    if command.type == "interactive" and content["type"] == "flow":
        named = content["action"]["parameters"]
        known = [named.get("flow_id"), named.get("flow_name")]
        if not any(flow.id in known or flow.name in known for flow in world.flows.values()):
            raise invalid("Flow does not exist", "Create it first: POST /WABA_ID/flows.")


def judge(world: Emulator, customer: Customer, message: Message) -> Verdict:
    """What the platform decides after it has answered 200; the reason comes with the decision."""
    case, now = message.case, message.case.at
    if customer.blocked or not customer.on_whatsapp:
        return UNREACHABLE
    if not message.template and not case.window_open:
        return WINDOW_CLOSED
    if case.category == "marketing":
        if customer.stopped_marketing:
            return STOPPED
        if customer.experiment:
            return CONTROL_GROUP
        if customer.user_id.startswith("US.") and now >= NO_MARKETING_TO_US:
            return US_STOP
        recent = customer.marketing
        while recent and now - recent[0] >= DAY:
            recent.popleft()
        if len(recent) >= world.settings.marketing_cap:
            return TOO_MUCH
    if message.template and not case.window_open and not world.limits.reach(customer.wa_id):
        return LIMIT
    return SEND


def dispatch(world: Emulator, message: Message) -> None:
    """Price it, tell the company "sent", and put it on its way."""
    customer, now = world.customers[message.to], world.clock.now
    if customer.came_from_ad is not None:
        _entry(world, customer, message)
    message.quote = message.quoted = world.meter.quote(message.case)
    if message.quote.billable and not world.settings.payment_method:
        world.meter.release(message.quote, message.case)
        return fail(world, message, UNPAID)
    if message.case.category == "marketing":
        customer.marketing.append(now)
    message.sent = now
    world.outbox.status(message, "sent")
    return world.clock.after(ON_THE_WAY, _arrive, world, message)


def _entry(world: Emulator, customer: Customer, message: Message) -> None:
    """The first answer in time opens the free entry point; while it is open, nothing costs."""
    now = world.clock.now
    if customer.answered_ad is None and windows.may_open_entry(customer.came_from_ad, now):
        customer.answered_ad, customer.entry_id = now, world.ids.fresh("entry", message.id)
    window = windows.entry(customer.answered_ad, now, world.meter.rule_on(now).entry_hours)
    if window.open and window.until:
        message.case = message.case._replace(entry_open=True)
        message.conversation, message.conversation_until = customer.entry_id, window.until


def _arrive(world: Emulator, message: Message) -> None:
    customer = world.customers[message.to]
    if not customer.online or customer.blocked:
        world.meter.release(message.quote, message.case)
        customer.waiting.append(message)
        return
    now = world.clock.now
    world.limits.delivered()
    if message.template:
        world.catalogue.delivered(message.template)
    if customer.chat_open:
        read(world, message)
        return
    message.delivered = now
    world.outbox.status(message, "delivered")
    if customer.reads_after is not None:
        world.clock.after(customer.reads_after, read, world, message)


def hand_over(world: Emulator, customer: Customer) -> None:
    """The phone is back: what waited arrives, priced by the day it arrives, or is too old."""
    waiting, customer.waiting = customer.waiting, []
    now = world.clock.now
    for message in waiting:
        if now - message.at > KEPT_FOR:
            fail(world, message, DROPPED)
        else:
            message.quote = world.meter.quote(message.case._replace(at=now))
            _arrive(world, message)


def read(world: Emulator, message: Message) -> None:
    """The person opens the chat: blue ticks, and whatever they do next."""
    customer = world.customers[message.to]
    if message.read is not None:
        return
    message.read = world.clock.now
    world.outbox.status(message, "read")
    if customer.patience is not None and message.case.category == "marketing":
        customer.patience -= 1
        if customer.patience <= 0:
            customer.blocks()
    if customer.persona:
        customer.persona(customer, message)


def fail(world: Emulator, message: Message, verdict: Verdict) -> None:
    """It will not arrive; the company learns the code by webhook."""
    message.verdict, message.failed = verdict, world.clock.now
    world.outbox.status(message, "failed")
