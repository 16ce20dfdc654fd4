"""Defences only lower what an attack finds, keep the log a log, and cost what they say."""

import tomllib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course_lib import relay
from course_lib.metadata import defences, inference

MEASURED = tomllib.loads(Path(__file__).with_name("measured.toml").read_text(encoding="utf-8"))
TOWN = MEASURED["town"]


def attack(log, truth):
    return inference.attack(defences.hide_senders(log), truth).right


def test_each_gives_a_log(town, receipts):
    for made in (
        defences.hide_senders(town.log),
        defences.delay(town.log, 10, 1),
        defences.cover(town.log, 0.5, 1),
        defences.cover(defences.hide_senders(town.log), 0.5, 1),
        defences.rotate(town.log, 7, 1)[0],
        defences.pad(town.log, "padme"),
        receipts(town.log, 1),
    ):
        assert relay.validate(made) == []
        assert made["sent_at"].is_monotonic_increasing


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("defend", "steps", "part", "left"),
    [(defences.delay, (0, 1, 10, 60, 600), 1, 0.1), (defences.cover, (0, 1, 3, 9), 4, 0.6)],
)
def test_more_of_it_never_helps_the_attack(town, defend, steps, part, left, seed):
    log = town.log.head(len(town.log) // part)
    truth = inference.partners(log)
    shares = [attack(defend(log, step, seed), truth) for step in steps]
    for less, more in pairwise(shares):
        assert more <= less + 0.02
    assert shares[-1] < left * shares[0]


def test_delay_is_as_long_as_said(town):
    later = defences.delay(town.log, 30, 1)["sent_at"].astype("int64").mean()
    minutes = (later - town.log["sent_at"].astype("int64").mean()) / 60e6
    assert minutes == pytest.approx(30, rel=0.02)


def test_cover_adds_and_leaves_the_true_ones(town):
    covered = defences.cover(town.log, 0.25, 1)
    assert len(covered) == len(town.log) + round(0.25 * len(town.log))
    assert set(town.log["sent_at"]) <= set(covered["sent_at"])


def test_padding_tells_less_for_more(town):
    none, *others = (defences.leak(town.log, scheme) for scheme in defences.SCHEMES)
    assert none == defences.leak(town.log, "none")
    assert none["texts"] == none["all"] == 0
    for leak in others:
        assert leak["bits"] <= none["bits"]
        assert leak["all"] >= 0


def test_noise_is_as_large_as_promised_and_nobody_counts_more_than_the_cap(town):
    exact = defences.noisy_counts(town.log, 1e9, 10**6, seed=1)
    assert np.allclose(exact["published"], exact["true"])
    several = [defences.noisy_counts(town.log, 0.5, 10, seed) for seed in range(30)]
    noise = [(one["published"] - one["capped"]).abs().mean() for one in several]
    assert np.mean(noise) == pytest.approx(10 / 0.5, rel=0.15)
    assert several[0]["capped"].sum() <= 10 * town.log["sender"].nunique()


def test_sealing_hides_the_sender_and_nothing_else(town):
    sealed = defences.hide_senders(town.log)
    pd.testing.assert_frame_equal(sealed.drop(columns="sender"), town.log.drop(columns="sender"))
    assert sealed["sender"].isna().all()


def test_rotation_renames_each_once_a_period(town):
    renamed, key = defences.rotate(town.log, 14, 1)
    assert set(renamed["sender"]).isdisjoint(town.log["sender"])
    assert key.groupby("period")["pseudonym"].nunique().tolist() == [481, 481]
    assert key["pseudonym"].is_unique
    old = town.log["recipient"].astype(object)
    first = key[key["period"] == 0].set_index("account")["pseudonym"]
    assert renamed["recipient"].astype(object)[0] == first[old[0]]


@pytest.mark.parametrize("call", TOWN)
def test_measured(call, town):
    value, within = TOWN[call]
    made = eval(call, {"defences": defences, "np": np, "log": town.log})
    assert made == pytest.approx(value, abs=within)
