"""Lesson 5: answer Sari for nothing, then let the same words cost most; the clock decides."""

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
    """The company's words, the hour at which they were sent, and what they cost at which hour."""

    words, half = staticmethod(phrase), [("say", "offer")]

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: send "at" an hour, "say" ready words, "write" own ones, "again"."""
        if name == "again":
            self.hour, self.text, self.guessed = -1, phrase(READY[0]), -1
            self.prices: dict[int, tuple[str, float]] = {}  # of an hour: category and dollars
            self.said = phrase("begin")
        elif name == "at":
            self._send(int(value))
        elif value.strip() and self.mission != "most":  # there only the clock moves
            self._say(phrase(value) if name == "say" else value.strip())
        return None

    @property
    def mission(self) -> str:
        """What is asked: an hour that is "free", then one that costs "most"; then "play"."""
        if self.guessed >= 0:
            return "play"
        return "most" if any(not dollars for _, dollars in self.prices.values()) else "free"

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the chat, the words, the clock with its prices, and what can be done."""
        play = self.mission == "play"
        chat = [item("hello", phrase("hello"), off=True, turn={}, looks={"sari": True})]
        bands = [{"wide": 50, "text": phrase(key)} for key in ("open", "closed") if play]
        steps = {"label": phrase("clock"), "items": [self._step(hour) for hour in HOURS]}
        form = {"kind": "form", "id": "own", "label": phrase("own"), "value": "", "most": 50}
        write = {"button": item("write", phrase("write"), looks={"plain": True})}
        again = item("again", phrase("again"), looks={"plain": True}, first=True)
        return [
            *scenes.text(phrase(self.mission)),
            {"kind": "bubbles", "label": phrase("chat"), "items": chat},
            {"kind": "buttons", "id": "ready", "items": [self._ready(name) for name in READY]},
            {"kind": "clock", "bands": bands, "tall": 7, **steps},
            {"kind": "buttons", "items": [again] if self.prices else []},
            *([form | write] if play else []),
        ]

    def _send(self, hour: int) -> None:
        """The first hour of the second mission is the guess; after it all hours are tried."""
        asked, self.hour = self.mission, hour
        self.prices = {**(self.prices if asked != "free" else {}), hour: _priced(hour, self.text)}
        told = {"hours": hour, "cost": _cost(self.prices[hour][1]), "kind": self.prices[hour][0]}
        self.said = phrase("paid" if self.prices[hour][1] else "nothing", **told)
        if asked == "most":
            self.guessed = hour
            self.keep("costs_most", hour, phrase("answer", hours=max(DAY + 1, hour)))
            self._say(self.text)
            self.said = phrase("found" if hour > DAY else "missed", hours=hour) + " " + self.said

    def _say(self, text: str) -> None:
        """Take these words; in the end at every hour, unless the platform refuses them."""
        if self.mission == "play":
            tried = {hour: _priced(hour, text) for hour in HOURS}
            category, dollars = tried[HOURS[-1]]
            if not category:
                self.said = phrase("refused")
                return
            self.text, self.prices = text, tried
            self.said = phrase("all", cost=_cost(dollars), kind=category)
        else:
            self.text, self.prices, self.said = text, {}, phrase("chosen", text=text)

    def _step(self, hour: int) -> dict[str, Any]:
        mine, now = hour == self.guessed, hour == self.hour
        looks = {"guess": mine, "missed": mine and hour < DAY}
        more = {"label": phrase("step", hours=hour), "looks": looks, "pressed": now}
        text = ("✓ " if hour > DAY else "✗ ") * mine + phrase("after", hours=hour)
        dollars = self.prices[hour][1] if hour in self.prices else 0
        price = words.money(dollars, digits=4 if dollars else 0) if hour in self.prices else "?"
        whole, part = divmod(100 * dollars, 1)  # a coin for each cent, and half a coin
        coins = [0.5] * (part > 0.25) + [1] * int(whole)
        drawn = {"below": price, "coins": coins, "wait": 0.02 * hour, "letter": now}
        drawn |= {"band": self.guessed >= 0 and hour < DAY}
        drawn |= {"edge": self.guessed >= 0 and hour - DAY == HOURS[0]}
        return {**item("at", text, hour, **more), **drawn}

    def _ready(self, name: str) -> dict[str, Any]:
        mine, off = self.text == phrase(name), self.mission == "most"
        looks = {"plain": True, "guess": mine}
        return item("say", phrase(name), name, looks=looks, pressed=mine, off=off)


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


def _cost(dollars: float) -> str:
    rupiah = words.money(dollars * facts.value("J17"), "IDR", 0)
    return phrase("cost", dollars=words.money(dollars, digits=4), rupiah=rupiah)


open = Answer.show
