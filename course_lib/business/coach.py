"""Nusa Bus: a bot that sells seats in the chat, written against the HTTP door only.

Greeting, route, day, seat, payment (simulated), ticket; later perhaps cancel. A list holds ten
rows and a coach has forty seats: that is why choosing the seat needs a form. What it says and sells
stands in `data/coach.toml`.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from course_lib import data, facts, words
from course_lib.business import bot, flows
from course_lib.business.emulator import Emulator
from course_lib.business.phone import Phone

_TEXTS = data.toml("business", "coach")
ROUTES = {key: (held["title"], held["rupiah"]) for key, held in _TEXTS["routes"].items()}
SEATS = [f"{row}{letter}" for row in range(3, 13) for letter in "ABCD"]  # rows 1, 2: the crew
ENDPOINT = "http://bot.example/seats"


def _say(key: str, **values: object) -> str:
    return str(_TEXTS["says"][key]).format(**values)


@dataclass
class Order:
    """One person's wish: route, day, and the seat once it is theirs."""

    who: str
    route: str
    day: str
    seat: str = ""
    paid: bool = False

    @property
    def title(self) -> str:
        """Where and when, in words."""
        return f"{ROUTES[self.route][0]}, {words.date(dt.date.fromisoformat(self.day))}"


class Coach(bot.Bot):
    """The bot: `orders` by the token of their form, `taken[route, day]` from seat to token.

    It sells for the next `days_ahead` days.
    """

    days_ahead = 5

    def routes(self) -> list[Route]:
        """The endpoint of the seat form; its key and its screen are registered at the start."""
        self.private, public = flows.key_pair()
        self.orders: dict[str, Order] = {}
        self.taken: dict[tuple[str, str], dict[str, str]] = {}
        key = {"business_public_key": public}
        self.post(f"{self.phone_id}/whatsapp_business_encryption", data=key)
        form = {"name": "seats", "categories": ["OTHER"], "endpoint_uri": ENDPOINT}
        screens = data.text("business", "seats.json")
        asked = form | {"flow_json": screens, "publish": True}
        self.flow_id = self.post(f"{self.waba_id}/flows", json=asked)["id"]
        return [Route("/seats", self._seats, methods=["POST"])]

    def heard(self, sender: str, kind: str, content: Any, at: int) -> None:
        """One step of the conversation."""
        if kind == "form":
            return self._chosen(sender, content)
        if kind == "text":
            return self._menu(sender, _say("hello"))
        step, *rest = content.split("/")
        if step == "buy":
            rows = {f"route/{key}": title for key, (title, _) in ROUTES.items()}
            self.choices(sender, _say("where"), "Routes", rows)
        elif step == "route":
            self._ask_day(sender, rest[0], at)
        elif step == "day":
            self._ask_seat(sender, Order(sender, rest[0], rest[1]))
        elif step == "mine":
            self._mine(sender)
        else:
            self._decide(sender, step, self.orders[rest[0]])
        return None

    def _menu(self, sender: str, greeting: str) -> None:
        self.buttons(sender, greeting, _TEXTS["menu"])

    def _ask_day(self, sender: str, route: str, at: int) -> None:
        today = dt.datetime.fromtimestamp(at, dt.UTC).date()
        days = [today + dt.timedelta(days=n + 1) for n in range(self.days_ahead)]
        rows = {f"day/{route}/{day}": words.date(day) for day in days}
        self.choices(sender, _say("when", route=ROUTES[route][0]), "Days", rows)

    def _ask_seat(self, sender: str, order: Order) -> None:
        token = f"{sender}-{len(self.orders) + 1}"
        self.orders[token] = order
        self.form(sender, _say("seat", title=order.title), _say("open"), self.flow_id, token)

    def _chosen(self, sender: str, answers: dict[str, Any]) -> None:
        token = answers["flow_token"]
        order = self.orders[token]
        if order.paid:
            return self._ticket(sender, order)
        price = words.money(ROUTES[order.route][1], "IDR", 0)
        pay = {f"pay/{token}": "Pay", f"cancel/{token}": "Cancel"}
        asked = _say("price", seat=order.seat, title=order.title, price=price)
        self.buttons(sender, asked, pay)
        return None

    def _decide(self, sender: str, step: str, order: Order) -> None:
        if not order.seat:
            self._menu(sender, _say("given_back"))
        elif step == "pay":
            order.paid = True
            self._ticket(sender, order)
        elif step == "cancel":
            self.taken[order.route, order.day].pop(order.seat, None)
            order.seat, order.paid = "", False
            self._menu(sender, _say("cancelled", title=order.title))

    def _mine(self, sender: str) -> None:
        kept = [t for t, o in self.orders.items() if o.who == sender and o.seat and o.paid]
        if not kept:
            return self._menu(sender, _say("no_ticket"))
        order, token = self.orders[kept[-1]], kept[-1]
        asked = _say("mine", seat=order.seat, title=order.title)
        self.buttons(sender, asked, {f"cancel/{token}": "Cancel"})
        return None

    def _ticket(self, sender: str, order: Order) -> None:
        ticket = _say("ticket", title=order.title, seat=order.seat)
        self.document(sender, f"ticket-{order.seat}.txt", ticket)

    # The seat form

    async def _seats(self, request: Request) -> Response:
        try:
            asked, key, nonce = flows.open_request(self.private, await request.json())
        except flows.CannotDecryptError:
            return PlainTextResponse("", flows.CANNOT_DECRYPT)
        if asked["action"] != "ping" and asked.get("flow_token") not in self.orders:
            told = json.dumps({"error_msg": _say("closed")})
            return PlainTextResponse(told, flows.TOKEN_INVALID)
        return PlainTextResponse(flows.seal(self._answer(asked), key, flows.flipped(nonce)))

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked["action"] == "ping":
            return {"data": {"status": "active"}}
        token, chosen = asked["flow_token"], asked.get("data", {})
        if "error" in chosen:
            return {"data": {"acknowledged": True}}
        order = self.orders[token]
        taken = self.taken.setdefault((order.route, order.day), {})
        note, seat = "", chosen.get("seat")
        if asked["action"] == "data_exchange" and seat in SEATS:
            if taken.setdefault(seat, token) == token:
                return self._take(order, taken, seat, token)
            note = _say("taken", seat=seat)
        free = [
            {"id": one, "title": one, "enabled": taken.get(one, token) == token} for one in SEATS
        ]
        return {"screen": "SEATS", "data": {"seats": free, "note": note or order.title}}

    def _take(self, order: Order, taken: dict[str, str], seat: str, token: str) -> dict[str, Any]:
        if order.seat and order.seat != seat:
            taken.pop(order.seat, None)
        order.seat = seat
        told = {"params": {"flow_token": token, "seat": seat}}
        return {"screen": "SUCCESS", "data": {"extension_message_response": told}}


def start(wa: Emulator) -> Coach:
    """Nusa Bus opens: the bot beside the sandbox `wa`.

    >>> from course_lib.business import sandbox
    >>> with sandbox() as wa:
    ...     bus, sari = start(wa), wa.customer("6281200000001", "Sari")
    ...     _ = sari.says("hello")
    ...     wa.advance("5s")
    >>> [button["reply"]["title"] for button in sari.last.content["action"]["buttons"]]
    ['Buy a ticket', 'My ticket']
    """
    return bot.plug(Coach, wa)


def phones(*names: str, at_the_map: bool = False) -> dict[str, Phone]:
    """Phones of `names` in the chat with a Nusa Bus that has just opened, on the story's day.

    With `at_the_map` each has found the coach to Jakarta and looks at the free seats.

    >>> budi = phones("Sari", "Budi", at_the_map=True)["Budi"]
    >>> budi.act("12A"), budi.notice[:8]
    (None, 'Seat 12A')
    """
    wa = sandbox(start=f"{facts.story.STORY['sale']['day']}T09:00:00Z")
    start(wa)
    people = [wa.customer(f"6281200001{n}11", name) for n, name in enumerate(names)]
    taps = _TEXTS["to_the_seats"] if at_the_map else []
    return {person.name: Phone(person).play(*taps) for person in people}


def bought(seat: str) -> Phone:
    """Sari's phone after she bought `seat`, tap by tap.

    >>> len(bought("12A").customer.world.messages)
    6
    """
    return phones("Sari", at_the_map=True)["Sari"].play(seat, "Pay")


def as_list(seats: int) -> str:
    """What the platform answers where Nusa Bus sends so many seats as one list, in no form.

    >>> as_list(11)
    'Total row count exceed max allowed count: 10'
    """
    wa = sandbox()
    bus, rita = start(wa), wa.customer("628120000111", "Rita")
    rita.says("hello")
    wa.advance("5s")
    rows = {seat: seat for seat in SEATS[:seats]}
    try:
        bus.choices(rita.wa_id, _say("which"), _say("seats"), rows)
    except httpx.HTTPStatusError as refused:
        return str(refused.response.json()["error"]["error_data"]["details"])
    return _say("accepted")
