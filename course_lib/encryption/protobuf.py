"""Numbered fields in a row of bytes: how a phone writes down its messages.

Source: Protocol Buffers encoding guide; only the two kinds that libsignal's messages need. Each
field is its number and kind in a byte, then a whole number in groups of seven bits, or a length and
that many bytes. What is read comes from a stranger, so every length is checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course_lib.encryption.keys import Refused

_NUMBER, _BYTES = 0, 2  # kinds of field
_GROUPS = 5  # groups of seven bits are enough for 32


def pack(*fields: int | bytes) -> bytes:
    """The fields one after the other, numbered from 1.

    >>> pack(300, b"hi").hex(" ")
    '08 ac 02 12 02 68 69'
    """
    packed = b""
    for at, value in enumerate(fields, start=1):
        if isinstance(value, int):
            packed += _number(at << 3 | _NUMBER) + _number(value)
        else:
            packed += _number(at << 3 | _BYTES) + _number(len(value)) + value
    return packed


def unpack(raw: bytes, kinds: Sequence[type]) -> list[Any]:
    """The values of fields 1, 2, 3 ..., each of its kind: `int` (below 2**32) or `bytes`.

    >>> unpack(bytes.fromhex("08ac0212026869"), [int, bytes])
    [300, b'hi']

    Fields with higher numbers are skipped. Raises Refused for anything cut off, missing or of
    another kind.
    """
    found: dict[int, int | bytes] = {}
    at = 0
    while at < len(raw):
        field, at = _read_number(raw, at)
        value, at = _read_number(raw, at)
        if field & 7 == _NUMBER:
            found[field >> 3] = value
        elif field & 7 == _BYTES and at + value <= len(raw):
            found[field >> 3] = raw[at : at + value]
            at += value
        else:
            raise _refused("a field that is cut off or of an unknown kind")
    values = [found.get(number) for number in range(1, len(kinds) + 1)]
    if not all(isinstance(value, kind) for value, kind in zip(values, kinds, strict=True)):
        raise _refused("other fields")
    return values


def _number(value: int) -> bytes:
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)  # the top bit says: more to come
        value >>= 7
    return bytes([*groups, value])


def _read_number(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place, group in enumerate(raw[at : at + _GROUPS]):
        value |= (group & 0x7F) << 7 * place
        if group < 0x80 and value < 2**32:
            return value, at + place + 1
    raise _refused("a number that is cut off or too large")


def _refused(got: str) -> Refused:
    return Refused(
        expected="the numbered fields of this kind of message",
        got=got,
        do="Do not read it. Check that nothing was cut off or added.",
    )
