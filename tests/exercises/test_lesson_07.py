"""Answers of lesson 7 that the lesson's own town must give."""

from course_lib.exercises import lesson_07
from course_lib.metadata import defences, inference, population


def test_the_wait_is_the_first_below_half():
    log = population.simulate(people=240, days=28, seed=7).log
    sealed = defences.hide_senders(log)
    part, known = sealed.head(30_000), inference.partners(log.head(30_000))
    found = {
        minutes: inference.attack(defences.delay(part, minutes, seed=2), known).right
        for minutes in range(0, 70, 10)
    }
    assert min(minutes for minutes, right in found.items() if right < 0.5) == lesson_07.wait.answer
    assert list(found.values()) == sorted(found.values(), reverse=True)
