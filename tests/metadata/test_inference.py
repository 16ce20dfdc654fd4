"""Inferences find what was planted, do not depend on names, and match the Copenhagen numbers."""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course_lib import relay
from course_lib.metadata import defences, inference, population

MEASURED = tomllib.loads(Path(__file__).with_name("measured.toml").read_text(encoding="utf-8"))
COPENHAGEN = MEASURED["copenhagen"]


def log_of(rows):
    """Rows of (hour from the first, sender, recipient, kind, group)."""
    columns = {name: [row[at] for row in rows] for at, name in enumerate(relay.COLUMNS) if at < 4}
    start = pd.Timestamp("2024-10-14", tz="UTC")
    columns["sent_at"] = [start + pd.Timedelta(hours=row[0]) for row in rows]
    return relay.typed({**columns, "size": [9] * len(rows), "group": [row[4] for row in rows]})


def renamed(frame, seed=3):
    """Everybody under a new name, in another alphabetical order."""
    people = sorted({*frame["sender"].dropna().unique(), *frame["recipient"].unique()})
    new = np.random.default_rng(seed).permutation(len(people))
    names = {one: f"x{code:05d}" for one, code in zip(people, new, strict=True)}
    columns = {c: frame[c].astype(object).map(names) for c in ("sender", "recipient")}
    return relay.typed({**frame, **columns}), names


def shuffled(frame, seed=5):
    """The same envelopes at times of each other: no time belongs to anybody any more."""
    at = frame["sent_at"].sample(frac=1, random_state=seed).to_numpy()
    mixed = frame.assign(sent_at=pd.Series(at, index=frame.index).astype(relay.COLUMNS["sent_at"]))
    return mixed.sort_values("sent_at", ignore_index=True)


def test_each_finds_more_than_both_base_rates(town, receipts):
    people, log = town.people, town.log
    truth = inference.partners(log)
    for found in (
        inference.zones_found(log, people["zone"]),
        inference.closest_found(log, people["best_friend"]),
        inference.attack(defences.hide_senders(log), truth),
        inference.attack(defences.hide_senders(receipts(log, 1)), truth, window=5),
    ):
        assert found.right > 1.3 * max(found.chance, found.simple), found
        assert found.people > 300
        assert str(found.people) in str(found)


def test_new_names_change_no_result(town):
    log, people = town.log, town.people
    other, names = renamed(log)
    theirs = people.rename(index=names)
    theirs["best_friend"] = theirs["best_friend"].map(names)
    both = [
        (
            inference.zones_found(sent, truth["zone"]),
            inference.closest_found(sent, truth["best_friend"]),
            inference.attack(sent, inference.partners(sent)),
        )
        for sent, truth in ((log, people), (other, theirs))
    ]
    for before, after in zip(*both, strict=True):
        assert after.people == before.people
        # ties are broken by name, so a handful of people may change
        assert after.right == pytest.approx(before.right, abs=0.01)
        assert after.simple == pytest.approx(before.simple, abs=0.01)


def test_on_shuffled_times_the_timing_attack_falls_to_its_base_rate_and_nobody_sleeps(town):
    assert inference.attack(town.log, inference.partners(town.log)).right > 0.7
    mixed = shuffled(town.log)
    assert inference.attack(mixed, inference.partners(mixed)).right < 0.02
    found = inference.zones_found(mixed, town.people["zone"])
    assert found.right == pytest.approx(found.simple, abs=0.12)


def test_the_attack_reads_no_sender(town):
    truth = inference.partners(town.log)
    assert inference.attack(defences.hide_senders(town.log), truth) == inference.attack(
        town.log, truth
    )


def halves(log, **more):
    both, key = defences.rotate(log, 14, seed=3, **more)
    first = both["sent_at"] < both["sent_at"].dt.floor("D").min() + pd.Timedelta(days=14)
    return both[first], both[~first], key


def test_who_is_found_again_by_chance_is_one_of_those_who_write_on(town):
    before, after, key = halves(town.log)
    many = (after.loc[after["kind"] != "receipt", "sender"].value_counts() >= 20).sum()
    assert inference.found_again(before, after, key).chance == pytest.approx(1 / many)


def test_copenhagen_friends(copenhagen):
    log, friends = copenhagen
    ties = inference.weights(log)[["one", "other"]].to_numpy().tolist()
    for pairs, share in ((ties, 0.826), (inference.closest(log).items(), 0.83)):
        assert np.mean([{*pair} in friends for pair in pairs]) == pytest.approx(share, abs=0.005)


@pytest.mark.parametrize(
    ("points", "shares"),
    [("contacts", {1: 0.21, 2: 0.83, 3: 0.96, 4: 0.995}), ("hours", {4: 0.56, 6: 0.82, 8: 0.90})],
)
def test_copenhagen_crowd(copenhagen, points, shares):
    """How many are the only one, by how many points are known."""
    log, seeds = copenhagen[0], range(5)
    found = {n: [inference.unique(log, n, points, seed).right for seed in seeds] for n in shares}
    means = {known: np.mean(rights) for known, rights in found.items()}
    assert means == pytest.approx(shares, abs=0.02)


@pytest.mark.parametrize("call", COPENHAGEN)
def test_copenhagen(call, copenhagen, receipts):
    """The values of the facts, each within its stated precision."""
    log, _ = copenhagen
    made = {"log": log, "receipts": receipts}
    made |= {"sealed": defences.hide_senders(log), "truth": inference.partners(log)}
    value, within = COPENHAGEN[call]
    assert eval(call, globals() | made) == pytest.approx(value, abs=within)


# --- who counts messages reads `kind` and `group`; a night is a night in any zone


TWO = [(n, "ab"[n % 2], "ba"[n % 2], "text", None) for n in range(6)]
RECEIPTS = [(n + 0.001, "ba"[n % 2], "ab"[n % 2], "receipt", None) for n in range(6)]
GROUP = [(n + 9, "a", reader, "text", "class") for n in range(5) for reader in "bcd"]
CALLS = [(n + 20, "a", "d", "call", None) for n in range(9)]
ALL = log_of(TWO + RECEIPTS + GROUP + CALLS)


def test_receipts_calls_and_groups_are_no_messages_of_a_pair():
    assert inference.weights(ALL).to_numpy().tolist() == [["a", "b", 6]]
    assert inference.closest(ALL).to_dict() == {"a": "b", "b": "a"}
    assert inference.partners(ALL, least=3).to_dict() == {"a": "b", "b": "a"}


def test_a_message_to_a_group_counts_once():
    assert len(inference.sent(ALL)) == 6 + 5
    hours = inference.rhythm(ALL) * 8
    assert hours.loc["a", 9:13].tolist() == [1] * 5
    assert "c" not in hours.index
    assert defences.noisy_counts(ALL, 1.0, 99, seed=1)["true"].sum() == 11


# --- sleep


def moved(log, hours):
    at = log["sent_at"] + pd.Timedelta(hours=hours)
    return log.assign(sent_at=at.astype(relay.COLUMNS["sent_at"]))


@pytest.mark.parametrize("hours", [1, 7, 12, 23])
@pytest.mark.parametrize(("least", "people"), [(1, 470), (20, 400)])
def test_nights_move_with_the_clock(hours, least, people, town):
    before = inference.sleep(town.log, least)
    after = inference.sleep(moved(town.log, hours), least)
    pd.testing.assert_series_equal((before + hours) % 24, after)
    assert len(before) > people


@pytest.mark.parametrize(("awake", "middle"), MEASURED["silence"].values())
def test_the_middle_of_a_long_silence(awake, middle):
    log = log_of([(hour + 24 * n, "a", "b", "text", None) for hour in awake for n in range(3)])
    assert inference.sleep(log, least=1)["a"] == middle
    assert (inference.time_zone(log, least=1)["a"] + middle) % 24 in (3, 3.5, 4)


def test_somebody_awake_all_day_has_no_night():
    log = log_of([(hour, "a", "b", "text", None) for hour in range(240)])
    assert inference.sleep(log)["a"] != inference.sleep(log)["a"]
    assert inference.time_zone(log).empty


def test_half_hour_zones():
    town = population.simulate(48, 14, seed=1)
    zones = town.people["zone"]
    assert inference.zones_found(town.log, zones).chance == pytest.approx(3 / 24)
    half = inference.zones_found(town.log, zones + 0.5)
    assert half.chance == pytest.approx(2 / 24)
    assert 0.3 < half.right < 1


def test_a_known_seed_takes_the_noise_off(town):
    """As the lesson says: a seed is a secret."""
    one = defences.noisy_counts(town.log, 1.0, 10, seed=4)
    noise = one["published"] - one["capped"]
    random = np.random.default_rng(4)
    inference.sent(town.log).sample(frac=1, random_state=random)
    assert np.allclose(random.laplace(0, 10, 24), noise)


def test_scores_count_pairs_of_arrivals():
    log = log_of([(at, None, to, "text", None) for at, to in ((0, "a"), (1 / 15, "b"), (2, "a"))])
    chance = 2 * 1 * 2 * 300 / 7200
    expected = (1 - chance) / np.sqrt(chance + 1)
    assert inference.scores(log, 300).loc["a", "b"] == pytest.approx(expected)
    assert inference.scores(log, 60).loc["a", "b"] == pytest.approx(
        -(2 * 2 * 60 / 7200) / np.sqrt(2 * 2 * 60 / 7200 + 1)
    )


@pytest.mark.parametrize(("pairs", "people", "share", "one_less"), MEASURED["unique"].values())
def test_unique_by_hand(pairs, people, share, one_less):
    found = inference.unique(log_of([(0, *pair, "text", None) for pair in pairs.split()]), 2)
    assert (found.people, found.right, found.simple) == (people, share, one_less)
    assert found.chance == 1 / len(set(pairs) - {" "})
