"""Run the messenger: no dollar is lost, no slider breaks it, and each part is the part it names."""

import dataclasses
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import facts
from course_lib.ads import auction
from course_lib.economics import adoption, charts, hearing, ledger, platform
from course_lib.economics.platform import HIGHEST, Setting

sliders = {name: st.floats(0, highest) for name, highest in HIGHEST.items()}
any_setting = st.builds(Setting, **sliders)
known = platform.assumed()


def months(setting):
    """One row a month, for a setting of plain numbers."""
    return pd.DataFrame(platform._account(setting, *platform._members(setting))._asdict())


@settings(max_examples=40)
@given(any_setting, st.sampled_from([*HIGHEST]), st.sampled_from([None, 0, 1]))
def test_no_slider_loses_a_dollar_or_gives_a_number_that_is_none(setting, name, end):
    if end is not None:
        setting = dataclasses.replace(setting, **{name: HIGHEST[name] * end})
    run = months(setting)
    paid = run[["fees", "given", "ads", "messages"]].sum(axis="columns")
    assert (paid - run["cost"]).to_numpy() == pytest.approx(run["profit"].to_numpy(), abs=1e-12)
    assert np.isfinite(run.to_numpy()).all()
    assert run[["users", "companies"]].stack().between(0, 1).all()
    assert run["privacy"].between(0, 100).all()
    assert (run[["fees", "given", "ads", "messages", "cost"]] >= 0).all(axis=None)


def test_each_month_by_hand():
    """What people and companies pay, and what each of them has more."""
    setting = Setting(fee=0.4, ads=3, data=0.5, chat_price=0.05, user_value=0.8, given=0.1)
    felt = 0.4 + 0.1 + known["ad_nuisance"] * 3 + known["unease"] * 0.5
    assert known["chats"] == 12  # one a month with each company that is here
    for month in months(setting).to_dict("records"):
        users, companies = month["users"], month["companies"]
        worth = known["network"] * users + known["companies_worth"] * companies
        thresholds = (np.arange(1000) + 0.5) / 1000 * companies  # of the companies that are here
        from_chats = known["gain_per_chat"] * (0.8 * users - thresholds).mean() * companies
        looks = 365 / 12 * users * sum(known["attention"] ** n for n in range(3))
        wanted = looks * 0.8 * known["dollars_per_thousand"] / 1000
        price, share = platform.advertisement(known["bidders"] * companies, 0.5)
        expected = {
            "fees": users * 0.4 / 12,
            "given": users * 0.1 / 12,
            "ads": wanted * price,
            "messages": users * companies * 0.05,
            "cost": users * ledger.carrying() / 12,
            "people_gain": users * (worth - felt) / 12,
        }
        paid = expected["ads"] + expected["messages"]
        expected["company_gain"] = from_chats + wanted * share - paid
        assert {name: month[name] for name in expected} == pytest.approx(expected)


def test_many_models_at_once_are_the_single_ones_and_a_year_is_the_mean_of_five():
    fees, ads = np.meshgrid([0.0, 0.7, 3.0], [0.0, 4.0, 20.0])
    table = platform.sweep(Setting(fee=fees, ads=ads, data=0.4, chat_price=0.06))
    assert len(table) == 9
    for _, row in table.iterrows():
        told = {name: row[f"set_{name}"] for name in HIGHEST}
        assert platform.sweep(Setting(**told)).iloc[0].to_numpy() == pytest.approx(row.to_numpy())
        run = months(Setting(**told))
        for dollars in ("fees", "ads", "messages", "cost", "profit", "people_gain"):
            assert row[dollars] == pytest.approx(run[dollars].sum() / 5)
        assert row["users"] == pytest.approx(run["users"].iloc[-1])


def test_people_follow_the_model_of_lesson_4():
    """Without companies, ads and data this is `adoption.simulate` with the same price."""
    ours = months(Setting(fee=2.0, user_value=0))
    theirs = adoption.simulate(2.0, churn=known["churn"], network=known["network"])
    assert ours["companies"].max() == 0
    assert ours["users"].tolist() == pytest.approx(theirs["users"].tolist())


def test_who_is_wanted_rides_free():
    """Worth little to companies, the best way to earn is a fee; worth much, it is companies."""
    fee, ads = np.meshgrid(np.linspace(0, 3, 31), np.arange(21.0))
    for user_value, wants_fee in ((0.1, True), (1.2, False)):
        table = platform.sweep(Setting(fee=fee, ads=ads, data=0.9, user_value=user_value))
        best = table.loc[table["profit"].idxmax()]
        assert best["set_fee"] > 1 if wants_fee else best["set_fee"] == 0


# --- the frontier is what brute force finds, small enough to draw, and the same every time


pairs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=30)


def beaten(one, other):
    return other[0] >= one[0] and other[1] >= one[1] and other != one


@given(pairs)
def test_on_it_are_those_whom_nobody_beats(points):
    table = pd.DataFrame(points, columns=["profit", "people_gain"])
    best = platform.pareto(table)
    kept = [point for point, on_it in zip(points, best, strict=True) if on_it]
    unbeaten = {point for point in points if not any(beaten(point, other) for other in points)}
    assert set(kept) == unbeaten
    assert len(kept) == len(set(kept))


@pytest.fixture(scope="module")
def models():
    return platform.models()


def test_the_cloud_holds_the_whole_frontier_and_few_rows(models):
    row = models.iloc[54_321]  # played with a thousand others at a time
    alone = platform.sweep(Setting(**{name: row[f"set_{name}"] for name in HIGHEST})).iloc[0]
    assert alone.to_numpy() == pytest.approx(row.to_numpy())
    cloud = platform.cloud()
    assert len(cloud) <= 2000 < 100_000 <= len(models)
    assert cloud["frontier"].sum() == platform.pareto(models).sum()
    edge = cloud[cloud["frontier"]]
    assert edge["profit"].max() == models["profit"].max()
    assert edge["people_gain"].max() == models["people_gain"].max()
    for _, row in cloud[~cloud["frontier"]].iterrows():
        as_good = (edge["profit"] >= row["profit"]) & (edge["people_gain"] >= row["people_gain"])
        assert as_good.any()
    cloud["profit"] = np.nan
    assert platform.cloud()["profit"].notna().all(), "a cloud is the caller's own"


def test_the_chart_shows_the_whole_frontier_every_card_and_what_pays_you():
    yours = platform.sweep(platform.Setting(fee=0.5, ads=3))
    cloud, cards = platform.cloud(), hearing.points()
    made = list(charts.draw_choices(cloud, yours).to_dict()["datasets"].values())
    assert sorted(map(len, made)) == sorted([len(cloud), cloud["frontier"].sum(), len(cards), 1, 5])
    paid = next({row["what"]: row["dollars"] for row in rows} for rows in made if len(rows) == 5)
    assert paid["fees"] + paid["given"] + paid["ads"] + paid["messages"] - paid["cost"] == (
        pytest.approx(yours["profit"].item())
    )


def test_a_messenger_rests_on_facts_of_its_years_and_is_marked_if_one_is_from_memory():
    for row in platform.messengers().itertuples():
        known = [facts.fact(each) for each in row.facts.split(", ")]
        assert ("C" in {one.confidence for one in known}) == (row.confidence == "C"), row
        assert any(abs(int(one.as_of[:4]) - row.year) <= 2 for one in known), row


# --- prices are those of the auction, the rate cards and lesson 3's bill


def test_an_advert_costs_what_the_auction_says():
    """Values 0 or 1, half and half: every case is cleared, with aimed bids and with the mean."""
    for bidders in range(1, 11):
        wants = np.array([*itertools.product([0.0, 1.0], repeat=bidders)])
        blind, aimed = (platform.advertisement(float(bidders), share) for share in (0.0, 1.0))
        assert blind == (auction.clear([0.5] * bidders).payments.sum(), 0.5)
        assert aimed == (auction.clear(wants).payments.mean(), wants.max(axis=1).mean())
    assert platform.advertisement(0.0, 0.5) == (0, 0)
