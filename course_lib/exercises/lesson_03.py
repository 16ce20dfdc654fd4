"""Exercises of lesson 3: users, peaks, a line of the bill, what is tested, a promise, a wait."""

from numpy.random import Generator

from course_lib import facts
from course_lib.lesson.exercise import Complete, Write, load

_words = load(__file__, globals())
_SECONDS = 86_400


def _peak(users: float, texts: float, times: float) -> float:
    return users * texts / 86_400 * times


def _some_load(random: Generator) -> tuple[int, int, float]:
    times = round(float(random.uniform(1.2, 12)), 1)
    return int(random.integers(30, 10**7)), int(random.integers(1, 200)), times


_messages, _daily = facts.value("P6"), facts.value("U13.daily")
daily = Complete(
    _words["daily"],
    _messages / _daily,
    wrongs={
        "monthly": _messages / facts.value("U13.monthly"),
        "doubled": 2 * _messages / _daily,
        "upside_down": _daily / _messages,
    },
)
peak = Write(
    _words["peak"],
    _peak,
    random=_some_load,
    wrongs={
        "mean": lambda users, texts, times: users * texts / _SECONDS,
        "divided": lambda users, texts, times: users * texts / _SECONDS / times,
        "hour": lambda users, texts, times: users * texts / 3600 * times,
        "day": lambda users, texts, times: users * texts * times,
        "rounded": lambda users, texts, times: round(_peak(users, texts, times)),
        "comma": lambda users, texts, times: (users * texts / 86, 400 * times),
        "point": lambda users, texts, times: users * texts / 86.400 * times,
        "minute": lambda users, texts, times: users * texts / 1440 * times,
    },
)
_came, _went, _users = facts.value("E12.in"), facts.value("E12.out"), facts.value("E12.users")
sent = Complete(
    _words["sent"],
    _came / _users,
    wrongs={
        "processed": (_came + _went) / _users,
        "delivered": _went / _users,
        "second": _came / _users / _SECONDS,
    },
)
