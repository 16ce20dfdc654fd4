"""The sixty digits: the published half, and what must change them."""

import json
from pathlib import Path

import pytest

from course_lib.encryption import handshake, keys
from course_lib.encryption.keys import Refused

PUBLISHED = json.loads((Path(__file__).parent / "vectors.json").read_text())["safety_number"]
SARI, BUDI, MALLORY = (keys.demo_key_pair(f"{name} identity").public for name in ("s", "b", "m"))


def test_half_is_the_published_one():
    identity = bytes.fromhex(PUBLISHED["identity"])
    assert handshake.safety_half(identity, PUBLISHED["id"]) == PUBLISHED["half"]


def test_number_has_twelve_groups_of_five_digits_and_both_sides_see_the_same():
    number = handshake.safety_number(SARI, "+62 1", BUDI, "+62 2")
    assert [len(group) for group in number.split(" ")] == [5] * 12
    assert number.replace(" ", "").isdecimal()
    assert number == handshake.safety_number(BUDI, "+62 2", SARI, "+62 1")


def test_number_is_the_two_halves_smaller_first():
    halves = sorted([handshake.safety_half(SARI, "Sari"), handshake.safety_half(BUDI, "Budi")])
    assert handshake.safety_number(SARI, "Sari", BUDI, "Budi").replace(" ", "") == "".join(halves)


def test_another_key_or_another_name_changes_the_number():
    numbers = {
        handshake.safety_number(SARI, "Sari", other, name)
        for other in (BUDI, MALLORY)
        for name in ("Budi", "Budy")
    }
    assert len(numbers) == 4


def test_short_key_is_refused():
    with pytest.raises(Refused, match="of 32 bytes"):
        handshake.safety_half(SARI[:31], "Sari")
