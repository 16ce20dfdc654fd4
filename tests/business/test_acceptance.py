"""The acceptance cases, each through both doors (world, door)."""

from decimal import Decimal

import httpx
import pytest
from doors import (
    APP,
    ASHA,
    GRAPH,
    PHONE,
    REQUESTS,
    SEND,
    WABA,
    Bot,
    body,
    events,
    interactive,
    made,
    price,
    rows,
    sent_id,
    statuses,
    template,
    text,
)

from course_lib.business import coach, emulator, flows, webhooks
from course_lib.business.journal import owed
from course_lib.business.phone import HELLO, Phone

B = {"start": "2026-10-15T09:00:00Z"}


def asha(wa, wrote="1m"):
    person = wa.customer(ASHA, "Asha", user_id="IN.1001")
    if wrote:
        person.says("hi")
        wa.advance(wrote)
    return person


def cost(wa, wamid):
    return owed(wa.message(wamid))


def failed_only(wa, wamid, code):
    told = statuses(wa, wamid)
    assert [step for step, _ in told] == ["failed"]
    assert told[0][1]["errors"][0]["code"] == code
    assert "pricing" not in told[0][1]
    assert cost(wa, wamid) == 0
    return told[0][1]["errors"][0]


def test_01_text_inside_the_window(world):
    wa, door = world()
    asha(wa)
    status, body = door("POST", SEND, text())
    wamid = sent_id((status, body))
    assert wamid.startswith("wamid.")
    assert body["contacts"] == [{"input": ASHA, "wa_id": ASHA}]
    assert "message_status" not in body["messages"][0]
    wa.advance("1m")
    told = statuses(wa, wamid)
    assert [step for step, _ in told] == ["sent", "delivered", "read"]
    free = (False, "free_customer_service", "service")
    assert [price(one) for _, one in told if "pricing" in one] == [free, free]
    assert all("conversation" not in one for _, one in told)
    assert cost(wa, wamid) == 0


def test_03_a_second_too_late(world):
    wa, door = world()
    asha(wa, "24h 1s")
    wamid = door.send(text())
    wa.advance("1m")
    error = failed_only(wa, wamid, 131047)
    assert error["error_data"]["details"] == (
        "Message failed to send because more than 24 hours have passed since the customer last "
        "replied to this number."
    )


def test_04_each_message_restarts_the_window(world):
    wa, door = world()
    person = asha(wa, "23h")
    person.says("still there?")
    wa.advance("23h")
    first = door.send(text())
    wa.advance("61m")
    second = door.send(text())
    wa.advance("1m")
    assert "delivered" in dict(statuses(wa, first))
    failed_only(wa, second, 131047)


@pytest.mark.parametrize(
    ("wrote", "category", "expected", "amount"),
    [
        ("1m", "UTILITY", (False, "free_customer_service", "utility"), "0"),  # 5
        (None, "UTILITY", (True, "regular", "utility"), "0.0014"),  # 6
        ("1m", "MARKETING", (True, "regular", "marketing"), "0.0118"),  # 7
    ],
)
def test_05_06_07_templates(world, wrote, category, expected, amount):
    wa, door = world()
    wa.catalogue.approve("news", "Your seat is kept.", category)
    asha(wa, wrote)
    status, body = door("POST", SEND, template("news"))
    wamid = sent_id((status, body))
    assert body["messages"][0]["message_status"] == "accepted"
    assert cost(wa, wamid) == 0
    wa.advance("1m")
    told = dict(statuses(wa, wamid))
    assert price(told["sent"]) == price(told["delivered"]) == expected
    assert cost(wa, wamid) == Decimal(amount)


def test_08_never_delivered_never_charged(world):
    wa, door = world()
    wa.catalogue.approve("news", "Your seat is kept.", "MARKETING")
    asha(wa, None).online = False
    wamid = door.send(template("news"))
    wa.advance("3d")
    assert [step for step, _ in statuses(wa, wamid)] == ["sent"]
    assert cost(wa, wamid) == 0
    reason = wa.frame("charges").set_index("id").loc[wamid, "reason"]
    assert reason == "not delivered, so nothing is owed yet"


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
    entry = (False, "free_entry_point", "referral_conversion")
    first, second = (dict(statuses(wa, one)) for one in (answer, inside))
    assert price(first["sent"]) == price(second["delivered"]) == entry
    opened, again = (one["sent"]["conversation"] for one in (first, second))
    assert opened == again
    assert opened["origin"]["type"] == "referral_conversion"
    assert opened["expiration_timestamp"] == str(wa.message(answer).at + 72 * 3600)
    assert first["delivered"]["conversation"]["id"] == opened["id"] != ""
    assert "expiration_timestamp" not in first["delivered"]["conversation"]
    third = dict(statuses(wa, outside))["delivered"]
    assert price(third) == (True, "regular", "marketing")
    assert "conversation" not in third


def test_10_answered_too_late_opens_nothing(world):
    wa, door = world()
    wa.catalogue.approve("news", "Your seat is kept.")
    asha(wa, None).taps_ad("hi")
    wa.advance("25h")
    wamid = door.send(template("news"))
    wa.advance("1m")
    assert price(dict(statuses(wa, wamid))["delivered"]) == (True, "regular", "utility")


def test_11_a_free_price_is_not_an_open_window(world):
    wa, door = world()
    asha(wa, None).taps_ad("hi")
    wa.advance("1h")
    door.send(text())
    wa.advance("49h")
    wamid = door.send(text())
    wa.advance("1m")
    failed_only(wa, wamid, 131047)


def test_12_a_template_that_is_still_read(world):
    wa, door = world()
    asha(wa)
    body = {"type": "BODY", "text": "Your seat is kept."}
    wish = {"name": "news", "language": "en_US", "category": "UTILITY", "components": [body]}
    assert door("POST", f"/v23.0/{WABA}/message_templates", wish)[0] == 200
    details = "template name (news) does not exist in en_US"
    assert door.refused(template("news")) == (404, 132001, details)
    assert statuses(wa) == []


@pytest.mark.parametrize(("asked", "told"), REQUESTS["door"].items())
def test_12_to_18_refused_at_once(world, asked, told):
    wa, door = world()
    asha(wa)
    wa.catalogue.approve("seat", "Seat {{1}} on {{2}} at {{3}} is yours, have a good trip.")
    asked = made(asked)
    assert door.refused(asked) == tuple(told)
    assert ("error_data" in door("POST", SEND, asked)[1]["error"]) == (told[1] != 100)
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
    _, door = world()
    assert door.refused(text(), token="WRONG")[:2] == (401, 190)
    assert door.refused(text(), token="")[:2] == (401, 104)
    status, told = door("POST", "/v23.0/999/messages", text())
    assert (status, told["error"]["code"], told["error"]["error_subcode"]) == (400, 100, 33)
    assert told["error"]["type"] == "GraphMethodException"


def test_21_not_on_whatsapp(world):
    wa, door = world()
    wamid = door.send(template("hello_world", "919800000404"))
    wa.advance("1m")
    failed_only(wa, wamid, 131026)


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


def test_25_marketing_that_does_not_arrive(world):
    wa, door = world()
    wa.catalogue.approve("news", "Your seat is kept.", "MARKETING")
    asha(wa, None)
    american = door.send(template("news", "12125550123"))
    indian = door.send(template("news"))
    utility = door.send(template("hello_world", "12125550123"))
    wa.advance("1m")
    failed_only(wa, american, 131049)
    assert all("delivered" in dict(statuses(wa, one)) for one in (indian, utility))


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
    path = f"/v23.0/{APP}/subscriptions"
    status, told = door("POST", path, query=hook | {"verify_token": "wrong"})
    assert (status, told["error"]["code"]) == (400, 2200)
    assert door("POST", path, query=hook | {"verify_token": "vt"}) == (200, {"success": True})
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
    path = f"/v23.0/{WABA}/message_templates"

    def wish(name, words, category="UTILITY"):
        body = {"type": "BODY", "text": words}
        if "{{" in words:
            body["example"] = {"body_text": [["12A"]]}
        return {"name": name, "language": "en_US", "category": category, "components": [body]}

    status, told = door("POST", path, wish("seat", "Your seat {{1}} is kept."))
    assert (status, told["status"], told["category"]) == (200, "PENDING", "UTILITY")
    status, refused = door("POST", path, wish("bad", "{{1}} is your seat."))
    assert (status, refused["error"]["code"]) == (400, 100)
    assert refused["error"]["error_subcode"] == 2388299
    status, _ = door("POST", path, wish("offer", "Good news, 20% off all seats."))
    assert status == 200
    wa.advance("24h")
    updates = events(wa, "message_template_status_update")
    assert {(one["message_template_name"], one["event"], one["reason"]) for one in updates} == {
        ("seat", "APPROVED", "NONE"),
        ("offer", "APPROVED", "NONE"),
    }
    assert {one["message_template_language"] for one in updates} == {"en_US"}
    change = events(wa, "template_category_update")
    moved = [(one["previous_category"], one["new_category"]) for one in change]
    assert moved == [("UTILITY", "MARKETING")]
    _, listed = door("GET", path, query={"name": "offer"})
    assert [one["category"] for one in listed["data"]] == ["MARKETING"]


def opened(bot, wa, door):
    """A bot beside the sandbox, sending through this door (bots speak HTTP only)."""
    client = getattr(door, "client", None) or httpx.Client(transport=wa.transport, base_url=GRAPH)
    client.headers["Authorization"] = "Bearer TEST"
    made = bot(client, PHONE, WABA, "test-app-secret", "vt")
    wa.connect(made.app)
    return made


def test_28_bus_bot(world):
    wa, door = world()
    people = wa.customer("6281200000001", "Sari"), wa.customer("6281200000002", "Budi")
    sari, budi = map(Phone, people)
    bot = opened(coach.Coach, wa, door)
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
    assert flows_door(wa, bot) == (200, 421, 427)


def flows_door(wa, bot):
    """A ping, a request under the wrong key, and a token nobody gave out."""
    status, answer = emulator.ask(wa, coach.ENDPOINT, {"version": "3.0", "action": "ping"})
    assert answer == {"data": {"status": "active"}}
    asked = {"version": "3.0", "action": "INIT", "screen": "", "data": {}, "flow_token": "foreign"}
    foreign = emulator.ask(wa, coach.ENDPOINT, asked)[0]
    kept, wa.public_key = wa.public_key, flows.key_pair()[1]
    wrong = emulator.ask(wa, coach.ENDPOINT, asked)[0]
    wa.public_key = kept
    return status, wrong, foreign


def test_30_october_2026(world):
    wa, door = world(**B)
    person = asha(wa)
    for n in range(1001):
        last = door.send(text())
        wa.advance("6s")
        if n % 1000 == 999:
            person.says("go on")
    wa.catalogue.approve("news", "Your seat is kept.")
    utility = door.send(template("news"))
    wa.advance("1m")
    service = [m for m in wa.messages.values() if m.case.category == "service"]
    free = (False, "free_customer_service", "service")
    assert {price(dict(statuses(wa, m.id))["sent"]) for m in service[:3]} == {free}
    assert [m.quote.billable for m in service] == [False] * 1000 + [True]
    assert price(dict(statuses(wa, last))["delivered"]) == (True, "regular", "service")
    assert price(dict(statuses(wa, utility))["delivered"]) == (True, "regular", "utility")
    assert cost(wa, last) == cost(wa, utility) == Decimal("0.0014")
    charges = wa.frame("charges")
    assert len(charges) == 1002
    assert charges["owed"].sum() == pytest.approx(2 * 0.0014)
    wa.at("2026-11-01T00:00:01")
    person.says("hello")
    next_month = door.send(text())
    wa.advance("1m")
    assert cost(wa, next_month) == 0


def test_31_mark_as_read(world):
    wa, door = world()
    person = wa.customer(ASHA, "Asha")
    ident = person.says("hi")
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": ident}
    body["typing_indicator"] = {"type": "text"}
    assert door("POST", SEND, body) == (200, {"success": True})
    assert person.thread[0].read == wa.clock.now


def test_32_send_to_a_user_id(world):
    wa, door = world()
    asha(wa)
    body = text(recipient="IN.1001")
    del body["to"]
    status, told = door("POST", SEND, body)
    assert status == 200
    assert told["contacts"] == [{"input": "IN.1001", "user_id": "IN.1001"}]


def test_33_media(world):
    wa, door = world()
    asha(wa)
    content = b"\x89PNG\r\n\r\n--\x00\xff"
    files = {"file": ("image/png", content)}
    status, told = door("POST", f"/v23.0/{PHONE}/media", files=files)
    ident = told["id"]
    _, shown = door("GET", f"/v23.0/{ident}")
    assert (shown["mime_type"], shown["file_size"]) == ("image/png", len(content))
    url = httpx.URL(shown["url"])
    assert door("GET", url.path, query=dict(url.params)) == (200, content)
    assert door.send(body("image", {"id": ident}))
    assert door("DELETE", f"/v23.0/{ident}") == (200, {"success": True})
    assert door("POST", f"/v23.0/{PHONE}/media", files=files)[1]["id"] != ident
    status, told = door("GET", "/v23.0/4711")
    assert (status, told["error"]["code"], told["error"]["error_subcode"]) == (400, 100, 33)
    assert door("POST", SEND, body("image", {"id": "4711"}))[0] == 400


def test_34_open_chat_skips_delivered(world):
    wa, door = world()
    asha(wa).chat_open = True
    wamid = door.send(text())
    wa.advance("1m")
    told = statuses(wa, wamid)
    assert [step for step, _ in told] == ["sent", "read"]
    assert all("pricing" in one for _, one in told)


def test_36_jamaica_is_latin_america(world):
    wa, door = world()
    wamid = door.send(template("hello_world", "18765550123"))
    wa.advance("1m")
    message = wa.message(wamid)
    assert message.quote.market == "Rest of Latin America"
    assert cost(wa, wamid) == wa.meter.card.rates["Rest of Latin America", "utility"]
