"""Lesson 4: mark the price at which half of a hundred friends are gone, then raise it."""

from typing import Any

from course_lib import data, facts, scenes, words
from course_lib.economics import adoption

phrase = data.phrases("scenes", "lesson_04")

PRICES = [step / 4 for step in range(11)]  # dollars a year
NETWORK = 5.0  # dollars a year, what being with all friends is worth; made up
WHYS = ("payer", "follower")
WAVE, ROW, TALL = 0.6, 8.8, 8.4  # seconds a wave, its row, the height of a whole bar


class Fee(scenes.Steps):
    """A hundred friends, the student's mark, and who left for what.

    `trace` has how many were here at each price on the way up, and `wave` in which wave of the last
    raise each one left, from 1. Once all are gone the waves stay in sight.
    """

    words, half, last = staticmethod(phrase), ["at 4", "go", "go"], len(PRICES) - 1
    key, first, right = "half_gone", 0, PRICES.index(adoption.edge(PRICES, NETWORK))

    def on_again(self, _: str) -> str:
        """A hundred friends are here."""
        self.crowd, self.trace = adoption.Crowd(), {0: adoption.FRIENDS}
        self.wave = dict[int, int]()
        return super().on_again("")

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The question, the prices, the two messengers and who is where."""
        crowd, higher = self._crowd(), words.money(PRICES[(self.reached + 1) % len(PRICES)])
        clock = {"label": phrase("steps"), "items": [*map(self._price, range(len(PRICES)))]}
        return [
            *scenes.text(phrase("lower" if self.found else "ask"), crowd["wait"]),
            self.onward("" if self.found else "raise", dollars=higher),
            {"kind": "clock", "below": phrase("trace"), "tall": 1.6 + TALL, **clock},
            crowd,
            {"kind": "text", "text": phrase("model")},
        ]

    def named(self, step: int) -> str:
        """A price, in rupiah of 18 October 2024 too."""
        rupiah = words.money(PRICES[step] * facts.value("J17"), "IDR", 0)
        return phrase("amount", dollars=words.money(PRICES[step]), rupiah=rupiah)

    def seen(self) -> str:
        """Who is here when nobody moves any more at this price; in the last step why they left."""
        price, before, climbs = PRICES[self.now], self.crowd, self.now == max(self.trace) + 1
        self.crowd = before.asked(price, NETWORK)
        said = "back" if self.found and self.now < self.right else "stays"
        if climbs and self.now <= self.right:
            self.wave = {friend: 1 + wave for friend, wave in self.crowd.moved.items()}
            self.trace[self.now] = len(self.crowd.here)
            said = "tipped" if self.found else "stays"
        told = {why: self.crowd.count(why) for why in WHYS}
        told |= {"held": len(before.here), "here": len(self.crowd.here)}
        return phrase(said, dollars=self.named(self.now), before=self.named(self.now - 1), **told)

    def _price(self, step: int) -> dict[str, Any]:
        dollars, mine, now = words.money(PRICES[step]), step == self.marked, step == self.now
        label = self.label(phrase("price", dollars=dollars), mine=mine, now=now)
        quiet = self.found and step not in self.trace  # nobody is left to be asked for more
        more = {"label": label, "off": quiet or 0 < self.reached < self.right}
        made = self.step(step, dollars, looks={"quiet": quiet}, **more)
        high = TALL * self.trace.get(step, 0) / adoption.FRIENDS
        drawn = {"high": high, "look": "twin" if mine else "", "below": self.trace.get(step, "")}
        return {**made, "text": dollars, **drawn}

    def _crowd(self) -> dict[str, Any]:
        counts = {"here": len(self.crowd.here)} | {why: self.crowd.count(why) for why in WHYS}
        legend = [{"looks": why, "text": phrase(why, count=n)} for why, n in counts.items()]
        fields, label = [phrase("ours"), phrase("other")], phrase("crowd", **counts)
        waves = enumerate(self.crowd.falls)
        falls = [{"text": here, "wait": WAVE * n, "y": ROW * (n + 1)} for n, here in waves]
        shown = {"fields": fields, "label": label, "falls": falls, "legend": legend}
        dots = [self._dot(friend) for friend in range(adoption.FRIENDS)]
        return {"kind": "dots", "dots": dots, "wait": falls[-1]["wait"], **shown}

    def _dot(self, friend: int) -> dict[str, Any]:
        """Who is here, mixed; across, who left: a row for each wave, below those of before."""
        why, wave = self.crowd.left.get(friend, "here"), self.wave.get(friend, 0)
        row, column = divmod(37 * friend % adoption.FRIENDS, 10)  # whoever leaves first
        x, y = 2.5 + 4.5 * column + (row % 2), 3 + 9.5 * row
        if why != "here":
            gone = [each for each in self.crowd.left if self.wave.get(each, 0) == wave]
            x, y = 52 + gone.index(friend) * min(2.2, 38 / len(gone)), 2 + ROW * wave
        wait = WAVE * self.crowd.moved.get(friend, 0)
        return {"x": x, "y": y, "looks": why, "wait": f"{wait:.2f}"}


open = Fee.show
