"""What a log tells about people: when they sleep, where they live, who is close, who leads.

Each inference is a few lines of counting. Those that can be checked give a `Result`, with two base
rates and the number of people; the truth comes from the invented population, never from the log.
Receipts and calls are no messages; a message to a group counts once, and says nothing of pairs.

The last part needs no sender. People answer: whoever receives something soon before or after an
account does, again and again, is probably at the other end. The idea is that of Martiny et al.,
"Improving Signal's Sealed Sender" (NDSS 2021); the score here is a count against chance.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from course_lib import data, relay, words
from course_lib.checks import generator, guard, one_of, positive, whole
from course_lib.errors import refuse, require

NIGHT = 6  # hours of sleep looked for
MIDDLE_OF_NIGHT = 3.5  # o'clock, local: where most people's quietest six hours have their middle
MESSAGES = ("prekey", "text", "media")
WINDOW = 300.0  # seconds
MOST_ROWS, MOST_ACCOUNTS = 3_000_000, 3_000  # more fill a small computer; of accounts, all pairs
POINTS, PORTRAITS = ("contacts", "hours"), ("habits", "contacts")
_phrase = data.phrases("metadata")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Result:
    """How often a guess was right (a share), on how many people it rests, and two base rates.

    `chance` is the share a blind draw gets right, `simple` what the best simple guess gets, and
    `rule` says which guess that is: a key of `rules` in the room's words.

    >>> print(Result(right=0.83, chance=0.002, simple=0.01, rule="busiest", people=291))
    Right for 83% of 291 people. Chance: 0.2%. Simple guess, the busiest account: 1.0%.
    """

    right: float
    chance: float
    simple: float
    rule: str
    people: int

    def __str__(self) -> str:
        people = words.count(self.people, "person")
        bases = {name: words.percent(vars(self)[name], 1) for name in ("chance", "simple")}
        bases["rule"] = _phrase(f"rules.{self.rule}")
        return _phrase("result.text", right=words.percent(self.right), people=people, **bases)


def evaluated(
    guesses: pd.Series, simple: object, truth: pd.Series, *, chance: float, rule: str
) -> Result:
    """The share of `guesses` that agree with `truth`, among the accounts that have both.

    `simple` is one guess for everybody, or a Series of them. Raises CourseError if no account has
    a guess and a truth.

    >>> truth = pd.Series({"a": "b", "b": "a"})
    >>> evaluated(pd.Series({"a": "b", "b": "c"}), "b", truth, chance=0.5, rule="busiest").right
    0.5
    """
    known = guesses.dropna().index.intersection(truth.dropna().index)
    require(not known.empty, "metadata.nobody", _phrase("none"))
    true = truth[known].astype(object)
    plain = simple.reindex(known).astype(object) if isinstance(simple, pd.Series) else simple
    right, base = (guesses[known].astype(object) == true).mean(), (true == plain).mean()
    return Result(float(right), chance, float(base), rule, len(known))


def checked(log: pd.DataFrame, least: int = 0) -> pd.DataFrame:
    """`log`, if nothing is wrong with it and it has `least` rows. Raises CourseError otherwise.

    >>> len(checked(relay.log_frame([])))
    0
    """
    if wrong := relay.validate(log):
        raise refuse("metadata.log", " ".join(wrong).removesuffix("."))
    require(len(log) >= least, "metadata.rows_least", words.count(len(log), "row"), least=least)
    return log


def sent(log: pd.DataFrame, pairs: bool = False) -> pd.DataFrame:
    """The messages whose sender is known, each once; with `pairs` those between two people only.

    Raises CourseError if there is none.

    >>> from course_lib.metadata import population
    >>> log = population.simulate(48, 7, seed=1).log
    >>> len(sent(log)) == len(log)
    True
    """
    known = checked(log)[log["kind"].isin(MESSAGES) & log["sender"].notna()]
    require(not known.empty, "metadata.senders", _phrase("none"))
    kept = known["group"].isna().to_numpy(copy=True)
    if not pairs:
        kept[~kept] = ~known[~kept].duplicated(["sender", "sent_at", "group"])
    return known[kept]


def rhythm(log: pd.DataFrame, least: int = 1) -> pd.DataFrame:
    """Share of each account's messages sent in each hour of the day, UTC: accounts x 24.

    Accounts that sent fewer than `least` messages are left out.

    >>> from course_lib.metadata import population
    >>> rhythm(population.simulate(48, 7, seed=1).log).shape[1]
    24
    """
    hours = _hours(log, least)
    return hours.div(hours.sum(axis=1), axis=0)


def _hours(log: pd.DataFrame, least: int) -> pd.DataFrame:
    frame = sent(log)
    hours = frame.groupby([frame["sender"].astype(object), frame["sent_at"].dt.hour]).size()
    hours = hours.unstack(fill_value=0).reindex(columns=range(24), fill_value=0)
    return hours[hours.sum(axis=1) >= least].rename_axis(index="account", columns="hour")


def sleep(log: pd.DataFrame, least: int = 50) -> pd.Series:
    """The middle of the quietest six hours of each account, in hours UTC (0 to below 24).

    Where more than six hours are equally quiet, the middle of them all; missing where all 24 are.

    >>> from course_lib.metadata import population
    >>> bool(sleep(population.simulate(48, 7, seed=1).log).between(0, 24).all())
    True
    """
    hours = _hours(log, least)
    around = np.stack([_around(hours.to_numpy(), width) for width in range(NIGHT, 24, 2)], axis=-1)
    return pd.Series(_middle(around), index=hours.index, name="sleep")


def _around(day: Ints, width: int) -> Ints:
    """Messages in `width` hours, around the middle of the six that begin with each hour."""
    begin = (NIGHT - width) // 2
    return sum((np.roll(day, -begin - step, axis=1) for step in range(width)), np.zeros_like(day))


def _middle(around: Ints) -> Floats:
    """The middle of the longest run of starts that are equally quiet, counted around the clock.

    `around`: accounts x hours x widths, from 6 on. Of runs as long the one whose middle is quieter
    in a wider and wider stretch. Missing where all hours are equally quiet.
    """
    quiet = 9 * around[..., 0] + around[..., 1]  # a little weight on the hours beside them
    least, runs = quiet == quiet.min(axis=1, keepdims=True), np.zeros_like(quiet)
    for start in range(-1, -49, -1):  # twice around the clock, backwards
        runs[:, start % 24] = (runs[:, (start + 1) % 24] + 1) * least[:, start % 24]
    middles = (np.arange(24) + (runs - 1) // 2) % 24
    wider = np.take_along_axis(around, middles[..., None], axis=1)
    best = np.lexsort([*wider.T[::-1].swapaxes(1, 2), -runs])[:, :1]
    middle = (best + (np.take_along_axis(runs, best, axis=1) - 1 + NIGHT) / 2) % 24
    return np.where(least.all(axis=1), np.nan, middle[:, 0])


def time_zone(log: pd.DataFrame, least: int = 50) -> pd.Series:
    """A guess of each account's hours ahead of UTC (-11 to 12, whole), by the middle of its sleep.

    >>> from course_lib.metadata import population
    >>> bool(time_zone(population.simulate(48, 7, seed=1).log).between(-11, 12).all())
    True
    """
    ahead = (MIDDLE_OF_NIGHT - sleep(log, least).dropna() + 11) % 24 - 11
    return np.floor(ahead + 0.5).astype(int).rename("zone")


def zones_found(log: pd.DataFrame, zones: pd.Series) -> Result:
    """How often `time_zone` is right to an hour of the true `zones` (halves are allowed).

    >>> from course_lib.metadata import population
    >>> town = population.simulate(48, 14, seed=1)
    >>> zones_found(town.log, town.people["zone"]).right > 0.5
    True
    """
    guess = time_zone(log)
    true = zones.reindex(guess.index).dropna()

    def near(some: pd.Series | float) -> pd.Series:
        return ((some - true + 12) % 24 - 12).abs() <= 1

    simple = near(float(zones.mode().iloc[0])) if len(true) else pd.Series(dtype=object)
    chance = float(np.mean([near(hour).mean() for hour in range(24)])) if len(true) else 0.0
    return evaluated(near(guess), simple, true.notna(), chance=chance, rule="common_zone")


def closest(log: pd.DataFrame) -> pd.Series:
    """Whom each account exchanges most messages with, both ways counted.

    >>> from course_lib.metadata import population
    >>> len(closest(population.simulate(48, 7, seed=1, stories=()).log))
    48
    """
    return _most(both_ends(log)).rename_axis("account").rename("closest")


def _most(pairs: pd.DataFrame) -> pd.Series:
    """For each `one` the `other` with most messages; of equals the first by name."""
    ranked = pairs.sort_values(["messages", "one", "other"], ascending=[False, True, True])
    return ranked.drop_duplicates("one").set_index("one")["other"].sort_index()


def closest_found(log: pd.DataFrame, friends: pd.Series) -> Result:
    """How often the top correspondent is the true best friend in `friends`.

    >>> from course_lib.metadata import population
    >>> town = population.simulate(48, 14, seed=1, stories=())
    >>> closest_found(town.log, town.people["best_friend"]).right > 0.5
    True
    """
    return _beside_busiest(log, closest(log), friends)


def _beside_busiest(log: pd.DataFrame, guess: pd.Series, truth: pd.Series) -> Result:
    """The result of a `guess` at one other account, beside the one that receives most."""
    busiest = str(log["recipient"].astype(str).value_counts().sort_index().idxmax())
    return evaluated(guess, busiest, truth, chance=1 / max(1, len(guess) - 1), rule="busiest")


def weights(log: pd.DataFrame) -> pd.DataFrame:
    """One row a pair that wrote to each other: one, other (in this order), messages.

    >>> from course_lib.metadata import population
    >>> weights(population.simulate(48, 7, seed=1).log).columns.tolist()
    ['one', 'other', 'messages']
    """
    known = sent(log, pairs=True)[["sender", "recipient"]].astype(str).to_numpy(dtype=object)
    pairs = pd.DataFrame(np.sort(known, axis=1), columns=["one", "other"])
    return pairs.groupby(["one", "other"]).size().rename("messages").reset_index()


def both_ends(log: pd.DataFrame) -> pd.DataFrame:
    """`weights` with each pair twice, seen from either end.

    >>> from course_lib.metadata import population
    >>> log = population.simulate(48, 7, seed=1).log
    >>> len(both_ends(log)) == 2 * len(weights(log))
    True
    """
    ties = weights(log)
    return pd.concat([ties, ties.rename(columns={"one": "other", "other": "one"})])


def told_of(log: pd.DataFrame, account: str) -> pd.DataFrame:
    """What the envelopes tell of each account: columns shared, others, last.

    `shared`: messages exchanged with `account`; `others`: with how many accounts it exchanged any;
    `last`: when it last sent something.

    >>> from course_lib.metadata import population
    >>> log = population.simulate(48, 7, seed=1, stories=()).log
    >>> told_of(log, "+62 000 0007")["shared"].idxmax() == closest(log)["+62 000 0007"]
    True
    """
    ends, last = both_ends(log), sent(log).groupby("sender", observed=True)["sent_at"].max()
    shared = ends[ends["one"] == account].set_index("other")["messages"]
    told = pd.DataFrame({"shared": shared, "others": ends.groupby("one").size(), "last": last})
    return told.fillna({"shared": 0, "others": 0}).astype({"shared": int, "others": int})


# --- who writes to whom when no envelope names its sender


def partners(log: pd.DataFrame, least: int = 10) -> pd.Series:
    """The truth to find: who wrote most to each account, if that were `least` messages or more.

    Reads the senders, so it works before they are sealed only.

    >>> from course_lib.metadata import population
    >>> len(partners(population.simulate(48, 7, seed=1, stories=()).log)) > 20
    True
    """
    counts = sent(log, pairs=True)[["recipient", "sender"]].astype(str).value_counts()
    table = counts[counts >= least].rename_axis(["one", "other"]).rename("messages")
    return _most(table.reset_index()).rename_axis("recipient").rename("sender")


def scores(log: pd.DataFrame, window: float = WINDOW) -> pd.DataFrame:
    """How suspicious each account (column) is of talking with each other one (row).

    Counts how often both received something within `window` seconds; minus what chance would give,
    divided by the spread of chance. Only `sent_at` and `recipient` are read.

    Raises CourseError for a window of zero or less, and for more than `MOST_ACCOUNTS`.

    >>> from course_lib.metadata import population
    >>> scores(population.simulate(48, 7, seed=1, stories=()).log).shape
    (48, 48)
    """
    frame = checked(log, least=1).sort_values("sent_at")
    positive(window, "metadata.window")
    who, accounts = pd.factorize(frame["recipient"].astype(object), sort=True)
    at, n = frame["sent_at"].astype("int64").to_numpy() / 1e6, len(accounts)  # in seconds
    whole(n, "metadata.accounts", most=MOST_ACCOUNTS)
    seen = np.zeros(n * n)
    for step in range(1, len(at)):
        near = at[step:] - at[:-step] <= window
        if not near.any():
            break
        seen += np.bincount(who[:-step][near] * n + who[step:][near], minlength=n * n)
    together = seen.reshape(n, n) + seen.reshape(n, n).T
    received = np.bincount(who, minlength=n).astype(float)
    chance = np.outer(received, received) * 2 * window / max(at[-1] - at[0], window)
    score = (together - chance) / np.sqrt(chance + 1)
    np.fill_diagonal(score, -np.inf)
    return pd.DataFrame(score, index=accounts, columns=accounts)


def attack(log: pd.DataFrame, truth: pd.Series, window: float = WINDOW) -> Result:
    """How often the most suspicious account is the true partner in `truth` (see `partners`).

    >>> from course_lib.metadata import defences, population
    >>> log = population.simulate(48, 14, seed=1, stories=()).log
    >>> attack(defences.hide_senders(log), partners(log)).right > 0.5
    True
    """
    return _beside_busiest(log, scores(log, window).idxmax(axis=1), truth)


# --- who is the only one, and who is who after every name was replaced


def unique(log: pd.DataFrame, known: int, points: str = "contacts", seed: int = 0) -> Result:
    """How many people are the only one with `known` points of theirs, drawn by chance.

    A point is a contact, or an hour (of a day) in which somebody sent something. Only people with
    that many points count. Chance: a blind draw. Simple guess: one point less, which shows what the
    last point adds. After de Montjoye et al., "Unique in the Crowd" (2013, fact A1).

    Raises CourseError for other points, and if nobody has that many.

    >>> from course_lib.metadata import population
    >>> log = population.simulate(96, 7, seed=1).log
    >>> unique(log, 3).right > unique(log, 1).right
    True
    """
    whole(known, "metadata.known")
    one_of(points, POINTS, "metadata.points")
    pairs = _points(log, points)
    owners, sets = pairs.groupby("other")["one"].agg(set), pairs.groupby("one")["other"].agg(list)
    random, alone, before = generator(seed), [], []
    for mine in sets[sets.str.len() >= known]:
        drawn = [owners[mine[place]] for place in random.permutation(len(mine))[:known]]
        alone.append(len(set.intersection(*drawn)) == 1)
        before.append(known > 1 and len(set.intersection(*drawn[:-1])) == 1)
    require(alone, "metadata.with_points", "nobody", known=known, points=points)
    return Result(sum(alone) / (n := len(alone)), 1 / len(sets), sum(before) / n, "one_less", n)


def matched(
    before: pd.DataFrame, after: pd.DataFrame, by: str = "habits", least: int = 20
) -> pd.Series:
    """For each sender of `before` with `least` messages, the one of `after` that is most like it.

    By "habits": the rhythm of the day, and how the messages are shared among contacts, from the
    most to the tenth. No name is used, so all may be new. By "contacts": to whom they write, for
    logs in which only the senders are new.

    Raises CourseError for another portrait, if nobody sent `least` messages in one of them, and if
    more than `MOST_ACCOUNTS` did.

    >>> from course_lib.metadata import population
    >>> log = population.simulate(48, 7, seed=1).log
    >>> guess = matched(log, log)
    >>> bool((guess == guess.index).all())
    True
    """
    one_of(by, PORTRAITS, "metadata.by")
    old, new = (_portrait(log, by, least) for log in (before, after))
    require(not (old.empty or new.empty), "metadata.both_logs", "none", least=least)
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

    Raises CourseError for a key of one period.

    >>> from course_lib.metadata import defences, population
    >>> log = population.simulate(96, 14, seed=1, stories=()).log
    >>> renamed, key = defences.rotate(log, 7, seed=2, contacts=False)
    >>> first = (renamed["sent_at"] - renamed["sent_at"].min()).dt.days < 7
    >>> found_again(renamed[first], renamed[~first], key, by="contacts").right > 0.5
    True
    """
    guess = matched(before, after, by, least)
    old, new = (_hours(log, least).sum(axis=1) for log in (before, after))
    nearest = np.abs(old.to_numpy()[:, None] - new.to_numpy()).argmin(axis=1)
    busy = pd.Series(new.index[nearest], index=old.index)
    period = key["period"][key["pseudonym"].isin(old.index)].min()
    names, later = key[key["period"] == period], key[key["period"] == period + 1]
    require(not later.empty, "metadata.periods", "one")
    truth = names.merge(later, on="account").set_index("pseudonym_x")["pseudonym_y"]
    return evaluated(guess, busy, truth[truth.isin(new.index)], chance=1 / len(new), rule="as_much")


def _points(log: pd.DataFrame, points: str) -> pd.DataFrame:
    """Each point of each account, once: columns one, other."""
    if points == "contacts":
        pairs = both_ends(log)[["one", "other"]]
    else:
        known = sent(log)
        pairs = pd.DataFrame({"one": known["sender"], "other": known["sent_at"].dt.floor("h")})
    return pairs.astype({"one": str}).drop_duplicates().sort_values(["one", "other"])


def _portrait(log: pd.DataFrame, by: str, least: int) -> pd.DataFrame:
    """Square roots of shares: by "contacts" those of each recipient in a sender's messages.

    By "habits" the 24 of the day, and the ten largest of recipients.
    """
    known, day = sent(log), rhythm(log, least)
    whole(max(1, len(day)), "metadata.accounts", most=MOST_ACCOUNTS)
    ends = known["sender"].astype(object), known["recipient"].astype(object)
    shares = pd.crosstab(*ends, normalize="index").loc[day.index]
    if by == "habits":
        ranked = -np.sort(-shares.to_numpy(), axis=1)[:, :10]
        shares = pd.DataFrame(np.hstack([day.to_numpy(), ranked]), index=day.index)
    return np.sqrt(shares)


guard(__name__)
