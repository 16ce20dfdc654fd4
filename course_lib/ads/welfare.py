"""Whose gain is targeting? Platform, advertisers and person, from the same second-price auctions.

What advertisers know decides their bids; who wins decides what everybody gets. For each ad shown,
the platform gets the price, the winner keeps its worth less the price, and the person sees an ad
that fits more or less. The idea that knowing more can cost the platform is in Levin and Milgrom,
"Online Advertising: Heterogeneity and Conflation in Market Design", American Economic Review 100
(2010).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from course_lib.ads import auction, targeting
from course_lib.ads.targeting import CAMPAIGNS, Campaign
from course_lib.capacity import checks
from course_lib.errors import CourseError

Amounts = np.ndarray[Any, np.dtype[np.float64]]


class Gains(NamedTuple):
    """Averages over all places for an ad, sold or not.

    `platform` and `advertisers`: US dollars a place. `person`: how well the ad shown fits, 0 to 1
    (0 if none is shown). `shown`: share of places that were sold. `winners`: per person, the number
    of the campaign shown, -1 for none.
    """

    platform: float
    advertisers: float
    person: float
    shown: float
    winners: Any


def gains(fit: Any, worth: Any, bids: Any, reserve: float = 0.0) -> Gains:
    """One second-price auction a person; `fit` and `bids` (dollars) are people x campaigns.

    `worth` (campaigns,): dollars if an ad fits fully; an ad shown brings fit x worth, whatever was
    bid. So platform + advertisers = what the ads shown are worth. Raises CourseError for a fit
    outside 0 to 1 and shapes that differ.

    >>> two = gains(fit=[[1, 0.5]], worth=[2, 2], bids=[[2, 1]])
    >>> two.platform, two.advertisers, two.person
    (1.0, 1.0, 1.0)
    """
    checks.share(fit, "a fit")
    fit, bids = np.asarray(fit, dtype=float), np.asarray(bids, dtype=float)
    if fit.ndim != 2 or fit.shape != bids.shape or fit.shape[1:] != np.shape(worth):
        raise CourseError(
            expected="fit and bids as people x campaigns, and a worth for each campaign",
            got=f"shapes {fit.shape}, {bids.shape} and {np.shape(worth)}",
            do="Use targeting.fits and welfare.bids with the same people and campaigns.",
        )
    cleared = auction.clear(bids, reserve=reserve)
    winners, paid = cleared.winners[:, 0], cleared.payments[:, 0]
    sold = winners >= 0
    seen = np.where(sold, np.take_along_axis(fit, np.maximum(winners, 0)[:, None], 1)[:, 0], 0)
    value = seen * np.where(sold, np.asarray(worth, dtype=float)[winners], 0)
    return Gains(
        float(paid.mean()),
        float((value - paid).mean()),
        float(seen.mean()),
        float(sold.mean()),
        winners,
    )


def bids(
    people: pd.DataFrame,
    signals: Sequence[str],
    campaigns: Sequence[Campaign] = CAMPAIGNS,
    seed: int = 8,
) -> Amounts:
    """What advertisers bid who know only `signals`: dollars, people x campaigns.

    The average worth of *other* people with the same signals: the crowd is cut in two by chance,
    and each half is bid on with what the other half was worth. Signals never met before bring the
    overall average. Nobody shades: in a second-price auction that gains nothing.

    >>> crowd = pd.DataFrame({"interest": ["travel"] * 4, "place": ["Lima"] * 4})
    >>> bids(crowd, ["place"], [Campaign("coach", 2.0, {"interest": "travel"})]).ravel().tolist()
    [2.0, 2.0, 2.0, 2.0]
    """
    truth = pd.DataFrame(targeting.fits(people, campaigns) * [one.worth for one in campaigns])
    half = np.random.default_rng(seed).permutation(len(people)) % 2
    told = people[list(signals)].astype(str).agg("|".join, axis=1) if signals else ""
    cell = pd.Series(told, index=people.index).reset_index(drop=True)
    known = np.empty(truth.shape)
    for mine in (0, 1):
        learnt = truth[half != mine]
        means = learnt.groupby(cell[half != mine]).mean().reindex(cell[half == mine])
        known[half == mine] = means.fillna(learnt.mean())
    return known


def compare(
    people: pd.DataFrame,
    campaigns: Sequence[Campaign] = CAMPAIGNS,
    arms: Mapping[str, Sequence[str]] = targeting.ARMS,
    reserve: float = 0.0,
    seed: int = 8,
) -> pd.DataFrame:
    """Each arm of knowledge and what each party gets.

    Columns arm, then platform, advertisers, person and shown as in `Gains`.

    >>> from course_lib.metadata import population
    >>> people = targeting.simulate(population.simulate(48, 7, seed=1))
    >>> list(compare(people, arms={"everybody alike": ()}).columns)
    ['arm', 'platform', 'advertisers', 'person', 'shown']
    """
    fit, worth = targeting.fits(people, campaigns), [one.worth for one in campaigns]
    rows = [
        (arm, *gains(fit, worth, bids(people, signals, campaigns, seed), reserve)[:4])
        for arm, signals in arms.items()
    ]
    return pd.DataFrame(rows, columns=["arm", *Gains._fields[:4]])


def thin_market(
    bidders: int, people: int = 100_000, reserve: float = 0.0, seed: int = 8
) -> pd.DataFrame:
    """`bidders` alike, each wanting a person (1 dollar) or not (0) by the toss of a coin.

    Two rows: targeted (each bidder knows whom it wants) and not (all bid half a dollar). Columns
    targeted, platform, advertisers, person, shown. With two bidders targeting halves the platform's
    revenue, with three nothing changes, from four on it rises; the closed form is
    1 - 2**-n - n * 2**-n against 1/2. A reserve price turns the case of two around.

    >>> thin_market(2)["platform"].round(2).tolist(), thin_market(4)["platform"].round(2).tolist()
    ([0.5, 0.25], [0.5, 0.69])
    """
    checks.whole(bidders, "bidders", "Two bidders make the smallest contest.")
    checks.whole(people, "people", "A hundred thousand come close to the formula.")
    fit = np.random.default_rng(seed).integers(0, 2, (people, bidders)).astype(float)
    rows = [
        (targeted, *gains(fit, np.ones(bidders), known, reserve)[:4])
        for targeted, known in ((False, np.full_like(fit, 0.5)), (True, fit))
    ]
    return pd.DataFrame(rows, columns=["targeted", *Gains._fields[:4]])


def reach(
    winners: Any, groups: pd.Series, campaigns: Sequence[Campaign] = CAMPAIGNS
) -> pd.DataFrame:
    """Skewed delivery: which share of each group is shown which ad. Columns campaign, group, share.

    An ad for everybody loses most auctions for people whom somebody else wants more, though its
    advertiser excluded no one. Ali et al., "Discrimination through optimization" (2019), saw this
    on Facebook.

    >>> who = pd.Series(["fans", "fans", "others", "others"])
    >>> ads = [Campaign("shop", 0.04), Campaign("job", 0.01)]
    >>> reach([0, 0, 1, 0], who, ads)["share"].tolist()
    [1.0, 0.5, 0.0, 0.5]
    """
    winners, names = np.asarray(winners), sorted(groups.unique().tolist())
    rows = [
        (one.name, group, float((winners[(groups == group).to_numpy()] == number).mean()))
        for number, one in enumerate(campaigns)
        for group in names
    ]
    return pd.DataFrame(rows, columns=["campaign", "group", "share"])
