"""Makes an assignment for a class, and gives words the numbers of that class."""

from __future__ import annotations

import hashlib
import importlib
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from numpy.random import Generator, default_rng

from course_lib.checks import one_of
from course_lib.exercises.assignments.tasks import Assignment, Task, Written
from course_lib.lesson import exercise
from course_lib.lesson.exercise import Words, worded

NAMES = ("secrets", "money", "business", "data_and_ads", "capstone")
LEVELS = ("evidence", "estimate", "inference")
_FOLDER = Path(__file__).parent


@cache
def load(name: str, group: str = "") -> Assignment:
    """The assignment `name` with the numbers of the class `group` ("" for the public ones).

    Raises CourseError for a name that is not in `NAMES`.

    >>> load("secrets").points == load("secrets", "10B").points
    True
    """
    one_of(name, NAMES, "exercises.assignment")
    tables = exercise.tables(name, _FOLDER)
    title, written = tables.pop("title"), tables.pop("written")
    tables.pop("given", None)  # the words of the data; a module reads them by `given_words`
    words = {key: worded(f"{name}.{key}", table) for key, table in tables.items()}
    module = importlib.import_module(f"{__package__}.{name}")
    given, exercises = module.build(words, default_rng(seed_of(group)))
    return Assignment(
        name=name,
        title=title,
        group=group,
        given=given,
        tasks={made.name: Task(made) for made in exercises},
        written=tuple(_written(name, key, table) for key, table in written.items()),
    )


def seed_of(group: str) -> int:
    """The seed of a class: the same for the same name, capitals and spaces left out.

    >>> seed_of("10 b") == seed_of("10B") != seed_of("10C")
    True
    """
    return int.from_bytes(hashlib.sha256("".join(group.split()).casefold().encode()).digest()[:4])


def fill(words: Words, **values: object) -> Words:
    """`words` with every {name} replaced; braces that are no name of `values` stay.

    >>> fill(Words("secrets.n", "Seal {n} texts.", "Each needs {one}."), n=3).task
    'Seal 3 texts.'
    """

    def filled(text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), text)

    told: dict[str, Any] = {
        name: filled(getattr(words, name)) for name in ("task", "why", "hint", "solution")
    }
    told["options"] = {letter: filled(text) for letter, text in words.options.items()}
    told["wrongs"] = {key: filled(text) for key, text in words.wrongs.items()}
    return replace(words, **told)


def shuffle(words: Words, random: Generator) -> Words:
    """`words` with the options under other letters, so that a letter helps no other class.

    Steps to arrange never come in their right order, nor in the reverse.

    >>> told = Words("a.b", "Which?", "So.", right="a", options={"a": "yes", "b": "no"})
    >>> made = shuffle(told, default_rng(1))
    >>> made.options[made.right]
    'yes'
    """
    letters, right = list(words.options), words.right.split()
    new = dict(zip(letters, random.permutation(letters).tolist(), strict=True))
    moved = [new[letter] for letter in right]
    if len(right) > 2 and moved in (letters, letters[::-1]):
        return shuffle(words, random)

    def renamed(texts: Mapping[str, str]) -> dict[str, str]:
        return {" ".join(new[x] for x in key.split()): text for key, text in texts.items()}

    options = dict(sorted(renamed(words.options).items()))
    return replace(words, right=" ".join(moved), options=options, wrongs=renamed(words.wrongs))


def given_words(name: str) -> dict[str, Any]:
    """The table `given` of an assignment's TOML file: the words of its data.

    >>> given_words("capstone")["paper"]
    'The Harbour Courier, 9 February 2026'
    """
    table: dict[str, Any] = exercise.tables(name, _FOLDER)["given"]
    return table


def _written(name: str, key: str, table: Mapping[str, Any]) -> Written:
    levels = {level: table[level] for level in LEVELS}
    return Written(f"{name}.{key}", table["task"], levels, table["points"])
