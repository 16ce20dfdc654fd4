"""The print pack, in black and white on A4, made from the guide, the openers and a data file.

Votes, roles and the ledger are those of the guide for teachers; the paper twin of an opener is the
opener itself, before anybody touched it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from numpy.random import default_rng

from course_lib import data
from course_lib.lesson import touch

TITLE = re.compile(r"^### (Lesson \d+: .*|Warm-up: .*)$", re.M)
_VOTE = re.compile(
    r"^\*\*Vote (\d)\.?\*\*(?: \([^)]*\)\.?)? "
    r"(?P<asked>.*?) a\) (?P<options>.*?) Right: (?P<told>.*)$",
    re.M,
)
_ROLE = re.compile(r"^\*\*The ([\w ]+)\*\* (wants .*?) \*Weak spot:\*", re.M)
_LEDGER = re.compile(r"### The ledger on the wall(.*?)###", re.S)


SCREEN_ONLY = ("buttons", "form", "said")  # of an opener


@dataclass(frozen=True)
class Vote:
    """A question of the guide, its options, and what the teacher is told about the answer."""

    lesson: str
    number: str
    asked: str
    options: tuple[str, ...]
    told: str


def votes(guide: str) -> list[Vote]:
    """Every vote of the guide, in order.

    >>> vote = "**Vote 1.** Who? a) one b) two. Right: b. Expect a."
    >>> votes(f"### Lesson 1: a seal{chr(10)}{vote}")[0].options
    ('one', 'two.')
    """
    _, *parts = TITLE.split(guide)
    found = []
    for title, text in zip(parts[::2], parts[1::2], strict=True):
        for vote in _VOTE.finditer(text):
            options = tuple(re.split(r" [b-e]\) ", vote["options"]))
            found.append(Vote(title, vote[1], vote["asked"], options, vote["told"]))
    return found


def roles(guide: str) -> list[tuple[str, str]]:
    """Each role of the hearing and what its group is told; the weak spot is left out."""
    return [(name, re.sub(r"[*`]", "", told)) for name, told in _ROLE.findall(guide)]


def ledger(guide: str) -> list[str]:
    """The lines of the ledger, as the guide puts them on the wall."""
    found = _LEDGER.search(guide)
    return re.findall(r"^\d\. (.*)$", found[1] if found else "", flags=re.M)


def slips() -> list[int]:
    """What a tap is worth to each bidder, in whole cents, from the seed of the data file."""
    told = data.toml("authoring", "print")["slips"]
    drawn = default_rng(told["seed"]).integers(told["low"], told["high"], told["count"])
    return [int(value) for value in drawn]


def openers() -> list[tuple[str, str]]:
    """Each lesson that has an opener, and its picture before anybody touched it."""
    found = []
    for name in data.names("scenes", ""):
        if re.fullmatch(r"lesson_\d+", name):  # a lesson's later scenes have no paper twin
            scene = import_module(f"course_lib.scenes.{name}").open.__self__
            parts = [part for part in scene(example=True).parts if part["kind"] not in SCREEN_ONLY]
            found.append((name.replace("_", " "), touch.still(touch.drawn(parts))))
    return found


def build(guide: Path, out: Path) -> Path:
    """Write the pack for the guide at `guide` to `out`, one HTML file, and return it."""
    text = guide.read_text(encoding="utf-8")
    told: dict[str, Any] = data.toml("authoring", "print")
    page = data.template("authoring", "print.html").render(
        told=told,
        votes=votes(text),
        roles=roles(text),
        ledger=ledger(text),
        slips=slips(),
        openers=openers(),
    )
    out.write_text(page, encoding="utf-8")
    return out
