"""Lesson 3: one bill, cut for a class, a school and a country; what does one piece buy?"""

from __future__ import annotations

from math import log, sqrt
from typing import Any

from course_lib import facts, scenes, words
from course_lib.scenes import placing

phrase = scenes.phrases("lesson_03")

PRICES = {"sweet": 1_000, "bakso": 20_000, "phone": 2_000_000}  # rupiah, made up
USERS = {"class_of": 30, "school": 1_000, "country": 0}  # the country is fact Y13.Indonesia
WHOLE = {"wide": 100, "tall": 100, "wait": 0, "text": ""}
BILL = 50e6  # rupiah, what a drawn square stands for: the first machine and the first paid hours


class Bill(placing.Placing):
    """Three things to place at the crowd in which one person's year buys them."""

    key, places, tags = "one_year", tuple(USERS), tuple(PRICES)
    cut: dict[str, dict[str, Any]]
    words, half = staticmethod(phrase), [("put", "sweet school"), ("put", "bakso class_of")]

    def send(self, value: str) -> None:
        """Work the bills out: the nearest thing, by its factor, and the pieces of a square."""
        from course_lib.capacity import cost, load  # brings pandas

        rate = facts.value("J17")
        self.right, self.cut = {}, {}
        for number, place in enumerate(self.places):
            users = USERS[place] or facts.value("Y13.Indonesia")
            year = cost.total(cost.per_user(cost.bill(load.Load(users)), users))
            far = {abs(log(year.mid * rate / price)): thing for thing, price in PRICES.items()}
            self.right[far[min(far)]] = place
            pieces = BILL / (year.mid * rate)
            columns = round(sqrt(pieces))
            told = {end: words.significant(each * rate) for end, each in year._asdict().items()}
            size = {"wide": 100 / columns, "tall": 100 / round(pieces / columns), "wait": number}
            self.cut[place] = {**told, **size, "text": phrase("share", **told)}
        super().send(value)

    def notes(self, place: str, wrong: list[str]) -> list[str]:  # noqa: ARG002
        """The square is the reason."""
        return []

    def holds(self, place: str) -> str:
        """The bill of the crowd, and after it was shared the range of one share."""
        return phrase("range", **self.cut[place]) if self.was else phrase(f"holds_{place}")

    def _place(self, place: str) -> dict[str, Any]:
        """A square is the same bill in all places: whole, and then cut into one piece a person."""
        cut = self.cut[place] if self.was else WHOLE
        return {**super()._place(place), "cut": {**cut, "many": place == "country"}}


open = Bill.show
