"""Lesson 3: mark the crowd in which one person's year is a bowl of bakso, then let it grow."""

from functools import cache
from math import log10
from typing import Any

from course_lib import data, facts, scenes, words

phrase = data.phrases("scenes", "lesson_03")

PRICES = {"phone": 2_000_000, "bakso": 20_000, "sweet": 1_000}  # rupiah, made up
COUNTRY = round(facts.value("Y13.Indonesia"))
CROWDS = (30, 100, 300, 1_000, 3_000, 10_000, 100_000, COUNTRY)
AXIS = (1_000, 10_000, 100_000, 1_000_000)  # rupiah
HIGH, TALL, PART = 2.8, 10.7, 88  # em for ten times as many; em of all; percent without the axis


class Crowd(scenes.Steps):
    """A bill shared by a growing crowd: what is one person's share, in rupiah?

    `right` is the first crowd in which a year is a bowl of bakso or less.
    """

    words, half, key = staticmethod(phrase), ["at 3"], "one_year"
    right, last = 4, len(CROWDS) - 1

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked and goes on, the bill with the own piece, and what one of each pays."""
        done, following = self.reached == self.last, min(self.reached + 1, self.last)
        lines = [_line("level", each, words.money(each, "IDR", 0), 100) for each in AXIS]
        lines.append(_line("level target", PRICES["bakso"], phrase("target"), PART))
        items = [self._crowd(step) for step in range(len(CROWDS))]
        look = {"live": True, "tall": TALL, "part": PART, "marks": lines}
        return [
            *scenes.text(phrase("after" if done else "ask")),
            self.onward("" if done else "grow", crowd=self.named(following)),
            {"kind": "figure", **self._piece()},
            {"kind": "clock", "label": phrase("crowds"), "items": items, **look},
        ]

    def named(self, step: int) -> str:
        """The crowd in words."""
        return phrase("country") if CROWDS[step] == COUNTRY else words.number(CROWDS[step])

    def seen(self) -> str:
        """What this crowd pays, with its range; at the last one what all have shown."""
        told = {end: words.significant(n) for end, n in _year(self.now)._asdict().items()}
        said = phrase("shared", crowd=self.named(self.now), bill=_bill(self.now), **told)
        return f"{said} {phrase('end')}" if CROWDS[self.now] == COUNTRY else said

    def _piece(self) -> dict[str, Any]:
        """How wide one piece of the bill is, in percent, and what stands on both."""
        if self.now < 0:
            return {"wide": 0, "whole": phrase("no_whole"), "text": phrase("no_piece")}
        share = _year(self.now).mid
        told = {"share": words.significant(share), "bought": _bought(share)}
        whole = phrase("whole", bill=_bill(self.now), crowd=self.named(self.now))
        return {"wide": 100 / CROWDS[self.now], "whole": whole, "text": phrase("piece", **told)}

    def _crowd(self, step: int) -> dict[str, Any]:
        known = step <= self.reached
        share = _year(step).mid if known else AXIS[0]
        shown = {"below": _bought(share) if known else "?", "look": "estimate"}
        high = HIGH * log10(share / AXIS[0])
        return self.step(step, self.named(step), high=high, **shown)


def _line(looks: str, rupiah: float, text: str, wide: float) -> dict[str, Any]:
    """A line at this height of the log scale, with its name above it."""
    y = TALL - HIGH * log10(rupiah / AXIS[0]) - 1.4
    return {"looks": looks, "x": 0, "y": y, "wide": wide, "text": text}


@cache
def _year(step: int) -> words.Range:
    """One person's year in this crowd, in rupiah."""
    from course_lib.capacity import cost, load  # brings pandas

    year = cost.one_user(load.Load(CROWDS[step]))
    return words.Range(*(end * facts.value("J17") for end in year))


def _bill(step: int) -> str:
    """What the whole crowd pays, in words."""
    rupiah = _year(step).mid * CROWDS[step]
    named, one = ("billion", 1e9) if rupiah >= 1e9 else ("million", 1e6)
    return phrase(named, of=words.significant(rupiah / one))


def _bought(share: float) -> str:
    """What a share buys: how many of the dearest thing, nearly one of which it pays."""
    thing = next(thing for thing, price in PRICES.items() if price <= 1.25 * share)
    return phrase(f"holds_{thing}", count=round(share / PRICES[thing]))


open = Crowd.show
