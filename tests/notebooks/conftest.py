"""A test that names a lesson, a period or a notebook runs for each of them."""

from guide import LESSONS, PERIODS
from reading import EVERY, NOTEBOOKS

CASES = {
    "lesson": LESSONS,
    "numbered": LESSONS[1:],
    "double": LESSONS[2:],  # of two periods
    "period": PERIODS,
    "notebook": NOTEBOOKS,
    "every": EVERY,
}


def pytest_generate_tests(metafunc):
    for name, cases in CASES.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, cases, ids=repr)
