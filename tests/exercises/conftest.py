"""What every exercise promises, in a lesson or an assignment: each promise is a function here."""

import dataclasses
import json
import re
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from course_lib.lesson import store, trial
from course_lib.lesson.exercise import Write
from course_lib.lesson.trial import Outcome

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "my_course.json"))
    monkeypatch.setattr(trial, "SECONDS", 0.5)


@pytest.fixture
def cells(request):
    """For a file test_lesson_NN.py: the sources in the notebook of its lesson, by cell id."""
    (path,) = NOTEBOOKS.glob(f"{request.path.stem[-2:]}_*.ipynb")
    return {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}


def raising(*_):
    raise LookupError("no such seat")


def endless(*_):
    while True:
        pass


def stub(*_): ...


def solution_passes(exercise):
    verdict = exercise.judge(exercise.answer)
    assert verdict.ok, verdict.message
    assert verdict.points == exercise.points >= 1


def wrong_answers(exercise):
    """What is amiss with the typical wrong answers: [] for a good exercise."""
    verdicts = [(wrong, exercise.judge(wrong.answer)) for wrong in exercise.wrongs]
    amiss = [f"passes: {wrong.says}" for wrong, verdict in verdicts if verdict.ok]
    told = [(wrong.says, verdict.message) for wrong, verdict in verdicts]
    amiss += [f"{says!r} not in {message!r}" for says, message in told if says not in message]
    if len({wrong.says for wrong in exercise.wrongs}) < 2:
        amiss.append("fewer than two different messages")
    return amiss


def odd_answers_get_a_useful_message(exercise):
    assert exercise.judge(...).state == "open"
    assert exercise.judge([1, ...]).state == "open"
    odd = [None, "", [], {}, float("nan"), object(), object, b"", len, "?" * 10_000, raising]
    for answer in odd:
        verdict = exercise.judge(answer)
        assert verdict.state == "wrong", answer
        assert 15 < len(verdict.message) < 600, verdict.message
        assert not re.search(r"0x[0-9a-f]{6,}|Traceback", verdict.message), verdict.message


def functions_that_misbehave_are_told_how(exercise):
    if not isinstance(exercise, Write):
        assert "function" in exercise.judge(endless).message
        return
    assert exercise.judge(stub).state == "open"
    assert "LookupError: no such seat" in exercise.judge(raising).message
    assert "did not end within" in exercise.judge(endless).message


def hint_and_solution_are_told(exercise):
    assert exercise.words.hint
    assert len(exercise.words.task.split()) > 3
    exercise.tries = 0
    assert "Try once" in repr(exercise.solution())
    exercise.check(None)
    solution = repr(exercise.solution())
    assert exercise.words.why in solution
    assert store.get("verdicts", exercise.id, None).value == {"ok": False, "tries": 1}


def a_grader_needs_only_json(exercise):
    """Outcomes made elsewhere and sent as text are judged the same, on unseen cases too."""
    for seed in (1, 2):
        cases = exercise.cases(seed)
        assert cases == exercise.cases(seed)
        for case in cases:
            sent = json.dumps(dataclasses.asdict(exercise.outcome(exercise.answer, case)))
            assert exercise.feedback(case, Outcome(**json.loads(sent))) == ""
    forged = [None, {}, {"kind": "dict"}, {"kind": "table", "of": 3}, [[[]]], "?", {"kind": []}]
    for value in forged:
        assert exercise.feedback(cases[0], Outcome(value=value))


def words_that_do_not_fit(exercise):
    """What is amiss with the words of an exercise: [] for a good one."""
    words, amiss = exercise.words, []
    empty = [name for name in ("task", "why", "hint") if not getattr(words, name)]
    texts = [words.options, words.wrongs, words.cases, words.misconceptions]
    empty += [key for each in texts for key, text in each.items() if not text]
    amiss += [f"empty: {name}" for name in empty]
    if exercise.kind == "choose" and sorted([words.right, *words.wrongs]) != sorted(words.options):
        amiss.append("one right letter, and a message for each other one")
    if exercise.kind == "arrange" and sorted(words.right.split()) != sorted(words.options):
        amiss.append("every letter once")
    if len(exercise.wrongs) != len(words.wrongs):
        amiss.append("a typical mistake without an answer")
    if isinstance(exercise, Write):
        named = [case.name for case in exercise.named_cases()]
        if not named or (words.cases and sorted(words.cases.values()) != sorted(named)):
            amiss.append("each named case with its arguments and its name")
    return amiss + ([] if 0 <= exercise.compare.within < 1 else ["a tolerance is a share"])


def all_kept(exercise):
    assert words_that_do_not_fit(exercise) == []
    solution_passes(exercise)
    assert wrong_answers(exercise) == []
    odd_answers_get_a_useful_message(exercise)
    functions_that_misbehave_are_told_how(exercise)
    hint_and_solution_are_told(exercise)
    a_grader_needs_only_json(exercise)


@pytest.fixture(scope="session")
def promises():
    made = (solution_passes, wrong_answers, words_that_do_not_fit, all_kept)
    return SimpleNamespace(**{promise.__name__: promise for promise in made})
