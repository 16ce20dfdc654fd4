"""A student's hand brings anything: whatever comes, the answer is a sentence or a result."""

import inspect
from contextlib import suppress

import pytest

from course_lib.encryption import (
    backup,
    conversation,
    groups,
    handshake,
    keys,
    media,
    pictures,
    ratchet,
    safety_number,
    sealing,
    thief,
)
from course_lib.encryption.sealing import Header, Libsignal, Specification
from course_lib.errors import CourseError

KEY, PAIR = bytes(32), keys.demo_key_pair("sari")
BUDI = handshake.demo_keyring("budi", one_time=1)
HELLO = handshake.start(PAIR, BUDI.bundle)
WIRE, HEAD = Specification(b"both"), Header(KEY, 0, 0)
TALK = conversation.play("ABA")
SARI, BOB = TALK[0].before["A"], TALK[0].before["B"]
FRAME = TALK[0].frame
FRAMING = Specification(HELLO.associated_data)
HERS = ratchet.start_alice(HELLO.secret, BUDI.bundle.signed_prekey, FRAMING)
FIRST = HELLO.header.to_bytes() + ratchet.encrypt(HERS, b"hi")[1]
PHONE = Libsignal(PAIR.public, PAIR.public)
GROUP, _ = groups.start({"Sari": 1, "Budi": 1})
WRITTEN, GROUP_FRAME = groups.send(GROUP, "Sari 1", b"hi")
SENDER = groups.new_sender_key(1)
POINTER, BLOB = media.lock(b"photo", "Image")

CALLS = [
    (keys.key_pair, KEY),
    (keys.demo_key_pair, "sari"),
    (keys.agree, PAIR, PAIR.public),
    (keys.hkdf, KEY, b"info", 32, KEY),
    (keys.encode_public, KEY),
    (keys.decode_public, b"\x05" + KEY),
    (keys.sign, PAIR, b"message", bytes(64)),
    (keys.verify, PAIR.public, b"message", bytes(64)),
    (sealing.seal, KEY, b"text", b"both"),
    (sealing.unseal, KEY, sealing.seal(KEY, b"text"), b""),
    (sealing.message_keys, KEY),
    (sealing.encrypt, KEY, bytes(16), b"text"),
    (sealing.decrypt, KEY, bytes(16), sealing.encrypt(KEY, bytes(16), b"text")),
    (sealing.tag, KEY, b"text", 8),
    (sealing.check, KEY, b"text", sealing.tag(KEY, b"text", 8), 8),
    (Specification, b"both"),
    (Libsignal, KEY, KEY),
    (WIRE.close, HEAD, KEY, b"text"),
    (WIRE.header, WIRE.close(HEAD, KEY, b"text")),
    (WIRE.open, WIRE.close(HEAD, KEY, b"text"), KEY),
    (PHONE.close, HEAD, KEY, b"text"),
    (PHONE.header, PHONE.close(HEAD, KEY, b"text")),
    (PHONE.open, PHONE.close(HEAD, KEY, b"text"), KEY),
    (sealing.pack, 5, b"text"),
    (lambda raw: sealing.unpack(raw, [int]), sealing.pack(5)),
    (ratchet.start_alice, KEY, PAIR.public, WIRE, PAIR),
    (ratchet.start_bob, KEY, PAIR, WIRE),
    (ratchet.encrypt, SARI, b"text"),
    (ratchet.decrypt, BOB, FRAME, PAIR),
    (ratchet.sending_key, SARI),
    (ratchet.receiving_key, BOB, BOB.wire.header(FRAME), PAIR),
    (ratchet.kdf_rk, KEY, KEY),
    (ratchet.kdf_ck, KEY),
    (handshake.PrekeyBundle.from_bytes, BUDI.bundle.to_bytes()),
    (handshake.PrekeyHeader.from_bytes, HELLO.header.to_bytes()),
    (handshake.new_keyring, 1),
    (handshake.demo_keyring, "budi", 1),
    (handshake.rotate, BUDI, PAIR),
    (handshake.start, PAIR, BUDI.bundle, BUDI.one_time[0].public, PAIR),
    (handshake.answer, BUDI, HELLO.header),
    (handshake.finish, BUDI, HELLO.header),
    (handshake.accept, BUDI, FIRST),
    (groups.start, {"Sari": 1, "Budi": 1}),
    (groups.send, GROUP, "Sari 1", b"hi"),
    (groups.read, WRITTEN, "Budi 1", "Sari 1", GROUP_FRAME),
    (groups.leave, GROUP, "Sari"),
    (groups.new_sender_key, 1),
    (groups.encrypt, SENDER, b"hi"),
    (groups.decrypt, SENDER, groups.encrypt(SENDER, b"hi")[1]),
    (groups.SenderKey.from_bytes, SENDER.to_bytes()),
    (media.lock, b"photo", "Image", KEY),
    (media.unlock, POINTER, BLOB),
    (media.media_keys, KEY, "Image"),
    (backup.lock, KEY, b"chats"),
    (backup.unlock, KEY, backup.lock(KEY, b"chats")),
    (backup.backup_key, KEY),
    (backup.digits, KEY),
    (backup.Vault, "seven", KEY, 3),
    (backup.Vault("seven", KEY).open, "seven"),
    (safety_number.digits, KEY, "Sari", KEY, "Budi"),
    (safety_number.half, KEY, "Sari"),
    (safety_number.together, "1" * 30, "2" * 30),
    (conversation.play, "ABA"),
    (conversation.held, TALK, "B"),
    (conversation.walk, [BOB, BOB]),
    (thief.steal, "ABA", 1, "B"),
    (thief.spy, TALK, 1, "B"),
    (thief.after_forgery, "ours", 1),
    (thief.flips, BOB, FRAME),
    (pictures.letters, b"Seat"),
    (pictures.cells, {"a": ["1"]}),
]
ODD = [None, True, -1, 3, 1.5, "", "x", b"", b"x", bytearray(32), [], {}, {"x": "y"}, object()]


def name(call):
    return getattr(call[0], "__qualname__", type(call[0]).__name__)


@pytest.mark.parametrize("call", CALLS, ids=name)
def test_any_argument_of_any_kind_gets_a_result_or_a_sentence(call):
    function, *right = call
    function(*right)
    for place in range(len(right)):
        for odd in [*ODD, PAIR, SARI, BUDI, HEAD, HELLO]:
            with suppress(CourseError):
                function(*right[:place], odd, *right[place + 1 :])


def test_every_function_a_student_can_call_is_tried():
    tried = {call[0] for call in CALLS}
    modules = (keys, sealing, ratchet, handshake, groups, media, backup, safety_number)
    inner = {"refused", "expect", "exactly", "show", "phrase", "generate", "ml_kem_768"}
    inner |= {"close", "disclose", "check_missing", "newest", "versioned", "unpack"}
    for module in (*modules, conversation, thief):
        for each, function in inspect.getmembers(module, inspect.isfunction):
            mine = function.__module__ == module.__name__ and not each.startswith("_")
            if mine and each not in inner and inspect.signature(function).parameters:
                assert function in tried or each in [*thief.ATTACKS, "start"], each


def test_neighbours_say_the_same():
    said = set()
    for call in (
        lambda: sealing.seal(KEY, "x"),
        lambda: sealing.unseal(KEY, "x"),
        lambda: sealing.seal(KEY, b"x", "x"),
        lambda: media.lock("x", "Image"),
        lambda: backup.lock(KEY, "x"),
        lambda: ratchet.encrypt(SARI, "x"),
        lambda: groups.send(GROUP, "Sari 1", "x"),
    ):
        with pytest.raises(CourseError) as refused:
            call()
        said.add(str(refused.value))
    assert said == {'Expected bytes. Got str. Turn text into bytes first: "Hello".encode().'}
