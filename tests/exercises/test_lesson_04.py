"""The words and cells of lesson 4 name figures: they must be those of the register."""

import pytest

from course_lib import facts
from course_lib.economics import adoption
from course_lib.exercises import lesson_04 as ex


def run(source):
    names = {"tables": type("Tables", (), {"say": staticmethod(lambda *_: None)})}
    exec(source, names)
    return names


def test_figures_typed_in_cells_are_the_registers(cells):
    books = run(cells["price-and-revenue"])
    assert books["paid_for_whatsapp"] == facts.value("Q1.total") * 1e6
    assert books["revenue"] == pytest.approx(facts.value("F1.2013") * 1e6)
    assert f"users = {int(facts.value('U4')):_}\n" in cells["arpu-december"]
    assert f"users * {facts.value('F8'):g}\n" in cells["arpu-december"]


def test_nine_users_have_the_average_of_december_and_nothing_in_the_middle(cells):
    nine = run(cells["skew"])
    assert nine["average"] == pytest.approx(facts.value("F13"))
    assert (len(nine["paid"]), nine["median"]) == (9, 0)


def test_the_loop_by_hand_is_the_model(cells):
    source = cells["months"].replace("adoption.choice_share", "choice_share")
    names = {"choice_share": adoption.choice_share}
    exec(source, names)
    played = adoption.at_the_end(adoption.simulate(price=2, churn=0.1, network=6))
    assert names["here"] == pytest.approx(played)
    left, gone = (
        adoption.at_the_end(adoption.simulate(price, churn=0.1, network=6))
        for price in (ex.tip.answer, ex.tip.answer + 0.1)
    )
    assert left > 0.85
    assert gone < 0.3
