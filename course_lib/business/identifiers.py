"""Identifiers in the platform's forms: the same in every run with the same seed and steps."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

_ODD, _BITS64 = 0x9E3779B97F4A7C15, 2**64 - 1  # an odd factor: no two counts share an id


class Identifiers:
    """A counter that never gives the same identifier twice.

    >>> ids = Identifiers(seed=7)
    >>> ids.digits(1000), ids.wamid("6281200000001")[:6], len(ids.fresh("trace"))
    ('1001', 'wamid.', 32)
    """

    def __init__(self, seed: int) -> None:
        self.seed, self.count = seed, 0

    def fresh(self, *parts: str) -> str:
        """32 hex digits."""
        self.count += 1
        text = f"{self.seed}/{self.count}/{'/'.join(parts)}"
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def digits(self, first: int) -> str:
        """A number above `first`."""
        self.count += 1
        return str(first + self.count)

    def wamid(self, wa_id: str) -> str:
        """The id of a message from or to this number."""
        self.count += 1
        return f"{_stem(wa_id)}{(self.count * _ODD + self.seed) & _BITS64:016X}"


@cache
def _stem(wa_id: str) -> str:
    """How the ids of one person's messages begin (base64 of whole groups of three bytes)."""
    return "wamid." + base64.b64encode(b"\x1d\x18" + wa_id.rjust(16, "0").encode()).decode()
