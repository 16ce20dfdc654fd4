"""What a log tells about people: when they sleep, where they live, who is close, who leads.

Each inference is a few lines of counting. Those that can be checked give a `Result`, with two base
rates and the number of people; the truth comes from the invented population, never from the log.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from course_lib.metadata.results import Result, checked, judged
from course_lib.metadata.timing import BUSIEST

NIGHT = 6  # hours of sleep looked for
MIDDLE_OF_NIGHT = 3.5  # o'clock, local: where most people's quietest six hours have their middle


def rhythm(log: pd.DataFrame, least: int = 1) -> pd.DataFrame:
    """Share of each account's messages sent in each hour of the day, UTC: accounts x 24.

    Accounts that sent fewer than `least` messages are left out.

    >>> from course_lib.metadata import population
    >>> rhythm(population.simulate(48, 7, seed=1).log).shape[1]
    24
    """
    frame = checked(log)
    hours = pd.crosstab(frame["sender"].astype(object), frame["sent_at"].dt.hour)
    hours = hours.reindex(columns=range(24), fill_value=0)
    hours = hours[hours.sum(axis=1) >= least]
    return hours.div(hours.sum(axis=1), axis=0).rename_axis(index="account", columns="hour")


def sleep(log: pd.DataFrame, least: int = 50) -> pd.Series:
    """The middle of the six quietest hours of each account, in hours UTC (0 to below 24).

    >>> from course_lib.metadata import population
    >>> bool(sleep(population.simulate(48, 7, seed=1).log).between(0, 24).all())
    True
    """
    hours = rhythm(log, least)
    day = hours.to_numpy()
    # A little weight on the hours around breaks ties between two equally empty stretches.
    blocks = sum((np.roll(day, -step, axis=1) for step in range(NIGHT)), np.zeros_like(day))
    around = np.roll(day, 1, axis=1) + np.roll(day, -NIGHT, axis=1)
    quietest = (blocks + 0.1 * around).argmin(axis=1)
    return pd.Series((quietest + NIGHT / 2) % 24, index=hours.index, name="sleep")


def time_zone(log: pd.DataFrame, least: int = 50) -> pd.Series:
    """A guess of each account's hours ahead of UTC (-11 to 12), by the middle of its sleep.

    >>> from course_lib.metadata import population
    >>> bool(time_zone(population.simulate(48, 7, seed=1).log).between(-11, 12).all())
    True
    """
    ahead = (MIDDLE_OF_NIGHT - sleep(log, least) + 11) % 24 - 11
    return np.floor(ahead + 0.5).astype(int).rename("zone")


def zones_found(log: pd.DataFrame, zones: pd.Series, within: int = 1) -> Result:
    """How often `time_zone` is right to `within` hours of the true `zones`.

    >>> from course_lib.metadata import population
    >>> town = population.simulate(48, 14, seed=1)
    >>> zones_found(town.log, town.people["zone"]).right > 0.5
    True
    """
    off = (time_zone(log) - zones).dropna()
    near = ((off + 12) % 24 - 12).abs() <= within
    common = zones.mode().iloc[0]
    simple = (zones[off.index] - common).abs() <= within
    yes = pd.Series(True, index=off.index)
    chance = (2 * within + 1) / 24
    return judged(near, simple, yes, chance=chance, rule="where most people are")


def closest(log: pd.DataFrame) -> pd.Series:
    """Whom each account exchanges most messages with, both ways counted.

    >>> from course_lib.metadata import population
    >>> len(closest(population.simulate(48, 7, seed=1, stories=()).log))
    48
    """
    ties = weights(log)
    both = pd.concat([ties, ties.rename(columns={"one": "other", "other": "one"})])
    both = both.sort_values(["messages", "one", "other"], ascending=[False, True, True])
    first = both.drop_duplicates("one").set_index("one")["other"].sort_index()
    return first.rename_axis("account").rename("closest")


def closest_found(log: pd.DataFrame, friends: pd.Series) -> Result:
    """How often the top correspondent is the true best friend in `friends`.

    >>> from course_lib.metadata import population
    >>> town = population.simulate(48, 14, seed=1, stories=())
    >>> closest_found(town.log, town.people["best_friend"]).right > 0.5
    True
    """
    top = closest(log)
    busiest = log["recipient"].astype(str).value_counts().sort_index().idxmax()
    chance = 1 / max(1, len(top) - 1)
    return judged(top, busiest, friends, chance=chance, rule=BUSIEST)


def communities(log: pd.DataFrame, seed: int = 0, resolution: float = 1.0) -> pd.Series:
    """The group of each account, from 0 for the largest: Louvain (Blondel et al. 2008).

    Ties weigh as many messages as went over them; a higher `resolution` gives smaller groups.
    Groups of one size are in the order of their first account: a seed, always the same numbers.

    >>> from course_lib.metadata import population
    >>> int(communities(population.simulate(48, 7, seed=1, stories=()).log).min())
    0
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_weighted_edges_from(weights(log).itertuples(index=False))
    found = nx.community.louvain_communities(
        graph, weight="weight", seed=seed, resolution=resolution
    )
    groups = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))
    number = {account: place for place, group in enumerate(groups) for account in group}
    return pd.Series(number, dtype="int64", name="group").rename_axis("account").sort_index()


def communities_found(
    log: pd.DataFrame, groups: pd.Series, seed: int = 0, resolution: float = 1.0
) -> Result:
    """Of all pairs put in one community, how many are in one true group.

    Chance: any pair. Simple guess: any pair that exchanged a message.

    >>> from course_lib.metadata import population
    >>> town = population.simulate(96, 14, seed=1, stories=())
    >>> found = communities_found(town.log, town.people["circle"])
    >>> found.right > found.chance
    True
    """
    found = communities(log, seed, resolution)
    true = groups[found.index].to_numpy()
    same, together = true[:, None] == true, found.to_numpy()[:, None] == found.to_numpy()
    pairs = np.triu(np.ones_like(same), 1)
    ties = weights(log)
    wrote = groups[ties["one"]].to_numpy() == groups[ties["other"]].to_numpy()
    return Result(
        right=float(same[pairs & together].mean()),
        chance=float(same[pairs].mean()),
        simple=float(wrote.mean()),
        rule="any two who write",
        people=len(found),
    )


def writers(log: pd.DataFrame) -> pd.Series:
    """How many different people write to each account: a sign of who leads.

    >>> from course_lib.metadata import population
    >>> bool((writers(population.simulate(48, 7, seed=1).log) >= 1).all())
    True
    """
    known = checked(log).dropna(subset=["sender"])
    pairs = known[["recipient", "sender"]].astype(object).drop_duplicates()
    return pairs.groupby("recipient").size().rename_axis("account").rename("writers")


def leaders_found(log: pd.DataFrame, groups: pd.Series, leads: pd.Series) -> Result:
    """In how many true groups the one to whom most different members write is the one who leads.

    Chance: one of the members. Simple guess: the member who receives most messages. Counts groups
    with a leader; `people` are their members.

    >>> from course_lib.metadata import population
    >>> people = (town := population.simulate(96, 14, seed=1, stories=())).people
    >>> leaders_found(town.log, people["circle"], people["speaker"]).people
    96
    """
    known = checked(log).dropna(subset=["sender"])[["recipient", "sender"]].astype(object)
    inside = known[known["recipient"].map(groups) == known["sender"].map(groups)]
    members = groups[groups.isin(groups[leads])]
    received = inside["recipient"].value_counts().reindex(members.index, fill_value=0)
    different = inside.drop_duplicates()["recipient"].value_counts()
    different = different.reindex(members.index, fill_value=0)

    def share(score: pd.Series) -> float:
        return float(leads[score.groupby(members).idxmax()].mean())

    return Result(
        right=share(different),
        chance=float(leads[members.index].mean()),
        simple=share(received),
        rule="who receives most",
        people=len(members),
    )


def weights(log: pd.DataFrame) -> pd.DataFrame:
    """One row a pair that wrote to each other: one, other (in this order), messages.

    >>> from course_lib.metadata import population
    >>> weights(population.simulate(48, 7, seed=1).log).columns.tolist()
    ['one', 'other', 'messages']
    """
    known = checked(log).dropna(subset=["sender"])
    ends = np.sort(known[["sender", "recipient"]].astype(str).to_numpy(dtype=object), axis=1)
    pairs = pd.DataFrame(ends, columns=["one", "other"])
    return pairs.groupby(["one", "other"]).size().rename("messages").reset_index()
