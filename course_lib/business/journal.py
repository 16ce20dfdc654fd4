"""Looking back: what happened, what it cost, and why, as tables and as one sentence a step.

Money is `Decimal` inside the sandbox and becomes a float once, here. The envelopes have the columns
of the relay's log (`relay.COLUMNS`): what a server in the middle would have seen of the same chat.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from course_lib import data, words
from course_lib.business.clock import HOUR, utc
from course_lib.business.messages import FILES
from course_lib.business.rules import dollars, is_open
from course_lib.business.state import Message, State
from course_lib.business.webhooks import Courier
from course_lib.checks import one_of

if TYPE_CHECKING:
    import pandas as pd

HEADER, BLOCK, RECEIPT = 60, 16, 66  # bytes: made up, of the size of lesson 1's envelopes
_phrase = data.phrases("business")
_Rows = Iterable[tuple[Any, ...]]


def why(message: Message) -> str:
    """The life of a message in lines: window, rule, rate, and what was owed in the end."""
    lines = []
    for step in ("at", "failed", "sent", "delivered", "read"):
        if (at := getattr(message, step)) is not None:
            when, said = utc(at), _phrase(f"why.{step}", message=message)
            lines.append(" ".join((words.date(when.date()), words.time(when), said)))
    last, how, ago = message.last_word, "never", ""
    if last is not None:
        how = "open" if is_open(last, message.at) else "closed"
        ago = words.number((message.at - last) / HOUR, 1)
    lines.insert(1, _phrase(f"why.{how}", ago=ago))
    lines.append(_phrase("why.owed", amount=dollars(owed(message)), cause=cause(message)))
    return "\n".join(lines)


def owed(message: Message) -> Decimal:
    """What is owed for a message: its rate once it has arrived, nothing before."""
    return message.quote.rate if message.arrived is not None else Decimal(0)


def cause(message: Message) -> str:
    """The reason for the amount in one phrase."""
    if message.error:
        return _phrase("why.not_sent", reason=message.verdict.reason)
    if message.arrived is None and message.quote.type:
        return _phrase("why.not_delivered")
    return message.quote.reason


def frame(state: State, courier: Courier, name: str) -> pd.DataFrame:
    """One of the tables, a row for each message, webhook or envelope.

    Raises CourseError for any other name.
    """
    import pandas as pd  # here: a sandbox that nobody looks back on needs no tables

    from course_lib import relay

    one_of(name, _FRAMES, "business.frame", " or ")
    columns = data.toml("business", "frames")[name]
    frame = pd.DataFrame(list(_FRAMES[name](state, courier)), columns=columns)
    return relay.typed(frame) if name == "envelopes" else frame


def _charges(state: State, _: Courier) -> _Rows:
    for m in state.messages.values():
        case, quote, came = m.case, m.quote, None if m.arrived is None else utc(m.arrived)
        decided = (came, case.market.name, case.category, quote.type)
        yield m.id, *decided, float(quote.rate), float(owed(m)), quote.card, quote.rule, cause(m)


def _webhooks(_: State, courier: Courier) -> _Rows:
    for update in courier.log:
        told = (update.value.get("statuses") or update.value.get("messages") or [update.value])[0]
        what = told.get("status") or told.get("event") or told.get("type", "")
        yield utc(update.at), update.field, what, json.dumps(update.value)


def _envelopes(state: State, _: Courier) -> _Rows:
    company, seen = state.settings.name, list[tuple[Any, ...]]()
    for person in state.customers.values():
        for item in person.thread:
            kind = "media" if item.type in FILES else "text"
            size = HEADER + BLOCK * (len(json.dumps(item.content).encode()) // BLOCK + 1)
            if not isinstance(item, Message):
                seen.append((utc(item.at), person.name, company, kind, size, None))
            elif item.arrived is not None:
                seen.append((utc(item.arrived), company, person.name, kind, size, None))
                ticks = [utc(at) for at in (item.delivered, item.read) if at is not None]
                seen += [(at, person.name, company, "receipt", RECEIPT, None) for at in ticks]
    return sorted(seen, key=lambda row: row[:5])


_FRAMES = {"charges": _charges, "webhooks": _webhooks, "envelopes": _envelopes}
