"""pywa 4.5, a client nobody here wrote, live against the sandbox: sync and async."""

import logging
from collections import Counter

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from doors import APP, ASHA, IDS, heard_by
from pywa import WhatsApp, errors, types
from pywa.types import templates
from pywa.types.templates import BodyText, TemplateCategory, TemplateLanguage
from pywa_async import WhatsApp as AsyncWhatsApp
from starlette.applications import Starlette

from course_lib.business import flows

ENGLISH = TemplateLanguage.ENGLISH_US
SCREENS = {"version": "7.0", "screens": [{"id": "SEATS", "layout": {"children": []}}]}
FORM = {"flow_json": SCREENS, "publish": True, "endpoint_uri": "http://bot.example/seats"}


@pytest.fixture
def complaints(caplog):
    """pywa answers 200 even when it could not read an update: its log tells."""
    caplog.set_level(logging.WARNING, logger="pywa")
    yield
    bad = [r.getMessage() for r in caplog.records if r.name.startswith("pywa")]
    assert bad == []


@pytest.fixture
def client(wa, complaints):
    """A client beside a sandbox, which tells it everything."""
    return sync_client(wa)


@pytest.fixture
def heard(client):
    """All that its handlers receive."""
    return heard_by(client)


@pytest.fixture
def asha(wa):
    return wa.customer(ASHA, "Asha", user_id="IN.1001")


def wished(name, parts, category=TemplateCategory.UTILITY, **more):
    asked = {"name": name, "language": ENGLISH, "category": category, "components": parts}
    return templates.Template(**asked | more)


def sync_client(wa, **more):
    client = WhatsApp(server=None, session=httpx.Client(transport=wa.transport), **IDS, **more)

    def receive(body, headers):
        signature = headers["x-hub-signature-256"]
        if refused := client.webhook_update_validator(body, signature):
            return refused[1]
        return client.webhook_update_handler(body)[1]

    wa.connect(receive)
    return client


def row(title, data):
    section = types.Section("Rows", rows=[types.SectionRow(title=title, callback_data=data)])
    return types.SectionList("Rows", sections=[section])


def told(heard):
    """The statuses among what was heard, each with the type of its price."""
    statuses = [update for update in heard if isinstance(update, types.MessageStatus)]
    return [(one.status.value, one.pricing and one.pricing.type.value) for one in statuses]


def test_sync_conversation(wa, client, asha, heard):
    asha.name = "Zoë"

    @client.on_message
    def on_message(_, msg):
        msg.mark_as_read()
        msg.react("👍")
        seats = [types.Button("Window", "w"), types.Button("Aisle", "a")]
        msg.reply("Which seat?", buttons=seats, quote=True)

    @client.on_callback_button
    def on_button(_, tap):
        tap.reply("Which row?", buttons=row("Row 7", "r7"))

    asha.says("Is the bus à l'heure?")
    wa.advance("10s")
    asha.taps(asha.last, "Window")
    wa.advance("10s")
    asha.taps(asha.last, "Row 7")
    message, button, chosen = [u for u in heard if not isinstance(u, types.MessageStatus)]
    assert (message.text, message.from_user.name) == ("Is the bus à l'heure?", "Zoë")
    assert (button.data, button.title, chosen.data) == ("w", "Window", "r7")
    free = "free_customer_service"
    steps = {("sent", free): 2, ("delivered", free): 2, ("read", None): 2}
    assert Counter(told(heard)) == steps | {("sent", None): 1}  # the reaction: nothing else is told
    assert asha.thread[0].read is not None


def test_sync_errors_media_and_number(wa, client, asha, heard):
    client.send_message(ASHA, "too late")
    wa.advance("5s")
    assert isinstance(heard[0].error, errors.ReEngagementMessage)
    with pytest.raises(errors.WhatsAppError):
        client.send_message(ASHA, "x" * 4097)
    with pytest.raises(errors.WhatsAppError):
        client.send_template(ASHA, "nothing", ENGLISH, [])
    asha.says("hi")
    media = client.upload_media(b"\x89PNG\r\n", mime_type="image/png", filename="a.png")
    url = client.get_media_url(media.id)
    assert client.get_media_bytes(url.url) == b"\x89PNG\r\n"
    client.send_image(ASHA, media.id, caption="The coach")
    client.send_location(ASHA, latitude=-6.9, longitude=107.6, name="Bandung")
    client.send_document(ASHA, b"ticket", filename="t.txt", mime_type="text/plain")
    wa.advance("10s")
    assert [m.type for m in asha.thread[2:]] == ["image", "location", "document"]
    (number,) = client.get_business_phone_numbers()
    assert number.id == client.get_business_phone_number().id
    assert number.display_phone_number == "15550783881"
    assert client.get_business_account().name == "Nusa Bus"
    client.update_business_profile(about="Coaches")
    assert client.get_business_profile().about == "Coaches"
    assert client.delete_media(media.id)


def test_sync_templates(wa, client, heard):
    text = "Seat {{seat}} is yours, have a good trip."
    parts = [kept := BodyText(text, seat="12A")]
    wish = wished("seat_ready", parts, parameter_format="NAMED")
    made = client.create_template(wish)
    wa.advance("24h")
    assert [news.new_status.value for news in heard] == ["APPROVED"]
    names = {one.name: one.status.value for one in client.get_templates()}
    assert names == {"hello_world": "APPROVED", "seat_ready": "APPROVED"}
    sent = client.send_template(ASHA, "seat_ready", ENGLISH, [kept.params(seat="3C")])
    assert wa.message(sent.id).filled.text == "Seat 3C is yours, have a good trip."
    assert client.get_template(made.id).name == "seat_ready"
    assert client.delete_template("seat_ready")


def async_bot(wa, **more):
    app = Starlette()
    session = httpx.AsyncClient(transport=httpx.ASGITransport(app=wa.app))
    client = AsyncWhatsApp(server=app, webhook_endpoint="/webhook", session=session, **IDS, **more)

    @client.on_message
    async def on_message(_, msg):
        await msg.reply(f"You said {msg.text}")

    return app, client


def test_async_conversation_and_template(loop, complaints):
    async def scene(wa, asha):
        app, client = async_bot(wa)
        heard = heard_by(client)
        wa.connect(app)

        @client.on_callback_button
        async def on_button(_, tap):
            await tap.reply("Which row?", buttons=row("Row 1", "r1"))

        async def pause():
            await wa.deliver_async()
            wa.advance("7s")
            await wa.deliver_async()

        asha.says("hello")
        await pause()
        assert asha.last.content["body"] == "You said hello"
        await client.send_message(ASHA, "Which seat?", buttons=[types.Button("Window", "w")])
        await pause()
        for choice in ("Window", "Row 1"):
            asha.taps(asha.last, choice)
            await pause()
        await client.send_template(ASHA, "hello_world", ENGLISH, [])
        await pause()
        with pytest.raises(errors.WhatsAppError):
            await client.send_message(ASHA, "x" * 4097)
        assert [tap.data for tap in heard if hasattr(tap, "data")] == ["w", "r1"]
        assert Counter(step for step, _ in told(heard)) == {"sent": 4, "delivered": 4, "read": 4}

    assert set(loop(scene)) == {(200,)}


def test_a_repeated_webhook_is_handled_once(wa, client, asha, heard):
    asha.says("hello")
    wa.courier.waiting.append(wa.courier.log[0])
    wa.settle()
    assert wa.courier.log[0].answers == (200, 200)
    assert [msg.text for msg in heard] == ["hello"]


def test_sync_client_inside_a_running_loop(loop, complaints):
    async def scene(wa, asha):
        sync_client(wa).on_message(lambda _, msg: msg.reply("in the loop"))
        asha.says("hello")
        wa.advance("5s")
        assert asha.last.content["body"] == "in the loop"

    loop(scene, auto=True)


def test_form_with_pywa_as_the_endpoint(loop, complaints):
    async def scene(wa, asha):
        private, public = flows.key_pair()
        kind = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        pem = private.private_bytes(serialization.Encoding.PEM, *kind).decode()
        app, client = async_bot(wa, business_private_key=pem)
        await client.set_business_public_key(public)
        made = await client.create_flow("seats", [types.FlowCategory.OTHER], **FORM)

        @client.on_flow_request("/seats")
        async def on_request(_, req):
            if req.action == types.FlowRequestActionType.INIT:
                return req.respond(screen="SEATS", data={"seats": []})
            return req.respond(close_flow=True, data={"seat": req.data["seat"]})

        heard = heard_by(client)
        wa.connect(app)
        asha.says("hello")
        opens = {"flow_action_type": types.FlowActionType.DATA_EXCHANGE, "flow_token": "t"}
        button = types.FlowButton("Choose", flow_id=made.id, **opens)
        await client.send_message(ASHA, "Your seat", buttons=button)
        wa.advance("5s")
        form = asha.opens_form(asha.last)
        assert form.screen == "SEATS"
        form.submit(seat="12A")
        assert form.done
        assert heard[-1].response["seat"] == "12A"

    loop(scene, auto=True)


def test_sync_client_over_loopback(wa, server, asha):
    server.app = wa.app

    class Nearby(httpx.HTTPTransport):
        """Keeps the production address in the client and knocks next door."""

        def handle_request(self, request):
            request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=server.port)
            return super().handle_request(request)

    asha.says("hi")
    with httpx.Client(transport=Nearby(trust_env=False), timeout=300) as session:
        client = WhatsApp(server=None, session=session, **IDS)
        sent = client.send_message(ASHA, "hello over a socket")
    assert wa.message(sent.id).content["body"] == "hello over a socket"


def test_registration_of_a_callback_address(wa, client):
    wa.courier.apps["bot.example"], _ = async_bot(wa)
    told = client.api.get_app_access_token(APP, "test-app-secret")
    hook = {"callback_url": "http://bot.example/webhook", "verify_token": "vt"}
    hook |= {"access_token": told["access_token"], "fields": ("messages",)}
    assert client.api.set_app_callback_url(APP, **hook)["success"]
    assert wa.courier.url == "http://bot.example/webhook"


def test_the_life_of_a_form_by_pywa(client):
    made = client.create_flow("seats", [types.FlowCategory.OTHER])
    assert client.update_flow_json(made.id, SCREENS)
    shown = client.get_flow(made.id)
    assert (shown.status.value, shown.json_version) == ("DRAFT", "7.0")
    assert shown.updated_at.isoformat() == "2026-07-15T09:00:00+00:00"
    assert client.update_flow_metadata(made.id, name="seat form")
    assert client.publish_flow(made.id)
    assert [flow.name for flow in client.get_flows()] == ["seat form"]
    with pytest.raises(errors.FlowDeletingError):
        client.delete_flow(made.id)
    assert client.deprecate_flow(made.id)
    with pytest.raises(errors.FlowDeprecatingError):
        client.deprecate_flow(made.id)
    other = client.create_flow("other", [types.FlowCategory.OTHER])
    assert client.delete_flow(other.id)


def test_templates_part_by_part_by_pywa(wa, client, asha, heard):
    otp = [
        templates.AuthenticationBody(add_security_recommendation=True),
        templates.AuthenticationFooter(code_expiration_minutes=5),
        templates.Buttons(buttons=[code := templates.CopyCodeOTPButton(text="Copy")]),
    ]
    client.create_template(wished("code", otp, TemplateCategory.AUTHENTICATION))
    quick = templates.QuickReplyButton(text="Yes")
    parts = [BodyText("Is your seat still free?"), templates.Buttons(buttons=[quick])]
    made = client.create_template(wished("ask", parts))
    wa.advance("24h")
    body = templates.AuthenticationBody.params(otp="123456")
    button = code.params(otp="123456")
    with pytest.raises(errors.MissingRequiredParameter):
        client.send_template(ASHA, "code", ENGLISH, [body])
    sent = client.send_template(ASHA, "code", ENGLISH, [body, button])
    assert wa.message(sent.id).filled.text.startswith("*123456* is your verification code.")
    reply = quick.params(callback_data="seat-12A", index=0)
    client.send_template(ASHA, "ask", ENGLISH, [reply])
    wa.advance("10s")
    asha.taps(asha.last, "Yes")
    assert (heard[-1].data, heard[-1].title) == ("seat-12A", "Yes")
    new = [BodyText("Is your seat by the window?"), templates.Buttons(buttons=[quick])]
    assert client.update_template(made.id, new_components=new).success
    assert wa.templates["ask", "en_US"].status == "PENDING"


def test_somebody_without_a_number_by_pywa(wa, client):
    client.on_message(lambda _, msg: msg.reply(f"{msg.from_user.username} {msg.from_user.wa_id}"))
    sari = wa.customer("", "Sari", username="sari.bdg", user_id="ID.77")
    sari.says("hi")
    wa.advance("10s")
    assert sari.last.content["body"] == "sari.bdg None"


def test_a_customers_file_by_pywa(asha, heard):
    asha.sends_file("image", "image/jpeg", b"\xff\xd8jpeg")
    assert heard[0].image.get_bytes() == b"\xff\xd8jpeg"
