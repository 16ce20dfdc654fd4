"""Every refusal that code names stands in the room's data, is named, and fills its places."""

import re
import string
from pathlib import Path

import pytest

from course_lib import data

LIBRARY = Path(__file__).parents[1] / "course_lib"
ROOMS = ("facts", "capacity", "ads", "economics", "business")


def named(room):
    """The keys of `room` that its code names, whoever raises them; kinds, where it is guarded."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (LIBRARY / room).rglob("*.py"))
    kinds = {"str", "int", *re.findall(r"class (\w+)", code)} & data.toml(room, "refusals").keys()
    return set(re.findall(rf'"{room}\.(\w+)"', code)) | (kinds if "guard(" in code else set())


@pytest.mark.parametrize("room", ROOMS)
def test_code_and_data_name_the_same(room):
    assert named(room) == set(data.toml(room, "refusals"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_refusal_says_what_was_expected_and_what_to_do(room):
    for key, told in data.toml(room, "refusals").items():
        assert set(told) in ({"expected", "do"}, {"what", "do"}), key
        assert told["do"][-1] in ".?", key
        places = {name for _, name, _, _ in string.Formatter().parse(told["do"])}
        assert places <= {"near", "least", "most", "id", None}, key


@pytest.mark.parametrize("room", [*ROOMS, "relay", "authoring"])
def test_every_sentence_of_a_room_is_said(room):
    """Groups that code reads whole (labels, quantities) count as said."""
    paths = [path for kind in ("py", "html") for path in (LIBRARY / room).rglob(f"*.{kind}")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    for group, told in data.toml(room, "words").items():
        if isinstance(told, str):
            assert f'"{group}"' in code, group
            continue
        whole = f'["{group}"]' in code or group == "label" or f"{group}.{{" in code
        for name in told:
            assert whole or f"{group}.{name}" in code, (group, name)
            if group == "chart":
                assert f'"{name}"' in code or f"chart.{name}" in code, name
