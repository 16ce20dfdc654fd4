"""Waiting lines against printed values, exact arithmetic, simulation and an outside engine."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from course_lib.capacity import queueing


def exact(erlangs, servers):
    """Both printed formulas of Erlang in 60 digits, delay (C) without the help of blocking (B)."""
    with localcontext(prec=60):
        a, term, below = Decimal(erlangs), Decimal(1), Decimal(0)
        for k in range(1, servers + 1):
            below += term
            term = term * a / k
        delayed = term * servers / (servers - a)
        return float(term / (below + term)), float(delayed / (below + delayed))


def mean_seconds(arrivals, servers, served=1):
    """The printed formula: those who wait, wait for the rest of what the servers can do."""
    return queueing.erlang_c(arrivals / served, servers) / (servers * served - arrivals)


@pytest.mark.parametrize(
    ("erlangs", "servers"),
    [(3, 7), (90, 100), (900, 1000), (9_000, 10_000), (9_990, 10_000), (9_999, 10_000), (12, 300)],
)
def test_erlang_formulas_keep_twelve_digits_up_to_ten_thousand_servers(erlangs, servers):
    blocked, delayed = exact(erlangs, servers)
    assert queueing.erlang_b(erlangs, servers) == pytest.approx(blocked, rel=1e-12)
    assert queueing.erlang_c(erlangs, servers) == pytest.approx(delayed, rel=1e-11)


@given(st.floats(0.05, 0.95), st.integers(1, 60))
def test_with_more_servers_at_the_same_load_no_more_messages_wait(utilisation, servers):
    table = queueing.pooling(utilisation, [servers, servers + 1, 2 * servers])
    assert table["waiting_share"].is_monotonic_decreasing


@pytest.mark.parametrize(("arrivals", "servers"), [(0.5, 1), (8, 10), (45, 50)])
def test_simulation_covers_theory_as_often_as_its_interval_promises(arrivals, servers):
    truth, inside = mean_seconds(arrivals, servers), 0
    for seed in range(60):
        waits = queueing.simulate(arrivals, 1, servers, messages=20_000, seed=seed)
        low, _, high = queueing.mean_wait(waits)
        inside += low <= truth <= high
    assert inside > 50  # 57 of 60 expected; 50 or fewer would come once in a thousand tries


def test_simulation_is_narrow_enough_to_find_a_wrong_formula():
    waits = queueing.simulate(8, 1, servers=10, messages=400_000, seed=3)
    low, mean, high = queueing.mean_wait(waits)
    assert (high - low) / mean < 0.15
    assert not low < mean_seconds(8.5, 10) < high
    assert np.mean(waits > 0) == pytest.approx(queueing.erlang_c(8, 10), rel=0.03)


def test_simpy_agrees_wait_for_wait():
    """The same arrivals and the same work through an outside event engine: equal waits."""
    messages, seed = 3_000, 5
    random = np.random.default_rng(seed)
    gaps = random.exponential(1 / 32, messages)
    work = random.exponential(1 / 4, messages)
    environment, waits = simpy.Environment(), [0.0] * messages
    servers = simpy.Resource(environment, capacity=10)

    def message(number):
        came = environment.now
        with servers.request() as turn:
            yield turn
            waits[number] = environment.now - came
            yield environment.timeout(work[number])

    def source():
        for number, gap in enumerate(gaps):
            yield environment.timeout(gap)
            environment.process(message(number))

    environment.process(source())
    environment.run()
    ours = queueing.simulate(32, 4, servers=10, messages=messages, seed=seed)
    assert ours == pytest.approx(np.array(waits), abs=1e-9)
