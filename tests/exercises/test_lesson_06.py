"""What lesson 6 calls right agrees with its own notebook and with the bot's code."""

import nbformat
import pytest

from course_lib import facts
from course_lib.business import coach
from course_lib.exercises import lesson_06 as ex
from course_lib.lesson.exercise import FOLDER

NOTEBOOK = FOLDER.parents[1] / "notebooks" / "06_chat_commerce.ipynb"


@pytest.fixture
def cells():
    return {cell.id: cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells}


@pytest.fixture
def notebook(cells):
    """The names that the notebook's own cells define."""
    made = {"facts": facts}
    exec(cells["split"], made)
    return made


def test_meta_overtakes_the_company_where_the_exercise_says(notebook):
    chat, advert = (facts.fact(f"J13.2024.{kind}").value for kind in ("service", "marketing"))
    ahead = [
        gains["Meta"] > gains["Nusa Bus"]
        for gains in (notebook["split"](notebook["PRICE"], chat + n * advert) for n in range(200))
    ]
    assert ahead == sorted(ahead)
    assert ahead.index(True) == ex.adverts.answer == 94


def test_a_price_moves_the_gain_and_makes_none(notebook):
    split, rupiah = notebook["split"], notebook["RUPIAH"]
    sums = {price: sum(split(price / rupiah, fee=0.019).values()) for price in (145e3, 160e3)}
    assert (sums[160e3] - sums[145e3]) * rupiah == pytest.approx(ex.total.answer, abs=1e-6)


def test_the_notebook_uses_the_price_of_the_bot(notebook):
    assert notebook["PRICE"] * notebook["RUPIAH"] == pytest.approx(coach.ROUTES["bdg-jkt"][1])


def test_whoever_comes_first_has_the_seat():
    wishes = [["Sari", "12A"], ["Budi", "12A"], ["Budi", "12B"]]
    assert ex.sell.answer(wishes) == {"12A": "Sari", "12B": "Budi"}
