"""Who the company is, and which of the platform's secret or switchable rules apply here.

Every value is made up and printed openly: nothing here opens a door anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.business import rules
from course_lib.errors import CourseError


@dataclass(frozen=True)
class Settings:
    """The account and its house rules. `sandbox(...)` takes these by name.

    `test_number` lets only listed recipients through; `marketing_cap` marketing messages a day
    reach one person; `pacing` holds a new marketing template back after so many sends (0: never);
    `rate_limit_status` is 400 or 429; `webhook_version` decides the conversation object;
    `rule` fixes one pricing model whatever the date; `auto` delivers webhooks after every step.

    >>> Settings().phone_id
    '106540352242922'
    """

    start: str = "2026-07-15T09:00:00Z"
    currency: str = "USD"
    seed: int = 7
    name: str = "Nusa Bus"
    token: str = "TEST"  # noqa: S105 (a made-up one)
    app_secret: str = "test-app-secret"  # noqa: S105
    verify_token: str = "vt"  # noqa: S105
    app_id: str = "670843887433847"
    waba_id: str = "102290129340398"
    phone_id: str = "106540352242922"
    display_number: str = "15550783881"
    webhook_version: str = "v23.0"
    test_number: bool = False
    throughput: int = 80
    marketing_cap: int = 1
    pacing: int = 0
    payment_method: bool = True
    rate_limit_status: int = 400
    encryption: bool = True
    auto: bool = True
    rule: str | None = None

    def __post_init__(self) -> None:
        if self.token.startswith("EAA"):
            raise CourseError(
                expected="a made-up token",
                got="one that looks real (it begins with EAA)",
                do="Use TEST. Never paste a company's token here; if you did, revoke it.",
            )
        if self.rule:
            rules.rule_named(self.rule)
        if self.rate_limit_status not in (400, 429):
            raise CourseError(
                expected="400 or 429",
                got=str(self.rate_limit_status),
                do="The platform has used both for its rate limits.",
            )
