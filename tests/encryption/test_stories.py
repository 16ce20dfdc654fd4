"""Stories of two phones and a network, on both wires: what is read, and what changes nothing."""

import tomllib
from collections import Counter
from pathlib import Path
from unittest.mock import Mock

import pytest
from phones import WIRES, Side, talked, touched

from course_lib.encryption import ratchet, sealing

STORIES = tomllib.loads(Path(__file__).with_name("stories.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("story", STORIES)
def test_story(story, wire, monkeypatch):
    worked = Mock(wraps=ratchet.kdf_ck)  # counts the chain keys that were turned
    monkeypatch.setattr(ratchet, "kdf_ck", worked)
    talks = (*talked(wire), *talked(wire))
    sides = dict(zip(("sari", "budi", "Sari", "Budi"), talks, strict=True))
    frames, written = {}, Counter()
    for step in STORIES[story]:
        match step.split():
            case [name, "copies", other]:
                sides[name] = Side(sides[other].state)
            case [name, "writes", count]:
                for _ in range(int(count)):
                    label = f"{name[0]}{written[name]}"
                    frames[label] = sides[name].write(label.encode())
                    written[name] += 1
            case [name, "reads", *labels]:
                for label in labels:
                    worked.reset_mock()
                    assert sides[name].read(frames[label]) == label.encode(), step
            case [name, "refuses", label, error]:
                worked.reset_mock()
                assert sides[name].refuses(frames[label], getattr(ratchet, error)), step
            case [name, "mistrusts", label]:
                with monkeypatch.context() as watched:
                    watched.setattr(sealing, "decrypt", lambda *_: pytest.fail("decrypted"))
                    for frame in touched(frames[label]):
                        sides[name].refuses(frame)
            case [name, "keeps", count]:
                assert len(sides[name].state.skipped) == int(count), step
            case [_, "worked", count]:
                assert worked.call_count == int(count), step
            case _:
                raise AssertionError(step)
