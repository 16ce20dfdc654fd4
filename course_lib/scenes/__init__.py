"""The first touch of each lesson: one file a lesson binds a topic's model to `lesson.touch`.

No model of its own stands here and no sentence: the words are in `data/lesson_NN.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from course_lib import data
from course_lib.lesson import store


def phrases(lesson: str) -> Callable[..., str]:
    """A function from a key to the sentence of `data/<lesson>.toml`, its {places} filled.

    >>> phrases("lesson_01")("again")
    'Start again'
    """

    def phrase(key: str, /, **values: object) -> str:
        return str(data.toml("scenes", lesson)[key]).format(**values)

    return phrase


def keep(key: str, question: str, guess: object, answer: str) -> None:
    """The touched guess in the course file, beside the question and what it is compared with."""
    for kind, value in (("predictions", guess), ("questions", question), ("answers", answer)):
        store.record(kind, key, value)


def item(name: str, text: str, value: object = "", **more: Any) -> dict[str, Any]:
    """Something to touch: it does `name` with `value`; `more` as in data/touch.html."""
    return {"id": f"{name}-{value}", "text": text, "act": name, "value": value, **more}


def buttons(*items: dict[str, Any]) -> dict[str, Any]:
    """A row of buttons; the first is the way on, and the focus goes there."""
    first, *rest = items
    plain = [{**one, "looks": ["plain"]} for one in rest]
    return {"kind": "buttons", "items": [{**first, "first": True}, *plain]}


def looks(**worn: object) -> list[str]:
    """The names of what is true: `looks(guess=True, broken=False)` is ["guess"]."""
    return [name.replace("_", "-") for name, true in worn.items() if true]


def swept(value: str, marked: Iterable[int]) -> set[int]:
    """`marked` after a touch: "3" turns mark 3 over; "1 3 4" marks 3 and 4, "0 3 4" unmarks them.

    >>> sorted(swept("3", {1, 3})), sorted(swept("1 3 4", {1}))
    ([1], [1, 3, 4])
    """
    before = set(marked)
    first, *rest = map(int, value.split())
    if not rest:
        return before ^ {first}
    return before | set(rest) if first else before - set(rest)
