"""Nusa Bus from hello to ticket, on phones and over HTTP: what can be tapped, what cannot, the race
for 12A, another seat, and cancel."""

import pytest
from doors import PHONE, WABA

from course_lib.business import coach, emulator, flows, phone
from course_lib.business.phone import HELLO, Phone
from course_lib.errors import CourseError

TO_THE_SEATS = (HELLO, "Buy a ticket", "Bandung to Jakarta", "16 Jul 2026", "Choose a seat")
DAY, ENDPOINT = ("bdg-jkt", "2026-07-16"), "http://bot.example/seats"


@pytest.fixture
def town(world):
    wa, door = world()
    door.client.headers["Authorization"] = "Bearer TEST"
    bus = coach.Coach(door.client, PHONE, WABA, "test-app-secret", "vt")
    wa.connect(bus.app)
    people = wa.customer("6281200000001", "Sari"), wa.customer("62812002", "Budi")
    return bus, *map(Phone, people)


def labels(phone):
    return [action.label for action in phone.actions]


def test_a_chat_offers_what_can_be_tapped_and_nothing_else(town):
    _, sari, _ = town
    assert (labels(sari), sari.notice) == ([HELLO], "")
    sari.act(HELLO)
    assert labels(sari) == ["Buy a ticket", "My ticket"]
    assert "What can we do" in sari.notice
    before = repr(sari)
    with pytest.raises(CourseError, match="Buy a ticket or My ticket"):
        sari.act("Fly")
    assert repr(sari) == before
    world = sari.customer.world
    world.courier.waiting.append(world.courier.log[0])  # comes twice, and is ignored
    world.advance("5s")
    assert repr(sari) == before


def test_28_a_ticket_by_labels_only(town):
    bus, sari, _ = town
    sari.play(*TO_THE_SEATS)
    form = sari.form
    assert labels(sari) == coach.SEATS
    sari.act("12A")
    assert form.done
    with pytest.raises(CourseError, match="an open form"):
        form.submit(seat="12C")
    assert "Payment is simulated" in sari.notice
    sari.act("Pay")
    assert sari.form is None
    assert [order.seat for order in bus.orders.values() if order.paid] == ["12A"]
    assert labels(sari) == [HELLO]  # nothing hangs below a ticket
    (ticket,) = [item.content for item in sari.customer.thread if item.type == "document"]
    assert ticket["filename"] == "ticket-12A.txt"
    world = sari.customer.world
    assert b"Seat 12A" in world.media[ticket["id"]].content
    for shown in (repr(sari), sari._repr_html_()):
        assert "seat: 12A" in shown
        assert "ticket-12A.txt" in shown
    assert world.frame("charges")["owed"].sum() == 0


def test_28_the_endpoint_of_the_form(town):
    world = town[1].customer.world
    active = emulator.ask(world, ENDPOINT, {"version": "3.0", "action": "ping"})
    assert active == (200, {"data": {"status": "active"}})
    asked = {"version": "3.0", "action": "INIT", "screen": "", "data": {}, "flow_token": "foreign"}
    assert emulator.ask(world, ENDPOINT, asked)[0] == 427, "a token that nobody gave out"
    world.public_key = flows.key_pair()[1]
    assert emulator.ask(world, ENDPOINT, asked)[0] == 421, "under the wrong key"


def test_the_loser_of_the_race_keeps_the_form(town):
    bus, sari, budi = town
    for one in (sari, budi):
        one.play(*TO_THE_SEATS)
    sari.act("12A")
    budi.act("12A")
    assert "just been taken" in budi.notice
    assert set(labels(budi)) - set(budi.free) == {"12A"}
    with pytest.raises(CourseError, match="taken is not there"):
        budi.act("12A")
    budi.act("12B")
    assert budi.form is None
    assert sorted(bus.taken[DAY]) == ["12A", "12B"]


def test_another_seat_in_the_same_form_frees_the_old_one(town):
    bus, sari, _ = town
    sari.play(*TO_THE_SEATS, "12A", "Pay")
    asked = next(m for m in sari.customer.world.messages.values() if phone.form_label(m))
    sari.customer.opens_form(asked).submit(seat="3C")
    sari.customer.world.advance("5s")
    assert set(bus.taken[DAY]) == {"3C"}
    assert sari.customer.last.content["filename"] == "ticket-3C.txt"


def test_cancel_before_and_after_paying(town):
    bus, sari, budi = town
    sari.play(*TO_THE_SEATS, "12A")
    asked = sari.customer.last
    sari.act("Cancel")
    assert bus.taken[DAY] == {}
    sari.customer.taps(asked, "Pay")
    assert not any(order.paid for order in bus.orders.values())
    budi.play(*TO_THE_SEATS, "12A", "Pay", HELLO, "My ticket", "Cancel")
    assert bus.taken[DAY] == {}
    budi.act("My ticket")
    assert "no ticket" in budi.notice


def test_the_thread_is_escaped(town):
    _, sari, _ = town
    sari.customer.name = '<img src="x">'
    sari.customer.says("<script>alert(1)</script>")
    sari.customer.world.advance("5s")
    page = sari._repr_html_()
    for left_out in ("<script", "<img", "px;font"):
        assert left_out not in page
    for shown in ("&lt;script&gt;", 'aria-label="Choices"', "Buy a ticket"):
        assert shown in page


def test_the_thread_shows_price_and_failure(wa):
    sari = wa.customer("6281200000001", "Sari")
    wa.send_text(sari, "too late")
    assert labels(Phone(sari)) == [HELLO]  # she has seen nothing that could be tapped
    for _ in range(2):
        wa.send_template(sari, "hello_world")
        wa.advance("5s")
    failed, read, delivered = phone.Chat(sari).lines
    assert (failed.state, failed.price) == ("failed 131047", "free")
    assert (read.state, read.price, delivered.state) == ("read", "$0.0250", "delivered")
    assert "Indonesia" in read.reason
    page = phone.Chat(sari)._repr_html_()
    assert page.count("$") >= 2
    assert "mathjax_ignore" in page, "two prices are no formula"


def test_what_is_tapped_too_late_sells_nothing(town):
    bus, sari, _ = town
    sari.play(*TO_THE_SEATS, "12A")
    asked = [item for item in sari.customer.arrived if emulator.titles(item)]
    sari.customer.world.advance("2d")
    for shown, label in ((asked[-1], "Pay"), (asked[-2], "16 Jul 2026")):
        sari.customer.taps(shown, label)
        sari.customer.world.advance("5s")
        assert "has left" in sari.notice
    assert [order.paid for order in bus.orders.values()] == [False]
    sari.play("Buy a ticket", "Bandung to Jakarta", "18 Jul 2026")


def test_a_tap_on_what_others_sent_gets_the_menu(wa):
    coach.start(wa)
    buttons = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Yes"}]}
    wa.catalogue.approve(
        "ask", "", components=[{"type": "BODY", "text": "Will you come?"}, buttons]
    )
    sari = Phone(wa.customer("6281200000001", "Sari"))
    for strange in ("day", "route/x", "pay/x", "mine/x", "cancel"):
        sari.customer.sends("button", {"payload": strange, "text": "Yes"})
        wa.advance("10s")
    wa.send_template(sari.customer, "ask")
    wa.advance("10s")
    sari.play("Yes", "Buy a ticket")
