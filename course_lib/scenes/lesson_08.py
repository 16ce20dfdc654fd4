"""Lesson 8: three bid for one tap on one scale: by hand, then sealed, then in thirty rounds."""

from typing import Any

from course_lib import data, scenes, words
from course_lib.ads.auction import BIDDERS, MOST, ROUNDS, STEP, Hall, end, rounds
from course_lib.answers import plain
from course_lib.errors import refuse
from course_lib.scenes import item

phrase = data.phrases("scenes", "lesson_08")

WHO = ("mine", "shop", "warung")
BIDS = range(0, MOST, STEP // 2)
SEALED = 38  # how much later the rivals of the sealed auction are drawn
STAGES = (  # what is asked, the large figure, and what goes on
    ("ask", "price", "raise"),
    ("ask", "pays", "sealed"),
    ("ask_sealed", "yours", ""),
    ("opened", "second", "rounds"),
    ("play", "keeps", "again"),
)
SIGNS = {"won": "+", "missed": "✗", "lost": "−", "dear": ""}  # before the cents of a round
ROWS, HIGH = 5, 12  # of tokens; em of the field


class Auction(scenes.Scene):
    """A rising auction, then a sealed one; alone against two rivals, or three people together.

    `bid` is where the student's mark stands, `kept` what each bid tried has kept in all rounds.
    """

    words, half, stays = staticmethod(phrase), ["raise", "raise"], ("mark",)
    turn, together, bid, hall = 0, False, -1.0, Hall([])

    def on_again(self, _: str, sealed: bool = False) -> str:
        """Another hall, where a price rises or bids are `sealed`; alone one keeps the own card."""
        own = self.hall.cards[:1] if sealed and not self.together else []
        self.turn, self.sealed, self.playing = self.turn + (not sealed), sealed, False
        self.hall = Hall.drawn(self.turn + SEALED * sealed, BIDDERS if self.together else 1)
        self.hall.cards[: len(own)] = own
        self.bid, self.kept, self.ended = -1.0, dict[float, int](), list[tuple[int, str]]()
        self.peeked = set[int]() if self.together else {0}
        return phrase("same" if own else "secret" if sealed else "begin")

    def on_sealed(self, _: str) -> str:
        """Now with sealed bids."""
        return self.on_again("", sealed=True)

    def on_people(self, _: str) -> str:
        """Three people, or one alone."""
        self.together = not self.together
        return self.on_again("")

    def on_peek(self, bidder: str) -> str:
        """Look at a card, or hide it."""
        self.peeked ^= {int(bidder)}
        return self.said

    def on_raise(self, _: str) -> str:
        """The price rises a step."""
        self.hall.rise()
        return self._sentence("sold" if self.done else "raised")

    def on_out(self, bidder: str) -> str:
        """Somebody leaves."""
        self.hall.leave(int(bidder))
        return self._sentence("sold") if self.done else self.said

    def on_bid(self, value: str) -> str:
        """A sealed bid in cents; the first one is the guess. Raises CourseError for no such bid."""
        bid, bidder = plain.number(value, "cents"), len(self.hall.bids)
        if bid is None or plain.is_unsure(value, bid) or not 0 <= bid <= MOST:
            raise refuse("scenes.bid", repr(value))
        self.hall.bid(bidder, bid)
        if not self.together:
            best = max(self.hall.cards[1:])
            self.bid, self.ended = bid, [(best, end(self.hall.cards[0], bid, best))]
        if not bidder and self.turn == 1:
            self.keep("sealed_bid", round(100 * bid / self.hall.cards[0]), phrase("answer"))
        return self._sentence("sold") if self.done else phrase("taken", who=phrase(WHO[bidder]))

    def on_rounds(self, _: str) -> str:
        """Thirty rounds with this bid."""
        self.playing = True
        return self.on_mark(str(self.hall.bids[0]))

    def on_mark(self, value: str) -> str:
        """The own bid, touched or dragged to; the rounds, once shown, are played with it."""
        self.bid, card = float(value.split()[-1]), self.hall.cards[0]
        if not self.playing:
            return self._sentence("marked")
        self.ended = rounds(card, self.bid)
        self.kept[self.bid] = sum(card - price for price, _ in self.ended if price <= self.bid)
        ends = [what for _, what in self.ended]
        return self._sentence(next((key for key in ("missed", "lost") if key in ends), "best"))

    @property
    def done(self) -> bool:
        """Has somebody the tap?"""
        return self.hall.winner is not None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked and goes on, the large figure, the rail, and below it bidders or rounds."""
        asked, figure, key = STAGES[4 if self.playing else 2 * self.sealed + self.done]
        moves = key in ("", "again") and not self.together
        look = {"live": moves, "tall": 6 if self.playing else 0.3, "label": phrase("rail")}
        return [
            *scenes.text(phrase(asked)),
            *([] if key else [self._form()]),
            {"kind": "buttons", "items": self._on(key)},
            {"kind": "figure", "text": self._sentence(figure)},
            {"kind": "clock", "items": [self._stop(cents, moves) for cents in BIDS], **look},
            self._field(),
        ]

    def _sentence(self, key: str) -> str:
        """A sentence about the price, the bids, who has the tap and what all rounds keep."""
        hall, winner = self.hall, self.hall.winner or 0
        card, paid = hall.cards[winner], round(hall.paid) if self.done else 0
        told = {"card": card, "paid": paid, "score": card - paid, "who": phrase(WHO[winner])}
        told |= {"price": hall.price, "own": hall.cards[0], "rounds": ROUNDS}
        bid = "?" if self.bid < 0 else words.number(self.bid)
        return phrase(key, bid=bid, kept=self.kept.get(self.bid), **told)

    def _on(self, key: str) -> list[dict[str, Any]]:
        """What goes on, who may leave or look, and the way to another number of people."""
        hall, who = self.hall, range(0 if self.done else self.hall.people)
        key = "again" if self.together and key == "rounds" else key
        text = phrase(key or "seal", price=hall.price + STEP)
        on = [item(key, text, first=True, again=True)] * bool(key)
        if key == "raise":
            told = [phrase("out", who=phrase(WHO[n]), price=hall.price) for n in who]
            on += [item("out", told[n], n, looks="plain") for n in who if n not in hall.out]
        on += [item("peek", self._card(n), n, looks="plain") for n in who if self.together]
        return [*on, item("people", phrase("alone" if self.together else "three"), looks="plain")]

    def _form(self) -> dict[str, Any]:
        bidder, marked = len(self.hall.bids), "" if self.bid < 0 else words.number(self.bid)
        field = {"id": f"bid-{self.turn}-{bidder}-{marked}", "most": 3, "secret": True}
        told = {"label": phrase("bid_of", who=phrase(WHO[bidder])), "value": marked}
        return {"kind": "form", "button": item("bid", phrase("seal"), first=True), **told, **field}

    def _card(self, bidder: int) -> str:
        who, cents = phrase(WHO[bidder]), self.hall.cards[bidder]
        known = self.done or bidder in self.peeked
        return phrase("card" if known else "hidden", who=who, cents=cents)

    def _stop(self, cents: int, moves: bool) -> dict[str, Any]:
        """One price, and above it what this bid kept in all rounds, once it was tried."""
        mine, kept, card = cents == self.bid, self.kept.get(cents), self.hall.cards[0]
        best, now = card == cents and kept is not None, cents == self.hall.price and not self.sealed
        looks, high = {"guess": mine, "true": best, "now": now}, 0.8 * max(kept or 0, 0) / card
        shown = {"below": "" if kept is None else kept, "look": "true" * best, "high": high}
        more = {"drag": "mark" if mine and moves else None, "pressed": mine, "off": not moves}
        return item("mark", str(cents), cents, looks=looks, drop=cents, **shown, **more)

    def _dot(self, bidder: int) -> dict[str, Any]:
        """A bidder in a lane: how far it went along, or what it bid."""
        mine, out = bidder == 0 and not self.together, bidder in self.hall.out
        wins, at = bidder == self.hall.winner, self._reached(bidder, mine)
        looks = {"missed": out, "dear": not out and not mine, "now": wins}
        text = ("♛ " if wins else "") + self._card(bidder)
        text += phrase("at", cents=words.number(at)) if at > 0 else ""
        shown = {"looks": looks, "text": text, "beside": True, "wide": 2.2}
        return {"x": _along(min(at, BIDS[-1])) - 1.6, "y": 15 + 22 * bidder, **shown}

    def _reached(self, bidder: int, mine: bool) -> float:
        """How far a bidder went along the rail, or what it bid; 0 for a rival's sealed bid."""
        if not self.sealed:
            return float(self.hall.out.get(bidder, self.hall.price))
        if self.done:
            return self.hall.bids[bidder]
        return max(self.bid, 0) if mine else 0

    def _field(self) -> dict[str, Any]:
        """Below the rail: bidders or rounds; the card is a line, and the bid a dashed one."""
        card, legend = self.hall.cards[0], list[dict[str, Any]]()
        dots = [] if self.playing else [self._dot(bidder) for bidder in range(BIDDERS)]
        for n, (price, what) in enumerate(self.ended):
            place = {"x": _along(price), "y": 83 - 16 * (n % ROWS)}
            sign = SIGNS[what] and f"{SIGNS[what]}{abs(card - price)}"
            dots.append({**place, "sign": sign, "looks": ["token", what]})
        for kind in SIGNS:
            if cents := [abs(card - price) for price, what in self.ended if what == kind]:
                text = phrase(f"holds_{kind}", count=len(cents), cents=sum(cents))
                legend.append({"looks": ["token", kind], "text": text})
        line = {"looks": "edge", "x": _along(card), "text": phrase("line", cents=card), "wide": 20}
        bid = {"looks": "wall", "x": _along(self.bid)}
        marks = [line] * (0 in self.peeked) + [bid] * (self.bid >= 0)
        label = ", ".join(one["text"] for one in [*dots, *legend] if "text" in one)
        shown = {"label": label, "legend": legend, "high": HIGH}
        return {"kind": "dots", "dots": dots, "marks": marks, **shown}


def _along(cents: float) -> float:
    """Where a price lies on the rail, in percent of its width."""
    return 100 * (cents / (STEP // 2) + 0.5) / len(BIDS)


open = Auction.show
