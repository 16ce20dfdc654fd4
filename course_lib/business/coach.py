"""Nusa Bus: a bot that sells seats in the chat, and below it the phones of lesson 6.

The bot knows the HTTP door only. Greeting, route, day, seat, payment (simulated), ticket; later
perhaps cancel. A list holds ten rows and a coach has forty seats: that is why choosing the seat
needs a form. What it says and sells stands in `data/coach.toml`.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from course_lib import checks, data, facts, words
from course_lib.business import bot, flows, sandbox
from course_lib.business.emulator import Emulator
from course_lib.business.phone import Phone

_TEXTS = data.toml("business", "coach")
ROUTES = {key: (held["title"], held["rupiah"]) for key, held in _TEXTS["routes"].items()}
SEATS = [f"{row}{letter}" for row in range(3, 13) for letter in "ABCD"]  # rows 1, 2: the crew


def _say(key: str, **values: object) -> str:
    return str(_TEXTS["says"][key]).format(**values)


PAY, CANCEL = _say("pay"), _say("cancel")  # what stands on two buttons


@dataclass
class Order:
    """One person's wish: route, day, the token of its form, and the seat once it is theirs."""

    who: str
    route: str
    day: str
    token: str
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
        form = _TEXTS["form"] | {"flow_json": data.text("business", "seats.json")}
        self.flow_id = self.post(f"{self.waba_id}/flows", json=form)["id"]
        return [Route("/seats", self._seats, methods=["POST"])]

    def heard(self, sender: str, kind: str, content: Any, at: int) -> None:
        """One step of the conversation."""
        self.today = dt.datetime.fromtimestamp(at, dt.UTC).date()
        if kind == "form":
            return self._ask_to_pay(sender, content)
        if kind == "tap" and ((sender, content) in self.offered or content in _TEXTS["menu"]):
            step, *rest = content.split("/")  # which of the functions below, what it needs
            return getattr(self, f"_tapped_{step}")(sender, *rest)
        return self._menu(sender, _say("hello"))

    def _menu(self, sender: str, greeting: str) -> None:
        self.buttons(sender, greeting, _TEXTS["menu"])

    def _tapped_buy(self, sender: str) -> None:
        rows = {f"route/{key}": title for key, (title, _) in ROUTES.items()}
        self.choices(sender, _say("where"), _say("routes"), rows)

    def _tapped_route(self, sender: str, route: str) -> None:
        days = [self.today + dt.timedelta(days=n + 1) for n in range(self.days_ahead)]
        rows = {f"day/{route}/{day}": words.date(day) for day in days}
        self.choices(sender, _say("when", route=ROUTES[route][0]), _say("days"), rows)

    def _tapped_day(self, sender: str, route: str, day: str) -> None:
        if day < self.today.isoformat():
            return self._menu(sender, _say("left"))
        order = Order(sender, route, day, f"{sender}-{len(self.orders) + 1}")
        self.orders[order.token] = order
        self.form(sender, _say("seat", title=order.title), _say("open"), self.flow_id, order.token)
        return None

    def _ask_to_pay(self, sender: str, answers: dict[str, Any]) -> None:
        order = self.orders[answers["flow_token"]]
        if order.paid:
            return self._ticket(order)
        price = words.money(ROUTES[order.route][1], "IDR", 0)
        asked = _say("price", seat=order.seat, title=order.title, price=price)
        self.buttons(sender, asked, {f"pay/{order.token}": PAY, f"cancel/{order.token}": CANCEL})
        return None

    def _tapped_pay(self, sender: str, token: str) -> None:
        order = self.orders[token]
        if not order.seat:
            return self._menu(sender, _say("given_back"))
        if order.day < self.today.isoformat() and not order.paid:
            return self._menu(sender, _say("left"))
        order.paid = True
        return self._ticket(order)

    def _tapped_cancel(self, sender: str, token: str) -> None:
        order = self.orders[token]
        said = _say("cancelled", title=order.title) if order.seat else _say("given_back")
        self.taken[order.route, order.day].pop(order.seat, None)
        order.seat, order.paid = "", False
        self._menu(sender, said)

    def _tapped_mine(self, sender: str) -> None:
        kept = [order for order in self.orders.values() if order.who == sender and order.paid]
        if not kept:
            return self._menu(sender, _say("no_ticket"))
        choices = {f"cancel/{kept[-1].token}": CANCEL}
        return self.buttons(sender, _say("mine", order=kept[-1]), choices)

    def _ticket(self, order: Order) -> None:
        self.document(order.who, f"ticket-{order.seat}.txt", _say("ticket", order=order))

    # The seat form

    async def _seats(self, request: Request) -> Response:
        try:
            asked, key, nonce = flows.open_request(self.private, await request.json())
        except flows.CannotDecryptError:
            return PlainTextResponse("", flows.CANNOT_DECRYPT)
        if asked.get("action") != "ping" and asked.get("flow_token") not in [*self.orders]:
            return JSONResponse({"error_msg": _say("closed")}, flows.TOKEN_INVALID)
        return PlainTextResponse(flows.seal(self._answer(asked), key, flows.flipped(nonce)))

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        chosen = asked["data"] if isinstance(asked.get("data"), dict) else {}
        if asked.get("action") == "ping":
            return {"data": {"status": "active"}}
        order = self.orders[asked["flow_token"]]
        taken, token = self.taken.setdefault((order.route, order.day), {}), order.token
        note, seat = order.title, chosen.get("seat")
        if asked.get("action") == "data_exchange" and seat in SEATS:
            if taken.get(seat, token) == token:
                taken.pop(order.seat, None)
                order.seat, taken[seat] = seat, token
                told = {"params": {"flow_token": token, "seat": seat}}
                return {"screen": "SUCCESS", "data": {"extension_message_response": told}}
            note = _say("taken", seat=seat)
        free = [{"id": s, "title": s, "enabled": taken.get(s, token) == token} for s in SEATS]
        return {"screen": "SEATS", "data": {"seats": free, "note": note}}


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


def phones(*names: str, at_the_map: bool = False, apart: bool = False) -> dict[str, Phone]:
    """Phones of `names` in the chat with a Nusa Bus that has just opened, on the story's day.

    With `at_the_map` each has found the coach to Jakarta and looks at the free seats. If they are
    `apart`, each has a bot of its own, which knows nothing of what the others sell.

    >>> budi = phones("Sari", "Budi", at_the_map=True)["Budi"]
    >>> budi.act("12A"), budi.notice[:8]
    (None, 'Seat 12A')
    """
    if apart:
        return {name: phones(name, at_the_map=at_the_map)[name] for name in names}
    wa = sandbox(start=f"{facts.STORY['sale']['day']}T09:00:00Z")
    start(wa)
    people = [wa.customer(f"6281200001{n}11", name) for n, name in enumerate(names)]
    taps = [*_TEXTS["to_the_days"], words.date(facts.STORY["sale"]["travels"]), _say("open")]
    return {person.name: Phone(person).play(*(taps if at_the_map else [])) for person in people}


def bought(seat: str) -> Phone:
    """Sari's phone after she bought `seat`, tap by tap.

    >>> len(bought("12A").customer.world.messages)
    6
    """
    return phones("Sari", at_the_map=True)["Sari"].play(seat, PAY)


@cache
def answered(text: str, hours: int, *, reviewed: bool) -> tuple[str, float]:
    """What Nusa Bus pays to say `text` so many `hours` after Sari asked, in September 2026.

    The category and its price in dollars; "" and 0 if the words never arrive: too late, none at
    all, or more than 4,096 signs. `reviewed` words went to the platform's review a day before she
    asked.

    >>> answered("Yes, at noon.", 20, reviewed=False), answered("Yes, at noon.", 28, reviewed=False)
    (('service', 0.0), ('', 0.0))
    """
    wa = sandbox(start="2026-09-13T02:00:00Z")
    if not 0 < len(text) <= 4096 or (reviewed and wa.submit("words", text) != "PENDING"):
        return "", 0.0
    wa.advance("24h")  # somebody has looked at the text
    sari = wa.customer("6281200000001", "Sari")
    sari.says("hello")
    wa.advance(f"{hours}h")
    quote = (wa.send_template(sari, "words") if reviewed else wa.send_text(sari, text)).quote
    return quote.category, float(quote.rate)


def as_list(seats: int) -> str:
    """What the platform answers where Nusa Bus sends so many seats as one list, in no form.

    >>> as_list(11)
    'Total row count exceed max allowed count: 10'
    """
    rows = {seat: seat for seat in SEATS[:seats]}
    try:
        start(sandbox()).choices("628120000111", _say("which"), _say("seats"), rows)
    except httpx.HTTPStatusError as refused:
        return str(refused.response.json()["error"]["error_data"]["details"])
    return _say("accepted")


checks.guard(__name__)
