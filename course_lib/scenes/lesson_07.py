"""Lesson 7: names to put on six nameless phones, from the times at which each of them sent.

Then the names come off the envelopes, and the first phone's own messages can be moved.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from course_lib import data
from course_lib.scenes import Placing, item

phrase = data.phrases("scenes", "lesson_07")

SLOTS, SLOT = 24, 10  # of the evening: dots, minutes a dot
BEGINS, MINUTE = datetime(2026, 7, 15, 19, tzinfo=UTC), timedelta(minutes=1)
MINE, FRIEND = "p1", "p4"
ENVELOPES = data.toml("scenes", "lesson_07")["sent"]  # minute of the evening, sender, recipient


class Phones(Placing):
    """Three names for six phones, counted in the envelopes; `late` is how long phone 1 waits.

    `late` is None while the envelopes have names, and minutes once they have none.
    """

    key, tags = "whose_phone", ("friend", "shop", "sleeper")
    places = ("p1", "p2", "p3", "p4", "p5", "p6")
    words, half = staticmethod(phrase), ["put shop p6", "put friend p5"]
    axis = phrase("axis")
    late: int | None = None

    def on_again(self, _: str) -> str:
        """The envelopes have names."""
        self.late = None
        return super().on_again("")

    def on_next(self, _: str) -> str:
        """The proof of the next name."""
        return self.tell()

    def on_hide(self, minutes: str) -> str:
        """Take the names off, or move the first phone's messages by some minutes."""
        self.at, self.told, self.asked = {}, [], "hidden"
        self.late = max(0, (self.late or 0) + int(minutes or 0))
        named = self._named()
        told = {"minutes": self.late, "place": phrase(named), "friend": phrase(FRIEND)}
        return phrase("found" if named == FRIEND else "lost", **told)

    def on_send(self, _: str) -> str:
        """Count: with phone 1, with how many, and until when. Tell of the first name."""
        from course_lib import relay  # brings pandas
        from course_lib.metadata import inference

        sent = (relay.Envelope(BEGINS + at * MINUTE, a, b, "text", 64) for at, a, b in ENVELOPES)
        told = inference.told_of(relay.log_frame(sent), MINE)
        found = told["shared"].idxmax(), told["others"].idxmax(), told["last"].idxmin()
        self.right = dict(zip(self.tags, found, strict=True))
        told["last"] = told["last"].dt.strftime("%H:%M")
        self.counted = told.set_axis(self.tags, axis=1).to_dict()
        return super().on_send("")

    def tell(self) -> str:
        """The proof of the next name: what was counted there, and where it was put."""
        tag = self.tags[len(self.told)]
        self.told, self.at[tag] = [*self.told, tag], self.right[tag]
        found, put, counted = self.right[tag], self.was[tag], self.counted[tag]
        why = [phrase(f"no_{tag}", place=phrase(found), most=counted[found])]
        if put != found:
            why.append(phrase("beside", place=phrase(put), this=counted[put]))
        if len(self.told) == len(self.tags):
            why.append(phrase("right", count=self.found))
        return " ".join(why)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """As in `Placing`, with what goes on: send, the next proof, names off, messages moved."""
        asked, said, *rest = super().parts
        if self.late is None:
            on = ("send", "next", "next", "hide")[len(self.told)]
            return [asked, said, self.ways(on, ready=len(self.at) == len(self.tags)), *rest]
        moves = ("later", SLOT), ("sooner", -SLOT)
        items = [item("hide", phrase(name), by, again=True, first=by > 0) for name, by in moves]
        return [asked, said, {"kind": "buttons", "items": items}, *rest]

    def holds(self, place: str) -> dict[str, Any]:
        """A dot for each ten minutes in which the phone sent, and what proves the last name.

        Without names it says where phone 1 sent, too.
        """
        free, mine, last = self.late is not None, self._sent(MINE), self.told[-1:]
        signs = {at: ("◉" if at in mine else "○") if free else "●" for at in self._sent(place)}
        text = "".join(signs.get(at, "·") for at in range(SLOTS))
        joins = self._proof(last[0], self.places.index(place)) if last else []
        return {"text": text, "joins": joins, "id": "-".join([place, *last])}

    def notes(self, place: str, wrong: list[str]) -> list[str]:  # noqa: ARG002
        """Without names, how near a phone is to the first; reasons are told one by one."""
        if self.late is None or place == MINE:
            return []
        return [phrase("named" if place == self._named() else "near", n=self._near()[place])]

    def _place(self, place: str) -> dict[str, Any]:
        named = self.late is not None and place == self._named()
        looks = {"row": True, "lane": True, "yours": place == MINE, "guess": named}
        return {**super()._place(place), "looks": looks}

    def _proof(self, tag: str, row: int) -> list[tuple[float, ...]]:
        """What a row shows of the lines from dot to dot, or on into silence.

        Of each line both ends, in a picture of 240 minutes by one row.
        """
        found, rows = self.right[tag], {place: n for n, place in enumerate(self.places)}
        if tag == "sleeper":
            last = max(minute for minute, one, _ in ENVELOPES if rows[one] == row)
            return [(last, 0.5, SLOTS * SLOT, 0.5)]
        ends, lines = {found, MINE} if tag == "friend" else {found}, list[tuple[float, ...]]()
        for at, *both in ENVELOPES:
            top, low = sorted(rows[one] for one in both)
            if ends <= set(both) and top <= row <= low:
                lines.append((at, 0.5 * (row == top), at, 1 - 0.5 * (row == low)))
        return lines

    def _sent(self, place: str) -> set[int]:
        """In which ten minutes a phone has a dot; those of the first wait."""
        late = (self.late or 0) * (place == MINE)
        return {(minute + late) // SLOT for minute, one, _ in ENVELOPES if one == place}

    def _near(self) -> dict[str, int]:
        """With how many dots of the first phone each other one has one at the same time."""
        mine = self._sent(MINE)
        return {place: len(mine & self._sent(place)) for place in self.places[1:]}

    def _named(self) -> str:
        """The phone that the relay takes for the friend's, by times alone."""
        near = self._near()
        return max(near, key=lambda place: near[place])


open = Phones.show
