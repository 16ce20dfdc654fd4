"""The acceptance cases, each through both doors (world, door); many stand in requests.toml."""

from decimal import Decimal

import pytest
from doors import (
    APP,
    ASHA,
    PHONE,
    REQUESTS,
    SEND,
    TEMPLATES,
    WABA,
    Bot,
    events,
    interactive,
    made,
    price,
    rows,
    statuses,
    template,
    text,
    wish,
)

from course_lib.business import coach, emulator, flows, webhooks
from course_lib.business.phone import HELLO, Phone

FREE, ENTRY = "free_customer_service service", "free_entry_point referral_conversion"


def asha(wa, wrote="1m"):
    person = wa.customer(ASHA, "Asha", user_id="IN.1001")
    if wrote:
        person.says("hi")
        wa.advance(wrote)
    return person


@pytest.mark.parametrize("case", REQUESTS["life"].values(), ids=REQUESTS["life"])
def test_a_message_has_its_life(world, case):
    wa, door = world()
    for name, category in (("kept", "UTILITY"), ("news", "MARKETING")):
        wa.catalogue.approve(name, "Your seat is kept.", category)
    for act in case.get("first", []):
        made(act, wa=wa, door=door, asha=lambda *wrote: asha(wa, *wrote))
    wamid = door.send(made(case["sent"]))
    assert wa.message(wamid).owed == 0, "before it has arrived"
    wa.advance(case.get("later", "1m"))
    told = statuses(wa, wamid)
    assert " ".join(step for step, _ in told) == case["steps"]
    prices = [case["price"]] * min(2, len(told)) if "price" in case else []
    assert [price(one) for _, one in told if "pricing" in one] == prices
    assert all("conversation" not in one for _, one in told)
    assert [e["code"] for _, one in told for e in one.get("errors", [])] == case.get("code", [])
    assert wa.message(wamid).owed == Decimal(case.get("owed", 0))
    assert case.get("why", "") in wa.why(wamid)
    assert case.get("details", "") in str(told)


def failed_only(wa, wamid, code):
    ((step, told),) = statuses(wa, wamid)
    assert (step, told["errors"][0]["code"], "pricing" in told) == ("failed", code, False)
    assert wa.message(wamid).owed == 0


def test_01_text_inside_the_window(world):
    wa, door = world()
    asha(wa)
    told = door.post(SEND, text()).told  # its life is in requests.toml
    assert told["messages"][0]["id"].startswith("wamid.")
    assert told["contacts"] == [{"input": ASHA, "wa_id": ASHA}]
    assert "message_status" not in told["messages"][0]
    told = door.post(SEND, template("hello_world")).told
    assert told["messages"][0]["message_status"] == "accepted"


def test_09_free_entry_point(world):
    wa, door = world()
    wa.catalogue.approve("news", "Your seat is kept.", "MARKETING")
    person = asha(wa, None)
    person.taps_ad("hi")
    wa.advance("1h")
    answer = door.send(text())
    wa.advance("49h")
    inside = door.send(template("news"))
    wa.advance("23h 1m")
    outside = door.send(template("news"))
    wa.advance("1m")
    first, second = (dict(statuses(wa, one)) for one in (answer, inside))
    assert price(first["sent"]) == price(second["delivered"]) == ENTRY
    opened, again = (one["sent"]["conversation"] for one in (first, second))
    assert opened == again
    assert opened["origin"]["type"] == "referral_conversion"
    assert opened["expiration_timestamp"] == str(wa.message(answer).at + 72 * 3600)
    assert first["delivered"]["conversation"]["id"] == opened["id"] != ""
    assert "expiration_timestamp" not in first["delivered"]["conversation"]
    third = dict(statuses(wa, outside))["delivered"]
    assert price(third) == "regular marketing"
    assert "conversation" not in third


@pytest.mark.parametrize(("asked", "told"), REQUESTS["door"].items())
def test_12_to_18_refused_at_once(world, asked, told):
    wa, door = world()
    asha(wa)
    wa.catalogue.approve("seat", "Seat {{1}} on {{2}} at {{3}} is yours, have a good trip.")
    asked = made(asked)
    assert door.refused(asked) == tuple(told)
    assert ("error_data" in door.post(SEND, asked).error) == (told[1] != 100)
    assert statuses(wa) == []


def test_14_paused_and_disabled(world):
    wa, door = world()
    kept = wa.catalogue.approve("news", "Your seat is kept.", "MARKETING")
    asha(wa)

    def three_blocks(first):
        for n in range(first, first + 3):
            door.send(template("news", f"9198000010{n}"))
            wa.advance("10s")
            wa.customer(f"9198000010{n}").blocks()

    three_blocks(10)
    assert door.refused(template("news"))[:2] == (400, 132015)
    wa.advance("3h")
    assert kept.status == "APPROVED"
    three_blocks(20)
    wa.advance("5h 59m 59s")
    assert door.refused(template("news"))[:2] == (400, 132015)
    wa.advance("1s")
    assert door.send(template("news"))
    three_blocks(30)
    assert door.refused(template("news"))[:2] == (400, 132016)
    updates = events(wa, "message_template_status_update")
    told = [one["event"] for one in updates]
    assert told == ["PAUSED", "APPROVED", "PAUSED", "APPROVED", "DISABLED"]
    titles = [one["other_info"]["title"] for one in updates if "other_info" in one]
    assert titles == ["FIRST_PAUSE", "SECOND_PAUSE"]
    assert ["disable_info" in one for one in updates] == [False] * 4 + [True]


def test_16_18_the_longest_text_and_list(world):
    wa, door = world()
    person = asha(wa)
    assert door.send(text(said="x" * 4096))
    wamid = door.send(interactive("list", {"button": "Pick", "sections": [{"rows": rows(10)}]}))
    wa.advance("10s")
    person.taps(wamid, "Row 3")
    told = events(wa, "messages")[-1]["messages"][0]
    assert told["context"]["id"] == wamid
    reply = {"id": "r3", "title": "Row 3", "description": "d"}
    assert told["interactive"] == {"type": "list_reply", "list_reply": reply}


def test_19_who_are_you(world):
    _, door = world()  # tokens are in test_emulator
    answer = door.post("999/messages", text())
    assert (answer.status, answer.code, answer.error["error_subcode"]) == (400, 100, 33)
    assert answer.error["type"] == "GraphMethodException"


def test_24_messaging_limit(world):
    wa, door = world()
    wa.catalogue.approve("news", "Your seat is kept.", "MARKETING")
    for n in range(251):
        last = door.send(template("news", f"91980010{n:04d}"))
    asha(wa)
    wa.advance("1m")
    failed_only(wa, last, 131048)
    inside = door.send(template("hello_world"))
    wa.advance("23h")
    again = door.send(template("news", "919800100000"))
    wa.advance("1h")
    later = [door.send(template("news", f"91980020{n:04d}")) for n in range(250)]
    wa.advance("1m")
    assert all("delivered" in dict(statuses(wa, one)) for one in (inside, again, later[0]))
    assert not any(wa.message(one).error for one in later[:249])
    failed_only(wa, later[249], 131048)  # the one written to again an hour ago counts


RAW = (
    b'{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":'
    b'{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881",'
    b'"phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Zo\\u00eb"},"wa_id":'
    b'"16505551234","user_id":"US.13491208655302741918"}],"messages":[{"from":"16505551234",'
    b'"from_user_id":"US.13491208655302741918","id":"wamid.TEST1","timestamp":"1749416383","type":'
    b'"text","text":{"body":"\\u0915\\u0928\\u094d\\u0928\\u0921 \\ud83d\\udc4d"}}]},'
    b'"field":"messages"}]}]}'
)
SIGNED = "sha256=c492e32852ebdd6500849a1c2b63c1d56d211658ffd4bc873c81fccb635b7c2b"


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
    assert webhooks.sign("test-app-secret", RAW) == SIGNED
    assert reader.read(RAW, SIGNED)
    assert reader.client.webhook_update_validator(RAW + b" ", SIGNED)[1] == 403
    assert reader.client.webhook_update_validator(RAW, None)[1] == 401


def test_27_template_review(world):
    wa, door = world()
    told = door.post(TEMPLATES, wish("Your seat {{1}} is kept.")).told
    assert (told["status"], told["category"]) == ("PENDING", "UTILITY")
    details = "template name (seat) does not exist in en_US"  # it is still read
    assert door.refused(template("seat")) == (404, 132001, details)
    refused = door.post(TEMPLATES, wish("{{1}} is your seat.", name="bad"))
    assert (refused.status, refused.code, refused.error["error_subcode"]) == (400, 100, 2388299)
    offer = wish("Good news, 20% off all seats.", name="offer")
    assert door.post(TEMPLATES, offer).status == 200
    wa.advance("24h")
    updates = events(wa, "message_template_status_update")
    keys = ("message_template_name", "event", "reason", "message_template_language")
    assert {tuple(one[key] for key in keys) for one in updates} == {
        ("seat", "APPROVED", "NONE", "en_US"),
        ("offer", "APPROVED", "NONE", "en_US"),
    }
    (change,) = events(wa, "template_category_update")
    assert (change["previous_category"], change["new_category"]) == ("UTILITY", "MARKETING")
    (listed,) = door.get(TEMPLATES, params={"name": "offer"}).told["data"]
    assert listed["category"] == "MARKETING"


def test_28_bus_bot(world):
    wa, door = world()
    people = wa.customer("6281200000001", "Sari"), wa.customer("6281200000002", "Budi")
    sari, budi = map(Phone, people)
    door.client.headers["Authorization"] = "Bearer TEST"
    wa.connect(coach.Coach(door.client, PHONE, WABA, "test-app-secret", "vt").app)
    for phone in (sari, budi):
        phone.play(HELLO, "Buy a ticket", "Bandung to Jakarta", "16 Jul 2026", "Choose a seat")
    first, second = sari.form, budi.form
    assert first.screen == second.screen == "SEATS"
    first.submit(seat="12A")
    second.submit(seat="12A")
    assert (first.done, second.done, second.screen) == (True, False, "SEATS")
    taken = {option["id"]: option.get("enabled", True) for option in second.data["seats"]}
    assert (taken["12A"], taken["12B"]) == (False, True)
    wa.advance("10s")
    replies = [m["messages"][0] for m in events(wa, "messages") if "messages" in m]
    filled = [m for m in replies if m.get("interactive", {}).get("type") == "nfm_reply"]
    assert len(filled) == 1
    assert '"seat": "12A"' in filled[0]["interactive"]["nfm_reply"]["response_json"]
    people[0].taps(people[0].last, "Pay")
    wa.advance("10s")
    assert [m.type for m in people[0].thread].count("document") == 1
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
    assert {price(dict(statuses(wa, m.id))["sent"]) for m in service[:3]} == {FREE}
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


def test_32_send_to_a_user_id(world):
    wa, door = world()
    asha(wa)
    body = text(recipient="IN.1001")
    del body["to"]
    assert door.post(SEND, body).told["contacts"] == [{"input": "IN.1001", "user_id": "IN.1001"}]
