"""Lesson 0: three tags to place, then a sentence is sent and the wrong ones move."""

from __future__ import annotations

from typing import Any

from course_lib import facts, scenes, words
from course_lib.encryption import keys, sealing
from course_lib.errors import refuse
from course_lib.scenes import item, placing

phrase = scenes.phrases("lesson_00")

LONGEST, SHOWN = 60, 12  # letters, bytes


class Tags(placing.Placing):
    """Who can read it, who pays, who is paid: for a sentence of the student's own."""

    key, places = "tags", ("sari", "relay", "nusa", "meta")
    right = {"reads": "nusa", "pays": "nusa", "paid": "meta"}  # noqa: RUF012
    tags, text = tuple(right), phrase("example")
    words, half = staticmethod(phrase), [("put", "reads relay"), ("put", "pays sari")]

    def send(self, value: str) -> None:
        """The sentence, sent."""
        if not value:
            raise refuse("scenes.empty", repr(value))
        super().send(value)
        self.text = value

    def below(self) -> list[dict[str, Any]]:
        """Two arrows: the way of the letter and, once it was sent, that of the money."""
        letter = {"text": phrase("sealed" if self.was else "letter"), "wide": 75, "arrow": True}
        rows = [[{**letter, "looks": ["by-sari"]}]]
        if self.was:
            free = {"text": phrase("nothing"), "wide": 25, "looks": ["plain"]}
            gap = {"text": "", "wide": 25, "blank": True}
            bill = {"text": phrase("bill", **self._told()), "wide": 50, "looks": ["now"]}
            rows.append([free, gap, {**bill, "arrow": True}])
        return [{"kind": "bar", "rows": rows}]

    def way_on(self) -> dict[str, Any]:
        """The sentence to send."""
        on = item("again", phrase("again")) if self.was else item("send", phrase("send"))
        field = {"id": "sentence", "label": phrase("sentence"), "value": self.text}
        return {"kind": "form", **field, "most": LONGEST, "button": on}

    def holds(self, place: str) -> str:
        """The sentence, the bytes, the money; nobody knows before it was sent."""
        if place == "sari":
            return self.text
        return phrase(f"holds_{place}", **self._told()) if self.was else phrase("unknown")

    def why(self, tag: str, place: str) -> str:
        """The reason, with the price in it."""
        return phrase(f"no_{tag}_{place}", **self._told())

    def _told(self) -> dict[str, str]:
        key = keys.agree(keys.demo_key_pair("sari"), keys.demo_key_pair("nusa").public)
        sealed = sealing.seal(key, self.text.encode())
        price = words.money(facts.fact("J13.2024.service").value or 0, digits=4)
        told = {"sentence": self.text, "bytes": sealed[:SHOWN].hex(" "), "price": price}
        return told | {"size": words.number(len(sealed))}


open = Tags.show
