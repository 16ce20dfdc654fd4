"""What must hold for any order of events: money adds up, nothing is charged twice or lost."""

import contextlib
import json

import httpx
import pytest
from doors import (
    APP,
    FLOWS,
    GRAPH,
    MEDIA,
    PHONE,
    SEND,
    TEMPLATES,
    Door,
    body,
    interactive,
    kept,
    statuses,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from course_lib.business import sandbox, webhooks
from course_lib.business.messages import Refusal

NUMBERS = ["919800000001", "6281200000009", "5511900000007", "18765550123", "919800000408"]
STARTS = ["2026-09-30T20:00:00Z", "2026-10-31T20:00:00Z", "2026-07-15T09:00:00Z"]
person = st.integers(0, len(NUMBERS) - 1)
step = st.one_of(
    st.tuples(st.sampled_from(["says", "ad", "text", "utility", "marketing", "off", "on"]), person),
    st.tuples(st.sampled_from(["open", "close", "blocks", "unblocks", "react"]), person),
    st.tuples(
        st.just("advance"), st.sampled_from([0, 1, 7, 60, 3600, 23 * 3600, 25 * 3600, 90_000])
    ),
)
chat = st.lists(step, max_size=40)
calm = settings(max_examples=60)


ACTS = {
    "says": lambda wa, who: who.says("hi"),
    "ad": lambda wa, who: who.taps_ad(),
    "text": lambda wa, who: wa.send_text(who, "hello"),
    "utility": lambda wa, who: wa.send_template(who, "hello_world"),
    "marketing": lambda wa, who: wa.send_template(who, "offer"),
    "off": lambda wa, who: setattr(who, "online", False),
    "on": lambda wa, who: setattr(who, "online", True),
    "open": lambda wa, who: setattr(who, "chat_open", True),
    "close": lambda wa, who: setattr(who, "chat_open", False),
    "blocks": lambda wa, who: who.blocks(),
    "unblocks": lambda wa, who: setattr(who, "blocked", False),
    "react": lambda wa, who: wa.send(body("reaction", reaction(who), who.wa_id)),
}


def reaction(who):
    return {"message_id": who.thread[-1].id if who.thread else "wamid.x", "emoji": "x"}


def play(wa, steps):
    for what, arg in steps:
        if what == "advance":
            wa.advance(arg)
            continue
        try:
            ACTS[what](wa, wa.customer(NUMBERS[arg]))
        except Refusal as no:
            assert no.code in (132015, 132016)  # noqa: PT017


def world(start, **more):
    wa = sandbox(start=start, **more)
    wa.catalogue.approve("offer", "Come and see.", "MARKETING")
    return wa


ALIVE = ("sent", "failed", "sent delivered", "sent delivered read", "sent read")
LIVES = {"text": ALIVE, "template": ALIVE, "reaction": ("sent", "failed")}


@calm
@given(st.sampled_from(STARTS), chat)
def test_charges_and_webhooks_agree(start, steps):
    wa = world(start)
    play(wa, steps)
    wa.advance("1h")
    total = sum(m.owed for m in wa.messages.values())
    assert float(total) == pytest.approx(wa.frame("charges")["owed"].sum())
    # What a company adds up from its webhooks: the regular statuses of arrived messages.
    told = [one for one in statuses(wa) if one["status"] in ("delivered", "read")]
    arrived = {one["id"] for one in told}
    regular = {one["id"] for one in told if one.get("pricing", {}).get("type") == "regular"}
    assert total == sum(wa.message(one).quote.rate for one in regular)
    assert arrived == {m.id for m in wa.messages.values() if m.arrived is not None}
    for message in wa.messages.values():
        assert " ".join(one["status"] for one in statuses(wa, message.id)) in LIVES[message.type]


@calm
@given(st.sampled_from(STARTS), chat)
def test_the_same_steps_give_the_same_world(start, steps):
    def run():
        wa = world(start)
        play(wa, steps)
        wa.advance("2h")
        return [wa.frame(name).to_csv() for name in ("charges", "webhooks", "envelopes")]

    assert run() == run()


@calm
@given(chat, st.booleans(), st.lists(st.sampled_from([200, 500, None]), max_size=12))
def test_no_failing_bot_loses_or_charges_twice(steps, twice, answers):
    """None: the bot breaks, which its owner sees; the webhook comes again."""
    calm_world, rough = world(STARTS[0]), world(STARTS[0])
    got, replies = [], iter(answers)

    def bot(body, headers):
        assert webhooks.verify("test-app-secret", body, headers["x-hub-signature-256"])
        status = next(replies, 200)
        if status is None:
            raise ZeroDivisionError
        if status == 200:
            got.append(body)
        return status

    rough.connect(bot)
    for wa in (calm_world, rough):
        for step in [*steps, ("advance", 0), *[("advance", 3600)] * 40]:
            with contextlib.suppress(ZeroDivisionError):
                play(wa, [step])
        if twice:  # as the platform sometimes does
            wa.courier.waiting.extend(wa.courier.log)
        while wa.courier.subscribed and wa.courier.waiting:
            with contextlib.suppress(ZeroDivisionError):
                wa.settle()
    assert rough.clock.now <= calm_world.clock.now
    received = {json.dumps(json.loads(body)["entry"][0]["changes"][0]) for body in got}
    made = {json.dumps({"value": u.value, "field": u.field}) for u in rough.courier.log}
    assert received == made
    if None not in answers:
        charges = [wa.frame("charges")["owed"].tolist() for wa in (calm_world, rough)]
        assert charges[0] == charges[1]


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda kids: (
        st.lists(kids, max_size=4) | st.dictionaries(st.text(max_size=8), kids, max_size=4)
    ),
    max_leaves=12,
)
KINDS = ("text", "template", "interactive", "image", "location", "contacts", "reaction")
KEYS = ("to", "type", "recipient", "context", "status", "message_id", *KINDS, "body", "action")
INNER = ("text", "body", "name", "language", "components", "type", "action", "buttons", "sections")
noisy = st.dictionaries(st.sampled_from(INNER), json_like, max_size=5)
almost = st.dictionaries(st.sampled_from(KEYS), json_like | noisy, max_size=8).map(
    lambda body: {"messaging_product": "whatsapp", "to": NUMBERS[0]} | body
)
typed = st.tuples(st.sampled_from(KINDS), json_like | noisy).map(lambda pair: body(*pair))
button_kinds = st.sampled_from(["button", "list", "cta_url", "flow", "location_request_message"])
tapped = st.tuples(button_kinds, json_like | noisy).map(lambda pair: interactive(*pair))
EDGES = (SEND, MEDIA, TEMPLATES, FLOWS, "0/messages", f"{APP}/subscriptions")
EDGES += (f"{PHONE}/whatsapp_business_encryption",)


def ask(method, edge, query=b"", **request):
    """There is an answer in the platform's shape, and a refusal changes nothing."""
    wa = world(STARTS[0])
    before = kept(wa)

    async def app(scope, receive, send):  # `query` as it comes: httpx would quote it
        await wa.app(scope | {"query_string": query}, receive, send)

    with httpx.Client(transport=webhooks.SyncTransport(app), base_url=GRAPH) as client:
        answer = Door(client)(method, edge, **request)
    if answer.status == 200:
        assert "error" not in answer.told
    else:
        assert {"message", "type", "code", "fbtrace_id"} <= set(answer.error)
        assert 400 <= answer.status < 600
        assert answer.code != 131000
        assert kept(wa) == before


@settings(max_examples=300)
@given(st.sampled_from(EDGES), json_like | almost | typed | tapped)
def test_any_json_gets_an_answer_in_the_platforms_shape(edge, asked):
    content = json.dumps(asked).encode()
    ask("POST", edge, content=content, headers={"Content-Type": "application/json"})


FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
kinds = st.sampled_from(["application/json", f"{PARTS}; boundary=x", PARTS, FORM, b"\xff"])
raws = st.binary(max_size=40)
framed = raws.map(lambda raw: b"--x\r\n" + raw + b"\r\n--x--")


@settings(max_examples=200)
@given(
    st.sampled_from(EDGES), st.sampled_from(["GET", "POST", "DELETE"]), kinds, raws, raws | framed
)
@example(TEMPLATES, "GET", FORM, b"limit=1&\xff", b"")  # the next part has an address, too
def test_any_bytes_get_an_answer_in_the_platforms_shape(edge, method, kind, query, raw):
    ask(method, edge, query, content=raw, headers={"Content-Type": kind})
