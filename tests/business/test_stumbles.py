"""Where developers stumble on the platform, and must stumble here in the same way."""

import asyncio
import gzip
import json
from unittest.mock import Mock

import httpx
import pytest
from doors import (
    APP,
    ASHA,
    FLOWS,
    PHONE,
    REQUESTS,
    SEND,
    TEMPLATES,
    Bot,
    body,
    events,
    interactive,
    kept,
    made,
    statuses,
    template,
    text,
)

from course_lib import facts
from course_lib.business import rules
from course_lib.business.clock import DAY, MINUTE
from course_lib.business.messages import Refusal
from course_lib.errors import CourseError

LINK = {"link": "https://example.com/coach.jpg"}

# Templates, part by part

PIECES = REQUESTS["piece"]
BODY = PIECES["BODY"]


def parts(*buttons, also=(BODY,)):
    return [*also, {"type": "BUTTONS", "buttons": list(buttons)}]


def given(kind, *parameters, **more):
    return {"type": kind, "parameters": list(parameters)} | more


def word(value):
    return {"type": "text", "text": value}


def button(place, sub_type, *parameters):
    return given("button", *parameters, sub_type=sub_type, index=str(place))


@pytest.fixture
def filling(wa, door):
    """Approves a template of these parts; what is posted to send it, filled in with others."""

    def fill(components, *filled):
        wa.catalogue.approve("one", "", components=components)
        return template("one", parts=filled)

    return fill


@pytest.mark.parametrize(("sent", "told"), REQUESTS["part"].items())
def test_a_part_that_is_missing_or_too_many(wa, door, filling, sent, told):
    components, filled = made(sent, **globals() | PIECES)
    content = filling(components)
    content["template"]["components"] = filled
    assert door.refused(content) == (400, *told)
    assert wa.messages == {}


def test_every_part_in_its_place(wa, door, filling):
    content = filling(
        parts(
            PIECES["YES"], PIECES["URL"], PIECES["COUPON"], also=[PIECES["PICTURE"], PIECES["SEAT"]]
        ),
        given("HEADER", {"type": "image", "image": LINK}),
        given("BODY", word("12A")),
        button(1, "URL", word("order/7")),
        button(2, "copy_code", {"type": "coupon_code", "coupon_code": "SAVE"}),
    )
    message = wa.message(door.send(content))
    assert message.text == "Seat 12A is kept for you."
    assert message.filled.replies == [{"payload": "Yes", "text": "Yes"}]


UNSAID = {"type": "HEADER", "format": "IMAGE", "text": None}


@pytest.mark.parametrize(
    ("components", "filled"),
    [
        (parts(PIECES["SHOP"]), []),
        ([UNSAID, BODY], [given("header", {"type": "image", "image": LINK})]),
    ],
)
def test_what_a_template_can_do_without(door, filling, components, filled):
    assert door.send(filling(components, *filled))


def test_the_payload_of_a_quick_reply_comes_back(wa, door, filling):
    payload = {"type": "payload", "payload": "order-7-yes"}
    door.send(filling(parts(PIECES["YES"], PIECES["NO"]), button(0, "quick_reply", payload)))
    wa.advance("10s")
    asha = wa.customer(ASHA)
    for choice in ("Yes", "No"):
        asha.taps(asha.last, choice)
    told = [m["messages"][0]["button"] for m in events(wa, "messages") if "messages" in m]
    assert told == [{"payload": "order-7-yes", "text": "Yes"}, {"payload": "No", "text": "No"}]


def test_a_one_time_password(wa, door):
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
    assert door.post(TEMPLATES, wish).status == 200
    wa.advance("24h")
    lacks = "buttons: Button at index 0 of type Url requires a parameter"
    assert door.refused(template("code", ASHA, "123456")) == (400, 131008, lacks)
    content = template("code", ASHA, "123456", parts=[button(0, "url", word("123456"))])
    message = wa.message(door.send(content))
    assert message.text.startswith("*123456* is your verification code. For your security")
    assert message.text.endswith("This code expires in 10 minutes.")
    content["recipient"] = wa.customer(content.pop("to")).user_id
    assert door.refused(content)[1] == 131062


def test_a_template_can_be_edited(wa, door):
    news = wa.catalogue.approve("news", "Your seat is kept.")
    wish = {"components": [{"type": "BODY", "text": "Your seat waits for you."}]}
    news.complaints = 2
    told = {"success": True, "id": news.id, "name": "news", "category": "UTILITY"}
    assert door.post(news.id, wish).told == told
    assert news.complaints == 2
    assert door.refused(template("news"))[1] == 132001  # until it has been read again
    assert door.post(news.id, wish).code == 100
    wa.advance("24h")
    assert wa.message(door.send(template("news"))).text == "Your seat waits for you."
    assert door.post(news.id, {"name": "hello_world"} | wish).told == told
    wa.advance("24h")
    fixed = door.post(news.id, {"category": "MARKETING"}).error
    assert fixed["error_user_title"] == "Category cannot be changed"
    bad = {"components": [{"type": "BODY", "text": "{{1}} is your seat."}]}
    assert door.post(news.id, bad).error["error_subcode"] == 2388299
    assert news.status == "APPROVED"


# People with ids in place of numbers


def test_a_business_scoped_id_in_to_makes_nobody(wa, door):
    asha = wa.customer(ASHA, "Asha", user_id="IN.1001")
    asha.says("hi")
    door.send(text(to="IN.1001"))  # its life is in requests.toml
    wa.advance("1m")
    assert len(asha.thread) == 1
    assert list(wa.customers) == [ASHA]


def test_a_person_without_a_number(wa, door):
    sari = wa.customer("", "Sari", username="sari.bdg", user_id="ID.77")
    assert wa.customer("", username="sari.bdg", user_id="ID.77") is sari
    sari.says("hi")
    asked = text(recipient="ID.77")
    del asked["to"]
    assert door.post(SEND, asked).told["contacts"] == [{"input": "ID.77", "user_id": "ID.77"}]
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
def test_a_reaction_is_told_as_sent_only(world, start):
    wa, door = world(start=start)
    wamid = door.send(reaction(wa.customer(ASHA, "Asha").says("hi")))
    wa.advance("1m")
    ((step, told),) = statuses(wa, wamid)
    assert (step, "pricing" in told) == ("sent", False)
    assert wa.frame("charges")["owed"].tolist() == [0]
    assert wa.meter.used == {}, "it takes no place among the free thousand"
    assert "do not say whether it costs" in wa.why(wamid)


def test_a_reaction_needs_a_message_of_this_chat(wa, door):
    asha, budi = wa.customer(ASHA), wa.customer("6281200000001")
    old = asha.says("long ago")
    wa.advance(31 * DAY)
    said, foreign = asha.says("hi"), budi.says("hi")
    first = door.send(reaction(said))
    for target in (old, foreign, first):
        ((step, one),) = statuses(wa, door.send(reaction(target)))
        assert (step, one["errors"][0]["code"]) == ("failed", 131009)
    assert [step for step, _ in statuses(wa, door.send(reaction(said, "")))] == ["sent"]


# Prices


def test_no_card_of_the_future():
    days = [f"20{y}-{m:02}-01" for y in (22, 23, 24, 25, 26) for m in range(1, 13)]
    for day in (rules.dt.date.fromisoformat(d) for d in days if "2022-02" <= d <= "2026-11"):
        unit = "message" if day >= rules.dt.date(2025, 7, 1) else "conversation"
        assert rules.card_at(day, unit).since <= day


@pytest.mark.parametrize("day", ["2025-07-01", "2025-10-01", "2026-01-01", "2026-07-01"])
def test_what_stayed_on_a_card_is_what_the_facts_say(day):
    table = facts.table("rates_2026_04").set_index("market")
    card = rules.card_at(rules.dt.date.fromisoformat(day), "message")
    for market in ("Indonesia", "Germany", "Brazil"):
        for column in ("marketing", "utility", "authentication"):
            assert float(card.rates[market, column]) == table.loc[market, column]


# What a refusal leaves behind: nothing


@pytest.mark.parametrize("asked", REQUESTS["nothing"]["asked"])
def test_a_refused_request_changes_nothing(world, asked):
    wa, door = world(start="2026-02-15")
    wa.customer("6281200000001", "Sari").taps_ad()
    before = kept(wa)
    with pytest.raises((Refusal, CourseError)):
        wa.send(made(asked))
    answer = door.post(SEND, made(asked))
    assert answer.status >= 400
    assert set(answer.told) == {"error"}
    assert kept(wa) == before
    unpriced = "923000000000" in asked
    assert (answer.code == 131000) == ("Choose another market or date" in answer.hint) == unpriced


# Files


def test_a_media_url_lives_five_minutes(wa, door):
    content = b"\x89PNG\r\n\r\n--\x00\xff"
    ident = door.upload("image/png", content).told["id"]
    shown = door.get(ident).told
    assert (shown["mime_type"], shown["file_size"]) == ("image/png", len(content))
    url = shown["url"]
    assert door.get(url).told == content
    assert door.get(url, token="").status == 401, "the token is asked for"
    wa.advance(5 * MINUTE)
    assert door.get(url).status == 200
    wa.advance(1)
    assert door.get(url).status == 404
    assert door.get(url.replace("ext=", "ext=9")).status == 404
    assert door.get(door.get(ident).told["url"]).told == content
    assert door.delete(ident).told == {"success": True}
    assert door.upload("image/png", content).told["id"] != ident
    gone = door.get(ident)
    assert (gone.status, gone.code, gone.error["error_subcode"]) == (400, 100, 33)


def test_a_media_id_lives_thirty_days_and_a_customers_seven(wa, door):
    asha = wa.customer(ASHA)
    asha.sends_file("image", "image/jpeg", b"jpg")
    theirs = events(wa, "messages")[0]["messages"][0]["image"]["id"]
    mine = door.upload("image/png").told["id"]
    for days, codes in ((7, (200, 200)), (1, (400, 200)), (22, (400, 200)), (1, (400, 400))):
        wa.advance(days * DAY)
        assert (door.get(theirs).status, door.get(mine).status) == codes
    asha.says("hi")
    assert door.refused(body("image", {"id": mine}))[:2] == (400, 100)


def test_a_file_of_the_wrong_type(wa, door):
    said = door.upload("application/x-tar").error["message"]
    assert said.startswith("(#100) Param file must be a file with one of the following")
    assert "Received file of type 'application/x-tar'" in said
    assert door.upload("image/png", b"x" * 5_000_001).code == 131053
    assert door.upload("application/pdf", b"x" * 5_000_001).status == 200
    assert door.upload("image/png", product="sms").code == 100
    assert door.post(f"{PHONE}/media", files={"file": ("file", b"x", "image/png")}).code == 100
    wa.customer(ASHA).says("hi")
    paper = door.upload("application/pdf").told["id"]
    ((step, told),) = statuses(wa, door.send(body("image", {"id": paper})))
    assert (step, told["errors"][0]["code"]) == ("failed", 131053)


# Forms


def flow_message(ident, mode=None):
    held = {"flow_message_version": "3", "flow_id": ident, "flow_cta": "Open", "flow_token": "t"}
    held |= {"mode": mode} if mode else {}
    return interactive("flow", {"name": "flow", "parameters": held})


def test_the_life_of_a_form(wa, door):
    wa.customer(ASHA).says("hi")
    flow = door.post(FLOWS, {"name": "seats", "categories": ["OTHER"]}).told["id"]
    screen = {"id": "S", "layout": {"type": "SingleColumnLayout", "children": []}}

    def give(*screens):
        content = json.dumps({"version": "7.0", "screens": screens[0] if screens else [screen]})
        data = {"name": "flow.json", "asset_type": "FLOW_JSON"}
        files = {"file": ("flow.json", content, "application/json")}
        return door.post(f"{flow}/assets", files=files, data=data).code, status()

    def does(verb, *asked):
        return door.post(f"{flow}/{verb}", *asked).code, status()

    def status():
        return door.get(flow).told["status"]

    assert does("publish") == (139002, "DRAFT")  # nothing is in it yet
    for bad in ([7], 7, [{"id": "S"}], None):
        assert give(bad) == (100, "DRAFT")
    assert does("publish") == (139002, "DRAFT")
    assert give() == (0, "DRAFT")
    for mode in (None, "published"):
        assert door.refused(flow_message(flow, mode))[1] == 131009
    assert door.send(flow_message(flow, "draft"))
    assert does("deprecate") == (139003, "DRAFT")
    assert does("publish") == (0, "PUBLISHED")
    for mode in (None, "draft"):
        assert door.send(flow_message(flow, mode))
    assert does("publish") == (139002, "PUBLISHED")  # it is already
    assert door.delete(flow).code == 139004
    assert give() == (0, "DRAFT")
    assert [does("publish"), does("deprecate")] == [(0, "PUBLISHED"), (0, "DEPRECATED")]
    assert door.refused(flow_message(flow))[1] == 131009
    assert give() == does("", {"name": "other"}) == (139001, "DEPRECATED")
    other = door.post(FLOWS, {"name": "other"}).told["id"]
    assert door.delete(other).told == {"success": True}
    assert door.get(other).status == 400


@pytest.mark.parametrize(
    "wish", [{}, {"name": 5}, {"name": "seats"}, {"name": "a", "categories": ["X"]}]
)
def test_a_form_that_cannot_be_made(wa, door, wish):
    assert door.post(FLOWS, {"name": "seats"}).status == 200
    assert door.post(FLOWS, wish).code == 100
    assert len(wa.flows) == 1


def test_a_form_shows_the_fields_that_are_asked_for(door):
    wish = {"name": "seats", "flow_json": {"version": "7.0", "screens": []}}
    flow = door.post(FLOWS, wish).told["id"]
    assert set(door.get(flow).told) == {"id", "name", "status", "categories", "validation_errors"}
    fields = {"fields": "json_version,updated_at,preview.invalidate(true)"}
    asked = door.get(flow, params=fields).told
    assert set(asked) == {"id", "json_version", "updated_at", "preview"}
    assert asked["updated_at"] == "2026-07-15T09:00:00+0000"
    number = door.get(PHONE, params={"fields": "quality_rating"}).told
    assert number == {"id": PHONE, "quality_rating": "GREEN"}


def test_lists_are_given_in_parts(wa, door):
    for n in range(5):
        wa.catalogue.approve(f"news_{n}", f"Seat number {n} is kept.")
    names, query, paging = [], {"limit": "2"}, {"next": ""}
    while "next" in paging:
        page = door.get(TEMPLATES, params=query).told
        assert len(page["data"]) <= 2
        names += [one["name"] for one in page["data"]]
        paging = page["paging"]
        query["after"] = paging["cursors"]["after"]
        assert "next" not in paging or door.get(paging["next"]).status == 200
    assert names == ["hello_world", *(f"news_{n}" for n in range(5))]
    assert "/v23.0/" in door.get(TEMPLATES, params={"limit": 1}).told["paging"]["next"]
    limits = [("limit", bad) for bad in ("", "0", "-1", " 2", "x", "9" * 5000)]
    for key, bad in (*limits, ("after", "zzz"), ("after", "AAAA"), ("after", "é")):
        assert door.get(TEMPLATES, params={key: bad}).code == 100
    for flow in ("a", "b"):
        door.post(FLOWS, {"name": flow})
    assert len(door.get(FLOWS, params={"limit": "1"}).told["data"]) == 1


@pytest.mark.parametrize("asked", REQUESTS["half"]["asked"])
def test_half_a_character_is_refused(door, asked):
    path, content = made(asked)
    kind = {"Content-Type": "application/json"}
    answer = door.post(path, content=json.dumps(content).encode(), headers=kind)
    assert (answer.status, answer.code) == (400, 100)


# Webhooks are not lost


def test_a_bot_that_breaks_loses_no_webhook(wa):
    wa.connect(Mock(side_effect=[ZeroDivisionError, ZeroDivisionError, 200]))
    with pytest.raises(ZeroDivisionError):
        wa.customer(ASHA).says("hi")
    with pytest.raises(ZeroDivisionError):
        wa.settle()
    wa.advance("1m")
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


@pytest.mark.parametrize("bot", ["http://127.0.0.1:9/nobody", "https://example.com/", "no address"])
def test_a_bot_that_does_not_answer_leaves_the_other_one_in_place(wa, bot):
    got = []
    wa.connect(lambda *request: got.append(request) or 200)
    with pytest.raises((Refusal, CourseError)):
        wa.connect(bot)
    wa.customer(ASHA).says("hi")
    assert len(got) == 1


def test_an_address_is_subscribed_from_a_client_in_this_process(server, loop):
    server.app = Bot()
    query = {"callback_url": f"http://127.0.0.1:{server.port}/", "verify_token": "vt"}

    async def scene(wa, asha):
        headers = {"Authorization": "Bearer TEST"}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(wa.app)) as client:
            path = f"https://graph.facebook.com/v23.0/{APP}/subscriptions"
            answer = await client.post(path, params=query, headers=headers)
        assert answer.json() == {"success": True}
        asha.says("hi")
        await wa.deliver_async()

    assert loop(scene) == [(200,)]


def test_a_bot_that_has_to_wait_loses_no_webhook(loop):
    async def scene(wa, asha):
        wa.connect(Bot(wait=lambda _: asyncio.sleep(0.001)))
        with pytest.raises(CourseError, match="deliver_async"):
            asha.says("hi")
        assert len(wa.courier.waiting) == 1
        await wa.deliver_async()

    assert loop(scene, auto=True) == [(200,)]


def test_one_slow_answer_holds_up_none_of_the_others(loop):
    bot = Bot(wait=lambda raw: asyncio.sleep(0.5 if b"slow" in raw else 0))

    async def scene(wa, asha):
        wa.connect(bot)
        for said in ("slow", *"01234"):
            asha.says(said)
        under_way = asyncio.create_task(wa.deliver_async(at_once=2))
        await asyncio.sleep(0.1)
        asha.says("late")  # comes while the slow one is still thought about
        await under_way

    assert loop(scene) == [(200,)] * 7
    told = [json.loads(raw)["entry"][0]["changes"][0]["value"]["messages"][0] for raw in bot.got]
    assert [one["text"]["body"] for one in told] == [*"01234", "late", "slow"]


def test_an_answer_nobody_can_read_ends_nothing(server, loop):
    headers = {"content-encoding": "gzip"}
    server.app = bot = Bot(body=gzip.compress(b"ok")[:-9], headers=headers)

    async def scene(wa, asha):
        await wa.courier.subscribe(f"http://127.0.0.1:{server.port}/webhook", "vt")
        asha.says("one"), asha.says("two")
        await wa.deliver_async(at_once=2)

    assert loop(scene) == [(200,), (200,)]
    assert len(bot.got) == 2


def test_nobody_there_is_an_answer_too(loop):
    async def scene(wa, asha):
        wa.courier.url, wa.courier.subscribed = "http://127.0.0.1:9/nobody", True
        asha.says("hi")
        await wa.deliver_async()
        assert wa.courier.log[0].answers == (0, 0)
        for _ in range(7):
            wa.advance("15h")
            await wa.deliver_async()

    assert loop(scene) == [(0,) * 9]


def test_a_notebook_reads_the_platforms_sentence_when_it_submits_twice(wa):
    assert wa.submit("reminder", "Your seat is kept.") == "PENDING"
    again = wa.submit("reminder", "Your seat is kept.")
    assert again.startswith("There is already en_US content for this template.")
