"""Whom an ad is for, and whose gain it is: lists of numbers, signals, and the money.

A custom audience: an advertiser uploads the SHA-256 of each phone number, the platform hashes its
own users' numbers, and equal hashes meet. Phone numbers are so few that whoever holds a hash can
try them all; Hagen et al., "All the Numbers are US" (2020), measured it (fact Y14).

Signals: the people are those of `metadata.population`. The default arm holds what Meta says it uses
on WhatsApp: place, language, channels followed and reactions to ads, and other accounts if somebody
linked them (facts Y15, Y15.page; age and country code stand on that page, too, and in no arm here).
One more arm is a hypothesis: it asks what the relay's log would add.
Nothing here says that WhatsApp uses the log for ads; Meta says it does not.

Whose gain: what advertisers know decides their bids; who wins decides what everybody gets. For each
ad shown, the platform gets the price, the winner keeps its worth less the price, and the person
sees an ad that fits more or less. The idea that knowing more can cost the platform is in Levin and
Milgrom, "Online Advertising: Heterogeneity and Conflation in Market Design", American Economic
Review 100 (2010).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import phonenumbers

from course_lib import checks, data, words
from course_lib.ads import auction
from course_lib.ads.auction import Amounts
from course_lib.errors import refuse, require
from course_lib.metadata import inference
from course_lib.metadata.population import Population

# Each arm: which columns of `crowd` an advertiser's bid may depend on.
STATED = ("place", "language", "follows", "tapped")
ARMS: dict[str, tuple[str, ...]] = {
    "alike": (),
    "place": STATED[:2],
    "stated": STATED,
    "linked": (*STATED, "linked"),
    "log": (*STATED, "night"),  # the hypothesis
}
TOPICS = ("travel", "football", "cooking")
NOTHING = "nothing"
_PLACES = {-5: ("Lima",), 1: ("Lagos",), 7: ("Bandung", "Jakarta"), 9: ("Jayapura",)}
_LANGUAGES = {"Lima": "Spanish", "Lagos": "English"}  # elsewhere Indonesian
_ENGLISH = 0.1  # made up, like the next ones: share who set their phone to English
_FOLLOWS, _TAPS, _LINKS = 0.5, 0.4, 0.3  # share whose channel, last tap, linked account tell
_ASTRAY = 0.15  # share who follow or tap something for no reason
_LATE = 1.0  # hours later than most, from which somebody is a night owl
_phrase = data.phrases("ads")
_TOLD = data.toml("ads", "targeting")
_TOLD_BY: dict[str, str] = _TOLD["told_by"]  # signal: the truth it tells of
_HALVES = 8  # seed of the cut of a crowd in two, see `bids`
_MISS = 0.15  # what is left of an ad's chance for each wish a person does not meet


@dataclass(frozen=True)
class Campaign:
    """An ad (a key), what one person who wants it is worth (US dollars), and for whom it is meant.

    `wants` are truths about people: place, language, interest (one of `TOPICS`), late (bool).

    >>> Campaign("night_coach", 0.05, {"interest": "travel", "late": True}).worth
    0.05
    """

    name: str
    worth: float
    wants: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        strange = sorted(set(self.wants) - set(_TOLD_BY.values()))
        if strange or not 0 <= self.worth < np.inf:
            wishes = words.listed(sorted(set(_TOLD_BY.values())))
            raise refuse("ads.campaign", words.listed([str(self.worth), *strange]), wishes=wishes)


CAMPAIGNS = tuple(Campaign(name, **told) for name, told in _TOLD["campaign"].items())


def crowd(town: Population, seed: int = 8) -> pd.DataFrame:
    """One row a person of `town`: what is true of them, and the signals that hint at it.

    True, and seen by nobody: interest, late. Signals: place, language, follows, tapped, linked (the
    topic, or "nothing") and night (bool, worked out from the town's log alone and the place).

    Raises CourseError for a seed below zero.

    >>> from course_lib.metadata import population
    >>> people = crowd(population.simulate(48, 7, seed=1, stories=()))
    >>> len(people), set(people["interest"]) <= set(TOPICS)
    (48, True)
    """
    truth = town.people[town.people["circle"] >= 0]
    random, count = checks.generator(seed), len(truth)
    cities = [_PLACES[zone] for zone in truth["zone"]]
    place = [city[circle % len(city)] for city, circle in zip(cities, truth["circle"], strict=True)]
    own = np.array([_LANGUAGES.get(city, "Indonesian") for city in place], dtype=object)
    interest = random.choice(TOPICS, count)

    def hint(tells: float) -> Any:
        astray = np.where(random.random(count) < _ASTRAY, random.choice(TOPICS, count), NOTHING)
        return np.where(random.random(count) < tells, interest, astray)

    told = {
        "interest": interest,
        "late": truth["chronotype"] > _LATE,
        "place": place,
        "language": np.where(random.random(count) < _ENGLISH, "English", own),
        "follows": hint(_FOLLOWS),
        "tapped": hint(_TAPS),
        "linked": np.where(random.random(count) < _LINKS, interest, NOTHING),
    }
    return pd.DataFrame(told, truth.index).assign(night=night_owls(town.log, truth["zone"]))


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
    missed = np.zeros((len(people), len(campaigns)))
    for number, one in enumerate(campaigns):
        for truth, wish in one.wants.items():
            missed[:, number] += people[truth] != wish
    return _MISS**missed


def why(
    person: Mapping[str, Any] | pd.Series, campaign: Campaign, signals: Sequence[str] = STATED
) -> list[str]:
    """Why am I seeing this? The signals that spoke for showing `campaign` to `person`, in words.

    Only signals of the arm can be named, and only those that say what the campaign wants to hear.
    Raises CourseError for a signal that nobody reads, or that `person` does not have.

    >>> sari = {"place": "Bandung", "follows": "travel", "tapped": "nothing", "night": True}
    >>> coach = Campaign("coach", 0.05, {"interest": "travel", "late": True})
    >>> why(sari, coach, ["place", "follows", "tapped"])
    ['you follow a channel about travel']
    >>> why(sari, Campaign("job", 0.01), ["place"])
    ['the advertiser wants to reach everybody']
    """
    for signal in signals:
        checks.one_of(signal, [name for name in _TOLD_BY if name in person], "ads.signal")
    reasons = [
        _phrase(f"reason.{signal}", value=person[signal])
        for signal in signals
        if _TOLD_BY[signal] in campaign.wants and person[signal] == campaign.wants[_TOLD_BY[signal]]
    ]
    return reasons or [_phrase("reason.everybody")]


def normalise(number: str, region: str = "ID") -> str:
    """A phone number as digits only, country code first: the form of E.164 without its plus sign.

    `region` (two letters) is where a number without a country code is dialled from. Two ways to
    write one number must come out the same, or their hashes would differ. A number that no
    country's plan knows, such as the invented ones, keeps its digits and needs its plus sign.
    Raises CourseError for what is no phone number.

    >>> normalise("0812-3456 7890"), normalise("+62 812 34567890"), normalise("+62 000-1234")
    ('6281234567890', '6281234567890', '620001234')
    """
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        raise refuse("ads.number", repr(number)) from None
    if phonenumbers.is_valid_number(parsed):
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)[1:]
    more = parsed.extension or any(map(str.isalpha, number))  # no digits of the number
    require(not more and number.strip().startswith("+"), "ads.number", repr(number))
    return phonenumbers.normalize_digits_only(number)


def fingerprint(number: str) -> str:
    """The SHA-256 of the normalised number, as 64 hex digits.

    >>> fingerprint("+62 000 1234") == fingerprint("+62-000-1234")
    True
    >>> fingerprint("+62 000 1234")[:8]
    '1f6a879d'
    """
    return hashlib.sha256(normalise(number).encode()).hexdigest()


def match(uploaded: Iterable[str], accounts: Iterable[str]) -> list[str]:
    """Those of the platform's `accounts` (numbers) whose hash is among the uploaded ones.

    The custom audience, in the order of `accounts`. Both sides now know something: the platform,
    that these people are somebody's customers.

    >>> nusa_bus = [fingerprint("+62 000 0001"), fingerprint("+62 000 0002")]
    >>> match(nusa_bus, ["+62 000-0002", "+62 000 0003"])
    ['+62 000-0002']
    """
    known = {digest.lower() for digest in uploaded}
    return [account for account in accounts if fingerprint(account) in known]


def number_range(prefix: str, digits: int) -> Iterator[str]:
    """Every number that begins with `prefix` and has `digits` more, in order, as digits only.

    Raises CourseError for a prefix that is not a number, for no digits, and for more than 15.

    >>> numbers = number_range("+62 000", 4)
    >>> next(numbers), next(numbers)
    ('620000000', '620000001')
    """
    start = prefix.lstrip("+").replace(" ", "").replace("-", "")
    if not (start.isascii() and start.isdigit()) or not 1 <= digits <= 15:
        raise refuse("ads.prefix", _phrase("got.prefix", prefix=repr(prefix), digits=digits))
    return (start + str(number).zfill(digits) for number in range(10**digits))


@dataclass(frozen=True)
class Search:
    """The number behind a hash (None if the range does not hold it), and how many were tried."""

    number: str | None
    tries: int


def undo(digest: str, numbers: Iterable[str]) -> Search:
    """Hash every number until one gives `digest`. This is the whole attack.

    `numbers` are normalised already, as from `number_range`. A million take a second or so.

    >>> undo(fingerprint("+62 000 1234"), number_range("+62 000", 4))
    Search(number='620001234', tries=1235)
    """
    tries, digest = 0, digest.lower()
    for tries, number in enumerate(numbers, start=1):
        if hashlib.sha256(number.encode()).hexdigest() == digest:
            return Search(number, tries)
    return Search(None, tries)


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
    checks.share(fit, "ads.fit")
    checks.not_negative(worth, "ads.value")
    fit, asked = np.asarray(fit, dtype=float), np.shape(bids)
    if (fit.ndim, fit.shape, fit.shape[1:]) != (2, asked, np.shape(worth)) or not fit.size:
        shapes = {"fit": fit.shape, "bids": asked, "worth": np.shape(worth)}
        raise refuse("ads.fits", _phrase("got.shapes", **shapes))
    cleared = auction.clear(bids, reserve=reserve)
    winners, paid = cleared.winners[:, 0], cleared.payments[:, 0]
    sold = winners >= 0
    seen = np.where(sold, np.take_along_axis(fit, np.maximum(winners, 0)[:, None], 1)[:, 0], 0)
    value = seen * np.where(sold, np.asarray(worth, dtype=float)[winners], 0)
    dollars = float(paid.mean()), float((value - paid).mean())
    return Gains(*dollars, float(seen.mean()), float(sold.mean()), winners)


def bids(
    people: pd.DataFrame, signals: Sequence[str], campaigns: Sequence[Campaign] = CAMPAIGNS
) -> Amounts:
    """What advertisers bid who know only `signals`: dollars, people x campaigns.

    The average worth of *other* people with the same signals: the crowd is cut in two by chance,
    and each half is bid on with what the other half was worth. Signals never met before bring the
    overall average. Nobody shades: in a second-price auction that gains nothing.

    >>> crowd = pd.DataFrame({"interest": ["travel"] * 4, "place": ["Lima"] * 4})
    >>> bids(crowd, ["place"], [Campaign("coach", 2.0, {"interest": "travel"})]).ravel().tolist()
    [2.0, 2.0, 2.0, 2.0]
    """
    truth = pd.DataFrame(fits(people, campaigns) * [one.worth for one in campaigns])
    half = np.random.default_rng(_HALVES).permutation(len(people)) % 2
    alike = [people[signal] for signal in signals] or np.zeros(len(people))
    cell = people.groupby(alike, sort=False, dropna=False).ngroup().reset_index(drop=True)
    known = np.empty(truth.shape)
    for mine in (0, 1):
        learnt = truth[half != mine]
        means = learnt.groupby(cell[half != mine]).mean().reindex(cell[half == mine])
        known[half == mine] = means.fillna(learnt.mean())
    return known


def compare(
    people: pd.DataFrame, campaigns: Sequence[Campaign] = CAMPAIGNS, reserve: float = 0.0
) -> pd.DataFrame:
    """Each arm of knowledge and what each party gets.

    Columns arm, then platform, advertisers, person and shown as in `Gains`.

    >>> from course_lib.metadata import population
    >>> people = crowd(population.simulate(48, 7, seed=1))
    >>> list(compare(people).columns)
    ['arm', 'platform', 'advertisers', 'person', 'shown']
    """
    fit, worth = fits(people, campaigns), [one.worth for one in campaigns]
    rows = [
        (arm, *gains(fit, worth, bids(people, signals, campaigns), reserve)[:4])
        for arm, signals in ARMS.items()
    ]
    return pd.DataFrame(rows, columns=["arm", *Gains._fields[:4]])


def thin_market(bidders: int, people: int = 100_000, reserve: float = 0.0) -> pd.DataFrame:
    """`bidders` alike, each wanting a person (1 dollar) or not (0) by the toss of a coin.

    Two rows: targeted (each bidder knows whom it wants) and not (all bid half a dollar). Columns
    targeted, platform, advertisers, person, shown. With two bidders targeting halves the platform's
    revenue, with three nothing changes, from four on it rises; the closed form is
    1 - 2**-n - n * 2**-n against 1/2. A reserve price turns the case of two around.

    Raises CourseError for less than one bidder or one person, and for more than fit the memory.

    >>> thin_market(2)["platform"].round(2).tolist(), thin_market(4)["platform"].round(2).tolist()
    ([0.5, 0.25], [0.5, 0.69])
    """
    checks.whole(bidders, "ads.bidders", most=1_000)
    checks.whole(people, "ads.thin_people", most=20_000_000 // bidders)
    fit = np.random.default_rng(_HALVES).integers(0, 2, (people, bidders)).astype(float)
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


checks.guard(__name__, error=None)
