"""What a student's process has in place of the exercises: it answers nothing and stops nothing.

`stage` puts this file in place of `course_lib.exercises` and every module in it, so that an import,
a check or a hint in a notebook runs on, and no right answer is within reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

GIVEN: dict[str, Any] = {}  # the numbers of the class, set before the first cell


class Quiet:
    """Has every attribute, takes every call, and says nothing.

    >>> Quiet().flip.check(lambda bits: bits)
    <BLANKLINE>
    """

    given = GIVEN

    def __getattr__(self, name: str) -> Quiet:
        if name.startswith("__"):
            raise AttributeError(name)
        return Quiet()

    def __call__(self, *_: object, **__: object) -> Quiet:
        return Quiet()

    def __getitem__(self, key: object) -> Quiet:
        return Quiet()

    def __iter__(self) -> Iterator[Quiet]:
        return iter(())

    def __repr__(self) -> str:
        return ""


def load(*_: object, **__: object) -> Quiet:
    """Any assignment: the given numbers, and tasks that stay silent.

    >>> load("secrets").seats.check(...)
    <BLANKLINE>
    """
    return Quiet()


def anything(name: str) -> Quiet:
    """What a module has under any name: `stage` makes this its `__getattr__`.

    >>> anything("lesson_01").flip.check(lambda bits: bits)
    <BLANKLINE>
    """
    if name.startswith("__"):
        raise AttributeError(name)
    return Quiet()
