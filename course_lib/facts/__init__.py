"""Every figure the course states, with its date, its source and how sure we are of it."""

from course_lib.facts import story
from course_lib.facts.register import (
    Claim,
    Fact,
    amount,
    cite,
    claims,
    fact,
    judged,
    speakers,
    table,
    told,
    value,
)

__all__ = [
    "Claim",
    "Fact",
    "amount",
    "cite",
    "claims",
    "fact",
    "judged",
    "speakers",
    "story",
    "table",
    "told",
    "value",
]
