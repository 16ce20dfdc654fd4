"""Whom an ad is for: what each signal gives away about people, who is alike, and why you see it.

The people are those of `metadata.population`, with signals on top. The default arm holds what Meta
says it uses on WhatsApp: place, language, channels followed and reactions to ads, and other
accounts if somebody linked them (fact Y15). One more arm is a hypothesis: it asks what the relay's
log would add. Nothing here says that WhatsApp uses the log for ads; Meta says it does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course_lib import words
from course_lib.errors import CourseError
from course_lib.metadata import inference
from course_lib.metadata.population import Population

# Each arm: which columns of `simulate` an advertiser's bid may depend on.
STATED = ("place", "language", "follows", "tapped")
ARMS: dict[str, tuple[str, ...]] = {
    "everybody alike": (),
    "place and language": STATED[:2],
    "what Meta says it uses": STATED,
    "and linked accounts": (*STATED, "linked"),
    "hypothesis: the relay's log too": (*STATED, "night"),
}
TOPICS = ("travel", "football", "cooking")
NOTHING = "nothing"
_PLACES = {-5: ("Lima",), 1: ("Lagos",), 7: ("Bandung", "Jakarta"), 9: ("Jayapura",)}
_LANGUAGES = {"Lima": "Spanish", "Lagos": "English"}  # elsewhere Indonesian
_ENGLISH = 0.1  # made up, like the next ones: share who set their phone to English
_FOLLOWS, _TAPS, _LINKS = 0.5, 0.4, 0.3  # share whose channel, last tap, linked account tell
_ASTRAY = 0.15  # share who follow or tap something for no reason
_LATE = 1.0  # hours later than most, from which somebody is a night owl
_MISS = 0.15  # what is left of an ad's chance for each wish a person does not meet


@dataclass(frozen=True)
class Campaign:
    """An ad, what one person who wants it is worth (US dollars), and for whom it is meant.

    `wants` are truths about people: place, language, interest (one of `TOPICS`), late (bool).

    >>> Campaign("night coach", 0.05, {"interest": "travel", "late": True}).worth
    0.05
    """

    name: str
    worth: float
    wants: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        strange = sorted(set(self.wants) - set(_TOLD_BY.values()))
        if strange or not 0 <= self.worth < np.inf:
            raise CourseError(
                expected="a worth of zero or more, and wishes about "
                + words.listed(sorted(set(_TOLD_BY.values()))),
                got=words.listed([str(self.worth), *strange]),
                do='Write Campaign("night coach", 0.05, {"interest": "travel"}).',
            )


# Signal: the truth it tells of. A signal can be wrong, or silent.
_TOLD_BY = {
    "place": "place",
    "language": "language",
    "follows": "interest",
    "tapped": "interest",
    "linked": "interest",
    "night": "late",
}
_REASONS = {
    "place": "you are in {}",
    "language": "your phone is set to {}",
    "follows": "you follow a channel about {}",
    "tapped": "you tapped an ad about {}",
    "linked": "an account you linked shows an interest in {}",
    "night": "hypothesis: you write while others sleep",
}
EVERYBODY = "the advertiser wants to reach everybody"

CAMPAIGNS = (
    Campaign("Nusa Bus night coach", 0.06, {"interest": "travel", "late": True}),
    Campaign("Warung in Bandung", 0.02, {"place": "Bandung"}),
    Campaign("Football shop", 0.04, {"interest": "football"}),
    Campaign("Cooking class", 0.04, {"interest": "cooking", "language": "Indonesian"}),
    Campaign("Job for anybody", 0.012),
)


def simulate(town: Population, seed: int = 8) -> pd.DataFrame:
    """One row a person of `town`: what is true of them, and the signals that hint at it.

    True, and seen by nobody: interest, late. Signals: place, language, follows, tapped, linked (the
    topic, or "nothing") and night (bool, worked out from the town's log alone and the place).

    >>> from course_lib.metadata import population
    >>> people = simulate(population.simulate(48, 7, seed=1, stories=()))
    >>> len(people), set(people["interest"]) <= set(TOPICS)
    (48, True)
    """
    truth = town.people[town.people["circle"] >= 0]
    random, count = np.random.default_rng(seed), len(truth)
    cities = [_PLACES[zone] for zone in truth["zone"]]
    place = [city[circle % len(city)] for city, circle in zip(cities, truth["circle"], strict=True)]
    own = np.array([_LANGUAGES.get(city, "Indonesian") for city in place], dtype=object)
    interest = random.choice(TOPICS, count)

    def hint(tells: float) -> Any:
        astray = np.where(random.random(count) < _ASTRAY, random.choice(TOPICS, count), NOTHING)
        return np.where(random.random(count) < tells, interest, astray)

    people = pd.DataFrame(
        {
            "interest": interest,
            "late": truth["chronotype"] > _LATE,
            "place": place,
            "language": np.where(random.random(count) < _ENGLISH, "English", own),
            "follows": hint(_FOLLOWS),
            "tapped": hint(_TAPS),
            "linked": np.where(random.random(count) < _LINKS, interest, NOTHING),
        },
        index=truth.index,
    )
    return people.assign(night=night_owls(town.log, truth["zone"]))


def night_owls(log: pd.DataFrame, zones: pd.Series, least: int = 50) -> pd.Series:
    """Whom the log alone shows to sleep late: one bool for each account of `zones` (hours, UTC).

    The hypothetical signal: lesson 7's `inference.sleep`, moved to local time. Accounts with fewer
    than `least` messages count as no night owls.

    >>> from course_lib.metadata import population
    >>> town = population.simulate(48, 7, seed=1, stories=())
    >>> owls = night_owls(town.log, town.people["zone"])
    >>> len(owls), owls.dtype
    (48, dtype('bool'))
    """
    late = (inference.sleep(log, least) + zones - inference.MIDDLE_OF_NIGHT + 12) % 24 - 12
    return (late > _LATE).loc[zones.index].rename("night")


def fits(people: pd.DataFrame, campaigns: Sequence[Campaign] = CAMPAIGNS) -> Any:
    """How well each ad truly fits each person, 0 to 1: an array of people x campaigns.

    1 for a person who meets every wish, `_MISS` times less for each wish they do not meet.

    >>> sari = pd.DataFrame([{"interest": "travel", "late": True, "place": "Bandung"}])
    >>> fits(sari, CAMPAIGNS[:3]).round(2).tolist()
    [[1.0, 1.0, 0.15]]
    """
    missed = [
        sum(((people[truth] != wish).to_numpy(float) for truth, wish in one.wants.items()), 0.0)
        * np.ones(len(people))
        for one in campaigns
    ]
    return _MISS ** np.stack(missed, axis=1)


def lookalikes(
    people: pd.DataFrame, customers: Sequence[str], count: int, signals: Sequence[str] = STATED
) -> list[str]:
    """The `count` accounts nearest to an advertiser's `customers`, who are left out themselves.

    Nearest: each signal becomes columns of 0 and 1, and the distance is taken to the customers'
    average. Raises CourseError without customers and for accounts or signals nobody has.

    >>> crowd = pd.DataFrame({"follows": ["travel", "football", "travel"]}, index=list("abc"))
    >>> lookalikes(crowd, ["a"], 1, signals=["follows"])
    ['c']
    """
    strange = [*set(customers) - set(people.index), *set(signals) - set(people.columns)]
    if strange or not len(customers):
        raise CourseError(
            expected="accounts and signals of these people, and one customer at least",
            got=words.listed(sorted(strange)) or "no customers",
            do="Take customers from people.index and signals from targeting.ARMS.",
        )
    columns = pd.get_dummies(people[list(signals)].astype(str), dtype=float)
    apart = ((columns - columns.loc[list(customers)].mean()) ** 2).sum(axis=1)
    others = apart.drop(index=list(customers)).round(9)  # so that equals keep their order
    return others.sort_values(kind="stable").index[:count].tolist()


def why(
    person: Mapping[str, Any] | pd.Series, campaign: Campaign, signals: Sequence[str] = STATED
) -> list[str]:
    """Why am I seeing this? The signals that spoke for showing `campaign` to `person`, in words.

    Only signals of the arm can be named, and only those that say what the campaign wants to hear.

    >>> sari = {"place": "Bandung", "follows": "travel", "tapped": "nothing", "night": True}
    >>> coach = Campaign("coach", 0.05, {"interest": "travel", "late": True})
    >>> why(sari, coach, ["place", "follows", "tapped"])
    ['you follow a channel about travel']
    >>> why(sari, Campaign("job", 0.01), ["place"])
    ['the advertiser wants to reach everybody']
    """
    reasons = [
        _REASONS[signal].format(person[signal])
        for signal in signals
        if _TOLD_BY[signal] in campaign.wants and person[signal] == campaign.wants[_TOLD_BY[signal]]
    ]
    return reasons or [EVERYBODY]
