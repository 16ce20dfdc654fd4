"""Signals hint and err; reasons name only what an arm may know."""

import numpy as np
import pandas as pd
import pytest

from course_lib import data, facts
from course_lib.ads import targeting
from course_lib.ads.targeting import ARMS, CAMPAIGNS, STATED, Campaign
from course_lib.metadata import population

LABELS = data.toml("ads", "words")["label"]
EVERYBODY = "the advertiser wants to reach everybody"


@pytest.fixture(scope="module")
def town():
    return population.simulate(960, 28, seed=7)


@pytest.fixture(scope="module")
def people(town):
    return targeting.simulate(town)


def test_the_default_arm_is_what_meta_says():
    said = facts.fact("Y15").statement
    for word in ("city", "language", "channels followed", "reactions to ads", "not messages"):
        assert word in said
    assert STATED == ("place", "language", "follows", "tapped")
    with_log = [arm for arm, signals in ARMS.items() if "night" in signals]
    assert with_log
    assert all(LABELS["arm"][arm].startswith("hypothesis") for arm in with_log)


def test_every_key_has_its_label():
    assert list(LABELS["arm"]) == list(ARMS)
    assert list(LABELS["campaign"]) == [one.name for one in CAMPAIGNS]


def test_everybody_of_the_town_but_the_helpline(town, people):
    assert people.index.equals(town.people.index[town.people["circle"] >= 0])
    assert people.notna().all().all()
    zones = town.people["zone"].groupby(people["place"]).unique()
    assert all(len(zone) == 1 for zone in zones)


@pytest.mark.parametrize(("signal", "tells"), [("follows", 0.5), ("tapped", 0.4)])
def test_hints_tell_of_the_interest_as_often_as_stated(people, signal, tells):
    right = (people[signal] == people["interest"]).mean()
    assert right == pytest.approx(tells + (1 - tells) * 0.15 / 3, abs=0.04)
    wrong = (people[signal] != people["interest"]) & (people[signal] != targeting.NOTHING)
    assert wrong.mean() == pytest.approx((1 - tells) * 0.1, abs=0.03)


def test_a_linked_account_tells_or_is_silent(people):
    linked = people["linked"] != targeting.NOTHING
    assert linked.mean() == pytest.approx(0.3, abs=0.04)
    assert (people["linked"] == people["interest"])[linked].all()


def test_the_late_live_an_hour_behind_most(town, people):
    behind = town.people.loc[people.index, "chronotype"]
    assert behind[people["late"]].min() > 1 >= behind[~people["late"]].max()
    assert people["late"].mean() == pytest.approx(0.2, abs=0.04)  # of a normal with spread 1.2


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


def test_a_seed_always_gives_the_same(town):
    one, same, other = (targeting.simulate(town, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert not one["follows"].equals(other["follows"])
    assert one["night"].equals(other["night"])


def test_fit_by_hand():
    people = pd.DataFrame(
        {
            "interest": ["travel", "travel", "football"],
            "late": [True, False, False],
            "place": ["Bandung", "Lima", "Lagos"],
            "language": ["Indonesian", "Spanish", "English"],
        }
    )
    fit = targeting.fits(people)
    miss = 0.15
    assert fit[:, 0].tolist() == pytest.approx([1, miss, miss**2])
    assert fit[:, 1].tolist() == pytest.approx([1, miss, miss])
    assert fit[:, 2].tolist() == pytest.approx([miss, miss, 1])
    assert fit[:, 4].tolist() == [1, 1, 1]
    assert fit.shape == (3, len(CAMPAIGNS))


@pytest.mark.parametrize("arm", ARMS)
def test_reasons_name_only_true_signals_of_the_arm(people, arm):
    signals = ARMS[arm]
    for _, person in people[:100].iterrows():
        for campaign in CAMPAIGNS:
            reasons = targeting.why(person, campaign, signals)
            assert reasons
            if "night" not in signals:
                assert not any("hypothesis" in reason for reason in reasons)
            if campaign.wants == {"place": "Bandung"} and "place" in signals:
                assert (reasons == ["you are in Bandung"]) == (person["place"] == "Bandung")
    assert targeting.why(person, Campaign("job", 0.01), signals) == [EVERYBODY]


def test_every_signal_has_its_reason():
    sari = {
        "place": "Bandung",
        "language": "Indonesian",
        **dict.fromkeys(("follows", "tapped", "linked"), "travel"),
        "night": True,
    }
    wants = {"place": "Bandung", "language": "Indonesian", "interest": "travel", "late": True}
    reasons = targeting.why(sari, Campaign("all", 1, wants), list(sari))
    assert len(set(reasons)) == 6
    other = Campaign("none", 1, {"place": "Lima", "interest": "cooking", "late": False})
    assert targeting.why(sari, other, list(sari)) == [EVERYBODY]


def test_no_group_is_valued_that_was_not_asked_for(people):
    assert np.ptp(targeting.fits(people)[:, -1]) == 0
