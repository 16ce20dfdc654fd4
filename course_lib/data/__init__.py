"""Where tables and sentences lie: in `data/` below each room, and here those of the ground floor.

An edition in another language translates those files and no code: it puts `words.id.toml` beside
`words.toml`, and what that holds is laid over the English text, table by table. Numbers, money and
dates follow by Babel. The files are read once.
"""

from __future__ import annotations

import csv
import os
import tomllib
from collections.abc import Callable
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    import jinja2

GROUND = "ground"
LIBRARY = Path(__file__).parents[1]
Frame = TypeVar("Frame")
language = os.environ.get("COURSE_LANGUAGE", "en")  # of the edition; `words.speak` changes it
was_read = False  # a text was read: it is too late for another language


def text(room: str, name: str) -> str:
    """The file `name` of `room`, or the edition's own ("page.id.html" for "page.html").

    Raises FileNotFoundError where there is none.

    >>> text("ground", "refusals.toml").splitlines()[0][:1]
    '#'
    """
    own = _translated(english := _home(room) / name)
    return (own if own.is_file() else english).read_text(encoding="utf-8")


def names(room: str, folder: str) -> list[str]:
    """The files in `folder` of `room`'s data, without their endings, in order.

    >>> names("facts", "tables")[:2]
    ['capacity_2014', 'rate_changes']
    """
    return sorted({each.name.partition(".")[0] for each in (_home(room) / folder).iterdir()})


def _home(room: str) -> Path:
    """Where the files of `room` lie; a module of the ground floor has no folder of its own."""
    return next(home for home in (LIBRARY / room / "data", LIBRARY / "data") if home.is_dir())


@cache
def toml(room: str, name: str) -> dict[str, Any]:
    """The tables of `name`.toml of `room`; shared, so nobody changes them.

    >>> sorted(toml("ground", "refusals")["one_of"])
    ['do', 'expected']
    """
    return of_edition(_home(room), name)


def of_edition(home: Path, name: str) -> dict[str, Any]:
    """The tables of `name`.toml in the folder `home`, with those of the edition laid over them."""
    own = _translated(english := home / f"{name}.toml")
    translated = own.read_text(encoding="utf-8") if own.is_file() else ""
    return _laid_over(tomllib.loads(english.read_text(encoding="utf-8")), tomllib.loads(translated))


def _translated(english: Path) -> Path:
    """Where the edition would have its own file: "words.id.toml" for "words.toml"."""
    global was_read
    was_read = True
    return english.with_name(f"{english.stem}.{language}{english.suffix}")


def _laid_over(table: dict[str, Any], translated: dict[str, Any]) -> dict[str, Any]:
    """Tables within both are merged, too; elsewhere what is translated stands alone."""
    both = {key for key in table.keys() & translated if isinstance(table[key], dict)}
    return {**table, **translated, **{key: _laid_over(table[key], translated[key]) for key in both}}


def rows(room: str, name: str) -> list[dict[str, str]]:
    """The rows of `name`.csv of `room`, every cell a text.

    >>> rows("facts", "claims")[0]["claim"][:8]
    'Messages'
    """
    return list(csv.DictReader(text(room, f"{name}.csv").splitlines()))


def phrases(room: str, name: str = "words") -> Callable[..., str]:
    """A function from a key ("group.name") to `room`'s sentence in `name`.toml, {places} filled.

    >>> phrase = phrases("ground")
    >>> phrase("amount.above", what="servers")
    'servers above zero'
    """

    def phrase(key: str, /, **values: object) -> str:
        found: Any = reduce(getitem, key.split("."), toml(room, name))
        return str(found).format(**values)

    return phrase


def labelled(room: str, frame: Frame) -> Frame:
    """`frame` (pandas) with the labels of `room` in place of its keys.

    `[label.COLUMN]` of the room's `words.toml` holds them; what is no key stays as it is.

    >>> import pandas as pd
    >>> labelled("capacity", pd.DataFrame({"item": ["codes", "mine"]}))["item"].tolist()
    ['Sign-up codes', 'mine']
    """
    return cast("Any", frame).replace(toml(room, "words")["label"])


@cache
def template(room: str, name: str) -> jinja2.Template:
    """The page `name` of `room` as a Jinja template: every value escaped, a missing one an error.

    >>> template("lesson", "page.html").name
    """
    import jinja2  # only where a page is made

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(text(room, name))
