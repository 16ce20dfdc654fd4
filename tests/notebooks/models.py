"""What the models of the course say, by the names that told.toml and worked_out.toml use."""

import datetime as dt
import re
import tomllib
from pathlib import Path

from course_lib import facts
from course_lib.ads import attribution, charts, targeting
from course_lib.business import month, rules
from course_lib.economics import adoption, hearing, ledger, platform
from course_lib.economics.platform import Setting
from course_lib.encryption import thief
from course_lib.exercises import lesson_01, lesson_06
from course_lib.metadata import inference, population
from course_lib.scenes import lesson_04 as scene

YEAR = ledger.user_year(seed=5)  # as in lesson 9
LEFT = ledger.remainder(YEAR)
EARLY, TEN = (Setting(ads=ads, data=0.3, chat_price=0.066) for ads in (2, 10))
PROPOSALS = {
    "nobody: early 2026": ("2 ads, 30 percent of the data, 6.6 cents a chat", EARLY),
    "regulator": ("4 ads, no data, 2 cents a chat", Setting(ads=4, chat_price=0.02)),
    "platform": ("18 ads, 90 percent of the data, chats free", Setting(ads=18, data=0.9)),
    "coach company": ("4 ads, no data, chats free", Setting(ads=4)),
    "user": ("1 ad, no data, 2 cents a chat", Setting(ads=1, chat_price=0.02)),
}
TOWN = population.simulate(people=240, days=28, seed=7)
NIGHTS = inference.sleep(TOWN.log, 100)
NIGHTS = NIGHTS.sort_values(kind="stable").iloc[:: len(NIGHTS) // 60][:60]  # of the sleep wall
STEPS = [int(NIGHTS.between(*hours).sum()) for hours in ((0, 6), (7, 12), (16, 22))]


def lost(talk, before):
    """How many messages of a talk a theft gives away."""
    return thief.steal(talk, before).readable.sum()


def stolen(talk):
    return " ".join(str(lost(talk, before)) for before in range(10))


def ends(talk):
    """The first and the last message that a theft before 5 gives away."""
    read = thief.steal(talk, 5).query("readable").message
    return read.min(), read.max()


def verdict(number):
    claim = facts.claim_of(number)
    return claim.number, claim.verdict, claim.why


def millions(fact):
    """Downloads of three apps, in millions."""
    return tuple(facts.value(f"{fact}.{app}") / 1e6 for app in ("Signal", "Telegram", "WhatsApp"))


def crowd(prices):
    """The friends of opener 4 at each price: how many are here, and why others left."""
    crowd, seen = adoption.Crowd(), []
    for price in prices:
        crowd = crowd.asked(price, scene.NETWORK)
        seen.append([len(crowd.here), *map(crowd.count, scene.WHYS)])
    return tuple(" | ".join(map(str, row)) for row in zip(*seen, strict=True))


def edge(worth):
    """The price at which people begin to leave in lesson 4, and what each gains there."""
    price = max(tenth / 10 for tenth in range(100) if left(tenth / 10, worth) >= 50)
    return price, 0.8 * worth - price


def received():
    """The sum of lesson 4, in million dollars and cents a user."""
    before, after = (facts.value(f"F7.{year}.all") for year in (2012, 2013))
    booked, owed, used = (facts.value(id) for id in ("F1.2013", "F14.2012", "F4.2013"))
    least = booked + after - before
    middle = least + owed / 2
    sums = booked, after - before, after, before, least, owed, least + owed
    return *sums, middle, middle / 4, used, middle + used, (middle + used) / 4


def left(price, network, years=5):
    """Of 100 people of the model of lesson 4, who is still there."""
    users = adoption.simulate(price, churn=0.1, network=float(network))["users"]
    return round(100 * users.iloc[12 * years - 1])


def bills(design):
    """The parts of a design's bill and their sum, under two rules."""
    found = []
    for since in ("2025-07-01", "2026-10-01"):
        parts = month.redesigned(since).set_index(["design", "part"])["dollars"].round()
        parts = [parts.get((design, part), 0) for part in ("replies", "reminder", "offer")]
        found += [*parts, sum(parts)]
    return tuple(found)


def owed(answers):
    return max(0, answers - 1000) * facts.value("J13.2026.utility")


def fee(messages):
    """What Meta gets in lesson 6, in rupiah."""
    chat, advert = (facts.value(f"J13.2024.{kind}") for kind in ("service", "marketing"))
    return facts.value("J17") * (chat + messages * advert)


def turns():
    """The number of marketing messages at which Meta gets half of what there is."""
    return lesson_06.adverts.answer


def cents(bidders, reserve):
    market = targeting.thin_market(bidders, people=20_000, **{} if reserve else {"reserve": 0})
    return re.findall(r"(\d+) cents", charts.said_gains(market, bidders))


def setting(proposal):
    return PROPOSALS[proposal][1] if isinstance(proposal, str) else proposal


def model(proposal, *names):
    """What the model of the messenger says to a proposal."""
    return platform.sweep(setting(proposal)).iloc[0][list(names)].tolist()


def scores(proposal, **assumed):
    return hearing.scores(Setting(**vars(setting(proposal)) | assumed))


def fallen(proposal, **assumed):
    """The scores that fall with a proposal."""
    today, then = scores(EARLY, **assumed), scores(proposal, **assumed)
    return [score for score in today if then[score] < today[score]]


def fall(proposal):
    return ("nobody", "one", "two", "three", "four", "five")[len(fallen(proposal))]


def gain(proposal, **assumed):
    return scores(proposal, **assumed)["user, people's gain"]


def reminder(country):
    """What a reminder to a number of a country costs, in US cents."""
    card = rules.card_at(dt.date(2026, 9, 15), "message")
    return 100 * card.rate(rules.market_in(country), "utility")


def writers():
    """To how many people of the town the best friend writes most."""
    most, friend = inference.partners(TOWN.log), TOWN.people["best_friend"]
    return sum(most.reindex(friend.index) == friend)


def nights(first, last):
    return NIGHTS[NIGHTS.between(first, last)].median()


PEOPLE = attribution.simulate()
TWINS, ALL = attribution.holdout(PEOPLE), attribution.naive(PEOPLE)
SHARES = [TWINS.buyers_with / TWINS.people_with, TWINS.buyers_without / TWINS.people_without]
SHARES += [ALL.buyers_without / ALL.people_without]
LIFTS = {TWINS.people_with + TWINS.people_without, *vars(TWINS).values(), *vars(ALL).values()}
LIFTS |= {round(100 * share, digits) for share, digits in zip(SHARES, (1, 1, 2), strict=True)}
LIFTS |= {round(SHARES[0] / share, 2) for share in SHARES[1:]}
LIFTS |= {*(round(share, 5) for share in SHARES[:2]), round(TWINS.people_with * SHARES[1])}
HASHES = [targeting.fingerprint(f"+62 000 4713 86{digit}") for digit in "23"]
ALIKE = {place for place, (one, other) in enumerate(zip(*HASHES, strict=True), 1) if one == other}
WRONG = {wrong for wrong, _ in lesson_01.shared.wrongs}


def worked_out(kind, lesson):
    """The numbers of a lesson that are written on the board, or said, and stand in no cell."""
    named = tomllib.loads(Path(__file__).with_name("worked_out.toml").read_text("utf-8"))[kind]
    made = [eval(code, globals()) for code in named.get(lesson, [])]
    return set().union(*(each if isinstance(each, set) else {each} for each in made))
