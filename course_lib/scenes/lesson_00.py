"""Lesson 0: three tags to place, then a sentence is sent and the wrong ones move."""

from __future__ import annotations

from typing import Any

from course_lib import facts, scenes, words
from course_lib.encryption import keys, sealing
from course_lib.errors import refuse
from course_lib.scenes import item, placing

phrase = scenes.phrases("lesson_00")

LONGEST, SHOWN = 60, 24  # letters, bytes
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

    def below(self) -> list[dict[str, Any]]:
        """Two arrows: the way of the letter and, once it was sent, that of the money."""
        letter = {"text": phrase("sealed" if self.was else "letter"), "wide": 75, "arrow": True}
        rows = [[{**letter, "looks": ["by-sari"]}]]
        if self.was:
            late = {"wide": 50, "wait": PAYS}
            free = {"text": phrase("nothing"), "looks": ["plain"], **late}
            bill = {"text": phrase("bill", **self._told()), "looks": ["money"], **late}
            rows.append([free, {**bill, "arrow": True}])
        return [{"kind": "bar", "rows": rows}]

    def way_on(self) -> dict[str, Any]:
        """The sentence to send."""
        again = item("again", phrase("again"), looks={"plain": True}) if self.was else None
        field = {"id": "sentence", "label": phrase("sentence"), "value": self.text, "more": again}
        send = item("send", phrase("send"), looks={"plain": bool(self.was)})
        return {"kind": "form", **field, "most": LONGEST, "button": send}

    def holds(self, place: str) -> str:
        """The sentence, the bytes, the money; nobody knows before it was sent."""
        known = self.was or place == "sari"
        return phrase(f"holds_{place}" if known else "unknown", **self._told())

    def _place(self, place: str) -> dict[str, Any]:
        """A place, what it sees in a bubble, and what has come to it: the envelope, the coin."""
        made, number = super()._place(place), self.sent if self.was else 0
        read, paid = place == "sari" or (number and place == "nusa"), number and place == "meta"
        looks = {"by-sari": read, "money": paid, "headline": paid or not (read or number)}
        made["words"] |= {"shape": "touch-message", "looks": [one for one in looks if looks[one]]}
        made["words"] |= {"id": f"sees-{place}-{number}", "wait": number and ARRIVES[place]}
        way = {"path": "sari-stop relay-stop"} if number else {}
        letter = item("letter", phrase("envelope"), number, looks={"by_sari": True}, **way)
        coin = item("coin", phrase("coin"), number, looks={"money": True}, coin=True)
        coin |= {"path": "nusa-stop", "wait": PAYS}
        here = {"nusa": [letter], "meta": [coin]} if number else {"sari": [letter]}
        return {**made, "carries": here.get(place, [])}

    def _told(self) -> dict[str, str]:
        key = keys.agree(keys.demo_key_pair("sari"), keys.demo_key_pair("nusa").public)
        sealed = sealing.seal(key, self.text.encode())
        price = words.money(facts.value("J13.2024.service"), digits=4)
        told = {"sentence": self.text, "bytes": sealed[:SHOWN].hex(" "), "price": price}
        return told | {"size": words.number(len(sealed))}


open = Tags.show
