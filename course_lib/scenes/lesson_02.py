"""Lesson 2: place a theft in a talk and mark what falls; later, turn a ratchet, and try back."""

from __future__ import annotations

from functools import cache
from typing import Any

from course_lib import data, scenes, words
from course_lib.encryption import keys, ratchet, sealing
from course_lib.scenes import item

phrase = scenes.phrases("lesson_02")

TURNS, NAMES, THEFT, LONGEST = "ABABABAB", {"A": "Sari", "B": "Budi"}, 3, 40
GUESSES, YEAR = 10**12, 365 * 24 * 3600  # a second; seconds


@cache
def _noise(text: str) -> str:
    """The first bytes of a sealed text, about as long as the text."""
    sealed = sealing.seal(keys.demo_key("sari", "budi"), text.encode())
    return "✉ " + sealed[: max(3, len(text) // 3)].hex(" ")


@cache
def _readable(theft: int) -> frozenset[int]:
    """The messages that a thief reads who comes before message `theft`."""
    from course_lib.encryption import thief  # brings pandas

    return frozenset(thief.steal(TURNS, theft).query("readable").message)


class Talk(scenes.Scene):
    """Eight messages, the moment of the theft, the student's marks, and what the thief reads."""

    open: set[int] | None
    words, half = staticmethod(phrase), [("mark", "1 3 4 5 6")]

    def act(self, name: str, value: str = "") -> bool:
        """A touch: "theft" at a moment, "mark" bubbles, "write" one, "run", "again"."""
        if name == "again":
            self.lines, self.next = list(data.toml("scenes", "lesson_02")["lines"]), 0
            self.marked, self.open, self.theft, self.said = set[int](), None, THEFT, phrase("begin")
        elif name == "mark":
            self.marked = scenes.swept(value, self.marked)
            self.said = phrase("marks", count=len(self.marked))
        elif name == "write" and value.strip():
            self.lines[self.next] = value.strip()
            self.next = (self.next + 1) % len(TURNS)
        elif name == "theft":
            self.theft = int(value)
        elif name == "run" and not self.marked:
            self.said = phrase("none")
        if (name == "run" and self.marked) or self.open is not None:
            self._run()
        return name != "mark"

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the moments, the talk, and what can be done."""
        on = ["run", "again"] if self.open is None else ["again"]
        write = item("write", phrase("write", number=self.next), looks={"plain": True})
        moments = [self._moment(number) for number in range(1, len(TURNS))]
        bubbles = [self._bubble(number) for number in range(len(TURNS))]
        return [
            *scenes.text(phrase("ask" if self.open is None else "after")),
            self.ways(*on),
            {"kind": "steps", "label": phrase("moments"), "items": moments},
            {"kind": "bubbles", "label": phrase("talk"), "items": bubbles},
            scenes.form(phrase("sentence"), "", LONGEST, write),
        ]

    def _run(self) -> None:
        first = self.open is None
        self.open = set(_readable(self.theft))
        told = {"count": len(self.open), "found": len(self.open & self.marked)}
        self.said = phrase("seen", marked=len(self.marked), **told)
        if first:
            self.keep("copied", len(self.marked), str(len(self.open)))

    def _moment(self, number: int) -> dict[str, Any]:
        now, label = number == self.theft, phrase("moment", number=number)
        made = item("theft", str(number), number, label=label, looks={"now": now}, pressed=now)
        return {**made, "below": phrase("theft") * now}

    def _bubble(self, number: int) -> dict[str, Any]:
        name, text = NAMES[TURNS[number]], self.lines[number]
        seen, mine = self.open is not None, number in self.marked
        read = number in (self.open or ())
        label = phrase("bubble", number=number, name=name, text=text)
        label = self.label(label, marked_label=mine and seen, read_label=read)
        note = phrase("read" if read else "sealed", number=number) if seen else str(number)
        more: dict[str, Any] = {} if seen else {"pressed": mine, "sweep": "mark"}
        more |= {"label": label, "looks": {"guess": mine, "true": read}}
        if seen:  # as the thief sees it
            more["looks"]["missed"] = mine and not read
            text = ("✓ " if read else "✗ ") * mine + (text if read else _noise(text))
        worn = {"right": name == "Sari", "theft": number == self.theft}
        turn = {"looks": [look for look, holds in worn.items() if holds]}
        return {**item("mark", text, number, off=seen, **more), "note": note, "turn": turn}


class Crank(scenes.Scene):
    """The chain key of a phone: forward makes a message key and forgets, back is refused."""

    words = staticmethod(scenes.phrases("lesson_02_crank"))
    half = (("forward", ""),)

    def act(self, name: str, value: str = "") -> None:  # noqa: ARG002
        """A touch: turn "forward" or "back", or "again"."""
        told: dict[str, object] = {}
        if name == "again":
            self.chain, self.made = keys.demo_key("sari", "budi"), list[str]()
        elif name == "forward" and len(self.made) < len(TURNS):
            self.chain, message_key = ratchet.kdf_ck(self.chain)
            self.made.append(words.hex8(message_key))
            told = {"number": len(self.made) - 1, "key": self.made[-1]}
        elif name == "forward":
            name = "full"
        elif not self.made:
            name = "first"
        else:
            years = (1 << 8 * len(self.chain)) // (GUESSES * YEAR)
            told = {"digits": len(str(years)), "bytes": len(self.chain)}
        self.said = self.words(f"said_{name}", **told)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the one chain key, the message keys made so far, and the two ways."""
        key = {"id": "chain", "value": "chain", "name": self.words("chain"), "tags": []}
        held = {**key, "words": {"text": self.words("held", key=words.hex8(self.chain))}}
        both = {"kind": "places", "places": [held]}
        made = [self._made(number) for number in range(len(TURNS))]
        return [
            *scenes.text(self.words("ask")),
            self.ways("forward", "back", "again", again=True),
            both,
            {"kind": "steps", "label": self.words("made"), "items": made},
        ]

    def _made(self, number: int) -> dict[str, Any]:
        text = self.made[number] if number < len(self.made) else "?"
        return {**item("key", text, number, off=True), "below": self.words("below", number=number)}


open, crank = Talk.show, Crank.show
