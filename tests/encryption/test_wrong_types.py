"""A student's hand brings anything: whatever comes, the answer is a sentence or a result."""

import ast
import dataclasses
import inspect
from contextlib import suppress
from pathlib import Path

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


def right(line):
    """A call of the table as a function and its right values."""
    call = ast.parse(line, mode="eval").body
    return [eval(ast.unparse(part), globals()) for part in (call.func, *call.args)]


LINES = Path(__file__).with_name("calls.txt").read_text(encoding="utf-8").splitlines()[1:]
CALLS = [right(line) for line in LINES]
CALLS += [[getattr(thief, attack), *thief.Phone.talk()] for attack in thief.ATTACKS]
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
FROZEN = (BUDI, BUDI.bundle, HELLO, HELLO.header, SENDER, POINTER, GROUP["Sari 1"])
FROZEN += (PAIR, TALK[0], WIRE, PHONE)
INSIDE = [  # a right object, and what a hand can put into it
    *((one, name) for one in (SARI, BOB, HEAD) for name in one._fields),
    *((one, field.name) for one in FROZEN for field in dataclasses.fields(one)),
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
    said = 'Expected bytes. Got str. Turn text into bytes first: "Hello".encode().'
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
        assert str(refused.value) == said
