"""What lesson 6 calls right agrees with its own notebook and with the bot's code."""

import pytest

from course_lib import facts
from course_lib.exercises import lesson_06 as ex


@pytest.fixture
def notebook(cells):
    """The names that the notebook's own cells define."""
    made = {"facts": facts}
    exec(cells["split"], made)
    return made


def test_meta_overtakes_the_company_where_the_exercise_says(notebook):
    rupiah = facts.value("J17")
    chat, advert = (facts.value(f"J13.2024.{kind}") * rupiah for kind in ("service", "marketing"))
    ahead = [
        gains["Meta"] > gains["Nusa Bus"]
        for gains in (notebook["split"](145_000, chat + n * advert) for n in range(200))
    ]
    assert ahead == sorted(ahead)
    assert ahead.index(True) == ex.adverts.answer == 94


def test_a_price_moves_the_gain_and_makes_none(notebook):
    sums = [sum(notebook["split"](price, fee=295).values()) for price in (145_000, 160_000)]
    assert sums[1] - sums[0] == ex.total.answer


def test_whoever_comes_first_has_the_seat():
    wishes = [["Sari", "12A"], ["Budi", "12A"], ["Budi", "12B"]]
    assert ex.sell.answer(wishes) == {"12A": "Sari", "12B": "Budi"}
