"""Signals hint and err, hashes meet, every dollar has one owner; reasons name what an arm knows."""

import hashlib

import numpy as np
import pandas as pd
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.ads import targeting
from course_lib.ads.targeting import ARMS, CAMPAIGNS, STATED
from course_lib.metadata import population


@pytest.fixture(scope="module")
def town():
    return population.simulate(960, 28, seed=7)


@pytest.fixture(scope="module")
def people(town):
    return targeting.crowd(town)


def test_everybody_of_the_town_but_the_helpline_and_the_late_are_an_hour_behind(town, people):
    assert people.index.equals(town.people.index[town.people["circle"] >= 0])
    assert people.notna().all().all()
    assert not people["follows"].equals(targeting.crowd(town, seed=2)["follows"])
    zones = town.people["zone"].groupby(people["place"]).unique()
    assert all(len(zone) == 1 for zone in zones)
    behind = town.people.loc[people.index, "chronotype"]
    assert behind[people["late"]].min() > 1 >= behind[~people["late"]].max()
    assert people["late"].mean() == pytest.approx(0.2, abs=0.04)  # of a normal with spread 1.2


@pytest.mark.parametrize(
    ("signal", "tells", "astray"),
    [("follows", 0.5, 0.15), ("tapped", 0.4, 0.15), ("linked", 0.3, 0)],
)
def test_hints_tell_of_the_interest_as_often_as_stated(people, signal, tells, astray):
    right = (people[signal] == people["interest"]).mean()
    assert right == pytest.approx(tells + (1 - tells) * astray / 3, abs=0.04)
    wrong = (people[signal] != people["interest"]) & (people[signal] != targeting.NOTHING)
    assert wrong.mean() == pytest.approx((1 - tells) * astray * 2 / 3, abs=0.03 * bool(astray))


def test_the_log_finds_night_owls_and_errs(people):
    found = people.groupby("late")["night"].mean()
    assert found[True] > 0.7
    assert 0.05 < found[False] < 0.35


def test_the_night_signal_comes_from_the_log_alone(town, people):
    """Shift everybody's clock by a day's half: the same people, awake at other hours."""
    later = town.log.assign(sent_at=town.log["sent_at"] + pd.Timedelta(hours=3))
    zones = town.people.loc[people.index, "zone"]
    owls = targeting.night_owls(later, zones)
    assert owls.mean() > 2 * people["night"].mean()
    assert (owls | ~people["night"]).mean() > 0.95
    quiet = targeting.night_owls(town.log, zones, least=10**6)
    assert not quiet.any()


@pytest.mark.parametrize("arm", ARMS)
def test_reasons_name_only_true_signals_of_the_arm(people, arm):
    signals = ARMS[arm]
    for _, person in people[:100].iterrows():
        for campaign in CAMPAIGNS:
            reasons = targeting.why(person, campaign, signals)
            assert reasons
            assert "night" in signals or not any("hypothesis" in reason for reason in reasons)
            if campaign.wants == {"place": "Bandung"} and "place" in signals:
                assert (reasons == ["you are in Bandung"]) == (person["place"] == "Bandung")


# --- hashes meet exactly where normalised numbers do, and can be undone


styles = st.sampled_from(("+62000{n:04}", "+62 000{n:04}", " +62-000{n:04}", "+62 (000{n:04})"))
written = st.builds(lambda style, n: style.format(n=n), styles, st.integers(0, 99))


@pytest.mark.parametrize("region", ["ID", "IN", "BR", "US", "DE", "IT"])
def test_every_way_to_write_a_number_is_one_number(region):
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    styles = phonenumbers.PhoneNumberFormat
    styles = (styles.E164, styles.INTERNATIONAL, styles.NATIONAL)
    forms = [phonenumbers.format_number(example, style) for style in styles]
    assert len({*forms}) > 1
    assert {targeting.normalise(form, region) for form in forms} == {forms[0][1:]}


@given(st.lists(written), st.lists(written))
def test_matching_is_the_intersection_of_the_numbers(customers, accounts):
    audience = targeting.match(map(targeting.fingerprint, customers), accounts)
    theirs = {targeting.normalise(number) for number in customers}
    assert audience == [number for number in accounts if targeting.normalise(number) in theirs]


@given(st.integers(0, 10**4 - 1))
def test_a_hash_is_undone_after_as_many_tries_as_the_number_is_high(number):
    written = f"+62 000 {number:04d}"
    found = targeting.undo(targeting.fingerprint(written), targeting.number_range("+62 000", 4))
    assert found == targeting.Search(targeting.normalise(written), number + 1)


@pytest.mark.parametrize("digits", range(1, 9))
def test_a_range_is_written_as_numbers_are_normalised(digits):
    some = zip(range(200), targeting.number_range("+62-000", digits), strict=False)
    for _, number in some:
        assert targeting.normalise("+" + number) == number
        assert hashlib.sha256(number.encode()).hexdigest() == targeting.fingerprint("+" + number)


# --- every dollar has one owner, and the thin market follows its closed form


shares = st.floats(0, 1, width=32)
money = st.floats(0, 10, width=32)
markets = st.tuples(st.integers(1, 6), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(
        arrays(float, shape, elements=shares),
        arrays(float, shape[1], elements=money),
        arrays(float, shape, elements=money),
        money,
    )
)


@pytest.fixture(scope="module")
def crowd():
    return targeting.crowd(population.simulate(2400, 28, seed=7, stories=()))


def plainly(fit, worth, bids, reserve):
    """The same auctions one by one, without the library's."""
    platform = advertisers = person = shown = 0.0
    for fits, bid in zip(fit, bids, strict=True):
        playing = sorted(
            (n for n in range(len(bid)) if bid[n] > 0 and bid[n] >= reserve), key=lambda n: -bid[n]
        )
        if playing:
            winner, price = playing[0], max(reserve, bid[playing[1]] if len(playing) > 1 else 0)
            platform, person, shown = platform + price, person + fits[winner], shown + 1
            advertisers += fits[winner] * worth[winner] - price
    return np.array([platform, advertisers, person, shown]) / len(fit)


@given(markets)
def test_gains_are_those_of_auctions_held_one_by_one_and_every_dollar_has_an_owner(market):
    fit, worth, _, reserve = market
    assert np.array(targeting.gains(*market)[:4]) == pytest.approx(plainly(*market), abs=1e-6)
    got = targeting.gains(fit, worth, fit * worth, reserve)
    sold = got.winners >= 0
    shown = (fit * worth)[np.flatnonzero(sold), got.winners[sold]].sum() / len(fit)
    assert got.platform + got.advertisers == pytest.approx(shown, abs=1e-9)
    assert got.advertisers >= -1e-9  # who bids what they know never loses by it
    assert 0 <= got.person <= got.shown <= 1


@pytest.mark.parametrize("bidders", [2, 3, 4, 5, 8])
@pytest.mark.parametrize("reserve", [0, 0.5, 1])
def test_thin_market_follows_the_closed_form(bidders, reserve):
    one, none = bidders * 2**-bidders, 2**-bidders
    table = targeting.thin_market(bidders, 200_000, reserve).set_index("targeted")
    shares = table[["platform", "advertisers", "person", "shown"]]
    aimed = [1 - none - one + reserve * one, (1 - reserve) * one, 1 - none, 1 - none]
    assert shares.loc[True].tolist() == pytest.approx(aimed, abs=0.004)
    assert shares.loc[True, "person"] == shares.loc[True, "shown"]
    mean = 0.5 if reserve <= 0.5 else 0  # all that is bid without knowing, and half are reached
    assert shares.loc[False].tolist() == pytest.approx([mean, 0, mean, 2 * mean], abs=0.004)
    assert table.loc[False, "platform"] == mean


def test_bids_are_the_worth_of_others_with_the_same_signals(crowd):
    bids = targeting.bids(crowd, ["place"])
    worth = targeting.fits(crowd) * [one.worth for one in CAMPAIGNS]
    for place in crowd["place"].unique():
        here = (crowd["place"] == place).to_numpy()
        assert len(np.unique(bids[here], axis=0)) == 2  # one for each half
        assert bids[here].mean(axis=0) == pytest.approx(worth[here].mean(axis=0), rel=0.05)
    everybody = targeting.bids(crowd, [])
    assert everybody.mean(axis=0) == pytest.approx(worth.mean(axis=0), rel=0.02)


def test_who_gains_by_each_arm_by_two_apart_and_by_a_reserve(crowd):
    arms = targeting.compare(crowd).set_index("arm")
    assert list(arms.index) == list(ARMS)
    blind, stated = arms.loc["alike"], arms.loc["stated"]
    assert arms.loc["log", "person"] > stated["person"] > blind["person"] + 0.2
    assert stated["advertisers"] > 1.5 * blind["advertisers"]
    assert stated["platform"] < arms.loc["place", "platform"]
    assert blind["platform"] == pytest.approx(CAMPAIGNS[-1].worth)
    two = targeting.compare(crowd, [CAMPAIGNS[0], CAMPAIGNS[2]]).set_index("arm")["platform"]
    assert two["stated"] < two["alike"]
    some, high = (
        targeting.compare(crowd, reserve=price).set_index("arm").loc["stated"]
        for price in (0.01, 0.05)
    )
    assert some["platform"] > stated["platform"] > high["platform"]
    assert high["shown"] < some["shown"] <= stated["shown"] == 1


def test_an_ad_for_everybody_does_not_reach_everybody(crowd):
    fit, worth = targeting.fits(crowd), [one.worth for one in CAMPAIGNS]
    winners = targeting.gains(fit, worth, targeting.bids(crowd, STATED)).winners
    table = targeting.reach(winners, crowd["interest"])
    assert table.groupby("group")["share"].sum().tolist() == pytest.approx([1, 1, 1])
    job = table[table["campaign"] == "job"].set_index("group")["share"]
    assert job["cooking"] > 3 * job["football"]
    names = [one.name for one in CAMPAIGNS]
    counted = pd.crosstab(crowd["interest"], np.array(names)[winners], normalize="index").stack()
    told = table.set_index(["group", "campaign"])["share"]
    assert told.to_dict() == pytest.approx({pair: counted.get(pair, 0) for pair in told.index})
