"""Lesson 8: three bid for one tap, by hand and then sealed, each with a secret card."""

from __future__ import annotations

from typing import Any

from course_lib import scenes, words
from course_lib.ads.auction import BIDDERS, MOST, ROUNDS, STEP, Hall, rounds
from course_lib.errors import refuse
from course_lib.lesson import plain
from course_lib.scenes import item

phrase = scenes.phrases("lesson_08")

Row = list[tuple[str, float, str]]  # text, width in percent, look

WHO = ("mine", "shop", "warung")
NAMED, BEST = 27, 68  # percent of the width: the name of a bid, and what the card keeps
LOOKS = "plain", "broken", "broken"  # of what a guess keeps, misses and loses


class Auction(scenes.Scene):
    """A rising auction, then a sealed one; alone against two rivals, or three people together."""

    words, half = staticmethod(phrase), [("raise", ""), ("raise", "")]
    turn, together, guessed = 0, False, False
    hall: Hall
    peeked: set[int]

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: "raise" the price, leave ("out"), "peek", "bid", "sealed", "people", "again"."""
        if name == "raise":
            self.hall.rise(() if self.together else (1, 2))
            self.said = phrase("raised", price=self.hall.price)
        elif name == "out":
            self._leave(int(value))
        elif name == "peek":
            self.peeked ^= {int(value)}
        elif name == "bid":
            self._bid(value)
        else:
            self.together ^= name == "people"
            self.sealed, self.turn = name == "sealed", self.turn + 1
            own = self.hall.cards[:1] if self.sealed and not self.together else []
            self.hall, self.peeked = Hall.drawn(self.turn), set() if self.together else {0}
            self.hall.cards[: len(own)] = own  # the same card against other rivals
            self.said = phrase("same" if own else "secret" if self.sealed else "begin")
        if self.hall.winner is not None and name in ("raise", "out", "bid"):
            self.said = self._sold(self.hall.winner)
        return None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the three bidders, what is paid, then prices, a form, or more rounds."""
        on = [item("people", phrase("alone" if self.together else "three"), looks={"plain": True})]
        done, bidder, middle = self.hall.winner is not None, len(self.hall.bids), dict[str, Any]()
        if not self.sealed:
            middle = {"kind": "steps", "label": phrase("prices"), "items": self._steps()}
            higher = phrase("raise", price=self.hall.price + STEP)
            go = item("sealed", phrase("sealed")) if done else item("raise", higher, again=True)
            on = [go, *on]
        elif done:
            middle = self._more()
            on = [item("sealed", phrase("other")), item("again", phrase("again")), *on]
        else:
            label = phrase("bid_of", who=phrase(WHO[bidder]))
            send = item("bid", phrase("seal"), self.turn, first=True)
            middle = {"kind": "form", "id": f"bid-{self.turn}-{bidder}", "label": label}
            middle |= {"value": "", "most": 3, "secret": True, "button": send}
        asked = "ask" if not self.sealed else "opened" if done else "ask_sealed"
        seats = {"kind": "places", "places": [self._seat(bidder) for bidder in range(BIDDERS)]}
        shown = [seats, self._bars(self.hall.winner)] if done and not self.sealed else [seats]
        row = scenes.buttons(*on) if len(on) > 1 else {"kind": "buttons", "items": on}
        first = [row, middle] if not self.sealed or done else [middle, row]
        return [*scenes.text(phrase(asked)), *first, *shown]

    def _leave(self, bidder: int) -> None:
        self.hall.leave(bidder)
        while not self.together and self.hall.winner is None:
            self.hall.rise((1, 2))

    def _bid(self, value: str) -> None:
        bid = plain.number(value)
        if bid is None or not 0 <= bid <= MOST:
            raise refuse("scenes.bid", repr(value))
        bidder = len(self.hall.bids)
        self.hall.bid(bidder, bid)
        self.said = phrase("taken", who=phrase(WHO[bidder]))
        for rival in () if self.together else (1, 2):
            self.hall.bid(rival, self.hall.cards[rival])
        if not bidder and not self.guessed:
            self.keep("sealed_bid", round(100 * bid / self.hall.cards[0]), phrase("answer"))
            self.guessed = True

    def _sold(self, winner: int) -> str:
        card = self.hall.cards[winner]
        told = {"who": phrase(WHO[winner]), "card": card, "price": round(self.hall.paid)}
        said = phrase("sold", score=round(self.hall.score(winner)), **told)
        return f"{said} {phrase('compared', rounds=ROUNDS)}" if self.sealed else said

    def _seat(self, bidder: int) -> dict[str, Any]:
        hall, who = self.hall, WHO[bidder]
        done = hall.winner is not None
        known = done or bidder in self.peeked
        card = phrase("card", cents=hall.cards[bidder]) if known else phrase("hidden")
        looks = {"guess": bidder in self.peeked}
        tags = [item("peek", card, bidder, looks=looks, off=done or not self.together)]
        notes = [phrase("left", price=hall.out[bidder])] if bidder in hall.out else []
        if done and hall.bids:
            notes.append(phrase("bid", cents=words.number(hall.bids[bidder])))
            notes += [phrase("paid_second", cents=round(hall.paid))] * (hall.winner == bidder)
        mine = self.together or not bidder
        open_ = not self.sealed and not done and mine and bidder not in hall.out
        put = item("out", phrase("out", price=hall.price), bidder) if open_ else None
        name = phrase("wins", who=phrase(who)) if hall.winner == bidder else phrase(who)
        named = {"id": who, "value": who, "name": name, "looks": ["wins"] * (hall.winner == bidder)}
        return {**named, "tags": tags, "notes": notes, "put": put}

    def _bars(self, winner: int | None) -> dict[str, Any]:
        """What is paid of the winner's card, and kept or lost."""
        card, paid = self.hall.cards[winner or 0], round(self.hall.paid)
        last = ("lost", paid - card, "broken") if paid > card else ("kept", card - paid, "free")
        row = [("paid", paid, min(card, paid), "plain"), (last[0], last[1], *last[1:])]
        wide = MOST / max(MOST, paid)
        return _bar([[(phrase(key, cents=n), wide * part, look) for key, n, part, look in row]])

    def _more(self) -> dict[str, Any]:
        """More rounds with the same card: what the bid keeps, misses or loses; and the card."""
        card, bid = self.hall.cards[0], self.hall.bids[0]
        best, rows = rounds(card, card)[0], list[Row]()
        for one, name in [(bid, "mine_again"), (card, "true_again")][bid == card :]:
            told = phrase(name, bid=words.number(one), rounds=ROUNDS)
            row: Row = [(told, NAMED, "guess" if one == bid else "plain")]
            looks = ("true", *LOOKS[1:]) if one == card else LOOKS
            parts = zip(("keeps", "misses", "loses"), rounds(card, one), looks, strict=True)
            row += [
                (phrase(key, cents=n), BEST * min(n, best) / best, look)
                for key, n, look in parts
                if n
            ]
            rows.append(row)
        return _bar(rows)

    def _steps(self) -> list[dict[str, Any]]:
        now = self.hall.price
        steps = []
        for price in range(0, max(MOST, now) + 1, STEP):
            one = item("price", str(price), price, looks={"now": price == now}, off=True)
            steps.append({**one, "below": phrase("now") if price == now else ""})
        return steps


def _bar(rows: list[Row]) -> dict[str, Any]:
    """Rows of text, width in percent and look; one piece after the other appears."""
    made = [
        [
            {"text": text, "wide": wide, "looks": [look], "wait": 0.6 * (3 * nth + at)}
            for at, (text, wide, look) in enumerate(row)
        ]
        for nth, row in enumerate(rows)
    ]
    return {"kind": "bar", "rows": made}


open = Auction.show
