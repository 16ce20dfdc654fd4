"""How strongly a sentence may speak: four words, and the strongest that a claim's evidence carries.

The word of each claim is in `data/claims.csv`. It never passes the ceiling that the verdict and the
confidence of the cited facts set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from course_lib.errors import CourseError
from course_lib.facts.register import Claim, claims, fact

WORDS = {  # from weak to strong
    "may": "nobody has shown it",
    "reported": "somebody says so, and is named",
    "estimated": "worked out from what is known",
    "is": "seen in the source, or in several",
}
_ORDER = list(WORDS)
_CARRIES = {"A": "is", "B": "is", "D": "estimated", "B1": "reported"}

Side = Literal["fits", "too strong", "too weak"]


@dataclass(frozen=True)
class Judgement:
    """A chosen word beside what the evidence carries."""

    side: Side
    message: str


def ceiling(claim: Claim) -> str:
    """The strongest word that the verdict and the weakest of the cited facts allow.

    >>> ceiling(claims()[13]), ceiling(claims()[9])
    ('may', 'is')
    """
    limits = [_CARRIES[fact(id).confidence] for id in claim.ids]
    limits += {"an opinion": ["may"], "not confirmed": ["reported"]}.get(claim.verdict, [])
    return min(limits, key=_ORDER.index)


def judge(number: int, word: str) -> Judgement:
    """Whether `word` is as strong as the evidence for claim `number` (1 to 15).

    Raises CourseError for another number or a word that is not in `WORDS`.

    >>> judge(8, "is").side, judge(8, "reported").side, judge(8, "may").side
    ('too strong', 'fits', 'too weak')
    """
    claim = _claim(number)
    if word not in WORDS:
        raise CourseError(
            expected=f"one of {', '.join(WORDS)}", got=repr(word), do="Choose one of the words."
        )
    step = _ORDER.index(word) - _ORDER.index(claim.strength)
    if not step:
        return Judgement("fits", f'"{word}" fits. {claim.why}')
    side: Side = "too strong" if step > 0 else "too weak"
    carried = f'The evidence carries "{claim.strength}": {WORDS[claim.strength]}.'
    return Judgement(side, f'"{word}" is {side}. {carried} {claim.why}')


def _claim(number: int) -> Claim:
    for claim in claims():
        if claim.number == number:
            return claim
    raise CourseError(
        expected="a claim from 1 to 15", got=repr(number), do="The article makes fifteen claims."
    )
