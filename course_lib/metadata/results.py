"""What an inference is worth: how often it is right, beside chance and beside a simple guess."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from course_lib import relay, words
from course_lib.errors import CourseError


@dataclass(frozen=True)
class Result:
    """How often a guess was right (a share), on how many people it rests, and two base rates.

    `chance` is the share a blind draw gets right, `simple` what the best simple guess gets, and
    `rule` says what that guess is.

    >>> print(Result(right=0.83, chance=0.002, simple=0.01, rule="the busiest account", people=291))
    Right for 83% of 291 people. Chance: 0.2%. Simple guess, the busiest account: 1.0%.
    """

    right: float
    chance: float
    simple: float
    rule: str
    people: int

    def __str__(self) -> str:
        people = words.count(self.people, "person", "people")
        return (
            f"Right for {words.percent(self.right)} of {people}. "
            f"Chance: {words.percent(self.chance, 1)}. "
            f"Simple guess, {self.rule}: {words.percent(self.simple, 1)}."
        )

    def frame(self) -> pd.DataFrame:
        """The three shares as a table of `way` and `right`, for a chart.

        >>> Result(0.83, 0.002, 0.01, "the busiest account", 291).frame()["way"].tolist()
        ['by chance', 'the busiest account', 'this attack']
        """
        ways = ["by chance", self.rule, "this attack"]
        return pd.DataFrame({"way": ways, "right": [self.chance, self.simple, self.right]})


def judged(
    guesses: pd.Series, simple: object, truth: pd.Series, *, chance: float, rule: str
) -> Result:
    """The share of `guesses` that agree with `truth`, among the accounts that have both.

    `simple` is one guess for everybody, or a Series of them. Raises CourseError if no account has
    a guess and a truth.

    >>> truth = pd.Series({"a": "b", "b": "a"})
    >>> judged(pd.Series({"a": "b", "b": "c"}), "b", truth, chance=0.5, rule="always b").right
    0.5
    """
    known = guesses.dropna().index.intersection(truth.dropna().index)
    if known.empty:
        raise CourseError(
            expected="people with a guess and a truth to compare it with",
            got="none",
            do="Take a longer log, or ask for fewer messages a person.",
        )
    told = truth[known].astype(object)
    plain = simple.reindex(known).astype(object) if isinstance(simple, pd.Series) else simple
    return Result(
        right=float((guesses[known].astype(object) == told).mean()),
        chance=chance,
        simple=float((told == plain).mean()),
        rule=rule,
        people=len(known),
    )


def checked(log: pd.DataFrame) -> pd.DataFrame:
    """`log`, if nothing is wrong with it. Raises CourseError with what is wrong.

    >>> len(checked(relay.log_frame([])))
    0
    """
    if wrong := relay.validate(log):
        do = "Make the log with relay.log_frame or relay.typed."
        raise CourseError(expected="a log of envelopes", got=" ".join(wrong), do=do)
    return log
