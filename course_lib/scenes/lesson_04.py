"""Lesson 4: mark the price at which half of a hundred friends are gone, then raise it."""

from __future__ import annotations

from typing import Any

from course_lib import facts, scenes, words
from course_lib.economics import friends
from course_lib.scenes import item

phrase = scenes.phrases("lesson_04")

PRICES = [step / 4 for step in range(13)]  # dollars a year
NETWORK = 5.0  # dollars a year, what being with all friends is worth; made up
HALF = friends.PEOPLE / 2


class Crowd(scenes.Scene):
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
            self.here, self.left, self.waits = friends.ALL, dict[int, str](), dict[int, int]()
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
            {"kind": "steps", "label": phrase("steps"), "items": steps},
            scenes.buttons(*on),
            self._crowd(),
            {"kind": "text", "text": phrase("model")},
        ]

    def _ask(self, step: int) -> None:
        held, left, lower = len(self.here), dict(self.left), step < self.now
        if self.here == friends.ALL and not self.left:
            self.keep("half_gone", PRICES[self.marked], words.money(friends.edge(PRICES, NETWORK)))
        before, self.now, self.waits = self.now, step, {}
        for number, here in enumerate(friends.waves(self.here, PRICES[step], NETWORK)):
            for friend in self.here ^ here:
                self.waits[friend] = number
                self.left.pop(friend, None)
            for friend in self.here - here:
                self.left[friend] = "follower" if number else "payer"
            self.here = here
        told = {**_amounts(step), "here": len(self.here)}
        if len(self.here) < HALF <= held:
            self.tipped = True
            new = [why for friend, why in self.left.items() if friend not in left]
            told |= {"payers": new.count("payer"), "followers": new.count("follower")}
            told |= {"mine": words.money(PRICES[self.marked]), "held": held}
            self.said = phrase("tipped", before=words.money(PRICES[before]), **told)
        else:
            self.said = phrase("back" if self.tipped and lower else "stays", **told)

    def _step(self, number: int) -> dict[str, Any]:
        mine, now = number == self.marked, number == self.now
        more = {"looks": {"guess": mine, "now": now}} | ({} if self.tipped else {"pressed": mine})
        dollars = words.money(PRICES[number])
        below = " ".join(phrase(name) for name, true in (("mine", mine), ("now", now)) if true)
        label = f"{phrase('price', dollars=dollars)} {below}".strip()
        act = "set" if self.tipped else "mark"
        locked = bool(self.now) and not self.tipped
        return {**item(act, dollars, number, label=label, off=locked, **more), "below": below}

    def _crowd(self) -> dict[str, Any]:
        whys = list(self.left.values())
        counts = {"here": len(self.here), **{why: whys.count(why) for why in ("payer", "follower")}}
        plural = {"payers": counts["payer"], "followers": counts["follower"]}
        legend = [{"looks": [why], "text": phrase(why, count=n)} for why, n in counts.items()]
        dots = [self._dot(friend) for friend in range(friends.PEOPLE)]
        label = phrase("crowd", here=counts["here"], **plural)
        fields = [phrase("ours"), phrase("other")]
        return {"kind": "dots", "fields": fields, "label": label, "dots": dots, "legend": legend}

    def _dot(self, friend: int) -> dict[str, Any]:
        row, column = divmod(37 * friend % friends.PEOPLE, 10)  # mixed, whoever leaves first
        why = self.left.get(friend, "here")
        x = 2.5 + 4.5 * column + (row % 2) + (0 if why == "here" else 50)
        wait = 0.35 * self.waits.get(friend, 0)
        return {"x": x, "y": 3 + 9.5 * row, "looks": [why], "wait": f"{wait:.2f}"}


def _amounts(step: int) -> dict[str, str]:
    rate = facts.fact("J17").value  # rupiah for a dollar, on 18 October 2024
    assert rate
    rupiah = words.money(PRICES[step] * rate, "IDR", 0)
    return {"dollars": words.money(PRICES[step]), "rupiah": rupiah}


open = Crowd.show
