"""The ledger of one user-year: who paid how much for Sari's messages; and one sale, step by step.

Lessons 3, 4, 5 and 8 each contribute a `Line` by a function, which lesson 9 adds up; lesson 6 shows
a sale. Amounts are US dollars as ranges, because almost nobody publishes them. Beside the year
stands one sale: what Sari, the company, the relay and the platform each see of it, and what it
brings them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import pandas as pd

from course_lib import checks, data, facts, words
from course_lib.ads import auction
from course_lib.business import month, rules
from course_lib.business.rules import DAY, moment
from course_lib.capacity import cost, load
from course_lib.errors import require
from course_lib.words import Range

PARTIES = ("Sari", "Nusa Bus", "relay", "platform")

_OWNER = "Meta"
_phrase = data.phrases("economics")
_ADVERTISER: dict[str, str] = data.toml("economics", "words")["label"]["paid_by"]


@dataclass(frozen=True)
class Line:
    """One payment in a user-year: `low` to `high` US dollars, `mid` the best single guess.

    `what` is a key of the lines below (fee, carriage ...), or words of one's own.

    >>> Line(dt.date(2024, 12, 31), "yearly fee", 0, 0, 0.99, paid_by="Sari").high
    0.99
    """

    when: dt.date
    what: str
    low: float
    mid: float
    high: float
    paid_by: str

    def __post_init__(self) -> None:
        # a moment cannot be sorted among days
        require(type(self.when) is dt.date, "economics.when", repr(self.when))
        for name in ("what", "paid_by"):
            require(str(vars(self)[name]).strip(), "economics.name", _phrase("got.none"), name=name)
        for name in ("low", "mid", "high"):
            checks.not_negative(getattr(self, name), "economics.dollars", name=name)
        require(self.low <= self.mid <= self.high, "economics.rising", [*self.dollars])

    @property
    def dollars(self) -> Range:
        """Low, mid and high together."""
        return Range(self.low, self.mid, self.high)

    @property
    def label(self) -> str:
        """What is paid for, in words."""
        labels: dict[str, str] = data.toml("economics", "words")["label"]["what"]
        return labels.get(self.what, self.what)

    def __str__(self) -> str:
        """The line in words.

        >>> print(fee(2013))
        2013, yearly fee: Sari pays about 7.82 US cents, between nothing and 99 US cents.
        """
        low, mid, high = map(_in_words, self.dollars)
        dollars = mid if low == high else _phrase("ledger.about", low=low, mid=mid, high=high)
        said = {"year": self.when.year, "what": self.label, "dollars": dollars}
        return _phrase("ledger.pays", who=_ADVERTISER.get(self.paid_by, self.paid_by), **said)


class Ledger:
    """Lines in the order of their dates. Raises `CourseError` for anything else, and a line twice.

    >>> ledger = Ledger([sale(), fee(2013)])
    >>> [line.what for line in ledger], ledger.total(paid_by="Sari").high
    (['fee', 'sale'], 0.99)
    """

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        kept: list[Line] = []
        for line in lines:
            require(isinstance(line, Line), "economics.line", type(line).__name__)
            require(line not in kept, "economics.twice", _phrase("got.twice", what=line.label))
            kept.append(line)
        self._lines = sorted(kept, key=lambda each: each.when)

    def __iter__(self) -> Iterator[Line]:
        return iter(self._lines)

    def total(self, paid_by: str | None = None) -> Range:
        """The sum of all lines, or of one payer's. All lows add up to the low: the widest range.

        >>> Ledger().total()
        Range(low=0.0, mid=0.0, high=0.0)
        """
        lines = [line for line in self._lines if paid_by in (None, line.paid_by)]
        return Range(*(float(sum(getattr(line, end) for line in lines)) for end in Range._fields))

    def frame(self) -> pd.DataFrame:
        """One row a line: when (datetime64), what, low, mid, high (float, US dollars), paid_by.

        >>> Ledger([fee(2024)]).frame().columns.tolist()
        ['when', 'what', 'low', 'mid', 'high', 'paid_by']
        """
        columns = list(Line.__dataclass_fields__)
        frame = pd.DataFrame([vars(line) for line in self._lines], columns=columns)
        return frame.astype({"when": "datetime64[us]"} | dict.fromkeys(Range._fields, "float64"))


def carriage(seed: int, year: int = 2024) -> Line:
    """Lesson 3: what it costs to carry Sari's messages, photos and calls for a year.

    Her days are drawn around the defaults of `capacity.load` (Poisson); the price is the bill of
    a service as large as WhatsApp in Indonesia (accounts, fact Y13.Indonesia). Meta pays it.

    Raises `CourseError` for a seed below zero, and a year outside the calendar.

    >>> line = carriage(seed=3)
    >>> line.paid_by, 0.05 < line.mid < 1
    ('Meta', True)
    """
    random = checks.generator(seed)
    usual = vars(load.step("calls")).items()  # of a day
    days = {kind: float(random.poisson(n, load.DAYS_PER_YEAR).mean()) for kind, n in usual}
    return Line(_last_day(year), "carriage", *_carried(load.Traffic(**days)), paid_by=_OWNER)


@cache
def carrying() -> float:
    """Dollars a year for carrying one usual user's texts, photos and calls, the middle guess.

    >>> 0.1 < carrying() < 1
    True
    """
    return _carried(load.step("calls")).mid


def fee(year: int = 2024) -> Line:
    """Lesson 4: what Sari herself pays for the app. Nothing, since the fee ended (fact F9).

    Until 2015: between nothing (the first year was free) and the list price (fact F8); the middle
    is what WhatsApp received on average per user in 2013 (fact F16), about three times as much as
    it booked.

    Raises `CourseError` for a year outside the calendar.

    >>> fee().high, round(fee(2013).mid, 4)
    (0.0, 0.0782)
    """
    asked = year < int(facts.fact("F9").as_of[:4])
    mid, high = (facts.value("F16") / 100, facts.value("F8")) if asked else (0.0, 0.0)
    return Line(_last_day(year), "fee", 0.0, mid, high, paid_by="Sari")


def answers(seed: int, year: int = 2024) -> Line:
    """Lesson 5: what Nusa Bus pays to write to Sari in a year, at the prices of its days.

    The story's choice: about 12 seats sold in the chat and 24 offers at the high end, half of both
    in the middle, a sixth at the low end, where its replies are within the free ones (fact
    R3.free). Replies that are free after a tap on an ad (fact R11) are not taken off.

    Raises `CourseError` for a seed below zero, and a year before 2019.

    >>> line = answers(seed=3)
    >>> line.paid_by, 0.2 < line.mid < 1.2
    ('Nusa Bus', True)
    """
    random = checks.generator(seed)
    kinds = {"seats": month.Chat(offer=0), "offers": month.Chat(replies=0, reminder=0, offer=48)}
    means = {chat: facts.STORY["year"][name] for name, chat in kinds.items()}
    drawn = [(chat, random.integers(0, 365, random.poisson(means[chat]))) for chat in means]
    first = moment(_last_day(year).replace(month=1, day=1))
    used = {f"{year}-{number:02}": 1_000_000 for number in range(1, 13)}
    ends = []
    for part in (6, 2, 1):
        meter, told = rules.Meter(), list[rules.Case]()
        meter.used.update(used if part < 6 else {})
        for chat, days in drawn:
            for day in days[: -(-len(days) // part)]:
                told += (case for _, case in month.cases(chat, "Sari", first + int(day) * DAY))
        told.sort(key=lambda case: case.at)
        ends.append(float(sum(meter.quote(case).rate for case in told)))
    return Line(_last_day(year), "answers", *Range(*ends), paid_by="Nusa Bus")


def sale() -> Line:
    """Lesson 6: what Nusa Bus pays Meta for the chat that sold Sari a seat in October 2024.

    Low: the conversation is among the first 1,000 of the month. Mid: it is past them (fact
    J13.2024.service). High: a marketing conversation had to bring her first (J13.2024.marketing).
    It is one of the sales inside `answers`, seen from near: a year's ledger holds only one of them.

    >>> sale().paid_by, sale().mid
    ('Nusa Bus', 0.019)
    """
    chat = facts.value("J13.2024.service")
    high = chat + facts.value("J13.2024.marketing")
    return Line(dt.date(2024, 10, 18), "sale", 0.0, chat, high, paid_by="Nusa Bus")


def tap() -> float:
    """Dollars that Nusa Bus pays for Sari's tap: the auction of the story's bids, invented.

    >>> tap()
    0.24
    """
    bids = pd.DataFrame(facts.STORY["bid"])
    return float(auction.clear(bids["cents"], rates=bids["rate"]).prices[0]) / 100


def taps(year: int = 2024) -> Line:
    """Lesson 8, a hypothesis: what advertisers pay in a year for Sari's attention.

    Nobody publishes it for one person or for WhatsApp. Low: she taps nothing. Mid: the four taps of
    the story, each at the price of lesson 8's auction, both invented; all ads that open WhatsApp
    over its daily users make about as much (facts M10, U16). High: all that Meta booked for each
    monthly user of Facebook in Asia and the Pacific (fact G7.Asia, four times its best quarter),
    which is far more than taps.

    Raises `CourseError` for a year outside the calendar.

    >>> line = taps()
    >>> line.paid_by, line.low, round(line.mid, 2)
    ('advertiser', 0.0, 0.96)
    """
    mid, high = facts.STORY["year"]["taps"] * tap(), 4 * facts.value("G7.Asia")
    return Line(_last_day(year), "taps", 0.0, mid, high, paid_by="advertiser")


def user_year(seed: int, year: int = 2024) -> Ledger:
    """One year of Sari's, each payment once: the lines of lessons 3, 4, 5 and 8.

    `sale` (lesson 6) is one of the chats inside `answers`. Hiding her habits (lesson 7) is left
    out: nobody is known to pay that bill, and a ledger holds payments. Raises `CourseError` for a
    year before 2019: the business API had no price then.

    >>> [line.paid_by for line in user_year(seed=3)]
    ['Meta', 'Sari', 'Nusa Bus', 'advertiser']
    """
    return Ledger([carriage(seed, year), fee(year), answers(seed, year), taps(year)])


def remainder(ledger: Ledger) -> Range:
    """What all others paid less what Meta paid: low less high, mid less mid, high less low.

    Not a profit: selling ads, support and tax have no line here.

    >>> round(remainder(Ledger([fee(2013)])).mid, 4)
    0.0782
    """
    paid = ledger.total(paid_by=_OWNER)
    came = [all_of - own for all_of, own in zip(ledger.total(), paid, strict=True)]
    return Range(came[0] - paid.high, came[1] - paid.mid, came[2] - paid.low)


def sees() -> pd.DataFrame:
    """What each party sees at each step of a sale: rows are steps (keys), columns `PARTIES`.

    >>> sees().loc["carried", "relay"]
    'from, to, when, kind, size'
    """
    steps = data.toml("economics", "chain").items()
    return pd.DataFrame({name: step["sees"] for name, step in steps}).T[list(PARTIES)]


def earns() -> pd.DataFrame:
    """What each step brings each party in US dollars: rows are steps (keys), paying is below zero.

    The sale is the story's (`facts.STORY`), at the exchange of fact J17. The last column, outside,
    is whoever else is paid. Each row sums to zero, so that one hidden column can be worked out from
    the others.

    >>> bool((earns().sum(axis="columns").abs() < 1e-12).all())
    True
    """
    steps, sale = data.toml("economics", "chain"), facts.STORY["sale"]
    frame = pd.DataFrame(0.0, list(steps), [*PARTIES, "outside"])
    a_year = load.default("texts_per_user_day").range.mid * load.DAYS_PER_YEAR
    dollars = {
        "tapped": tap(),
        "carried": carrying() / a_year,
        "answered": facts.story_answer(sale["came_by"]),
        "bought": sale["price_rupiah"] / facts.value("J17"),
        "driven": sale["cost_rupiah"] / facts.value("J17"),
    }
    for name, step in steps.items():
        frame.loc[name, step["from"]] -= dollars[name]
        frame.loc[name, step["to"]] += dollars[name]
    return frame


def _last_day(year: int) -> dt.date:
    checks.whole(year, "economics.year", most=9998)  # a month after, Python ends
    return dt.date(year, 12, 31)


def _carried(traffic: load.Traffic) -> Range:
    users = facts.value("Y13.Indonesia")  # as many accounts set the price of carrying
    return cost.one_user(load.Load(users, traffic))


def _in_words(dollars: float) -> str:
    if not dollars:
        return _phrase("ledger.nothing")
    if dollars < 1:
        cents = words.number(100 * dollars, 2 if dollars < 0.1 else 0)
        return _phrase("ledger.cents", number=cents)
    return words.money(dollars)


def step(what: str) -> dict[str, float]:
    """What one step of the sale brings each party, in US dollars; paying is below zero.

    Raises `CourseError` for another step.

    >>> round(sum(step("bought").values()), 9)
    0.0
    """
    checks.one_of(what, data.toml("economics", "chain"))
    return {str(party): float(dollars) for party, dollars in earns().loc[what].items()}


def own_year(chats: float, taps_on_ads: float) -> Range:
    """What a year of one's own leaves with Meta, in dollars: an estimate that may be below zero.

    `chats`: with companies in the year; `taps_on_ads`: on ads that open a chat. The prices are
    those of the lines above, and carrying costs what it costs for a usual user.

    Raises `CourseError` for counts below zero.

    >>> own_year(0, 0).high < 0 < own_year(12, 4).high
    True
    """
    for name, amount in (("chats", chats), ("taps_on_ads", taps_on_ads)):
        checks.not_negative(amount, "economics.counted", name=name)
    chat, carried, high = sale(), _carried(load.step("calls")), taps().high / taps().mid
    paid = float(taps_on_ads) * tap()
    return Range(
        -carried.high,
        float(chats) * chat.mid + paid - carried.mid,
        float(chats) * chat.high + paid * high - carried.low,
    )


checks.guard(__name__, error=None)
