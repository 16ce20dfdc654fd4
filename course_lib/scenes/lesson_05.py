"""Lesson 5: bet on what costs most of eighteen ways to say the same, then let hours pass."""

from typing import Any

from course_lib import data, facts, scenes, words

phrase = data.phrases("scenes", "lesson_05")

DAY = 24
HOURS = range(4, 2 * DAY, 8)  # after Sari's question, each in the middle of eight
LONG, ROWS, FLIP = len(HOURS), 3, 0.3  # seconds


class Answer(scenes.Steps):
    """A board: what an answer costs, in three ways to say it and at six hours, if it arrives.

    A step is a field, row by row, and the way leads along the columns. `says` has the words of each
    row; all but the first are reviewed. What costs most is known once all columns are seen.
    """

    words, half = staticmethod(phrase), ["at 11"]
    key, right = "costs_most", LONG - 1

    def on_again(self, _: str) -> str:
        """Begin, with an offer in the last row."""
        self.says = {"own": phrase("own"), "same": phrase("own"), "offer": phrase("offer")}
        return super().on_again("")

    def on_go(self, step: int | str) -> str:
        """As all steps; what is told of a new column is its first field, its second, and so on."""
        column = self.reached + 1
        return super().on_go(column + LONG * (column % ROWS) if step == "" else step)

    def on_say(self, value: str) -> str:
        """Other words in the last row; the platform reviews them."""
        other = value.strip() or phrase("offer")
        self.says = {"own": phrase("own"), "same": phrase("own"), "other": other}
        return self.on_go(LONG * ROWS - 1)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked and goes on, the board, and a field for other words."""
        hours = [phrase("after", hours=hours) for hours in HOURS]
        clock = phrase("clock" if self.reached < LONG // 2 else "clock_wall")
        head = {"label": clock, "heads": hours, "cells": [], "looks": "way"}
        rows = [self._row(row, *way) for row, way in enumerate(self.says.items())]
        return [
            *scenes.text(phrase("play" if self.found else "ask")),
            self.onward("" if self.found else "wait"),
            {"kind": "letters", "label": phrase("board"), "rows": [head, *rows]},
            *[self.form("say", "other", "", 50)] * self.found,
        ]

    def named(self, step: int) -> str:
        """A field in words."""
        way = phrase(f"holds_{[*self.says][step // LONG]}")
        return phrase("field", way=way, hours=HOURS[self.along(step)])

    def along(self, step: int) -> int:
        """The column."""
        return step % LONG

    def hits(self, step: int) -> bool:
        """Does no field cost more?"""
        return self._priced(step)[1] == max(self._priced(each)[1] for each in range(LONG * ROWS))

    def seen(self) -> str:
        """What the answer costs in this field, and why."""
        kind, dollars = self._priced(self.now)
        told = {"cost": self._cost(self.now), "kind": kind, "field": self.named(self.now)}
        late = "unreviewed" if self.now >= LONG else "too_late"
        many = words.money(round(1000 * dollars * facts.value("J17"), -3), "IDR", 0)
        return phrase("costs" if dollars else "free" if kind else late, many=many, **told)

    def _priced(self, step: int) -> tuple[str, float]:
        """Its category, "" if it never arrives, and dollars."""
        from course_lib.business import coach  # loads for a while

        text = [*self.says.values()][step // LONG]
        return coach.answered(text, HOURS[self.along(step)], reviewed=step >= LONG)

    def _cost(self, step: int) -> str:
        kind, dollars = self._priced(step)
        return words.money(dollars * facts.value("J17"), "IDR", 0) if kind else phrase("never")

    def _row(self, row: int, way: str, text: str) -> dict[str, Any]:
        """One way to say it, in a bubble, and its fields."""
        fields = [self._field(row * LONG + column) for column in range(LONG)]
        label = f"{text}\n{phrase(f'holds_{way}')}"
        return {"label": label, "looks": ["box", "message", "own", "way"], "cells": fields}

    def _field(self, step: int) -> dict[str, Any]:
        (row, column), looks, text = divmod(step, LONG), {"wide": True}, "?"
        if column <= self.reached:
            kind, dollars = self._priced(step)
            looks |= {"free": bool(kind) and not dollars, "paid": dollars > 0, "broken": not kind}
            looks["edge"], text = HOURS[column - 1] < DAY < HOURS[column], self._cost(step)
        wait = FLIP * (1 + row) * (column == self.reached)  # one row after the other
        more = {"off": self.first < self.reached < self.right, "looks": looks, "wait": wait}
        return self.step(step, text, label=f"{self.named(step)}: {text}", **more)


open = Answer.show
