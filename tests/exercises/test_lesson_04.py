"""The words and cells of lesson 4 name figures: they must be those of the register."""

from pathlib import Path

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


def test_dividing_by_the_list_is_told_so():
    assert "a list of counts" in str(ex.arrived.judge(lambda revenue, users: revenue / users))


def test_a_teacher_without_a_screen_holds_the_numbers_of_the_figures():
    guide = Path(__file__).parents[2] / "notebooks/instructor/guide.md"
    page = guide.read_text(encoding="utf-8").split("### Lesson 4")[1].split("### Lesson 5")[0]
    for days, fact in (("from 1 to 7", "Y19"), ("from 5 to 12", "Y30")):
        many = [facts.value(f"{fact}.{app}") / 1e6 for app in ("Signal", "Telegram", "WhatsApp")]
        assert f"| {days} | {' | '.join(f'{each:g}' for each in many)} |" in page
    for billions in (facts.value(id) / 1000 for id in ("G1.2022.other", "G1.2024.other", "M10")):
        assert f"| {billions:g} |" in page
    edges = [(friends, edge) for friends, edge in ((6, 2.6), (8, 4.2)) if ex._edge(friends) == edge]
    assert [round(0.8 * friends - edge, 1) for friends, edge in edges] == [2.2, 2.2]
