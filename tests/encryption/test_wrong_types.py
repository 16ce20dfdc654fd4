"""A student's hand brings anything: whatever comes, the answer is a sentence or a result."""

import ast
import dataclasses
import inspect
import tomllib
from contextlib import suppress
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from phones import refused

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


def spoiled(whole):
    """`whole` with something else at one place in it, made past every check."""
    if whole is GROUP:
        yield from ({**GROUP, "Sari 1": one} for one in spoiled(GROUP["Sari 1"]))
    elif whole is TALK:
        yield from ([one, *TALK[1:]] for one in spoiled(TALK[0]))
    elif hasattr(whole, "_fields"):
        yield from (whole._replace(**{name: odd}) for name, odd in product(whole._fields, ODD))
    elif dataclasses.is_dataclass(type(whole)):
        for field, odd in product(dataclasses.fields(whole), ODD):
            if odd != {} or field.name not in ("before", "after"):
                other = object.__new__(type(whole))
                other.__dict__.update(vars(whole) | {field.name: odd})
                yield other


LONG = ["flips", *thief.ATTACKS]  # many calls of those that are tried anyhow


@pytest.mark.parametrize("call", CALLS, ids=name)
def test_any_argument_of_any_kind_or_spoiled_inside_gets_a_result_or_a_sentence(call):
    function, *right = call
    function(*right)
    for place, whole in enumerate(right):
        inside = [] if name(call) in LONG else spoiled(whole)
        for odd in (*ODD, *NEIGHBOURS, *inside):
            with suppress(CourseError):  # a refusal is an answer, any other error is none
                function(*right[:place], odd, *right[place + 1 :])


LENGTHS = tomllib.loads(Path(__file__).with_name("lengths.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("call", "length"), LENGTHS.items())
def test_bytes_of_another_length_and_text_are_refused(call, length):
    for other in (0, 1, length - 1, length + 1, 2 * length):
        refused(eval, call, globals(), {"raw": bytes(other)}, says=f"of {length} bytes")
    refused(eval, call, globals(), {"raw": "0" * length}, says="Got str")


def test_every_function_a_student_can_call_is_tried():
    tried = {call[0] for call in CALLS}
    modules = (keys, sealing, ratchet, handshake, groups, media, backup)
    tools = {"refused", "require", "require_length", "show", "check_missing", "newest"}
    for module in (*modules, conversation, thief, pictures):
        for each, function in inspect.getmembers(module, inspect.isfunction):
            mine = function.__module__ == module.__name__ and not each.startswith("_")
            if mine and each not in tools and inspect.signature(function).parameters:
                assert function in tried, each
