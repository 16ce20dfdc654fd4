"""Looking back: what happened, what it cost, and why, as tables and as one sentence a step.

Money is `Decimal` inside the sandbox and becomes a float once, here. The envelopes have the columns
of the relay's log (`relay.COLUMNS`): what a server in the middle would have seen of the same chat.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from course_lib import data, words
from course_lib.business.clock import HOUR, utc
from course_lib.business.messages import FILES
from course_lib.business.rules import is_open
from course_lib.business.state import Message, State
from course_lib.business.webhooks import Courier
from course_lib.checks import one_of

if TYPE_CHECKING:
    import pandas as pd

HEADER, BLOCK, RECEIPT = 60, 16, 66  # bytes: made up, of the size of lesson 1's envelopes
_phrase = data.phrases("business")
_Rows = Iterable[tuple[Any, ...]]


def _utc(at: int | None) -> dt.datetime | None:
    return None if at is None else utc(at)


def why(message: Message) -> str:
    """The life of a message in lines: window, rule, rate, and what was owed in the end."""
    kind, name, lines = message.type, message.person.name, []
    verdict = {"code": message.error, "reason": message.verdict.reason}
    for at, step in (
        (message.at, _phrase("why.accepted", type=kind, name=name)),
        (message.failed, _phrase("why.failed", **verdict)),
        (message.sent, _phrase("why.sent", reason=message.quote.reason)),
        (message.delivered, "delivered"),
        (message.read, "read"),
    ):
        if (when := _utc(at)) is not None:
            lines.append(" ".join((words.date(when.date()), words.time(when), step)))
    lines.insert(1, _window(message))
    lines.append(_phrase("why.owed", amount=price(message), cause=cause(message)))
    return "\n".join(lines)


def _window(message: Message) -> str:
    if (last := message.last_word) is None:
        return _phrase("why.never")
    ago = words.number((message.at - last) / HOUR, 1)
    return _phrase("why.open" if is_open(last, message.at) else "why.closed", ago=ago)


def owed(message: Message) -> Decimal:
    """What is owed for a message: its rate once it has arrived, nothing before."""
    return message.quote.rate if message.arrived is not None else Decimal(0)


def price(message: Message) -> str:
    """The same as money, with all the digits it needs."""
    amount = owed(message)
    digits = max(4, -int(amount.as_tuple().exponent)) if amount else 0
    return words.money(amount, "USD", digits)


def cause(message: Message) -> str:
    """The reason for the amount in one phrase."""
    if message.error:
        return _phrase("why.not_sent", reason=message.verdict.reason)
    if message.arrived is None and message.quote.type:
        return _phrase("why.not_delivered")
    return message.quote.reason


def frame(state: State, outbox: Courier, name: str) -> pd.DataFrame:
    """One of the tables, a row for each message, webhook or envelope.

    Raises CourseError for any other name.
    """
    import pandas as pd  # here: a sandbox that nobody looks back on needs no tables

    if name == "envelopes":
        return _envelopes(state)
    one_of(name, [*_FRAMES, "envelopes"], "business.frame", " or ")
    columns = data.toml("business", "frames")[name]
    return pd.DataFrame(list(_FRAMES[name](state, outbox)), columns=columns)


def _charges(state: State, _: Courier) -> _Rows:
    for m in state.messages.values():
        case, quote = m.case, m.quote
        decided = (_utc(m.arrived), case.market.name, case.category, quote.type)
        yield m.id, *decided, float(quote.rate), float(owed(m)), quote.card, quote.rule, cause(m)


def _webhooks(_: State, outbox: Courier) -> _Rows:
    for number, update in enumerate(outbox.log):
        value = update.value
        told = (value.get("statuses") or value.get("messages") or [value])[0]
        what = told.get("status") or told.get("event") or told.get("type", "")
        error = (told.get("errors") or [{}])[0].get("code")
        seen = (told.get("id", ""), error, ", ".join(map(str, update.answers)), json.dumps(value))
        yield number, _utc(update.at), update.field, what, *seen


_FRAMES = {"charges": _charges, "webhooks": _webhooks}


def _envelopes(state: State) -> pd.DataFrame:
    import pandas as pd

    from course_lib import relay

    company = state.settings.name
    seen: list[tuple[int, str, str, str, int]] = []
    for person in state.customers.values():
        for item in person.thread:
            kind = "media" if item.type in FILES else "text"
            plain = len(json.dumps(item.content).encode())
            size = HEADER + BLOCK * (plain // BLOCK + 1)
            if not isinstance(item, Message):
                seen.append((item.at, person.name, company, kind, size))
            elif (at := item.arrived) is not None:
                seen.append((at, company, person.name, kind, size))
                for tick in (item.delivered, item.read):
                    if tick is not None:
                        seen.append((tick, person.name, company, "receipt", RECEIPT))
    frame = pd.DataFrame(sorted(seen), columns=["sent_at", "sender", "recipient", "kind", "size"])
    frame["sent_at"] = pd.to_datetime(frame["sent_at"], unit="s", utc=True)
    return relay.typed(frame.assign(group=None))
