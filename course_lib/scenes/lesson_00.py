"""Lesson 0: three tags to place, then a letter to carry: to a company, and to a friend."""

from typing import Any

from course_lib import data, facts, words
from course_lib.encryption import keys, sealing
from course_lib.errors import require
from course_lib.scenes import Placing, item

phrase = data.phrases("scenes", "lesson_00")

LONGEST, SHOWN = 40, 8  # letters, bytes
PLACES = ("sari", "relay", "budi", "nusa", "meta")
RIGHT = {"nusa": {"reads": "nusa", "pays": "nusa", "paid": "meta"}, "budi": {"reads": "budi"}}
WIDE, HOP = 100 / len(PLACES), 0.9  # percent of a place; seconds from place to place
PAYS, MOVED = 2.0, 3.2  # when the coin leaves, and when the tags move


class Tags(Placing):
    """Who can read it, who pays, who is paid: for a letter to a company, then to a friend, too.

    `to` has it now, `went` are all who got one, and `sent` counts how often it was carried.
    """

    key, places, tags = "tags", PLACES, tuple(RIGHT["nusa"])
    words, half = staticmethod(phrase), [f"put {at}" for at in ("reads relay", "pays sari")]

    def on_again(self, _: str) -> str:
        """The letter lies at Sari's."""
        self.text, self.to, self.went, self.sent = phrase("example"), "", set[str](), 0
        self.right = RIGHT["nusa"]
        return super().on_again("")

    def on_put(self, value: str) -> str:
        """A tag at a place, or the letter ("letter nusa"): that carries it there."""
        thing, place = value.split()
        return self._carry(place) if thing == "letter" else super().on_put(value)

    def on_write(self, sentence: str) -> str:
        """Other words; once a letter was carried, they go the same way at once.

        Raises CourseError for no words.
        """
        require(sentence.strip(), "scenes.empty", repr(sentence))
        self.text = sentence.strip()
        return self._carry(self.to) if self.to else phrase("written")

    def _carry(self, to: str) -> str:
        """The first letter answers the guess; those after it show where the tags belong then."""
        require(to in (RIGHT if self.to else ["nusa"]), "scenes.receiver", phrase(to))
        said = "" if self.to else self.on_send("")
        if not said:
            self.right, self.at, self.was = RIGHT[to], dict(RIGHT[to]), dict.fromkeys(RIGHT[to], "")
        self.to, self.sent, self.held, self.wait = to, self.sent + 1, "", MOVED
        self.went.add(to)
        return said or phrase(f"to_{to}", **self._told())

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The places, below them the ways of letters and money, and a field for other words."""
        rows = [row for to in RIGHT if to in self.went for row in self._ways(to)]
        form = self.form("write", "sentence", self.text, LONGEST)
        return [*super().parts, {"kind": "bar", "rows": rows}, form]

    def _ways(self, to: str) -> list[list[dict[str, Any]]]:
        """The way of a letter and that of the money."""
        late = {"wait": PAYS * (to == self.to and self.wait > 0)}
        wide = WIDE * (1 + PLACES.index(to))
        way = {"text": phrase(f"way_{to}"), "wide": wide, "arrow": True, "looks": "by-sari"}
        rest = {"text": phrase(f"pays_{to}"), "wide": 3 * WIDE, **late}
        bill = {"text": phrase("bill"), "wide": 2 * WIDE, "looks": "money", "arrow": True, **late}
        return [[way], [rest, *[bill] * ("pays" in RIGHT[to])]]

    def holds(self, place: str) -> dict[str, Any]:
        """The sentence in a bubble, or its bytes; what the coin is for."""
        if place not in ("relay", self.to, self.right.get("paid")) or not self.to:
            return {}
        shape = {"shape": "touch-message", "looks": "box by-sari"} if place == self.to else {}
        wait = HOP * PLACES.index(place) * (self.wait > 0)
        came = {"id": f"sees-{place}-{self.sent}", "wait": wait}
        return {**shape, **came, "text": phrase(f"holds_{place}", **self._told())}

    def _place(self, place: str) -> dict[str, Any]:
        """A place, and what has come to it: the letter, the coin with the price, a question."""
        made, came = super()._place(place), list[dict[str, Any]]()
        if place == "sari":
            drag = {"data-drag": "put", "data-value": "letter"}
            came.append(item("letter", phrase("envelope"), 0, looks="by-sari", more=drag))
            held = {"drag": "put", "pressed": self.held == "letter", "first": True}
            made["tags"].insert(0, item("take", self.text, "letter", looks="by-sari", **held))
        elif place == self.to:
            way = "sari-stop relay-stop"
            came.append(item("letter", phrase("envelope"), self.sent, looks="by-sari", path=way))
        elif not self.to:
            came.append(item("unknown", phrase("unknown"), place))
        elif place == self.right.get("paid"):
            price = words.money(facts.value("J13.2024.service"), digits=4)
            more = {"looks": "money coined", "path": "nusa-stop", "wait": PAYS}
            came.append(item("coin", price, self.sent, **more))
        return {**made, "carries": came}

    def _told(self) -> dict[str, str]:
        key = keys.agree(keys.demo_key_pair("sari"), keys.demo_key_pair(self.to or "nusa").public)
        sealed = sealing.seal(key, self.text.encode())
        seen, size = sealed[:SHOWN].hex(" "), words.number(len(sealed))
        return {"sentence": self.text, "bytes": seen, "size": size}


open = Tags.show
