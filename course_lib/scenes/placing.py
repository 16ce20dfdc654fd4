"""Tags to place: put each where it belongs, and see the wrong ones move with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_lib import scenes
from course_lib.errors import refuse
from course_lib.scenes import item


class Placing(scenes.Scene):
    """`at` is where each tag is, `was` where it was when all were sent, `held` what is in hand.

    `asked` is the key of what is asked, and `wait` the seconds until the tags move.

    A lesson says which `places` and `tags` there are, which is `right`, what a place `holds`, and
    under which `key` the guess is kept. Of the tags that were sent, those in `told` are where they
    belong.
    """

    key: str
    axis = ""  # above all places
    places: tuple[str, ...]
    tags: tuple[str, ...]
    right: dict[str, str]
    holds: Callable[[str], dict[str, Any]]

    def notes(self, place: str, wrong: list[str]) -> list[str]:
        """Why the `wrong` tags do not belong to a place."""
        return [self.words(f"no_{tag}_{place}") for tag in wrong]

    def on_again(self, _: str) -> str:
        """All tags wait."""
        self.at, self.was, self.told = dict[str, str](), dict[str, str](), list[str]()
        self.held, self.wait, self.asked = "", 0.0, "ask"
        return self.words("begin")

    def on_take(self, tag: str) -> str:
        """A tag, in the hand."""
        self.held, self.wait = tag, 0.0
        return self.words("held", tag=self.words(tag))

    def on_put(self, value: str) -> str:
        """A tag at a place ("reads meta")."""
        tag, self.at[tag] = value.split()
        self.held = ""
        return self.words("placed", count=len(self.at))

    def on_send(self, _: str) -> str:
        """Keep the guess, and judge all tags."""
        if len(self.at) < len(self.tags):
            raise refuse("scenes.tags", len(self.at))
        self.was, self.asked, self.held = dict(self.at), "after", ""
        self.keep(self.key, self._listed(self.was), self._listed(self.right))
        self.found = sum(self.was[tag] == place for tag, place in self.right.items())
        return self.tell()

    def tell(self) -> str:
        """Move the tags to where they belong."""
        self.told, self.at = [*self.tags], dict(self.right)
        return self.words("right", count=self.found)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the tags not placed yet or a way back, and the places."""
        waiting = [tag for tag in self.tags if tag not in self.at and not self.was]
        items = [self._tag(tag) for tag in waiting] + [self.again()] * bool(self.was)
        tray = {"kind": "buttons", "id": "tray", "items": items}
        places: dict[str, Any] = {"kind": "places", "wait": self.wait, "axis": self.axis}
        places["places"] = [self._place(place) for place in self.places]
        return [*scenes.text(self.words(self.asked), self.wait), tray, places]

    def _listed(self, at: dict[str, str]) -> str:
        pairs = [(self.words(tag), self.words(place)) for tag, place in sorted(at.items())]
        return ", ".join(self.words("one", tag=tag, place=place) for tag, place in pairs)

    def _place(self, place: str) -> dict[str, Any]:
        tags = [self._tag(tag) for tag in self.tags if self.at.get(tag) == place]
        wrong = [tag for tag in self.told if self.was.get(tag) == place != self.right[tag]]
        for tag in wrong:  # a ghost where it stood
            sign, looks = scenes.judged(mine=True, right=False)
            tags.append(item("was", sign + self.words(tag), tag, looks=looks, off=True))
        put = item("put", self.words("here"), f"{self.held} {place}")
        made = {"id": place, "name": self.words(place), "tags": tags, "words": self.holds(place)}
        return {**made, "notes": self.notes(place, wrong), "put": put if self.held else None}

    def _tag(self, tag: str) -> dict[str, Any]:
        told, off, held = tag in self.told, bool(self.was), tag == self.held
        mine = not told or self.was[tag] == self.right[tag]
        sign, looks = scenes.judged(mine, right=True, told=told)
        worn = {**looks, "plain": tag not in self.at}
        wait = 0 if mine else self.wait  # only what moves waits
        more = {"off": off, "drag": None if off else "put", "wait": wait, "pressed": held}
        return item("take", sign + self.words(tag), tag, looks=worn, glide=True, **more)
