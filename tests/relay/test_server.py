"""The relay: each prekey once, nothing lost, nothing kept, and nothing it could read."""

import datetime as dt
import pickle
import tomllib
from pathlib import Path
from unittest.mock import Mock

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from course_lib import relay
from course_lib.encryption import handshake, keys, ratchet, sealing
from course_lib.errors import CourseError
from course_lib.relay import Delivery, Envelope, Introduction, Server

SEVEN = dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC)
THIRTY_DAYS = dt.timedelta(days=30)
REFUSED = tomllib.loads(Path(__file__).with_name("server.toml").read_text(encoding="utf-8"))


@pytest.fixture
def server():
    server = Server()
    server.register("Sari", b"bundle of Sari")
    server.register("Budi", b"bundle of Budi", [b"one", b"two"])
    return server


def send(server, ciphertext, recipient="Budi", at=SEVEN, sender="Sari", kind="text"):
    sent = Delivery(Envelope(at, sender, recipient, kind, len(ciphertext)), ciphertext)
    server.send(sent.envelope, ciphertext)
    return sent


def test_each_one_time_prekey_is_handed_out_once_and_then_it_works_without(server):
    assert server.prekeys_left("Budi") == 2
    handed = [server.fetch_bundle("Budi") for _ in range(4)]
    assert [one.one_time_prekey for one in handed] == [b"one", b"two", None, None]
    assert {one.bundle for one in handed} == {b"bundle of Budi"}
    assert server.prekeys_left("Budi") == 0


def test_registering_again_replaces_the_keys(server):
    server.fetch_bundle("Budi")
    server.register("Budi", b"a new phone", [b"two", b"three"])  # "two" never left
    assert server.fetch_bundle("Budi") == Introduction(b"a new phone", b"two")
    server.register("Budi", b"another")
    assert server.fetch_bundle("Budi") == Introduction(b"another", None)


step = st.tuples(
    st.sampled_from(["send", "collect", "register"]),
    st.sampled_from("AB"),  # the device
    st.sampled_from([0, 1, 24, 29 * 24, 30 * 24, 30 * 24 + 1]),  # hours that have passed
    st.sampled_from([0, 1, 48]),  # hours by which the clock of the sender is ahead
)


@given(st.lists(step, max_size=15))
@example([("send", "A", 0, 0), ("register", "A", 0, 0), ("collect", "A", 30 * 24, 0)])
@example([("send", "A", 0, 0), ("collect", "B", 30 * 24 + 1, 0), ("collect", "A", 0, 0)])
@example([("send", "A", 0, 0), ("collect", "A", 30 * 24 + 1, 0)])
@example([("send", "A", 0, 48), ("collect", "A", 24, 0), ("collect", "A", 24, 0)])
def test_every_message_arrives_once_and_in_its_time_or_is_forgotten(steps):
    server, now, sent, waiting = Server(), SEVEN, [], []
    for device in "AB":
        server.register(device, b"bundle")
    for n, (act, device, passed, ahead) in enumerate(steps):
        now += dt.timedelta(hours=passed)
        if act == "send":
            at = now + dt.timedelta(hours=ahead)
            sent.append(send(server, b"<%d>" % n, device, at, sender=None))
            waiting.append(sent[-1])
        elif act == "register":  # a new phone gets what waited for the old one
            server.register(device, b"bundle")
        else:  # whoever collects, what is too old is gone
            waiting = [one for one in waiting if now - one.envelope.sent_at <= THIRTY_DAYS]
            mine = [one for one in waiting if one.envelope.recipient == device]
            due = [one for one in mine if one.envelope.sent_at <= now]
            assert server.collect(device, at=now) == due
            waiting = [one for one in waiting if one not in due]
        held = pickle.dumps(server)
        assert [one for one in sent if one.ciphertext in held] == waiting
    outsides = [one.envelope for one in sent]
    pd.testing.assert_frame_equal(server.log(), relay.log_frame(outsides))  # it does not forget


@pytest.mark.parametrize("call", REFUSED)
def test_bad_input_is_explained_and_changes_nothing(server, call):
    send(server, b"waiting")
    server.fetch_bundle("Budi")
    before = pickle.dumps(server)
    with pytest.raises(CourseError, match=REFUSED[call]):
        eval(call, globals(), {"s": server})
    assert pickle.dumps(server) == before


def given_to(watched):
    """All that a server was ever given: whatever it held came from there."""
    return pickle.dumps([(call.args, call.kwargs) for call in watched.mock_calls])


def test_no_plaintext_and_no_private_key_was_ever_in_its_hands():
    server = Mock(wraps=Server())
    sari, budi = handshake.demo_keyring("sari"), handshake.demo_keyring("budi", one_time=2)
    pile = [keys.encode_public(pair.public) for pair in budi.one_time]
    server.register("Sari", sari.bundle.to_bytes())
    server.register("Budi", budi.bundle.to_bytes(), pile)

    told = server.fetch_bundle("Budi")
    bundle = handshake.PrekeyBundle.from_bytes(told.bundle)
    hello = handshake.start(sari.identity, bundle, keys.decode_public(told.one_time_prekey))
    wire = sealing.Specification(hello.associated_data)
    first = ratchet.start_alice(hello.secret, bundle.signed_prekey, wire)
    alice, frame = ratchet.encrypt(first, b"Seven at the station?")
    send(server, hello.header.to_bytes() + frame, kind="prekey")
    (delivery,) = server.collect("Budi", at=SEVEN)
    _, bob, question = handshake.accept(budi, delivery.ciphertext)
    bob, frame = ratchet.encrypt(bob, b"Seven it is.")
    send(server, frame, sender="Budi", recipient="Sari")
    (delivery,) = server.collect("Sari", at=SEVEN)
    alice, answer = ratchet.decrypt(alice, delivery.ciphertext)
    assert (question, answer) == (b"Seven at the station?", b"Seven it is.")

    pairs = [sari.identity, sari.signed_prekey, budi.identity, budi.signed_prekey, *budi.one_time]
    pairs += [first.mine, alice.mine, bob.mine]
    private = [pair.private.private_bytes_raw() for pair in pairs]
    chains = [key for state in (first, alice, bob) for key in (state.root, state.sending)]
    used = sealing.message_keys(ratchet.sending_key(first)[2])
    secrets = [question, answer, hello.secret, *private, *chains, *used]
    assert not [secret for secret in secrets if secret in given_to(server)]
    for secret in secrets:  # the watch would have seen each of them
        send(server, secret)
        assert secret in given_to(server)
