"""A student's hand brings anything: whatever comes, the answer is a sentence or a result."""

import dataclasses
import inspect
from contextlib import suppress

import pandas as pd
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
TABLE = pd.DataFrame({"x": [1]})
POINTER, BLOB = media.lock(b"photo", "Image")

CALLS = [
    (keys.key_pair, KEY),
    (keys.demo_key_pair, "sari"),
    (keys.demo_key, "sari", "budi"),
    (keys.agree, PAIR, PAIR.public),
    (keys.hkdf, KEY, b"info", 32, KEY),
    (keys.encode_public, KEY),
    (keys.decode_public, b"\x05" + KEY),
    (keys.sign, PAIR, b"message", bytes(64)),
    (keys.verify, PAIR.public, b"message", bytes(64)),
    (sealing.seal, KEY, b"text", b"both"),
    (sealing.unseal, KEY, sealing.seal(KEY, b"text"), b""),
    (sealing.shown, KEY, sealing.seal(KEY, b"text")),
    (sealing.shown, KEY, sealing.seal(KEY, b"\xff no text")),
    (sealing.unchecked, KEY, sealing.seal(KEY, b"text")),
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
    (sealing.unpack, sealing.pack(5), [int]),
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
    (handshake.safety_number, KEY, "Sari", KEY, "Budi"),
    (handshake.safety_half, KEY, "Sari"),
    (handshake.safety_digits, "1" * 30, "2" * 30),
    (conversation.play, "ABA"),
    (conversation.held, TALK, "B", thief.spy(TALK, 1)),
    (conversation.walk, [BOB, BOB]),
    (thief.steal, "ABA", 1, "B"),
    (thief.spy, TALK, 1, "B"),
    (thief.flips, BOB, FRAME),
    (thief.Phone, SARI),
    (thief.Phone(SARI).write, b"text"),
    (thief.Phone(BOB).read, FRAME),
    (thief.Phone(BOB).tries, FRAME),
    (thief.NoRollback(BOB).read, FRAME),
    (thief.NoCap(BOB).read, FRAME),
    *((getattr(thief, attack), *thief.Phone.talk()) for attack in thief.ATTACKS),
    (conversation.start, Specification),
    (pictures.letters, b"Seat"),
    (pictures.texts, {"a": b"Seat"}),
    (pictures.differing, [1], [2]),
    (pictures.strip, thief.steal("ABA", 1), 1),
    (pictures.steps, conversation.held(TALK, "B", thief.spy(TALK, 1)), 1),
    (keys.KeyPair, PAIR.public, PAIR.private),
    (handshake.PrekeyBundle, KEY, KEY, bytes(64)),
    (handshake.PrekeyHeader, KEY, KEY, KEY, None),
    (handshake.PrekeyBundle.is_signed, BUDI.bundle),
    (handshake.PrekeyBundle.to_bytes, BUDI.bundle),
    (handshake.PrekeyHeader.to_bytes, HELLO.header),
    (groups.SenderKey, 1, KEY, KEY, 0, PAIR, {}),
    (groups.SenderKey.to_bytes, SENDER),
    (media.Pointer, "Image", KEY, KEY, KEY, 5),
    (sealing.versioned, b"\x33 fields", 4),
    (pictures.cells, {"a": ["1"]}),
]
ODD = [
    *(None, True, -1, 0, 3, 2**32, 2**40, -(10**30), 1.5, float("nan"), float("inf"), 3j),
    *("", "x", "\ud800", "A\udfff", "A", "Sari", "x" * 33, "\u202e", "\0"),
    *(b"", b"x", bytes(16), bytes(31), bytes(33), b"\xff" * 32, b"\x33" * 64, bytearray(32)),
    *([], (), set(), {"x": "y"}, {5: 5}, {"x": 5}, {"x": [5]}, {"x": None}, {None: 1}),
    *(["x"], [None], [5], [[]], [b"x"], ("x",), object(), int, print, range(3), iter("x")),
    *({"\ud800": 1}, {"x": 2**40}, {"x": ["\ud800"]}, [object()], {b"x": object()}, {}),
]


def name(call):
    return call[0].__name__


NEIGHBOURS = [PAIR, SARI, BUDI, BUDI.bundle, HEAD, HELLO, HELLO.header, WIRE, PHONE, SENDER]
NEIGHBOURS += [GROUP, GROUP["Sari 1"], POINTER, TALK, TALK[0], [SARI], {"x": SARI}, TABLE]
INSIDE = [  # a right object, and what a hand can put into it
    *((one, name) for one in (SARI, BOB, HEAD) for name in one._fields),
    *(
        (one, field.name)
        for one in (BUDI, BUDI.bundle, HELLO, HELLO.header, SENDER, POINTER, GROUP["Sari 1"])
        for field in dataclasses.fields(one)
    ),
    *(
        (one, field.name)
        for one in (PAIR, TALK[0], WIRE, PHONE)
        for field in dataclasses.fields(one)
    ),
]


def changed(one, name, odd):
    """`one` with something else in it, made past every check."""
    if hasattr(one, "_replace"):
        return one._replace(**{name: odd})
    other = object.__new__(type(one))
    other.__dict__.update(vars(one) | {name: odd})
    return other


def answers(function, *values):
    """Calls it; a refusal is an answer, any other error is none."""
    with suppress(CourseError):
        function(*values)


@pytest.mark.parametrize("call", CALLS, ids=name)
def test_any_argument_of_any_kind_gets_a_result_or_a_sentence(call):
    function, *right = call
    function(*right)
    for place in range(len(right)):
        for odd in [*ODD, *NEIGHBOURS]:
            answers(function, *right[:place], odd, *right[place + 1 :])


LONG = ["flips", *thief.ATTACKS]  # many calls of those that are tried anyhow


@pytest.mark.parametrize("call", [one for one in CALLS if name(one) not in LONG], ids=name)
def test_a_right_object_with_something_else_in_it_gets_a_result_or_a_sentence(call):
    function, *right = call
    for place, whole in enumerate(right):
        for one, field in INSIDE:
            for odd in ODD[:-1] if field in ("before", "after") else ODD:
                poisoned = None
                if whole is one:
                    poisoned = changed(one, field, odd)
                elif whole is GROUP and one is GROUP["Sari 1"]:
                    poisoned = {**GROUP, "Sari 1": changed(one, field, odd)}
                elif whole is TALK and one is TALK[0]:
                    poisoned = [changed(one, field, odd), *TALK[1:]]
                if poisoned is not None:
                    answers(function, *right[:place], poisoned, *right[place + 1 :])


def test_every_function_a_student_can_call_is_tried():
    tried = {call[0] for call in CALLS}
    modules = (keys, sealing, ratchet, handshake, groups, media, backup)
    inner = {"refused", "require_length", "show", "phrase", "generate"}
    inner |= {"check_missing", "newest"}
    for module in (*modules, conversation, thief, pictures):
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
