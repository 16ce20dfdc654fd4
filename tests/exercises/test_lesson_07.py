"""Answers of lesson 7 that the lesson's own town must give."""

import pytest

from course_lib.exercises import lesson_07
from course_lib.metadata import defences, inference, population


@pytest.fixture(scope="module")
def town():
    """The first envelopes without senders, and who truly writes most to whom."""
    log = population.simulate(people=240, days=28, seed=7).log.head(30_000)
    return defences.hide_senders(log), inference.partners(log)


def test_the_wait_is_the_first_below_half(town):
    part, known = town
    found = {
        minutes: inference.attack(defences.delay(part, minutes, seed=2), known).right
        for minutes in range(0, 70, 10)
    }
    assert min(minutes for minutes, right in found.items() if right < 0.5) == lesson_07.wait.answer
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_five_dummies_for_a_message_are_the_first_that_hide_half(town):
    part, known = town
    four, five = (inference.attack(defences.cover(part, n, seed=2), known).right for n in (4, 5))
    assert four >= 0.5 > five
