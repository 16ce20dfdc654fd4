"""Inferences find what was planted, do not depend on names, and match the Copenhagen numbers."""

import numpy as np
import pandas as pd
import pytest

from course_lib import relay
from course_lib.errors import CourseError
from course_lib.metadata import defences, inference


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


def truth_renamed(series, names, values=True):
    series = series.rename(index=names)
    return series.map(names) if values else series


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
    best = people["best_friend"]
    pairs = [
        (
            inference.zones_found(log, people["zone"]),
            inference.zones_found(other, truth_renamed(people["zone"], names, values=False)),
        ),
        (
            inference.closest_found(log, best),
            inference.closest_found(other, truth_renamed(best, names)),
        ),
        (
            inference.attack(log, inference.partners(log)),
            inference.attack(other, inference.partners(other)),
        ),
    ]
    for before, after in pairs:
        assert after.people == before.people
        # ties are broken by name, so a handful of people may change
        assert after.right == pytest.approx(before.right, abs=0.01)
        assert after.simple == pytest.approx(before.simple, abs=0.01)


def test_on_shuffled_times_the_timing_attack_falls_to_its_base_rate(town):
    mixed = shuffled(town.log)
    found = inference.attack(mixed, inference.partners(mixed))
    assert found.right < 0.02
    assert inference.attack(town.log, inference.partners(town.log)).right > 0.7


def test_on_shuffled_times_nobody_sleeps(town):
    mixed = shuffled(town.log)
    found = inference.zones_found(mixed, town.people["zone"])
    assert found.right == pytest.approx(found.simple, abs=0.12)


def test_the_attack_reads_no_sender(town):
    truth = inference.partners(town.log)
    assert inference.attack(defences.hide_senders(town.log), truth) == inference.attack(
        town.log, truth
    )


def test_scores_count_pairs_of_arrivals():
    at = ["2024-10-19T07:00:00Z", "2024-10-19T07:04:00Z", "2024-10-19T09:00:00Z"]
    columns = {"sent_at": at, "sender": [None] * 3, "recipient": ["a", "b", "a"]}
    log = relay.typed({**columns, "kind": ["text"] * 3, "size": [1] * 3, "group": [None] * 3})
    chance = 2 * 1 * 2 * 300 / 7200
    expected = (1 - chance) / np.sqrt(chance + 1)
    assert inference.scores(log, 300).loc["a", "b"] == pytest.approx(expected)
    assert inference.scores(log, 60).loc["a", "b"] == pytest.approx(
        -(2 * 2 * 60 / 7200) / np.sqrt(2 * 2 * 60 / 7200 + 1)
    )


def test_sleep_finds_a_hole():
    hours = [hour for hour in range(24) if not 20 <= hour < 26] * 3
    at = [f"2024-10-19T{hour:02d}:30:00Z" for hour in hours if hour not in (0, 1)]
    n = len(at)
    columns = {"sent_at": at, "sender": ["a"] * n, "recipient": ["b"] * n}
    log = relay.typed({**columns, "kind": ["text"] * n, "size": [1] * n, "group": [None] * n})
    assert inference.sleep(log, least=10)["a"] == 23
    assert inference.time_zone(log, least=10)["a"] in (4, 5)


def test_a_log_that_is_none_is_refused(town):
    broken = town.log.drop(columns="size")
    for ask in (
        inference.rhythm,
        inference.closest,
        inference.rhythm,
        inference.partners,
        inference.scores,
        defences.hide_senders,
        lambda log: inference.unique(log, 2),
        lambda log: defences.cover(log, 1, 1),
        lambda log: defences.noisy_counts(log, 1, 1, 1),
    ):
        with pytest.raises(CourseError, match="Column size is not there"):
            ask(broken)


def test_nobody_to_judge_is_said():
    nobody = pd.Series(dtype=object)
    with pytest.raises(CourseError, match="none"):
        inference.evaluated(nobody, "a", nobody, chance=0.1, rule="busiest")


def test_more_points_single_out_more(town):
    shares = [inference.unique(town.log, known).right for known in (1, 2, 3, 4)]
    assert shares == sorted(shares)
    assert shares[-1] > 0.9
    with pytest.raises(CourseError):
        inference.unique(town.log, 0)
    with pytest.raises(CourseError, match="nobody"):
        inference.unique(town.log, 10_000)


@pytest.mark.parametrize(
    ("pairs", "people", "share"),
    [
        ([("a", "x"), ("a", "y"), ("b", "x"), ("b", "z")], 3, 1),
        ([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")], 4, 0),  # each has a double
    ],
)
def test_unique_by_hand(pairs, people, share):
    n = len(pairs)
    columns = {"sent_at": ["2024-10-19T07:00Z"] * n, "sender": [one for one, _ in pairs]}
    columns |= {"recipient": [two for _, two in pairs], "kind": ["text"] * n, "size": [1] * n}
    found = inference.unique(relay.typed({**columns, "group": [None] * n}), 2)
    assert found.people == people
    assert found.right == share
    assert found.chance == 1 / len({name for pair in pairs for name in pair})


def halves(log, **more):
    both, key = defences.rotate(log, 14, seed=3, **more)
    first = both["sent_at"] < both["sent_at"].dt.floor("D").min() + pd.Timedelta(days=14)
    return both[first], both[~first], key


# --- the Copenhagen Networks Study: the values of the facts, each within its stated precision


def test_copenhagen_friends(copenhagen):
    log, friends = copenhagen
    ties, top = inference.weights(log), inference.closest(log)
    assert len(ties) == 697
    assert np.mean(
        [{*pair} in friends for pair in zip(ties["one"], ties["other"], strict=True)]
    ) == pytest.approx(0.826, abs=0.005)
    assert np.mean([{*pair} in friends for pair in top.items()]) == pytest.approx(0.83, abs=0.01)


def test_copenhagen_nights(copenhagen):
    log, _ = copenhagen
    assert log["sent_at"].dt.hour.isin([4, 5]).mean() == pytest.approx(0.001, abs=0.0005)
    assert inference.sleep(log).median() == pytest.approx(3.5, abs=1)


@pytest.mark.parametrize(
    ("known", "points", "share"),
    [
        (1, "contacts", 0.21),
        (2, "contacts", 0.83),
        (3, "contacts", 0.96),
        (4, "contacts", 0.995),
        (4, "hours", 0.56),
        (6, "hours", 0.82),
        (8, "hours", 0.90),
    ],
)
def test_copenhagen_crowd(copenhagen, known, points, share):
    found = [inference.unique(copenhagen[0], known, points, seed).right for seed in range(5)]
    assert np.mean(found) == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize(("window", "share"), [(60, 0.83), (300, 0.86), (900, 0.80)])
def test_copenhagen_sealed(copenhagen, window, share):
    log, _ = copenhagen
    found = inference.attack(defences.hide_senders(log), inference.partners(log), window)
    assert found.people == 291
    assert found.right == pytest.approx(share, abs=0.01)
    assert found.chance == pytest.approx(0.002, abs=0.0005)
    assert found.simple == pytest.approx(0.01, abs=0.005)


def test_copenhagen_receipts(copenhagen, receipts):
    log, _ = copenhagen
    found = inference.attack(receipts(log, 1), inference.partners(log), window=5)
    assert found.right == pytest.approx(0.98, abs=0.01)


@pytest.mark.parametrize(
    ("minutes", "times", "share"),
    [(1, 0, 0.86), (10, 0, 0.75), (60, 0, 0.46), (360, 0, 0.18), (0, 1, 0.86), (0, 5, 0.71)],
)
def test_copenhagen_defended(copenhagen, minutes, times, share):
    log, _ = copenhagen
    truth = inference.partners(log)
    defended = defences.cover(defences.delay(log, minutes, 1), times, 1)
    assert inference.attack(defended, truth).right == pytest.approx(share, abs=0.04)


def test_copenhagen_found_again(copenhagen):
    log, _ = copenhagen
    by_contacts = inference.found_again(*halves(log, contacts=False), by="contacts", least=1)
    assert by_contacts.right == pytest.approx(0.71, abs=0.02)
    by_habits = inference.found_again(*halves(log))
    assert by_habits.people == 98
    assert by_habits.right == pytest.approx(0.10, abs=0.02)
