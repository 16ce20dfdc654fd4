"""Lesson 0: three tags to place, then a sentence is sent and the wrong ones move."""

from __future__ import annotations

from typing import Any

from course_lib import facts, scenes, words
from course_lib.encryption import keys, sealing
from course_lib.errors import refuse
from course_lib.scenes import item

phrase = scenes.phrases("lesson_00")

PLACES = ("sari", "relay", "nusa", "meta")
RIGHT = {"reads": "nusa", "pays": "nusa", "paid": "meta"}
LONGEST, SHOWN = 60, 12  # letters, bytes


class Tags(scenes.Scene):
    """Where each tag is, which one is held, and, once the sentence is sent, where they were."""

    at: dict[str, str]
    was: dict[str, str]
    words, half = staticmethod(phrase), [("put", "reads relay"), ("put", "pays sari")]

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: "take" a tag, "put" it at a place ("reads meta"), "send", "again"."""
        if name == "take":
            self.held = value
            self.said = phrase("held", tag=phrase(value))
        elif name == "put":
            tag, self.at[tag] = value.split()
            self.held, self.said = "", phrase("placed", count=len(self.at))
        elif name == "send":
            self._send(value.strip())
        else:
            self.at, self.was = {}, {}
            self.held, self.text, self.said = "", phrase("example"), phrase("begin")
        return None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, four places, the tags not placed yet, and the sentence to send."""
        waiting = [self._tag(tag) for tag in RIGHT if tag not in self.at]
        tray = {"kind": "buttons", "id": "tray", "items": waiting}
        on = item("again", phrase("again")) if self.was else item("send", phrase("send"))
        field = {"id": "sentence", "label": phrase("sentence"), "value": self.text}
        form = {"kind": "form", **field, "most": LONGEST, "button": on}
        places = {"kind": "places", "places": [self._place(place) for place in PLACES]}
        asked = scenes.text(phrase("after" if self.was else "ask"))
        return [*asked, *([] if self.was else [tray]), places, form]

    def _send(self, sentence: str) -> None:
        if not sentence:
            raise refuse("scenes.empty", repr(sentence))
        if len(self.at) < len(RIGHT):
            raise refuse("scenes.tags", len(self.at))
        self.text, self.was, self.at = sentence, self.at, dict(RIGHT)
        named = [phrase("one", tag=phrase(t), place=phrase(p)) for t, p in self.was.items()]
        self.keep("tags", ", ".join(sorted(named)), phrase("answer"))
        right = sum(self.was[tag] == place for tag, place in RIGHT.items())
        self.said = phrase("right", count=right)

    def _place(self, place: str) -> dict[str, Any]:
        shown = phrase(f"holds_{place}", **self._told()) if self.was else phrase("unknown")
        if place == PLACES[0]:
            shown = self.text
        tags = [self._tag(tag) for tag, at in self.at.items() if at == place]
        made = {"id": place, "value": place, "name": phrase(place), "words": {"text": shown}}
        put = item("put", phrase("here"), f"{self.held} {place}")
        wrong = [tag for tag, at in self.was.items() if at == place != RIGHT[tag]]
        tags += [item("was", phrase(tag), tag, looks={"guess": True}, off=True) for tag in wrong]
        made["notes"] = [phrase(f"no_{tag}_{place}", **self._told()) for tag in wrong]
        return {**made, "tags": tags, "put": put if self.held else None}

    def _tag(self, tag: str) -> dict[str, Any]:
        looks = {"guess": not self.was, "now": bool(self.was)}
        more = {"drag": "put", "pressed": tag == self.held, "glide": True, "off": bool(self.was)}
        return item("take", phrase(tag), tag, looks=looks, **more)

    def _told(self) -> dict[str, str]:
        key = keys.agree(keys.demo_key_pair("sari"), keys.demo_key_pair("nusa").public)
        sealed = sealing.seal(key, self.text.encode())
        price = words.money(facts.fact("J13.2024.service").value or 0, digits=4)
        told = {"sentence": self.text, "bytes": sealed[:SHOWN].hex(" "), "price": price}
        return told | {"size": words.number(len(sealed))}


open = Tags.show
