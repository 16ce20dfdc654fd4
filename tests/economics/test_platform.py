"""Run the messenger: no dollar is lost, no slider breaks it, and each part is the part it names."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.economics import adoption, ledger, platform
from course_lib.economics.platform import HIGHEST, Setting

derandomised = settings(deadline=None, derandomize=True, max_examples=40)
sliders = {name: st.floats(0, highest) for name, highest in HIGHEST.items()}
any_setting = st.builds(Setting, **sliders)
known = platform.assumptions().set_index("name")["value"]


@derandomised
@given(any_setting)
def test_every_dollar_that_comes_in_is_profit_or_goes_out(setting):
    run = platform.simulate(setting)
    paid = run[["fees", "given", "ads", "messages"]].sum(axis="columns")
    assert (paid - run["cost"]).to_numpy() == pytest.approx(run["profit"].to_numpy(), abs=1e-12)


@derandomised
@given(any_setting)
def test_no_slider_raises_or_gives_a_number_that_is_none(setting):
    run = platform.simulate(setting)
    assert np.isfinite(run.to_numpy()).all()
    assert run[["users", "companies"]].stack().between(0, 1).all()
    assert run["privacy"].between(0, 100).all()
    assert (run[["fees", "given", "ads", "messages", "cost"]] >= 0).all(axis=None)


@derandomised
@given(st.sampled_from(list(HIGHEST)), st.booleans(), any_setting)
def test_the_ends_of_each_slider_work(name, high, setting):
    at_the_end = dataclasses.replace(setting, **{name: HIGHEST[name] * high})
    assert np.isfinite(platform.simulate(at_the_end).to_numpy()).all()


def test_what_people_and_companies_pay_is_counted_another_way():
    setting = Setting(fee=0.5, chat_price=0.05, given=0.2)
    run = platform.simulate(setting)
    assert run["fees"].tolist() == pytest.approx((run["users"] * 0.5 / 12).tolist())
    assert run["given"].tolist() == pytest.approx((run["users"] * 0.2 / 12).tolist())
    chats = run["users"] * run["companies"]  # one chat a month with each company that is here
    assert known["chats"] == 12
    assert run["messages"].tolist() == pytest.approx((chats * 0.05).tolist())
    assert run["cost"].tolist() == pytest.approx((run["users"] * ledger.carrying() / 12).tolist())


def test_gains_are_what_each_person_and_company_has_more():
    setting = Setting(fee=0.4, ads=3, data=0.5, chat_price=0.05, user_value=0.8, given=0.1)
    month = platform.simulate(setting).iloc[-1]
    users, companies = month["users"], month["companies"]
    felt = 0.4 + 0.1 + known["ad_nuisance"] * 3 + known["unease"] * 0.5
    worth = known["network"] * users + known["companies_worth"] * companies
    assert month["people_gain"] == pytest.approx(users * (worth - felt) / 12)
    thresholds = (np.arange(1000) + 0.5) / 1000 * companies  # of the companies that are here
    a_chat = known["gain_per_chat"] * (0.8 * users - thresholds)
    from_chats = (a_chat * known["chats"] / 12 * companies / 1000).sum()
    looks = 365 / 12 * users * sum(known["attention"] ** n for n in range(3))
    share = platform.advertisement(known["bidders"] * companies, 0.5)[1]
    from_ads = looks * 0.8 * known["dollars_per_thousand"] / 1000 * share
    earned = from_chats + from_ads - month["ads"] - month["messages"]
    assert month["company_gain"] == pytest.approx(earned)


def test_many_models_at_once_are_the_single_ones():
    fees, ads = np.meshgrid([0.0, 0.7, 3.0], [0.0, 4.0, 20.0])
    table = platform.sweep(Setting(fee=fees, ads=ads, data=0.4, chat_price=0.06))
    assert len(table) == 9
    for _, row in table.iterrows():
        run = platform.simulate(
            Setting(fee=row["set_fee"], ads=row["set_ads"], data=0.4, chat_price=0.06)
        )
        for dollars in ("fees", "ads", "messages", "cost", "profit", "people_gain"):
            assert row[dollars] == pytest.approx(run[dollars].sum() / 5)
        assert row["users"] == pytest.approx(run["users"].iloc[-1])


def test_people_follow_the_model_of_lesson_4():
    """Without companies, ads and data this is `adoption.simulate` with the same price."""
    ours = platform.simulate(Setting(fee=2.0, user_value=0))
    theirs = adoption.simulate(2.0, churn=known["churn"], network=known["network"])
    assert ours["companies"].max() == 0
    assert ours["users"].tolist() == pytest.approx(theirs["users"].tolist())


def test_aiming_lowers_the_price_where_few_companies_bid_and_raises_it_where_many_do():
    few = {data: Setting(ads=5, data=data, user_value=0.25) for data in (0, 0.5)}
    many = {data: Setting(ads=5, data=data, user_value=1.0) for data in (0, 0.5)}
    for settings_of, more in ((few, False), (many, True)):
        last = {data: platform.simulate(one).iloc[-1] for data, one in settings_of.items()}
        a_person = {data: row["ads"] / row["users"] for data, row in last.items()}
        assert bool(a_person[0.5] > a_person[0]) == more


def test_unease_is_the_assumed_one_unless_told():
    assert Setting() == Setting(unease=known["unease"])
    calm, usual, tense = (
        platform.sweep(Setting(ads=2, data=0.5, unease=amount))["people_gain"].item()
        for amount in (0.0, known["unease"], 3.0)
    )
    assert calm > usual > tense


def test_without_an_advert_nothing_is_aimed():
    aimless = platform.simulate(Setting(data=1.0))
    assert aimless["privacy"].eq(100).all()
    assert aimless["people_gain"].tolist() == platform.simulate(Setting())["people_gain"].tolist()
    assert platform.simulate(Setting(data=0.4, ads=1))["privacy"].eq(60).all()


@pytest.mark.parametrize("name", ["fee", "ads", "data"])
def test_what_people_dislike_leaves_them_less(name):
    gains = [
        platform.sweep(Setting(**{"ads": 2.0, name: amount}))["people_gain"].item()
        for amount in (0.4, 0.6, 0.8)
    ]
    assert gains == sorted(gains, reverse=True)


def test_who_is_wanted_rides_free():
    """Worth little to companies, the best way to earn is a fee; worth much, it is companies."""
    fee, ads = np.meshgrid(np.linspace(0, 3, 31), np.arange(21.0))
    for user_value, wants_fee in ((0.1, True), (1.2, False)):
        table = platform.sweep(Setting(fee=fee, ads=ads, data=0.9, user_value=user_value))
        best = table.loc[table["profit"].idxmax()]
        assert best["set_fee"] > 1 if wants_fee else best["set_fee"] == 0


def test_a_cliff_stands_beyond_what_people_bear():
    kept, gone = (platform.sweep(Setting(ads=18, data=data))["users"].item() for data in (0.9, 1.0))
    assert kept > 0.9 > 0.1 > gone
