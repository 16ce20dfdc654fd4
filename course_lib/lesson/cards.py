"""A card to send: a question with a guess on one picture, and on a second one the answer.

The letters are Pillow's own, so that a card is the same on every machine. It is made when somebody
asks for it and is stored nowhere.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import textwrap
import unicodedata
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from course_lib import data, look
from course_lib.lesson import live, store
from course_lib.lesson.tables import without_maths

if TYPE_CHECKING:  # Pillow is heavy, and a Python in a browser may lack it
    from PIL import ImageDraw

phrase = data.phrases("lesson")

PEN, LONGEST_PEN = "pen", 40  # where the course file keeps the pen name, beside the claims
_SIZE, _EDGE, _PAPER = (640, 360), 28, (255, 255, 255)
_NO_LETTER = "\uffff"  # is in no font: what a missing letter looks like


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
    from PIL import Image, ImageDraw

    card = Image.new("RGB", _SIZE, _PAPER)
    brush = ImageDraw.Draw(card)
    _frame(brush, dashed)
    foot = phrase("card.foot", name=drawable(name))
    parts = ((head, 20, 28), (question, 26, 96), (said, 44, 96), (why, 18, 70), (foot, 16, 20))
    top = _EDGE
    for text, size, room in parts:
        _write(brush, plain(text), size, top, room)
        top += room
    out = io.BytesIO()
    card.quantize(16).save(out, "PNG")
    return out.getvalue()


def drawable(name: str) -> str:
    """A name, or its initials where the font lacks a letter.

    >>> drawable("René"), drawable("Łucja Nowak"), drawable("Сари")
    ('Rene', 'L. N.', 'E.')
    """
    bare = plain(name)
    if "?" not in bare:
        return bare
    firsts = [
        re.search(r"(?:LETTER|SYLLABLE) (\w)", unicodedata.name(word[0], ""))
        for word in name.split()
    ]
    return " ".join(f"{first[1]}." for first in firsts if first) or phrase("card.nobody")


def plain(text: str) -> str:
    """`text` without accents, and a question mark for each letter that the font lacks."""
    apart = unicodedata.normalize("NFKD", text)
    kept = [sign for sign in apart if not unicodedata.combining(sign)]
    return "".join(sign if sign.isspace() or _has(sign) else "?" for sign in kept)


@cache
def _has(sign: str) -> bool:
    from PIL import ImageFont

    font = ImageFont.load_default(20)
    return bytes(font.getmask(sign)) != bytes(font.getmask(_NO_LETTER))


def _write(brush: ImageDraw.ImageDraw, text: str, size: int, top: int, room: int) -> None:
    """`text` in lines, as large as its room allows."""
    from PIL import ImageFont

    wide = _SIZE[0] - 2 * _EDGE
    for points in range(size, 9, -2):
        font = ImageFont.load_default(points)
        most = int(wide / (0.53 * points))  # an address is not broken, but written smaller
        lines = "\n".join(textwrap.wrap(text, most, break_long_words=False, break_on_hyphens=False))
        box = brush.multiline_textbbox((_EDGE, top), lines, font=font)
        if box[2] <= _SIZE[0] - _EDGE and box[3] <= top + room:
            break
    brush.multiline_text((_EDGE, top), lines, fill=look.INK, font=font)


def _frame(brush: ImageDraw.ImageDraw, dashed: bool) -> None:
    """A guess is dashed, an answer is solid."""
    right, below = _SIZE[0] - 9, _SIZE[1] - 9
    brush.rectangle((8, 8, right, below), outline=look.BLUE, width=4)
    for place in range(24, right - 9, 24) if dashed else ():
        brush.rectangle((place, 0, place + 9, _SIZE[1]), fill=_PAPER)
    for place in range(24, below, 24) if dashed else ():
        for side in (0, right - 8):
            brush.rectangle((side, place, side + 17, place + 9), fill=_PAPER)


def _side(key: str, question: str, said: str, why: str, name: str) -> str:
    head = phrase(f"card.{key}")
    png = picture(head, question, said, why, name, dashed=key == "guess")
    file = f"my_{key}.png"
    alt = escape(phrase("card.alt", head=head, question=question, said=said, why=why).strip())
    shown = f'<img alt="{alt}" src="{live.address(file, png)}" style="max-width: 20em">'
    return without_maths(f"{shown}{live.download(file, png)}")
