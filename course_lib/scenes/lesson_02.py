"""Lesson 2: place a theft in a talk and mark what falls; later, turn a ratchet, and try back."""

from functools import cache
from typing import Any

from course_lib import data, scenes, words
from course_lib.encryption import keys, ratchet, sealing
from course_lib.scenes import item

phrase = data.phrases("scenes", "lesson_02")

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


class Talk(scenes.Marks):
    """Eight messages, the moment of the theft, the student's marks, and what the thief reads."""

    open: set[int] | None
    words, half = staticmethod(phrase), ["mark 1 3 4 5 6"]

    def on_again(self, _: str) -> str:
        """Eight messages, and no mark."""
        self.lines, self.next = list(data.toml("scenes", "lesson_02")["lines"]), 0
        self.marked, self.open, self.theft = set[int](), None, THEFT
        return phrase("begin")

    def on_write(self, words: str) -> str:
        """The student's own words in one bubble after the other."""
        if words.strip():
            self.lines[self.next] = words.strip()
            self.next = (self.next + 1) % len(TURNS)
        return self.said

    def on_theft(self, moment: str) -> str:
        """Another moment; once the thief reads, the bubbles answer at once."""
        self.theft = int(moment)
        return self.said if self.open is None else self.on_run("")

    def on_run(self, _: str) -> str:
        """Let the thief read; the first time answers the marks."""
        if not self.marked:
            return phrase("none")
        first, self.open = self.open is None, set(_readable(self.theft))
        if first:
            self.keep("copied", len(self.marked), str(len(self.open)))
        told = {"count": len(self.open), "found": len(self.open & self.marked)}
        return phrase("seen", marked=len(self.marked), **told)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the moments, the talk, and what can be done."""
        on = ["run", "again"] if self.open is None else ["again"]
        moments = [self._moment(number) for number in range(1, len(TURNS))]
        bubbles = [self._bubble(number) for number in range(len(TURNS))]
        return [
            *scenes.text(phrase("ask" if self.open is None else "after")),
            self.ways(*on, ready=self.open is not None or bool(self.marked)),
            {"kind": "steps", "label": phrase("moments"), "items": moments},
            {"kind": "bubbles", "label": phrase("talk"), "items": bubbles},
            self.form("write", "sentence", "", LONGEST, self.next),
        ]

    def _moment(self, number: int) -> dict[str, Any]:
        now, label = number == self.theft, phrase("moment", number=number)
        more = {"label": label, "looks": {"now": now}, "pressed": now}
        return item("theft", str(number), number, below=phrase("theft") * now, **more)

    def _bubble(self, number: int) -> dict[str, Any]:
        name, text = NAMES[TURNS[number]], self.lines[number]
        turn = {"looks": {"right": name == "Sari", "theft": number == self.theft}}
        seen, mine, read = self.open is not None, number in self.marked, number in (self.open or ())
        label = phrase("bubble", number=number, name=name, text=text)
        label = self.label(label, marked_label=mine and seen, read_label=read)
        more: dict[str, Any] = {"label": label, "turn": turn}
        if not seen:
            more |= {"pressed": mine, "sweep": "mark", "note": str(number)}
            return item("mark", text, number, looks={"guess": mine}, **more)
        looks = {"guess": mine, "true": read, "missed": mine and not read}
        text = ("✓ " if read else "✗ ") * mine + (text if read else _noise(text))  # to the thief
        note = phrase("read" if read else "sealed", number=number)
        return item("mark", text, number, looks=looks, note=note, off=True, **more)


class Crank(scenes.Scene):
    """The chain key of a phone: forward makes a message key and forgets, back is refused."""

    words = staticmethod(data.phrases("scenes", "lesson_02_crank"))
    half = ("forward",)

    def on_again(self, _: str) -> str:
        """A fresh chain."""
        self.chain, self.made = keys.demo_key("sari", "budi"), list[str]()
        return self.words("said_again")

    def on_forward(self, _: str) -> str:
        """One message key more, as many as there are messages."""
        if len(self.made) == len(TURNS):
            return self.words("said_full")
        self.chain, message_key = ratchet.kdf_ck(self.chain)
        self.made.append(words.hex8(message_key))
        return self.words("said_forward", number=len(self.made) - 1, key=self.made[-1])

    def on_back(self, _: str) -> str:
        """Refused: what one would have to guess."""
        years = (1 << 8 * len(self.chain)) // (GUESSES * YEAR)
        told = {"digits": len(str(years)), "bytes": len(self.chain)}
        return self.words("said_back" if self.made else "said_first", **told)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the one chain key, the message keys made so far, and the two ways."""
        held = {"text": self.words("held", key=words.hex8(self.chain))}
        chain = {"id": "chain", "name": self.words("chain"), "tags": [], "words": held}
        made = [self._made(number) for number in range(len(TURNS))]
        return [
            *scenes.text(self.words("ask")),
            self.ways("forward", "back", "again", again=True),
            {"kind": "places", "places": [chain]},
            {"kind": "steps", "label": self.words("made"), "items": made},
        ]

    def _made(self, number: int) -> dict[str, Any]:
        text = self.made[number] if number < len(self.made) else "?"
        return {**item("key", text, number, off=True), "below": self.words("below", number=number)}


open, crank = Talk.show, Crank.show
