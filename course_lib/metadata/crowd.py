"""How few points single out one person in a crowd, and who is who after every name was replaced."""

from __future__ import annotations

import numpy as np
import pandas as pd

from course_lib.checks import one_of, positive, whole
from course_lib.errors import refuse
from course_lib.guard import guard
from course_lib.metadata.inference import Result, both_ends, drawing, judged, rhythm, sent

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
    whole(known, "metadata.known")
    one_of(points, POINTS, "metadata.points", " or ")
    sets = _points(log, points)
    owners: dict[object, set[str]] = {}
    for account, mine in sets.items():
        for point in mine:
            owners.setdefault(point, set()).add(account)
    random, alone, before = drawing(seed), [], []
    for mine in sets.values():
        if len(mine) < known:
            continue
        drawn = [owners[mine[place]] for place in random.permutation(len(mine))[:known]]
        alone.append(len(set.intersection(*drawn)) == 1)
        before.append(known > 1 and len(set.intersection(*drawn[:-1])) == 1)
    if not alone:
        raise refuse("metadata.with_points", "nobody", known=known, points=points)
    shares = float(np.mean(alone)), 1 / len(sets), float(np.mean(before))
    return Result(*shares, rule="one_less", people=len(alone))


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
    one_of(by, _PORTRAITS, "metadata.by", " or ")
    old, new = (_PORTRAITS[by](log, least) for log in (before, after))
    if old.empty or new.empty:
        raise refuse("metadata.both_logs", "none", least=least)
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
    counts = [sent(one)["sender"].astype(object).value_counts() for one in (before, after)]
    old, new = (count[count >= least].sort_index() for count in counts)
    nearest = np.abs(old.to_numpy()[:, None] - new.to_numpy()).argmin(axis=1)
    busy = pd.Series(new.index[nearest], index=old.index)
    names = key.pivot(index="account", columns="period", values="pseudonym")
    periods = names.columns[names.isin(old.index).any()]
    if not len(periods) or periods[0] + 1 not in names:
        raise refuse("metadata.periods", "one")
    truth = pd.Series(names[periods[0] + 1].to_numpy(), index=names[periods[0]].to_numpy())
    truth = truth[truth.isin(new.index)]
    return judged(guess, busy, truth, chance=1 / len(new), rule="as_much")


def enumeration_hours(numbers: float, per_hour: float) -> float:
    """Hours to ask a service about every one of `numbers` phone numbers, at `per_hour` an hour.

    >>> enumeration_hours(1e10, 1e8)
    100.0
    """
    positive(numbers, "metadata.numbers")
    positive(per_hour, "metadata.per_hour")
    return numbers / per_hour


def _points(log: pd.DataFrame, points: str) -> dict[str, list[object]]:
    if points == "contacts":
        pairs = both_ends(log)[["one", "other"]]
    else:
        known = sent(log)
        hour = known["sent_at"].dt.floor("h").astype("int64")
        pairs = pd.DataFrame({"one": known["sender"].astype(object), "other": hour})
    pairs = pairs.drop_duplicates().sort_values(["one", "other"])
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
    known = sent(log)
    to = pd.crosstab(known["sender"].astype(object), known["recipient"].astype(object))
    return to.div(to.sum(axis=1), axis=0)


_PORTRAITS = {"habits": _habits, "contacts": _contacts}


guard(__name__)
