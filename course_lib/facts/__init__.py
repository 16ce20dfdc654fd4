"""Every figure the course states, with its date, its source and how sure we are of it."""

from course_lib.facts.register import Claim, Fact, cite, claims, fact, table

__all__ = ["Claim", "Fact", "cite", "claims", "fact", "table"]
