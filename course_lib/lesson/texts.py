"""Where the words are: the frame's own in `words.toml`, a lesson's in `exercises/<lesson>.toml`.

An edition in another language translates those files and no code.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "exercises"


def phrase(key: str, /, **values: object) -> str:
    """The frame's sentence named `key` ("group.name"), its {words} filled in.

    >>> phrase("exercise.option", letter="a", text="The relay")
    'a) The relay'
    """
    group, name = key.split(".")
    text: str = _frame()[group][name]
    return text.format(**values)


def without_maths(html: str) -> str:
    """`html` in which dollars stay dollars: JupyterLab sets as a formula what two of them enclose.

    >>> without_maths("<p>$1 or $59</p>")
    '<div class="mathjax_ignore"><p>$1 or $59</p></div>'
    """
    return f'<div class="mathjax_ignore">{html}</div>'


def lesson(name: str, folder: Path | None = None) -> dict[str, Any]:
    """The words of one lesson, as TOML holds them: a table an exercise, and the list `quiz`.

    Raises FileNotFoundError where the lesson has none.
    """
    return tomllib.loads(((folder or FOLDER) / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _frame() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
