"""Every refusal that code names stands in the room's data, is named, and fills its places."""

import inspect
import re
import string
from importlib import import_module
from pathlib import Path
from types import FunctionType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

import pytest

from course_lib import checks, data

LIBRARY = Path(__file__).parents[1] / "course_lib"
ROOMS = ("answers", "facts", "capacity", "ads", "economics", "business")


def code_of(room):
    return {path: path.read_text(encoding="utf-8") for path in (LIBRARY / room).rglob("*.py")}


def kinds(module):
    """The kinds that the signatures guarded in `module` name: for each of them a refusal may be."""
    home = import_module(module)
    for holder in (home, *(one for one in vars(home).values() if isinstance(one, type))):
        for value in vars(holder).values():
            call = getattr(value, "__func__", value)
            if isinstance(call, FunctionType) and call.__code__.co_filename == checks.__file__:
                asked = get_type_hints(call, checks._LATER | inspect.unwrap(call).__globals__)
                asked.pop("return", None)
                for kind in asked.values():
                    first = get_args(kind)[0] if get_origin(kind) in (Union, UnionType) else kind
                    yield (get_origin(first) or first).__name__


def named(room):
    """The keys of `room` that its code names, whoever raises them; kinds, where it is guarded."""
    found = set()
    for path, code in code_of(room).items():
        found |= set(re.findall(rf'"{room}\.(\w+)"', code))
        if "guard(__name__" in code:
            place = path.relative_to(LIBRARY.parent).with_suffix("")
            module = ".".join(place.parts).removesuffix(".__init__")
            found |= {*kinds(module)} & data.toml(room, "refusals").keys()
    return found


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
