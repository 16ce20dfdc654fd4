"""Lesson 3: what one person's year costs, in sweets, bakso or phones, for three crowds."""

from __future__ import annotations

from math import log, sqrt
from typing import Any

from course_lib import facts, scenes, words
from course_lib.scenes import placing

phrase = scenes.phrases("lesson_03")

PRICES = {"sweet": 1_000, "bakso": 20_000, "phone": 2_000_000}  # rupiah, made up
PLACES, SCALE = tuple(PRICES), 150  # an em of a square stands for SCALE squared rupiah
USERS = {"class_of": 30, "school": 1_000, "country": 0}  # the country is fact Y13.Indonesia


class Bill(placing.Placing):
    """Three crowds to place at the thing that one person's year costs."""

    key, places, tags = "one_year", PLACES, tuple(USERS)
    words, half = staticmethod(phrase), [("put", "school sweet"), ("put", "class_of sweet")]

    def send(self, value: str) -> None:
        """Work the bills out: the nearest thing, by its factor."""
        from course_lib.capacity import cost, load  # brings pandas

        rate = facts.fact("J17").value or 0
        self.right, self.rows = {}, list[dict[str, Any]]()
        for tag in self.tags:
            users = USERS[tag] or facts.fact("Y13.Indonesia").value or 0
            year = cost.total(cost.bill(load.Load(users)))
            share = {end: getattr(year, end) * rate / users for end in ("low", "mid", "high")}
            mid, written = share["mid"], {end: words.significant(share[end]) for end in share}
            far = {abs(log(mid / price)): thing for thing, price in PRICES.items()}
            self.right[tag] = far[min(far)]
            row: dict[str, Any] = {"tag": tag, "side": sqrt(mid) / SCALE}  # its area is the share
            row["name"] = phrase("bill", tag=phrase(tag), rupiah=words.large(mid * users, 0))
            self.rows.append({**row, **{key: phrase(key, **written) for key in ("text", "range")}})
        self.rows.sort(key=lambda row: PLACES.index(self.right[row["tag"]]))  # below its thing
        super().send(value)

    def notes(self, place: str, wrong: list[str]) -> list[str]:  # noqa: ARG002
        """The squares are the reason."""
        return []

    def below(self) -> list[dict[str, Any]]:
        """Once the bill is shared, below each thing one person's share, as a square."""
        return [{"kind": "shares", "rows": self.rows}] if self.was else []

    def holds(self, place: str) -> str:
        """The price of the thing."""
        return phrase("price", rupiah=words.money(PRICES[place], "IDR", 0))


open = Bill.show
