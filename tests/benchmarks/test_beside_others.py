"""The ratchet beside another one, and a chat beside the plainest reader of its lines.

Once a week, or by hand: pytest -m weekly -s tests/benchmarks/test_beside_others.py. Both take turns
and are timed by the processor's clock; the middle of nine rounds counts. With a guard that made a
function at each call the ratchet took 0.47 of the time of PyPI doubleratchet, and a chat 9 times
that of the plain reader. Nobody saw it come, so both have a gate here. The ratchet has three: a
step of the chain, a fresh agreement at each answer, and a store of keys for messages that are late.
"""

import re
import statistics
import time

import pytest
from phones import session
from test_ratchet_peer import Peer

from course_lib.metadata import chats

LINE = re.compile(r"(\d\d/\d\d/\d\d), (\d\d:\d\d) - (\w+): (.*)")
CHAT = "\n".join(
    f"{1 + n // 1440:02}/03/24, {n // 60 % 24:02}:{n % 60:02} - {('Sari', 'Budi')[n % 2]}: seat {n}"
    for n in range(40_000)
)


def talk(sides, turns, count, step):
    for turn in range(turns):
        frames = [sides[turn % 2].write(b"7") for _ in range(count)]
        assert {sides[1 - turn % 2].read(frame) for frame in frames[::step]} == {b"7"}


def both(*how):
    """One talk on our ratchet, and the same on the other one."""
    return lambda: talk(session(), *how), lambda: talk((Peer(True), Peer(False)), *how)


CASES = {  # ours, what stands beside it, and how much of its time ours may take
    "ratchet, in order": (*both(1, 500, 1), 0.38),
    "ratchet, in turns": (*both(200, 1, 1), 0.6),
    "ratchet, in reverse": (*both(1, 900, -1), 0.43),
    "chat": (
        lambda: chats.parse(CHAT, zone="UTC"),
        lambda: [LINE.fullmatch(line).groups() for line in CHAT.split("\n")],
        8.2,
    ),
}


def seconds(work):
    begun = time.process_time()
    work()
    return time.process_time() - begun


@pytest.mark.weekly
@pytest.mark.parametrize("name", CASES)
def test_it_takes_no_more_of_the_time_of_another(name):
    ours, other, gate = CASES[name]
    middle = statistics.median(seconds(ours) / seconds(other) for _ in range(9))
    print(f"{name}: {middle:.2f} of the other's time, gate {gate:.2f}")
    assert middle <= gate
