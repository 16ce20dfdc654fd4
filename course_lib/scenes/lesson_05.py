"""Lesson 5: build a wall on the clock where an answer begins to cost, then send it and see."""

from __future__ import annotations

from functools import cache
from typing import Any

from course_lib import facts, scenes, words
from course_lib.scenes import item

phrase = scenes.phrases("lesson_05")

DAY = 24
HOURS = range(3, 2 * DAY, 6)  # after Sari's question, each in the middle of six: to scale
READY = ("seats", "reminder", "offer")


class Answer(scenes.Scene):
    """The company's words, the hour before which the wall of the guess stands, and all prices."""

    words, half = staticmethod(phrase), [("say", "offer"), ("at", "15")]

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: the wall (later the letter) "at" an hour, "say", "write", "send", "again"."""
        if name == "again":
            self.hour, self.text, self.wall = -1, phrase(READY[0]), -1
            self.prices: dict[int, tuple[str, float]] = {}  # of an hour: category and dollars
            self.said = phrase("begin")
        elif name == "send":
            self._send()
        elif name == "at":
            self._at(int(value))
        elif value.strip():
            self._say(phrase(value) if name == "say" else value.strip())
        return None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, what goes on, the words, and the clock with the letter and its prices."""
        bands = [{"wide": 50, "text": phrase(key)} for key in ("open", "closed") if self._done]
        steps = {"label": phrase("clock"), "items": [self._step(hour) for hour in HOURS]}
        form = {"kind": "form", "id": "own", "label": phrase("own"), "value": "", "most": 50}
        write = {"button": item("write", phrase("write"), looks={"plain": True})}
        send = phrase("later" if self.prices else "send", hours=self._next)
        on = [item("send", send, again=True)] if self.wall >= 0 and not self._done else []
        on += [item("again", phrase("again"))] if self.prices else []
        words = [] if self.prices and not self._done else [self._ready(name) for name in READY]
        return [
            *scenes.text(phrase("play" if self._done else "ask")),
            scenes.buttons(*on) if on else {"kind": "buttons", "items": []},
            {"kind": "buttons", "id": "ready", "items": words},
            {"kind": "clock", "bands": bands, "tall": 7, **steps},
            *([form | write] if self._done else []),
        ]

    @property
    def _done(self) -> bool:
        return len(self.prices) == len(HOURS)

    @property
    def _next(self) -> int:
        return HOURS[min(len(self.prices), len(HOURS) - 1)]

    def _at(self, hour: int) -> None:
        """Put the wall before this hour; once all is known, it is the letter that moves."""
        if not self.prices:
            self.wall, self.said = hour, phrase("placed", hours=hour - HOURS[0])
        elif hour in self.prices:
            self.hour, (kind, dollars) = hour, self.prices[hour]
            told = {"hours": hour, "cost": _cost(dollars), "kind": kind}
            self.said = phrase("paid" if dollars else "nothing", **told)

    def _send(self) -> None:
        """Send once more, six hours later, until it costs; the wall is the guess."""
        hour = self._next
        self.prices[hour] = _priced(hour, self.text)
        self._at(hour)
        if self.prices[hour][1]:
            guess = self.wall - HOURS[0]
            self.prices = {each: _priced(each, self.text) for each in HOURS}
            self.keep("costs_most", guess, phrase("answer"))
            found = phrase("found" if guess == DAY else "missed", hours=guess)
            self.said = f"{self.said} {found}"

    def _say(self, text: str) -> None:
        """Take these words; in the end at every hour, unless the platform refuses them."""
        if self._done:
            tried = {hour: _priced(hour, text) for hour in HOURS}
            category, dollars = tried[HOURS[-1]]
            if not category:
                self.said = phrase("refused")
                return
            self.text, self.prices = text, tried
            told = {"cost": _cost(dollars), "kind": category, "thousand": _cost(1000 * dollars, 0)}
            self.said = phrase("all", **told)
        else:
            self.text, self.said = text, phrase("chosen", text=text)

    def _step(self, hour: int) -> dict[str, Any]:
        mine, now, sent = hour == self.wall, hour == self.hour, hour in self.prices
        found = hour - DAY == HOURS[0]
        sign, looks = scenes.judged(mine, found, self._done)
        more = {"label": phrase("step", hours=hour), "looks": looks, "pressed": mine or now}
        text = sign + phrase("after", hours=hour)
        dollars = self.prices[hour][1] if sent else 0
        price = words.money(dollars, digits=4 if dollars else 0) if sent else "?"
        whole, part = divmod(100 * dollars, 1)  # a coin for each cent, and half a coin
        coins = [0.5] * (part > 0.25) + [1] * int(whole)
        drawn = {
            "below": price,
            "coins": coins,
            "wait": 0.2,
            "letter": now or (hour == HOURS[0] and self.hour < 0),
        }
        drawn |= {"band": sent and hour < DAY, "edge": found and self._done, "wall": mine}
        return {**item("at", text, hour, **more), **drawn}

    def _ready(self, name: str) -> dict[str, Any]:
        mine = self.text == phrase(name)
        return item("say", phrase(name), name, looks={"plain": True, "guess": mine}, pressed=mine)


@cache
def _priced(hour: int, text: str) -> tuple[str, float]:
    """Category and price of `text` so many hours after Sari's question; "" where it is refused."""
    from course_lib.business import sandbox

    wa = sandbox(start="2026-09-13T02:00:00Z")
    wa.submit("words", text)
    wa.advance(f"{DAY}h")  # somebody has looked at the text
    sari = wa.customer("6281200000001", "Sari")
    sari.says(phrase("hello"))
    wa.advance(f"{hour}h")
    if hour <= DAY:
        quote = wa.send_text(sari, text).quote
    elif ("words", "APPROVED") in [(one.name, one.status) for one in wa.catalogue]:
        quote = wa.send_template(sari, "words").quote
    else:
        return "", 0
    return quote.category, float(quote.rate)


def _cost(dollars: float, digits: int = 4) -> str:
    rupiah = words.money(dollars * facts.value("J17"), "IDR", 0)
    return phrase("cost", dollars=words.money(dollars, digits=digits), rupiah=rupiah)


open = Answer.show
