"""Exercises of lesson 7: a friend in the envelopes, a clock, arrivals close by, what it costs."""

from collections.abc import Callable

from numpy.random import Generator

from course_lib.lesson.exercise import Write, load

_words = load(__file__, globals())
_PEOPLE = ["Ani", "Budi", "Citra", "Dewi", "Sari"]
_Pairs = list[tuple[str, str]]


def _exchanged(pairs: _Pairs, one: str, other: str) -> int:
    return sum({sender, recipient} == {one, other} for sender, recipient in pairs)


def _near(mine: list[int], theirs: list[int], holds: Callable[[int], bool]) -> int:
    """The arrivals of mine with one of theirs at a distance that `holds`, below 0 if before."""
    return sum(any(holds(b - a) for b in theirs) for a in mine)


def _close_by(mine: list[int], theirs: list[int], seconds: int) -> int:
    return _near(mine, theirs, lambda gap: abs(gap) <= seconds)


def _some_pairs(random: Generator) -> tuple[_Pairs, str, str]:
    drawn = [random.choice(_PEOPLE, 2, replace=False) for _ in range(int(random.integers(1, 12)))]
    one, other = (str(name) for name in drawn[0])
    return [(str(sender), str(recipient)) for sender, recipient in drawn], one, other


def _arrivals(random: Generator) -> list[int]:
    return sorted(int(at) for at in random.integers(0, 3000, int(random.integers(1, 8))))


def _some_arrivals(random: Generator) -> tuple[list[int], list[int], int]:
    return _arrivals(random), _arrivals(random), int(random.choice([60, 300, 900]))


exchanged = Write(
    _words["exchanged"],
    _exchanged,
    named={
        "both_wrote": (
            [("Sari", "Budi"), ("Budi", "Sari"), ("Sari", "Ani"), ("Ani", "Citra")],
            "Sari",
            "Budi",
        ),
        "never": ([("Ani", "Budi"), ("Ani", "Sari")], "Sari", "Budi"),
        "other_wrote": ([("Budi", "Sari"), ("Ani", "Sari")], "Sari", "Budi"),
    },
    random=_some_pairs,
    wrongs={
        "one_way": lambda pairs, one, other: pairs.count((one, other)),
        "either": lambda pairs, one, other: sum(one in pair or other in pair for pair in pairs),
        "all_of_one": lambda pairs, one, other: sum(one in pair for pair in pairs),
        "all_of_other": lambda pairs, one, other: sum(other in pair for pair in pairs),
    },
)
close_by = Write(
    _words["close_by"],
    _close_by,
    random=_some_arrivals,
    wrongs={
        "after_only": lambda mine, theirs, most: _near(mine, theirs, lambda gap: 0 <= gap <= most),
        "every_pair": lambda mine, theirs, seconds: sum(
            abs(a - b) <= seconds for a in mine for b in theirs
        ),
        "no_abs": lambda mine, theirs, most: _near(mine, theirs, lambda gap: -gap <= most),
        "edge": lambda mine, theirs, most: _near(mine, theirs, lambda gap: abs(gap) < most),
        "any_time": lambda mine, theirs, seconds: len(mine),
        "theirs": lambda mine, theirs, seconds: _close_by(theirs, mine, seconds),
        "always_300": lambda mine, theirs, seconds: _close_by(mine, theirs, 300),
        "in_step": lambda mine, theirs, seconds: sum(
            abs(a - b) <= seconds for a, b in zip(mine, theirs, strict=False)
        ),
    },
)
