"""The kinds of exercises: what answers are told, which tries are counted, what a solution shows.

Every promise that holds for each exercise of the course is in tests/exercises.
"""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from course_lib.lesson import store
from course_lib.lesson.exercise import Complete, Write, load, worded

SAMPLE = Path(__file__).parent / "sample"
TOLD = tomllib.loads((SAMPLE / "told.toml").read_text(encoding="utf-8"))
BASE = {"task": "A task in words.", "why": "Because.", "hint": "Look."}


@pytest.fixture
def of_sample():
    made = {}
    load(str(SAMPLE / "lesson_92.py"), made)
    return made


def _twice(n):
    return 2 * n


def write(function=_twice, wrongs=None, **more):
    said = {name: f"Mistake {name}." for name in wrongs or {}}
    words = worded("t.double", BASE | {"wrongs": said, "cases": {"three": "a small number"}})
    named = {"zero": (0,), "three": (3,)}
    return Write(words, function, named=named, random=some_number, wrongs=wrongs or {}, **more)


def some_number(random):
    return (int(random.integers(100)),)


@pytest.mark.parametrize(
    ("name", "answer", "says"), [(name, *row) for name in TOLD for row in TOLD[name]]
)
def test_an_answer_is_told(of_sample, name, answer, says):
    verdict = of_sample[name].judge(answer)
    assert verdict.message == says
    assert verdict.ok == (says == "Because.")
    assert verdict.points == of_sample[name].points * verdict.ok


def test_the_task_is_shown_with_options_and_rule(of_sample):
    verdict = of_sample["who"].judge("a")
    assert verdict.task == "A task in words.\na) The relay\nb) The two phones"
    assert "A task in words.<br>a) The relay" in verdict._repr_html_(), "no text cell asks it"
    assert "Within 1% of the right number counts as right." in repr(of_sample["bits"].judge(...))


def test_three_dots_and_a_judge_are_no_try_and_two_tries_bring_a_hint(of_sample, file):
    bits = of_sample["bits"]
    assert repr(bits.check(...)).startswith("How many bits?\nWithin")
    assert "Nothing (None) came" in bits.judge(None).message
    assert "Try once first" in repr(bits.solution())
    assert not file.exists()
    assert [bits.check(7).note for _ in range(2)] == ["", "Hint: Look."]
    assert bits.check(2400).ok
    assert store.get("verdicts", "lesson_92.bits", None).value == {"ok": True, "tries": 3}
    assert repr(bits.hint()) == "Hint: Look."
    assert repr(bits.solution()) == "One right answer: 2400.0\nBecause."
    of_sample["who"].check("a")
    assert repr(of_sample["who"].solution()) == "One right answer: b) The two phones\nBecause."


def test_loading_leaves_the_quiz_out_and_names_the_culprit(tmp_path):
    toml = tmp_path / "lesson_91.toml"
    toml.write_text('[bits]\ntask = "How many?"\nwhy = "So."\n[[quiz]]\nid = "x"\n')
    assert [words.id for words in load(tmp_path / "lesson_91.py").values()] == ["lesson_91.bits"]
    toml.write_text('[bits]\ntask = "How many?"\n')
    with pytest.raises(TypeError, match="why"):
        load(tmp_path / "lesson_91.py")


def test_a_table_is_an_answer_and_its_solution_is_code():
    frame = pd.DataFrame({"month": [1], "n": [2]})
    table = Complete(worded("t.table", BASE | {"solution": "frame.copy()"}), frame, wrongs={})
    assert table.check(frame.copy()).ok
    assert table.solution().code == "frame.copy()"


class Equal(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda n: n * n, 'Case "a small number": `double(3)`. Expected 6, and 9 came.'),
        (lambda n: 2 * n if n < 10 else 0, "Made-up case 1: `double("),
        (lambda n: n if n < 0 else None, "Is a `return` missing"),
        (lambda n: (i for i in [n]), "put list(...) around it"),
        (lambda n: Equal(7), "Expected 0, and 7 came."),
        (6, "Expected your function, and the number 6 came"),
    ],
)
def test_a_function_is_told_its_first_failing_case(function, says):
    assert says in write().judge(function).message


@pytest.mark.parametrize(
    ("function", "end"),
    [
        (lambda n: n + 1 + 1, "Mistake plus."),
        (lambda n: n**2, "Mistake square."),
        (lambda n: print(n), "Mistake prints."),
        (lambda n: 1 // 0, "Mistake raises."),
        # As `plus` in the first failing case only.
        (lambda n: 2 if n == 0 else n, "Expected 0, and 2 came."),
    ],
)
def test_a_mistake_is_recognised_by_what_it_does_everywhere(function, end):
    wrongs = {"plus": lambda n: n + 2, "square": lambda n: n * n}
    wrongs |= {"prints": lambda n: print(2 * n), "raises": lambda n: 2 / 0}
    assert write(wrongs=wrongs).judge(function).message.endswith(end)


def test_cases_follow_the_seed_and_a_right_answer_is_computed_once():
    calls = []
    ex = write(lambda n: calls.append(n) or 2 * n)
    assert ex.cases(1) == ex.cases(1) != ex.cases(2)
    assert len(ex.cases(1)) == 12
    assert all(ex.judge(lambda n: n + n).ok for _ in range(3))
    assert len(calls) == len(set(calls))


def test_the_solution_of_a_function_is_its_code():
    ex = write()
    ex.check(6)
    assert ex.solution().code == "def double(n):\n    return 2 * n\n"
