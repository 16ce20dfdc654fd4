import asyncio

import httpx
import pytest
from doors import ASHA, GRAPH, PHONE, WABA

from course_lib import relay
from course_lib.business import sandbox
from course_lib.business.rules import moment
from course_lib.business.state import Clock
from course_lib.business.webhooks import drive
from course_lib.errors import CourseError


def test_advance_runs_what_is_due():
    clock, ran = Clock("2026-01-01"), []
    clock.after("2h", ran.append, "second")
    clock.after("1h", ran.append, "first")
    clock.after("1h", lambda: clock.after(0, ran.append, "born in the same second"))
    clock.after("3h", ran.append, "not yet")
    clock.advance("2h", lambda: ran.append("looked"))
    assert ran == ["first", "born in the same second", "looked", "second", "looked", "looked"]
    clock.advance("1h")
    assert ran[-1] == "not yet"
    with pytest.raises(CourseError, match="a duration"):
        clock.advance(-1)
    assert clock.now == moment("2026-01-01T03:00:00")


def test_the_platform_never_waits(wa):
    headers = {"Authorization": "Bearer TEST"}
    request = httpx.Request("GET", f"{GRAPH}/v23.0/{PHONE}", headers=headers)
    assert drive(httpx.ASGITransport(wa.app).handle_async_request(request)).status_code == 200


def test_frames(wa):
    assert relay.validate(wa.frame("envelopes")) == [], "nothing has happened yet"
    asha = wa.customer(ASHA, "Asha")
    asha.says("hi")
    wa.send_text(asha, "hello")
    wa.advance("10s")
    assert [len(wa.frame(name)) for name in ("charges", "webhooks")] == [1, 4]
    assert wa.frame("webhooks")["what"].tolist() == ["text", "sent", "delivered", "read"]
    log = wa.frame("envelopes")
    assert relay.validate(log) == []
    assert sorted(log["kind"]) == ["receipt", "receipt", "text", "text"]


def test_a_bot_that_answers_is_never_called_inside_its_own_call(wa):
    inside, deepest = [], []

    def bot(body, headers):
        inside.append(body)
        deepest.append(len(inside))
        if b'"hi"' in body:
            wa.send_text(ASHA, "hello")
        inside.pop()
        return 200

    wa.connect(bot)
    wa.customer(ASHA).says("hi")
    wa.advance("1m")
    assert deepest == [1] * 4  # the word, then sent, delivered and read


def test_an_account_needs_no_address_of_its_own(wa, door):
    assert door.post(f"{WABA}/subscribed_apps").told == {"success": True}
    assert not wa.courier.subscribed


def test_a_bot_that_waits_is_told_what_to_do():
    async def bot(scope, receive, send):
        await asyncio.sleep(1)

    async def plug_in():
        with sandbox() as wa, pytest.raises(CourseError, match="deliver_async"):
            wa.connect(bot)

    asyncio.run(plug_in())  # as in a notebook
    with pytest.raises(StopIteration):
        plug_in().send(None)  # and without any event loop


def test_a_customer_who_cannot_be_is_not_kept(wa):
    with pytest.raises(CourseError):
        wa.customer("62811", onlin=1)
    asha = wa.customer(ASHA, user_id="IN.1001")
    wa.send_text("IN.1001", "hello")  # her other id, which is no number
    assert (list(wa.customers), asha.thread) == ([ASHA], [])
