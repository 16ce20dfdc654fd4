"""The numbers that a teacher is told are those of the models: `told.toml` lists them."""

import math
import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from guide import GUIDE, LESSONS, RUBRICS, text_of

from course_lib import data, facts
from course_lib.ads import charts, targeting
from course_lib.business import month, sandbox
from course_lib.capacity import cost, load
from course_lib.economics import adoption, friends, hearing, ledger, platform
from course_lib.economics.platform import Setting
from course_lib.encryption import thief
from course_lib.exercises import assignments, lesson_04, lesson_06
from course_lib.facts import strength
from course_lib.metadata import inference, population
from course_lib.scenes import lesson_04 as scene

HERE = Path(__file__)
TOLD = tomllib.loads(HERE.with_name("told.toml").read_text(encoding="utf-8"))
PLACES = {lesson.title: lesson.page for lesson in LESSONS} | {"guide": GUIDE}
PLACES |= {"print": text_of(HERE.parents[2] / "course_lib/authoring/data/print.toml")}
PLACES |= dict.fromkeys(assignments.NAMES, RUBRICS)

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


LABELS = data.toml("economics", "words")["label"]
ROLES = {LABELS["role"][key]: key for key in hearing.roles()["role"]}
LINES = {label: key for key, label in LABELS["what"].items()}


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
    claim = strength.claim_of(number)
    return claim.number, claim.verdict, claim.why


def millions(fact):
    """Downloads of three apps, in millions."""
    return tuple(facts.value(f"{fact}.{app}") / 1e6 for app in ("Signal", "Telegram", "WhatsApp"))


def crowd(prices):
    """The friends of opener 4 at each price: how many are here, and why others left."""
    crowd, seen = friends.Crowd(), []
    for price in prices:
        crowd = crowd.asked(price, scene.NETWORK)
        seen.append([len(crowd.here), *map(crowd.count, scene.WHYS)])
    return tuple(" | ".join(map(str, row)) for row in zip(*seen, strict=True))


def edge(worth):
    """The price at which people begin to leave in lesson 4, and what each gains there."""
    price = lesson_04._edge(worth)
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
    many = math.ceil((60_000 - fee(0)) / (fee(1) - fee(0)))
    assert many == lesson_06.adverts.answer
    return many


def cents(bidders, reserve):
    market = targeting.thin_market(bidders, people=20_000, **{} if reserve else {"reserve": 0})
    return re.findall(r"(\d+) cents", charts.said_gains(market, bidders))


def setting(proposal):
    return PROPOSALS[proposal][1] if isinstance(proposal, str) else proposal


def model(proposal, *names):
    """What the model of the messenger says to a proposal."""
    return platform.sweep(setting(proposal)).iloc[0][list(names)].tolist()


def fallen(proposal, **assumed):
    """The scores that fall with a proposal."""
    today, then = (
        hearing.scores(Setting(**vars(setting(each)) | assumed)) for each in (EARLY, proposal)
    )
    return [score for score in today if then[score] < today[score]]


def fall(proposal):
    return ("nobody", "one", "two", "three", "four", "five")[len(fallen(proposal))]


def gain(proposal, **assumed):
    return hearing.scores(Setting(**vars(setting(proposal)) | assumed))["user, people's gain"]


def reminder(number):
    """What a reminder to a number costs in the sandbox, in US cents."""
    wa = sandbox(start="2026-09-14T02:00:00Z")
    somebody = wa.customer(number, "Somebody")
    wa.submit("reminder", "Your coach leaves today at six.")
    wa.advance("24h")
    wa.send_template(somebody, "reminder")
    wa.advance("10s")
    return 100 * wa.frame("charges")["owed"].sum()


def writers():
    """To how many people of the town the best friend writes most."""
    most, friend = inference.partners(TOWN.log), TOWN.people["best_friend"]
    return sum(most.reindex(friend.index) == friend)


def nights(first, last):
    return NIGHTS[NIGHTS.between(first, last)].median()


CASES = [(place, text, code) for place, told in TOLD.items() for text, code in told.items()]


@pytest.mark.parametrize(("place", "text", "code"), CASES)
def test_a_number_that_is_told_is_that_of_its_model(place, text, code):
    names = dict(globals())
    if place in assignments.NAMES:
        work = assignments.load(place)
        right = {name: task.exercise.answer for name, task in work.tasks.items()}
        names |= {"given": work.given, "right": right}
    made = eval(f"({code})", names)
    for row in made if isinstance(made, list) else [made]:
        values = row if isinstance(row, tuple) else (row,)
        assert len(values) == text.count("{")
        assert text.format(*values) in " ".join(PLACES[place].split())


@pytest.mark.parametrize(("lesson", "rows"), [(LESSONS[7], 6), (LESSONS[9], 7)])
def test_a_table_of_numbers_has_no_row_more(lesson, rows):
    assert len(re.findall(r"^\| \d+ \| -?[\d,]+ \| [\d,]+ \|$", lesson.page, re.M)) == rows


def test_who_loses_is_what_the_teacher_is_told():
    assert "ledger.user_year(seed=5)" in LESSONS[-1].notebook.cells.source
    gains = ["regulator, people's gain", "user, people's gain"]
    assert fallen("regulator", unease=0) == gains
    assert fallen("coach company") == fallen("user") == ["platform, profit"]
    assert "the platform's profit falls, by a cent;" in GUIDE


@pytest.mark.parametrize("role", ROLES)
def test_a_role_cites_three_lines_and_faces_one(role):
    paragraph = re.search(rf"^\*\*The {role}\*\*.*$", GUIDE, flags=re.M)[0]
    cited = re.findall(r"`([^`]+)`", paragraph)
    assert len(cited) == 3
    assert hearing.missing(ROLES[role], [LINES[line] for line in cited], YEAR) == []
    against = hearing.roles().set_index("role").loc[ROLES[role], "held against it"]
    assert against.startswith(cited[-1])


@pytest.mark.parametrize(
    ("period", "bill", "parts"),
    [(1, cost.bill(load.Load(1000)), 1), (2, cost.up_to(3, facts.value("Y13.Indonesia")), 100)],
)
def test_the_lines_of_lesson_3_are_those_of_its_bill(period, bill, parts):
    page = LESSONS[4].page.split("**Numbers on the screen.**")[period].split("\n\n")[1]
    rows = [row.strip("|").replace(",", "").split("|") for row in page.splitlines()[2:]]
    said = {row[0].strip(): list(map(float, row[1:4])) for row in rows}
    whole = [parts * end for end in cost.total(bill)]
    assert said.pop("all together") == pytest.approx(whole, rel=0.03)
    lines = bill.set_index("item")[cost.ENDS] * parts
    said["codes"] = said.pop("sign-up codes")
    for name, ends in said.items():
        assert ends == pytest.approx(lines.loc[name].tolist(), rel=0.06, abs=0.05)


@pytest.mark.parametrize(("more", "edge"), [(3, 8), (6, 14)])
@pytest.mark.parametrize("people", [16, 28, 36])
def test_the_standing_game_has_its_edge_where_the_teacher_is_told(people, more, edge):
    def sits(price, seated):
        after = {n for n in range(1, people + 1) if price > n or len(seated) >= n / 2 + more}
        return after if after == seated else sits(price, after)

    assert sits(edge - 1, set()) == set(range(1, edge - 1))
    assert sits(edge, set()) == set(range(1, people + 1)) == sits(1, sits(edge, set()))
    game = GUIDE.split("The standing game: ")[1].split("\n")[0]
    assert f"half your number, and {more} more" in game
    assert re.search(rf"(?:At|edge is) {edge}\b", game)


def test_another_story_can_be_told_in_lesson_7():
    code = re.search(r"```\n(other = population.*?)```", GUIDE, re.S)[1]
    lines, last = code.rstrip().rsplit("\n", 1)
    names = {"population": population, "inference": inference, "pd": pd}
    exec(lines, names)
    suspects, stories = eval(last, names)
    assert len(suspects) == 4
    assert stories["account"].item() in suspects.index
