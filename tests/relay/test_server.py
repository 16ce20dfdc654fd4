"""The relay: each prekey once, nothing lost, nothing kept, and nothing it could read."""

import datetime as dt
import pickle
import tomllib
from pathlib import Path
from unittest.mock import Mock

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import relay
from course_lib.encryption import handshake, keys, ratchet, sealing
from course_lib.errors import CourseError
from course_lib.relay import Envelope, Introduction, Server

SEVEN = dt.datetime(2024, 10, 19, 7, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
REFUSED = tomllib.loads(Path(__file__).with_name("server.toml").read_text(encoding="utf-8"))


@pytest.fixture
def server():
    server = Server()
    server.register("Sari", b"bundle of Sari", at=SEVEN)
    server.register("Budi", b"bundle of Budi", [b"one", b"two"], at=SEVEN)
    return server


def send(server, ciphertext, recipient="Budi", at=SEVEN, sender="Sari", kind="text"):
    server.send(Envelope(at, sender, recipient, kind, len(ciphertext)), ciphertext)


def insides(deliveries):
    return [delivery.ciphertext for delivery in deliveries]


def snapshot(server):
    return pickle.dumps(server)


# --- keys ---


def test_each_one_time_prekey_is_handed_out_once_and_then_it_works_without(server):
    assert server.prekeys_left("Budi") == 2
    handed = [server.fetch_bundle("Budi") for _ in range(4)]
    assert [one.one_time_prekey for one in handed] == [b"one", b"two", None, None]
    assert {one.bundle for one in handed} == {b"bundle of Budi"}
    assert server.prekeys_left("Budi") == 0


def test_a_prekey_that_was_handed_out_cannot_come_back(server):
    server.fetch_bundle("Budi")
    before = snapshot(server)
    for pile in ([b"three", b"one"], [b"four", b"four"]):
        with pytest.raises(CourseError, match="new one-time prekeys"):
            server.register("Budi", b"bundle of Budi", pile, at=SEVEN)
    assert snapshot(server) == before
    server.register("Budi", b"bundle of Budi", [b"two", b"three"], at=SEVEN)  # "two" never left
    assert server.fetch_bundle("Budi").one_time_prekey == b"two"


def test_registering_again_replaces_the_keys_and_loses_no_message(server):
    send(server, b"sealed for the old keys")
    server.register("Budi", b"a new phone", [b"three"], at=SEVEN)
    assert server.fetch_bundle("Budi") == Introduction(b"a new phone", b"three")
    assert server.fetch_bundle("Budi") == Introduction(b"a new phone", None)
    assert insides(server.collect("Budi", at=SEVEN)) == [b"sealed for the old keys"]


# --- messages ---


def test_messages_wait_for_an_offline_device_and_are_forgotten_once_delivered(server):
    send(server, b"first")
    send(server, b"second", at=SEVEN + DAY)
    send(server, b"for Sari", recipient="Sari", sender=None)
    delivered = server.collect("Budi", at=SEVEN + 2 * DAY)
    assert insides(delivered) == [b"first", b"second"]
    assert delivered[1].envelope == Envelope(SEVEN + DAY, "Sari", "Budi", "text", 6)
    assert server.collect("Budi", at=SEVEN + 2 * DAY) == []
    assert b"first" not in snapshot(server)
    assert b"for Sari" in snapshot(server)


def test_nothing_arrives_before_it_was_sent(server):
    send(server, b"tomorrow", at=SEVEN + DAY)
    send(server, b"today")
    assert insides(server.collect("Budi", at=SEVEN)) == [b"today"]
    assert insides(server.collect("Budi", at=SEVEN + DAY)) == [b"tomorrow"]


def test_undelivered_messages_are_forgotten_after_thirty_days(server):
    assert relay.UNDELIVERED_DAYS == 30
    send(server, b"in time")
    assert insides(server.collect("Budi", at=SEVEN + 30 * DAY)) == [b"in time"]
    send(server, b"too late")
    assert server.collect("Budi", at=SEVEN + 30 * DAY + dt.timedelta(seconds=1)) == []
    assert b"too late" not in snapshot(server)
    send(server, b"old news")
    server.forget(at=SEVEN + 31 * DAY)
    assert b"old news" not in snapshot(server)
    assert len(server.log()) == 3, "the log does not forget"


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 60), st.booleans())))
def test_every_message_arrives_once_or_expires(steps):
    server, sent, arrived = Server(), [], []
    for device in "ABC":
        server.register(device, b"bundle", at=SEVEN)
    now = SEVEN
    for n, (device, hours, collect) in enumerate(steps):
        now += dt.timedelta(hours=hours)
        if collect:
            arrived += insides(server.collect(device, at=now))
        else:
            sent.append(b"%d to %s" % (n, device.encode()))
            send(server, sent[-1], recipient=device, sender=None, at=now)
    for device in "ABC":
        arrived += insides(server.collect(device, at=now))
    assert len(arrived) == len(set(arrived))
    assert set(arrived) <= set(sent)
    if now - SEVEN <= 30 * DAY:
        assert set(arrived) == set(sent)


def test_log_is_a_valid_frame_of_outsides_one_row_per_device(server):
    assert relay.validate(server.log()) == []
    server.register("Budi/laptop", b"bundle of the laptop", at=SEVEN)
    send(server, b"sealed", kind="prekey")
    send(server, b"sealed too", sender=None, recipient="Budi/laptop")
    server.collect("Budi", at=SEVEN)
    frame = server.log()
    assert relay.validate(frame) == []
    assert list(frame["size"]) == [6, 10]
    assert list(frame["kind"]) == ["prekey", "text"]
    assert list(frame["recipient"]) == ["Budi", "Budi/laptop"]
    assert frame["sender"].isna().tolist() == [False, True]
    assert (frame["sent_at"] == pd.Timestamp(SEVEN)).all()


# --- refused, and nothing changed ---


@pytest.mark.parametrize("call", REFUSED)
def test_bad_input_is_explained_and_changes_nothing(server, call):
    send(server, b"waiting")
    before = snapshot(server)
    with pytest.raises(CourseError, match=REFUSED[call]):
        eval(call, globals(), {"s": server})
    assert snapshot(server) == before


# --- what was in its hands ---


def given(watched):
    """All that a server was ever given: whatever it held came from there."""
    return pickle.dumps([(call.args, call.kwargs) for call in watched.mock_calls])


def test_no_plaintext_and_no_private_key_was_ever_in_its_hands():
    server = Mock(wraps=Server())
    sari, budi = handshake.demo_keyring("sari"), handshake.demo_keyring("budi", one_time=2)
    pile = [keys.encode_public(pair.public) for pair in budi.one_time]
    server.register("Sari", sari.bundle.to_bytes(), at=SEVEN)
    server.register("Budi", budi.bundle.to_bytes(), pile, at=SEVEN)

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
    assert not [secret for secret in secrets if secret in given(server)]
    for secret in secrets:  # the watch would have seen each of them
        send(server, secret)
        assert secret in given(server)
