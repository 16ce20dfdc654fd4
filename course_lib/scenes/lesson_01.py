"""Lesson 1: mark the letters that break when a bit is flipped; later, put a spy in her place."""

from typing import Any

from course_lib import data, scenes
from course_lib.encryption import handshake, keys, sealing
from course_lib.errors import require
from course_lib.scenes import item

phrase = data.phrases("scenes", "lesson_01")

LONG, BLOCK, HIT = 48, 16, 5  # letters, letters, the byte the relay flips first
SHOWN = 14  # bytes that the spy sees


class Sentence(scenes.Marks):
    """A sealed sentence of 48 letters, the student's marks, and what Budi reads after a flip."""

    words, half = staticmethod(phrase), ["mark 1 4 5 6 7"]

    def on_again(self, _: str) -> str:
        """Begin with the example."""
        self.on_use(phrase("example"))
        return phrase("begin")

    def on_use(self, sentence: str) -> str:
        """Seal a sentence of the student's own, of 17 to 48 ASCII signs, else CourseError."""
        require(sentence.isascii() and sentence.isprintable(), "scenes.sentence", sentence)
        require(BLOCK < len(sentence.rstrip()) <= LONG, "scenes.short", len(sentence.rstrip()))
        self.text, self.read, self.marked = sentence.ljust(LONG), "", set[int]()
        return self.on_hit(f"{HIT}")

    def on_take(self, _: str) -> str:
        """The bolt, in the hand."""
        self.held = True
        return phrase("held")

    def on_hit(self, value: str) -> str:
        """Put the bolt on a letter: before the first flip it waits there."""
        self.hit, self.held = int(value.split()[-1]), False
        if not self.read:
            return phrase("marks", count=len(self.marked))
        self.marked = set()
        return self._flip("struck")

    def on_flip(self, _: str) -> str:
        """The first flip answers the marks."""
        if not self.marked:
            return phrase("none")
        said = self._flip("seen")
        self.keep("flip", len(self.marked), str(len(self.wrong)))
        return said

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The question, the sentence in three blocks, and what can be done."""
        buttons = self.ways("again" if self.read else "flip", ready=bool(self.read or self.marked))
        form = self.form("use", "sentence", self.text.rstrip(), LONG)
        rows = [self._row(first) for first in range(0, LONG, BLOCK)]
        sheet = {"kind": "letters", "label": phrase("sheet"), "rows": rows}
        held = {"drag": "hit", "pressed": self.held}
        buttons["items"].append(item("take", phrase("bolt"), "bolt", looks="plain hit", **held))
        return [*scenes.text(phrase("tap" if self.read else "ask")), buttons, sheet, form]

    @property
    def wrong(self) -> set[int]:
        """The places at which Budi does not read what Sari wrote."""
        both = zip(self.text, self.read or self.text, strict=True)
        return {place for place, (wrote, reads) in enumerate(both) if wrote != reads}

    def _flip(self, said: str) -> str:
        key = keys.hkdf(b"lesson 1", b"demo", 32)
        sealed = sealing.tampered(sealing.seal(key, self.text.encode()), self.hit)
        try:
            opened = sealing.unchecked(key, sealed).decode("latin-1")
        except keys.Refused:
            opened = "\0" * LONG
        self.read = "".join(letter if letter.isprintable() else "·" for letter in opened)
        marked, wrong, found = map(len, (self.marked, self.wrong, self.wrong & self.marked))
        said = "closed" if wrong == LONG else said
        return phrase(said, marked=marked, wrong=wrong, found=found)

    def _row(self, first: int) -> dict[str, Any]:
        """A block, and how many of its letters are wrong."""
        block = range(first, first + BLOCK)
        told = phrase("count", count=len(self.wrong.intersection(block))) if self.read else ""
        label, cells = phrase("block", number=1 + first // BLOCK), [*map(self._cell, block)]
        return {"label": label, "cells": cells, "wrong": told}

    def _cell(self, place: int) -> dict[str, Any]:
        shown, wrong, seen = (self.read or self.text)[place], place in self.wrong, bool(self.read)
        marked, hit = place in self.marked, place == self.hit
        echo = wrong and place == self.hit + BLOCK  # the one letter of the next block
        looks = {"guess": marked, "hit": hit or echo, "now": hit, "echo": echo}
        looks |= {"broken": wrong and not echo, "missed": marked and seen and not wrong}
        label = phrase("letter", letter=shown.strip() or phrase("space"), place=place + 1)
        label = self.label(label, hit=hit, wrong=wrong, marked=marked and seen)
        more = {"label": label, "looks": looks, "drop": place}
        if seen or self.held:
            wait = 1 if echo else 0.04 * abs(place - self.hit)
            return item("hit", shown, place, wait=wait * wrong, **more)
        return item("mark", shown, place, pressed=marked, sweep="mark", **more)


class Spy(scenes.Scene):
    """Mallory at one of four places: what she reads there, and the digits on both phones."""

    key, places, right = "spy_place", ("wifi", "operator", "relay", "list"), "list"
    words = staticmethod(data.phrases("scenes", "lesson_01_spy"))

    def on_again(self, _: str) -> str:
        """Mallory is nowhere."""
        self.at, self.been = "", set[str]()
        return self.words("begin")

    def on_put(self, place: str) -> str:
        """Mallory, at a place; the first one is the guess."""
        if not self.at:
            self.keep(self.key, self.words(place), self.words(self.right))
        self.at = place
        self.been.add(place)
        return self.words(f"no_{place}")

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the four places, and both phones."""
        places = {"kind": "places", "places": [self._place(place) for place in self.places]}
        phones = {"kind": "phones", "phones": [self._phone("sari"), self._phone("budi")]}
        again = {"kind": "buttons", "items": [self.again()]}
        return [*scenes.text(self.words("ask")), again, places, phones]

    def reads(self, place: str) -> str:
        """The sentence where the phones use Mallory's keys; elsewhere the bytes that go by."""
        known = place == self.right
        key = keys.demo_key("sari", "mallory" if known else "budi")
        sealed = sealing.seal(key, self.words("sentence").encode())
        return sealing.shown(key, sealed) if known else sealed[:SHOWN].hex(" ")

    def digits(self, phone: str) -> str:
        """The sixty digits as this phone shows them."""
        mine, other = phone, "budi" if phone == "sari" else "sari"
        theirs = "mallory" if self.at == self.right else other
        own, given = (keys.demo_key_pair(name).public for name in (mine, theirs))
        return handshake.safety_number(own, mine, given, other)

    def _place(self, place: str) -> dict[str, Any]:
        here, known = place == self.at, place in self.been
        tags = [item("here", self.words("mallory"), looks="guess", off=True)] if here else []
        holds = self.words(f"holds_{place}", reads=self.reads(place)) if known else "?"
        put = item("put", self.words("is_here" if here else "here"), place, off=here)
        shown = {"name": self.words(place), "tags": tags, "words": {"text": holds}}
        return {"id": place, "put": put, **shown}

    def _phone(self, name: str) -> dict[str, Any]:
        differ = self.digits("sari") != self.digits("budi")
        line = {"looks": {"broken": differ}, "text": self.digits(name)}
        named = {key: self.words(f"{key}_{name}") for key in ("title", "log")}
        return {**named, "id": name, "looks": name, "lines": [line] if self.at else []}


open, places = Sentence.show, Spy.show
