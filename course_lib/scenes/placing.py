"""Tags to place: put each where it belongs, and see the wrong ones move with a reason."""

from __future__ import annotations

from typing import Any

from course_lib import scenes
from course_lib.errors import refuse
from course_lib.scenes import item


class Placing(scenes.Scene):
    """`at` is where each tag is, `was` where it was when all were sent, `held` the one in hand.

    A lesson says which `places` and `tags` there are, which is `right`, what a place holds
    (`holds`), why a tag is not there (`why`), and under which `key` the guess is kept.
    """

    key: str
    axis = ""  # above all places
    twins = ""  # signs with a field of their own, once answered
    worn: tuple[str, ...] = ()  # what each place looks like
    places: tuple[str, ...]
    tags: tuple[str, ...]
    right: dict[str, str] = {}  # noqa: RUF012
    at: dict[str, str]
    was: dict[str, str]
    wait: float  # seconds until the tags move

    def holds(self, place: str) -> str:
        """What stands at a place; before and after all tags were sent."""
        raise NotImplementedError

    def why(self, tag: str, place: str) -> str:
        """Why the tag does not belong there."""
        return self.words(f"no_{tag}_{place}")

    def notes(self, place: str, wrong: list[str]) -> list[str]:
        """What stands at a place to which the `wrong` tags do not belong."""
        return [self.why(tag, place) for tag in wrong]

    def below(self) -> list[dict[str, Any]]:
        """What is drawn below the places."""
        return []

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: "take" a tag, "put" it at a place ("reads meta"), "send", "again"."""
        if name == "take":
            self.held = value
            self.said = self.words("held", tag=self.words(value))
        elif name == "put":
            tag, self.at[tag] = value.split()
            self.held, self.said = "", self.words("placed", count=len(self.at))
        elif name == "send":
            self.send(value.strip())
        else:
            self.at, self.was, self.held, self.wait = {}, {}, "", 0
            self.said = self.words("begin")
        return None

    def send(self, value: str) -> None:  # noqa: ARG002
        """Tell what is right. `value` is what was typed, where something is."""
        if len(self.at) < len(self.tags):
            raise refuse("scenes.tags", len(self.at))
        self.was, self.at = self.at, dict(self.right)
        count = sum(self.was[tag] == place for tag, place in self.right.items())
        self.keep(self.key, self._listed(self.was), self._listed(self.right))
        self.said = self.words("right", count=count)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the tags not placed yet, and the places."""
        waiting = [self._tag(tag) for tag in self.tags if tag not in self.at]
        places: dict[str, Any] = {
            "kind": "places",
            "axis": self.axis,
            "twins": self.twins * bool(self.was),
        }
        places["wait"] = self.wait
        places["places"] = [self._place(place) for place in self.places]
        tray = {"kind": "buttons", "id": "tray", "items": waiting}  # empty it keeps its height
        asked = scenes.text(self.words("after" if self.was else "ask"), self.wait)
        return [*asked, self.way_on(), tray, places, *self.below()]

    def way_on(self) -> dict[str, Any]:
        """What sends the tags, or begins again."""
        name = "again" if self.was else "send"
        return scenes.buttons(item(name, self.words(name)))

    def _listed(self, at: dict[str, str]) -> str:
        pairs = [(self.words(tag), self.words(place)) for tag, place in sorted(at.items())]
        return ", ".join(self.words("one", tag=tag, place=place) for tag, place in pairs)

    def _place(self, place: str) -> dict[str, Any]:
        tags = [self._tag(tag) for tag in self.tags if self.at.get(tag) == place]
        wrong = [tag for tag, at in self.was.items() if at == place != self.right[tag]]
        for tag in wrong:  # a ghost where it stood
            text = f"✗ {self.words(tag)}"
            tags.append(item("was", text, tag, looks={"guess": True, "missed": True}, off=True))
        put = item("put", self.words("here"), f"{self.held} {place}")
        made: dict[str, Any] = {"id": place, "value": place, "name": self.words(place)}
        made |= {"tags": tags, "looks": self.worn}
        made["notes"] = self.notes(place, wrong)
        return {**made, "words": {"text": self.holds(place)}, "put": put if self.held else None}

    def _tag(self, tag: str) -> dict[str, Any]:
        found = self.was.get(tag) == self.right.get(tag, "")
        looks = {
            "guess": not self.was or found,
            "true": bool(self.was),
            "plain": tag not in self.at,
        }
        more = {"drag": "put", "pressed": tag == self.held, "glide": True, "wait": self.wait}
        return item(
            "take",
            "✓ " * bool(self.was) + self.words(tag),
            tag,
            looks=looks,
            off=bool(self.was),
            **more,
        )
