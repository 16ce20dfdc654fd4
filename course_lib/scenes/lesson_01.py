"""Lesson 1: mark the letters that break when the relay flips one bit, then see."""

from __future__ import annotations

from typing import Any

from course_lib import scenes
from course_lib.encryption import keys, sealing
from course_lib.errors import refuse
from course_lib.scenes import item

phrase = scenes.phrases("lesson_01")

LONG, BLOCK, HIT = 48, 16, 5  # letters, letters, the byte the relay flips first


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
        return [*scenes.text(text), form, sheet, scenes.buttons(*on)]

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
        used, self.hit = sealing.message_keys(self.key), place
        try:
            opened = sealing.decrypt(used.encryption, used.start, bytes(sealed[: -sealing.TAG]))
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
        worn = {"broken": wrong, "guess": marked, "hit": place == self.hit}
        if seen:
            return item("hit", shown, place, label=label, looks=worn)
        return item("mark", shown, place, label=label, looks=worn, pressed=marked, sweep="mark")


def _glyph(byte: int) -> str:
    letter = chr(byte)
    return letter if letter.isprintable() else "·"


open = Sentence.show
