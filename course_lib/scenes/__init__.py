"""The first touch of each lesson: one file a lesson binds a topic's model to `lesson.touch`.

No model of its own stands here and no sentence: the words are in `data/lesson_NN.toml`.
"""

from collections.abc import Callable, Sequence
from typing import Any, Self

from course_lib import data
from course_lib.lesson import predictions, store, touch


def phrases(lesson: str) -> Callable[..., str]:
    """A function from a key to the sentence of `data/<lesson>.toml`, its {places} filled.

    >>> phrases("lesson_01")("again")
    'Start again'
    """

    def phrase(key: str, /, **values: object) -> str:
        return str(data.toml("scenes", lesson)[key]).format(**values)

    return phrase


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

    def ways(self, *names: str, **more: Any) -> dict[str, Any]:
        """Buttons in their own words; the first is the way on, and the focus goes there."""
        first, *rest = [item(name, self.words(name), looks="plain", **more) for name in names]
        return {"kind": "buttons", "items": [{**first, "first": True, "looks": []}, *rest]}

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
            name, _, value = act.partition(" ")
            made.act(name, value)
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
    at `first`. At the step `right` the guess `key` is answered. What is `named` by a step is kept,
    and `seen` is said.
    """

    key, first, right, stays = "", -1, 0, ("at",)
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
        found, self.now = self.found, self.reached + 1 if step == "" else int(step)
        self.reached = max(self.reached, self.along(self.now))
        return self.seen() + ("" if found == self.found else self._answered())

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
        go = [item("go", self.words(key, **told), again=True, first=True)] if key else []
        return {"kind": "buttons", "items": [*go, self.again(first=not key)]}

    def step(self, step: int, text: str, **more: Any) -> dict[str, Any]:
        """The thing to touch for a step, with the sign of the guess."""
        sign, looks = judged(step == self.marked, self.found and self.hits(step), self.found)
        looks |= {"now": step == self.now, **more.pop("looks", {})}
        return item("at", sign + text, step, pressed=looks["guess"], looks=looks, **more)


def text(said: str, wait: float = 0) -> list[dict[str, Any]]:
    """What is asked, and below it what the last act brought, after `wait` seconds."""
    return [{"kind": "text", "text": said}, {"kind": "said", "wait": wait}]


def item(name: str, text: str, value: object = "", **more: Any) -> dict[str, Any]:
    """Something to touch: it does `name` with `value`; `more` as in data/touch.html.

    `looks` are words, or say of each whether it is worn: {"guess": True, "broken": False}.
    """
    looks = more.pop("looks", "")
    worn = looks.split() if isinstance(looks, str) else [look for look in looks if looks[look]]
    named = {"id": f"{name}-{value}", "text": text, "act": name, "value": value}
    return {**named, "looks": worn, **more}


def mark(looks: str, x: float, text: str = "", **more: Any) -> dict[str, Any]:
    """A line, a zone or a name across a clock or a field, at `x` percent; see data/touch.html."""
    named = {"id": looks + text, "looks": looks.split(), "text": text}
    return {**named, "x": x, "y": 0, "wide": 0, **more}


def judged(mine: bool, right: bool, told: bool = True) -> tuple[str, dict[str, bool]]:
    """The sign and the looks of a guess: dashed, and once it is `told` true or missed.

    >>> judged(mine=True, right=False)
    ('✗ ', {'guess': True, 'true': False, 'missed': True})
    """
    looks = {"guess": mine, "true": told and right, "missed": told and mine and not right}
    return "✓ " * looks["true"] + "✗ " * looks["missed"], looks
