"""Whatever a hand gives to the metadata room: a result, or a sentence; never a traceback of ours.

The reader of chats has tests of its own: its errors may not hold what they were given.
"""

import warnings
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest

from course_lib import relay
from course_lib.errors import CourseError
from course_lib.metadata import charts, chats, defences, inference, population

TOWN = population.simulate(48, 14, seed=1)
LOG, PEOPLE = TOWN.log, TOWN.people
KEY = defences.rotate(LOG, 7, seed=1)[1]
SHUFFLED = LOG.head(300).sample(frac=1, random_state=1)
LOGS = {
    "empty": LOG.head(0),
    "one row": LOG.head(1),
    "two rows": LOG.head(2),
    "sealed": defences.hide_senders(LOG),
    "one moment": LOG.head(40).assign(sent_at=LOG["sent_at"][0]),
    "receipts": LOG.assign(kind=pd.Categorical(["receipt"] * len(LOG))),
    "shuffled": SHUFFLED,
    "one label for all rows": SHUFFLED.set_axis([0] * len(SHUFFLED)),
    "float sizes": LOG.assign(size=LOG["size"].astype(float)),
    "senders as text": LOG.assign(sender=LOG["sender"].astype(object)),
    "missing times": LOG.assign(sent_at=LOG["sent_at"].where(LOG.index > 3)),
    "one group": relay.typed({**LOG, "group": ["g"] * len(LOG)}),
    **{str(type(odd)): odd for odd in ("x", None, pd.DataFrame(), 5, LOG["size"], [], {})},
}
OF_A_LOG = {
    "sent": inference.sent,
    "rhythm": inference.rhythm,
    "sleep": lambda log: inference.sleep(log, 1),
    "time_zone": lambda log: inference.time_zone(log, 1),
    "zones_found": lambda log: inference.zones_found(log, PEOPLE["zone"]),
    "closest": inference.closest,
    "closest_found": lambda log: inference.closest_found(log, PEOPLE["best_friend"]),
    "both_ends": inference.both_ends,
    "partners": inference.partners,
    "attack": lambda log: inference.attack(log, inference.partners(LOG)),
    "hide_senders": defences.hide_senders,
    "delay": lambda log: defences.delay(log, 5, 1),
    "cover": lambda log: defences.cover(log, 2, 1),
    "rotate": lambda log: defences.rotate(log, 7, 1),
    "leak": lambda log: defences.leak(log, "padme"),
    "noisy_counts": lambda log: defences.noisy_counts(log, 1.0, 10, 1),
    "unique": lambda log: inference.unique(log, 1),
    "unique hours": lambda log: inference.unique(log, 1, "hours"),
    "matched": lambda log: inference.matched(log, log, least=1),
    "found_again": lambda log: inference.found_again(log, log, KEY, least=1),
    "sleep_wall": lambda log: charts.sleep_wall(log, least=1),
    "report": chats.report,
    "shown": relay.shown,
}
ODD = [None, True, 0, -1, 1.5, "x", float("nan"), float("inf"), -(2**70), [], b"", {}, np.int64(3)]
OF_A_NUMBER = {
    "minutes": lambda odd: defences.delay(LOG, odd, 1),
    "patience": lambda odd: defences.delay(LOG, 10**30 if odd == 0 else 2**40, 1),
    "times": lambda odd: defences.cover(LOG.head(5), odd, 1),
    "days": lambda odd: defences.rotate(LOG, odd, 1),
    "many days": lambda odd: defences.rotate(LOG, 10**30, 1),
    "scheme": lambda odd: defences.pad(LOG, odd),
    "epsilon": lambda odd: defences.noisy_counts(LOG, odd, 10, 1),
    "cap": lambda odd: defences.noisy_counts(LOG, 1.0, odd, 1),
    "seed of noise": lambda odd: defences.noisy_counts(LOG, 1.0, 10, odd),
    "seed of delay": lambda odd: defences.delay(LOG, 5, odd),
    "seed of a town": lambda odd: population.simulate(48, 7, odd),
    "seed of a crowd": lambda odd: inference.unique(LOG, 1, seed=odd),
    "least": lambda odd: inference.sleep(LOG, odd),
    "least of partners": lambda odd: inference.partners(LOG, odd),
    "least of matched": lambda odd: inference.matched(LOG, LOG, least=odd),
    "within": lambda odd: inference.zones_found(LOG, PEOPLE["zone"], odd),
    "window": lambda odd: inference.scores(LOG.head(300), 1 if odd == float("inf") else odd),
    "known": lambda odd: inference.unique(LOG, odd),
    "points": lambda odd: inference.unique(LOG, 1, odd),
    "by": lambda odd: inference.matched(LOG, LOG, odd),
    "people": lambda odd: population.simulate(odd, 7, 1),
    "days of a town": lambda odd: population.simulate(48, odd, 1),
    "stories": lambda odd: population.simulate(48, 7, 1, odd),
    "truth": lambda odd: inference.attack(LOG, odd),
    "zones": lambda odd: inference.zones_found(LOG, odd),
    "rows": lambda odd: charts.sleep_wall(LOG, odd),
    "form": chats.synthetic,
    "zone": lambda odd: chats.parse("13/03/24, 21:15 - A: b", zone=odd),
}


@pytest.mark.parametrize("name", OF_A_LOG)
def test_any_log_gets_a_result_or_a_sentence(name):
    for log in LOGS.values():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with suppress(CourseError):
                made = OF_A_LOG[name](log)
                if isinstance(made, inference.Result):
                    assert made.people
                    assert all(0 <= share <= 1 for share in (made.right, made.chance, made.simple))


@pytest.mark.parametrize("name", OF_A_NUMBER)
def test_any_number_gets_a_result_or_a_sentence(name):
    for odd in ODD:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with suppress(CourseError):
                OF_A_NUMBER[name](odd)


def test_what_it_says():
    for call, said in {
        lambda: inference.sleep("x"): "a log, or the table .* Got str",
        lambda: inference.attack(LOG, "x"): "a value for each account. Got str",
        lambda: inference.sleep(LOG, 1.5): "a whole number. Got 1.5",
        lambda: defences.delay(LOG, 5, -1): "a seed",
        lambda: defences.delay(LOG, 2**40, 1): "a year",
    }.items():
        with pytest.raises(CourseError, match=said):
            call()


@pytest.mark.parametrize("zone", [5.5, -3.5, 5.75])
def test_half_hour_zones_are_found_within_an_hour(zone):
    """The guess is a whole hour: right within one where the truth lies between two."""
    moved = LOG.assign(sent_at=LOG["sent_at"] - pd.Timedelta(hours=zone))
    there = PEOPLE["zone"] * 0 + PEOPLE["zone"] + zone
    here = inference.zones_found(LOG, PEOPLE["zone"].astype(float), within=2)
    away = inference.zones_found(moved, there, within=2)
    assert abs(here.right - away.right) < 0.12
    assert away.chance <= here.chance
