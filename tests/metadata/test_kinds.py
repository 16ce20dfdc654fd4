"""Who counts messages reads `kind` and `group`; a night is a night in any zone; little is said."""

import numpy as np
import pandas as pd
import pytest

from course_lib import relay
from course_lib.errors import CourseError
from course_lib.metadata import defences, inference, population


def log_of(rows):
    """Rows of (hour from the first, sender, recipient, kind, group)."""
    columns = {name: [row[at] for row in rows] for at, name in enumerate(relay.COLUMNS) if at < 4}
    start = pd.Timestamp("2024-10-14", tz="UTC")
    columns["sent_at"] = [start + pd.Timedelta(hours=row[0]) for row in rows]
    return relay.typed({**columns, "size": [9] * len(rows), "group": [row[4] for row in rows]})


TWO = [(n, "ab"[n % 2], "ba"[n % 2], "text", None) for n in range(6)]
RECEIPTS = [(n + 0.001, "ba"[n % 2], "ab"[n % 2], "receipt", None) for n in range(6)]
GROUP = [(n + 9, "a", reader, "text", "class") for n in range(5) for reader in "bcd"]
CALLS = [(n + 20, "a", "d", "call", None) for n in range(9)]
PLAIN, ALL = log_of(TWO), log_of(TWO + RECEIPTS + GROUP + CALLS)


def test_receipts_calls_and_groups_are_no_messages_of_a_pair():
    assert inference.weights(ALL).to_numpy().tolist() == [["a", "b", 6]]
    pd.testing.assert_frame_equal(inference.weights(ALL), inference.weights(PLAIN))
    assert inference.closest(ALL).to_dict() == {"a": "b", "b": "a"}
    assert inference.partners(ALL, least=3).to_dict() == {"a": "b", "b": "a"}


def test_a_message_to_a_group_counts_once():
    assert len(inference.sent(ALL)) == 6 + 5
    hours = inference.rhythm(ALL) * 8
    assert hours.loc["a", 9:13].tolist() == [1] * 5
    assert "c" not in hours.index
    assert defences.noisy_counts(ALL, 1.0, 99, seed=1)["true"].sum() == 11


def test_receipts_change_no_inference(town, receipts):
    both = receipts(town.log, 1)
    for ask in (inference.weights, inference.rhythm, inference.sleep, inference.closest):
        assert ask(both).equals(ask(town.log))
    before = inference.unique(town.log, 2, "hours")
    assert inference.unique(both, 2, "hours") == before


# --- sleep


def moved(log, hours):
    at = log["sent_at"] + pd.Timedelta(hours=hours)
    return log.assign(sent_at=at.astype(relay.COLUMNS["sent_at"]))


def follow(log, hours, least):
    before, after = inference.sleep(log, least), inference.sleep(moved(log, hours), least)
    pd.testing.assert_series_equal((before + hours) % 24, after)
    return len(before)


@pytest.mark.parametrize("hours", [1, 7, 12, 23])
def test_nights_move_with_the_clock(hours, town):
    assert follow(town.log, hours, 20) > 400


@pytest.mark.parametrize("hours", range(1, 24))
def test_copenhagen_nights_move_with_the_clock(hours, copenhagen):
    assert follow(copenhagen[0], hours, 20) > 200


@pytest.mark.parametrize(
    ("awake", "middle"),
    [
        (range(8, 20), 2),  # twelve silent hours, 20 to 8
        (range(9, 20), 2.5),
        (range(6, 24), 3),
        ([12], 0.5),
    ],
)
def test_the_middle_of_a_long_silence(awake, middle):
    log = log_of([(hour + 24 * n, "a", "b", "text", None) for hour in awake for n in range(3)])
    assert inference.sleep(log, least=1)["a"] == middle


def test_somebody_awake_all_day_has_no_night():
    log = log_of([(hour, "a", "b", "text", None) for hour in range(240)])
    assert inference.sleep(log)["a"] != inference.sleep(log)["a"]
    assert inference.time_zone(log).empty


def test_half_hour_zones_and_whole_days():
    town = population.simulate(48, 14, seed=1)
    zones = town.people["zone"]
    assert inference.zones_found(town.log, zones, within=12).chance == 1
    assert inference.zones_found(town.log, zones, within=1).chance == pytest.approx(3 / 24)
    half = inference.zones_found(town.log, zones + 0.5, within=1)
    assert half.chance == pytest.approx(2 / 24)
    assert 0.3 < half.right < 1


# --- little or nothing to go on


def test_only_receipts_and_sealed_logs_get_a_sentence(town):
    for log in (log_of(RECEIPTS), defences.hide_senders(town.log)):
        for ask in (inference.sleep, inference.weights, inference.partners):
            with pytest.raises(CourseError, match="senders are known"):
                ask(log)
    with pytest.raises(CourseError, match="senders are known"):
        defences.noisy_counts(defences.hide_senders(town.log), 1.0, 3, seed=1)


def test_one_period_gets_a_sentence(town):
    renamed, key = defences.rotate(town.log, days=90, seed=3)
    with pytest.raises(CourseError, match="two periods"):
        inference.found_again(renamed, renamed, key)


@pytest.mark.parametrize(
    "ask",
    [
        lambda log: defences.noisy_counts(log, 1.0, 2.5, 1),
        lambda log: defences.rotate(log, 7.5, 1),
        lambda log: inference.unique(log, 1.5),
        lambda log: population.simulate(48.0, 7, 1),
        lambda log: population.simulate(48, 7.5, 1),
    ],
)
def test_counts_are_whole(ask, town):
    with pytest.raises(CourseError, match=r"2\.5|7\.5|1\.5|48\.0"):
        ask(town.log)


def test_fifteen_texts_say_nothing_about_padding(town):
    for scheme in defences.SCHEMES:
        with pytest.raises(CourseError, match=r"500 texts or more\. Got 15"):
            defences.leak(town.log[town.log["kind"] == "text"].head(15), scheme)


def test_a_known_seed_takes_the_noise_off(town):
    """As the lesson says: a seed is a secret."""
    one = defences.noisy_counts(town.log, 1.0, 10, seed=4)
    noise = one["published"] - one["capped"]
    random = np.random.default_rng(4)
    inference.sent(town.log).sample(frac=1, random_state=random)
    assert np.allclose(random.laplace(0, 10, 24), noise)
