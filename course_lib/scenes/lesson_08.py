"""Lesson 8: three bid for one tap on one scale: by hand, then sealed, then in thirty rounds."""

from __future__ import annotations

from typing import Any

from course_lib import scenes, words
from course_lib.ads.auction import BIDDERS, MOST, ROUNDS, STEP, Hall, end, rounds
from course_lib.errors import refuse
from course_lib.lesson import plain
from course_lib.scenes import item

phrase = scenes.phrases("lesson_08")

WHO = ("mine", "shop", "warung")
BIDS = range(0, MOST + 1, STEP // 2)
SEALED = 38  # how much later the rivals of the sealed auction are drawn
SIGNS = {"won": "+", "missed": "✗", "lost": "−", "dear": ""}  # before the cents of a round
APART, ROWS, HIGH = 4, 6, 11  # cents between two tokens of a row; rows; em of the field


class Auction(scenes.Scene):
    """A rising auction, then a sealed one; alone against two rivals, or three people together.

    `bid` is where the student's mark stands, `kept` what each bid tried has kept in all rounds.
    """

    words, half = staticmethod(phrase), [("raise", ""), ("raise", "")]
    turn, together, guessed = 0, False, False
    hall: Hall
    peeked: set[int]
    bid: float

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: "raise", leave ("out"), "peek", "mark", "bid", "sealed", "rounds", "again"."""
        if name == "mark":
            self._mark(int(value.split()[-1]))
            return False  # all touches still mean the same, so keys may follow fast
        if name == "raise":
            self.hall.rise(() if self.together else (1, 2))
            self.said = phrase("raised", price=self.hall.price)
        elif name == "out":
            self._leave(int(value))
        elif name == "peek":
            self.peeked ^= {int(value)}
        elif name == "bid":
            self._seal(value)
        elif name == "rounds":
            self.playing = True
            self._mark(self.hall.bids[0])
        else:  # "sealed", "people" or "again"
            self._begin(name)
        if name in ("raise", "out", "bid") and self.done:
            self.said = self._sold()
        return None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked and goes on, the price, the rail, and below it who bids or what is won."""
        texts = [self._card(bidder) for bidder in range(BIDDERS)] * self.together
        looks = {"plain": True}
        cards = [item("peek", text, n, looks=looks, off=self.done) for n, text in enumerate(texts)]
        asked = ("ask_sealed", "opened")[self.done] if self.sealed else "ask"
        on = self._form() if self.sealed and not self.done else scenes.buttons(*self._on())
        return [
            *scenes.text(phrase("play" if self.playing else asked)),
            on,
            *([{"kind": "buttons", "id": "cards", "items": cards}] if cards else []),
            {"kind": "figure", "text": self._figure()},
            self._rail(),
            self._field(),
        ]

    @property
    def done(self) -> bool:
        """Has somebody the tap?"""
        return self.hall.winner is not None

    def _begin(self, name: str) -> None:
        self.together ^= name == "people"
        self.sealed, self.playing = name == "sealed", False
        self.turn += not self.sealed
        own = self.hall.cards[:1] if self.sealed and not self.together else []
        self.hall = Hall.drawn(self.turn + SEALED * self.sealed)
        self.hall.cards[: len(own)] = own  # the same card against other rivals
        self.bid, self.kept = -1, dict[float, int]()
        self.peeked = set[int]() if self.together else {0}
        self.said = phrase("same" if own else "secret" if self.sealed else "begin")

    def _mark(self, bid: float) -> None:
        """Put the own bid; once the rounds are played, all of them are played with it."""
        self.bid, told = bid, dict[str, object](bid=words.number(bid))
        key, card = "marked", self.hall.cards[0]
        if self.playing:
            ends = [what for _, what in self._ended()]
            self.kept[bid] = sum(card - r for r, what in self._ended() if what in ("won", "lost"))
            key = next((what for what in ("missed", "lost") if what in ends), "best")
            told |= {"kept": self.kept[bid], "count": ends.count(key), "card": card}
        self.said = phrase(key, **told)

    def _ended(self) -> list[tuple[int, str]]:
        """The best rival bid and the end of each round that the student's bid took part in."""
        card, bids = self.hall.cards[0], self.hall.bids
        if self.playing:
            return rounds(card, self.bid)
        if self.together or len(bids) < BIDDERS:
            return []
        best = max(bids[1], bids[2])
        return [(round(best), end(card, bids[0], best))]

    def _leave(self, bidder: int) -> None:
        self.hall.leave(bidder)
        while not self.together and not self.done:
            self.hall.rise((1, 2))

    def _seal(self, value: str) -> None:
        bid, bidder = plain.number(value), len(self.hall.bids)
        if bid is None or not 0 <= bid <= MOST:
            raise refuse("scenes.bid", repr(value))
        self.hall.bid(bidder, bid)
        self.bid, self.said = -1, phrase("taken", who=phrase(WHO[bidder]))
        if not self.together:
            self.bid = bid
            for rival in (1, 2):
                self.hall.bid(rival, self.hall.cards[rival])
        if not bidder and not self.guessed:
            self.keep("sealed_bid", round(100 * bid / self.hall.cards[0]), phrase("answer"))
            self.guessed = True

    def _sold(self) -> str:
        hall, winner = self.hall, self.hall.winner or 0
        told = {"who": phrase(WHO[winner]), "card": hall.cards[winner], "price": round(hall.paid)}
        return phrase("sold", score=round(hall.score(winner)), **told)

    def _on(self) -> list[dict[str, Any]]:
        """What goes on, the first of it, and the way to another number of people."""
        people = item("people", phrase("alone" if self.together else "three"))
        if self.done:
            key = (
                ("again" if self.together or self.playing else "rounds")
                if self.sealed
                else "sealed"
            )
            return [item(key, phrase(key)), people]
        key, price = "out" if self.together else "leave", self.hall.price
        leave = [
            item("out", phrase(key, who=phrase(WHO[n]), price=price), n)
            for n in range(BIDDERS if self.together else 1)
            if n not in self.hall.out
        ]
        return [item("raise", phrase("raise", price=price + STEP), again=True), *leave, people]

    def _form(self) -> dict[str, Any]:
        bidder, marked = len(self.hall.bids), "" if self.bid < 0 else words.number(self.bid)
        field = {"id": f"bid-{self.turn}-{bidder}-{marked}", "most": 3, "secret": True}
        told = {"label": phrase("bid_of", who=phrase(WHO[bidder])), "value": marked}
        return {"kind": "form", "button": item("bid", phrase("seal"), first=True), **told, **field}

    def _card(self, bidder: int) -> str:
        known = self.done or bidder in self.peeked
        card = phrase("card", cents=self.hall.cards[bidder]) if known else phrase("hidden")
        return phrase("of", who=phrase(WHO[bidder]), what=card)

    def _figure(self) -> str:
        """The large sentence: the price, who pays it, the own bid, and what all rounds keep."""
        hall, bid = self.hall, "?" if self.bid < 0 else words.number(self.bid)
        if self.playing:
            return phrase("keeps", bid=bid, cents=self.kept[self.bid], rounds=ROUNDS)
        if hall.winner is None:
            return phrase("yours" if self.sealed else "price", price=hall.price, bid=bid)
        who = phrase(WHO[hall.winner])
        return phrase("second" if self.sealed else "pays", who=who, cents=round(hall.paid))

    def _rail(self) -> dict[str, Any]:
        moves = self.playing or (self.sealed and not self.done and not self.together)
        shown = {"live": moves, "tall": 5.5 if self.playing else 1.5, "label": phrase("rail")}
        return {"kind": "clock", "items": [self._stop(cents, moves) for cents in BIDS], **shown}

    def _stop(self, cents: int, moves: bool) -> dict[str, Any]:
        """One price, and above it what this bid kept in all rounds, once it was tried."""
        card, kept, mine = self.hall.cards[0], self.kept.get(cents), cents == self.bid
        most = sum(card - rival for rival, what in rounds(card, card) if what == "won")
        here = cents == self.hall.price and not self.sealed
        more = {"looks": {"guess": mine, "true": kept == most, "now": here}, "off": not moves}
        more |= {"drag": "mark", "pressed": True} if mine and moves else {}
        below = phrase("worth") * (cents == card and 0 in self.peeked) if kept is None else kept
        high = {"high": 4 * max(kept or 0, 0) / most, "look": "true" * (kept == most)}
        label = phrase("cents", cents=cents)
        return {
            **item("mark", str(cents), cents, drop=cents, label=label, **more),
            "below": below,
            **high,
        }

    def _dot(self, bidder: int) -> dict[str, Any]:
        """A bidder in a lane: how far it went along, or what it bid."""
        hall, mine, said = self.hall, not bidder and not self.together, [self._card(bidder)]
        wins, at = hall.winner == bidder, float(hall.out.get(bidder, hall.price))
        if self.sealed:
            at = hall.bids[bidder] if self.done else max(self.bid, 0) if mine else 0
        if bidder in hall.out or (self.sealed and self.done):
            said.append(phrase("bid" if self.sealed else "left", cents=words.number(at)))
        looks = ["missed"] if bidder in hall.out else [] if mine else ["hollow"]
        named = {"text": "♛ " * wins + ", ".join(said), "beside": 2.6, "wide": 2.2, "wait": 0}
        place = {"x": _along(min(at, MOST)) - 1.6, "y": 6 + 26 * bidder}
        return {**place, **named, "looks": looks + ["now"] * wins}

    def _field(self) -> dict[str, Any]:
        """Below the rail: bidders or rounds; the card is a line, and the bid a dashed one."""
        card, ended = self.hall.cards[0], self._ended()
        dots = [] if self.playing else [self._dot(one) for one in range(BIDDERS)]
        last = [MOST if dots and row < ROWS - 1 else -APART for row in range(ROWS)]
        for rival, what in ended:
            row = next(row for row in range(ROWS) if rival - last[row] >= APART)
            last[row], sign = rival, SIGNS[what] and f"{SIGNS[what]}{abs(card - rival)}"
            place = {"x": _along(rival) - 1.7, "y": 5 + 15 * row, "wait": 0}
            dots.append({**place, "sign": sign, "looks": ["token", what]})
        legend = []
        for kind in sorted({what for _, what in ended}, key=list(SIGNS).index):
            cents = [abs(card - rival) for rival, what in ended if what == kind]
            text = phrase(f"holds_{kind}", count=len(cents), cents=sum(cents))
            legend.append({"looks": ["token", kind], "text": text})
        label = ", ".join(one["text"] for one in [*dots, *legend] if "text" in one)
        marks = [_line("edge", card)] * (0 in self.peeked) + [_line("wall", self.bid)]
        shown = {"fields": [], "label": label, "legend": legend, "high": HIGH}
        return {"kind": "dots", "dots": dots, "marks": marks, **shown}


def _line(look: str, cents: float) -> dict[str, Any]:
    return {"id": look, "x": _along(cents), "high": HIGH * (cents >= 0), "looks": [look]}


def _along(cents: float) -> float:
    """Where a price lies on the rail, in percent of its width."""
    return 100 * (cents / (STEP // 2) + 0.5) / len(BIDS)


open = Auction.show
