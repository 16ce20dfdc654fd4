"""Lesson 5: build a wall where an answer begins to cost, then move the answer along the hours."""

from __future__ import annotations

from functools import cache
from typing import Any

from course_lib import facts, scenes, words
from course_lib.scenes import PLAIN, item, mark

phrase = scenes.phrases("lesson_05")

DAY = 24
HOURS = range(3, 2 * DAY, 6)  # after Sari's question, each in the middle of six: to scale
READY = ("seats", "reminder", "offer")
WIDE, TALL = 100 / len(HOURS), 11.5  # percent of a step, and em of all columns
NAMES = {"open": 1, "closed": 51}  # of the halves, and where they begin


class Answer(scenes.Steps):
    """The company's words, `reviewed` or not, at an hour; the wall stands before the mark."""

    words, half = staticmethod(phrase), [("at", "2")]
    key, right = "costs_most", HOURS.index(DAY + 3)
    text, reviewed = phrase(READY[0]), False

    def act(self, name: str, value: str = "") -> bool | None:
        """As all steps; besides "say" other words, which are reviewed and pass the wall."""
        if name == "again":
            self.text, self.reviewed = phrase(READY[0]), False
        elif name == "say":
            self.text, self.reviewed = value.strip() or self.text, True
            self.reached, name, value = len(HOURS) - 1, "at", str(max(self.now, self.right))
        return super().act(name, value)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, then the words or what goes on, and the hours to scale."""
        asked = ("caught", "play")[self.reviewed] if self.found else "ask"
        hours = HOURS[(self.reached + 1) % len(HOURS)]
        items = [self._hour(step) for step in range(len(HOURS))]
        look = {"live": True, "tall": TALL, "marks": self._marks()}
        return [
            *scenes.text(phrase(asked)),
            *(self._choice() if self.found else []),
            self.onward("" if self.found else "send", hours=hours),
            {"kind": "clock", "label": phrase("clock"), "items": items, **look},
        ]

    def named(self, step: int) -> int:
        """The hour before which a wall stands at this step."""
        return HOURS[step] - HOURS[0]

    def seen(self) -> str:
        """What comes of the answer at this hour."""
        return phrase("at", hours=HOURS[self.now], reason=self._reason(self.now))

    def _priced(self, step: int) -> tuple[str, float]:
        return _priced(HOURS[step], self.text, self.reviewed)

    def _reason(self, step: int) -> str:
        kind, dollars = self._priced(step)
        late = "template" if kind else "unreviewed" if self.reviewed else "too_late"
        many = words.money(1000 * dollars * facts.value("J17"), "IDR", 0)
        cost = words.money(dollars, digits=4)
        return phrase("any" if step < self.right else late, kind=kind, cost=cost, many=many)

    def _choice(self) -> list[dict[str, Any]]:
        """Words that are ready, and a field for others."""
        ready = [phrase(name) for name in READY]
        items = [item("say", text, text, looks=PLAIN, pressed=text == self.text) for text in ready]
        write = item("say", phrase("write"), looks=PLAIN)
        own = {"id": "own", "label": phrase("own"), "value": "", "most": 50, "button": write}
        return [{"kind": "buttons", "id": "ready", "items": items}, {"kind": "form", **own}]

    def _hour(self, step: int) -> dict[str, Any]:
        known = step <= self.reached
        kind, dollars = self._priced(step) if known else ("", 0)
        price = words.money(dollars, digits=4 if dollars else 0) if kind else "✗" if known else "?"
        shown = {"below": price, "high": 45 * dollars, "look": "money"}
        return self.step(step, phrase("after", hours=HOURS[step]), **shown)

    def _marks(self) -> list[dict[str, Any]]:
        """What is free, the wall of the guess and the real one, and the answer."""
        zones = [mark("free", 0, wide=WIDE * min(self.reached + 1, self.right))]
        zones += [mark("wall", WIDE * self.marked)] * (self.marked >= 0)
        if self.found:
            named = [mark("headline", x, phrase(key), wide=48) for key, x in NAMES.items()]
            zones += [mark("edge", 50), *named]
        return [*zones, self._bubble(max(self.now, 0))]

    def _bubble(self, step: int) -> dict[str, Any]:
        """The answer at its hour, and why; what does not arrive flies back to the wall."""
        caught = self.reached >= 0 and not self._priced(step)[0]
        said = self.text + (f"\n{self._reason(step)}" if self.reached >= 0 else "")
        at = 49.5 if caught else WIDE * (step + 0.5)
        way = {"data-path": f"at-{step}-step"} if caught else {"data-glide": ""}
        more = {"data-drag": "at", "data-value": "", **way}
        place: dict[str, Any] = {"y": 2, "wide": 44, "shift": 100 if caught else 2 * (at % 50)}
        place["id"] = f"back-{said}" if caught else "answer"
        looks = "broken speech" if caught else "own speech"
        return mark(f"message {looks}", at, said, more=more, **place)


@cache
def _priced(hour: int, text: str, reviewed: bool) -> tuple[str, float]:
    """Category and price of `text` so many hours after Sari's question; "" if it never arrives."""
    from course_lib.business import sandbox

    wa = sandbox(start="2026-09-13T02:00:00Z")
    wa.submit("words", text)
    wa.advance(f"{DAY}h")  # somebody has looked at the text
    sari = wa.customer("6281200000001", "Sari")
    sari.says(phrase("hello"))
    wa.advance(f"{hour}h")
    quote = wa.send_text(sari, text).quote
    approved = ("words", "APPROVED") in [(one.name, one.status) for one in wa.catalogue]
    if reviewed and approved and hour > DAY:
        quote = wa.send_template(sari, "words").quote
    return quote.category, float(quote.rate)


open = Answer.show
