"""No sentence that answers a typical mistake is lost: `diagnoses.toml` holds those once written.

An exercise or question that was replaced is named there under `gone`, with the one in its place.
"""

import tomllib
from pathlib import Path

from course_lib.lesson.exercise import FOLDER

RECORDED = tomllib.loads(Path(__file__).with_name("diagnoses.toml").read_text(encoding="utf-8"))
WORDS_AT_LEAST = 4  # "Not right" is no diagnosis


def diagnoses():
    """What each exercise and question says to wrong answers, by the id of the exercise."""
    found = {}
    for path in sorted(FOLDER.rglob("*.toml")):
        for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for asked in table if isinstance(table, list) else [table]:
                if isinstance(asked, dict) and "wrongs" in asked:
                    part = f"{name}.{asked['id']}" if "id" in asked else name
                    found[f"{path.stem}.{part}"] = asked["wrongs"]
    return found


def test_every_recorded_diagnosis_is_still_there():
    now = diagnoses()
    lost = {}
    for name, keys in RECORDED["diagnoses"].items():
        if name in RECORDED["gone"]:
            assert RECORDED["gone"][name] in now, f"{name}: what is in its place?"
        elif isinstance(keys, int):  # options: their letters may move
            if len(now.get(name, {})) < keys:
                lost[name] = f"{keys} options were answered"
        elif missing := set(keys) - set(now.get(name, {})):
            lost[name] = sorted(missing)
    assert not lost


def test_a_diagnosis_is_a_sentence():
    short = [
        f"{name}.{key}: {said}"
        for name, wrongs in diagnoses().items()
        for key, said in wrongs.items()
        if len(said.split()) < WORDS_AT_LEAST
    ]
    assert not short
