"""A phone as a model: what can be tapped, what cannot, and the form that stays open."""

import pytest

from course_lib.business import coach, sandbox
from course_lib.business.phone import HELLO, Phone
from course_lib.errors import CourseError

TO_THE_SEATS = (HELLO, "Buy a ticket", "Bandung to Jakarta", "19 Oct 2024", "Choose a seat")


@pytest.fixture
def town():
    with sandbox(start="2024-10-18T09:00:00Z") as wa:
        bus = coach.start(wa)
        yield bus, Phone(wa.customer("6281200000001", "Sari")), Phone(wa.customer("62812002"))


def labels(phone):
    return [action.label for action in phone.actions]


def test_a_new_chat_can_only_be_greeted(town):
    _, sari, _ = town
    assert labels(sari) == [HELLO]
    assert sari.notice == ""
    sari.act(HELLO)
    assert labels(sari) == ["Buy a ticket", "My ticket"]
    assert "What can we do" in sari.notice


def test_a_ticket_by_labels_only(town):
    bus, sari, _ = town
    sari.play(*TO_THE_SEATS)
    assert sari.form
    assert labels(sari) == coach.SEATS
    sari.play("12A", "Pay")
    assert sari.form is None
    assert [order.seat for order in bus.orders.values() if order.paid] == ["12A"]
    assert labels(sari) == [HELLO]  # nothing hangs below a ticket
    assert "ticket-12A.txt" in repr(sari)
    assert "ticket-12A.txt" in sari._repr_html_()


def test_the_loser_of_the_race_keeps_the_form(town):
    bus, sari, budi = town
    for phone in (sari, budi):
        phone.play(*TO_THE_SEATS)
    sari.act("12A")
    budi.act("12A")
    assert budi.form
    assert "just been taken" in budi.notice
    assert [a.label for a in budi.actions if not a.enabled] == ["12A"]
    with pytest.raises(CourseError, match="taken is not there"):
        budi.act("12A")
    budi.act("12B")
    assert budi.form is None
    assert sorted(next(iter(bus.taken.values()))) == ["12A", "12B"]


def test_what_is_not_there_cannot_be_tapped(town):
    _, sari, _ = town
    sari.act(HELLO)
    before = repr(sari)
    with pytest.raises(CourseError, match="Buy a ticket, My ticket"):
        sari.act("Fly")
    assert repr(sari) == before


def test_prices_of_a_thread_are_no_formula(wa):
    asha = Phone(wa.customer("919800000001", "Asha"))
    for _ in range(2):
        wa.send_template(asha.customer, "hello_world")
        wa.advance("1d")
    page = asha._repr_html_()
    assert page.count("$") >= 2
    assert "mathjax_ignore" in page
