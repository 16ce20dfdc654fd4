"""Lesson 4: mark the price at which half of a hundred friends are gone, then raise it."""

from __future__ import annotations

from typing import Any

from course_lib import facts, scenes, words
from course_lib.economics import friends
from course_lib.scenes import item

phrase = scenes.phrases("lesson_04")

PRICES = [step / 4 for step in range(11)]  # dollars a year
NETWORK = 5.0  # dollars a year, what being with all friends is worth; made up
WHYS = ("payer", "follower")
WAVE, ROW, TALL = 0.6, 8.8, 8.4  # seconds a wave, its row, the height of a whole bar


class Fee(scenes.Scene):
    """A hundred friends, the student's mark, and who left for what.

    `wave` says in which wave of the last raise each one left, from 1; `falls` how many were here
    after each wave. Once all are gone the waves stay in sight.
    """

    words, half = staticmethod(phrase), [("mark", "4"), ("raise", ""), ("raise", "")]

    def act(self, name: str, value: str = "") -> bool:
        """A touch: "mark" a price, "raise" it a step, "set" it once all are gone, "again"."""
        if name == "mark":
            self.marked = int(value)
            self.said = phrase("marked", **_amounts(self.marked))
        elif name == "again":
            self.now, self.marked, self.tipped = 0, -1, False
            self.crowd, self.trace = friends.Crowd(), {0: friends.PEOPLE}  # on the way up
            self.wave, self.falls = dict[int, int](), [friends.PEOPLE]
            self.said = phrase("begin")
        elif self.marked < 0:
            self.said = phrase("unmarked")
        else:
            self._ask(self.now + 1 if name == "raise" else int(value))
        return name != "mark"

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The question, the prices, the two messengers and who is where."""
        higher = phrase("raise", dollars=words.money(PRICES[(self.now + 1) % len(PRICES)]))
        on = [item("raise", higher, again=True)] * (not self.tipped)
        crowd = self._crowd()
        clock = {"label": phrase("steps"), "items": [*map(self._step, range(len(PRICES)))]}
        return [
            *scenes.text(phrase("lower" if self.tipped else "ask"), crowd["wait"]),
            scenes.buttons(*on, item("again", phrase("again"))),
            {"kind": "clock", "below": phrase("trace"), "tall": 1.6 + TALL, **clock},
            crowd,
            {"kind": "text", "text": phrase("model")},
        ]

    def _ask(self, step: int) -> None:
        if not self.crowd.left:
            self.keep("half_gone", PRICES[self.marked], words.money(friends.edge(PRICES, NETWORK)))
        before, last, self.now = self.crowd, self.now, step
        self.crowd = before.asked(PRICES[step], NETWORK)
        waves = friends.waves(before.here, PRICES[step], NETWORK)
        self.falls = [len(here) for here in waves] or [len(before.here)]
        if not self.tipped:
            self.wave = {friend: 1 + wave for friend, wave in self.crowd.moved.items()}
        held, here, half = len(before.here), len(self.crowd.here), friends.PEOPLE / 2
        tips = here < half <= held
        said = "tipped" if tips else "back" if self.tipped and step < last else "stays"
        self.trace |= {} if self.tipped else {step: here}
        self.tipped |= tips
        told = {"here": here, "held": held, **{why: self.crowd.count(why) for why in WHYS}}
        amounts = {"mine": words.money(PRICES[self.marked]), "before": words.money(PRICES[last])}
        self.said = phrase(said, **told, **amounts, **_amounts(step))

    def _step(self, number: int) -> dict[str, Any]:
        mine, now, up = number == self.marked, number == self.now, self.trace.get(number)
        looks = {"guess": mine, "now": now, "quiet": self.tipped and up is None}
        looks["true"] = self.tipped and number == max(self.trace)
        dollars, pressed = words.money(PRICES[number]), now if self.tipped else mine
        label = self.label(phrase("price", dollars=dollars), mine=mine, now=now)
        act, locked = "set" if self.tipped else "mark", bool(self.now) and not self.tipped
        said = {"label": label, "pressed": pressed}
        drawn = {"high": TALL * (up or 0) / friends.PEOPLE, "look": "twin" * mine}
        drawn["below"] = "" if up is None else up
        return {**item(act, dollars, number, off=locked, looks=looks, **said), **drawn}

    def _crowd(self) -> dict[str, Any]:
        counts = {"here": len(self.crowd.here)} | {why: self.crowd.count(why) for why in WHYS}
        legend = [{"looks": [why], "text": phrase(why, count=n)} for why, n in counts.items()]
        fields, label = [phrase("ours"), phrase("other")], phrase("crowd", **counts)
        waves = enumerate(self.falls)
        falls = [{"text": here, "wait": WAVE * n, "y": ROW * (n + 1)} for n, here in waves]
        shown = {"fields": fields, "label": label, "falls": falls, "legend": legend}
        return {"kind": "dots", "dots": self._dots(), "wait": falls[-1]["wait"], **shown}

    def _dots(self) -> list[dict[str, Any]]:
        """Who is here, mixed; across, who left: a row for each wave, below those of before."""
        rows: dict[int, list[int]] = {}
        for friend in self.crowd.left:
            rows.setdefault(self.wave.get(friend, 0), []).append(friend)
        return [self._dot(friend, rows) for friend in range(friends.PEOPLE)]

    def _dot(self, friend: int, rows: dict[int, list[int]]) -> dict[str, Any]:
        why, wave = self.crowd.left.get(friend, "here"), self.wave.get(friend, 0)
        row, column = divmod(37 * friend % friends.PEOPLE, 10)  # whoever leaves first
        x, y = 2.5 + 4.5 * column + (row % 2), 3 + 9.5 * row
        if why != "here":
            gone = rows[wave]
            x, y = 52 + gone.index(friend) * min(2.2, 38 / len(gone)), 2 + ROW * wave
        wait = WAVE * self.crowd.moved.get(friend, 0)
        return {"x": x, "y": y, "looks": [why], "wait": f"{wait:.2f}"}


def _amounts(step: int) -> dict[str, str]:
    rupiah = words.money(PRICES[step] * facts.value("J17"), "IDR", 0)  # of 18 October 2024
    return {"dollars": words.money(PRICES[step]), "rupiah": rupiah}


open = Fee.show
