"""Where developers stumble on the platform, and must stumble here in the same way."""

import asyncio
import gzip
import json

import httpx
import pytest
from doors import (
    ASHA,
    PHONE,
    REQUESTS,
    SEND,
    WABA,
    Bot,
    body,
    events,
    http,
    interactive,
    kept,
    made,
    refusal,
    sent_id,
    statuses,
    template,
    text,
)

from course_lib import facts
from course_lib.business import rules, sandbox
from course_lib.business.clock import DAY, MINUTE
from course_lib.business.messages import Refusal
from course_lib.errors import CourseError

LINK = {"link": "https://example.com/coach.jpg"}


def refused(wa, body):
    answer = http(wa, "POST", SEND, body)
    return refusal(answer.status_code, answer.json())


def send(wa, body):
    answer = http(wa, "POST", SEND, body)
    return sent_id((answer.status_code, answer.json()))


# Templates, part by part

BODY = {"type": "BODY", "text": "Your seat is kept."}
SEAT = {"type": "BODY", "text": "Seat {{1}} is kept for you.", "example": {"body_text": [["1A"]]}}
PICTURE = {"type": "HEADER", "format": "IMAGE"}
PLACE = {"type": "HEADER", "format": "LOCATION"}
TITLE = {"type": "HEADER", "format": "TEXT", "text": "Coach {{1}} today"}
TITLE |= {"example": {"header_text": ["5"]}}
FILM = {"type": "HEADER", "format": "VIDEO"}
PAPER = {"type": "HEADER", "format": "DOCUMENT"}
SHOP = {"type": "CATALOG", "text": "View catalog"}
ITEMS = {"type": "MPM", "text": "View items"}
URL = {"type": "URL", "text": "Track", "url": "https://example.com/{{1}}"}
STILL = {"type": "URL", "text": "Home", "url": "https://example.com/"}
COUPON = {"type": "COPY_CODE", "example": "SAVE"}
YES, NO = ({"type": "QUICK_REPLY", "text": words} for words in ("Yes", "No"))


def parts(*buttons, also=(BODY,)):
    return [*also, {"type": "BUTTONS", "buttons": list(buttons)}]


def given(kind, *parameters, **more):
    return {"type": kind, "parameters": list(parameters)} | more


def word(value):
    return {"type": "text", "text": value}


def button(place, sub_type, *parameters):
    return given("button", *parameters, sub_type=sub_type, index=str(place))


@pytest.mark.parametrize(("sent", "told"), REQUESTS["part"].items())
def test_a_part_that_is_missing_or_too_many(wa, sent, told):
    components, filled = made(sent, **globals())
    wa.catalogue.approve("one", "", components=components)
    content = template("one")
    content["template"]["components"] = filled
    assert refused(wa, content) == (400, *told)
    assert wa.messages == {}


def test_every_part_in_its_place(wa):
    components = parts(YES, URL, COUPON, also=[PICTURE, SEAT])
    wa.catalogue.approve("all", "", components=components)
    content = template("all")
    content["template"]["components"] = [
        given("HEADER", {"type": "image", "image": LINK}),
        given("BODY", word("12A")),
        button(1, "URL", word("order/7")),
        button(2, "copy_code", {"type": "coupon_code", "coupon_code": "SAVE"}),
    ]
    message = wa.message(send(wa, content))
    assert message.text == "Seat 12A is kept for you."
    assert message.filled.replies == [{"payload": "Yes", "text": "Yes"}]


def test_what_a_template_can_do_without(wa):
    none = {"type": "HEADER", "format": "IMAGE", "text": None}, BODY
    for name, components in (("shop", parts(SHOP)), ("none", none)):
        wa.catalogue.approve(name, "", components=list(components))
    assert send(wa, template("shop"))
    content = template("none")
    content["template"]["components"] = [given("header", {"type": "image", "image": LINK})]
    assert send(wa, content)


def test_the_payload_of_a_quick_reply_comes_back(wa):
    wa.catalogue.approve("ask", "", components=parts(YES, NO))
    content = template("ask")
    payload = {"type": "payload", "payload": "order-7-yes"}
    content["template"]["components"] = [button(0, "quick_reply", payload)]
    send(wa, content)
    wa.advance("10s")
    asha = wa.customer(ASHA)
    for choice in ("Yes", "No"):
        asha.taps(asha.last, choice)
    told = [m["messages"][0]["button"] for m in events(wa, "messages") if "messages" in m]
    assert told == [{"payload": "order-7-yes", "text": "Yes"}, {"payload": "No", "text": "No"}]


def test_a_one_time_password(wa):
    wish = {
        "name": "code",
        "language": "en_US",
        "category": "AUTHENTICATION",
        "components": [
            {"type": "BODY", "add_security_recommendation": True},
            {"type": "FOOTER", "code_expiration_minutes": 10},
            {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]},
        ],
    }
    assert http(wa, "POST", f"/v23.0/{WABA}/message_templates", wish).status_code == 200
    wa.advance("24h")
    content = template("code", ASHA, "123456")
    assert refused(wa, content)[1:] == (
        131008,
        "buttons: Button at index 0 of type Url requires a parameter",
    )
    content["template"]["components"].append(button(0, "url", word("123456")))
    message = wa.message(send(wa, content))
    assert message.text.startswith("*123456* is your verification code. For your security")
    assert message.text.endswith("This code expires in 10 minutes.")
    asha = wa.customer(ASHA)
    body = {key: value for key, value in content.items() if key != "to"}
    assert refused(wa, body | {"recipient": asha.user_id})[1] == 131062


def test_a_template_can_be_edited(wa):
    news = wa.catalogue.approve("news", "Your seat is kept.")
    wish = {"components": [{"type": "BODY", "text": "Your seat waits for you."}]}
    news.complaints = 2
    answer = http(wa, "POST", f"/v23.0/{news.id}", wish).json()
    assert answer == {"success": True, "id": news.id, "name": "news", "category": "UTILITY"}
    assert news.complaints == 2
    assert refused(wa, template("news"))[1] == 132001  # until it has been read again
    assert http(wa, "POST", f"/v23.0/{news.id}", wish).json()["error"]["code"] == 100
    wa.advance("24h")
    assert wa.message(send(wa, template("news"))).text == "Your seat waits for you."
    answer = http(wa, "POST", f"/v23.0/{news.id}", {"name": "hello_world"} | wish)
    assert (answer.json()["name"], answer.json()["success"]) == ("news", True)
    wa.advance("24h")
    answer = http(wa, "POST", f"/v23.0/{news.id}", {"category": "MARKETING"})
    assert answer.json()["error"]["error_user_title"] == "Category cannot be changed"
    bad = {"components": [{"type": "BODY", "text": "{{1}} is your seat."}]}
    assert http(wa, "POST", f"/v23.0/{news.id}", bad).json()["error"]["error_subcode"] == 2388299
    assert news.status == "APPROVED"


# People with ids in place of numbers


def test_a_business_scoped_id_in_to_is_swallowed(wa):
    asha = wa.customer(ASHA, "Asha", user_id="IN.1001")
    asha.says("hi")
    wamid = send(wa, text(to="IN.1001"))
    wa.advance("1m")
    told = statuses(wa, wamid)
    assert [step for step, _ in told] == ["failed"]
    assert told[0][1]["errors"][0]["code"] == 131026
    assert len(asha.thread) == 1
    assert list(wa.customers) == [ASHA]


def test_a_person_without_a_number(wa):
    sari = wa.customer("", "Sari", username="sari.bdg", user_id="ID.77")
    assert wa.customer("", username="sari.bdg", user_id="ID.77") is sari
    sari.says("hi")
    body = {key: value for key, value in text().items() if key != "to"} | {"recipient": "ID.77"}
    answer = http(wa, "POST", SEND, body).json()
    assert answer["contacts"] == [{"input": "ID.77", "user_id": "ID.77"}]
    wa.advance("10s")
    assert sari.last.content["body"] == "hello"
    assert sari.last.quote.market == "Indonesia"
    told = json.dumps([update.value for update in wa.courier.log])
    for left_out in ("wa_id", '"from"', "recipient_id"):
        assert left_out not in told
    assert told.count('"username": "sari.bdg"') == 4
    assert wa.send_text(sari, "again").person is sari


# Reactions


def reaction(target, emoji="x"):
    return body("reaction", {"message_id": target, "emoji": emoji})


@pytest.mark.parametrize("start", ["2026-07-15", "2026-10-15"])
def test_a_reaction_is_told_as_sent_only(start, reader):
    with sandbox(start=start) as wa:
        asha = wa.customer(ASHA, "Asha")
        said = asha.says("hi")
        wamid = send(wa, reaction(said))
        wa.advance("1m")
        told = statuses(wa, wamid)
        assert [step for step, _ in told] == ["sent"]
        assert "pricing" not in told[0][1]
        assert wa.frame("charges")["owed"].tolist() == [0]
        assert wa.meter.used == {}, "it takes no place among the free thousand"
        assert "do not say whether it costs" in wa.why(wamid)
        reader.check(wa)


def test_a_reaction_needs_a_message_of_this_chat(wa):
    asha, budi = wa.customer(ASHA), wa.customer("6281200000001")
    old = asha.says("long ago")
    wa.advance(31 * DAY)
    said, foreign = asha.says("hi"), budi.says("hi")
    first = send(wa, reaction(said))
    for target in ("wamid.nothing", old, foreign, first):
        wamid = send(wa, reaction(target))
        (step, one), *more = statuses(wa, wamid)
        assert (step, one["errors"][0]["code"], more) == ("failed", 131009, [])
    assert [step for step, _ in statuses(wa, send(wa, reaction(said, "")))] == ["sent"]


# Prices


def test_no_card_of_the_future():
    days = [f"20{y}-{m:02}-01" for y in (22, 23, 24, 25, 26) for m in range(1, 13)]
    for day in (rules.dt.date.fromisoformat(d) for d in days if "2022-02" <= d <= "2026-11"):
        unit = "message" if day >= rules.dt.date(2025, 7, 1) else "conversation"
        assert rules.card_at(day, unit).since <= day


def test_what_stayed_on_a_card_is_what_the_facts_say():
    table = facts.table("rates_2026_04").set_index("market")
    for day in ("2025-07-01", "2025-10-01", "2026-01-01", "2026-07-01"):
        card = rules.card_at(rules.dt.date.fromisoformat(day), "message")
        for market in ("Indonesia", "Germany", "Brazil"):
            for column in ("marketing", "utility", "authentication"):
                assert float(card.rates[market, column]) == table.loc[market, column]


# What a refusal leaves behind: nothing


@pytest.mark.parametrize("asked", REQUESTS["nothing"]["asked"])
def test_a_refused_request_changes_nothing(asked):
    body = made(asked)
    with sandbox(start="2026-02-15") as wa:
        wa.customer("6281200000001", "Sari").taps_ad()
        before = kept(wa)
        with pytest.raises((Refusal, CourseError)):
            wa.send(body)
        answer = http(wa, "POST", SEND, body)
        assert answer.status_code >= 400
        assert set(answer.json()) == {"error"}
        assert kept(wa) == before


def test_the_hint_of_a_missing_price_says_what_to_do():
    with sandbox(start="2026-02-15") as wa:
        answer = http(wa, "POST", SEND, template("hello_world", "923000000000"))
        assert answer.json()["error"]["code"] == 131000
        assert "Choose another market or date" in answer.headers["X-Sandbox-Hint"]


# Files


def upload(wa, mime, content=b"x", name="file"):
    path = f"/v23.0/{PHONE}/media"
    data = {"messaging_product": "whatsapp", "type": mime}
    return http(wa, "POST", path, files={"file": (name, content, mime)}, data=data)


def test_a_media_url_lives_five_minutes(wa):
    ident = upload(wa, "image/png").json()["id"]
    url = http(wa, "GET", f"/v23.0/{ident}").json()["url"]
    assert http(wa, "GET", url).content == b"x"
    with httpx.Client(transport=wa.transport) as client:
        assert client.get(url).status_code == 401, "the token is asked for"
    wa.advance(5 * MINUTE)
    assert http(wa, "GET", url).status_code == 200
    wa.advance(1)
    assert http(wa, "GET", url).status_code == 404
    assert http(wa, "GET", url.replace("ext=", "ext=9")).status_code == 404
    assert http(wa, "GET", http(wa, "GET", f"/v23.0/{ident}").json()["url"]).content == b"x"


def test_a_media_id_lives_thirty_days_and_a_customers_seven(wa):
    asha = wa.customer(ASHA)
    asha.sends_file("image", "image/jpeg", b"jpg")
    told = events(wa, "messages")[0]["messages"][0]["image"]
    mine = upload(wa, "image/png").json()["id"]
    for days, codes in ((7, (200, 200)), (1, (400, 200)), (22, (400, 200)), (1, (400, 400))):
        wa.advance(days * DAY)
        got = tuple(http(wa, "GET", f"/v23.0/{one}").status_code for one in (told["id"], mine))
        assert got == codes
    asha.says("hi")
    assert refused(wa, body("image", {"id": mine}))[:2] == (400, 100)


def test_a_file_of_the_wrong_type(wa):
    error = upload(wa, "application/x-tar").json()["error"]
    assert error["message"].startswith("(#100) Param file must be a file with one of the following")
    assert "Received file of type 'application/x-tar'" in error["message"]
    assert upload(wa, "image/png", b"x" * 5_000_001).json()["error"]["code"] == 131053
    assert upload(wa, "application/pdf", b"x" * 5_000_001).status_code == 200
    files = {"file": ("file", b"x", "image/png")}
    for data in ({}, {"messaging_product": "sms"}):
        answer = http(wa, "POST", f"/v23.0/{PHONE}/media", files=files, data=data)
        assert answer.json()["error"]["code"] == 100
    wa.customer(ASHA).says("hi")
    paper = upload(wa, "application/pdf").json()["id"]
    (step, told), *more = statuses(wa, send(wa, body("image", {"id": paper})))
    assert (step, told["errors"][0]["code"], more) == ("failed", 131053, [])


# Forms


def flow_message(ident, mode=None):
    held = {"flow_message_version": "3", "flow_id": ident, "flow_cta": "Open", "flow_token": "t"}
    held |= {"mode": mode} if mode else {}
    return interactive("flow", {"name": "flow", "parameters": held})


def test_the_life_of_a_form(wa):
    wa.customer(ASHA).says("hi")
    made = http(wa, "POST", f"/v23.0/{WABA}/flows", {"name": "seats", "categories": ["OTHER"]})
    flow = made.json()["id"]

    def post(edge, body=None, **more):
        answer = http(wa, "POST", f"/v23.0/{flow}/{edge}", body, **more)
        return answer.json().get("error", {}).get("code", 0)

    def give(screens):
        content = json.dumps({"version": "7.0", "screens": screens})
        data = {"name": "flow.json", "asset_type": "FLOW_JSON"}
        return post("assets", files={"file": ("flow.json", content, "application/json")}, data=data)

    def status():
        return http(wa, "GET", f"/v23.0/{flow}").json()["status"]

    assert post("publish") == 139002  # nothing is in it yet
    for bad in ([7], 7, [{"id": "S"}], None):
        assert give(bad) == 100
    assert post("publish") == 139002
    screen = {"id": "S", "layout": {"type": "SingleColumnLayout", "children": []}}
    assert give([screen]) == 0
    assert refused(wa, flow_message(flow))[1] == 131009
    assert refused(wa, flow_message(flow, "published"))[1] == 131009
    assert send(wa, flow_message(flow, "draft"))
    assert (post("deprecate"), status()) == (139003, "DRAFT")
    assert (post("publish"), status()) == (0, "PUBLISHED")
    assert send(wa, flow_message(flow))
    assert send(wa, flow_message(flow, "draft"))
    assert (post("publish"), status()) == (139002, "PUBLISHED")  # it is already
    assert http(wa, "DELETE", f"/v23.0/{flow}").json()["error"]["code"] == 139004
    assert (give([screen]), status()) == (0, "DRAFT")
    assert (post("publish"), post("deprecate"), status()) == (0, 0, "DEPRECATED")
    assert refused(wa, flow_message(flow))[1] == 131009
    assert give([screen]) == post("", {"name": "other"}) == 139001
    other = http(wa, "POST", f"/v23.0/{WABA}/flows", {"name": "other"}).json()["id"]
    assert http(wa, "DELETE", f"/v23.0/{other}").json() == {"success": True}
    assert http(wa, "GET", f"/v23.0/{other}").status_code == 400


@pytest.mark.parametrize(
    "wish", [{}, {"name": 5}, {"name": "seats"}, {"name": "a", "categories": ["X"]}]
)
def test_a_form_that_cannot_be_made(wa, wish):
    assert http(wa, "POST", f"/v23.0/{WABA}/flows", {"name": "seats"}).status_code == 200
    assert http(wa, "POST", f"/v23.0/{WABA}/flows", wish).json()["error"]["code"] == 100
    assert len(wa.flows) == 1


def test_a_form_shows_the_fields_that_are_asked_for(wa):
    wish = {"name": "seats", "flow_json": {"version": "7.0", "screens": []}}
    flow = http(wa, "POST", f"/v23.0/{WABA}/flows", wish).json()["id"]
    shown = http(wa, "GET", f"/v23.0/{flow}").json()
    assert set(shown) == {"id", "name", "status", "categories", "validation_errors"}
    query = {"fields": "json_version,updated_at,preview.invalidate(true)"}
    asked = http(wa, "GET", f"/v23.0/{flow}", params=query).json()
    assert set(asked) == {"id", "json_version", "updated_at", "preview"}
    assert asked["updated_at"] == "2026-07-15T09:00:00+0000"
    number = http(wa, "GET", f"/v23.0/{PHONE}", params={"fields": "quality_rating"}).json()
    assert number == {"id": PHONE, "quality_rating": "GREEN"}


def test_lists_are_given_in_parts(wa):
    for n in range(5):
        wa.catalogue.approve(f"news_{n}", f"Seat number {n} is kept.")
    path, names, query = f"/v23.0/{WABA}/message_templates", [], {"limit": "2"}
    while True:
        page = http(wa, "GET", path, params=query).json()
        assert len(page["data"]) <= 2
        names += [one["name"] for one in page["data"]]
        if "next" not in page["paging"]:
            break
        assert http(wa, "GET", page["paging"]["next"]).status_code == 200
        query["after"] = page["paging"]["cursors"]["after"]
    assert names == ["hello_world", *(f"news_{n}" for n in range(5))]
    assert "/v23.0/" in http(wa, "GET", path, params={"limit": 1}).json()["paging"]["next"]
    limits = [("limit", bad) for bad in ("", "0", "-1", " 2", "x", "9" * 5000)]
    for key, bad in (*limits, ("after", "zzz"), ("after", "AAAA"), ("after", "é")):
        assert http(wa, "GET", path, params={key: bad}).json()["error"]["code"] == 100
    for flow in ("a", "b"):
        http(wa, "POST", f"/v23.0/{WABA}/flows", {"name": flow})
    assert len(http(wa, "GET", f"/v23.0/{WABA}/flows", params={"limit": "1"}).json()["data"]) == 1


# Half a character, and other odd bytes


@pytest.mark.parametrize("asked", REQUESTS["half"]["asked"])
def test_half_a_character_is_refused(wa, asked):
    path, body = made(asked)
    raw = json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    answer = http(wa, "POST", path, content=raw, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


# Webhooks are not lost


def test_a_bot_that_breaks_loses_no_webhook(wa):
    got, broken = [], [True, True]

    def bot(body, headers):
        if broken:
            broken.pop()
            raise ZeroDivisionError("a mistake of the bot's")
        got.append(body)
        return 200

    wa.connect(bot)
    asha = wa.customer(ASHA)
    with pytest.raises(ZeroDivisionError):
        asha.says("hi")
    with pytest.raises(ZeroDivisionError):
        wa.settle()
    wa.advance("1m")
    assert len(got) == 1
    assert wa.courier.log[0].answers == (500, 500, 200)


def test_a_word_is_told_as_it_was_said(wa):
    asha = wa.customer(ASHA, "Asha")
    asha.says("hi")
    asha.name = "Budi"
    assert wa.courier.log[0].value["contacts"][0]["profile"] == {"name": "Asha"}


def test_what_was_told_before_somebody_subscribed_never_comes(wa):
    got = []
    wa.send_template(ASHA, "hello_world")
    wa.connect(lambda *request: got.append(request) or 200)
    wa.advance("10s")
    steps = [step for step, _ in statuses(wa)]
    assert (steps, len(got)) == (["sent", "delivered", "read"], 2)


@pytest.mark.parametrize("answer", [None, "200", [], True])
def test_a_function_that_answers_no_status_is_told_so(wa, answer):
    wa.connect(lambda *_: answer)
    with pytest.raises(CourseError, match="Return 200"):
        wa.customer(ASHA).says("hi")
    assert wa.courier.log[0].answers == (500,)


def test_an_address_is_subscribed_from_a_client_in_this_process(server):
    server.app = Bot()
    query = {"callback_url": f"http://127.0.0.1:{server.port}/", "verify_token": "vt"}

    async def scene():
        with sandbox(auto=False) as wa:
            headers = {"Authorization": "Bearer TEST"}
            async with httpx.AsyncClient(transport=httpx.ASGITransport(wa.app)) as client:
                path = f"https://graph.facebook.com/v23.0/{wa.settings.app_id}/subscriptions"
                answer = await client.post(path, params=query, headers=headers)
            assert answer.json() == {"success": True}
            wa.customer(ASHA).says("hi")
            await wa.deliver_async()
            await wa.courier.aclose()
            return wa.courier.log[0].answers

    assert asyncio.run(scene()) == (200,)


def test_a_bot_that_has_to_wait_loses_no_webhook():
    async def scene():
        with sandbox() as wa:
            wa.connect(Bot(wait=lambda _: asyncio.sleep(0.001)))
            with pytest.raises(CourseError, match="deliver_async"):
                wa.customer(ASHA).says("hi")
            assert len(wa.courier.waiting) == 1
            await wa.deliver_async()
            return wa.courier.log[0].answers

    assert asyncio.run(scene()) == (200,)


def test_one_slow_answer_holds_up_none_of_the_others():
    bot = Bot(wait=lambda raw: asyncio.sleep(0.5 if b"slow" in raw else 0))

    async def scene():
        with sandbox(auto=False) as wa:
            wa.connect(bot)
            asha = wa.customer(ASHA)
            asha.says("slow")
            for n in range(5):
                asha.says(str(n))
            under_way = asyncio.create_task(wa.deliver_async(at_once=2))
            await asyncio.sleep(0.1)
            asha.says("late")  # comes while the slow one is still thought about
            await under_way
            assert all(update.answers == (200,) for update in wa.courier.log)

    asyncio.run(scene())
    told = [json.loads(raw)["entry"][0]["changes"][0]["value"]["messages"][0] for raw in bot.got]
    assert [one["text"]["body"] for one in told] == ["0", "1", "2", "3", "4", "late", "slow"]


def test_an_answer_nobody_can_read_ends_nothing(server):
    headers = [(b"content-encoding", b"gzip")]
    server.app = bot = Bot(body=gzip.compress(b"ok")[:-9], headers=headers)
    with sandbox(auto=False) as wa:
        asha = wa.customer(ASHA)

        async def scene():
            await wa.courier.subscribe(f"http://127.0.0.1:{server.port}/webhook", "vt")
            asha.says("one"), asha.says("two")
            await wa.deliver_async(at_once=2)
            await wa.courier.aclose()

        asyncio.run(scene())
        assert len(bot.got) == 2
        assert [update.answers for update in wa.courier.log] == [(200,), (200,)]


def test_nobody_there_is_an_answer_too():
    async def scene():
        with sandbox(auto=False) as wa:
            wa.courier.url, wa.courier.subscribed = "http://127.0.0.1:9/nobody", True
            wa.customer(ASHA).says("hi")
            await wa.deliver_async()
            assert wa.courier.log[0].answers == (0, 0)
            for _ in range(7):
                wa.advance("15h")
                await wa.deliver_async()
            return wa.courier.log[0].answers

    assert asyncio.run(scene()) == (0,) * 9


def test_a_notebook_reads_the_platforms_sentence_when_it_submits_twice(wa):
    assert wa.submit("reminder", "Your seat is kept.") == "PENDING"
    again = wa.submit("reminder", "Your seat is kept.")
    assert again.startswith("There is already en_US content for this template.")
    assert wa.submit("My Reminder", "Your seat is kept.") == "Use a-z, 0-9 and _ only."


@pytest.mark.parametrize("bot", ["http://127.0.0.1:9/nobody", "https://example.com/", "no address"])
def test_a_bot_that_does_not_answer_leaves_the_other_one_in_place(wa, bot):
    got = []
    wa.connect(lambda *request: got.append(request) or 200)
    with pytest.raises((Refusal, CourseError)):
        wa.connect(bot)
    wa.customer(ASHA).says("hi")
    assert len(got) == 1
