"""Lesson 0: three tags to place, then a sentence is sent and the wrong ones move."""

from __future__ import annotations

from typing import Any

from course_lib import facts, scenes, words
from course_lib.encryption import keys, sealing
from course_lib.errors import refuse
from course_lib.scenes import item, placing

phrase = scenes.phrases("lesson_00")

LONGEST, SHOWN = 60, 8  # letters, bytes
ARRIVES = {"sari": 0, "relay": 0.9, "nusa": 1.8, "meta": 2.9}  # seconds after "send"
PAYS, MOVED = 2.0, 3.2  # when the coin leaves, and when the tags move


class Tags(placing.Placing):
    """Who can read it, who pays, who is paid: for a sentence of the student's own.

    `sent` counts how often: each time an envelope travels, and a coin comes after it.
    """

    key, places = "tags", tuple(ARRIVES)
    right = {"reads": "nusa", "pays": "nusa", "paid": "meta"}  # noqa: RUF012
    tags, text, sent = tuple(right), phrase("example"), 0
    words, half = staticmethod(phrase), [("put", "reads relay"), ("put", "pays sari")]

    def send(self, value: str) -> None:
        """The sentence, sent; after the answer it can be another one."""
        if not value:
            raise refuse("scenes.empty", repr(value))
        again = bool(self.was)
        if not again:
            super().send(value)
        self.text, self.sent, self.wait = value, self.sent + 1, 0 if again else MOVED
        if again:
            self.said = phrase("resent", **self._told())

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The places, and below them the way of the letter and, once sent, that of the money."""
        rows = [[{"text": phrase("letter"), "wide": 75, "arrow": True, "looks": ["by-sari"]}]]
        if self.was:
            late = {"wide": 50, "wait": PAYS, "arrow": True}
            bill = {"text": phrase("bill"), "looks": ["money"], **late}
            rows.append([{"text": phrase("nothing"), **late}, bill])
        return [*super().parts, {"kind": "bar", "rows": rows}]

    def way_on(self) -> dict[str, Any]:
        """The sentence to send."""
        send = item("send", phrase("send"), looks={"plain": bool(self.was)})
        return scenes.form(phrase("sentence"), self.text, LONGEST, send)

    def holds(self, place: str) -> dict[str, Any]:
        """The sentence in a bubble, or its bytes; nothing at Meta, nor before it is sent."""
        if place == "meta" or not (self.was or place == "sari"):
            return {}
        shape = {} if place == "relay" else {"shape": "touch-message", "looks": ["by-sari"]}
        came = {"id": f"sees-{place}-{self.sent}", "wait": ARRIVES[place] * bool(self.was)}
        return {**shape, **came, "text": phrase(f"holds_{place}", **self._told())}

    def _place(self, place: str) -> dict[str, Any]:
        """A place, and what has come to it: the envelope, the coin with the price, a question."""
        number = self.sent if self.was else 0
        way = {"path": "sari-stop relay-stop"} if number else {}
        letter = item("letter", phrase("envelope"), number, looks={"by_sari": True}, **way)
        price = words.money(facts.value("J13.2024.service"), digits=4)
        coin = item("coin", price, number, looks={"money": True, "coined": True})
        coin |= {"path": "nusa-stop", "wait": PAYS}
        here = {"nusa": [letter], "meta": [coin]} if number else {"sari": [letter]}
        nobody_knows = [] if number else [item("unknown", phrase("unknown"), place)]
        return {**super()._place(place), "carries": here.get(place, nobody_knows)}

    def _told(self) -> dict[str, str]:
        key = keys.agree(keys.demo_key_pair("sari"), keys.demo_key_pair("nusa").public)
        sealed = sealing.seal(key, self.text.encode())
        seen, size = sealed[:SHOWN].hex(" "), words.number(len(sealed))
        return {"sentence": self.text, "bytes": seen, "size": size}


open = Tags.show
