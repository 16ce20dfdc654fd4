"""The edition whose texts are read: English, or a translation that is laid over it.

An edition puts `words.id.toml` beside `words.toml`: what it holds is laid over the English text,
table by table. Numbers, money and dates follow by Babel. "pseudo" is an edition for tests: every
sentence in ^brackets~, so that what stands outside of them could not be translated.
"""

from __future__ import annotations

import os
import re
from typing import Any

ENGLISH, PSEUDO = "en", "pseudo"
# Kept: what the platform, an app or Python writes, names on a rate card, marks of the guide.
KEPT = re.compile("guide|messages|shapes|exports|chart|errors|cards|markets|users|rate.*")
_KEPT_KEYS = {"details", "error", "example", "facts", "ids", "parents"}
# Two words with a space between, one of them not a name's.
_SENTENCE = re.compile(r"[^\W\d_][\w'’]+\W* [a-z]|\b[a-z][\w'’]+\W* [^\W\d_]")
code = os.environ.get("COURSE_LANGUAGE", ENGLISH)  # `language.use` changes it
was_read = False  # a text was read: it is too late for another language


def locale() -> str:
    """What Babel writes and reads numbers by."""
    return ENGLISH if code == PSEUDO else code


def laid_over(name: str, table: dict[str, Any], translated: dict[str, Any]) -> dict[str, Any]:
    """The English `table` of the file `name` with what the edition has `translated` in its place.

    >>> laid_over("words", {"a": {"b": "One.", "c": "Two."}}, {"a": {"b": "Satu."}})
    {'a': {'b': 'Satu.', 'c': 'Two.'}}
    """
    global was_read
    was_read = True
    if code == PSEUDO and not KEPT.fullmatch(name):
        return dict(bracketed(table))
    return _merged(table, translated)


def bracketed(value: Any) -> Any:
    """Every sentence within `value` in brackets, as the pseudo edition has it.

    >>> bracketed({"why": "Eight a byte.", "right": "b"})
    {'why': '^Eight a byte.~', 'right': 'b'}
    """
    if isinstance(value, dict):
        return {key: each if key in _KEPT_KEYS else bracketed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [bracketed(each) for each in value]
    return f"^{value}~" if isinstance(value, str) and _SENTENCE.search(value) else value


def _merged(table: dict[str, Any], translated: dict[str, Any]) -> dict[str, Any]:
    """Tables within both are merged, too; elsewhere what is translated stands alone."""
    both = {key for key in table.keys() & translated if isinstance(table[key], dict)}
    return {**table, **translated, **{key: _merged(table[key], translated[key]) for key in both}}
