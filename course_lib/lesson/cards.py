"""A card to send: a question with a guess on one picture, and on a second one the answer.

It is drawn from `data/card.svg` with the letters that vl-convert brings along. It is made when
somebody asks for it and is stored nowhere.
"""

from __future__ import annotations

import hashlib
import json
import textwrap
from base64 import b64encode
from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets as widgets

from course_lib import data, look
from course_lib.lesson import live, store
from course_lib.lesson.tables import without_maths

phrase = data.phrases("lesson")

PEN, LONGEST_PEN = "pen", 40  # where the course file keeps the pen name, beside the claims
_WIDE = 584
# Of each text on a card: the size of its letters at most, where it begins, and its height.
_PLACES = ((20, 28, 28), (26, 56, 96), (44, 152, 96), (18, 248, 70), (16, 318, 20))


def button(key: str, question: str, guess: str, answer: str, why: str) -> widgets.VBox:
    """A button that makes both cards: the guess with the question's place, and the answer."""
    made = widgets.HTML()

    def make(_: Any) -> None:
        name = pen(store.load())
        sides = {"guess": (guess, where(key)), "answer": (answer, why)}
        made.value = "".join(_side(key, question, *said, name) for key, said in sides.items())

    return widgets.VBox([live.button(phrase("card.make"), made, make), made])


def lesson(key: str) -> int | None:
    """The lesson that asks for the guess `key`; None if no lesson does."""
    place = str(data.toml("lesson", "page")["asked"].get(key, ""))
    return int(place[:2]) if place else None


def where(key: str) -> str:
    """The lesson of the guess `key`, and its address in the reading edition if that has one.

    >>> where("flip")
    'Lesson 1: how-whatsapp-makes-money.github.io/course/01_sealed_message.html#opener'
    """
    page = data.toml("lesson", "page")
    if key not in page["asked"]:
        return ""
    link = f"{page['address']}/{page['asked'][key].replace('#', '.html#')}"
    return phrase("card.where" if page["address"] else "card.lesson", lesson=lesson(key), link=link)


@dataclass(frozen=True)
class Card:
    """A card where a figure may stand."""

    finding: str
    source: str
    bundle: dict[str, str]


def best(key: str, question: str, guess: str, answer: str, why: str, name: str) -> Card:
    """The card of a guess that was right, with its answer."""
    head, told = phrase("card.best"), phrase("card.right", answer=answer, why=why)
    png = picture(head, question, guess, told, name, dashed=True)
    mine = phrase("card.said", guess=guess)
    finding = phrase("card.alt", head=head, question=question, said=mine, why=told).strip()
    return Card(finding, where(key), {"image/png": b64encode(png).decode()})


def pen(course: store.Course) -> str:
    """The pen name kept, or one of the course's own, drawn by what the file holds.

    >>> pen({"article": {"pen": "Reporter 12A"}})
    'Reporter 12A'
    """
    kept, names = course["article"].get(PEN), data.toml("lesson", "page")["pens"]
    if isinstance(kept, str) and kept.strip():
        return kept[:LONGEST_PEN]
    held = json.dumps(course, sort_keys=True, default=str).encode()
    return str(names[hashlib.sha256(held).digest()[0] % len(names)])


def picture(
    head: str, question: str, said: str, why: str, name: str, dashed: bool = False
) -> bytes:
    """A card as PNG: what it is, the question, what is said, perhaps why, and by whom.

    >>> picture("My guess", "How many?", "40", "", "Reporter 12A")[1:4]
    b'PNG'
    """
    import vl_convert

    texts = (head, question, said, why, phrase("card.foot", name=name))
    parts = [_fitted(text, *place) for text, place in zip(texts, _PLACES, strict=True)]
    drawing = data.template("lesson", "card.svg")
    svg = drawing.render(parts=parts, dashed=dashed, ink=look.INK, frame=look.BLUE)
    return bytes(vl_convert.svg_to_png(svg))


def _fitted(text: str, size: int, top: int, room: int) -> dict[str, Any]:
    """`text` in lines below `top`, in letters as large as its room allows."""
    lines: list[str] = []
    for points in range(size, 9, -2):
        size, most = points, int(_WIDE / (0.54 * points))  # a letter is about half as wide as high
        # An address is not broken, but written smaller.
        lines = textwrap.wrap(text, most, break_long_words=False, break_on_hyphens=False)
        if 1.2 * size * len(lines) <= room and all(len(line) <= most for line in lines):
            break
    return {"lines": lines, "size": size, "top": top}


def _side(key: str, question: str, said: str, why: str, name: str) -> str:
    head = phrase(f"card.{key}")
    png = picture(head, question, said, why, name, dashed=key == "guess")
    file = f"my_{key}.png"
    alt = escape(phrase("card.alt", head=head, question=question, said=said, why=why).strip())
    shown = f'<img alt="{alt}" src="{live.address(file, png)}" style="max-width: 20em">'
    return without_maths(f"{shown}{live.download(file, png)}")
