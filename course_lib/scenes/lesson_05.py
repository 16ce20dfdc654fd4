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
        """What is asked, the chat, the words, the clock with its prices, and what can be done."""
        play = bool(self.prices)
        chat = [item("hello", phrase("hello"), off=True, turn={}, looks={"sari": True})]
        bands = [{"wide": 50, "text": phrase(key)} for key in ("open", "closed") if play]
        steps = {"label": phrase("clock"), "items": [self._step(hour) for hour in HOURS]}
        form = {"kind": "form", "id": "own", "label": phrase("own"), "value": "", "most": 50}
        write = {"button": item("write", phrase("write"), looks={"plain": True})}
        way_on = "again" if play else "send"
        on = item(way_on, phrase(way_on), looks={"plain": play}, first=True)
        return [
            *scenes.text(phrase("play" if play else "ask")),
            {"kind": "bubbles", "label": phrase("chat"), "items": chat},
            {"kind": "buttons", "id": "ready", "items": [self._ready(name) for name in READY]},
            {"kind": "clock", "bands": bands, "tall": 7, **steps},
            {"kind": "buttons", "items": [on] if self.wall >= 0 else []},
            *([form | write] if play else []),
        ]

    def _at(self, hour: int) -> None:
        """Put the wall before this hour; once the letter was sent, it is the letter that moves."""
        if not self.prices:
            self.wall, self.said = hour, phrase("placed", hours=hour - HOURS[0])
            return
        self.hour, (kind, dollars) = hour, self.prices[hour]
        told = {"hours": hour, "cost": _cost(dollars), "kind": kind}
        self.said = phrase("paid" if dollars else "nothing", **told)

    def _send(self) -> None:
        """Send at all hours. The wall is the guess."""
        guess = self.wall - HOURS[0]
        self.prices = {hour: _priced(hour, self.text) for hour in HOURS}
        self.keep("costs_most", guess, phrase("answer"))
        self._say(self.text)
        self.said = phrase("found" if guess == DAY else "missed", hours=guess) + " " + self.said

    def _say(self, text: str) -> None:
        """Take these words; in the end at every hour, unless the platform refuses them."""
        if self.prices:
            tried = {hour: _priced(hour, text) for hour in HOURS}
            category, dollars = tried[HOURS[-1]]
            if not category:
                self.said = phrase("refused")
                return
            self.text, self.prices = text, tried
            self.said = phrase("all", cost=_cost(dollars), kind=category)
        else:
            self.text, self.said = text, phrase("chosen", text=text)

    def _step(self, hour: int) -> dict[str, Any]:
        mine, now, sent = hour == self.wall, hour == self.hour, bool(self.prices)
        found = hour - DAY == HOURS[0]
        looks = {"guess": mine, "missed": mine and sent and not found}
        more = {"label": phrase("step", hours=hour), "looks": looks, "pressed": mine or now}
        text = ("✓ " if found else "✗ ") * (mine and sent) + phrase("after", hours=hour)
        dollars = self.prices[hour][1] if sent else 0
        price = words.money(dollars, digits=4 if dollars else 0) if sent else "?"
        whole, part = divmod(100 * dollars, 1)  # a coin for each cent, and half a coin
        coins = [0.5] * (part > 0.25) + [1] * int(whole)
        drawn = {"below": price, "coins": coins, "wait": 0.04 * hour, "letter": now}
        drawn |= {"band": sent and hour < DAY, "edge": sent and found, "wall": mine}
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


def _cost(dollars: float) -> str:
    rupiah = words.money(dollars * facts.value("J17"), "IDR", 0)
    return phrase("cost", dollars=words.money(dollars, digits=4), rupiah=rupiah)


open = Answer.show
