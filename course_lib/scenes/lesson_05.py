"""Lesson 5: answer Sari for nothing, then let the same words cost most; the clock decides."""

from __future__ import annotations

from typing import Any

from course_lib import facts, scenes, words
from course_lib.scenes import item

phrase = scenes.phrases("lesson_05")

HOURS = (0, 6, 12, 18, 23, 25, 48, 72)  # after Sari's question
READY = ("seats", "reminder", "offer")
MISSIONS = ("free", "most", "play")
LONGEST, DAY, SHOWN, TALL = 50, 24, 4, 70  # TALL: em of a bar for each dollar
LATE = min(hour for hour in HOURS if hour > DAY)
EDGE = 100 * HOURS.index(LATE) / len(HOURS)  # percent of the clock
BANDS = {"open": EDGE, "closed": 100 - EDGE}


class Answer(scenes.Scene):
    """The company's words, the hour at which they are sent, and what each sending cost."""

    words, half = staticmethod(phrase), [("say", "offer"), ("at", "6")]

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: "at" an hour, "say" ready words, "write" own ones, "send" them, "again"."""
        if name == "at":
            self.hour, self.said = int(value), phrase("hour", hours=value)
            return False
        if name == "again":
            self.hour, self.text, self.mission, self.guessed = -1, "", MISSIONS[0], -1
            self.sent: list[tuple[int, str, float, str]] = []  # hour, words, dollars, reason
            self.said = phrase("begin")
        elif name == "send":
            self._send()
        elif self.mission == "most":
            self.said = phrase("same")
        elif value.strip():
            self.text = phrase(value) if name == "say" else value.strip()
            self.said = phrase("chosen", text=self.text)
            return False
        return None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the chat with its prices, the clock, the words, and what can be done."""
        fixed = self.mission == "most"
        chat = [item("hello", phrase("hello"), off=True, turn={})]
        for number, (_, text, dollars, note) in enumerate(sorted(self.sent)):
            looks = {"turn": {"looks": ["right"]}, "looks": {"now": dollars > 0}}
            chat.append(item("sent", text, number, off=True, note=note, **looks))
        bands = [{"wide": BANDS[key], "text": phrase(key)} for key in BANDS if self.sent]
        steps = {"label": phrase("clock"), "items": [self._step(hour) for hour in HOURS]}
        write = item("write", phrase("write"), looks={"plain": True}, off=fixed)
        return [
            *scenes.text(phrase(self.mission)),
            {"kind": "bubbles", "label": phrase("chat"), "items": chat},
            {"kind": "clock", "bands": bands, **steps},
            {"kind": "buttons", "id": "words", "items": [self._ready(name) for name in READY]},
            scenes.buttons(item("send", phrase("send")), item("again", phrase("again"))),
            {"kind": "form", "id": "own", "label": phrase("own"), "value": "", "most": LONGEST}
            | {"button": write},
        ]

    def _send(self) -> None:
        if self.hour < 0 or not self.text:
            self.said = phrase("missing")
            return
        category, dollars = _priced(self.hour, self.text)
        if not category:
            self.said = phrase("refused")
            return
        told = {"hours": self.hour, "cost": _cost(dollars), "kind": category}
        if self.mission == "most" and self.guessed < 0:
            self.guessed = self.hour
            self.keep("costs_most", self.hour, phrase("answer", hours=max(DAY + 1, self.hour)))
        note = phrase("note_paid" if dollars else "note_free", **told)
        one = (self.hour, self.text, dollars, note)
        self.sent = [*[was for was in self.sent if was != one], one][-SHOWN:]
        paid = phrase("same_words" if self.mission == "most" else "paid", **told)
        self.said = paid if dollars else phrase("nothing", **told)
        if (self.mission, dollars > 0) in (("free", False), ("most", True)):
            self.mission = MISSIONS[MISSIONS.index(self.mission) + 1]

    def _step(self, hour: int) -> dict[str, Any]:
        now = hour == self.hour
        mine, right = hour == self.guessed, hour > DAY
        looks = {"guess": now or mine, "missed": mine and not right}
        more = {"label": phrase("step", hours=hour), "looks": looks, "pressed": now}
        text = ("✓ " if right else "✗ ") * mine + phrase("after", hours=hour)
        costs = {one[0]: one[2] for one in self.sent if one[1] == self.text}
        cost, told = costs.get(hour, 0), bool(self.sent)  # no edge before the first price
        price = words.money(cost, digits=4 if cost else 0) if hour in costs else ""
        drawn = {"below": price or phrase("here") * now, "high": cost * TALL}
        drawn |= {"band": told and hour <= DAY, "edge": told and hour == LATE, "cut": hour > LATE}
        return {**item("at", text, hour, **more), **drawn}

    def _ready(self, name: str) -> dict[str, Any]:
        mine, off = self.text == phrase(name), self.mission == "most"
        looks = {"plain": True, "guess": mine}
        return item("say", phrase(name), name, looks=looks, pressed=mine, off=off)


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
    rupiah = words.money(dollars * (facts.fact("J17").value or 0), "IDR", 0)
    return phrase("cost", dollars=words.money(dollars, digits=4), rupiah=rupiah)


open = Answer.show
