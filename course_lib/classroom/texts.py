"""The words of the classroom: `words.toml`, which an edition in another language translates."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


def phrase(key: str, /, **values: object) -> str:
    """The classroom's sentence named `key` ("group.name"), its {words} filled in.

    >>> phrase("cell.stopped", cell=3, error="NameError")
    'Code cell 3, counted from the top, stopped with NameError.'
    """
    group, name = key.split(".")
    return _words()[group][name].format(**values)


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
