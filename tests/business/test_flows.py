import pytest
from doors import FLOWS, interactive

from course_lib.business import emulator, flows
from course_lib.errors import CourseError

KEY, NONCE = bytes(range(16)), bytes(range(16, 32))


def test_golden_vectors():
    ping, pong = {"version": "3.0", "action": "ping"}, {"data": {"status": "active"}}
    asked = "vryB0w/BTee4OvmgkgEf9dnfQfwZb8iWi7yl5iotFMJeuQl749lOptdzv/L1T2V2PA=="
    answer = "IHgL0mWXHJ6FDPLH6+aygF5BfT+mPzwvzktiKvlmYpg8eFKqJX/07YVStaI="
    assert flows.seal(ping, KEY, NONCE) == asked
    assert flows.seal(pong, KEY, flows.flipped(NONCE)) == answer
    assert flows.unseal(answer, KEY, flows.flipped(NONCE)) == pong


def test_what_cannot_be_opened_is_421():
    (mine, _), (_, theirs) = flows.key_pair(), flows.key_pair()
    foreign = flows.request(theirs, {"action": "INIT"}, KEY, NONCE)
    for bad in ({}, {"encrypted_aes_key": "!", "initial_vector": ""}, [], foreign):
        with pytest.raises(flows.CannotDecryptError):
            flows.open_request(mine, bad)
    with pytest.raises(flows.CannotDecryptError):  # what is sealed is an object
        flows.unseal(flows.seal([1], KEY, NONCE), KEY, NONCE)


def test_a_form_is_opened_where_it_asks_an_endpoint(wa, door):
    wish = {"name": "f", "flow_json": {"screens": [{"id": "ASK", "layout": {"children": []}}]}}
    form = door.post(FLOWS, wish).told["id"]
    door.post(FLOWS, wish | {"name": "g", "endpoint_uri": "http://bot.example/f"})
    sari = wa.customer("6281200000001", "Sari")
    sari.says("hi")
    own_screen = {"flow_name": "g", "flow_action": "navigate"}
    sent = [wa.send_text(sari, "no form here")]
    for named in ({"flow_id": form, "flow_token": "t"}, own_screen):
        held = named | {"flow_cta": "Open", "mode": "draft"}
        action = {"name": "flow", "parameters": held}
        sent.append(wa.send(interactive("flow", action, to=sari.wa_id)))
    for message in sent:
        with pytest.raises(CourseError, match="with a form that asks an endpoint"):
            sari.opens_form(message)


@pytest.mark.parametrize("said", [b"", b"ok", b"\xff\xfe", b"{}", b"AAAA"])
def test_an_endpoint_that_answers_anything_is_told_what_to_answer(wa, said):
    async def endpoint(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": said})

    wa.public_key = flows.key_pair()[1]
    wa.courier.apps["bot.example"] = endpoint
    with pytest.raises(CourseError, match="as base64"):
        emulator.ask(wa, "http://bot.example/form", {"action": "ping"})
