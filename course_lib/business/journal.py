"""Looking back: what happened, what it cost, and why, as tables and as one sentence a step.

Money is `Decimal` inside the sandbox and becomes a float once, here. The envelopes have the columns
of the relay's log (`relay.COLUMNS`): what a server in the middle would have seen of the same chat.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from course_lib import relay, words
from course_lib.business import outbox, windows
from course_lib.business.clock import moment
from course_lib.business.delivery import Message
from course_lib.business.messages import MEDIA
from course_lib.errors import CourseError

if TYPE_CHECKING:
    from course_lib.business.emulator import Emulator

Rows = Iterable[tuple[Any, ...]]
HEADER, BLOCK, RECEIPT = 60, 16, 66  # bytes: made up, of the size of lesson 1's envelopes


def _utc(at: int | None) -> dt.datetime | None:
    return None if at is None else dt.datetime.fromtimestamp(at, dt.UTC)


def why(world: Emulator, message: Message) -> str:
    """The life of a message in lines: window, rule, rate, and what was owed in the end."""
    name, lines = world.customers[message.to].name, []
    for at, step in (
        (message.at, f"accepted: {message.type} to {name}"),
        (message.failed, f"failed with {message.error}: {message.verdict.reason}"),
        (message.sent, f"sent: {message.quote.reason}"),
        (message.delivered, "delivered"),
        (message.read, "read"),
    ):
        if (when := _utc(at)) is not None:
            lines.append(f"{words.date(when.date())} {words.time(when)} {step}")
    lines.insert(1, windows.service(message.last_word, message.at).reason)
    amount = owed(message)
    digits = max(4, -int(amount.as_tuple().exponent)) if amount else 0
    lines.append(f"owed: {words.money(amount, world.settings.currency, digits)} ({cause(message)})")
    return "\n".join(lines)


def owed(message: Message) -> Decimal:
    """What is owed for a message: its rate once it has arrived, nothing before."""
    return message.quote.rate if message.arrived is not None else Decimal(0)


def cause(message: Message) -> str:
    """The reason for the amount in one phrase."""
    if message.error:
        return f"failed: {message.verdict.reason}"
    if message.arrived is None:
        return "not_delivered"
    return message.quote.reason


def frame(world: Emulator, name: str) -> pd.DataFrame:
    """One of the tables, a row for each message, webhook, request or envelope.

    Raises CourseError for any other name.
    """
    if name == "envelopes":
        return _envelopes(world)
    if name not in _FRAMES:
        raise CourseError(
            expected=f"a table: {words.listed([*_FRAMES, 'envelopes'], 'or')}",
            got=repr(name),
            do='Write, for example, wa.frame("charges").',
        )
    columns, rows = _FRAMES[name]
    return pd.DataFrame(list(rows(world)), columns=columns.split())


def _messages(world: Emulator) -> Rows:
    for m in world.messages.values():
        steps = (_utc(at) for at in (m.at, m.sent, m.delivered, m.read, m.failed))
        to, error, case = world.customers[m.to].name, m.error or None, m.case
        yield m.id, to, m.type, case.category, *steps, error, case.window_open, m.verdict.reason


def _charges(world: Emulator) -> Rows:
    for m in world.messages.values():
        case, quote, currency = m.case, m.quote, world.settings.currency
        decided = (_utc(m.arrived), case.market.name, case.category, quote.type)
        money = (float(quote.rate), float(owed(m)), currency)
        yield m.id, *decided, *money, quote.tier, quote.card, quote.rule, cause(m)


def _webhooks(world: Emulator) -> Rows:
    answered = {n: d.answers for d in world.outbox.deliveries for n in d.numbers}
    for number, update in enumerate(world.outbox.log):
        field, at, value = outbox.told(update)
        told = (value.get("statuses") or value.get("messages") or [value])[0]
        what = told.get("status") or told.get("event") or told.get("type", "")
        error = (told.get("errors") or [{}])[0].get("code")
        answers = ("lost" if a is None else str(a) for a in answered.get(number, []))
        seen = (told.get("id", ""), error, ", ".join(answers), json.dumps(value))
        yield number, _utc(at), field, what, *seen


def _requests(world: Emulator) -> Rows:
    return ((_utc(at), *rest) for at, *rest in world.requests)


_FRAMES: dict[str, tuple[str, Callable[[Emulator], Rows]]] = {
    "messages": (
        "id to type category accepted sent delivered read failed error window_open reason",
        _messages,
    ),
    "charges": (
        "id delivered market category type rate owed currency tier card rule reason",
        _charges,
    ),
    "webhooks": ("number at field what id error answers json", _webhooks),
    "requests": ("at method path status code hint", _requests),
}


def _envelopes(world: Emulator) -> pd.DataFrame:
    company = world.settings.name
    seen: list[tuple[int, str, str, str, int]] = []
    for customer in world.customers.values():
        for item in customer.thread:
            if not isinstance(item, Message):
                seen.append((item.at, customer.name, company, _kind(item.type), _size(item)))
            elif (at := item.arrived) is not None:
                seen.append((at, company, customer.name, _kind(item.type), _size(item)))
                for tick in (item.delivered, item.read):
                    if tick is not None:
                        seen.append((tick, customer.name, company, "receipt", RECEIPT))
    seen.sort()
    columns = list(zip(*seen, strict=True)) or [()] * 5
    names = ("sent_at", "sender", "recipient", "kind", "size")
    data: dict[str, Any] = dict(zip(names, map(list, columns), strict=True))
    data["sent_at"] = pd.to_datetime(data["sent_at"], unit="s", utc=True)
    return relay.typed(data | {"group": [None] * len(seen)})


def _kind(kind: str) -> str:
    return "media" if kind in MEDIA else "text"


def _size(item: Any) -> int:
    plain = len(json.dumps(item.content).encode())
    return HEADER + BLOCK * (plain // BLOCK + 1)


def analytics(
    world: Emulator, start: int, end: int, by: frozenset[str], step: int | None = None
) -> list[dict[str, Any]]:
    """The bill as the platform reports it: volume and cost of what was delivered from start to end.

    `step` is the length of a data point in seconds, None for calendar months; `by` the dimensions.

    Utility inside the window is counted under SERVICE here although the webhook says utility: the
    platform does so, and the sandbox keeps it.
    """
    volume: Counter[tuple[Any, ...]] = Counter()
    cost: defaultdict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for message in world.messages.values():
        at = message.arrived
        if at is None or not start <= at < end:
            continue
        quote = message.quote
        free = quote.type == "free_customer_service"
        shown = {
            "COUNTRY": world.customers[message.to].user_id[:2],
            "TIER": quote.tier,
            "PHONE": world.settings.display_number,
            "PRICING_TYPE": quote.type.upper(),
            "PRICING_CATEGORY": "SERVICE" if free else quote.category.upper(),
        }
        key = (_bucket(at, step), *(shown[name] if name in by else "" for name in _DIMENSIONS))
        volume[key] += 1
        cost[key] += quote.rate
    points: list[dict[str, Any]] = []
    for row in sorted(volume):
        (first, last), *values = row
        point = {"start": max(first, start), "end": min(last, end)}
        point |= {_NAMES[n]: v for n, v in zip(_DIMENSIONS, values, strict=True) if v}
        points.append(point | {"volume": volume[row], "cost": float(cost[row])})
    return points


def _bucket(at: int, step: int | None) -> tuple[int, int]:
    if step:
        return at - at % step, at - at % step + step
    first = dt.datetime.fromtimestamp(at, dt.UTC).date().replace(day=1)
    following = (first + dt.timedelta(days=31)).replace(day=1)
    return moment(first), moment(following)


_DIMENSIONS = ("COUNTRY", "TIER", "PHONE", "PRICING_TYPE", "PRICING_CATEGORY")
_NAMES = {name: name.lower() for name in _DIMENSIONS} | {"PHONE": "phone_number"}
