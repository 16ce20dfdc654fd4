"""Lesson 1: mark the letters that break when a bit is flipped; later, put a spy in her place."""

from __future__ import annotations

from typing import Any

from course_lib import scenes
from course_lib.encryption import handshake, keys, sealing
from course_lib.errors import refuse
from course_lib.scenes import item

phrase = scenes.phrases("lesson_01")

LONG, BLOCK, HIT = 48, 16, 5  # letters, letters, the byte the relay flips first
SHOWN = 14  # bytes that the spy sees


class Sentence(scenes.Scene):
    """A sealed sentence of 48 letters, the student's marks, and what Budi reads after a flip."""

    marked: set[int]
    words, half = staticmethod(phrase), [("mark", "1 4 5 6 7")]

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: "use" a sentence, "mark" letters, "flip" or "hit" a bit, "clear", "again"."""
        if name == "mark":
            self.marked = scenes.swept(value, self.marked)
            self.said = phrase("marks", count=len(self.marked))
            return False
        if name == "use":
            self._use(value)
        elif name == "flip" and not self.marked:
            self.said = phrase("none")
        elif name in ("flip", "hit"):
            self._flip(int(value))
        else:
            self.key = keys.hkdf(b"lesson 1", b"demo", 32)
            self._use(phrase("example"))
            self.said = phrase("begin")
        return None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The question, the sentence in three blocks, and what can be done."""
        if self.read is not None:
            text, on = phrase("tap"), [item("again", phrase("again"))]
        else:
            flip = item("flip", phrase("flip"), self.hit)
            text, on = phrase("ask"), [flip, item("clear", phrase("clear"))]
        use = item("use", phrase("use"), looks={"plain": True})
        field = {"id": "sentence", "label": phrase("sentence"), "value": self.text.rstrip()}
        form = {"kind": "form", **field, "most": LONG, "button": use}
        sheet = {"kind": "letters", "label": phrase("sheet"), "rows": self._rows()}
        return [*scenes.text(text), scenes.buttons(*on), sheet, form]

    @property
    def wrong(self) -> set[int]:
        """The places at which Budi does not read what Sari wrote."""
        both = zip(self.text, self.read or self.text, strict=True)
        return {place for place, (wrote, reads) in enumerate(both) if wrote != reads}

    def _use(self, sentence: str) -> None:
        if not (sentence.isascii() and sentence.isprintable()):
            raise refuse("scenes.sentence", sentence)
        if not BLOCK < len(sentence.rstrip()) <= LONG:
            raise refuse("scenes.short", len(sentence.rstrip()))
        self.text, self.hit, self.marked = sentence.ljust(LONG), HIT, set()
        self.read: str | None = None

    def _flip(self, place: int) -> None:
        first = self.read is None
        sealed = bytearray(sealing.seal(self.key, self.text.encode()))
        sealed[place] ^= 1
        self.hit = place
        try:
            opened = sealing.unchecked(self.key, bytes(sealed))
        except keys.Refused:
            self.read, self.said = "·" * LONG, phrase("closed")
            return
        self.read = "".join(_glyph(byte) for byte in opened)
        found = len(self.wrong & self.marked)
        told = {"marked": len(self.marked), "wrong": len(self.wrong), "found": found}
        self.said = phrase("seen", **told)
        if first:
            self.keep("flip", len(self.marked), str(len(self.wrong)))

    def _rows(self) -> list[dict[str, Any]]:
        cells = [self._cell(place) for place in range(LONG)]
        return [
            {"label": phrase("block", number=1 + at // BLOCK), "cells": cells[at : at + BLOCK]}
            for at in range(0, LONG, BLOCK)
        ]

    def _cell(self, place: int) -> dict[str, Any]:
        shown = (self.read or self.text)[place]
        label = phrase("letter", letter=shown.strip() or phrase("space"), place=place + 1)
        marked, wrong, seen = place in self.marked, place in self.wrong, self.read is not None
        label = self.label(label, hit=place == self.hit, wrong=wrong, marked=marked and seen)
        echo = wrong and place // BLOCK != self.hit // BLOCK  # the one letter of the next block
        worn = {
            "broken": wrong and not echo,
            "true": echo,
            "guess": marked,
            "hit": place == self.hit,
        }
        worn["missed"] = marked and seen and not wrong
        shown = ("✓" if wrong else "✗") * (marked and seen) + shown
        if seen:
            return item("hit", shown, place, label=label, looks=worn)
        return item("mark", shown, place, label=label, looks=worn, pressed=marked, sweep="mark")


def _glyph(byte: int) -> str:
    letter = chr(byte)
    return letter if letter.isprintable() else "·"


class Spy(scenes.Scene):
    """Mallory at one of four places: what she reads there, and the digits on both phones."""

    key, places, right = "spy_place", ("wifi", "operator", "relay", "list"), "list"
    words = staticmethod(scenes.phrases("lesson_01_spy"))
    at: str
    been: set[str]

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: "put" Mallory at a place, or "again"."""
        if name == "put":
            if not self.at:
                self.keep(self.key, self.words(value), self.words(self.right))
            self.at, self.said = value, self.words(f"no_{value}")
            self.been.add(value)
        else:
            self.at, self.been, self.said = "", set(), self.words("begin")
        return None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the four places, and both phones."""
        places = {"kind": "places", "places": [self._place(place) for place in self.places]}
        phones = {"kind": "phones", "phones": [self._phone("sari"), self._phone("budi")]}
        again = item("again", self.words("again"), looks={"plain": True})
        buttons = {"kind": "buttons", "items": [again]}
        return [*scenes.text(self.words("ask")), buttons, places, phones]

    def reads(self, place: str) -> str:
        """The sentence where the phones use Mallory's keys; elsewhere the bytes that go by."""
        theirs = "mallory" if place == self.right else "budi"
        key = keys.demo_key("sari", theirs)
        sealed = sealing.seal(key, self.words("sentence").encode())
        known = place == self.right
        return sealing.shown(key, sealed) if known else sealed[:SHOWN].hex(" ")

    def digits(self, phone: str) -> str:
        """The sixty digits as this phone shows them."""
        mine, other = phone, "budi" if phone == "sari" else "sari"
        theirs = "mallory" if self.at == self.right else other
        own, given = (keys.demo_key_pair(name).public for name in (mine, theirs))
        return handshake.safety_number(own, mine, given, other)

    def _place(self, place: str) -> dict[str, Any]:
        here, known = place == self.at, place in self.been
        tags = (
            [item("here", self.words("mallory"), looks={"guess": True}, off=True)] if here else []
        )
        holds = self.words(f"holds_{place}", reads=self.reads(place)) if known else "?"
        put = item("put", self.words("is_here" if here else "here"), place, off=here)
        made = {"id": place, "value": place, "name": self.words(place), "tags": tags}
        return {**made, "words": {"text": holds}, "put": put}

    def _phone(self, name: str) -> dict[str, Any]:
        differ = self.digits("sari") != self.digits("budi")
        line = {"looks": ["broken"] if differ else [], "text": self.digits(name)}
        named = {key: self.words(f"{key}_{name}") for key in ("title", "log")}
        return {**named, "id": name, "looks": [name], "lines": [line] if self.at else []}


open, places = Sentence.show, Spy.show
