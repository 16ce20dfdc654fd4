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
