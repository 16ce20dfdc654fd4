"""Exercises of lesson 9: a hidden column, four ranges, what remains, a speech, a sentence."""

from __future__ import annotations

from numpy.random import Generator

from course_lib.economics import adoption, ledger
from course_lib.lesson.comparison import Comparison
from course_lib.lesson.exercise import load, tables
from course_lib.lesson.kinds import Arrange, Choose, Complete, Write

SEED = 5  # of the year in the notebook

_words = load(__file__)
_LINES = tables("lesson_09")["given"]["lines"]
_PARTIES = ["Sari", "Nusa Bus", "relay", "outside"]


def _rebuild(others: dict[str, float]) -> float:
    return -sum(others.values())


def _some_step(random: Generator) -> tuple[dict[str, float]]:
    return ({name: int(random.integers(-900, 900)) / 100 for name in _PARTIES},)


def _enough(cited: list[str], ledger: list[str]) -> int:
    return max(0, 3 - len(set(cited) & set(ledger)))


def _some_speech(random: Generator) -> tuple[list[str], list[str]]:
    said = [*_LINES, "goodwill", "my feeling"]
    return [str(line) for line in random.choice(said, int(random.integers(0, 7)))], _LINES


_year = ledger.user_year(SEED)
_left, _meta, _all = ledger.remainder(_year), _year.total(paid_by="Meta"), _year.total()

rebuild = Write(
    _words["rebuild"],
    _rebuild,
    named={
        "answer": ({"Sari": 0, "Nusa Bus": -0.02, "relay": 0, "outside": 0},),
        "both_ways": ({"Sari": -9, "Nusa Bus": 7, "relay": 0, "outside": 1.5},),
        "hidden_pays": ({"Sari": 0, "Nusa Bus": 0, "relay": 0.5, "outside": 0},),
    },
    random=_some_step,
    wrongs={
        "sign": lambda others: sum(others.values()),
        "paid_only": lambda others: -sum(each for each in others.values() if each < 0),
        "size": lambda others: abs(sum(others.values())),
    },
)
widths = Arrange(_words["widths"])
lowest = Complete(
    _words["lowest"],
    _left.low,
    compare=Comparison(within=0.01),
    wrongs={
        "middle": _left.mid,
        "both_low": _all.low - 2 * _meta.low,
        "sign": -_left.low,
        "total": _all.low,
    },
)
same = Complete(_words["same"], 4, wrongs={"card": 2, "nearly": 3, "more": 5})
enough = Write(
    _words["enough"],
    _enough,
    named={
        "three_lines": (_LINES[:3], _LINES),
        "twice": ([_LINES[0], _LINES[0], _LINES[1]], _LINES),
        "made_up": (["goodwill", *_LINES[:2]], _LINES),
        "four_lines": (_LINES, _LINES),
        "silence": ([], _LINES),
    },
    random=_some_speech,
    wrongs={
        "twice": lambda cited, ledger: max(0, 3 - sum(line in ledger for line in cited)),
        "made_up": lambda cited, ledger: max(0, 3 - len(set(cited))),
        "below": lambda cited, ledger: 3 - len(set(cited) & set(ledger)),
    },
)
sentence = Choose(_words["sentence"])
floor = Complete(
    _words["floor"],
    float(adoption.best_prices(0, 1.5).company_price),
    wrongs={"no_floor": 2, "people": 0, "profit": float(adoption.best_prices(0, 1.5).profit)},
)
