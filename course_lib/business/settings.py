"""Who the company is, and which of the platform's secret or switchable rules apply here; and ids.

Every value is made up and printed openly: nothing here opens a door anywhere else.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from course_lib import data
from course_lib.errors import refuse

_ODD, _BITS64 = 0x9E3779B97F4A7C15, 2**64 - 1  # an odd factor: no two counts share an id


@dataclass(frozen=True)
class Settings:
    """The account and its house rules. `sandbox(...)` takes these by name; every value is made up.

    `messaging_limit` people may be reached outside the window in 24 hours; `marketing_cap`
    marketing messages a day reach one person; `auto` delivers webhooks after every step. Prices are
    in US dollars.

    >>> Settings().phone_id
    '106540352242922'
    """

    start: str = "2026-07-15T09:00:00Z"
    seed: int = 7
    name: str = "Nusa Bus"
    token: str = "TEST"  # noqa: S105 (a made-up one)
    app_secret: str = "test-app-secret"  # noqa: S105
    verify_token: str = "vt"  # noqa: S105
    app_id: str = "670843887433847"
    waba_id: str = "102290129340398"
    phone_id: str = "106540352242922"
    display_number: str = "15550783881"
    throughput: int = 80
    messaging_limit: int = 250
    marketing_cap: int = 1
    auto: bool = True

    def __post_init__(self) -> None:
        if self.token.startswith("EAA"):
            raise refuse("business.real_token", data.phrases("business")("got.real"))
        strange = [name for name, value in vars(self).items() if not str(value).isprintable()]
        if strange:
            raise refuse("business.setting_text", ", ".join(strange))


class Identifiers:
    """Identifiers in the platform's forms: the same in every run with the same seed and steps.

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

    def wamid(self, key: str) -> str:
        """The id of a message from or to this person."""
        self.count += 1
        stem = base64.b64encode(b"\x1d\x18" + key.rjust(16, "0").encode()).decode().rstrip("=")
        return f"wamid.{stem}{(self.count * _ODD + self.seed) & _BITS64:016X}"
