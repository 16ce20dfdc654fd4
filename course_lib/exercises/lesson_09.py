"""Exercises of lesson 9: a hidden column, four ranges, what remains, a reply, a sentence."""

from course_lib.economics import adoption, ledger
from course_lib.lesson.exercise import Complete, Write, load

SEED = 5  # of the year in the notebook

_words = load(__file__, globals())
_PARTIES = ["Sari", "Nusa Bus", "relay", "outside"]


def _rebuild(others: dict[str, float]) -> float:
    return -sum(others.values())


_year = ledger.user_year(SEED)
_left, _meta, _all = ledger.remainder(_year), _year.total(paid_by="Meta"), _year.total()

rebuild = Write(
    _words["rebuild"],
    _rebuild,
    random=lambda random: ({name: int(random.integers(-900, 900)) / 100 for name in _PARTIES},),
    wrongs={
        "sign": lambda others: sum(others.values()),
        "paid_only": lambda others: -sum(each for each in others.values() if each < 0),
        "size": lambda others: abs(sum(others.values())),
        "names": lambda others: -sum(others),
    },
)
lowest = Complete(
    _words["lowest"],
    _left.low,
    wrongs={
        "middle": _left.mid,
        "both_low": _all.low - 2 * _meta.low,
        "both_low_rounded": 0.187,  # from the cents of the page: 25 less 6.29
        "cents": 100 * _left.low,
        "both_low_in_cents": 0.19,  # as the lines are printed: 0.25 less 0.06
        "low_less_middle_in_cents": -0.07,  # 0.25 less 0.32
        "low_less_middle": _all.low - _meta.low - _meta.mid,
        "sign": -_left.low,
        "total": _all.low,
    },
)
floor = Complete(
    _words["floor"],
    float(adoption.best_prices(0, 1.5).company_price),
    wrongs={"no_floor": 2, "people": 0, "profit": float(adoption.best_prices(0, 1.5).profit)},
)
