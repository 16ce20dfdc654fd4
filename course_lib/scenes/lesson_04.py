"""Lesson 4: mark the price at which half of a hundred friends are gone, then raise it."""

from __future__ import annotations

from typing import Any

from course_lib import facts, scenes, words
from course_lib.economics import friends
from course_lib.scenes import item

phrase = scenes.phrases("lesson_04")

PRICES = [step / 4 for step in range(13)]  # dollars a year
NETWORK = 5.0  # dollars a year, what being with all friends is worth; made up
WHYS = ("payer", "follower")


class Fee(scenes.Scene):
    """A hundred friends, the student's mark, and who left for what."""

    words, half = staticmethod(phrase), [("mark", "4"), ("raise", ""), ("raise", "")]

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: "mark" a price, "raise" it a step, "set" it once all are gone, "again"."""
        if name == "mark":
            self.marked = int(value)
            self.said = phrase("marked", **_amounts(self.marked))
            return False
        if name == "again":
            self.now, self.marked, self.tipped = 0, -1, False
            self.crowd, self.trace = friends.Crowd(), {0: friends.PEOPLE}  # on the way up
            self.said = phrase("begin")
        elif self.marked < 0:
            self.said = phrase("unmarked")
        else:
            self._ask(self.now + 1 if name == "raise" else int(value))
        return None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The question, the prices, the two messengers and who is where."""
        again = item("again", phrase("again"))
        following = min(self.now + 1, len(PRICES) - 1)
        higher = phrase("raise", dollars=words.money(PRICES[following]))
        on = [again] if self.tipped else [item("raise", higher, again=True), again]
        steps = [self._step(number) for number in range(len(PRICES))]
        return [
            *scenes.text(phrase("lower" if self.tipped else "ask")),
            scenes.buttons(*on),
            {"kind": "clock", "below": phrase("trace"), "label": phrase("steps"), "items": steps},
            self._crowd(),
            {"kind": "text", "text": phrase("model")},
        ]

    def _ask(self, step: int) -> None:
        if not self.crowd.left:
            self.keep("half_gone", PRICES[self.marked], words.money(friends.edge(PRICES, NETWORK)))
        before, last, self.now = self.crowd, self.now, step
        self.crowd = before.asked(PRICES[step], NETWORK)
        held, here = len(before.here), len(self.crowd.here)
        told: dict[str, object] = {**_amounts(step), "here": here}
        self.trace |= {} if self.tipped else {step: here}
        if here < friends.PEOPLE / 2 <= held:
            self.tipped = True
            told |= {why: self.crowd.count(why) for why in WHYS}
            told |= {"mine": words.money(PRICES[self.marked]), "held": held}
            self.said = phrase("tipped", before=words.money(PRICES[last]), **told)
        else:
            self.said = phrase("back" if self.tipped and step < last else "stays", **told)

    def _step(self, number: int) -> dict[str, Any]:
        mine, now, up = number == self.marked, number == self.now, self.trace.get(number)
        right, here = self.tipped and number == max(self.trace), len(self.crowd.here)
        sign, looks = scenes.judged(mine, right, self.tipped)
        more: dict[str, Any] = {} if self.tipped else {"pressed": mine}
        more["looks"] = {**looks, "now": now}
        dollars = words.money(PRICES[number])
        worn = " ".join(phrase(name) for name, true in (("mine", mine), ("now", now)) if true)
        more["label"] = f"{phrase('price', dollars=dollars)} {worn}".strip()
        below = sign + str(phrase("mine") * mine if up is None else up)
        below += f" ➔ {here}" * (now and up not in (None, here))
        act, locked = "set" if self.tipped else "mark", bool(self.now) and not self.tipped
        drawn = {"below": below, "high": 2.8 * (up or 0) / friends.PEOPLE}
        return {**item(act, dollars, number, off=locked, **more), **drawn}

    def _crowd(self) -> dict[str, Any]:
        counts = {"here": len(self.crowd.here)} | {why: self.crowd.count(why) for why in WHYS}
        legend = [{"looks": [why], "text": phrase(why, count=n)} for why, n in counts.items()]
        dots = [self._dot(friend) for friend in range(friends.PEOPLE)]
        fields, label = [phrase("ours"), phrase("other")], phrase("crowd", **counts)
        return {"kind": "dots", "fields": fields, "label": label, "dots": dots, "legend": legend}

    def _dot(self, friend: int) -> dict[str, Any]:
        row, column = divmod(37 * friend % friends.PEOPLE, 10)  # mixed, whoever leaves first
        why = self.crowd.left.get(friend, "here")
        x = 2.5 + 4.5 * column + (row % 2) + (0 if why == "here" else 50)
        wait = 0.35 * self.crowd.moved.get(friend, 0)
        return {"x": x, "y": 3 + 9.5 * row, "looks": [why], "wait": f"{wait:.2f}"}


def _amounts(step: int) -> dict[str, str]:
    rupiah = words.money(PRICES[step] * facts.value("J17"), "IDR", 0)  # of 18 October 2024
    return {"dollars": words.money(PRICES[step]), "rupiah": rupiah}


open = Fee.show
