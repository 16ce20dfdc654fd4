"""The acceptance cases through both doors that are more than a story of stories.toml."""

from decimal import Decimal

import pytest
from doors import (
    APP,
    ASHA,
    PHONE,
    REQUESTS,
    WABA,
    Bot,
    events,
    kept,
    life,
    made,
    price,
    statuses,
    template,
    text,
)

from course_lib.business import coach, emulator, flows, webhooks
from course_lib.business.messages import Refusal
from course_lib.business.phone import HELLO, Phone
from course_lib.errors import CourseError


def asha(wa, wrote="1m"):
    person = wa.customer(ASHA, "Asha", user_id="IN.1001")
    if wrote:
        person.says("hi")
        wa.advance(wrote)
    return person


@pytest.mark.parametrize(("asked", "told"), REQUESTS["refused"].items())
def test_12_to_18_refused_at_once(world, asked, told):
    wa, door = world(start="2026-02-15")
    asha(wa)
    wa.customer("6281200000001", "Sari").taps_ad()
    wa.catalogue.approve("seat", "Seat {{1}} on {{2}} at {{3}} is yours, have a good trip.")
    before = kept(wa)
    assert door.refused(made(asked)) == tuple(told)
    with pytest.raises((Refusal, CourseError)):
        wa.send(made(asked))
    assert kept(wa) == before


def test_24_messaging_limit(world):
    wa, door = world()
    wa.catalogue.approve("news", "Your seat is kept.", "MARKETING")
    for n in range(251):
        last = door.send(template("news", f"91980010{n:04d}"))
    asha(wa)
    wa.advance("1m")
    assert life(wa, last) == "failed 131048"
    inside = door.send(template("hello_world"))
    wa.advance("23h")
    again = door.send(template("news", "919800100000"))
    wa.advance("1h")
    later = [door.send(template("news", f"91980020{n:04d}")) for n in range(250)]
    wa.advance("1m")
    assert {life(wa, one) for one in (inside, again, later[0])} == {"sent delivered read"}
    assert not any(wa.message(one).error for one in later[:249])
    assert life(wa, later[249]) == "failed 131048"  # the one written to again an hour ago counts


def test_26_challenge_signature_retry(world, reader):
    wa, door = world()
    wa.courier.apps["bot.example"] = bot = Bot(lambda count: 200 if count > 2 else 500)
    hook = {"object": "whatsapp_business_account", "callback_url": "http://bot.example/webhook"}
    path = f"{APP}/subscriptions"
    answer = door.post(path, params=hook | {"verify_token": "wrong"})
    assert (answer.status, answer.code) == (400, 2200)
    assert door.post(path, params=hook | {"verify_token": "vt"}).told == {"success": True}
    wa.customer(ASHA, "Asha", user_id="IN.1001").says("hi")
    wa.advance("5m")
    assert len(bot.asked) == 3
    assert len(set(bot.asked)) == 1
    body, signature = bot.asked[0]
    assert webhooks.verify("test-app-secret", body, signature)
    assert not webhooks.verify("test-app-secret", body + b" ", signature)
    golden = REQUESTS["webhook"]
    raw, signed = golden["raw"].encode(), golden["signed"]
    assert webhooks.sign("test-app-secret", raw) == signed
    assert reader.read(raw, signed)
    assert reader.client.webhook_update_validator(raw + b" ", signed)[1] == 403
    assert reader.client.webhook_update_validator(raw, None)[1] == 401


def test_28_bus_bot(world):
    """Over HTTP; the race for a seat is in test_coach."""
    wa, door = world()
    sari = Phone(wa.customer("6281200000001", "Sari"))
    door.client.headers["Authorization"] = "Bearer TEST"
    wa.connect(coach.Coach(door.client, PHONE, WABA, "test-app-secret", "vt").app)
    trip = ("Buy a ticket", "Bandung to Jakarta", "16 Jul 2026", "Choose a seat", "12A", "Pay")
    sari.play(HELLO, *trip)
    words = [value["messages"][0] for value in events(wa, "messages") if "messages" in value]
    told = [word["interactive"] for word in words if word["type"] == "interactive"]
    (filled,) = [each["nfm_reply"] for each in told if each["type"] == "nfm_reply"]
    assert '"seat": "12A"' in filled["response_json"]
    assert [message.type for message in sari.customer.thread].count("document") == 1
    assert wa.frame("charges")["owed"].sum() == 0
    active = emulator.ask(wa, coach.ENDPOINT, {"version": "3.0", "action": "ping"})
    assert active == (200, {"data": {"status": "active"}})
    asked = {"version": "3.0", "action": "INIT", "screen": "", "data": {}, "flow_token": "foreign"}
    assert emulator.ask(wa, coach.ENDPOINT, asked)[0] == 427, "a token that nobody gave out"
    wa.public_key = flows.key_pair()[1]
    assert emulator.ask(wa, coach.ENDPOINT, asked)[0] == 421, "under the wrong key"


def test_30_october_2026(world):
    wa, door = world(start="2026-10-15T09:00:00Z")
    person = asha(wa)
    for n in range(1001):
        last = door.send(text())
        wa.advance("6s")
        if n % 1000 == 999:
            person.says("go on")
    utility = door.send(template("hello_world"))
    wa.advance("1m")
    service = [m for m in wa.messages.values() if m.case.category == "service"]
    assert {price(dict(statuses(wa, m.id))["sent"]) for m in service[:3]} == {
        "free_customer_service service"
    }
    assert [m.quote.billable for m in service] == [False] * 1000 + [True]
    assert price(dict(statuses(wa, last))["delivered"]) == "regular service"
    assert price(dict(statuses(wa, utility))["delivered"]) == "regular utility"
    assert {wa.message(one).owed for one in (last, utility)} == {Decimal("0.0014")}
    charges = wa.frame("charges")
    assert len(charges) == 1002
    assert charges["owed"].sum() == pytest.approx(2 * 0.0014)
    wa.at("2026-11-01T00:00:01")
    person.says("hello")
    next_month = door.send(text())
    wa.advance("1m")
    assert wa.message(next_month).owed == 0
