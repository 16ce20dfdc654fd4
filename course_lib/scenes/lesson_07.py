"""Lesson 7: names to put on six nameless phones, from the times at which each of them sent."""

from __future__ import annotations

from datetime import datetime

from course_lib import data, scenes
from course_lib.scenes import placing

phrase = scenes.phrases("lesson_07")

SLOTS, FIRST = 16, 19 * 4  # quarters of an hour, from 19:00


class Phones(placing.Placing):
    """Three names for six phones; the answer is counted in the envelopes, as in the lesson."""

    key, tags = "whose_phone", ("friend", "shop", "sleeper")
    places = ("p1", "p2", "p3", "p4", "p5", "p6")
    words, half = staticmethod(phrase), [("put", "shop p6"), ("put", "friend p5")]

    def send(self, value: str) -> None:
        """Count: with phone 1, with how many, and until when."""
        from course_lib import relay  # brings pandas
        from course_lib.metadata import inference

        envelopes = sorted((at, one, other) for one, other, at in _envelopes())
        log = relay.log_frame(
            relay.Envelope(at, one, other, "text", 64) for at, one, other in envelopes
        )
        ends = inference.both_ends(log)
        most = ends.groupby("one").size()
        last = log.groupby("sender")["sent_at"].max()
        near = ends[ends["one"] == "p1"].set_index("other")["messages"]
        closest = inference.closest(log)
        self.right = {"friend": closest["p1"], "shop": most.idxmax(), "sleeper": last.idxmin()}
        self.counted = {
            "friend": {place: int(near.get(place, 0)) for place in self.places},
            "shop": most.to_dict(),
            "sleeper": last.dt.strftime("%H:%M").to_dict(),
        }
        super().send(value)

    def holds(self, place: str) -> str:
        """One dot for a quarter of an hour, full where the phone sent."""
        sent = {
            at.hour * 4 + at.minute // 15 - FIRST for one, _, at in _envelopes() if one == place
        }
        return "".join("●" if slot in sent else "·" for slot in range(SLOTS))

    def why(self, tag: str, place: str) -> str:
        """What was counted here, beside what was counted where the name belongs."""
        found, counted = self.right[tag], self.counted[tag]
        told = {"this": counted[place], "most": counted[found], "found": phrase(found)}
        return phrase(f"no_{tag}", **told)


def _envelopes() -> list[tuple[str, str, datetime]]:
    """Sender, recipient and moment; two who write take turns."""
    sent = []
    for both, times in data.toml("scenes", "lesson_07")["talks"].items():
        pair = both[:2], both[2:]
        for turn, at in enumerate(times.split()):
            moment = datetime.fromisoformat(f"2026-07-15T{at}+00:00")
            sent.append((pair[turn % 2], pair[1 - turn % 2], moment))
    return sent


open = Phones.show
