"""Where developers stumble on the platform, and must stumble here in the same way."""

import asyncio
import gzip
import json
from unittest.mock import Mock

import httpx
import pytest
from doors import APP, ASHA, REQUESTS, SEND, WABA, Bot, statuses

from course_lib.business import bot, webhooks
from course_lib.business.messages import Refusal
from course_lib.errors import CourseError


def test_a_person_without_a_number(wa, door):
    sari = wa.customer("", "Sari", username="sari.bdg", user_id="ID.77")
    assert wa.customer("", username="sari.bdg", user_id="ID.77") is sari
    sari.says("hi")
    asked = {"messaging_product": "whatsapp", "recipient": "ID.77", "text": {"body": "hello"}}
    assert door.post(SEND, asked).told["contacts"] == [{"input": "ID.77", "user_id": "ID.77"}]
    assert wa.send_text(sari, "again").person is sari
    wa.advance("10s")
    assert [message.content["body"] for message in sari.arrived] == ["hello", "again"]
    assert sari.last.quote.market == "Indonesia"
    told = json.dumps([update.value for update in wa.courier.log])
    for left_out in ("wa_id", '"from"', "recipient_id"):
        assert left_out not in told
    assert told.count('"username": "sari.bdg"') == len(wa.courier.log)


# An app has an address, and an account may have one of its own.
HOOKS = {f"{APP}/subscriptions": "callback_url", f"{WABA}/subscribed_apps": "override_callback_uri"}


@pytest.mark.parametrize(("path", "address"), HOOKS.items())
def test_26_challenge_signature_retry(world, reader, path, address):
    wa, door = world()
    wa.courier.apps["bot.example"] = bot = Bot(lambda count: 200 if count > 2 else 500)
    hook = {address: "http://bot.example/webhook"}
    answer = door.post(path, hook | {"verify_token": "wrong"})
    assert (answer.status, answer.code) == (400, 2200)
    assert door.post(path, hook | {"verify_token": "vt"}).told == {"success": True}
    wa.customer(ASHA, "Asha").says("hi")
    wa.advance("5m")
    assert len(bot.asked) == 3
    ((body, signature),) = set(bot.asked)
    assert reader.read(body, signature)
    golden = REQUESTS["webhook"]
    raw, signed = golden["raw"].encode(), golden["signed"]
    assert webhooks.sign("test-app-secret", raw) == signed
    assert reader.read(raw, signed)
    assert reader.client.webhook_update_validator(raw + b" ", signed)[1] == 403


def test_a_bot_that_breaks_loses_no_webhook(wa):
    wa.connect(Mock(side_effect=[ZeroDivisionError, httpx.ConnectError("elsewhere"), 200]))
    with pytest.raises(ZeroDivisionError):
        wa.customer(ASHA).says("hi")
    with pytest.raises(httpx.ConnectError):  # what a bot asks others for is its own trouble
        wa.settle()
    wa.advance("1m")
    assert wa.courier.log[0].answers == (500, 500, 200)


def test_a_bot_reads_why_its_message_was_refused(wa):
    made = bot.plug(bot.Bot, wa)
    made.heard = lambda who, *_: made.buttons(who, "Go?", {"yes": "x" * 21})
    with pytest.raises(httpx.HTTPStatusError, match="Button title length invalid"):
        wa.customer(ASHA).says("hi")


def test_what_was_told_before_somebody_subscribed_never_comes(wa):
    got = []
    wa.send_template(ASHA, "hello_world")
    wa.connect(lambda *request: got.append(request) or 200)
    wa.advance("10s")
    steps = [told["status"] for told in statuses(wa)]
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
        wa.courier.url, wa.courier.subscribed = "http://127.0.0.1:9/bot.example", True
        asha.says("hi")
        await wa.deliver_async()
        assert wa.courier.log[0].answers == (0, 0)
        for _ in range(7):
            wa.advance("15h")
            await wa.deliver_async()

    assert loop(scene) == [(0,) * 9]
