"""Assignment "business": a clinic's window, bill, webhooks and bookings (lessons 5 and 6)."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from numpy.random import Generator

from course_lib import facts
from course_lib.exercises.assignments import fill, shuffle
from course_lib.lesson.exercise import Arrange, Choose, Complete, Exercise, Write, load, tables

Row = Mapping[str, str]
Events = list[dict[str, str]]

_DAY = 24 * 60  # minutes
_ORDER = ("sent", "delivered", "read", "failed")
_GIVEN, _words = tables("business")["given"], load(__file__)
_PATIENTS = _GIVEN["patients"]


def build(random: Generator) -> tuple[dict[str, Any], list[Exercise]]:
    """What a class is given, and its tasks."""
    market = str(random.choice(_GIVEN["markets"]))
    prices = _prices("rates_2026_04", market)
    october = {
        "answers": 100 * int(random.integers(12, 31)),
        "price": _prices("rates_2026_10", market)["service"],
    }
    patient = str(random.choice(_PATIENTS))
    booking = fill(_words["booking"], patient=patient, slot=f"{random.integers(9, 17)}:30")
    chatbot = fill(_words["chatbot"], patient=patient, hours=random.integers(25, 47))
    month = _month(random)
    while len(set((bills := _bills(month, prices)).values())) < len(bills):
        month = _month(random)  # two mistakes with the same bill could not be told apart
    given = {"market": market, "prices": prices, "month": month, "october": october}
    return given, [
        _ARRIVES,
        Complete(_words["owed"], bills.pop("right"), wrongs=bills),
        _LAST_STATES,
        Arrange(shuffle(booking, random)),
        Choose(shuffle(chatbot, random)),
    ]


def _prices(table: str, market: str) -> dict[str, float]:
    card = facts.table(table).set_index("market").loc[market]
    return {kind: float(card[kind]) for kind in ("marketing", "utility", "service")}


def _month(random: Generator) -> list[dict[str, str]]:
    rows = [
        {"to": str(random.choice(_PATIENTS)), "category": kind, "window": window, "status": status}
        for kind, window, status, most in _GIVEN["month"]
        for _ in range(int(random.integers(1, most + 1)))
    ]
    return [rows[int(place)] for place in random.permutation(len(rows))]


def _bills(month: Iterable[Row], prices: Mapping[str, float]) -> dict[str, float]:
    """The right bill and those of the typical mistakes, in dollars."""

    def bill(arrived: tuple[str, ...], free_inside: tuple[str, ...]) -> float:
        charged = [
            prices[row["category"]]
            for row in month
            if row["status"] in arrived
            and not (row["window"] == "open" and row["category"] in free_inside)
        ]
        return round(sum(charged), 4)

    reached = ("delivered", "read")
    return {
        "right": bill(reached, ("utility",)),
        "attempts": bill(_ORDER, ("utility",)),
        "on_its_way": bill((*reached, "sent"), ("utility",)),
        "failed": bill((*reached, "failed"), ("utility",)),
        "inside": bill(reached, ()),
        "unread": bill(("delivered",), ("utility",)),
        "free_offer": bill(reached, ("utility", "marketing")),
    }


def _arrives(kind: str, last_word: int | None, now: int, window: int = _DAY) -> bool:
    return kind == "template" or (last_word is not None and now - last_word <= window)


def _some_message(random: Generator) -> tuple[str, int | None, int]:
    now = int(random.integers(2 * _DAY, 9 * _DAY))
    ago = int(random.choice([0, 24, 25, _DAY - 1, _DAY, _DAY + 1, int(random.integers(2 * _DAY))]))
    kind = str(random.choice(["template", "text", "text"]))
    return kind, None if random.random() < 0.2 else now - ago, now


_ARRIVES = Write(
    _words["arrives"],
    _arrives,
    named={
        "two_hours": ("text", 600, 720),
        "exactly_24_hours": ("text", 600, 600 + _DAY),
        "minute_more": ("text", 600, 601 + _DAY),
        "stranger_text": ("text", None, 600),
        "stranger_template": ("template", None, 600),
        "minute_0": ("text", 0, 90),
    },
    random=_some_message,
    wrongs={
        "edge": lambda kind, last, now: _arrives(kind, last, now, window=_DAY - 1),
        "never": lambda kind, last, now: kind == "template" or last is None or now - last <= _DAY,
        "no_templates": lambda kind, last, now: _arrives("text", last, now),
        "minute_zero": lambda kind, last, now: _arrives(kind, last or None, now),
        "hours": lambda kind, last, now: _arrives(kind, last, now, window=24),
    },
)


def _last_states(events: Events) -> dict[str, str]:
    states: dict[str, str] = {}
    for event in events:
        known = states.get(event["id"], "sent")
        states[event["id"]] = max(known, event["status"], key=_ORDER.index)
    return states


def _arrived_last(events: Events) -> dict[str, str]:
    return {event["id"]: event["status"] for event in events}


def _every_event(events: Events) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for event in events:
        found.setdefault(event["id"], []).append(event["status"])
    return found


def _event(identity: str, status: str, second: int) -> dict[str, str]:
    return {"id": identity, "status": status, "timestamp": str(1_780_000_000 + second)}


def _some_events(random: Generator) -> tuple[Events]:
    events, paths = [], _GIVEN["paths"]
    for number in range(1, int(random.integers(0, 4)) + 1):
        second = int(random.integers(20))
        for status in paths[int(random.integers(len(paths)))]:
            events += int(random.integers(1, 3)) * [_event(f"wamid.{number}", status, second)]
            second += int(random.integers(0, 3))
    return ([events[int(place)] for place in random.permutation(len(events))],)


_LAST_STATES = Write(
    _words["last_states"],
    _last_states,
    random=_some_events,
    wrongs={
        "arrived_last": _arrived_last,
        "arrived_first": lambda events: _arrived_last(events[::-1]),
        "by_time": lambda events: _arrived_last(sorted(events, key=itemgetter("timestamp"))),
        "every_event": _every_event,
    },
)
