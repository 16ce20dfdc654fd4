"""Lesson 2: place a theft in a talk of eight bubbles, mark what falls, and let the thief read."""

from __future__ import annotations

from typing import Any

from course_lib import data, scenes
from course_lib.scenes import item

phrase = scenes.phrases("lesson_02")

TURNS, NAMES, THEFT, LONGEST = "ABABABAB", {"A": "Sari", "B": "Budi"}, 3, 40


class Talk(scenes.Scene):
    """Eight messages, the moment of the theft, the student's marks, and what the thief reads."""

    lines: list[str]
    next: int
    marked: set[int]
    open: set[int] | None
    words, half = staticmethod(phrase), [("mark", "1 3 4 5 6")]

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: "theft" at a moment, "mark" bubbles, "write" one, "run", "again"."""
        if name == "mark":
            self.marked = scenes.swept(value, self.marked)
            self.said = phrase("marks", count=len(self.marked))
            return False
        if name == "write" and value.strip():
            self.lines[self.next] = value.strip()
            self.next = (self.next + 1) % len(TURNS)
        elif name == "theft":
            self.theft = int(value)
        elif name == "run" and not self.marked:
            self.said = phrase("none")
        elif name == "again":
            self.lines, self.next = list(data.toml("scenes", "lesson_02")["lines"]), 0
            self.marked, self.open, self.theft, self.said = set(), None, THEFT, phrase("begin")
        if (name == "run" and self.marked) or self.open is not None:
            self._run()
        return None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the moments, the talk, and what can be done."""
        on = [item("again", phrase("again"))]
        if self.open is None:
            on = [item("run", phrase("run")), *on]
        write = item("write", phrase("write", number=self.next), looks={"plain": True})
        field = {"id": "own", "label": phrase("sentence"), "value": "", "most": LONGEST}
        moments = [self._moment(number) for number in range(1, len(TURNS))]
        bubbles = [self._bubble(number) for number in range(len(TURNS))]
        return [
            *scenes.text(phrase("ask" if self.open is None else "after")),
            {"kind": "steps", "label": phrase("moments"), "items": moments},
            {"kind": "bubbles", "label": phrase("talk"), "items": bubbles},
            scenes.buttons(*on),
            {"kind": "form", **field, "button": write},
        ]

    def _run(self) -> None:
        from course_lib.encryption import thief  # brings pandas

        first = self.open is None
        self.open = set(thief.steal(TURNS, self.theft).query("readable").message)
        told = {"count": len(self.open), "found": len(self.open & self.marked)}
        self.said = phrase("seen", marked=len(self.marked), **told)
        if first:
            self.keep("copied", len(self.marked), str(len(self.open)))

    def _moment(self, number: int) -> dict[str, Any]:
        now = number == self.theft
        label, below = phrase("moment", number=number), phrase("theft") if now else ""
        more = {"label": label, "looks": {"now": now}, "pressed": now}
        return {**item("theft", str(number), number, **more), "below": below}

    def _bubble(self, number: int) -> dict[str, Any]:
        name, text = NAMES[TURNS[number]], self.lines[number]
        mine, read = number in self.marked, self.open is not None and number in self.open
        seen = self.open is not None
        label = phrase("bubble", number=number, name=name, text=text)
        label = self.label(label, marked_label=mine and seen, read_label=read)
        note = phrase("read" if read else "sealed", number=number) if seen else str(number)
        more: dict[str, Any] = {"label": label, "looks": {"guess": mine, "broken": read}}
        if not seen:
            more |= {"pressed": mine, "sweep": "mark"}
        worn = {"right": name == "Sari", "theft": number == self.theft}
        turn = {"looks": [look for look, holds in worn.items() if holds]}
        bubble = item("mark", text, number, off=seen, **more)
        return {**bubble, "note": note, "turn": turn}


open = Talk.show
