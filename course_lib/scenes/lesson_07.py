"""Lesson 7: names to put on six nameless phones, from the times at which each of them sent.

Then the names come off the envelopes, and the first phone's own messages can be moved.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from course_lib import data, scenes
from course_lib.scenes import item, placing

phrase = scenes.phrases("lesson_07")

SLOTS, SLOT, FIRST = 24, 10, 19 * 60  # of the evening: dots, minutes a dot, the first minute
MINE, FRIEND = "p1", "p4"


class Phones(placing.Placing):
    """Three names for six phones, counted in the envelopes; `late` is how long phone 1 waits.

    `late` is None while the envelopes have names, and minutes once they have none.
    """

    key, tags = "whose_phone", ("friend", "shop", "sleeper")
    places = ("p1", "p2", "p3", "p4", "p5", "p6")
    words, half = staticmethod(phrase), [("put", "shop p6"), ("put", "friend p5")]
    worn, axis, twins = ("row", "lane"), phrase("axis"), "1"
    late: int | None = None

    def act(self, name: str, value: str = "") -> bool | None:
        """As in `Placing`, and "hide" the names, then move my messages "later" or "sooner"."""
        if name in (steps := {"hide": 0, "later": SLOT, "sooner": -SLOT}):
            self.late = max(0, (self.late or 0) + steps[name])
            named = self._named()
            told = {"minutes": self.late, "place": phrase(named), "friend": phrase(FRIEND)}
            self.said = phrase("found" if named == FRIEND else "lost", **told)
            return None
        self.late = None
        return super().act(name, value)

    def send(self, value: str) -> None:
        """Count: with phone 1, with how many, and until when."""
        from course_lib import relay  # brings pandas
        from course_lib.metadata import inference

        log = relay.log_frame(relay.Envelope(*each, "text", 64) for each in _envelopes())
        ends = inference.both_ends(log)
        most = ends.groupby("one").size()
        last = log.groupby("sender")["sent_at"].max()
        near = ends[ends["one"] == MINE].set_index("other")["messages"]
        closest = inference.closest(log)
        self.right = {"friend": closest[MINE], "shop": most.idxmax(), "sleeper": last.idxmin()}
        self.counted = {
            "friend": {place: int(near.get(place, 0)) for place in self.places},
            "shop": most.to_dict(),
            "sleeper": last.dt.strftime("%H:%M").to_dict(),
        }
        super().send(value)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The names to place; then the six phones without names, and what moves the first."""
        if self.late is None:
            return super().parts
        named, near = self._named(), self._near()
        places = []
        for place in self.places:
            notes = [phrase("near", n=near[place])] if place in near else []
            notes += [phrase("named")] if place == named else []
            looks = [*self.worn, "guess"] if place == named else self.worn
            made = {"id": place, "value": place, "name": phrase(place), "tags": [], "looks": looks}
            places.append({**made, "words": {"text": self.holds(place)}, "notes": notes})
        moves = [item(name, phrase(name), again=True) for name in ("later", "sooner")]
        way_on = scenes.buttons(*moves, item("again", phrase("again")))
        shown = {"kind": "places", "places": places, "axis": self.axis, "twins": "●"}
        return [*scenes.text(phrase("hidden")), way_on, shown]

    def way_on(self) -> dict[str, Any]:
        """What sends the names, or takes them off the envelopes."""
        if not self.was:
            return super().way_on()
        return scenes.buttons(item("hide", phrase("hide")), item("again", phrase("again")))

    def holds(self, place: str) -> str:
        """One sign for ten minutes: a dot where the phone sent; counted, the phone it wrote to.

        Without names a dot is full where phone 1 sent, too.
        """
        mine, sent = self._sent(MINE), self._sent(place)
        signs = {at: to[1] if self.was else "●" for at, to in sent.items()}
        if self.late is not None:
            signs = {at: "●" if at in mine else "○" for at in sent}
        return "".join(signs.get(at, "·") for at in range(SLOTS))

    def notes(self, place: str, wrong: list[str]) -> list[str]:  # noqa: ARG002
        """The reasons stand where a name belongs."""
        return [self.why(tag, self.was[tag]) for tag in self.was if self.right[tag] == place]

    def why(self, tag: str, place: str) -> str:
        """What was counted where the name belongs, beside what was counted where it was put."""
        found, counted = self.right[tag], self.counted[tag]
        why = phrase(f"no_{tag}", most=counted[found])
        beside = phrase("beside", place=phrase(place), this=counted[place])
        return why if place == found else f"{why} {beside}"

    def _sent(self, place: str) -> dict[int, str]:
        """The dots of a phone, and to whom it wrote; those of the first wait."""
        first = FIRST - (self.late or 0) * (place == MINE)
        sent = [(at.hour * 60 + at.minute, to) for at, one, to in _envelopes() if one == place]
        return {(minute - first) // SLOT: to for minute, to in sent}

    def _near(self) -> dict[str, int]:
        """With how many dots of the first phone each other one has one at the same time."""
        mine = self._sent(MINE).keys()
        return {place: len(mine & self._sent(place).keys()) for place in self.places[1:]}

    def _named(self) -> str:
        """The phone that the relay takes for the friend's, by times alone."""
        near = self._near()
        return max(near, key=lambda place: near[place])


def _envelopes() -> list[tuple[datetime, str, str]]:
    """Moment, sender and recipient, in order; two who write take turns."""
    sent = []
    for both, times in data.toml("scenes", "lesson_07")["talks"].items():
        pair = both[:2], both[2:]
        for turn, at in enumerate(times.split()):
            moment = datetime.fromisoformat(f"2026-07-15T{at}+00:00")
            sent.append((moment, pair[turn % 2], pair[1 - turn % 2]))
    return sorted(sent)


open = Phones.show
