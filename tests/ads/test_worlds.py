"""The posterior against scipy, exact chances against counting, power against money."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from course_lib.ads.attribution import FEEDS, STAYS_OUT, WORLDS, Study

counts = st.integers(0, 200)
times = st.floats(1.1, 5)


@given(counts, counts, times)
def test_posterior_is_the_ratio_of_two_binomials(writers, twins, more):
    """Given the sum, a writer's share is 1/2 or times / (1 + times)."""
    fed, out = (
        stats.binom.pmf(writers, writers + twins, share) for share in (more / (1 + more), 0.5)
    )
    believed = Study(times=more).posterior(writers, twins)
    assert believed == pytest.approx(fed / (fed + out), abs=1e-9)
    assert 0 <= believed <= 1


@given(counts, counts, counts, counts)
def test_evidence_in_two_steps_is_evidence_in_one(a, b, c, d):
    study = Study(times=1.3)
    first, then, once = (study.posterior(*seen) for seen in ((a, b), (c, d), (a + c, b + d)))
    if all(1e-9 < one < 1 - 1e-9 for one in (first, then)):
        odds = first / (1 - first) * then / (1 - then)
        assert odds / (1 + odds) == pytest.approx(once, abs=1e-6)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("budget", [30, 200])
def test_exact_chances_are_sums_of_poisson(world, budget):
    study, pairs = Study(), budget // 10
    n = np.arange(150)
    writers = stats.poisson.pmf(n, pairs * (2 if world == FEEDS else 1))
    believed = study.posterior(n[:, None], n)
    both = np.outer(writers, stats.poisson.pmf(n, pairs))
    chances = study.chances(world, budget)
    assert chances[FEEDS] == pytest.approx(both[believed >= 0.95].sum(), abs=1e-9)
    assert chances[STAYS_OUT] == pytest.approx(both[believed <= 0.05].sum(), abs=1e-9)
    assert sum(chances.values()) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("world", WORLDS)
def test_students_meet_the_exact_chances(world):
    study, runs = Study(rate=1.5, times=1.8), 20_000
    seen = study.simulate(world, 150, seed=4, runs=runs)["verdict"].value_counts(normalize=True)
    for name, chance in study.chances(world, 150).items():
        assert seen.get(name, 0) == pytest.approx(chance, abs=4 * np.sqrt(0.25 / runs))


@settings(max_examples=20)
@given(st.floats(0.3, 3), st.floats(1.3, 4), st.sampled_from(WORLDS))
def test_four_times_the_money_never_lowers_power(rate, more, world):
    study = Study(rate=rate, times=more)
    power = [study.chances(world, budget)[world] for budget in (20, 80, 320, 1280)]
    assert power == sorted(power)


@settings(max_examples=20)
@given(st.floats(0.3, 3), st.floats(1.1, 4), st.integers(10, 500))
def test_a_wrong_verdict_is_rare(rate, more, budget):
    """However many ads come in all, 95 % sure is wrong at most 5 times for 95 times right."""
    study = Study(rate=rate, times=more)
    for true, false in (WORLDS, WORLDS[::-1]):
        assert study.chances(true, budget)[false] <= 5 / 95
