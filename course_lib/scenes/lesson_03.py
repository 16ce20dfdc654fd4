"""Lesson 3: mark the crowd in which one person's year is a bowl of bakso, then let it grow."""

from __future__ import annotations

from math import log10
from typing import Any

from course_lib import facts, scenes, words
from course_lib.scenes import item

phrase = scenes.phrases("lesson_03")

PRICES = {"phone": 2_000_000, "bakso": 20_000, "sweet": 1_000}  # rupiah, made up
COUNTRY = 0  # as a crowd: all users of fact Y13.Indonesia
CROWDS = (30, 100, 300, 1_000, 3_000, 10_000, 100_000, COUNTRY)
MACHINE = 10_000  # up to here one machine and the first paid hours are nearly all of the bill
LOWEST, HIGH = 400, 1.9  # rupiah without a column, and em for ten times as many


class Crowd(scenes.Scene):
    """A bill shared by a growing crowd; `shares` are what one person paid so far, in rupiah."""

    words, half = staticmethod(phrase), [("mark", "3")]

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: "mark" a crowd, "grow" to the next, then "set" any, or "again"."""
        if name == "mark":
            self.marked = int(value)
            self.said = phrase("marked", crowd=_named(self.marked))
        elif name == "again":
            self.marked, self.shares, self.said = -1, list[words.Range](), phrase("begin")
        elif self.marked < 0:
            self.said = phrase("unmarked")
        elif name == "set":
            self.said = self._told(int(value))
        else:
            self._grow()
        return None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, what goes on, and the crowds with what one of each pays."""
        done, again = self._done, item("again", phrase("again"))
        following = _named(min(len(self.shares), len(CROWDS) - 1))
        on = [again] if done else [item("grow", phrase("grow", crowd=following), again=True), again]
        few = 100 * (CROWDS.index(MACHINE) + 1) / len(CROWDS)
        wide = {"stands": few, "grows": 100 - few} if done else {}
        bands = [{"wide": share, "text": phrase(key)} for key, share in wide.items()]
        steps = {"label": phrase("crowds"), "items": [self._step(n) for n in range(len(CROWDS))]}
        return [
            *scenes.text(phrase("after" if done else "ask")),
            scenes.buttons(*on),
            {"kind": "clock", "tall": 8.5, "bands": bands, **steps},
        ]

    @property
    def _done(self) -> bool:
        return len(self.shares) == len(CROWDS)

    @property
    def _found(self) -> int:
        """The first crowd in which a year is a bowl of bakso or less; -1 as long as none is."""
        low = [n for n, share in enumerate(self.shares) if share.mid <= PRICES["bakso"]]
        return low[0] if low else -1

    def _grow(self) -> None:
        from course_lib.capacity import cost, load  # brings pandas

        users, before = _users(len(self.shares)), self._found
        year = cost.total(cost.per_user(cost.bill(load.Load(users)), users))
        self.shares.append(words.Range(*(end * facts.value("J17") for end in year)))
        self.said = self._told(len(self.shares) - 1)
        if before != self._found:
            right = self.marked == self._found
            mine = {"mine": _named(self.marked), "found": _named(self._found)}
            self.said += " " + phrase("right" if right else "wrong", **mine)
            self.keep("one_year", _named(self.marked), _named(self._found))
        if self._done:
            self.said += " " + phrase("end")

    def _told(self, number: int) -> str:
        share, users = self.shares[number], _users(number)
        told = {end: words.significant(each) for end, each in share._asdict().items()}
        bill = words.significant(share.mid * users / 1e6)
        return phrase("shared", crowd=_named(number), bill=bill, **told)

    def _step(self, number: int) -> dict[str, Any]:
        known, mine, found = number < len(self.shares), number == self.marked, self._found
        sign, looks = scenes.judged(mine, number == found, found >= 0)
        looks["now"] = number == len(self.shares) - 1
        act = "set" if self.shares else "mark"
        more = {"looks": looks, "off": bool(self.shares) and not known}
        drawn: dict[str, Any] = {"below": "?", "look": "estimate"}
        if known:
            share = self.shares[number].mid
            drawn |= {"below": _bought(share), "high": HIGH * log10(share / LOWEST)}
        return {**item(act, sign + _named(number), number, pressed=mine, **more), **drawn}


def _users(number: int) -> float:
    return CROWDS[number] or facts.value("Y13.Indonesia")


def _named(number: int) -> str:
    users = CROWDS[number]
    return words.number(users) if users else phrase("country")


def _bought(share: float) -> str:
    """What a share buys: how many of the dearest thing, nearly one of which it pays."""
    thing = next(thing for thing, price in PRICES.items() if price <= 1.25 * share)
    return phrase(f"holds_{thing}", count=round(share / PRICES[thing]))


open = Crowd.show
