"""Nusa Bus from hello to ticket, the race for 12A, change and cancel."""

import pytest

from course_lib.business import coach, phone, sandbox
from course_lib.errors import CourseError


def say(wa, person, *choices):
    person.says("hello")
    wa.advance("5s")
    for choice in choices:
        person.taps(person.last, choice)
        wa.advance("5s")


def book(wa, person, seat):
    say(wa, person, "Buy a ticket", "Bandung to Jakarta", "16 Jul 2026")
    form = person.opens_form(person.last)
    form.submit(seat=seat)
    wa.advance("5s")
    return form


@pytest.fixture
def town():
    with sandbox() as wa:
        yield wa, coach.start(wa), wa.customer("62812001", "Sari"), wa.customer("62812002", "Budi")


def test_a_ticket(town):
    wa, _, sari, _ = town
    form = book(wa, sari, "12A")
    assert form.done
    with pytest.raises(CourseError, match="an open form"):
        form.submit(seat="12C")
    assert "Payment is simulated" in sari.last.content["body"]["text"]
    sari.taps(sari.last, "Pay")
    wa.advance("5s")
    kept = sari.last.content
    assert kept["filename"] == "ticket-12A.txt"
    assert b"Seat 12A" in wa.media[kept["id"]].content


def test_another_seat_in_the_same_form_frees_the_old_one(town):
    wa, bus, sari, _ = town
    book(wa, sari, "12A")
    sari.taps(sari.last, "Pay")
    wa.advance("5s")
    asked = next(m for m in wa.messages.values() if phone.form_label(m))
    sari.opens_form(asked).submit(seat="3C")
    wa.advance("5s")
    assert set(bus.taken["bdg-jkt", "2026-07-16"]) == {"3C"}
    assert sari.last.content["filename"] == "ticket-3C.txt"


def test_cancel_before_and_after_paying(town):
    wa, bus, sari, budi = town
    book(wa, sari, "12A")
    sari.taps(sari.last, "Cancel")
    wa.advance("5s")
    assert bus.taken["bdg-jkt", "2026-07-16"] == {}
    book(wa, budi, "12A")
    budi.taps(budi.last, "Pay")
    wa.advance("5s")
    say(wa, budi, "My ticket", "Cancel")
    assert bus.taken["bdg-jkt", "2026-07-16"] == {}
    say(wa, budi, "My ticket")
    assert "no ticket" in budi.last.content["body"]["text"]


def test_a_cancelled_ticket_cannot_be_paid(town):
    wa, bus, sari, _ = town
    book(wa, sari, "12A")
    asked = sari.last
    sari.taps(asked, "Cancel")
    wa.advance("5s")
    sari.taps(asked, "Pay")
    wa.advance("5s")
    assert not any(order.paid for order in bus.orders.values())


def test_the_bot_ignores_a_repeated_webhook(town):
    wa, _, sari, _ = town
    sari.says("hello")
    wa.courier.waiting.append(wa.courier.log[0])
    wa.advance("5s")
    assert len(sari.thread) == 2


def test_the_thread_is_escaped(town):
    wa, _, sari, _ = town
    sari.name = '<img src="x">'
    sari.says("<script>alert(1)</script>")
    wa.advance("5s")
    page = phone.Chat(sari)._repr_html_()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert 'aria-label="Choices"' in page
    assert "Buy a ticket" in page
    assert "px;font" not in page


def test_the_thread_shows_price_and_failure(town):
    wa, _, sari, _ = town
    wa.advance("1d")
    wa.send_template(sari, "hello_world")
    wa.send_text(sari, "too late")
    wa.advance("5s")
    lines = phone.Chat(sari).lines
    assert [(line.state, line.price) for line in lines] == [
        ("delivered", "$0.0250"),
        ("failed 131047", "free"),
    ]
    assert "Indonesia" in lines[0].reason
