"""The kinds of exercises: what answers are told, how they are loaded, which cases they have.

What a student is told in a cell stands in `sample/exercises.ipynb`; every promise that holds for
each exercise of the course is in tests/exercises.
"""

import tomllib
from pathlib import Path

import pytest

from course_lib.lesson.exercise import Write, load, worded

SAMPLE = Path(__file__).parent / "sample"
TOLD = tomllib.loads((SAMPLE / "told.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "answer", "says"), [(name, *row) for name in TOLD for row in TOLD[name]]
)
def test_an_answer_is_told(name, answer, says):
    load(str(SAMPLE / "lesson_92.py"), made := {})
    verdict = made[name].judge(answer)
    assert verdict.message == says
    assert verdict.ok == (says == "Because.")
    assert verdict.points == made[name].points * verdict.ok


def test_loading_leaves_the_quiz_out_and_names_the_culprit(tmp_path):
    toml = tmp_path / "lesson_91.toml"
    toml.write_text('[bits]\ntask = "How many?"\nwhy = "So."\n[[quiz]]\nid = "x"\n')
    assert [words.id for words in load(tmp_path / "lesson_91.py").values()] == ["lesson_91.bits"]
    toml.write_text('[bits]\ntask = "How many?"\n')
    with pytest.raises(TypeError, match="why"):
        load(tmp_path / "lesson_91.py")


def test_cases_follow_the_seed_and_a_right_answer_is_computed_once():
    calls = []
    words = worded("t.double", {"task": "A task in words.", "why": "Because."})
    ex = Write(
        words,
        lambda n: calls.append(n) or 2 * n,
        named={"zero": (0,), "three": (3,)},
        random=lambda random: (int(random.integers(100)),),
        wrongs={},
    )
    assert ex.cases(1) == ex.cases(1) != ex.cases(2)
    assert len(ex.cases(1)) == 12
    assert all(ex.judge(lambda n: n + n).ok for _ in range(3))
    assert len(calls) == len(set(calls))


def test_without_named_cases_a_wrong_answer_is_told_of_no_mistake():
    words = {"task": "A task in words.", "why": "So.", "wrongs": {"once": "It was not doubled."}}
    given = {"random": lambda random: (int(random.integers(9)),), "wrongs": {"once": lambda n: n}}
    verdict = Write(worded("t.double", words), lambda n: 2 * n, **given).judge(lambda n: 3 * n)
    assert verdict.state == "wrong"
    assert "doubled" not in verdict.message
