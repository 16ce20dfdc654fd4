"""How strongly a sentence may speak: four words, and the strongest that a claim's evidence carries.

The word of each claim is in `data/claims.csv`. It never passes the ceiling that the verdict and the
confidence of the cited facts set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from course_lib import checks, data
from course_lib.facts import Claim, fact
from course_lib.facts import claim_of as claim_of

WORDS: dict[str, str] = data.toml("facts", "words")["strength"]  # from weak to strong
_ORDER = list(WORDS)
_phrase = data.phrases("facts")

Side = Literal["fits", "too strong", "too weak"]


@dataclass(frozen=True)
class Judgement:
    """A chosen word beside what the evidence carries."""

    side: Side
    message: str


def ceiling(claim: Claim) -> str:
    """The strongest word that the verdict and the weakest of the cited facts allow.

    >>> ceiling(claim_of(14)), ceiling(claim_of(10))
    ('may', 'is')
    """
    ceilings = data.toml("facts", "ceilings")
    limits = [ceilings["confidence"][fact(id).confidence] for id in claim.ids]
    limits += [ceilings["verdict"].get(claim.verdict, _ORDER[-1])]
    return min(limits, key=_ORDER.index)


def judge(number: int, word: str) -> Judgement:
    """Whether `word` is as strong as the evidence for claim `number`.

    Raises CourseError for another number or a word that is not in `WORDS`.

    >>> judge(8, "is").side, judge(8, "reported").side, judge(8, "may").side
    ('too strong', 'fits', 'too weak')
    """
    claim = claim_of(number)
    checks.one_of(word, WORDS, "facts.word")
    step = _ORDER.index(word) - _ORDER.index(claim.strength)
    if not step:
        return Judgement("fits", _phrase("judge.fits", word=word, why=claim.why))
    side: Side = "too strong" if step > 0 else "too weak"
    said = {"carried": claim.strength, "means": WORDS[claim.strength], "why": claim.why}
    return Judgement(side, _phrase("judge.misses", word=word, side=side, **said))
