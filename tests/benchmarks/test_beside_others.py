"""The ratchet beside another one, and a chat beside the plainest reader of its lines.

Once a week, or by hand: pytest -m weekly -s tests/benchmarks/test_beside_others.py. Both take turns
and are timed by the processor's clock; the middle of nine rounds counts. With a guard that made a
function at each call the ratchet took 0.47 of the time of PyPI doubleratchet, and a chat 9 times
that of the plain reader. Nobody saw it come, so both have a gate here.
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


def talk(writer, reader):
    for _ in range(500):
        assert reader.read(writer.write(b"7")) == b"7"


CASES = {  # ours, what stands beside it, and how much of its time ours may take
    "ratchet": (lambda: talk(*session()), lambda: talk(Peer(True), Peer(False)), 0.38),
    "chat": (
        lambda: chats.parse(CHAT, zone="UTC"),
        lambda: [LINE.fullmatch(line).groups() for line in CHAT.split("\n")],
        8.2,
    ),
}


@pytest.mark.weekly
@pytest.mark.parametrize("name", CASES)
def test_it_takes_no_more_of_the_time_of_another(name):
    *both, gate = CASES[name]
    ratios = []
    for _ in range(9):
        spent = []
        for work in both:
            begun = time.process_time()
            work()
            spent.append(time.process_time() - begun)
        ratios.append(spent[0] / spent[1])
    print(f"{name}: {statistics.median(ratios):.2f} of the other's time, gate {gate:.2f}")
    assert statistics.median(ratios) <= gate
