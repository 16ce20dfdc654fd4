"""What protects from the inferences, and what each costs: time, bytes or exactness.

Each defence takes a log and gives the log that the relay would hold with it, so that the same
attack can be run on both.
"""

from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd

from course_lib import relay, words
from course_lib.checks import generator, guard, not_negative, one_of, positive, whole
from course_lib.errors import require
from course_lib.metadata.inference import MOST_ROWS, Ints, checked, sent

MOST_MINUTES = 366 * 24 * 60  # a year of waiting
LEAST_TEXTS = 500  # below it, frequencies of sizes say more about chance than about lengths


def hide_senders(log: pd.DataFrame) -> pd.DataFrame:
    """Sealed sender: no envelope says who sent it. Costs nearly nothing.

    >>> from course_lib.metadata import population
    >>> int(hide_senders(population.simulate(48, 7, seed=1).log)["sender"].notna().sum())
    0
    """
    return checked(log).assign(sender=lambda one: one["sender"].mask(one["sender"].notna()))


def delay(log: pd.DataFrame, minutes: float, seed: int) -> pd.DataFrame:
    """Every message waits a random time (exponential, `minutes` on average). Costs patience.

    Raises CourseError for a negative delay.

    >>> from course_lib.metadata import population
    >>> log = population.simulate(48, 7, seed=1).log
    >>> delay(log, 0, seed=1).equals(log)
    True
    """
    frame = checked(log)
    not_negative(minutes, "metadata.minutes")
    require(minutes <= MOST_MINUTES, "metadata.patience", minutes, most=words.number(MOST_MINUTES))
    wait = generator(seed).exponential(1, len(frame)) * minutes * 60
    later = frame["sent_at"] + pd.to_timedelta((wait * 1e6).astype(np.int64), unit="us")
    return _in_order(frame.assign(sent_at=later.astype(relay.COLUMNS["sent_at"])))


def cover(log: pd.DataFrame, times: float, seed: int) -> pd.DataFrame:
    """Dummy messages among the true ones, `times` as many, at any time and for anybody.

    Costs that many times the traffic. Raises CourseError for a negative number, and for more than
    `MOST_ROWS` messages in all.

    >>> from course_lib.metadata import population
    >>> log = population.simulate(48, 7, seed=1).log
    >>> len(cover(log, 2, seed=1)) == 3 * len(log)
    True
    """
    frame = checked(log, least=1)
    not_negative(times, "metadata.times")
    random, extra = generator(seed), round(times * len(frame))
    whole(len(frame) + extra, "metadata.messages", most=MOST_ROWS)
    at = frame["sent_at"].astype("int64").to_numpy()
    people = sorted({*frame["recipient"].cat.categories, *frame["sender"].cat.categories})
    dummies = {
        "sent_at": pd.to_datetime(random.integers(at.min(), at.max() + 1, extra), unit="us"),
        "sender": None if frame["sender"].isna().all() else random.choice(people, extra),
        "recipient": random.choice(people, extra),
        "kind": "text",
        "size": random.choice(frame["size"].to_numpy(), extra),
        "group": None,
    }
    return _in_order(relay.typed(pd.concat([frame, relay.typed(dummies)])))


def rotate(
    log: pd.DataFrame, days: int, seed: int, contacts: bool = True
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """New random pseudonyms for everybody every `days` days. Costs every stored contact.

    With `contacts=False` only senders get new names, and those they write to keep theirs. Gives the
    log and the key: period (from 0), account, pseudonym. Raises CourseError below a day, and for
    more than `MOST_ROWS` names.

    >>> from course_lib.metadata import population
    >>> renamed, key = rotate(population.simulate(48, 14, seed=1, stories=()).log, 7, seed=2)
    >>> len(key)
    96
    """
    frame = checked(log, least=1)
    whole(days, "metadata.days")
    start = frame["sent_at"].dt.floor("D").min()
    period = ((frame["sent_at"] - start).dt.days // min(days, 10**6)).to_numpy()
    people = sorted({*frame["recipient"].unique(), *frame["sender"].dropna().unique()})
    random, periods = generator(seed), range(int(period.max()) + 1)
    whole(len(periods) * len(people), "metadata.names", most=MOST_ROWS)
    key = pd.DataFrame(product(periods, people), columns=["period", "account"])
    drawn = [(number, random.permutation(len(people))) for number in periods]
    key["pseudonym"] = [f"{number}-{code:04d}" for number, codes in drawn for code in codes]
    new = key.set_index(["period", "account"])["pseudonym"]
    for name in ("sender", "recipient") if contacts else ("sender",):
        pairs = pd.MultiIndex.from_arrays([period, frame[name].astype(object)])
        frame = frame.assign(**{name: new.reindex(pairs).to_numpy()})
    return relay.typed(frame), key


def pad(log: pd.DataFrame, scheme: str, seed: int = 0) -> pd.DataFrame:
    """Every message made longer by a `scheme` of `SCHEMES`, so that its size says less.

    Raises CourseError for another scheme.

    >>> from course_lib.metadata import population
    >>> padded = pad(population.simulate(48, 7, seed=1).log, "blocks_160")
    >>> set(padded["size"] % 160)
    {0}
    """
    frame = checked(log)
    one_of(scheme, SCHEMES, "metadata.scheme")
    sizes = SCHEMES[scheme](frame["size"].to_numpy(dtype=np.int64), generator(seed))
    return frame.assign(size=np.minimum(sizes, 2**31 - 1).astype(np.int32))


def leak(log: pd.DataFrame, scheme: str, seed: int = 0) -> dict[str, float]:
    """What `scheme` leaves visible of the length of texts, and what it costs.

    bits: information on a text's length that its size still holds (Shannon's mutual information,
    from frequencies); texts and all: extra bytes, as a share of the bytes of texts and of all.
    Raises CourseError for fewer than `LEAST_TEXTS` texts.

    >>> from course_lib.metadata import population
    >>> log = population.simulate(48, 7, seed=1).log
    >>> leak(log, "blocks_160")["bits"] < leak(log, "none")["bits"]
    True
    """
    padded, text = pad(log, scheme, seed), (log["kind"] == "text").to_numpy()
    require(text.sum() >= LEAST_TEXTS, "metadata.texts", int(text.sum()), least=LEAST_TEXTS)
    before, after = (frame["size"].to_numpy(dtype=np.int64) for frame in (log, padded))
    shares = np.unique(after[text], return_counts=True)[1] / text.sum()
    unsure = np.log2(15) if scheme == "random" else 0.0  # bits that the padding itself adds
    return {
        "bits": max(0.0, float(-(shares * np.log2(shares)).sum() - unsure)),
        "texts": float(after[text].sum() / before[text].sum() - 1),
        "all": float(after.sum() / before.sum() - 1),
    }


def noisy_counts(log: pd.DataFrame, epsilon: float, cap: int, seed: int) -> pd.DataFrame:
    """Messages by hour of the day (UTC), published with differential privacy.

    At most `cap` messages of each sender count, and each hour gets noise from a Laplace
    distribution of scale `cap / epsilon`: what one person sends hardly shows (Dwork et al. 2006).
    Columns: hour, true, capped, published. Costs exactness. Whoever knows the seed can take the
    noise off again, and the epsilons of several publications add up. Raises CourseError for a log
    without senders, a `cap` that is no whole number, and an `epsilon` of zero or less.

    >>> from course_lib.metadata import population
    >>> counts = noisy_counts(population.simulate(48, 7, seed=1).log, 1.0, 10, seed=1)
    >>> len(counts), bool((counts["capped"] <= counts["true"]).all())
    (24, True)
    """
    positive(epsilon, "metadata.epsilon")
    whole(cap, "metadata.cap")
    random, frame = generator(seed), sent(log)
    mixed = frame.sample(frac=1, random_state=random)  # which messages count is left to chance
    kept = mixed[mixed.groupby("sender", observed=True).cumcount() < cap]
    true, capped = (np.bincount(one["sent_at"].dt.hour, minlength=24) for one in (frame, kept))
    columns = {"hour": np.arange(24), "true": true, "capped": capped}
    return pd.DataFrame(columns).assign(published=capped + random.laplace(0, cap / epsilon, 24))


def _padme(sizes: Ints) -> Ints:
    """Nikitin et al. 2019 (PURBs): round up so that only the leading bits of a size remain."""
    exponent = np.floor(np.log2(np.maximum(sizes, 2))).astype(np.int64)
    zeros = exponent - (np.floor(np.log2(exponent)).astype(np.int64) + 1)
    mask = (1 << np.maximum(zeros, 0)) - 1
    return (sizes + mask) & ~mask


SCHEMES: dict[str, Callable[[Ints, np.random.Generator], Ints]] = {
    "none": lambda sizes, _: sizes,
    "random": lambda sizes, random: sizes + random.integers(1, 16, len(sizes)),
    "blocks_16": lambda sizes, _: -(-sizes // 16) * 16,
    "blocks_160": lambda sizes, _: -(-sizes // 160) * 160,
    "padme": lambda sizes, _: _padme(sizes),
    "powers": lambda sizes, _: 1 << np.ceil(np.log2(sizes)).astype(np.int64),
}


def _in_order(log: pd.DataFrame) -> pd.DataFrame:
    return log.sort_values("sent_at", kind="stable", ignore_index=True)


guard(__name__)
