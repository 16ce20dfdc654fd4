"""How few points single out one person in a crowd, and who is who after every name was replaced."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import default_rng

from course_lib import words
from course_lib.errors import CourseError
from course_lib.metadata.inference import rhythm, weights
from course_lib.metadata.results import Result, checked, judged

POINTS = ("contacts", "hours")


def unique(log: pd.DataFrame, known: int, points: str = "contacts", seed: int = 0) -> Result:
    """How many people are the only one with `known` points of theirs, drawn by chance.

    A point is a contact, or an hour (of a day) in which somebody sent something. Only people with
    that many points count. Chance: a blind draw. Simple guess: one point less, which shows what the
    last point adds. After de Montjoye et al., "Unique in the Crowd" (2013, fact A1).

    >>> from course_lib.metadata import population
    >>> log = population.simulate(96, 7, seed=1).log
    >>> unique(log, 3).right > unique(log, 1).right
    True
    """
    if known < 1 or points not in POINTS:
        names = words.listed([repr(name) for name in POINTS], "or")
        raise CourseError(
            expected=f"one known point or more, of {names}",
            got=f"{known} and {points!r}",
            do="Write for example unique(log, 2, 'contacts').",
        )
    sets = _points(log, points)
    owners: dict[object, set[str]] = {}
    for account, mine in sets.items():
        for point in mine:
            owners.setdefault(point, set()).add(account)
    random, alone, before = default_rng(seed), [], []
    for mine in sets.values():
        if len(mine) < known:
            continue
        drawn = [mine[place] for place in random.permutation(len(mine))[:known]]
        alone.append(len(set.intersection(*(owners[point] for point in drawn))) == 1)
        fewer = [owners[point] for point in drawn[:-1]]
        before.append(bool(fewer) and len(set.intersection(*fewer)) == 1)
    if not alone:
        do = "Ask for fewer points."
        raise CourseError(expected=f"people with {known} {points}", got="nobody", do=do)
    return Result(
        right=float(np.mean(alone)),
        chance=1 / len(sets),
        simple=float(np.mean(before)),
        rule="one point less",
        people=len(alone),
    )


def matched(
    before: pd.DataFrame, after: pd.DataFrame, by: str = "habits", least: int = 20
) -> pd.Series:
    """For each sender of `before` with `least` messages, the one of `after` that is most like it.

    By "habits": the rhythm of the day, and how the messages are shared among contacts, from the
    most to the tenth. No name is used, so all may be new. By "contacts": to whom they write, for
    logs in which only the senders are new.

    >>> from course_lib.metadata import population
    >>> log = population.simulate(48, 7, seed=1).log
    >>> guess = matched(log, log)
    >>> bool((guess == guess.index).all())
    True
    """
    if by not in _PORTRAITS:
        raise CourseError(expected="'habits' or 'contacts'", got=repr(by), do="Choose one of them.")
    old, new = (_PORTRAITS[by](log, least) for log in (before, after))
    if old.empty or new.empty:
        do = "Take a longer log, or a smaller least."
        raise CourseError(expected=f"people with {least} messages in both logs", got="none", do=do)
    columns = old.columns.union(new.columns)
    a, b = (one.reindex(columns=columns, fill_value=0).to_numpy() for one in (old, new))
    apart = (b**2).sum(axis=1) - 2 * a @ b.T
    return pd.Series(new.index[apart.argmin(axis=1)], index=old.index, name="match")


def found_again(
    before: pd.DataFrame,
    after: pd.DataFrame,
    key: pd.DataFrame,
    by: str = "habits",
    least: int = 20,
) -> Result:
    """How often `matched` finds the same person, among those with `least` messages in both logs.

    `key` is that of `defences.rotate`, and the logs lie in two of its periods, one after the other.
    Simple guess: the pseudonym that sent about as many messages.

    >>> from course_lib.metadata import defences, population
    >>> log = population.simulate(96, 14, seed=1, stories=()).log
    >>> renamed, key = defences.rotate(log, 7, seed=2, contacts=False)
    >>> first = (renamed["sent_at"] - renamed["sent_at"].min()).dt.days < 7
    >>> found_again(renamed[first], renamed[~first], key, by="contacts").right > 0.5
    True
    """
    guess = matched(before, after, by, least)
    sent = [one["sender"].astype(object).value_counts().sort_index() for one in (before, after)]
    old, new = (counts[counts >= least] for counts in sent)
    nearest = np.abs(old.to_numpy()[:, None] - new.to_numpy()).argmin(axis=1)
    busy = pd.Series(new.index[nearest], index=old.index)
    names = key.pivot(index="account", columns="period", values="pseudonym")
    first = names.columns[names.isin(old.index).any()][0]
    truth = pd.Series(names[first + 1].to_numpy(), index=names[first].to_numpy())
    truth = truth[truth.isin(new.index)]
    return judged(guess, busy, truth, chance=1 / len(new), rule="who sends as much")


def enumeration_hours(numbers: float, per_hour: float) -> float:
    """Hours to ask a service about every one of `numbers` phone numbers, at `per_hour` an hour.

    >>> enumeration_hours(1e10, 1e8)
    100.0
    """
    if numbers < 0 or per_hour <= 0:
        got = f"{numbers} numbers at {per_hour} an hour"
        raise CourseError(expected="numbers above zero", got=got, do="Use 1e8 for 100 million.")
    return numbers / per_hour


def _points(log: pd.DataFrame, points: str) -> dict[str, list[object]]:
    if points == "contacts":
        ties = weights(log)
        ends = pd.concat([ties, ties.rename(columns={"one": "other", "other": "one"})])
        pairs = ends[["one", "other"]].drop_duplicates()
    else:
        sent = checked(log).dropna(subset=["sender"])
        hour = sent["sent_at"].dt.floor("h").astype("int64")
        pairs = pd.DataFrame(
            {"one": sent["sender"].astype(object), "other": hour}
        ).drop_duplicates()
    pairs = pairs.sort_values(["one", "other"])
    return {str(one): group.tolist() for one, group in pairs.groupby("one")["other"]}


def _habits(log: pd.DataFrame, least: int) -> pd.DataFrame:
    """Square roots of 24 shares of the day and of the ten largest shares of contacts."""
    day, to = rhythm(log, least), _written_to(log)
    ranked = -np.sort(-to.loc[day.index].to_numpy(), axis=1)[:, :10]
    return pd.DataFrame(np.sqrt(np.hstack([day.to_numpy(), ranked])), index=day.index)


def _contacts(log: pd.DataFrame, least: int) -> pd.DataFrame:
    """Square roots of the shares of a sender's messages that go to each recipient."""
    return np.sqrt(_written_to(log).loc[rhythm(log, least).index])


def _written_to(log: pd.DataFrame) -> pd.DataFrame:
    to = pd.crosstab(log["sender"].astype(object), log["recipient"].astype(object))
    return to.div(to.sum(axis=1), axis=0)


_PORTRAITS = {"habits": _habits, "contacts": _contacts}
