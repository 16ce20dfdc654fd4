"""Lesson 3: one bill, cut for a class, a school and a country; what does one piece buy?"""

from __future__ import annotations

from math import log, sqrt
from typing import Any

from course_lib import facts, scenes, words
from course_lib.scenes import placing

phrase = scenes.phrases("lesson_03")

PRICES = {"sweet": 1_000, "bakso": 20_000, "phone": 2_000_000}  # rupiah, made up
USERS = {"class_of": 30, "school": 1_000, "country": 0}  # the country is fact Y13.Indonesia
CROWDS = (30, 100, 300, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)  # and the country
WHOLE = {"wide": 100, "tall": 100, "wait": 0, "text": ""}
BILL = 50e6  # rupiah, what a drawn square stands for: the first machine and the first paid hours


class Bill(placing.Placing):
    """Three things to place at the crowd in which one person's year buys them.

    After the answer `crowd` is the one that the student makes smaller and larger.
    """

    key, places, tags = "one_year", tuple(USERS), tuple(PRICES)
    crowd = 0
    cut: dict[str, dict[str, Any]]
    words, half = staticmethod(phrase), [("put", "sweet school"), ("put", "bakso class_of")]

    def act(self, name: str, value: str = "") -> bool | None:
        """As for all tags, and "crowd": how many share, as a number of `CROWDS`."""
        if name != "crowd":
            return super().act(name, value)
        self.crowd = int(value)
        share = _share(self.users)
        thing = _nearest(share.mid)
        told = {"share": words.significant(share.mid), "thing": phrase(thing)}
        told["count"] = words.number(max(1, round(share.mid / PRICES[thing])))
        self.said = phrase("shared", users=words.number(self.users), **told)
        return None

    @property
    def users(self) -> float:
        """How many share in the chosen crowd."""
        return [*CROWDS, facts.value("Y13.Indonesia")][self.crowd]

    def below(self) -> list[dict[str, Any]]:
        """After the answer a crowd of any size."""
        if not self.was:
            return []
        slider = {"kind": "slider", "id": "crowd", "act": "crowd", "label": phrase("crowd")}
        ends = {"low": 0, "high": len(CROWDS), "step": 1, "value": self.crowd}
        return [{**slider, **ends, "shown": words.number(self.users)}]

    def send(self, value: str) -> None:
        """Work the bills out: the nearest thing, by its factor, and the pieces of a square."""
        self.right, self.cut = {}, {}
        for number, place in enumerate(self.places):
            year = _share(USERS[place] or facts.value("Y13.Indonesia"))
            self.right[_nearest(year.mid)] = place
            pieces = BILL / year.mid
            columns = round(sqrt(pieces))
            told = {end: words.significant(each) for end, each in year._asdict().items()}
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


def _share(users: float) -> words.Range:
    """What one of so many pays in a year, in rupiah."""
    from course_lib.capacity import cost, load  # brings pandas

    year = cost.total(cost.per_user(cost.bill(load.Load(users)), users))
    return words.Range(*(each * facts.value("J17") for each in year))


def _nearest(share: float) -> str:
    return min(PRICES, key=lambda thing: abs(log(share / PRICES[thing])))


open = Bill.show
