"""The first touch of each lesson: one file a lesson binds a topic's model to `lesson.touch`.

No model of its own stands here and no sentence: the words are in `data/lesson_NN.toml`.
"""

from collections.abc import Callable, Sequence
from typing import Any, Self

from course_lib.errors import require
from course_lib.lesson import predictions, store, touch


class Scene(touch.Model):
    """What all have: words, what was said last, and a guess that is kept unless it is an example's.

    A scene has `parts` as `touch.Model`. Each touch is a method, `on_mark` for the act "mark": it
    takes the value and answers with what it brought. `on_again` begins, and is the first. After an
    act of `stays` every touch still means what it meant before.
    """

    words: Callable[..., str]
    half: Sequence[str] = ()  # the acts of the half played still
    stays: Sequence[str] = ()
    hands = 1

    def __init__(self, example: bool = False) -> None:
        self.example = example
        self.act("again")

    def act(self, name: str, value: str = "") -> bool:
        """Do what was touched, and say what came of it."""
        self.said = str(getattr(self, f"on_{name}")(value))
        return name not in self.stays

    def keep(self, key: str, guess: object, answer: str) -> None:
        """The touched guess in the course file, with its question, the answer and its evidence."""
        if not self.example:
            kept = {"questions": {key: self.words("question")}, "predictions": {key: guess}}
            if answer:
                kept["answers"] = {key: answer, predictions.reason(key): self.words("why")}
            store.add(kept)

    def ways(self, *names: str, ready: bool = True, **more: Any) -> dict[str, Any]:
        """Buttons in their own words; the first is the way on, coloured once a guess is `ready`."""
        first, *rest = [item(name, self.words(name), looks="plain", **more) for name in names]
        first |= {"first": True, "looks": {"plain": not ready}}
        return {"kind": "buttons", "items": [first, *rest]}

    def again(self, **more: Any) -> dict[str, Any]:
        """The way back to the beginning."""
        return item("again", self.words("again"), looks="plain", **more)

    def form(self, name: str, label: str, value: str, most: int, turn: int = 0) -> dict[str, Any]:
        """A field for at most `most` letters, which its button sends; a new one each `turn`."""
        button = item(name, self.words(name, number=turn), looks="plain")
        field = {"label": self.words(label), "value": value, "most": most, "button": button}
        return {"kind": "form", "id": f"form-{name}-{turn}", **field}

    def label(self, label: str, **true: bool) -> str:
        """`label` in the sentences of all keys that are `true`, one around the other."""
        for key in [key for key, holds in true.items() if holds]:
            label = self.words(key, label=label)
        return label

    @classmethod
    def played(cls, *acts: str, example: bool = True) -> Self:
        """The picture after some acts, each a name and a value: "mark 3"."""
        made = cls(example)
        for act in acts:
            made.act(*act.split(" ", 1))
        return made

    @classmethod
    def show(cls) -> None:
        """Show the picture to be touched; a file keeps it half played."""
        still = cls.played(*cls.half)
        still.said = cls.words("still")
        touch.show(cls(), still, cls.hands)


class Marks(Scene):
    """Some of many things are `marked`, one by one or by a sweep, before the answer."""

    stays = ("mark",)
    marked: set[int]

    def on_mark(self, value: str) -> str:
        """One thing ("3") is turned over; a sweep marks all ("1 3 4") or unmarks them ("0 3 4")."""
        first, *rest = map(int, value.split())
        swept = self.marked.union(rest) if first else self.marked.difference(rest)
        self.marked = swept if rest else self.marked ^ {first}
        return self.words("marks", count=len(self.marked))


class Steps(Scene):
    """A guess is marked on a row of steps; then they are looked at, until it is answered.

    `marked`, `now` and `reached` are numbers of steps, -1 before there is one; the last two begin
    at `first` and go on to `last`. At the step `right` the guess `key` is answered. What is `named`
    by a step is kept, and `seen` is said.
    """

    key, first, right, last, stays = "", -1, 0, 0, ("at",)
    named: Callable[[int], object]
    seen: Callable[[], str]

    def on_again(self, _: str) -> str:
        """Begin without a mark."""
        self.marked, self.now, self.reached = -1, self.first, self.first
        return self.words("begin")

    def on_at(self, value: str) -> str:
        """A step, touched or dragged to: the mark, and later what is looked at."""
        step = int(value.split()[-1])
        if self.reached > self.first:
            return self.on_go(step)
        self.marked = step
        return self.words("marked", mine=self.named(step))

    def on_go(self, step: int | str) -> str:
        """Look at a step, or ("") at the next."""
        if self.marked < 0:
            return self.words("unmarked")
        was, self.now = self.found, min(self.reached + 1, self.last) if step == "" else int(step)
        self.reached = max(self.reached, self.along(self.now))
        return self.seen() + ("" if was == self.found else self._answered())

    def along(self, step: int) -> int:
        """How far along the way a step lies."""
        return step

    def hits(self, step: int) -> bool:
        """Is a mark at this step right?"""
        return step == self.right

    @property
    def found(self) -> bool:
        """Has the step been reached at which the guess is answered?"""
        return self.reached >= self.right

    def _answered(self) -> str:
        told = {"mine": self.named(self.marked), "right": self.named(self.right)}
        self.keep(self.key, told["mine"], self.words("answer", **told))
        return " " + self.words("right" if self.hits(self.marked) else "wrong", **told)

    def onward(self, key: str, **told: object) -> dict[str, Any]:
        """To the next step in the sentence `key` ("" at the last), and to the beginning."""
        more = {"again": True, "first": True, "looks": {"plain": self.marked < 0}}
        go = [item("go", self.words(key, **told), **more)] if key else []
        return {"kind": "buttons", "items": [*go, self.again(first=not key)]}

    def step(self, step: int, text: str, **more: Any) -> dict[str, Any]:
        """The thing to touch for a step, with the sign of the guess."""
        mine, right = step == self.marked, self.found and self.hits(step)
        more["looks"] = {"now": step == self.now, **more.get("looks", {})}
        return judged("at", text, step, mine, right, self.found, pressed=mine, **more)


class Placing(Scene):
    """Tags to put where they belong; then the wrong ones move, with a reason.

    `at` is where each tag is, `was` where it was when all were sent, `held` what is in hand.

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
        """Keep the guess, and judge all tags. Raises CourseError while one has no place."""
        require(len(self.at) >= len(self.tags), "scenes.tags", len(self.at))
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
        shown = [self._place(place) for place in self.places]
        places = {"kind": "places", "wait": self.wait, "axis": self.axis, "places": shown}
        return [*text(self.words(self.asked), self.wait), tray, places]

    def _listed(self, at: dict[str, str]) -> str:
        pairs = [(self.words(tag), self.words(place)) for tag, place in sorted(at.items())]
        return ", ".join(self.words("one", tag=tag, place=place) for tag, place in pairs)

    def _place(self, place: str) -> dict[str, Any]:
        tags = [self._tag(tag) for tag in self.tags if self.at.get(tag) == place]
        wrong = [tag for tag in self.told if self.was.get(tag) == place != self.right[tag]]
        ghost = {"mine": True, "right": False, "off": True}  # where a tag stood
        tags += [judged("was", self.words(tag), tag, **ghost) for tag in wrong]
        put = item("put", self.words("here"), f"{self.held} {place}")
        made = {"id": place, "name": self.words(place), "tags": tags, "words": self.holds(place)}
        return {**made, "notes": self.notes(place, wrong), "put": put if self.held else None}

    def _tag(self, tag: str) -> dict[str, Any]:
        told, off = tag in self.told, bool(self.was)
        mine = not told or self.was[tag] == self.right[tag]
        wait = 0 if mine else self.wait  # only what moves waits
        more = {"off": off, "drag": None if off else "put", "wait": wait, "glide": True}
        made = judged("take", self.words(tag), tag, mine, True, told, **more)
        made["looks"]["plain"] = tag not in self.at
        return made | {"pressed": tag == self.held}


def text(said: str, wait: float = 0) -> list[dict[str, Any]]:
    """What is asked, and below it what the last act brought, after `wait` seconds."""
    return [{"kind": "text", "text": said}, {"kind": "said", "wait": wait}]


def item(name: str, text: str, value: object = "", **more: Any) -> dict[str, Any]:
    """Something to touch: it does `name` with `value`; `more` as in data/touch.html."""
    return {"id": f"{name}-{value}", "text": text, "act": name, "value": value, **more}


def judged(
    name: str, text: str, value: object, mine: bool, right: bool, told: bool = True, **more: Any
) -> dict[str, Any]:
    """An `item` that can be the guess or its answer: dashed if `mine`, and once `told` with a sign.

    >>> judged("vote", "Yes", "yes", mine=True, right=False)["text"]
    '✗ Yes'
    """
    found, missed = told and right, told and mine and not right
    sign = "✓ " if found else "✗ " if missed else ""
    looks = {**more.pop("looks", {}), "guess": mine, "true": found, "missed": missed}
    return item(name, sign + text, value, looks=looks, **more)
